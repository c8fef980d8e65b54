"""The tables of what a plan is asked further, as they are written beside its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.model.sponsored import take_up_unknowns
from simulate.plan.unknowns import weakest
from simulate.study.backtest import backtest
from simulate.study.levers import levers_alone
from simulate.study.questions import after_relief, bridging, choosing, waiting

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.result import SponsorshipResult


def asked_tables(result: SponsorshipResult) -> dict[str, pd.DataFrame]:
    """By name; a table that has nothing to say is left out, and a lever's value is text.

    ``levers_alone`` carries the weakest grade of what is known of each way of collecting, ``evidence``.
    """
    levers = levers_alone(result)
    grades = [
        weakest(result.unknowns, take_up_unknowns(value)) if lever == "collection" else ""
        for lever, value in zip(levers["lever"], levers["value"], strict=True)
    ]
    found = {
        "after_relief": after_relief(result),
        "waiting": waiting(result),
        "bridging": bridging(result),
        "choosing": choosing(result),
        "levers_alone": levers.assign(value=levers["value"].astype(str), evidence=grades),
        "backtest": backtest(result),
    }
    return {name: table for name, table in found.items() if table is not None}
