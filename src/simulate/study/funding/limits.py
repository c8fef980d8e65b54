"""What binds a mix, and what more of each limit would buy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.model.funding.mix import Mix, Programme, furthest
from simulate.study.funding.desk import apbd_by_year_rp

if TYPE_CHECKING:
    from simulate.model.funding.case import Case
    from simulate.study.funding.result import FundingResult

BILLION = 1e9
EVERY_YEAR = "every"
_AT, _HAIR = 1e-6, 1e-3


@lru_cache(maxsize=4)
def ceilings_worth(result: FundingResult) -> pd.DataFrame:
    """Of each payer but APBD: ``months_full`` in which its ceiling is exhausted, and ``saved_rp``.

    ``saved_rp`` is what one more worker of the ceiling in each month would save those whose cost the plan keeps low,
    over the plan [Rp].
    """
    case, mix = result.chosen.case, result.chosen.mix
    rows, worth = [], ceiling_worth_rp(case, raised(Programme(case), result.desk.counted))
    for place, payer in enumerate(case.payers):
        if payer == "apbd":
            continue
        able = case.ceiling[payer]
        full = (able > 0) & (mix.workers[place] >= able - _AT)
        rows.append(
            {
                "payer": payer,
                "ceiling_end": float(able[-1]),
                "planned_end": float(mix.workers[place, -1]),
                "months_full": int(full.sum()),
                "saved_rp": float(worth[place]),
            }
        )
    return pd.DataFrame(rows, columns=["payer", "ceiling_end", "planned_end", "months_full", "saved_rp"])


def raised(programme: Programme, counted: Collection[str], beyond: bool = False) -> Mix:
    """The cheapest mix with every ceiling that has begun raised by a hair.

    Where limits meet, a shadow price may be that of one fewer worker; here it is that of one more.
    """
    ceiling = {payer: able + _HAIR * (able > 0) for payer, able in programme.case.ceiling.items()}
    return programme.cheapest(counted, ceiling, beyond)


def ceiling_worth_rp(case: Case, mix: Mix) -> np.ndarray:
    """What one more worker of each payer's ceiling saves over the months after its start [Rp], shape (payers,).

    ``mix`` is that of `raised`.
    """
    nowhere = np.zeros(len(case.risen))
    begun = np.array([case.ceiling.get(payer, nowhere) > 0 for payer in case.payers])
    return (mix.of_ceiling * begun).sum(axis=1)


@lru_cache(maxsize=4)
def budget_worth(result: FundingResult) -> pd.DataFrame:
    """Of each year, and of all of them: what the mix takes, the budget, and what one billion more would buy.

    Columns: ``year`` (``every``: the billion in each of them), ``spent_rp``, ``allocated_rp`` (as
    `FundingResult.allocation_rp`), ``budget_rp``, ``workers_more`` that could be kept protected in each month.
    """
    case = result.chosen.case
    spent = apbd_by_year_rp(case, result.chosen.mix)
    rows = []
    for year in (*case.years, EVERY_YEAR):
        inside = np.array([year in (one, EVERY_YEAR) for one in case.years])
        richer = replace(case, budget_rp=case.budget_rp + BILLION * inside)
        reach = furthest(richer).reach
        rows.append(
            {
                "year": year,
                "spent_rp": float(spent[inside].sum()),
                "allocated_rp": result.allocation_rp(None if year == EVERY_YEAR else case.years.index(year)),
                "budget_rp": float(case.budget_rp[inside].sum()),
                "workers_more": reach - result.nearest,
            }
        )
    return pd.DataFrame(rows)


def target_worth_rp(result: FundingResult) -> float:
    """What one more worker in each month costs over the plan [Rp]."""
    return float(result.chosen.mix.of_target @ result.chosen.case.slope)


def highest_floor(result: FundingResult) -> float:
    """The largest share that can be kept protected in each kecamatan with the plan's target and budget."""
    case = replace(result.chosen.case, floor=1.0)
    return Programme(case).fairest().floor
