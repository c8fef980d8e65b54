"""What APBD would have to pay for the plan's target, all else as planned."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.study.universal.levers import way_of
from simulate.study.universal.targets import chance_of

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.universal.result import UniversalResult

CHANCES = (0.5, 0.9)
# the most that is sought [Rp a year], and how close: a part of it, or an amount
_MOST_RP = 5e11
_CLOSE, _CLOSE_RP = 0.001, 3.3e7


@lru_cache(maxsize=4)
def needed_budgets(result: UniversalResult) -> pd.DataFrame:
    """The yearly APBD budget with which the plan's target is reached in its year with a given chance.

    The budget is the same every year and takes the place of the plan's own; all other levers stay.

    Returns:
        One row a chance of `CHANCES`: ``chance``, ``budget_rp`` a year (missing where no budget suffices, for there
        are not as many workers who can be enrolled), ``workers_p50`` paid for in the target month, ``reached`` (the
        share of draws) and its Monte Carlo error ``mc_error``.
    """
    import pandas as pd

    rows = []
    for chance in CHANCES:
        budget = _least_budget(result, chance)
        if budget is None:
            rows.append((chance, np.nan, np.nan, np.nan, np.nan))
            continue
        coverage, workers = _with_budget(result, budget)
        rows.append((chance, budget, float(np.median(workers)), *chance_of(coverage >= result.plan.target)))
    return pd.DataFrame(rows, columns=["chance", "budget_rp", "workers_p50", "reached", "mc_error"])


def _least_budget(result: UniversalResult, chance: float) -> float | None:
    """The least budget [Rp a year] with which so many draws reach the target; more never lowers coverage."""
    from scipy.optimize import brentq

    def above(budget: float) -> float:
        """By how much the coverage that so many draws exceed lies above the target."""
        return float(np.quantile(_with_budget(result, budget)[0], 1 - chance)) - result.plan.target

    if above(0.0) >= 0:
        return 0.0
    if above(_MOST_RP) < 0:
        return None
    return brentq(above, 0.0, _MOST_RP, xtol=_CLOSE_RP, rtol=_CLOSE) * (1 + _CLOSE)


@lru_cache(maxsize=64)
def _with_budget(result: UniversalResult, budget: float) -> tuple[np.ndarray, np.ndarray]:
    """Coverage and workers paid for in December of the target year, shape (draws,)."""
    levers = {"subsidised_budget_rp": int(budget), "subsidised_growth": 0.0}
    road, place = way_of(result, result.plan.with_values(levers)).road, result.plan.decembers[result.plan.target_year]
    return road.coverage[:, place], road.members["subsidised"][:, place]
