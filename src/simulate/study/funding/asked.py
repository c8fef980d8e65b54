"""The tables of what a funding plan is asked further, as they are written beside its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.study.funding.certainty import certainty_curve
from simulate.study.funding.frontier import frontier
from simulate.study.funding.limits import budget_worth, ceilings_worth
from simulate.study.funding.relief import price_table, under_each_law

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.funding.result import FundingResult


def asked_tables(result: FundingResult) -> dict[str, pd.DataFrame]:
    """By name."""
    return {
        "frontier": frontier(result),
        "certainty": certainty_curve(result.desk),
        "limits_of_payers": ceilings_worth(result),
        "limits_of_budget": budget_worth(result),
        "relief": under_each_law(result),
        "prices": price_table(result),
    }
