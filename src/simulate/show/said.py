"""A measure of a result, whatever the programme, as sentences and first screens hold it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from simulate.show.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.simulated import Simulated


def row_of(result: Simulated, measure: str) -> pd.Series:
    """A measure's row of the headline table."""
    return result.headline_table.set_index("measure").loc[measure]


def middle_and_range(row: Mapping[str, float], unit: str, words: Words) -> dict[str, str]:
    """A row's median as ``middle`` and its 90 % range as ``range``."""
    return {
        "middle": words.estimate(row["p50"], row["p05"], row["p95"], unit),
        "range": words.interval(row["p05"], row["p95"], unit),
    }


def mean_and_range(row: Mapping[str, float], unit: str, words: Words) -> dict[str, str]:
    """As `middle_and_range` with the mean, which adds up, for what stands beside a bar of means."""
    return middle_and_range({**row, "p50": row["mean"]}, unit, words)


def range_and_error(result: Simulated, measure: str, words: Words) -> str:
    """A measure's 90 % range with its simulation error, as it stands below a number of the first screen; none where
    every draw gives the same."""
    row, unit = row_of(result, measure), result.units[measure]
    if row["p05"] == row["p95"]:
        return ""
    interval = words.interval(row["p05"], row["p95"], unit)
    return words("interval.90", interval=interval, error=words.error(row["mc_error"], unit))


def subtitle_said(result: Simulated, words: Words) -> str:
    """Where, over which months, and by which plan."""
    return words(
        "subtitle.span",
        region=result.region.about.name,
        span=words.months(result.months[0], result.months[-1]),
        plan=result.plan_name[words.language],
    )


def over_said(result: Simulated, words: Words, first: str) -> list[str]:
    """That the plan begins before the ``first`` month that can still be decided, where it does."""
    if result.plan.start >= first:
        return []
    return [words("headline.note.over", start=words.month(result.plan.start), first=words.month(first))]


def first_up(text: str) -> str:
    """A text as it begins a sentence."""
    return text[0].upper() + text[1:]
