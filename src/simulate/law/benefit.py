"""What a member or the family receives, by event, and every legal value that an answer rests on.

In the examples ``law`` is the law of May 2026, ``base`` its lowest base of a BPU member [Rp/month].
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import Gathered, Problem, input_error
from simulate.law.contribution import bpu_base_rp, contribution_parts_rp
from simulate.law.files import LawValue
from simulate.law.numbers import SCHEMES, Rupiah, not_negative, one_of, positive, total_rp, whole_rupiah

if TYPE_CHECKING:
    from simulate.law.base import LawMonth

JKM_PARTS = ("death_grant", "periodic", "funeral")
_TRANSPORT = ("transport_land", "transport_sea", "transport_air")
REIMBURSED = (*_TRANSPORT, "home_care", "denture", "hearing_aid", "prosthesis")
SCHOLARSHIP_EVENTS = ("death", "work_death", "total_disability")
LEVELS = ("kindergarten_primary", "junior_secondary", "senior_secondary", "higher")
# the longest that each step of pay lasts [months], by group of the law
_STEPS = {
    "jkk_stmb": {"month_1_6": 6, "month_7_12": 6, "month_13_on": np.inf},
    "pu_jkp_cash": {"month_1_3": 3, "month_4_6": 3},
}

# what each event must be told beside the scheme, and what it may be told too
EVENTS = {
    "death": ((), ("base_rp", "tenure_months", "children")),
    "work_death": (("base_rp",), ("tenure_months", "children")),
    "total_disability": (("base_rp",), ("tenure_months", "children")),
    "partial_disability": (("base_rp", "table_share"), ("tenure_months", "lost_share")),
    "temporary_incapacity": (("base_rp", "months"), ("tenure_months",)),
    "job_loss": (("base_rp", "months"), ("tenure_months",)),
} | dict.fromkeys(REIMBURSED, (("cost_rp",), ("base_rp", "tenure_months")))


def jkm_parts_rp(law: LawMonth, *, scheme: str, tenure_months: Rupiah | None = None) -> dict[str, Rupiah]:
    """What a natural death pays, by part [Rp/person], without scholarships.

    Below the wait only the funeral is paid:

    >>> waiting, full = (jkm_parts_rp(law, scheme="bpu", tenure_months=months) for months in (2, 3))
    >>> {part: bool(waiting[part] == full[part]) for part in full}, waiting["death_grant"], waiting["periodic"]
    ({'death_grant': False, 'periodic': False, 'funeral': True}, 0, 0)

    Args:
        law: the law of the month of death.
        scheme: ``bpu`` or ``pu``; wage earners have no wait.
        tenure_months: completed months of membership, any shape; BPU only.

    Returns:
        int64 in the shape of ``tenure_months`` (int for a scalar).

    Raises:
        InputError: an unknown scheme, no tenure where it matters, or a month without that law.

    Source: PP 44/2015, PP 82/2019; Permenaker 5/2021 jo. 1/2025; see ``jkm_benefit.yaml``, ``jkm_waiting.yaml``.
    """
    wait = "jkm_waiting" if one_of(scheme, "scheme", SCHEMES) == "bpu" else None
    full = _waited(law, wait, tenure_months)
    amounts = {part: law.value("jkm_benefit", part) for part in JKM_PARTS}
    return {part: whole_rupiah(np.where(full | (part == "funeral"), amount, 0)) for part, amount in amounts.items()}


def work_death_parts_rp(law: LawMonth, *, scheme: str, base_rp: Rupiah | float) -> dict[str, Rupiah]:
    """What a work death pays, by part [Rp/person], without scholarships; there is no wait.

    The compensation is so many months of the base:

    >>> work_death_parts_rp(law, scheme="bpu", base_rp=base)["compensation"] / base
    48.0

    Args:
        law: the law of the month of the accident.
        scheme: ``bpu`` (the income's band gives the base) or ``pu``.
        base_rp: reported income or wage [Rp/month], any shape.

    Returns:
        The compensation, months of the base but never below the JKM death grant, and the periodic and funeral
        parts; int64 in the shape of ``base_rp`` (int for a scalar).

    Raises:
        InputError: an unknown scheme, or a base that is not a number above 0.

    Source: PP 82/2019 Pasal 25; see ``data/law/jkk_wage_multiple.yaml``, ``jkk_lump_sum.yaml``.
    """
    by_wage = _base(law, scheme, base_rp) * law.value("jkk_wage_multiple", "work_death")
    lump = {part: law.value("jkk_lump_sum", part) for part in ("periodic", "funeral")}
    return _with_lump(np.maximum(by_wage, law.value("jkm_benefit", "death_grant")), lump)


def disability_parts_rp(law: LawMonth, *, scheme: str, base_rp: Rupiah | float) -> dict[str, Rupiah]:
    """What total permanent disability from work pays, by part [Rp/person], without scholarships.

    The compensation is so many months of the base:

    >>> disability_parts_rp(law, scheme="bpu", base_rp=base)["compensation"] / base
    56.0

    Arguments, shapes and refusals are those of `work_death_parts_rp`.

    Source: PP 82/2019 Pasal 25; see ``data/law/jkk_wage_multiple.yaml``, ``jkk_lump_sum.yaml``.
    """
    by_wage = _base(law, scheme, base_rp) * law.value("jkk_wage_multiple", "total_disability")
    return _with_lump(by_wage, {"periodic": law.value("jkk_lump_sum", "periodic")})


def partial_disability_rp(
    law: LawMonth, *, scheme: str, base_rp: Rupiah | float, table_share: float, lost_share: float = 1
) -> Rupiah:
    """What partial disability from work pays [Rp/person].

    A limb lost at 40 % of the table, in months of the base:

    >>> partial_disability_rp(law, scheme="bpu", base_rp=base, table_share=0.4) / base
    32.0

    Args:
        law: the law of the month of the accident.
        scheme: ``bpu`` or ``pu``.
        base_rp: reported income or wage [Rp/month], any shape.
        table_share: the percentage of the table in Lampiran III as a share, above 0 to 1; ``jkk_partial_table``
            holds some of its rows.
        lost_share: the share of function lost; 1 where the limb is lost.

    Raises:
        InputError: an unknown scheme, a base that is not a number above 0, a share outside 0 to 1.

    Source: PP 44/2015 Lampiran III; see ``data/law/jkk_wage_multiple.yaml``.
    """
    for name, share in (("table_share", table_share), ("lost_share", lost_share)):
        if (positive(share, name, "share_above_0") > 1).any():
            raise input_error("bad_value.partial_disability_rp", name, share=repr(share))
    months = law.value("jkk_wage_multiple", "partial_disability")
    return whole_rupiah(np.asarray(table_share) * lost_share * months * _base(law, scheme, base_rp))


def stmb_rp(law: LawMonth, *, scheme: str, base_rp: Rupiah | float, months: Rupiah | float) -> Rupiah:
    """Pay over so many months of temporary incapacity [Rp/person].

    A year at the full base and two months at half of it, in months of the base:

    >>> stmb_rp(law, scheme="bpu", base_rp=base, months=14) / base
    13.0

    Args:
        law: the law of the month of the accident; it is taken to hold for the whole spell.
        scheme: ``bpu`` or ``pu``.
        base_rp: reported income or wage [Rp/month].
        months: length of the spell; broadcasts with ``base_rp``.

    Raises:
        InputError: an unknown scheme, a base that is not a number above 0, a negative length.

    Source: PP 44/2015, PP 82/2019; see ``data/law/jkk_stmb.yaml``.
    """
    paid = _paid_months(law, "jkk_stmb", not_negative(months, "months", "months_of_incapacity"))
    return whole_rupiah(paid * _base(law, scheme, base_rp))


def scholarship_rp(law: LawMonth, *, event: str, children: Rupiah, tenure_months: Rupiah | None = None) -> Rupiah:
    """The most that the scholarships of a member's children can come to [Rp/member].

    All school levels from the first to the last year, for at most two children:

    >>> one, two, three = (scholarship_rp(law, event="work_death", children=n) for n in (1, 2, 3))
    >>> two / one, three / one
    (2.0, 2.0)
    >>> scholarship_rp(law, event="death", children=2, tenure_months=35)
    0

    Args:
        law: the law of the month of the event.
        event: ``death`` (JKM, which needs 36 months of contributions), ``work_death`` or ``total_disability``.
        children: number of children below the age limit, any shape.
        tenure_months: months of contributions; for ``death`` only.

    Raises:
        InputError: an event without scholarships, a negative number of children, no tenure where it matters.

    Source: PP 82/2019, Permenaker 5/2021; see ``data/law/scholarship_*.yaml``.
    """
    heads = not_negative(children, "children", "number_of_children")
    each = sum(law.value("scholarship_yearly", level) * law.value("scholarship_years", level) for level in LEVELS)
    counted = np.minimum(heads, law.value("scholarship_children"))
    wait = "scholarship_wait" if one_of(event, "event", SCHOLARSHIP_EVENTS) == "death" else None
    return whole_rupiah(np.where(_waited(law, wait, tenure_months), counted * each, 0))


def reimbursement_rp(law: LawMonth, *, item: str, cost_rp: Rupiah | float) -> Rupiah:
    """What JKK pays toward a cost, up to its cap [Rp]; a prosthesis is paid above the centre's price.

    >>> cap = law.value("jkk_transport", "land")
    >>> (reimbursement_rp(law, item="transport_land", cost_rp=[cap / 2, cap * 2]) / cap).tolist()
    [0.5, 1.0]
    >>> reimbursement_rp(law, item="prosthesis", cost_rp=cap) / cap
    1.4

    Args:
        law: the law of the month of the accident.
        item: one of `REIMBURSED`.
        cost_rp: the cost, or the rehabilitation centre's price of a prosthesis [Rp], any shape.

    Raises:
        InputError: an unknown item, or a cost that is not a number above 0.

    Source: PP 44/2015, PP 82/2019; see ``data/law/jkk_transport.yaml``, ``jkk_home_care.yaml``,
    ``jkk_denture.yaml``, ``jkk_hearing_aid.yaml``, ``jkk_prosthesis.yaml``.
    """
    one_of(item, "item", REIMBURSED)
    cost = positive(cost_rp, "cost", "rupiah_above_0")
    if item == "prosthesis":
        return whole_rupiah(cost * (1 + law.value("jkk_prosthesis")))
    group, _, mode = item.partition("_") if item.startswith("transport") else (item, "", "")
    return whole_rupiah(np.minimum(cost, law.value(f"jkk_{group}", *([mode] if mode else []))))


def jkp_cash_rp(law: LawMonth, *, wage_rp: Rupiah | float, months: int) -> Rupiah:
    """JKP cash over so many months without work [Rp/person]; entitlement is not checked.

    Three months at 45 % and three at 25 % of the wage, in months of a wage at the cap:

    >>> law = Law.load().at("2022-02")
    >>> cap = law.value("pu_jkp_wage_cap")
    >>> jkp_cash_rp(law, wage_rp=2 * cap, months=6) / cap
    2.1

    Raises:
        InputError: a wage that is not a number above 0, a negative number of months.

    Source: PP 37/2021, PP 6/2025; see ``data/law/pu_jkp_cash.yaml``, ``pu_jkp_wage_cap.yaml``.
    """
    capped = np.minimum(positive(wage_rp, "wage", "rupiah_a_month_above_0"), law.value("pu_jkp_wage_cap"))
    return whole_rupiah(capped * _paid_months(law, "pu_jkp_cash", not_negative(months, "months", "months_from_0")))


def _base(law: LawMonth, scheme: str, base_rp: Rupiah | float) -> np.ndarray:
    """The wage that JKK benefits are reckoned from."""
    if one_of(scheme, "scheme", SCHEMES) == "bpu":
        return np.asarray(bpu_base_rp(law, base_rp))
    return positive(base_rp, "base", "rupiah_a_month_above_0")


def _waited(law: LawMonth, wait: str | None, tenure_months: Rupiah | None) -> np.ndarray:
    """Whether a membership is as old as the law's wait of that name; always where there is none."""
    if wait and tenure_months is None:
        raise input_error("missing_tenure", "tenure")
    tenure = not_negative(0 if tenure_months is None else tenure_months, "tenure", "months_of_membership")
    return tenure >= (law.value(wait) if wait else 0)


def _with_lump(compensation: np.ndarray, lump: dict[str, float]) -> dict[str, Rupiah]:
    """The compensation and the lump sums beside it, each in its shape."""
    amounts = {"compensation": compensation} | lump
    return {part: whole_rupiah(np.broadcast_to(amount, compensation.shape)) for part, amount in amounts.items()}


def _paid_months(law: LawMonth, group: str, left: np.ndarray) -> np.ndarray:
    """Months of the wage that a spell of so many months is paid, by the steps of the group."""
    paid = np.zeros_like(left)
    for step, longest in _STEPS[group].items():
        spell = np.minimum(left, longest)
        paid = paid + spell * law.value(group, step)
        left = left - spell
    return paid


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
    said = {"base_rp": base_rp, "tenure_months": tenure_months, "children": children}
    said |= {"table_share": table_share, "lost_share": lost_share, "months": months, "cost_rp": cost_rp}
    one_of(event, "event", EVENTS)
    _check_told(event, {name for name, value in said.items() if value is not None})
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
    beside = _most_beside(reading, event, tenure_months) if children is None else None
    if children is not None:
        parts["scholarship"] = scholarship_rp(reading, event=event, children=children, tenure_months=tenure_months)
    return Answer(total_rp(parts), parts, _read(reading), beside)


def _check_told(event: str, told: set[str]) -> None:
    """Refuses a case that leaves out what the event needs, or tells what it has no use for."""
    needed, welcome = EVENTS[event]
    wrong = [(name, "missing") for name in needed if name not in told]
    wrong += [(name, "needless") for name in sorted(told - {*needed, *welcome})]
    gathered = Gathered()
    for name, check in wrong:
        option = name.removesuffix("_rp").removesuffix("_months") or name
        gathered.problems.append(Problem(f"{check}_of_event", option, check=f"{check}_{option}", event=event))
    gathered.refuse()


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
