"""Runs plans of the pathway to universal coverage: targets, chances, measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.claims import LOTTERIES, Claims, draw_claims
from simulate.errors import InputError
from simulate.law.base import Reads
from simulate.plan.checked import Settings
from simulate.programmes.universal.model import (
    COSTS,
    UNKNOWNS,
    UniversalOutcome,
    paying_of,
    simulate_universal,
    simulate_way,
    unknowns_of,
    unknowns_used,
)
from simulate.programmes.universal.pathway import CHANNELS
from simulate.programmes.universal.plan import FIRST_YEAR, LAST_YEAR, UniversalPlan
from simulate.study.draws import event_noise, mean_error
from simulate.study.facts import Facts, drawn, inputs_reader, must_know, read_plans
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated, once

if TYPE_CHECKING:
    from simulate.programmes.universal.model import Paying

# of the law base: group, year
_OF_LAW = (("target_rkp", 2026), ("target_rpjmn", 2029), ("target_ucj", 2025), ("target_rpjpn", 2045))
# of the region's table of coverage: row, year where the source names one
_OF_TABLE = (("banten_target_soon", None), ("banten_target_2030", 2030))
LAW_GROUPS = tuple(group for group, _ in _OF_LAW)
# nobody sets it, everybody speaks of it
EVERYONE = "everyone"


@dataclass(frozen=True)
class Target:
    """A level of coverage [share], its year where it has one, its source and grade."""

    key: str
    level: float
    year: int | None
    source: str
    grade: str


def read_targets(facts: Facts, reads: Reads | None = None) -> list[Target]:
    """Every target, the lowest first, ending with everyone.

    The targets of the law base are dated by the year that they are for, not by the months of a plan. Those that only
    one region's table has are left out elsewhere.
    """
    found = []
    for group, year in _OF_LAW:
        value = facts.law.at(facts.law.groups[group].horizon, reads=reads).cited(group, str(year))
        found.append(Target(group, float(value.value), year, f"{value.reference} {value.url}", value.evidence))
    for row, year in _OF_TABLE:
        try:
            figure = facts.region.figure("coverage", row)
        except InputError:
            continue
        found.append(Target(row, figure.value / 100, year, figure.source, figure.status))
    found.sort(key=lambda target: target.level)
    return [*found, Target(EVERYONE, 1.0, None, "", "")]


def own_chance(result: UniversalResult) -> tuple[float, float]:
    """The chance of the plan's own target in its year, and its Monte Carlo error."""
    place = result.plan.decembers[result.plan.target_year]
    return chance_of(result.outcome.road.coverage[:, place] >= result.plan.target)


def chance_of(reached: np.ndarray) -> tuple[float, float]:
    """The share of draws that reach something, shape (draws,), and its Monte Carlo error."""
    return float(reached.mean()), mean_error(reached.astype(float))


def year_reached(result: UniversalResult, level: float) -> int | None:
    """The first year in whose December half of the draws or more reach a level; None where they never do."""
    coverage = result.outcome.road.coverage
    reached = (year for year, place in result.plan.decembers.items() if (coverage[:, place] >= level).mean() >= 0.5)
    return next(reached, None)


MEASURES = (
    {"coverage_start": "share", "coverage_end": "share", "coverage_gain": "percentage_points"}
    | dict.fromkeys(("covered_start", "covered_end", "uncovered_end", "employed_end"), "persons")
    | {f"coverage_{year}": "share" for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    | {f"{name}_end": "persons" for name in (*CHANNELS, "registered", "new_members")}
    | {f"cost_{payer}": "rp" for payer in (*COSTS, "total")}
    | {"per_new_worker_year": "rp", "deaths": "persons"}
    | dict.fromkeys(("deaths_full", "deaths_waiting", "deaths_scholarship"), "families")
    | {"accidents": "cases", "contributions_new": "rp"}
    | dict.fromkeys(("benefits", "benefits_jkm", "benefits_jkk", "benefits_scholarship"), "rp")
    | {"loss_ratio": "ratio", "loss_ratio_jkm": "ratio", "jkm_fund_net": "rp"}
)


@dataclass(frozen=True, eq=False, kw_only=True)
class UniversalResult(Simulated):
    """A plan, what it was run on, and what came out; ``paying`` are the programmes of others that it reads."""

    units = MEASURES
    outcomes = ("coverage_end", "cost_total")
    tornado_outcomes = ("coverage_end", "cost_total")

    plan: UniversalPlan
    paying: Paying
    outcome: UniversalOutcome
    claims: Claims
    targets: tuple[Target, ...]

    def evaluate(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Coverage in the last month and what all payers pay [Rp] at given values of the unknowns."""
        found = simulate_way(self.plan, self.region, list(self.laws), values, self.paying)
        return {"coverage_end": found.road.coverage[:, -1], "cost_total": found.total_rp.sum(axis=1)}

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
        out, events, benefits = self.outcome, self.claims.events, self.claims.benefits_rp
        pathway, start = out.road, out.start
        paid = {programme: amounts.sum(axis=1) for programme, amounts in out.paid_rp.items()}
        promised = benefits["jkm"] + benefits["scholarship"]
        found = {
            "coverage_start": start.share,
            "coverage_end": pathway.coverage[:, -1],
            "coverage_gain": 100 * (pathway.coverage[:, -1] - start.share),
            "covered_start": start.covered,
            "covered_end": pathway.covered[:, -1],
            "uncovered_end": sum(pathway.uncovered.values())[:, -1],
            "employed_end": pathway.employed[:, -1],
            **{f"coverage_{year}": pathway.coverage[:, place] for year, place in self.plan.decembers.items()},
            **{f"{channel}_end": members[:, -1] for channel, members in pathway.members.items()},
            "registered_end": out.registered[:, -1],
            "new_members_end": out.new.persons[:, -1],
            **{f"cost_{payer}": amounts.sum(axis=1) for payer, amounts in out.cost_rp.items()},
            "cost_total": out.total_rp.sum(axis=1),
            **{name: events[name] for name in ("deaths", "deaths_full", "deaths_waiting", "accidents")},
            "contributions_new": sum(paid.values()),
            "benefits": benefits["total"],
            "benefits_jkm": benefits["jkm"],
            "benefits_jkk": benefits["jkk"],
            "jkm_fund_net": paid["jkm"] - promised,
        }
        if self.scholarships_due:
            found |= {
                "deaths_scholarship": events["deaths_scholarship"],
                "benefits_scholarship": benefits["scholarship"],
            }
        worker_years = (out.new.persons + out.registered).sum(axis=1) / 12
        if (worker_years > 0).all():
            costs = (out.cost_rp[name] for name in ("employers", "registering", "outreach"))
            found["per_new_worker_year"] = (sum(out.paid_rp.values()) + sum(costs)).sum(axis=1) / worker_years
        if (paid["jkm"] > 0).all():
            found["loss_ratio"] = benefits["total"] / sum(paid.values())
            found["loss_ratio_jkm"] = promised / paid["jkm"]
        return {name: found[name] for name in MEASURES if name in found}

    @property
    def scholarships_due(self) -> bool:
        """Whether a new member can have contributed long enough for a JKM scholarship."""
        return self.plan.months > int(self.laws[0].value("scholarship_wait"))

    def years(self) -> dict[str, list[int]]:
        """The places of each calendar year's months."""
        years = [month[:4] for month in self.months]
        return {year: [place for place, one in enumerate(years) if one == year] for year in dict.fromkeys(years)}


PROGRAMME = "universal"


def run_on(facts: Facts, plan: UniversalPlan, settings: Settings) -> UniversalResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    targets = read_targets(facts, reads)
    values = drawn(facts, settings.draws, settings.seed)
    paying = paying_of(facts, plan, settings, reads)
    outcome = simulate_universal(plan, facts.region, laws, values, paying)
    noise = event_noise(LOTTERIES, settings.draws, settings.seed)
    claims = draw_claims(outcome.new, outcome.new.accidents, laws, values, noise)
    return UniversalResult(
        **common_fields(facts, plan, settings, laws, reads),
        paying=paying,
        outcome=outcome,
        claims=claims,
        targets=tuple(targets),
        used=unknowns_used(plan, int(laws[0].value("scholarship_wait")), unknowns_of(paying)),
    )


run = runner(PROGRAMME, UniversalPlan, run_on)
inputs_now = inputs_reader(
    PROGRAMME,
    lambda plan: (*plan.law_groups, *LAW_GROUPS),
    lambda plan: read_plans(sponsorship=plan.sponsors, funding=plan.payers),
)


@once
def other_baseline(result: Simulated) -> Simulated:
    """The same plan from the other baseline, on the same random numbers; or of one that rests on this."""
    return result.rerun(baseline="claimed" if result.plan.baseline == "reconciled" else "reconciled")
