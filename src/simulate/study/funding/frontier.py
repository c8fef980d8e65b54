"""Cost against workers protected: the least cost of each number, as far as the budget goes and beyond."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.model.funding.case import Case
from simulate.model.funding.mix import Programme, furthest
from simulate.study.funding.desk import apbd_by_year_rp

if TYPE_CHECKING:
    from simulate.study.funding.result import FundingResult

_POINTS, _LEAST, _BEYOND = 13, 0.02, 1.12


@lru_cache(maxsize=4)
def frontier(result: FundingResult) -> pd.DataFrame:
    """The regency's cost of each number of workers, counting on the middle and on the chosen quantile.

    Columns: ``counting_on`` (``hoped``, ``chosen``), ``workers`` a month, ``cost_rp`` over the plan,
    ``first_year_rp`` the budget of the first whole year that it takes, ``within`` the plan's budget. They begin where
    the floor of each kecamatan asks for so many anyway; the last lies beyond the budget.
    """
    rows = []
    for name in ("hoped", "chosen"):
        case = getattr(result, name).case
        most = furthest(case).reach
        least = max(_LEAST * most, case.floor * case.people)
        numbers = {result.plan.workers, *np.linspace(min(least, most), most, _POINTS)}
        numbers.add(min(most * _BEYOND, case.people))
        rows += [
            {"counting_on": name, **costs(result, case, number), "within": number <= most * (1 + 1e-9)}
            for number in sorted(numbers)
        ]
    return pd.DataFrame(rows)


def costs(result: FundingResult, case: Case, workers: float) -> dict[str, float]:
    """The least cost of another number of workers, and the first year's budget that it takes, whatever APBD has."""
    wanted = replace(case, workers=workers)
    programme = Programme(wanted)
    mix, least = programme.cheapest(result.desk.counted, beyond=True), programme.least_budget()
    by_year = apbd_by_year_rp(wanted, mix)
    return {
        "workers": workers,
        "cost_rp": float(by_year.sum()),
        "first_year_rp": result.plan.apbd_budget_rp + least.extra_rp,
    }
