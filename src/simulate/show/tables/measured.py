"""Measures of a result with their intervals, for whatever programme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from simulate.show.pieces import Piece, Text
from simulate.show.table import heads, table
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.study.simulated import Simulated

# units that a number does not carry itself and that its row must name
_NAMED_UNITS = ("persons", "worker_months", "cases", "percentage_points", "families")


def unit_said(unit: str, words: Words) -> str:
    """A unit after a measure's name, where the numbers do not show it."""
    return f" ({words(f'unit.{unit}')})" if unit in _NAMED_UNITS else ""


def measured(
    result: Simulated,
    place: str,
    measures: Sequence[str],
    ratios: Sequence[str] = (),
    *,
    name: Callable[[str, Words], str],
    caption: Text,
    note: Text,
    error: Callable[[float, str, Words], str] | None = None,
) -> Piece:
    """Measures with mean, median, interval and Monte Carlo error.

    Args:
        result: the run.
        place: names the table in the page and its CSV.
        measures: those shown, in the order of the result's.
        ratios: those of them that a plan may leave without a base, and that then say so.
        name: what a measure is called.
        caption: what the table shows.
        note: a line below.
        error: how a simulation error of a unit is told; as elsewhere unless given.
    """
    found = result.headline_table[result.headline_table["measure"].isin(measures)]

    def rows(words: Words):
        for row in found.to_dict("records"):
            unit, certain = row["unit"], row["p05"] == row["p95"]
            yield (
                name(row["measure"], words),
                words.estimate(row["mean"], row["p05"], row["p95"], unit),
                words.estimate(row["p50"], row["p05"], row["p95"], unit),
                "–" if certain else words.interval(row["p05"], row["p95"], unit),
                error(row["mc_error"], unit, words) if error else words.error(row["mc_error"], unit),
            )
        for measure in measures:
            if measure not in result.measures and measure in ratios:
                yield (name(measure, words), words("undefined"), "–", "–", "–")

    return table(
        place,
        result.settings.language,
        caption=caption,
        header=heads("measure", "mean", "median", "interval", "error"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
        data=found,
    )
