"""Runs plans of outreach: measures and tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtri

from simulate.law.base import Reads
from simulate.law.prices import worker_parts_rp
from simulate.plan.checked import Settings
from simulate.plan.named import DEFAULT
from simulate.programmes.outreach.allocation import Allocation, AllocationProblem, best, equal, proportional
from simulate.programmes.outreach.model import UNKNOWNS, OutreachState, field_of, unknowns_used
from simulate.programmes.outreach.outlets import Outlets, gained_by_outlets, mean_km, outlets_of, within
from simulate.programmes.outreach.places import Deviates, Villages, villages_of
from simulate.programmes.outreach.plan import OutreachPlan
from simulate.study.draws import uniforms
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated

MEASURES = {
    "uncovered_start": "persons",
    "informal_uncovered": "persons",
    "winnable": "persons",
    "registered": "persons",
    "gained_end": "persons",
    "gained_year_later": "persons",
    "spent": "rp",
    "per_worker": "rp",
    "per_registration": "rp",
    "gained_next": "persons",
    "worker_months": "worker_months",
    "worker_months_year_later": "worker_months",
    "worker_months_two_later": "worker_months",
    "apbd_worker_months": "worker_months",
    "contributions_workers": "rp",
    "apbd_same_money": "persons",
    "gained_free": "persons",
    "gained_equal": "persons",
    "gained_proportional": "persons",
    "over_equal": "persons",
    "over_proportional": "persons",
    "floor_cost": "persons",
    "within_before": "persons",
    "within_after": "persons",
    "within_share_before": "share",
    "within_share_after": "share",
    "mean_km_before": "km",
    "mean_km_after": "km",
    "outlets_gained": "persons",
    "outlets_cost": "rp",
    "outlets_per_billion": "persons",
    "effort_per_billion": "persons",
    "effort_next_per_billion": "persons",
}
BILLION = 1e9
# what a little more money for effort is [Rp]
MORE_RP = 1e8


def measures_of(result: OutreachResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
    found = _effort(result) | _outlets(result)
    return {name: found[name] for name in MEASURES if name in found}


def _effort(result: OutreachResult) -> dict[str, np.ndarray]:
    field, chosen = result.field, result.chosen.money_rp
    registered = field.effort.registered(chosen, field.winnable).sum(axis=1)
    spent, gained = field.spent_rp(chosen).sum(axis=1), result.gained.sum(axis=1)
    by_rule = {rule: field.won(money).sum(axis=1) for rule, money in result.rules.items() if rule != "best"}
    # distance aside: it lowers cover in the last month alone, by what `kept` says
    months, apbd = gained / field.paying[:, -1], _apbd(result, spent)
    found = {
        "uncovered_start": field.start.uncovered,
        "informal_uncovered": field.start.informal_uncovered,
        "winnable": field.winnable.sum(axis=1),
        "registered": registered,
        "gained_end": gained,
        "spent": spent,
        "gained_year_later": gained * _later(result),
        "gained_next": result.gained_next(MORE_RP),
        "worker_months": months * field.paying.sum(axis=1),
        "worker_months_year_later": months * (field.paying.sum(axis=1) + _months_after(result, 12)),
        "worker_months_two_later": months * (field.paying.sum(axis=1) + _months_after(result, 24)),
        "apbd_worker_months": apbd * _uncovered_otherwise(result),
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


def _apbd(result: OutreachResult, spent_rp: np.ndarray) -> np.ndarray:
    """Workers whose contributions of all months the same money pays from APBD, shape (draws,).

    Each is registered first, and so is whoever is then refused: that costs, too. Never more than are informal,
    uncovered and not refused.
    """
    accepted = 1 - result.values["unreachable"]
    each = result.price_rp["apbd"].sum() + result.values["registration_cost"] / accepted
    return np.minimum(spent_rp / each, result.field.start.informal_uncovered * accepted)


def _uncovered_otherwise(result: OutreachResult) -> np.ndarray:
    """Months of the plan in which an informal worker would not pay by himself, on average, shape (draws,)."""
    field, months = result.field, result.plan.months
    paid, among = field.enrolled_anyway(months) * field.paying.sum(axis=1), field.start.informal_uncovered
    each = np.divide(paid, among, out=np.full(len(among), float(months)), where=among > 0)
    return np.maximum(months - each, 0)


def _months_after(result: OutreachResult, months: int) -> np.ndarray:
    """Months that a registration, spread evenly over the plan, is paid in so many months after it, (draws,)."""
    plan, keep = result.plan.months, result.field.retention.keep
    ages = (age + later for later in range(1, months + 1) for age in range(plan))
    times = np.bincount(list(ages))
    return sum(many * keep(age) for age, many in enumerate(times) if many) / plan


def outlet_cost(result: OutreachResult) -> np.ndarray:
    """What an outlet costs over the plan [Rp], by draw, shape (draws,)."""
    return result.values["outlet_cost_year"] * result.plan.months / 12


def _later(result: OutreachResult) -> np.ndarray:
    """Of the workers gained at the end, the share who still pay a year later, shape (draws,)."""
    ages, keep = range(result.plan.months), result.field.retention.keep
    return sum(keep(age + 12) for age in ages) / sum(keep(age) for age in ages)


def _outlets(result: OutreachResult) -> dict[str, np.ndarray]:
    people, detour, plan = result.places.people, result.values["detour"], result.plan
    found = {}
    for when, nearest in (("before", result.before_km), ("after", result.after_km)):
        inside = within(people, nearest, detour, plan.radius_km)
        found |= {
            f"within_{when}": inside,
            f"within_share_{when}": inside / people.sum(),
            f"mean_km_{when}": mean_km(people, nearest, detour),
        }
    if result.outlets.chosen:
        cost = outlet_cost(result) * len(result.outlets.chosen)
        gained, middle = result.gained_by(result.outlets.chosen), float(np.median(cost))
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

    ``ground`` is what the allocations are decided on, some of the draws. ``chosen`` is the plan's
    allocation, ``free`` the one without a floor; ``equal_rp`` and ``proportional_rp`` are money by desa and channel
    for the same budget. ``field`` is what outreach finds by draw. ``price_rp`` is a worker's contribution by payer
    and month.
    """

    units = MEASURES
    outcomes = ("gained_end", "outlets_gained")
    weighed = ("gained_end", "outlets_gained")

    plan: OutreachPlan
    places: Villages
    outlets: Outlets
    ground: AllocationProblem
    chosen: Allocation
    free: Allocation
    equal_rp: np.ndarray
    proportional_rp: np.ndarray
    field: OutreachState
    price_rp: dict[str, np.ndarray]

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
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
        typical = Deviates(_scores(len(self.places.weight)), _scores(self.places.kecamatans))
        field = field_of(self.plan, self.places, self.before_km, values, typical)
        return {
            "gained_end": field.won(self.chosen.money_rp).sum(axis=1),
            "outlets_gained": self._gained_by(field, values, self.after_km),
        }

    @property
    def median_detour(self) -> float:
        """Road distance relative to the straight line, on which the placement of outlets is decided."""
        return float(self.unknowns["detour"].distribution.quantile(0.5))

    @property
    def values(self) -> dict[str, np.ndarray]:
        """The unknowns by draw."""
        return drawn(self.facts, self.settings.draws, self.settings.seed)

    @property
    def rules(self) -> dict[str, np.ndarray]:
        """Money by desa and channel of each way of dividing the budget; ``best`` is the plan's own."""
        return {
            "best": self.chosen.money_rp,
            "free": self.free.money_rp,
            "proportional": self.proportional_rp,
            "equal": self.equal_rp,
        }

    @cached_property
    def gained(self) -> np.ndarray:
        """Workers gained by the plan's effort, still paying at the end, shape (draws, desa)."""
        return self.field.won(self.chosen.money_rp)

    def gained_next(self, amount_rp: float) -> np.ndarray:
        """Workers that more money for effort would add, still paying at the end, by draw, shape (draws,)."""
        return (self.field.won(self.chosen.further_rp(amount_rp)) - self.gained).sum(axis=1)

    @cached_property
    def before_km(self) -> np.ndarray:
        """Straight distance of each desa to its nearest outlet today [km], shape (desa,)."""
        return self.outlets.nearest()

    @cached_property
    def after_km(self) -> np.ndarray:
        """The same with the plan's new outlets."""
        return self.outlets.nearest(self.outlets.chosen)

    def gained_by(self, new: tuple[int, ...]) -> np.ndarray:
        """Workers gained at the end by new outlets, by draw, shape (draws,)."""
        return self._gained_by(self.field, self.values, self.outlets.nearest(new))

    def _gained_by(self, field: OutreachState, values: dict[str, np.ndarray], after_km: np.ndarray) -> np.ndarray:
        return gained_by_outlets(
            self.before_km,
            after_km,
            field.uncovered / field.start.uncovered[:, None],
            field.start,
            field.retention,
            field.paying[:, -1],
            self.plan.months,
            field.winnable.sum(axis=1),
            values,
        )

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, as in `measures.measures_of`."""
        return measures_of(self)


def _scores(many: int) -> np.ndarray:
    """Normal scores in an order that is always the same, shape (1, many): how places differ in a typical draw."""
    return ndtri((np.random.default_rng(0).permutation(many) + 0.5) / many)[None, :]


PROGRAMME = "outreach"
# numbers of new outlets that are placed whatever the plan opens
STEPS = 6


def run_on(
    facts: Facts,
    plan: OutreachPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> OutreachResult:
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
    nearest = outlets.nearest()
    prices = {
        payer: sum(worker_parts_rp(laws, payer, plan.transport_share, ("jkk", "jkm")).values())
        for payer in ("personal", "apbd")
    }
    values = drawn(facts, settings.draws, settings.seed)
    field = field_of(
        plan,
        places,
        nearest,
        values,
        _differing(len(places.weight), places.kecamatans, settings.draws, settings.seed),
    )
    ground = field.ground
    chosen = best(ground, plan.budget_rp, plan.floor_share)
    return OutreachResult(
        **common_fields(facts, plan, settings, label, name, laws, reads),
        used=unknowns_used(plan, places.counted),
        inputs=inputs_now(plan, settings, facts.files),
        places=places,
        outlets=outlets,
        ground=ground,
        chosen=chosen,
        # a floor that binds nowhere changes nothing
        free=best(ground, plan.budget_rp) if chosen.floors.any() else chosen,
        equal_rp=equal(ground, plan.budget_rp),
        proportional_rp=proportional(ground, plan.budget_rp),
        field=field,
        price_rp=prices,
    )


run = runner(PROGRAMME, OutreachPlan, run_on)


def inputs_now(plan: OutreachPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    return inputs_of(PROGRAMME, plan, settings, files, plan.law_groups)


@lru_cache(maxsize=4)
def _differing(desa: int, kecamatans: int, draws: int, seed: int) -> Deviates:
    """Normal numbers by place and draw, independent of the unknowns; a form asks for them at each move."""
    names = [f"{kind}.{place}" for kind, many in (("desa", desa), ("kecamatan", kecamatans)) for place in range(many)]
    numbers = ndtri(np.stack(list(uniforms(names, draws, seed, "places").values()), axis=1))
    return Deviates(numbers[:, :desa], numbers[:, desa:])
