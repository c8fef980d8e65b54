"""Names and rows that several pieces of the page say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.said import first_up
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.study.election.result import ElectionResult


def event_said(result: ElectionResult, words: Words, first: bool = False) -> str:
    """The election with its year, as a sentence holds it; ``first`` where it begins one."""
    said = words(f"election.event.{result.plan.event}", year=result.plan.date[:4])
    return first_up(said) if first else said


def role_said(role: str, words: Words) -> str:
    """What a role is called."""
    return words(f"election.role.{role}")


def paid_said(result: ElectionResult, words: Words) -> str:
    """From what the contributions are paid, as a sentence holds it."""
    return words(f"election.paid.{result.plan.payer}")
