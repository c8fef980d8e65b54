"""The measures of a funding plan: what its headline table counts, by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.identities import must_equal
from simulate.plan.funding import PAYERS

if TYPE_CHECKING:
    from simulate.study.funding.result import FundingResult

MEASURES = {
    "protected_end": "persons",
    "protected_lowest": "persons",
    "shortfall_months": "months",
    "target_kept": "share",
    "allocation": "rp",
    "budget_kept": "share",
    "cost_regency": "rp",
    "cost_recourse": "rp",
    "over_budget": "rp",
    "registering": "rp",
    "registered": "persons",
    "contributions": "rp",
    "relief": "rp",
    "per_worker_month": "rp",
    "lowest_kecamatan": "share",
    "workers_others": "persons",
    "paid_others": "rp",
    **{f"workers_{payer}": "persons" for payer in PAYERS},
    **{f"paid_{payer}": "rp" for payer in PAYERS},
    "price_of_certainty": "rp",
    "nearest_target": "persons",
}


def measures_of(result: FundingResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); what the plan alone decides is the same in each.

    Raises:
        BrokenIdentityError: what the payers pay is not what is contributed.
    """
    case, got = result.chosen.case, result.delivered
    draws = result.settings.draws
    paid = {payer: got.workers[payer] @ price for payer, price in case.price_rp.items()}
    contributions = sum(paid.values())
    full = result.full_price_rp
    relief = sum(got.workers[payer] @ (full - price) for payer, price in case.price_rp.items())
    must_equal("payers pay what is contributed", contributions, got.protected @ full - relief)
    protected, registering = got.protected, got.registering_rp.sum(axis=1)
    by_need = result.by_need_rp
    found = {
        "protected_end": protected[:, -1],
        "protected_lowest": protected.min(axis=1),
        "shortfall_months": got.short(case.target).sum(axis=1).astype(float),
        "target_kept": 1.0 - got.short(case.target).any(axis=1),
        "allocation": np.full(draws, result.allocation_rp()),
        "budget_kept": 1.0 - (result.as_planned_rp > case.budget_rp).any(axis=1),
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
        **{f"workers_{payer}": heads[:, -1] for payer, heads in got.workers.items()},
        **{f"paid_{payer}": amount for payer, amount in paid.items()},
        "price_of_certainty": np.full(draws, result.price_of_certainty_rp),
        "nearest_target": np.full(draws, result.nearest),
    }
    return {name: found[name] for name in MEASURES if name in found}
