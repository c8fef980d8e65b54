"""The tables of what a plan is asked further, as they are written beside its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.study.backtest import backtest
from simulate.study.levers import levers_alone
from simulate.study.questions import after_relief, bridging, choosing, waiting

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.result import SponsorshipResult


def asked_tables(result: SponsorshipResult) -> dict[str, pd.DataFrame]:
    """By name; a table that has nothing to say is left out, and a lever's value is text."""
    levers = levers_alone(result)
    found = {
        "after_relief": after_relief(result),
        "waiting": waiting(result),
        "bridging": bridging(result),
        "choosing": choosing(result),
        "levers_alone": levers.assign(value=levers["value"].astype(str)),
        "backtest": backtest(result),
    }
    return {name: table for name, table in found.items() if table is not None}
