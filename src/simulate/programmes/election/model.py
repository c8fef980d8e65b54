"""The whole programme: contributions, risk and benefits of one election, draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.claims import poisson_quantile
from simulate.errors import input_error, must_equal
from simulate.law.benefit import JKM_PARTS, jkm_parts_rp, scholarship_rp, work_death_parts_rp
from simulate.law.contribution import contribution_parts_rp
from simulate.law.numbers import total_rp
from simulate.programmes.election.people import (
    COMMITTEES,
    Deaths,
    Draws,
    Staffing,
    expected_deaths,
    registered_by_poll,
    serves_at_poll,
    staffing,
)
from simulate.programmes.election.plan import POSTS, WAGE_GROUP, ElectionPlan, Service

if TYPE_CHECKING:
    from simulate.law.base import LawMonth
    from simulate.region.base import Region

# events that are drawn, each by random numbers of its own
_EVENTS = ("deaths_jkm", "deaths_jkk", "deaths_unpaid", "deaths_after", "care")
LOTTERIES = tuple(f"election_{name}" for name in _EVENTS)
# who runs KPU's own compensation for whom: the supervisors have Bawaslu's
KPU_ROLES = ("ppk", "ppk_secretariat", "pps", "pps_secretariat", "pantarlih", "kpps", "linmas")


@dataclass(frozen=True)
class Bill:
    """What one worker of a post costs: wage base [Rp/month], and by programme and month [Rp]."""

    wage_rp: float
    parts_rp: Draws


@dataclass(frozen=True)
class Claims:
    """Events with the lottery of single events, and what they pay; arrays of shape (draws,).

    ``events``: in service ``deaths_jkm`` and ``deaths_jkk`` whose family is paid, ``deaths_unpaid`` without cover or
    claim, ``deaths`` all three; ``deaths_after`` service whose family is paid; ``care`` cases that JKK pays for.
    ``benefits_rp``: ``jkm``, ``jkk``, ``scholarship`` (promised for all years to come), ``total``.
    """

    events: Draws
    benefits_rp: Draws


def bills(
    plan: ElectionPlan, laws: Sequence[LawMonth], at_poll: LawMonth, service: Service, region: str
) -> dict[str, Bill]:
    """What each covered post costs, by month of the plan; ``parts_rp`` have shape (months,), 0 outside its cover.

    ``service`` counts from the month of the poll.

    Raises:
        InputError: no honorarium or minimum wage is known.

    Source: ``data/law/election_honorarium.yaml``, ``umk.yaml``, or the plan's own honoraria.
    """
    by_wage = plan.contribution_basis == "minimum_wage"
    if by_wage and region not in at_poll.groups[WAGE_GROUP].by["region"]:
        raise input_error("unknown_law_key.or_honorarium", "law umk", region=region)
    found, poll = {}, laws.index(at_poll)
    for post in plan.covered_posts:
        if by_wage:
            wage = at_poll.value(WAGE_GROUP, region)
        elif post in plan.honoraria_rp:
            wage = plan.honoraria_rp[post]
        else:
            wage = at_poll.value("election_honorarium", plan.law_event, post)
        start, served = service[plan.posts[post][1]]
        parts: Draws = {}
        for place in range(poll + start, poll + start + served + plan.extra_months):
            own = {"scheme": "pu", "base_rp": wage, "programmes": plan.benefit_programmes}
            for part, amount in contribution_parts_rp(laws[place], **own).items():
                parts.setdefault(part.partition("_")[0], np.zeros(len(laws)))[place] += amount
        found[post] = Bill(float(wage), parts)
    return found


def family_rp(at_poll: LawMonth, wage_rp: float) -> dict[str, int]:
    """What a family gets from BPJS Ketenagakerjaan and from KPU [Rp/person], scholarships apart.

    ``jkm`` a natural death, ``jkk`` a work death on that wage, ``kpu`` KPU's own compensation of a death.

    Source: PP 82/2019; Keputusan KPU 59/2023.
    """
    return {
        "jkm": total_rp(jkm_parts_rp(at_poll, scheme="pu")),
        "jkk": total_rp(work_death_parts_rp(at_poll, scheme="pu", base_rp=wage_rp)),
        "kpu": int(sum(at_poll.value("election_compensation", loss) for loss in ("death", "funeral"))),
    }


@dataclass(frozen=True)
class Expected:
    """Expected events, and what one of each pays on average [Rp]; arrays of shape (draws,)."""

    events: Draws
    work_death_rp: np.ndarray
    jkm_rp: float
    promised_rp: np.ndarray
    care_rp: np.ndarray

    @property
    def benefits_rp(self) -> np.ndarray:
        """Expected benefits, scholarships for all years to come included [Rp]."""
        return (
            (self.events["deaths_jkm"] + self.events["deaths_after"]) * self.jkm_rp
            + self.events["deaths_jkk"] * (self.work_death_rp + self.promised_rp)
            + self.events["care"] * self.care_rp
        )


def expected_claims(
    deaths: Deaths, care: np.ndarray, work_rp: dict[str, float], at_poll: LawMonth, values: Draws
) -> Expected:
    """Expected events and what they pay, by the law of the month of the poll.

    ``care`` are the expected cases of care that JKK pays for, shape (draws,); ``work_rp`` is what a work death pays
    by role [Rp/person], scholarships apart.
    """
    paid, after = sum(deaths.paid.values()), sum(deaths.paid_after.values())
    none = np.zeros_like(paid)
    # nobody dies of work after the term
    share = values["work_death_share"] if paid.any() else none
    weighted = sum(deaths.paid[role] * amount for role, amount in work_rp.items() if role in deaths.paid)
    most = scholarship_rp(at_poll, event="work_death", children=int(at_poll.value("scholarship_children")))
    return Expected(
        {
            "deaths_jkm": paid * (1 - share),
            "deaths_jkk": paid * share,
            "deaths_unpaid": np.maximum(deaths.total - paid, 0.0),
            "deaths_after": after,
            "care": care,
        },
        np.divide(weighted, paid, out=np.zeros_like(paid), where=paid > 0),
        float(total_rp(jkm_parts_rp(at_poll, scheme="pu"))),
        values["scholarship_promised"] * most if paid.any() else none,
        values["accident_cost"] if care.any() else none,
    )


def draw_claims(expected: Expected, at_poll: LawMonth, noise: Draws) -> Claims:
    """Counts as the lottery they are (Poisson), and the benefits that those counts cost.

    ``noise`` are uniform numbers for each of `LOTTERIES`, shape (draws,).

    Raises:
        BrokenIdentityError: benefits by legal part are not those by programme, or by programme not those by event.
    """
    events = {name: poisson_quantile(noise[f"election_{name}"], expected.events[name]) for name in _EVENTS}
    events["deaths"] = events["deaths_jkm"] + events["deaths_jkk"] + events["deaths_unpaid"]
    natural = events["deaths_jkm"] + events["deaths_after"]
    benefits = {
        "jkm": natural * expected.jkm_rp,
        "jkk": events["deaths_jkk"] * expected.work_death_rp + events["care"] * expected.care_rp,
        "scholarship": events["deaths_jkk"] * expected.promised_rp,
    }
    by_part = sum(natural * at_poll.value("jkm_benefit", part) for part in JKM_PARTS)
    must_equal("benefits: JKM by legal part is not JKM by event", by_part, benefits["jkm"])
    benefits["total"] = sum(benefits.values())
    by_event = replace(expected, events=events).benefits_rp
    must_equal("benefits: by programme are not those by event", benefits["total"], by_event)
    return Claims(events, benefits)


# all that a study of the programme draws, in the order of the model
UNKNOWNS = (
    *("roll_growth", "tps_fill", "mean_age", "age_spread", "male_share", "linmas_ratio", "committee_ratio"),
    *("detection_days", "reported_in_time", "list_complete", "excess_ratio", "claim_share", "work_death_share"),
    *("scholarship_promised", "care_rate", "care_accident_share", "accident_cost", "self_paid_share"),
    *("registration_gap", "no_screening_ratio", "full_screening_effect", "screening_cost", "shift_effect"),
    *("regional_ratio", "insured_2024"),
)


@dataclass(frozen=True)
class ElectionOutcome:
    """What one election comes to, before the lottery of single events.

    ``service``: first month from the month of the poll and months served, by body; ``persons`` by role, ``covered``
    those of them that are registered, each of shape (draws,); ``contributions_rp`` by role and programme, shape
    (draws, months); ``work_rp`` what a work death pays by role; ``screening_rp`` the price of full screening, shape
    (draws,); ``expected`` what BPJS Ketenagakerjaan pays for.
    """

    staff: Staffing
    service: Service
    bills: dict[str, Bill]
    persons: Draws
    covered: Draws
    contributions_rp: dict[str, Draws]
    deaths: Deaths
    work_rp: dict[str, float]
    screening_rp: np.ndarray
    expected: Expected


def unknowns_used(plan: ElectionPlan, projected: tuple[str, ...], service: Service) -> tuple[str, ...]:
    """The unknowns that a plan's result depends on; ``projected`` those of its staffing."""
    nobody = not plan.covers_anyone
    at_poll = [role for role, body in plan.bodies.items() if role in plan.roles and serves_at_poll(service[body])]
    without = {
        **dict.fromkeys(("claim_share", "work_death_share", "scholarship_promised"), nobody),
        **dict.fromkeys(("care_rate", "care_accident_share", "accident_cost"), nobody or not at_poll),
        **{key: key not in projected for key in ("roll_growth", "tps_fill")},
        "self_paid_share": not (plan.payer == "worker" and plan.covered_share is None),
        "registration_gap": plan.registration == "before_induction" or nobody,
        "no_screening_ratio": plan.screening != "none",
        **dict.fromkeys(("full_screening_effect", "screening_cost"), plan.screening != "full"),
        "shift_effect": not plan.shift_limit,
        "linmas_ratio": "linmas" not in plan.serving,
        "committee_ratio": not set(COMMITTEES) & set(plan.serving),
        **dict.fromkeys(("regional_ratio", "insured_2024"), True),
    }
    return tuple(key for key in UNKNOWNS if not without.get(key, False))


def simulate_election(plan: ElectionPlan, region: Region, laws: Sequence[LawMonth], values: Draws) -> ElectionOutcome:
    """Runs a plan on given values of the unknowns, under the law of each month from `ElectionPlan.laws`.

    Raises:
        InputError: the region, its tables or the law do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    at_poll = at_poll_of(plan, laws)
    service, staff = plan.service(at_poll), staffing(plan, region, at_poll, values)
    by_post = {post: persons.sum(axis=1) for post, persons in staff.persons.items()}
    persons = {
        role: sum(by_post[post] for post, (of, _, _) in plan.posts.items() if of == role) for role in plan.bodies
    }
    everyone = sum(persons.values())
    share = _covered_share(plan, values)
    covered = {role: count * share if role in plan.roles else 0.0 * count for role, count in persons.items()}
    priced = bills(plan, laws, at_poll, service, region.code)
    paid = _contributions(priced, {post: by_post[post] * share for post in priced})
    deaths = expected_deaths(plan, region, persons, service, int(at_poll.value("election_max_age")), share, values)
    # registered workers who serve in the month of the poll
    at_work, registered = 0.0 * everyone, registered_by_poll(plan, region, service, values)
    for role, body in plan.bodies.items():
        if serves_at_poll(service[body]):
            at_work = at_work + covered[role] * registered[body]
    care = at_work * values["care_rate"] * values["care_accident_share"] if at_work.any() else at_work
    work = {role: _work_rp(role, priced, by_post, at_poll) for role in plan.roles if role in plan.bodies}
    screening = everyone * values["screening_cost"] if plan.screening == "full" else 0.0 * everyone
    expected = expected_claims(deaths, care, work, at_poll, values)
    return ElectionOutcome(staff, service, priced, persons, covered, paid, deaths, work, screening, expected)


def at_poll_of(plan: ElectionPlan, laws: Sequence[LawMonth]) -> LawMonth:
    """The law in the month of the poll."""
    return next(law for law in laws if law.month == plan.date)


def _covered_share(plan: ElectionPlan, values: Draws) -> np.ndarray:
    """Share of the covered roles that is registered, shape (draws,)."""
    if plan.covered_share is not None:
        return np.full_like(values["excess_ratio"], plan.covered_share)
    return values["self_paid_share"] if plan.payer == "worker" else np.ones_like(values["excess_ratio"])


def _contributions(priced: dict[str, Bill], registered: Draws) -> dict[str, Draws]:
    """Contributions by role and programme [Rp], each of shape (draws, months), of those registered in each post."""
    found: dict[str, Draws] = {}
    for post, bill in priced.items():
        own = found.setdefault(POSTS[post][0], {})
        for part, amounts in bill.parts_rp.items():
            own[part] = own.get(part, 0.0) + registered[post][:, None] * amounts
    total = sum(amounts.sum(axis=1) for parts in found.values() for amounts in parts.values())
    by_bill = sum(
        registered[post] * sum(amounts.sum() for amounts in bill.parts_rp.values()) for post, bill in priced.items()
    )
    must_equal("contributions: by role and programme are not those of the posts", total, by_bill)
    return found


def _work_rp(role: str, priced: dict[str, Bill], by_post: Draws, at_poll: LawMonth) -> float:
    """What a work death pays on average among the posts of a role [Rp/person]."""
    posts = [post for post in priced if POSTS[post][0] == role]
    persons = np.array([by_post[post].mean() for post in posts])
    amounts = np.array([family_rp(at_poll, priced[post].wage_rp)["jkk"] for post in posts], dtype=float)
    return float((persons * amounts).sum() / persons.sum())
