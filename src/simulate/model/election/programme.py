"""The whole programme: staffing, service, contributions and risk of one election, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.election.money import Bill, Expected, bills, contributions, expected_claims, family_rp
from simulate.model.election.risk import (
    COMMITTEES,
    Deaths,
    expected_deaths,
    gap_months,
    registered_by_poll,
    serves_at_poll,
)
from simulate.model.election.staffing import Staffing, staffing
from simulate.model.identities import must_equal
from simulate.plan.posts import POSTS

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.plan.election import ElectionPlan
    from simulate.region import Region


# all that a study of the programme draws, in the order of the model
UNKNOWNS = (
    "roll_growth",
    "tps_fill",
    "mean_age",
    "age_spread",
    "male_share",
    "linmas_ratio",
    "committee_ratio",
    "detection_days",
    "reported_in_time",
    "list_complete",
    "excess_ratio",
    "claim_share",
    "work_death_share",
    "scholarship_promised",
    "care_rate",
    "care_accident_share",
    "accident_cost",
    "self_paid_share",
    "registration_gap",
    "no_screening_ratio",
    "full_screening_effect",
    "screening_cost",
    "shift_effect",
    "regional_ratio",
    "insured_2024",
)


@dataclass(frozen=True)
class ElectionOutcome:
    """What one election comes to, before the lottery of single events.

    ``service``: first month from the month of the poll and months served, by body; ``persons`` by role, ``covered``
    those of them that are registered, each of shape (draws,); ``contributions_rp`` by role and programme, shape
    (draws, months); ``care`` expected cases that JKK pays for; ``work_rp`` what a work death pays by role;
    ``screening_rp`` the price of full screening, shape (draws,); ``expected`` what BPJS Ketenagakerjaan pays for.
    """

    staff: Staffing
    service: dict[str, tuple[int, int]]
    bills: dict[str, Bill]
    persons: dict[str, np.ndarray]
    covered: dict[str, np.ndarray]
    contributions_rp: dict[str, dict[str, np.ndarray]]
    deaths: Deaths
    care: np.ndarray
    work_rp: dict[str, float]
    screening_rp: np.ndarray
    expected: Expected


def unknowns_used(
    plan: ElectionPlan, projected: tuple[str, ...], service: dict[str, tuple[int, int]]
) -> tuple[str, ...]:
    """The unknowns that a plan's result depends on; ``projected`` those of its staffing."""
    nobody = not plan.covers_anyone
    at_poll = [body for role, body, _ in plan.posts.values() if role in plan.roles and serves_at_poll(service[body])]
    without = {
        **dict.fromkeys(("claim_share", "work_death_share", "scholarship_promised"), nobody),
        **dict.fromkeys(("care_rate", "care_accident_share", "accident_cost"), nobody or not at_poll),
        "roll_growth": "roll_growth" not in projected,
        "tps_fill": "tps_fill" not in projected,
        "self_paid_share": not (plan.payer == "worker" and plan.covered_share is None),
        "registration_gap": plan.registration == "before_induction" or nobody,
        "no_screening_ratio": plan.screening != "none",
        "full_screening_effect": plan.screening != "full",
        "screening_cost": plan.screening != "full",
        "shift_effect": not plan.shift_limit,
        "linmas_ratio": "linmas" not in plan.serving,
        "committee_ratio": not set(COMMITTEES) & set(plan.serving),
        "regional_ratio": True,
        "insured_2024": True,
    }
    return tuple(key for key in UNKNOWNS if not without.get(key, False))


def simulate_election(
    plan: ElectionPlan, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray]
) -> ElectionOutcome:
    """Runs a plan on given values of the unknowns.

    Args:
        plan: the levers.
        region: its tables.
        laws: from `ElectionPlan.laws`.
        values: every unknown by draw.

    Raises:
        InputError: the region, its tables or the law do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    at_poll = at_poll_of(plan, laws)
    service = plan.service(at_poll)
    staff = staffing(plan, region, at_poll, values)
    roles = dict.fromkeys(role for role, _, _ in plan.posts.values())
    by_post = {post: heads.sum(axis=1) for post, heads in staff.persons.items()}
    persons = {role: sum(by_post[post] for post, (of, _, _) in plan.posts.items() if of == role) for role in roles}
    share = covered_share(plan, values)
    covered = {role: heads * share if role in plan.roles else 0.0 * heads for role, heads in persons.items()}
    priced = bills(plan, laws, at_poll, service, region.code)
    by_role: dict[str, dict[str, np.ndarray]] = {}
    for post, parts in contributions(priced, by_post, share).items():
        own = by_role.setdefault(POSTS[post][0], {})
        for part, amounts in parts.items():
            own[part] = own.get(part, 0.0) + amounts
    _prices_agree(priced, by_post, share, by_role)
    cap = int(at_poll.value("election_max_age"))
    deaths = expected_deaths(plan, region, persons, service, cap, share, values)
    at_work = _covered_at_poll(plan, region, covered, service, values)
    care = at_work * values["care_rate"] * values["care_accident_share"] if at_work.any() else at_work
    work = {role: _work_rp(role, priced, by_post, at_poll) for role in plan.roles if role in roles}
    everyone = sum(persons.values())
    screening = everyone * values["screening_cost"] if plan.screening == "full" else 0.0 * everyone
    paid = expected_claims(deaths, care, work, at_poll, values)
    return ElectionOutcome(staff, service, priced, persons, covered, by_role, deaths, care, work, screening, paid)


def at_poll_of(plan: ElectionPlan, laws: list[LawMonth]) -> LawMonth:
    """The law in the month of the poll."""
    return next(law for law in laws if law.month == plan.date)


def covered_share(plan: ElectionPlan, values: dict[str, np.ndarray]) -> np.ndarray:
    """Share of the covered roles that is registered, shape (draws,)."""
    if plan.covered_share is not None:
        return np.full_like(values["excess_ratio"], plan.covered_share)
    return values["self_paid_share"] if plan.payer == "worker" else np.ones_like(values["excess_ratio"])


def _covered_at_poll(
    plan: ElectionPlan,
    region: Region,
    covered: dict[str, np.ndarray],
    service: dict[str, tuple[int, int]],
    values: dict[str, np.ndarray],
) -> np.ndarray:
    """Registered workers who serve in the month of the poll, shape (draws,)."""
    bodies = {role: body for role, body, _ in plan.posts.values()}
    gap = gap_months(plan, values)
    found = [
        heads * registered_by_poll(region, gap, service[bodies[role]][0])
        for role, heads in covered.items()
        if serves_at_poll(service[bodies[role]])
    ]
    return sum(found, 0.0 * next(iter(covered.values())))


def _work_rp(role: str, priced: dict[str, Bill], by_post: dict[str, np.ndarray], at_poll: LawMonth) -> float:
    """What a work death pays on average among the posts of a role [Rp/person]."""
    posts = [post for post in priced if POSTS[post][0] == role]
    heads = np.array([by_post[post].mean() for post in posts])
    amounts = np.array([family_rp(at_poll, priced[post].wage_rp)["jkk"] for post in posts], dtype=float)
    return float((heads * amounts).sum() / heads.sum())


def _prices_agree(
    priced: dict[str, Bill],
    by_post: dict[str, np.ndarray],
    share: np.ndarray,
    by_role: dict[str, dict[str, np.ndarray]],
) -> None:
    """Contributions by role and programme are those of each post over its months."""
    total = sum(amounts.sum(axis=1) for parts in by_role.values() for amounts in parts.values())
    by_bill = sum(
        by_post[post] * share * sum(amounts.sum() for amounts in bill.parts_rp.values())
        for post, bill in priced.items()
    )
    must_equal("contributions: by role and programme are not those of the posts", total, by_bill)
