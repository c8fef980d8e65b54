"""Runs plans of outreach: measures and tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import scipy

from simulate.law.base import Reads
from simulate.law.contribution import worker_parts_rp
from simulate.plan.checked import Settings
from simulate.programmes.outreach.allocation import Allocation, Effort, best, equal, proportional
from simulate.programmes.outreach.model import (
    UNKNOWNS,
    Deviates,
    Outlets,
    OutreachState,
    Villages,
    field_of,
    gained_by_outlets,
    outlets_of,
    reach,
    unknowns_used,
    villages_of,
)
from simulate.programmes.outreach.plan import LAW_GROUPS, OutreachPlan
from simulate.study.draws import uniforms
from simulate.study.facts import Facts, drawn, inputs_reader, must_know
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated

MEASURES = {
    measure: unit
    for unit, measures in (
        ("persons", "uncovered_start informal_uncovered winnable registered gained_end gained_year_later"),
        ("rp", "spent per_worker per_registration"),
        ("persons", "gained_next"),
        ("worker_months", "worker_months worker_months_year_later worker_months_two_later apbd_worker_months"),
        ("rp", "contributions_workers"),
        ("persons", "apbd_same_money gained_free gained_equal gained_proportional"),
        ("persons", "over_equal over_proportional floor_cost within_before within_after"),
        ("share", "within_share_before within_share_after"),
        ("km", "mean_km_before mean_km_after"),
        ("persons", "outlets_gained"),
        ("rp", "outlets_cost"),
        ("persons", "outlets_per_billion effort_per_billion effort_next_per_billion"),
    )
    for measure in measures.split()
}
BILLION = 1e9
# what a little more money for effort is [Rp]
MORE_RP = 1e8


def _effort(result: OutreachResult) -> dict[str, np.ndarray]:
    field, chosen, keep = result.field, result.chosen.money_rp, result.field.retention.keep
    registered = field.effort.registered(chosen).sum(axis=1)
    spent, gained = field.effort.spent_rp(chosen).sum(axis=1), result.won["best"].sum(axis=1)
    by_rule = {rule: won.sum(axis=1) for rule, won in result.won.items() if rule != "best"}
    ages, paying = range(result.plan.months), field.paying.sum(axis=1)
    # distance aside: it lowers cover in the last month alone, by what `kept` says
    months, (apbd, apbd_months) = gained / field.paying[:, -1], _apbd(result, spent)
    found = {
        "uncovered_start": field.start.uncovered,
        "informal_uncovered": field.start.informal_uncovered,
        "winnable": field.effort.winnable.sum(axis=1),
        "registered": registered,
        "gained_end": gained,
        "spent": spent,
        "gained_year_later": gained * (sum(keep(age + 12) for age in ages) / sum(keep(age) for age in ages)),
        "gained_next": result.gained_next(MORE_RP),
        "worker_months": months * paying,
        "worker_months_year_later": months * (paying + _months_after(result, 12)),
        "worker_months_two_later": months * (paying + _months_after(result, 24)),
        "apbd_worker_months": apbd_months,
        "contributions_workers": months * (field.paying @ result.price_rp["personal"]),
        "apbd_same_money": apbd,
        **{f"gained_{rule}": workers for rule, workers in by_rule.items()},
        "over_equal": gained - by_rule["equal"],
        "over_proportional": gained - by_rule["proportional"],
        "floor_cost": by_rule["free"] - gained,
        "effort_per_billion": gained / spent * BILLION,
    }
    if (gained > 0).all():
        found |= {"per_worker": spent / gained, "per_registration": spent / registered}
    return found


def _apbd(result: OutreachResult, spent_rp: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Workers whose contributions of all months the same money pays from APBD, and cover so added, each (draws,).

    Each is registered first, and so is whoever is then refused: that costs, too. Never more than are informal,
    uncovered and not refused. Cover is added in months in which an informal worker would not pay by himself.
    """
    values, field, months = result.values, result.field, result.plan.months
    informal, accepted = field.start.informal_uncovered, 1 - values["unreachable"]
    each = result.price_rp["apbd"].sum() + values["registration_cost"] / accepted
    workers = np.minimum(spent_rp / each, informal * accepted)
    enrolled = values["self_pay_renewal"] * field.start.bpu_others / field.retention.paid_months * months
    paid = enrolled * field.paying.sum(axis=1)
    own = np.divide(paid, informal, out=np.full(len(informal), float(months)), where=informal > 0)
    return workers, workers * np.maximum(months - own, 0)


def _months_after(result: OutreachResult, months: int) -> np.ndarray:
    """Months that a registration, spread evenly over the plan, is paid in so many months after it, (draws,)."""
    plan, keep = result.plan.months, result.field.retention.keep
    times = np.bincount([age + later for later in range(1, months + 1) for age in range(plan)])
    return sum(many * keep(age) for age, many in enumerate(times) if many) / plan


def outlet_cost(result: OutreachResult) -> np.ndarray:
    """What an outlet costs over the plan [Rp], by draw, shape (draws,)."""
    return result.values["outlet_cost_year"] * result.plan.months / 12


def _outlets(result: OutreachResult) -> dict[str, np.ndarray]:
    new, found = result.outlets.chosen, {}
    for when, opened in (("before", ()), ("after", new)):
        inside, far = result.reach(opened)
        found |= {f"within_{when}": inside, f"within_share_{when}": inside / result.places.people.sum()}
        found[f"mean_km_{when}"] = far
    if new:
        cost, gained = outlet_cost(result) * len(new), result.gained_by(new)
        middle = float(np.median(cost))
        found |= {
            "outlets_gained": gained,
            "outlets_cost": cost,
            "outlets_per_billion": gained / cost * BILLION,
            "effort_next_per_billion": result.gained_next(middle) / middle * BILLION,
        }
    return found


@dataclass(frozen=True, eq=False, kw_only=True)
class OutreachResult(Simulated):
    """A plan of outreach, what it was run on, and what came out.

    ``field`` is what outreach finds by draw, ``chosen`` the plan's allocation. ``rules`` has money by desa and
    channel of each way of dividing the budget: ``best`` is the plan's own, ``free`` has no floor. ``price_rp`` is a
    worker's contribution by payer and month.
    """

    units = MEASURES
    outcomes = ("gained_end", "outlets_gained")
    tornado_outcomes = ("gained_end", "outlets_gained")

    plan: OutreachPlan
    places: Villages
    outlets: Outlets
    field: OutreachState
    chosen: Allocation
    rules: dict[str, np.ndarray]
    price_rp: dict[str, np.ndarray]

    def evaluate(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Workers gained by the plan's effort and by its outlets at given values of the unknowns.

        Desa differ as one typical draw has them differ, so that the size of the difference counts.
        """
        draws = len(next(iter(values.values())))
        idle = {
            key: np.full(draws, float(unknown.distribution.quantile(0.5)))
            for key, unknown in self.unknowns.items()
            if key not in values
        }
        values = idle | values
        # normal scores in an order that is always the same
        orders = (np.random.default_rng(0).permutation(many) for many in self.places.numbers)
        typical = Deviates(*(scipy.special.ndtri((order + 0.5) / len(order))[None, :] for order in orders))
        before_km, after_km = self.outlets.nearest(), self.outlets.nearest(self.outlets.chosen)
        field = field_of(self.plan, self.places, before_km, values, typical)
        return {
            "gained_end": field.effort.won(self.chosen.money_rp).sum(axis=1),
            "outlets_gained": gained_by_outlets(field, self.plan.months, before_km, after_km, values),
        }

    @property
    def effort(self) -> Effort:
        """What the allocations are decided on: effort in some of the draws."""
        return self.chosen.steps.effort

    @property
    def median_detour(self) -> float:
        """Road distance relative to the straight line, on which the placement of outlets is decided."""
        return float(self.unknowns["detour"].distribution.quantile(0.5))

    @property
    def values(self) -> dict[str, np.ndarray]:
        """The unknowns by draw."""
        return drawn(self.facts, self.settings.draws, self.settings.seed)

    @cached_property
    def won(self) -> dict[str, np.ndarray]:
        """Workers gained by each way of dividing the budget, still paying at the end, each (draws, desa)."""
        return {rule: self.field.effort.won(money) for rule, money in self.rules.items()}

    def gained_next(self, amount_rp: float) -> np.ndarray:
        """Workers that more money for effort would add, still paying at the end, by draw, shape (draws,)."""
        return (self.field.effort.won(self.chosen.further_rp(amount_rp)) - self.won["best"]).sum(axis=1)

    def gained_by(self, new: tuple[int, ...]) -> np.ndarray:
        """Workers gained at the end by new outlets, by draw, shape (draws,)."""
        before_km, after_km = self.outlets.nearest(), self.outlets.nearest(new)
        return gained_by_outlets(self.field, self.plan.months, before_km, after_km, self.values)

    def reach(self, new: tuple[int, ...], detour: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """People within reach with some new outlets, and their mean distance [km]; of each draw, or ``detour``."""
        detour = self.values["detour"] if detour is None else detour
        return reach(self.places.people, self.outlets.nearest(new), detour, self.plan.radius_km)

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
        found = _effort(self) | _outlets(self)
        return {name: found[name] for name in MEASURES if name in found}


PROGRAMME = "outreach"
# numbers of new outlets that are placed whatever the plan opens
STEPS = 6
# draws over which an allocation is decided
DECIDING = 256


def run_on(facts: Facts, plan: OutreachPlan, settings: Settings) -> OutreachResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    places = villages_of(facts.region)
    detour = float(facts.unknowns["detour"].distribution.quantile(0.5))
    outlets = outlets_of(plan, facts.region, places, detour, STEPS)
    prices = {
        payer: sum(worker_parts_rp(laws, payer, plan.transport_share, ("jkk", "jkm")).values())
        for payer in ("personal", "apbd")
    }
    values = drawn(facts, settings.draws, settings.seed)
    differing = _differing(*places.numbers, settings.draws, settings.seed)
    field = field_of(plan, places, outlets.nearest(), values, differing)
    effort = field.effort.thinned(DECIDING)
    chosen = best(effort, plan.budget_rp, plan.floor_share)
    # a floor that binds nowhere changes nothing
    free = best(effort, plan.budget_rp) if chosen.floors.any() else chosen
    return OutreachResult(
        **common_fields(facts, plan, settings, laws, reads),
        used=unknowns_used(plan, places.counted),
        places=places,
        outlets=outlets,
        field=field,
        chosen=chosen,
        rules={
            "best": chosen.money_rp,
            "free": free.money_rp,
            "proportional": proportional(effort, plan.budget_rp),
            "equal": equal(effort, plan.budget_rp),
        },
        price_rp=prices,
    )


run = runner(PROGRAMME, OutreachPlan, run_on)
inputs_now = inputs_reader(PROGRAMME, lambda plan: LAW_GROUPS)


@lru_cache(maxsize=4)
def _differing(desa: int, kecamatans: int, draws: int, seed: int) -> Deviates:
    """Normal numbers by place and draw, independent of the unknowns; a form asks for them at each move."""
    names = [f"{kind}.{place}" for kind, many in (("desa", desa), ("kecamatan", kecamatans)) for place in range(many)]
    numbers = scipy.special.ndtri(np.stack(list(uniforms(names, draws, seed, "places").values()), axis=1))
    return Deviates(numbers[:, :desa], numbers[:, desa:])
