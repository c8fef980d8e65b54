"""The measures of the baseline: what its headline table counts, by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.baseline.segments import PARTS

if TYPE_CHECKING:
    from simulate.study.baseline.result import BaselineResult

MEASURES = {
    "participants": "persons",
    "workers": "persons",
    "covered_share": "share",
    "claimed_share": "share",
    "claimed_participants": "persons",
    "claim_apart": "persons",
    "not_paid_up": "persons",
    "not_resident": "persons",
    "unexplained": "persons",
    "employed": "persons",
    "covered": "persons",
    **dict.fromkeys(PARTS, "persons"),
    "uncovered": "persons",
    "bpu": "persons",
    **{f"{part}_claimed": "persons" for part in ("covered", *PARTS, "uncovered")},
    "funded_of_pool": "share",
    "claim_of_pool": "ratio",
    "cost_funded_year": "rp",
    "cost_claim_year": "rp",
    "cost_claim_of_apbd": "share",
    "cost_budgeted_year": "rp",
}


def measures_of(result: BaselineResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); what the region has no figure of is left out, never made zero."""
    own, claimed = result.found["reconciled"], result.found["claimed"]
    price = result.year_price_rp
    found = {
        "participants": result.participants(result.definition),
        "workers": result.out_of(result.definition),
        "covered_share": result.share(result.definition),
        "claimed_share": result.values["claimed_share"],
        "claimed_participants": claimed.covered,
        "claim_apart": claimed.covered - own.covered,
        **result.bridge,
        "employed": own.employed,
        "covered": own.covered,
        **{part: getattr(own, part) for part in PARTS},
        "uncovered": own.uncovered,
        "bpu": own.funded + own.bpu_others,
        **{f"{part}_claimed": getattr(claimed, part) for part in ("covered", *PARTS, "uncovered")},
        "funded_of_pool": own.funded / result.pool,
        "claim_of_pool": result.values["claimed_funded"] / result.pool,
        "cost_funded_year": own.funded * price,
        "cost_claim_year": result.values["claimed_funded"] * price,
    }
    if result.budgeted is not None:
        found["cost_budgeted_year"] = np.full_like(own.funded, result.budgeted.value * price)
    if result.region.approved_spending is not None:
        found["cost_claim_of_apbd"] = found["cost_claim_year"] / result.region.approved_spending[0]
    return found
