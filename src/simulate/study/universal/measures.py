"""The measures of a road to universal coverage: what its headline table counts, by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.universal.programme import COSTS
from simulate.model.universal.road import CHANNELS
from simulate.plan.universal import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from simulate.study.universal.result import UniversalResult

MEASURES = (
    {
        "coverage_start": "share",
        "coverage_end": "share",
        "coverage_gain": "percentage_points",
        "covered_start": "persons",
        "covered_end": "persons",
        "uncovered_end": "persons",
        "employed_end": "persons",
    }
    | {f"coverage_{year}": "share" for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    | {f"{channel}_end": "persons" for channel in CHANNELS}
    | {"registered_end": "persons", "new_members_end": "persons"}
    | {f"cost_{payer}": "rp" for payer in COSTS}
    | {
        "cost_total": "rp",
        "per_new_worker_year": "rp",
        "deaths": "persons",
        "deaths_full": "families",
        "deaths_waiting": "families",
        "deaths_scholarship": "families",
        "accidents": "cases",
        "contributions_new": "rp",
        "benefits": "rp",
        "benefits_jkm": "rp",
        "benefits_jkk": "rp",
        "benefits_scholarship": "rp",
        "loss_ratio": "ratio",
        "loss_ratio_jkm": "ratio",
        "jkm_fund_net": "rp",
    }
)


def measures_of(result: UniversalResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
    found = _heads(result) | _money(result) | _families(result)
    return {name: found[name] for name in MEASURES if name in found}


def _heads(result: UniversalResult) -> dict[str, np.ndarray]:
    out = result.outcome
    road, start = out.road, out.start
    return {
        "coverage_start": start.share,
        "coverage_end": road.coverage[:, -1],
        "coverage_gain": 100 * (road.coverage[:, -1] - start.share),
        "covered_start": start.covered,
        "covered_end": road.covered[:, -1],
        "uncovered_end": sum(road.uncovered.values())[:, -1],
        "employed_end": road.employed[:, -1],
        **{f"coverage_{year}": road.coverage[:, place] for year, place in result.plan.decembers.items()},
        **{f"{channel}_end": heads[:, -1] for channel, heads in road.members.items()},
        "registered_end": out.registered[:, -1],
        "new_members_end": out.new.heads[:, -1],
    }


def _money(result: UniversalResult) -> dict[str, np.ndarray]:
    out = result.outcome
    found = {f"cost_{payer}": amounts.sum(axis=1) for payer, amounts in out.cost_rp.items()}
    found["cost_total"] = out.total_rp.sum(axis=1)
    worker_years = (out.new.heads + out.registered).sum(axis=1) / 12
    if (worker_years > 0).all():
        paid = sum(out.paid_rp.values()) + sum(out.cost_rp[name] for name in ("employers", "registering", "outreach"))
        found["per_new_worker_year"] = paid.sum(axis=1) / worker_years
    return found


def _families(result: UniversalResult) -> dict[str, np.ndarray]:
    events, benefits = result.claims.events, result.claims.benefits_rp
    paid = {programme: amounts.sum(axis=1) for programme, amounts in result.outcome.paid_rp.items()}
    promised = benefits["jkm"] + benefits["scholarship"]
    found = {
        **{name: events[name] for name in ("deaths", "deaths_full", "deaths_waiting", "accidents")},
        "contributions_new": sum(paid.values()),
        "benefits": benefits["total"],
        "benefits_jkm": benefits["jkm"],
        "benefits_jkk": benefits["jkk"],
        "jkm_fund_net": paid["jkm"] - promised,
    }
    if result.scholarships_due:
        found["deaths_scholarship"] = events["deaths_scholarship"]
        found["benefits_scholarship"] = benefits["scholarship"]
    if (paid["jkm"] > 0).all():
        found["loss_ratio"] = benefits["total"] / sum(paid.values())
        found["loss_ratio_jkm"] = promised / paid["jkm"]
    return found
