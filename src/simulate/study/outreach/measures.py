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
    "worker_months": "worker_months",
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
}
_BILLION = 1e9


def measures_of(result: OutreachResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
    found = _effort(result) | _outlets(result)
    return {name: found[name] for name in MEASURES if name in found}


def _effort(result: OutreachResult) -> dict[str, np.ndarray]:
    field, chosen = result.field, result.chosen.money_rp
    registered = field.effort.registered(chosen, field.winnable).sum(axis=1)
    spent, gained = field.spent_rp(chosen).sum(axis=1), result.gained.sum(axis=1)
    by_rule = {rule: field.won(money).sum(axis=1) for rule, money in result.rules.items() if rule != "best"}
    found = {
        "uncovered_start": field.start.uncovered,
        "informal_uncovered": field.start.informal_uncovered,
        "winnable": field.winnable.sum(axis=1),
        "registered": registered,
        "gained_end": gained,
        "spent": spent,
        "gained_year_later": gained * _later(result),
        # distance aside: it lowers cover in the last month alone, by what `kept` says
        "worker_months": gained * (field.paying.sum(axis=1) / field.paying[:, -1]),
        "apbd_worker_months": spent / result.price_rp["apbd"].mean(),
        "contributions_workers": registered * (field.paying @ result.price_rp["personal"]),
        "apbd_same_money": spent / result.price_rp["apbd"].sum(),
        **{f"gained_{rule}": workers for rule, workers in by_rule.items()},
        "over_equal": gained - by_rule["equal"],
        "over_proportional": gained - by_rule["proportional"],
        "floor_cost": by_rule["free"] - gained,
        "effort_per_billion": gained / spent * _BILLION,
    }
    if (gained > 0).all():
        found["per_worker"] = spent / gained
    return found


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
        cost = result.values["outlet_cost_year"] * len(result.outlets.chosen) * plan.months / 12
        gained = result.gained_by(result.outlets.chosen)
        found |= {"outlets_gained": gained, "outlets_cost": cost, "outlets_per_billion": gained / cost * _BILLION}
    return found
