"""What the page of the Paritrana scorecard shows, and the run behind it."""

from simulate.programmes.paritrana.page.actions import actions, actions_chart, budgets, coverage_rules, evidence
from simulate.programmes.paritrana.page.headline import answer, headline, method, record
from simulate.programmes.paritrana.page.scorecard import (
    aspects,
    ranks_chart,
    regions,
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
