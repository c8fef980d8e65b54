"""The optimisation in many draws, each with full knowledge of it: how uncertain is what the limits are worth."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.funding.case import case_at
from simulate.model.funding.mix import Programme, furthest
from simulate.study.draws import REPLICATES
from simulate.study.funding.limits import ceiling_worth_rp, raised

if TYPE_CHECKING:
    from simulate.study.funding.result import FundingResult

# of each replicate the first so many draws, which fill the space as evenly as all do
_EACH = 8


@lru_cache(maxsize=4)
def across(result: FundingResult) -> dict[str, np.ndarray]:
    """What limits are worth if a draw were known beforehand, each of shape (draws,) or (draws, years).

    Returns:
        ``reach`` workers that the budget keeps protected in each month, ``billion`` how many more a billion in each
        year would [workers], ``billion_every`` the same of a billion in every year, ``target_rp`` the least cost of
        one more worker in each month over the plan to those whose cost is kept low, whatever APBD has [Rp], and
        ``saved_rp`` what one more worker of each payer's ceiling saves them [Rp], by payer.
    """
    desk, draws = result.desk, result.settings.draws
    first = np.arange(REPLICATES) * (draws // REPLICATES)
    picked = (first[:, None] + np.arange(_EACH)).ravel()
    found: dict[str, list] = {name: [] for name in ("reach", "billion", "target_rp", "saved_rp")}
    for place in picked:
        values = {key: float(desk.values[key][place]) for key in desk.unknowns}
        case = case_at(desk.plan, desk.region, desk.hoped.price_rp, values, desk.brought.workers[place])
        programme = Programme(case)
        far, least = furthest(case, floor=False, programme=programme), raised(programme, desk.counted, beyond=True)
        found["reach"].append(far.reach)
        found["billion"].append(far.of_budget * 1e9)
        found["target_rp"].append(least.of_target @ case.slope)
        found["saved_rp"].append(ceiling_worth_rp(case, least))
    told = {name: np.array(rows) for name, rows in found.items()}
    return told | {"billion_every": told["billion"].sum(axis=1)}
