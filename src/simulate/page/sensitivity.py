"""How far each assumption moves the result, which the uncertainty comes from, and weak worlds."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.page.base import Element, Text, old_sentence
from simulate.page.drawing import bar_label, tick_form
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import headers, old_table
from simulate.page.words import Words
from simulate.study.sensitivity import are_correlated, one_at_a_time, sobol_indices

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.sensitivity import Box
    from simulate.study.simulated import Simulated

# at most so many bars, and none shorter than this share of the longest
_MOST, _SHORTEST = 4, 0.03
# height of a bar with its label [inches]
_ROW = 0.68


def tornado(result: Simulated) -> Element:
    """Each outcome that the programme weighs with one assumption low or high, all others at their middle.

    A sentence instead of a chart where nothing is uncertain.
    """
    table = one_at_a_time(result)
    bars = {outcome: _bars(table[table["outcome"] == outcome]) for outcome in result.weighed}
    bars = {outcome: rows for outcome, rows in bars.items() if len(rows)}
    if not bars:
        return old_sentence(result.settings.language, lambda words: words("table.decides.caption.none"))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        from matplotlib.patches import Patch

        counts = [len(rows) for rows in bars.values()]
        shape = {"nrows": len(bars), "height_ratios": counts} if narrow else {"ncols": len(bars)}
        panels = drawing.subplots(**shape, squeeze=False).ravel()
        for axes, (outcome, rows) in zip(panels, bars.items(), strict=True):
            _panel(axes, outcome, rows, result, words)
            # side by side, bars of both panels are equally high
            axes.set_ylim(-(len(rows) if narrow else max(counts)) + 0.6, 0.85)
        sides = [Patch(color=colour, alpha=0.75) for colour in (OTHER, MAIN)]
        names = [words("chart.tornado.low"), words("chart.tornado.high")]
        drawing.legend(sides, names, loc="outside lower left", ncols=2, frameon=False, fontsize=8.5)

    def numbers(words: Words) -> dict[str, str]:
        outcome, rows = next(iter(bars.items()))
        first, unit = rows.iloc[0], result.units[outcome]
        ends = sorted((first["low"], first["high"]))
        return {
            "name": result.unknowns[first["unknown"]].name[words.language],
            "outcome": words(f"table.decides.{outcome}"),
            "low": words.value(ends[0], unit),
            "high": words.value(ends[1], unit),
            "middle": words.value(first["middle"], unit),
        }

    def alt(words: Words) -> str:
        said = [
            words(
                "chart.tornado.alt.bar",
                name=result.unknowns[row["unknown"]].name[words.language],
                low=words.value(row["low"], result.units[outcome]),
                high=words.value(row["high"], result.units[outcome]),
                outcome=words(f"table.decides.{outcome}"),
            )
            for outcome, rows in bars.items()
            for row in rows.to_dict("records")
        ]
        return words("chart.tornado.alt", bars="; ".join(said))

    return old_figure(
        "tornado",
        result.settings.language,
        draw,
        title=lambda words: words("chart.tornado.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("chart.tornado.source", most=str(_MOST)),
        data=pd.concat(bars.values()),
        wide=(7.4, 0.9 + _ROW * max(map(len, bars.values()))),
        narrow=(3.7, 1.5 + _ROW * sum(map(len, bars.values()))),
    )


def _bars(table: pd.DataFrame) -> pd.DataFrame:
    swing = (table["high"] - table["low"]).abs()
    certain = swing <= 1e-6 * table["middle"].abs()
    return table[~certain & (swing >= _SHORTEST * swing.max())].head(_MOST)


def _panel(axes: Axes, outcome: str, rows: pd.DataFrame, result: Simulated, words: Words) -> None:
    """Bars from the middle to both ends, each under its assumption's name and range."""
    middle, form = float(rows["middle"].iloc[0]), partial(words.value, unit=result.units[outcome])
    lowest, highest = float(rows[["low", "high"]].min().min()), float(rows[["low", "high"]].max().max())
    room = 0.22 * (highest - lowest)
    for place, row in enumerate(rows.to_dict("records")):
        unknown = result.unknowns[row["unknown"]]
        for end, colour in (("low", OTHER), ("high", MAIN)):
            axes.barh(-place, row[end] - middle, left=middle, color=colour, alpha=0.75, height=0.36, edgecolor="none")
            left = row[end] < middle
            axes.annotate(
                form(row[end]),
                (row[end], -place),
                xytext=(-3 if left else 3, 0),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                color=INK,
            )
        axes.plot([middle, middle], [-place - 0.3, -place + 0.2], color=MUTED, linewidth=1.2)
        span = words.with_unit(words.interval(row["value_low"], row["value_high"], unknown.unit), unknown.unit)
        bar_label(axes, f"{unknown.name[words.language]}: {span}", (lowest - room, -place + 0.22), 50)
    outcome_name = words(f"column.decides.{outcome}")
    axes.set_title(words("chart.tornado.panel", outcome=outcome_name, middle=form(middle)))
    axes.set_xlim(lowest - room, highest + room)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=3)
    axes.xaxis.set_major_formatter(tick_form(form))


# smaller shares cannot be told from none
_LEAST = 0.01
_COLUMNS = ("outcome", "unknown", "first", "first_error")


def what_decides(result: Simulated, asks: bool = False) -> Element:
    """Unknowns by the share of uncertainty that would go if they were known, for each outcome.

    ``asks`` adds a column of how each could be learnt.
    """
    correlated = are_correlated(result)
    found = pd.DataFrame(columns=_COLUMNS) if correlated else sobol_indices(result)
    outcomes = list(result.outcomes)
    shares, errors = (
        found.pivot(index="unknown", columns="outcome", values=name).reindex(columns=outcomes)
        for name in ("first", "first_error")
    )
    varying = shares.dropna(axis=1, how="all")
    shown = varying[varying.max(axis=1) >= _LEAST]
    # the first outcome that is uncertain decides the order; what does not touch it follows by the others
    if not shown.empty:
        first, most = shown.iloc[:, 0], shown.max(axis=1)
        shown = shown.iloc[np.lexsort([-most, -first.where(first >= _LEAST, 0)])]

    def share(unknown: str, outcome: str, words: Words) -> str:
        value, error = shares.loc[unknown, outcome], errors.loc[unknown, outcome]
        if not value >= _LEAST:  # missing where the outcome is certain
            return "–"
        return f"{words.share(value, 0)} ±{words.decimal(100 * error, 1)}"

    def rows(words: Words):
        if shown.empty:
            yield [words("table.decides.all"), *["–"] * (len(outcomes) + 1 + asks)]
        for unknown in shown.index:
            told = result.unknowns[unknown]
            yield [
                told.name[words.language],
                *(share(unknown, outcome, words) for outcome in outcomes),
                words(f"evidence.{told.evidence}"),
                *([told.ask.get(words.language, "–")] if asks else []),
            ]

    def caption(words: Words) -> str:
        if shown.empty:
            return words("table.decides.caption.correlated" if correlated else "table.decides.caption.none")
        outcome = shown.columns[0]
        return words(
            "table.decides.caption",
            name=result.unknowns[shown.index[0]].name[words.language],
            share=words.share(shown.iloc[0][outcome], 0),
            outcome=words(f"table.decides.{outcome}"),
        )

    return old_table(
        "what_decides",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            *headers("assumption")(words),
            *(words(f"column.decides.{outcome}") for outcome in outcomes),
            *headers("evidence", *(["ask"] if asks else []))(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 1 + len(outcomes)),
        note=lambda words: words("table.decides.note"),
        stacked=asks,
        data=found[found["unknown"].isin(shown.index)],
    )


def limits_table(result: Simulated, name: str, box: Box, *, caption: Text, note: Text) -> Element:
    """The limits of a box with the whole range of each assumption and its grade."""

    def limit(key: str, words: Words) -> str:
        unit, (low, high) = result.unknowns[key].unit, box.limits[key]
        if low == -inf:
            return words("table.weak.below", value=words.with_unit(words.value(high, unit), unit))
        if high == inf:
            return words("table.weak.above", value=words.with_unit(words.value(low, unit), unit))
        return words.with_unit(words.interval(low, high, unit), unit)

    def rows(words: Words):
        for key in box.limits:
            unknown = result.unknowns[key]
            yield (
                unknown.name[words.language],
                limit(key, words),
                words.with_unit(words.interval(unknown.low, unknown.high, unknown.unit), unknown.unit),
                words(f"evidence.{unknown.evidence}"),
            )

    return old_table(
        name,
        result.settings.language,
        caption=caption,
        header=headers("assumption", "in_weak", "whole_range", "evidence"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=note,
        data=pd.DataFrame([(key, *sides) for key, sides in box.limits.items()], columns=["unknown", "low", "high"]),
    )
