"""The tables of what a road is asked further, as they are written beside its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.plan.unknowns import weakest
from simulate.study.universal.levers import EFFECTS, levers_alone
from simulate.study.universal.needed import needed_budgets
from simulate.study.universal.run import other_baseline

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.universal.result import UniversalResult


def asked_tables(result: UniversalResult) -> dict[str, pd.DataFrame]:
    """By name; ``levers_alone`` carries the weakest grade of what each move does, ``evidence``."""
    levers = levers_alone(result)
    grades = [weakest(result.unknowns, EFFECTS[lever]) for lever in levers["lever"]]
    return {
        "levers_alone": levers.assign(evidence=grades),
        "needed_budgets": needed_budgets(result),
        "other_baseline": other_baseline(result).headline_table,
    }
