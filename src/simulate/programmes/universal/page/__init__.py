"""The elements of the page of the pathway to universal coverage, and the run behind them."""

from simulate.programmes.universal.page.cost import (
    budgets,
    cost,
    cost_chart,
    fund_chart,
    legal_basis,
    levers,
    measures,
)
from simulate.programmes.universal.page.headline import answer, headline, method, record
from simulate.programmes.universal.page.pathway import channels, channels_chart, road_chart, targets, worlds
from simulate.programmes.universal.study import run

__all__ = [
    "answer",
    "budgets",
    "channels",
    "channels_chart",
    "cost",
    "cost_chart",
    "fund_chart",
    "headline",
    "legal_basis",
    "levers",
    "measures",
    "method",
    "record",
    "road_chart",
    "run",
    "targets",
    "worlds",
]
