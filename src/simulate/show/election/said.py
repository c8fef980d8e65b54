"""Names and rows that several pieces of the page say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.election.result import ElectionResult
    from simulate.study.simulated import Simulated


def event_said(result: ElectionResult, words: Words, first: bool = False) -> str:
    """The election with its year, as a sentence holds it; ``first`` where it begins one."""
    said = words(f"election.event.{result.plan.event}", year=result.plan.date[:4])
    return said[0].upper() + said[1:] if first else said


def role_said(role: str, words: Words) -> str:
    """What a role is called."""
    return words(f"election.role.{role}")


def paid_said(result: ElectionResult, words: Words) -> str:
    """From what the contributions are paid, as a sentence holds it."""
    return words(f"election.paid.{result.plan.payer}")


def row_of(result: Simulated, measure: str) -> pd.Series:
    """A measure's row of the headline table."""
    return result.headline_table.set_index("measure").loc[measure]


def middle_and_range(row: pd.Series, unit: str, words: Words) -> dict[str, str]:
    """A measure's median as ``middle`` and its 90 % range as ``range``."""
    return {
        "middle": words.estimate(row["p50"], row["p05"], row["p95"], unit),
        "range": words.interval(row["p05"], row["p95"], unit),
    }
