"""The pieces of the page of the road to universal coverage, and the run behind them."""

from simulate.show.universal.channels import channels, channels_chart
from simulate.show.universal.cost import budgets, cost, cost_chart
from simulate.show.universal.fund import fund_chart
from simulate.show.universal.headline import answer, headline, method, record
from simulate.show.universal.levers import legal_basis, levers
from simulate.show.universal.measures import measures
from simulate.show.universal.road import road_chart
from simulate.show.universal.targets import targets
from simulate.show.universal.worlds import worlds
from simulate.study.universal.run import run

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
