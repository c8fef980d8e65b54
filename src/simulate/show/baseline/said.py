"""Names and numbers that several pieces of the page say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulate.show.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from simulate.study.baseline.result import BaselineResult


def definition_said(which: Mapping[str, Any], words: Words) -> str:
    """Who counts as covered, as a sentence holds it."""
    return words(
        f"baseline.definition.{which['workers']}",
        status=words(f"baseline.status.{which['status']}"),
        place=words(f"baseline.place.{which['place']}"),
        jakon=words(f"baseline.jakon.{'with' if which['jakon'] else 'without'}"),
    )


def vulnerable_said(which: Mapping[str, Any], words: Words) -> str:
    """Who is meant by protected vulnerable workers and how they are counted, as a sentence holds it."""
    return words(f"baseline.count.{which['count']}", who=words(f"baseline.who.{which['who']}"))


def first_up(text: str) -> str:
    """A text as it begins a sentence."""
    return text[0].upper() + text[1:]


def row_of(result: BaselineResult, measure: str) -> pd.Series:
    """A measure's row of the headline table."""
    return result.headline_table.set_index("measure").loc[measure]


def estimate_said(row: Mapping[str, float], unit: str, words: Words) -> dict[str, str]:
    """A row's median as ``middle`` and its 90 % range as ``range``."""
    return {
        "middle": words.estimate(row["p50"], row["p05"], row["p95"], unit),
        "range": words.interval(row["p05"], row["p95"], unit),
    }


def nearest(table: pd.DataFrame, claim: float) -> pd.Series | None:
    """The row whose median lies nearest to a claim that lies inside its 90 % range; None where none holds it."""
    inside = table[table["fits"] == "inside"]
    return None if inside.empty else inside.loc[(inside["p50"] - claim).abs().idxmin()]
