"""What cover costs, and what it pays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.claims import poisson_quantile
from simulate.model.identities import must_equal
from simulate.model.rules import (
    contribution_parts_rp,
    jkm_parts_rp,
    scholarship_rp,
    total_rp,
    work_death_parts_rp,
)
from simulate.model.rules.benefit import JKM_PARTS

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.model.election.risk import Deaths
    from simulate.plan.election import ElectionPlan

# each lottery has random numbers of its own
LOTTERIES = (
    "election_deaths_jkm",
    "election_deaths_jkk",
    "election_deaths_unpaid",
    "election_deaths_after",
    "election_care",
)
# who runs KPU's own compensation for whom: the supervisors have Bawaslu's
KPU_ROLES = ("ppk", "ppk_secretariat", "pps", "pps_secretariat", "pantarlih", "kpps", "linmas")


@dataclass(frozen=True)
class Bill:
    """What one worker of a post costs: wage base [Rp/month], the months covered, and by programme [Rp/month]."""

    wage_rp: float
    first: int
    months: int
    parts_rp: dict[str, np.ndarray]


@dataclass(frozen=True)
class Claims:
    """Events with the lottery of single events, and what they pay; arrays of shape (draws,).

    ``events``: in service ``deaths_jkm`` and ``deaths_jkk`` whose family is paid, ``deaths_unpaid`` without cover or
    claim, ``deaths`` all three; ``deaths_after`` service whose family is paid; ``care`` cases that JKK pays for.
    ``benefits_rp``: ``jkm``, ``jkk``, ``scholarship`` (promised for all years to come), ``total``; ``expected_rp``
    the mean of the total.
    """

    events: dict[str, np.ndarray]
    benefits_rp: dict[str, np.ndarray]
    expected_rp: np.ndarray


def wage_base_rp(plan: ElectionPlan, at_poll: LawMonth, region: str, post: str) -> float:
    """The wage that a post's contributions and JKK benefits are reckoned from [Rp/month].

    Raises:
        InputError: no honorarium or minimum wage is known.

    Source: ``data/law/election_honorarium.yaml``, ``umk.yaml``, or the plan's own honoraria.
    """
    if plan.contribution_basis == "minimum_wage":
        known = at_poll.groups["umk"].by["region"]
        if region not in known:
            raise refuse(
                "unknown_law_key", "law umk", f"no minimum wage of {region}", "add it, or use the honorarium"
            )
        return at_poll.value("umk", region)
    if post in plan.honoraria_rp:
        return plan.honoraria_rp[post]
    return at_poll.value("election_honorarium", plan.law_event, post)


def bills(
    plan: ElectionPlan, laws: list[LawMonth], at_poll: LawMonth, service: dict[str, tuple[int, int]], region: str
) -> dict[str, Bill]:
    """What each covered post costs, by month of the plan; ``parts_rp`` have shape (months,), 0 outside its cover.

    ``service`` counts from the month of the poll, ``first`` from the first of ``laws``.
    """
    shift = [law.month for law in laws].index(at_poll.month)
    found = {}
    for post in plan.covered_posts:
        _, body, _ = plan.posts[post]
        start, served = service[body]
        first, months = start + shift, served + plan.extra_months
        wage = wage_base_rp(plan, at_poll, region, post)
        parts: dict[str, np.ndarray] = {}
        for place in range(first, first + months):
            by_part = contribution_parts_rp(
                laws[place], scheme="pu", base_rp=wage, programmes=plan.benefit_programmes
            )
            for part, amount in by_part.items():
                parts.setdefault(part.partition("_")[0], np.zeros(len(laws)))[place] += amount
        found[post] = Bill(float(wage), first, months, parts)
    return found


def contributions(
    priced: dict[str, Bill], persons: dict[str, np.ndarray], covered_share: np.ndarray
) -> dict[str, dict[str, np.ndarray]]:
    """Contributions by post and programme [Rp], each of shape (draws, months).

    Args:
        priced: from `bills`.
        persons: workers by post, shape (draws,).
        covered_share: share of them that is registered, shape (draws,).
    """
    return {
        post: {part: (persons[post] * covered_share)[:, None] * amounts for part, amounts in bill.parts_rp.items()}
        for post, bill in priced.items()
    }


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

    events: dict[str, np.ndarray]
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
    deaths: Deaths,
    care: np.ndarray,
    work_rp: dict[str, float],
    at_poll: LawMonth,
    values: dict[str, np.ndarray],
) -> Expected:
    """Expected events and what they pay.

    Args:
        deaths: expected, by role.
        care: expected cases of care that JKK pays for, shape (draws,).
        work_rp: what a work death pays, by role [Rp/person], scholarships apart.
        at_poll: the law of the month of the poll.
        values: the unknowns by draw.
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


def draw_claims(expected: Expected, at_poll: LawMonth, noise: dict[str, np.ndarray]) -> Claims:
    """Counts as the lottery they are (Poisson), and the benefits that those counts cost.

    Args:
        expected: from `expected_claims`.
        at_poll: the law of the month of the poll.
        noise: uniform numbers for each of `LOTTERIES`, shape (draws,).

    Raises:
        BrokenIdentityError: benefits by legal part are not those by programme, or by programme not those by event.
    """
    events = {name: poisson_quantile(noise[f"election_{name}"], mean) for name, mean in expected.events.items()}
    events["deaths"] = events["deaths_jkm"] + events["deaths_jkk"] + events["deaths_unpaid"]
    benefits = {
        "jkm": (events["deaths_jkm"] + events["deaths_after"]) * expected.jkm_rp,
        "jkk": events["deaths_jkk"] * expected.work_death_rp + events["care"] * expected.care_rp,
        "scholarship": events["deaths_jkk"] * expected.promised_rp,
    }
    by_part = sum(
        (events["deaths_jkm"] + events["deaths_after"]) * at_poll.value("jkm_benefit", part) for part in JKM_PARTS
    )
    must_equal("benefits: JKM by legal part is not JKM by event", by_part, benefits["jkm"])
    benefits["total"] = sum(benefits.values())
    by_event = replace(expected, events=events).benefits_rp
    must_equal("benefits: by programme are not those by event", benefits["total"], by_event)
    return Claims(events, benefits, expected.benefits_rp)
