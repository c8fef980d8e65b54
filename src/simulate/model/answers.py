"""Answers to single questions of law: an amount, its parts, and every legal value it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulate.errors import InputError, Problem
from simulate.law import LawValue
from simulate.model.rules import (
    contribution_parts_rp,
    disability_parts_rp,
    jkm_parts_rp,
    partial_disability_rp,
    scholarship_rp,
    stmb_rp,
    total_rp,
    work_death_parts_rp,
)
from simulate.model.rules.eligibility import SCHOLARSHIP_EVENTS
from simulate.model.rules.numbers import one_of

if TYPE_CHECKING:
    from simulate.law import LawMonth

# what each event must be told beside the scheme
EVENTS = {
    "death": (),
    "work_death": ("base",),
    "total_disability": ("base",),
    "partial_disability": ("base", "table_share"),
    "temporary_incapacity": ("base", "months"),
}


@dataclass(frozen=True)
class Answer:
    """An amount for one person [Rp], its parts, and the legal values read on the way.

    ``scholarship_up_to_rp`` is the most that the children of the case could get beside the total: None where
    they are in the total, where the event gives none, or where the tenure that decides it was not told.
    """

    total_rp: int
    parts: dict[str, int]
    references: tuple[LawValue, ...]
    scholarship_up_to_rp: int | None = None


def contribution_answer(law: LawMonth, **case) -> Answer:
    """One month's contribution; the case is that of `contribution_parts_rp`.

    Raises:
        InputError: the case or the month is refused.
    """
    reading = replace(law, reads={})
    parts = contribution_parts_rp(reading, **case)
    return Answer(total_rp(parts), parts, _read(reading))


def benefit_answer(
    law: LawMonth,
    *,
    event: str,
    scheme: str,
    base_rp: float | None = None,
    tenure_months: int | None = None,
    children: int | None = None,
    table_share: float | None = None,
    lost_share: float = 1,
    months: float | None = None,
) -> Answer:
    """What one member or the family receives; scholarships count only where ``children`` is given.

    Args:
        law: the law of the month of the event.
        event: one of `EVENTS`.
        scheme: ``bpu`` or ``pu``.
        base_rp: reported income or wage [Rp/month]; for events at work.
        tenure_months: months of membership; decides JKM of BPU members and its scholarships.
        children: how many children get scholarships; their most is then part of the total.
        table_share: share by the table of Lampiran III; for ``partial_disability``.
        lost_share: share of function lost; for ``partial_disability``.
        months: length of the incapacity; for ``temporary_incapacity``.

    Raises:
        InputError: the case or the month is refused, or something that the event needs was not told.
    """
    one_of(event, "event", EVENTS)
    told = {"base": base_rp, "table_share": table_share, "months": months}
    missing = [name for name in EVENTS[event] if told[name] is None]
    if missing:
        raise InputError(
            Problem(f"missing_{name}", name, "not given", f"say the {name}: the event `{event}` depends on it")
            for name in missing
        )
    reading = replace(law, reads={})
    at_work = {"scheme": scheme, "base_rp": base_rp}
    match event:
        case "death":
            parts = jkm_parts_rp(reading, scheme=scheme, tenure_months=tenure_months)
        case "work_death":
            parts = work_death_parts_rp(reading, **at_work)
        case "total_disability":
            parts = disability_parts_rp(reading, **at_work)
        case "partial_disability":
            amount = partial_disability_rp(reading, **at_work, table_share=table_share, lost_share=lost_share)
            parts = {"compensation": amount}
        case "temporary_incapacity":
            parts = {"wage_replacement": stmb_rp(reading, **at_work, months=months)}
    if children is not None:
        parts["scholarship"] = scholarship_rp(reading, event=event, children=children, tenure_months=tenure_months)
    beside = None if children is not None else _most_beside(law, event, tenure_months)
    return Answer(total_rp(parts), parts, _read(reading), beside)


def _most_beside(law: LawMonth, event: str, tenure_months: int | None) -> int | None:
    """The most that scholarships could add to a total that leaves them out."""
    if event not in SCHOLARSHIP_EVENTS or (event == "death" and tenure_months is None):
        return None
    if law.month < law.groups["scholarship_yearly"].first_month:
        return None
    most = law.value("scholarship_children")
    return scholarship_rp(law, event=event, children=most, tenure_months=tenure_months)


def _read(law: LawMonth) -> tuple[LawValue, ...]:
    return tuple((law.reads or {}).values())
