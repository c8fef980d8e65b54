"""The whole road: from levers and one value of each unknown to members, money and families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.baseline.segments import UNKNOWNS as SEGMENT_UNKNOWNS
from simulate.model.baseline.segments import Segments, segments
from simulate.model.identities import must_equal
from simulate.model.universal.claims import NewMembers, new_members
from simulate.model.universal.moves import Moves, moves_of
from simulate.model.universal.prices import PAYERS, PROGRAMMES, bpu_parts_rp, employer_rp
from simulate.model.universal.road import Road, since_start, walk

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.model.universal.others import Others, Paying
    from simulate.plan.universal import UniversalPlan
    from simulate.region import Region

UNKNOWNS = (
    *SEGMENT_UNKNOWNS,
    "employment_growth",
    "registered_yearly",
    "pu_stopped",
    "strong_compliance",
    "contractors_gain",
    "permits_yearly",
    "phase_in",
    "village_workers",
    "village_complied",
    "garut_retained",
    "garut_span",
    "settled_stop",
    "self_pay_renewal",
    "strong_self_pay",
    "would_pay",
    "worker_leaves",
    "government_stop",
    "donor_stop",
    "unreachable",
    "cost_permits",
    "cost_village",
    "cost_drives",
    "registration_cost",
    "new_pu_wage",
    "risk_mix",
    "mean_age",
    "age_spread",
    "male_share",
    "relative_mortality",
    "accident_rate",
    "accident_cost",
    "scholarship_child_years",
    "scholarship_year",
)
# a part of a person that is left of a difference by rounding alone
_ROUNDING = 1e-6
# who bears which cost
COSTS = ("apbd", "registering", "outreach", "regulation", "villages", "sponsors", "others", "workers", "employers")
# of them, what the regency's own budget bears
OF_APBD = ("apbd", "registering", "outreach", "regulation")


@dataclass(frozen=True, eq=False)
class Way:
    """Members and money, arrays of shape (draws, months).

    ``cost_rp`` by payer of `COSTS`: APBD's contributions for vulnerable workers, registering them and those of the
    funding mix, registering whom outreach and obligations add, and making and enforcing regulation; villages, for RT
    and RW heads and others; civil servants who sponsor; companies, Baznas, DBH and self-payers of the funding mix;
    self-payers; employers, for wage earners registered since the start (``registered``), JKK and JKM alone.
    ``price_rp`` by channel and benefit programme, (months,).
    """

    start: Segments
    moves: Moves
    road: Road
    price_rp: dict[str, dict[str, np.ndarray]]
    registered: np.ndarray
    cost_rp: dict[str, np.ndarray]

    @property
    def total_rp(self) -> np.ndarray:
        """What all of them pay [Rp], shape (draws, months)."""
        return sum(self.cost_rp.values())


@dataclass(frozen=True, eq=False)
class UniversalOutcome(Way):
    """The way, and what happens to members without an employer who joined since the start (``new``).

    ``paid_rp`` are their contributions by benefit programme, shape (draws, months).
    """

    new: NewMembers
    paid_rp: dict[str, np.ndarray]


def unknowns_used(plan: UniversalPlan, scholarship_wait: int, paying: tuple[str, ...]) -> tuple[str, ...]:
    """The unknowns that a plan's result depends on; ``paying`` are those of the programmes of others."""
    claimed = plan.baseline == "claimed"
    switched = plan.contractors_from or plan.permits_from or plan.village_workers_from
    without = {
        **dict.fromkeys(("claimed_share", "claimed_funded"), not claimed),
        "registered_yearly": plan.compliance_drive == "none",
        "strong_compliance": plan.compliance_drive != "strong",
        "contractors_gain": not plan.contractors_from,
        "permits_yearly": not plan.permits_from,
        "phase_in": not switched,
        **dict.fromkeys(("village_workers", "village_complied"), not plan.village_workers_from),
        "self_pay_renewal": plan.self_pay_drive == "none",
        "strong_self_pay": plan.self_pay_drive != "strong",
        "worker_leaves": plan.sponsors is None,
        "cost_permits": not (plan.contractors_from or plan.permits_from),
        "cost_village": not plan.village_workers_from,
        "cost_drives": "strong" not in (plan.compliance_drive, plan.self_pay_drive),
        **dict.fromkeys(("scholarship_child_years", "scholarship_year"), plan.months <= scholarship_wait),
    }
    return tuple(dict.fromkeys((*(key for key in UNKNOWNS if not without.get(key, False)), *paying)))


def simulate_way(
    plan: UniversalPlan, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray], paying: Paying
) -> Way:
    """Members and money of a plan on given values of the unknowns.

    Args:
        plan: the levers.
        region: its civil servants.
        laws: the law of each month of the plan.
        values: every unknown by draw, shape (draws,).
        paying: the programmes of others.

    Raises:
        InputError: the law base has no minimum wage of the region.
        BrokenIdentityError: heads are not conserved.
    """
    start = segments(plan.baseline, values)
    parts = bpu_parts_rp(plan, laws)
    price = {channel: sum(by_programme.values()) for channel, by_programme in parts.items()}
    others = paying.at(region, start, values)
    moves = moves_of(plan, region, start, price["subsidised"], values, others)
    road = walk(start, moves)
    registered = since_start(road.joiners["pu"], road.stays["pu"])
    by_outreach = road.joiners["self"] * _ratio(moves.extra_enrolled, moves.enrolled)[:, None]
    more = _beyond_the_mix("subsidised", plan.subsidised_budget_rp is not None, road, others)
    more_of_villages = _beyond_the_mix("village", plan.village_workers_from is not None, road, others)
    registration = values["registration_cost"][:, None]
    found = {channel: _ratio(road.members[channel], wanted) for channel, wanted in others.workers.items()}
    cost = {
        "apbd": road.members["subsidised"] * price["subsidised"] + others.bridge_rp,
        "registering": others.registering_rp + more * registration,
        "outreach": (by_outreach + more_of_villages) * registration,
        "regulation": regulation_rp(plan, values),
        "villages": moves.village_heads * price["village"],
        "sponsors": others.paid_rp["sponsored"] * found["sponsored"],
        "others": others.paid_rp["others"] * found["others"],
        "workers": road.members["self"] * price["self"],
        "employers": registered * employer_rp(laws, region.code, values),
    }
    return Way(start, moves, road, parts, registered, cost)


def simulate_universal(
    plan: UniversalPlan, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray], paying: Paying
) -> UniversalOutcome:
    """`simulate_way`, with deaths and accidents of the new members; arguments and refusals are its own."""
    way = simulate_way(plan, region, laws, values, paying)
    new = new_members(way.road, way.moves, region, laws, values)
    paid = {
        programme: sum(new.by_channel[channel] * way.price_rp[channel][programme] for channel in PAYERS)
        for programme in PROGRAMMES
    }
    by_payer = sum(new.by_channel[channel] * sum(way.price_rp[channel].values()) for channel in PAYERS)
    must_equal("contributions: payers are not benefit programmes", sum(paid.values()), by_payer)
    return UniversalOutcome(**vars(way), new=new, paid_rp=paid)


def regulation_rp(plan: UniversalPlan, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """What making and enforcing regulation costs the regency [Rp], shape (draws, months).

    A regulation costs once, in its first month; permits and contracts are one. Inspection and outreach cost every
    month in which they are strengthened, half for each of the two.
    """
    found = np.zeros((len(values["employed"]), plan.months))
    firms = min(filter(None, (plan.contractors_from, plan.permits_from)), default=None)
    for key, month in (("cost_permits", firms), ("cost_village", plan.village_workers_from)):
        if month is not None:
            found[:, plan.calendar.index(month)] += values[key]
    drives = (plan.compliance_drive, plan.self_pay_drive).count("strong")
    return found + (values["cost_drives"][:, None] * drives / 2 / 12 if drives else 0.0)


def _beyond_the_mix(channel: str, changed: bool, road: Road, others: Others) -> np.ndarray | float:
    """New members of a channel whom this plan adds to those of the funding mix, shape (draws, months)."""
    if not changed:
        return 0.0
    more = road.joiners[channel] - others.joined[channel]
    return np.where(np.isclose(more, 0, atol=_ROUNDING), 0.0, more)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
