"""The pieces of the page of the Paritrana scorecard, and the run behind them."""

from simulate.programmes.paritrana.page.actions import actions, actions_chart, budgets, coverage_rules, evidence
from simulate.programmes.paritrana.page.headline import answer, headline, method, record
from simulate.programmes.paritrana.page.ranks import ranks_chart, regions
from simulate.programmes.paritrana.page.scorecard import (
    aspects,
    scorecard,
    scorecard_chart,
    weightings,
    weights_chart,
)
from simulate.programmes.paritrana.study import run

__all__ = [
    "actions",
    "actions_chart",
    "answer",
    "aspects",
    "budgets",
    "coverage_rules",
    "evidence",
    "headline",
    "method",
    "ranks_chart",
    "record",
    "regions",
    "run",
    "scorecard",
    "scorecard_chart",
    "weightings",
    "weights_chart",
]
