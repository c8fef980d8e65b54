"""What the payer rule of PP 50/2025 does to the mix: the same optimisation at other prices."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.model.funding.mix import Programme
from simulate.model.funding.payers import VIEWS, prices_rp
from simulate.study.funding.desk import apbd_by_year_rp

if TYPE_CHECKING:
    from simulate.study.funding.result import FundingResult


@lru_cache(maxsize=4)
def under_each_law(result: FundingResult) -> pd.DataFrame:
    """The cheapest mix, budget aside, with the relief as it is, with none, and with relief for every payer.

    Columns: ``view``, ``cost_regency_rp`` (contributions and registering), ``paid_others_rp``, ``cost_all_rp``,
    ``first_year_rp`` (the regency's cost of the first year), ``apbd_share`` of the worker-months; as planned, with
    what the chosen mix counts on.
    """
    rows = []
    for view in VIEWS:
        case = result.desk.case(view, result.chosen.quantile)
        mix = Programme(case).cheapest(result.desk.counted, beyond=True)
        paid = {
            payer: float(heads @ case.price_rp[payer]) for payer, heads in zip(case.payers, mix.workers, strict=True)
        }
        by_year = apbd_by_year_rp(case, mix)
        others = sum(amount for payer, amount in paid.items() if payer != "apbd")
        rows.append(
            {
                "view": view,
                "cost_regency_rp": by_year.sum(),
                "paid_others_rp": others,
                "cost_all_rp": by_year.sum() + others,
                "first_year_rp": by_year[0],
                "apbd_share": mix.of("apbd", case).sum() / mix.workers.sum(),
            }
        )
    return pd.DataFrame(rows)


def relief_for_apbd_rp(result: FundingResult) -> np.ndarray:
    """What APBD would save if it got the relief that a worker gets, filling gaps alone [Rp], shape (draws,)."""
    relieved = prices_rp(result.plan, list(result.laws), "everyone")["apbd"]
    return result.delivered.by_need @ (result.chosen.case.price_rp["apbd"] - relieved)


def topping_up_rp(result: FundingResult) -> np.ndarray:
    """Relief lost if APBD added to the contributions of every worker of the other payers [Rp], shape (draws,).

    A contribution paid from APBD in part is read as excluded from relief as a whole.
    """
    return result.measures["relief"]


def price_table(result: FundingResult) -> pd.DataFrame:
    """Contribution of a worker-month [Rp/month]: one row a month, one column a payer."""
    return pd.DataFrame({"month": result.months} | result.chosen.case.price_rp)
