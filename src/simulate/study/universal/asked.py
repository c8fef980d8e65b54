"""The tables of what a road is asked further, as they are written beside its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.study.universal.levers import levers_alone
from simulate.study.universal.needed import needed_budgets
from simulate.study.universal.run import other_baseline

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.universal.result import UniversalResult


def asked_tables(result: UniversalResult) -> dict[str, pd.DataFrame]:
    """By name."""
    return {
        "levers_alone": levers_alone(result),
        "needed_budgets": needed_budgets(result),
        "other_baseline": other_baseline(result).headline_table,
    }
