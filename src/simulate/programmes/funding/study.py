"""Runs funding plans: the cheapest mix, made sure of and carried out on many draws; measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.errors import must_equal
from simulate.law.base import Reads
from simulate.plan.checked import Settings
from simulate.programmes.baseline.model import UNKNOWNS as BASELINE_UNKNOWNS
from simulate.programmes.funding.model import CEILINGS, STARTUPS, STOPS, LinearProgramme, Mix, prices_rp
from simulate.programmes.funding.plan import PAYERS, VILLAGE_GROUPS, FundingPlan
from simulate.programmes.funding.problem import (
    Careful,
    Delivered,
    FundingProblem,
    affordable,
    certain,
    deliver,
    explained,
    hoped_for,
)
from simulate.programmes.sponsorship.model import SponsorPath
from simulate.study.facts import Facts, drawn, inputs_reader, must_know, read_plans
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated

MEASURES = (
    {"protected_end": "persons", "protected_lowest": "persons", "shortfall_months": "months", "target_kept": "share"}
    | {"allocation": "rp", "budget_kept": "share"}
    | dict.fromkeys(("cost_regency", "cost_recourse", "over_budget", "registering"), "rp")
    | {"registered": "persons"}
    | dict.fromkeys(("contributions", "relief", "per_worker_month"), "rp")
    | {"lowest_kecamatan": "share", "workers_others": "persons", "paid_others": "rp"}
    | {f"workers_{payer}": "persons" for payer in PAYERS}
    | {f"paid_{payer}": "rp" for payer in PAYERS}
    | {"price_of_certainty": "rp", "nearest_target": "persons"}
)


@dataclass(frozen=True, eq=False, kw_only=True)
class FundingResult(Simulated):
    """A funding plan, what it was run on, and what came out.

    ``hoped`` is the mix that counts on the middle of what payers bring, ``sure`` the one that keeps the target with
    the plan's confidence at any budget, ``chosen`` the one to plan with, within the budget; ``furthest`` the mix that
    reaches furthest with what the chosen one counts on.
    """

    units = MEASURES
    outcomes = ("cost_recourse", "protected_end")
    tornado_outcomes = ("cost_recourse", "protected_end")

    plan: FundingPlan
    problem: FundingProblem
    hoped: Careful
    sure: Careful
    chosen: Careful
    furthest: Mix
    delivered: Delivered

    def evaluate(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The regency's cost if APBD fills gaps [Rp], and workers protected at the end, at given unknowns."""
        draws = len(next(iter(values.values())))
        idle = {key: np.full(draws, value) for key, value in self.problem.middle().items() if key not in self.used}
        values = idle | values
        brought = self.problem.path.at(values)
        found = deliver(self.plan, self.region, self.chosen.case, self.chosen.mix, values, brought)
        cost_rp = self.by_year_rp(found.by_need, found.registering_by_need_rp)
        return {"cost_recourse": cost_rp.sum(axis=1), "protected_end": found.protected[:, -1]}

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, shape (draws,); what the plan alone decides is the same in each.

        Raises:
            BrokenIdentityError: what the payers pay is not what is contributed.
        """
        case, got, by_need, full = self.chosen.case, self.delivered, self.by_need_rp, self.full_price_rp
        protected, registering, short = got.protected, got.registering_rp.sum(axis=1), got.short(case.target)
        paid = {payer: got.workers[payer] @ price for payer, price in case.price_rp.items()}
        contributions = sum(paid.values())
        relief = sum(got.workers[payer] @ (full - price) for payer, price in case.price_rp.items())
        must_equal("payers pay what is contributed", contributions, protected @ full - relief)
        found = {
            "protected_end": protected[:, -1],
            "protected_lowest": protected.min(axis=1),
            "shortfall_months": short.sum(axis=1).astype(float),
            "target_kept": 1.0 - short.any(axis=1),
            "allocation": self.allocation_rp(),
            "budget_kept": 1.0 - (self.as_planned_rp > case.budget_rp).any(axis=1),
            "cost_regency": paid["apbd"] + registering,
            "cost_recourse": by_need.sum(axis=1),
            "over_budget": np.maximum(by_need - case.budget_rp, 0).sum(axis=1),
            "registering": registering,
            "registered": got.registered.sum(axis=1),
            "contributions": contributions,
            "relief": relief,
            "per_worker_month": (contributions + registering) / protected.sum(axis=1),
            "lowest_kecamatan": got.kecamatan_share.min(axis=1),
            "workers_others": protected[:, -1] - got.workers["apbd"][:, -1],
            "paid_others": contributions - paid["apbd"],
            **{f"workers_{payer}": workers[:, -1] for payer, workers in got.workers.items()},
            **{f"paid_{payer}": amount for payer, amount in paid.items()},
            "price_of_certainty": self.dearer_rp(self.sure),
            "nearest_target": self.furthest.reach,
        }
        draws = self.settings.draws
        return {name: np.broadcast_to(found[name], draws) for name in MEASURES if name in found}

    @cached_property
    def full_price_rp(self) -> np.ndarray:
        """The contribution without relief by month [Rp/month], shape (months,)."""
        return next(iter(prices_rp(self.plan, list(self.laws), "without").values()))

    @cached_property
    def by_need_rp(self) -> np.ndarray:
        """What the regency pays by year if APBD fills each gap, and no more [Rp], shape (draws, years)."""
        return self.by_year_rp(self.delivered.by_need, self.delivered.registering_by_need_rp)

    @cached_property
    def as_planned_rp(self) -> np.ndarray:
        """What the regency pays by year if APBD pays for as many as planned [Rp], shape (draws, years)."""
        return self.by_year_rp(self.delivered.workers["apbd"], self.delivered.registering_rp)

    def by_year_rp(self, workers: np.ndarray, registering_rp: np.ndarray) -> np.ndarray:
        """What APBD's workers and registering cost by calendar year, of arrays by draw and month."""
        case = self.chosen.case
        return (workers * case.price_rp["apbd"] + registering_rp) @ np.eye(len(case.years))[case.year]

    def allocation_rp(self, year: int | None = None) -> float:
        """Money that suffices in so many draws as the plan's confidence asks, if APBD pays as planned [Rp].

        Of the year at that place, or of all years together.
        """
        paid = self.as_planned_rp.sum(axis=1) if year is None else self.as_planned_rp[:, year]
        return float(np.quantile(paid, self.plan.confidence))

    def dearer_rp(self, careful: Careful) -> float:
        """What a mix costs those whose cost the plan keeps low more than the hoped one, to the rupiah.

        Without registering sponsored workers: they come as they come, however careful the mix is. Where the budget
        does not hold the mix, neither is held to it.
        """
        case, cost_rp = self.hoped.case, self.problem.cost_counted_rp
        hoped = self.hoped.mix if careful.fits else self.problem.cheapest(case, beyond=True)
        return float(round(cost_rp(careful.case, careful.mix) - cost_rp(case, hoped)))


PROGRAMME = "funding"
# what only the claimed baseline rests on
_CLAIMED = ("claimed_share", "claimed_funded")
UNKNOWNS = tuple(
    dict.fromkeys((*BASELINE_UNKNOWNS, *CEILINGS.values(), *STARTUPS.values(), *STOPS.values(), "registration_cost"))
)


def run_on(facts: Facts, plan: FundingPlan, settings: Settings) -> FundingResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan, or no mix keeps its target.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = tuple(plan.laws(facts.law, reads))
    values = drawn(facts, settings.draws, settings.seed)
    path = SponsorPath.of(plan.sponsors, plan.calendar, plan.law_extension, facts.region, facts.law, reads)
    problem = FundingProblem(plan, facts.region, laws, {key: facts.unknowns[key] for key in UNKNOWNS}, values, path)
    hoped = hoped_for(problem)
    if hoped is None:
        raise explained(problem)
    sure = certain(problem, hoped)
    chosen = affordable(problem, sure, hoped)
    for group in set(VILLAGE_GROUPS) & set(plan.law_groups):  # shown beside the prices: whom villages may pay for
        for key in laws[0].group(group):
            laws[0].cited(group, *filter(None, [key]))
    return FundingResult(
        **common_fields(facts, plan, settings, laws, reads),
        used=unknowns_used(plan, path),
        problem=problem,
        hoped=hoped,
        sure=sure,
        chosen=chosen,
        furthest=LinearProgramme(chosen.case).furthest(),
        delivered=deliver(plan, facts.region, chosen.case, chosen.mix, values, problem.brought),
    )


run = runner(PROGRAMME, FundingPlan, run_on)
inputs_now = inputs_reader(
    PROGRAMME, lambda plan: plan.law_groups, lambda plan: read_plans(sponsorship=plan.sponsors)
)


def unknowns_used(plan: FundingPlan, path: SponsorPath) -> tuple[str, ...]:
    """The unknowns that a plan's result depends on."""
    baseline = [key for key in BASELINE_UNKNOWNS if plan.baseline == "claimed" or key not in _CLAIMED]
    own = [of[payer] for of in (CEILINGS, STARTUPS, STOPS) for payer in plan.payers if payer in of]
    # registering is computed from those whom APBD pays for at the start, whoever pays later
    return tuple(dict.fromkeys((*baseline, *own, *path.unknowns, STOPS["apbd"], "registration_cost")))
