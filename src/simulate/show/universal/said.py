"""Names, numbers and grades that several pieces of the page say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simulate.plan.unknowns import EVIDENCE
from simulate.show.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.universal.result import UniversalResult


def row_of(result: UniversalResult, measure: str) -> pd.Series:
    """A measure's row of the headline table."""
    return result.headline_table.set_index("measure").loc[measure]


def channel_said(channel: str, words: Words) -> str:
    """What a channel, or a pool of the uncovered, is called."""
    return words(f"universal.channel.{channel}")


def baseline_said(baseline: str, words: Words) -> str:
    """A baseline, as a sentence holds it."""
    return words(f"universal.baseline.{baseline}")


def december(year: int, words: Words) -> str:
    """The month in which a year's target is looked at."""
    return words.month(f"{year}-12")


def chance_said(chance: float, draws: int, words: Words) -> str:
    """A chance; one that no draw, or every draw, shows lies beyond what so many draws can tell."""
    if chance in (0.0, 1.0):
        sign = "<" if chance == 0 else ">"
        return f"{sign}{words.share(abs(chance - 1 / draws), 1)}"
    return words.share(chance, 1 if chance < 0.1 or chance > 0.9 else 0)


def weakest(result: UniversalResult, unknowns: Iterable[str]) -> str:
    """The weakest grade of evidence among unknowns."""
    return max((result.unknowns[key].evidence for key in unknowns), key=EVIDENCE.index)


def middle_and_range(row: pd.Series, unit: str, words: Words) -> dict[str, str]:
    """A measure's median as ``middle`` and its 90 % range as ``range``."""
    return {
        "middle": words.estimate(row["p50"], row["p05"], row["p95"], unit),
        "range": words.interval(row["p05"], row["p95"], unit),
    }
