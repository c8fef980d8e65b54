"""Runs election plans over many draws: measures and what tables are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simulate.law.base import LawMonth, Reads
from simulate.plan.checked import Settings
from simulate.plan.named import DEFAULT
from simulate.plan.unknowns import Unknown
from simulate.programmes.election.model import (
    LOTTERIES,
    UNKNOWNS,
    Claims,
    ElectionOutcome,
    at_poll_of,
    draw_claims,
    simulate_election,
    unknowns_used,
)
from simulate.programmes.election.plan import JHT_GROUP, POSTS, WAGE_GROUP, ElectionPlan
from simulate.programmes.election.risk import health_of, recorded_ratio
from simulate.programmes.election.staffing import Draws
from simulate.study.draws import event_noise
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated

# of each measure its unit, in the order of the table of measures
MEASURES = {
    **dict.fromkeys(("workers", "workers_covered"), "persons"),
    "worker_months": "worker_months",
    "voters": "persons",
    "tps": "polling_stations",
    **dict.fromkeys(("contributions", "contributions_jkk", "contributions_jkm", "contributions_jht"), "rp"),
    "per_worker": "rp",
    **dict.fromkeys(("deaths", "deaths_excess"), "persons"),
    **dict.fromkeys(("deaths_paid", "deaths_jkm", "deaths_jkk"), "families"),
    "deaths_unpaid": "persons",
    "deaths_after": "families",
    "care": "cases",
    **dict.fromkeys(("benefits", "benefits_jkm", "benefits_jkk", "benefits_scholarship", "benefits_expected"), "rp"),
    "loss_ratio": "ratio",
    "screening_cost": "rp",
}


@dataclass(frozen=True, eq=False, kw_only=True)
class ElectionResult(Simulated):
    """An election plan, what it was run on, and what came out."""

    units = MEASURES
    outcomes = ("deaths", "benefits", "contributions")
    weighed = ("deaths", "benefits")

    plan: ElectionPlan
    outcome: ElectionOutcome
    claims: Claims

    def expected_at(self, values: Draws) -> Draws:
        """Deaths, benefits [Rp] and contributions [Rp] at given values of the unknowns."""
        found = simulate_election(self.plan, self.region, list(self.laws), values)
        return {
            "deaths": found.deaths.total,
            "benefits": found.expected.benefits_rp,
            "contributions": sum(
                amounts.sum(axis=1) for parts in found.contributions_rp.values() for amounts in parts.values()
            ),
        }

    @property
    def unknowns_told(self) -> list[Unknown]:
        """All of them: those that the plan leaves alone stand behind its levers and its back-test."""
        others = [unknown for key, unknown in self.unknowns.items() if key not in self.used]
        return [*self.unknowns_used, *others]

    @property
    def values(self) -> Draws:
        """Every unknown by draw, each of shape (draws,)."""
        return drawn(self.facts, self.settings.draws, self.settings.seed)

    @property
    def at_poll(self) -> LawMonth:
        """The law in the month of the poll."""
        return at_poll_of(self.plan, list(self.laws))

    @property
    def max_age(self) -> int:
        """The highest age of KPPS by that law [years]."""
        return int(self.at_poll.value("election_max_age"))

    @cached_property
    def health(self) -> np.ndarray:
        """Deaths of the workers relative to the population of their age on ordinary days, shape (draws,)."""
        return health_of(self.region, self.max_age, self.values)

    @cached_property
    def recorded(self) -> np.ndarray:
        """Deaths of KPPS on KPU's list of 2024 over those of the population in its days, shape (draws,)."""
        return recorded_ratio(self.region, self.max_age, self.values)

    @property
    def bodies(self) -> dict[str, str]:
        """Of each role that serves the body whose term it has."""
        return {role: body for role, body, _ in self.plan.posts.values()}

    def cover(self, role: str) -> range:
        """Places in ``months`` of a role's service, and of the cover after it."""
        first, months = self.outcome.service[self.bodies[role]]
        start = self.months.index(self.plan.date) + first
        return range(start, start + months + self.plan.extra_months)

    def wages_rp(self, role: str) -> list[float]:
        """The wage bases of a role's covered posts, each once, lowest first [Rp/month]."""
        return sorted({bill.wage_rp for post, bill in self.outcome.bills.items() if POSTS[post][0] == role})

    @cached_property
    def measures(self) -> Draws:
        """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
        out, events, benefits = self.outcome, self.claims.events, self.claims.benefits_rp
        covered, by_programme = sum(out.covered.values()), dict.fromkeys(self.plan.benefit_programmes, 0.0)
        for parts in out.contributions_rp.values():
            for part, amounts in parts.items():
                by_programme[part] = by_programme[part] + amounts.sum(axis=1)
        paid = sum(by_programme.values())
        found = {
            "workers": sum(out.persons.values()),
            "workers_covered": covered,
            "worker_months": sum(
                out.covered[role] * (out.service[body][1] + self.plan.extra_months)
                for role, body in self.bodies.items()
            ),
            "voters": out.staff.voters,
            "tps": out.staff.tps.sum(axis=1),
            "contributions": paid,
            **{f"contributions_{name}": amount for name, amount in by_programme.items()},
            "deaths_excess": sum(out.deaths.excess.values()),
            "deaths_paid": events["deaths_jkm"] + events["deaths_jkk"] + events["deaths_after"],
            **{name: events[name] for name in ("deaths", "deaths_jkm", "deaths_jkk", "deaths_unpaid", "care")},
            "benefits": benefits["total"],
            **{f"benefits_{name}": benefits[name] for name in ("jkm", "jkk", "scholarship")},
            "benefits_expected": self.outcome.expected.benefits_rp,
        }
        if (paid > 0).all():
            found["per_worker"] = paid / covered
            found["loss_ratio"] = benefits["total"] / sum(by_programme[name] for name in ("jkk", "jkm"))
        if self.plan.extra_months:
            found["deaths_after"] = events["deaths_after"]
        if self.plan.screening == "full":
            found["screening_cost"] = out.screening_rp
        return {name: found[name] for name in MEASURES if name in found}

    def contributions_rp(self, roles: Sequence[str]) -> np.ndarray:
        """Contributions of these roles by month [Rp], shape (draws, months)."""
        none = np.zeros((self.settings.draws, len(self.months)))
        paid = self.outcome.contributions_rp
        return sum((amounts for role in roles for amounts in paid.get(role, {}).values()), none)

    @cached_property
    def by_month_rp(self) -> np.ndarray:
        """Contributions by month [Rp], shape (draws, months)."""
        return self.contributions_rp(self.plan.roles)

    def covered_by_kecamatan(self, role: str) -> np.ndarray:
        """Workers of a role that are registered, shape (draws, kecamatan)."""
        persons, every = self.outcome.staff.role(role, self.plan.posts), self.outcome.persons[role]
        share = np.divide(self.outcome.covered[role], every, out=np.zeros_like(every), where=every > 0)
        return persons * share[:, None]


PROGRAMME = "election"
# what its levers and its calendar read beside what the plan rests on
_ANALYSIS_GROUPS = (JHT_GROUP, WAGE_GROUP, "village_head_term")


def run_on(
    facts: Facts, plan: ElectionPlan, settings: Settings, label: str = DEFAULT, name: dict[str, str] | None = None
) -> ElectionResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    values = drawn(facts, settings.draws, settings.seed)
    outcome = simulate_election(plan, facts.region, laws, values)
    noise = event_noise(LOTTERIES, settings.draws, settings.seed)
    claims = draw_claims(outcome.expected, at_poll_of(plan, laws), noise)
    return ElectionResult(
        **common_fields(facts, plan, settings, label, name, laws, reads),
        outcome=outcome,
        claims=claims,
        used=unknowns_used(plan, outcome.staff.projected, outcome.service),
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, ElectionPlan, run_on)


def inputs_now(plan: ElectionPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    return inputs_of(PROGRAMME, plan, settings, files, (*plan.law_groups, *_ANALYSIS_GROUPS))
