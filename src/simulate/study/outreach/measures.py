"""The measures of outreach: what its headline table counts, by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.outreach.outlets import mean_km, within

if TYPE_CHECKING:
    from simulate.study.outreach.result import OutreachResult

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
