"""Runs election plans over many draws: measures, levers moved one by one, the elections to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import numpy as np
import pandas as pd

from simulate.errors import InputError
from simulate.law.base import LawMonth, Reads
from simulate.plan.checked import Settings
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
from simulate.programmes.election.people import TABLE, Draws, elections, health_of, recorded_ratio
from simulate.programmes.election.plan import JHT_GROUP, POSTS, WAGE_GROUP, ElectionPlan, Role
from simulate.study.draws import event_noise, summed
from simulate.study.facts import Facts, drawn, inputs_reader, must_know
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated
from simulate.written import month_number, month_text

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
    tornado_outcomes = ("deaths", "benefits")

    plan: ElectionPlan
    outcome: ElectionOutcome
    claims: Claims

    def evaluate(self, values: Draws) -> Draws:
        """Deaths, benefits [Rp] and contributions [Rp] at given values of the unknowns."""
        found = simulate_election(self.plan, self.region, self.laws, values)
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
        return at_poll_of(self.plan, self.laws)

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

    def cover(self, role: str) -> range:
        """Places in ``months`` of a role's service, and of the cover after it."""
        first, months = self.outcome.service[self.plan.bodies[role]]
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
                for role, body in self.plan.bodies.items()
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
            "benefits_expected": out.expected.benefits_rp,
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
        persons, every = self.outcome.staff.role(role), self.outcome.persons[role]
        share = np.divide(self.outcome.covered[role], every, out=np.zeros_like(every), where=every > 0)
        return persons * share[:, None]


PROGRAMME = "election"
# what its levers and its calendar read beside what the plan rests on
_ANALYSIS_GROUPS = (JHT_GROUP, WAGE_GROUP, "village_head_term")


def run_on(facts: Facts, plan: ElectionPlan, settings: Settings) -> ElectionResult:
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
        **common_fields(facts, plan, settings, laws, reads),
        outcome=outcome,
        claims=claims,
        used=unknowns_used(plan, outcome.staff.projected, outcome.service),
    )


run = runner(PROGRAMME, ElectionPlan, run_on)
inputs_now = inputs_reader(PROGRAMME, lambda plan: (*plan.law_groups, *_ANALYSIS_GROUPS))


# what each move is judged by, all expectations, with its unit: who dies, whose family is paid, what it costs, what
# BPJS pays
JUDGED = {"deaths": "persons", "families": "persons", "cost": "rp", "benefits": "rp"}
# how much nearer to the law's age limit, and how many more months of cover, the moves go
_YOUNGER, _LONGER = 5, 3


def levers_alone(result: ElectionResult) -> pd.DataFrame:
    """What each of some moves of the levers does alone, on the run's facts and random numbers.

    Moves that the plan or the law does not allow, or that change nothing, are left out.

    Columns:
        lever: the lever that is moved.
        value: what it is moved to, as text.
        measure: what is judged; ``cost`` is contributions and full screening together. The numbers are differences
            from the plan, draw by draw.
        own: the plan's own median.
    """
    own, rows = _judged(result), []
    for lever, value in _moves(result.plan, result.max_age):
        levers = {"roles": get_args(Role), "covered_share": 1.0} if lever == "everyone" else {lever: value}
        try:
            if result.plan.with_values(levers) == result.plan:
                continue
            moved = _judged(result.rerun(**levers))
        except InputError:  # levers that do not go together, or what the law base has not: a region's minimum wage
            continue
        changes = {measure: summed(draws - own[measure]) for measure, draws in moved.items()}
        if any(change["p05"] or change["p95"] for change in changes.values()):
            move = {"lever": lever, "value": str(value)}
            rows += [
                move | {"measure": measure, "own": float(np.median(own[measure]))} | change
                for measure, change in changes.items()
            ]
    return pd.DataFrame(rows)


def _moves(plan: ElectionPlan, law_cap: int) -> Iterator[tuple[str, Any]]:
    """What is moved, and its other values; the plan's own value is among them."""
    cap, longer = plan.age_cap or law_cap, plan.extra_months + _LONGER
    moves = {
        "age_cap": (cap, cap - _YOUNGER),
        "screening": ("full", "as_2024", "none"),
        "shift_limit": (True, False),
        "registration": ("after_induction", "before_induction"),
        "payer": ("worker", "apbd"),
        "extra_months": (longer if longer <= 12 else 0,),
        "everyone": (True,),
        "roles": (("kpps", "linmas"),),
        "contribution_basis": ("minimum_wage", "honorarium"),
        "programmes": ("jkk_jkm_jht", "jkk_jkm"),
    }
    return ((lever, value) for lever, values in moves.items() for value in values)


def _judged(result: ElectionResult) -> Draws:
    out = result.outcome
    return {
        "deaths": out.deaths.total,
        "families": sum(out.deaths.paid.values()) + sum(out.deaths.paid_after.values()),
        "cost": result.measures["contributions"] + out.screening_rp,
        "benefits": out.expected.benefits_rp,
    }


def calendar(result: ElectionResult) -> pd.DataFrame:
    """Elections to come: the Pemilu and the Pilkada that are expected, and village elections a term after their last.

    Everyone is covered; a Pilkada is paid from the grant, all else from APBD, a village election on the minimum wage.
    A round of village elections counts its desa as the mean of all.

    Columns:
        event: kind and year, such as ``pemilu_2029``.
        kind: the kind of election.
        date: of the poll, as far as known.
        desa: villages that vote; missing where all do.
        payer: whose budget pays.
        first_month: the first month of cover.
        last_month: the last one.
        workers [persons]: median.
        p05, p50, p95, mc_error [Rp]: of contributions.
        deaths: expected, mean.
    """
    rows, years = [], result.region.tables["mortality"]
    for event, plan in _coming(result):
        year = int(plan.date[:4])
        if not years["year_from"].le(year).mul(years["year_to"].gt(year)).any():
            continue  # beyond the years of the mortality table
        found = run_on(result.facts, plan, result.settings)
        money = summed(found.measures["contributions"])
        rows.append(
            {
                "event": event,
                "kind": plan.event,
                "date": plan.date,
                "desa": float("nan") if plan.desa_voting is None else float(plan.desa_voting),
                "payer": plan.payer,
                "first_month": found.months[0],
                "last_month": found.months[-1],
                "workers": float(np.median(found.measures["workers"])),
                **{name: money[name] for name in ("p05", "p50", "p95", "mc_error")},
                "deaths": float(found.outcome.deaths.total.mean()),
            }
        )
    columns = "event kind date desa payer first_month last_month workers p05 p50 p95 mc_error deaths"
    return pd.DataFrame(rows, columns=columns.split()).sort_values("date", ignore_index=True)


def _coming(result: ElectionResult) -> Iterator[tuple[str, ElectionPlan]]:
    """The elections to come by name, with the plan that covers everyone."""
    found = elections(result.region).reindex(columns=["event", "date", "expected", "desa_voting"])
    for row in found[found["expected"].notna()].itertuples():
        kind = row.event.split("_")[0]
        yield row.event, ElectionPlan(event=kind, date=row.date, payer="nphd" if kind == "pilkada" else "apbd")
    for row in found[found["desa_voting"].notna()].itertuples():
        date = month_text(month_number(row.date) + 12 * village_head_term(result))
        cap = int(result.region.figure(TABLE, "pilkades_voters_a_station").value)
        villages = {"desa_voting": int(row.desa_voting), "contribution_basis": "minimum_wage", "tps_cap": cap}
        yield f"pilkades_{date[:4]}", ElectionPlan(event="pilkades", date=date, **villages)


def village_head_term(result: ElectionResult) -> int:
    """The term of a village head by the newest law [years]."""
    law = result.facts.law
    return int(law.at(law.groups["village_head_term"].horizon).value("village_head_term"))
