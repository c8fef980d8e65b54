"""Names and numbers that several pieces of the page say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulate.model.baseline.definitions import Definition
from simulate.plan.baseline import BaselinePlan
from simulate.show.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


# who counts as covered in the segments of the employed, whatever definition a plan takes for its share
RESIDENTS = Definition(*(BaselinePlan.model_fields[name].default for name in Definition._fields))


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


def nearest(table: pd.DataFrame, claim: float) -> pd.Series | None:
    """The row whose median lies nearest to a claim that lies inside its 90 % range; None where none holds it."""
    inside = table[table["fits"] == "inside"]
    return None if inside.empty else inside.loc[(inside["p50"] - claim).abs().idxmin()]
