"""The pieces of the page of the Paritrana scorecard, and the run behind them."""

from simulate.show.paritrana.actions import actions, actions_chart, budgets
from simulate.show.paritrana.evidence import coverage_rules, evidence
from simulate.show.paritrana.headline import answer, headline, method, record
from simulate.show.paritrana.ranks import ranks_chart, regions
from simulate.show.paritrana.scorecard import aspects, scorecard, scorecard_chart
from simulate.show.paritrana.weightings import weightings, weights_chart
from simulate.study.paritrana.run import run

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
