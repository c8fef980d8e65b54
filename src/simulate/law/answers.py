"""Answers to single questions of law: an amount, its parts, and every legal value it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulate.errors import InputError, Problem, input_error
from simulate.law.benefit import (
    REIMBURSED,
    disability_parts_rp,
    jkm_parts_rp,
    jkp_cash_rp,
    partial_disability_rp,
    reimbursement_rp,
    scholarship_rp,
    stmb_rp,
    work_death_parts_rp,
)
from simulate.law.contribution import contribution_parts_rp
from simulate.law.eligibility import SCHOLARSHIP_EVENTS
from simulate.law.files import LawValue
from simulate.law.numbers import SCHEMES, one_of, total_rp

if TYPE_CHECKING:
    from simulate.law.base import LawMonth

# what each event must be told beside the scheme, and what it may be told too
EVENTS = {
    "death": ((), ("base_rp", "tenure_months", "children")),
    "work_death": (("base_rp",), ("tenure_months", "children")),
    "total_disability": (("base_rp",), ("tenure_months", "children")),
    "partial_disability": (("base_rp", "table_share"), ("tenure_months", "lost_share")),
    "temporary_incapacity": (("base_rp", "months"), ("tenure_months",)),
    "job_loss": (("base_rp", "months"), ("tenure_months",)),
} | dict.fromkeys(REIMBURSED, (("cost_rp",), ("base_rp", "tenure_months")))


@dataclass(frozen=True)
class Answer:
    """An amount for one person [Rp], its parts, and the legal values read on the way.

    ``scholarship_up_to_rp`` is the most that children could get beside the total: 0 where none is due, None where
    it is in the total already, or where the tenure or the law that decides it is not known.
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
    lost_share: float | None = None,
    months: float | None = None,
    cost_rp: float | None = None,
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
        lost_share: share of function lost, 1 unless given; for ``partial_disability``.
        months: length of the incapacity or of the time without work.
        cost_rp: the cost to reimburse, for the events of `REIMBURSED`.

    Raises:
        InputError: the case or the month is refused, something needed was not told, or something needless was.
    """
    one_of(event, "event", EVENTS)
    told = {
        "base_rp": base_rp,
        "tenure_months": tenure_months,
        "children": children,
        "table_share": table_share,
        "lost_share": lost_share,
        "months": months,
        "cost_rp": cost_rp,
    }
    _check_told(event, {name for name, said in told.items() if said is not None})
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
            share = {"table_share": table_share, "lost_share": 1 if lost_share is None else lost_share}
            parts = {"compensation": partial_disability_rp(reading, **at_work, **share)}
        case "temporary_incapacity":
            parts = {"wage_replacement": stmb_rp(reading, **at_work, months=months)}
        case "job_loss":
            if one_of(scheme, "scheme", SCHEMES) == "bpu":
                raise input_error("no_job_loss", "scheme")
            parts = {"jkp_cash": jkp_cash_rp(reading, wage_rp=base_rp, months=months)}
        case _:
            one_of(scheme, "scheme", SCHEMES)
            parts = {"reimbursement": reimbursement_rp(reading, item=event, cost_rp=cost_rp)}
    beside = None
    if children is not None:
        parts["scholarship"] = scholarship_rp(reading, event=event, children=children, tenure_months=tenure_months)
    else:
        beside = _most_beside(reading, event, tenure_months)
    return Answer(total_rp(parts), parts, _read(reading), beside)


def _check_told(event: str, told: set[str]) -> None:
    """Refuses a case that leaves out what the event needs, or tells what it has no use for."""
    needed, welcome = EVENTS[event]
    wrong = [(name, "missing") for name in needed if name not in told]
    wrong += [(name, "needless") for name in sorted(told - {*needed, *welcome})]
    problems = []
    for name, check in wrong:
        option = name.removesuffix("_rp").removesuffix("_months") or name
        problems.append(Problem(f"{check}_of_event", option, check=f"{check}_{option}", event=event))
    if problems:
        raise InputError(problems)


def _most_beside(law: LawMonth, event: str, tenure_months: int | None) -> int | None:
    """The most that scholarships could add to a total that leaves them out."""
    if event not in SCHOLARSHIP_EVENTS:
        return 0
    unknown = (event == "death" and tenure_months is None) or law.month < law.groups["scholarship_yearly"].first_month
    if unknown:
        return None
    most = law.value("scholarship_children")
    return scholarship_rp(law, event=event, children=most, tenure_months=tenure_months)


def _read(law: LawMonth) -> tuple[LawValue, ...]:
    return tuple((law.reads or {}).values())
