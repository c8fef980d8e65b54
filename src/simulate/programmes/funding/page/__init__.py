"""The figures, tables and texts of the page of the funding mix, and the run behind them."""

from simulate.programmes.funding.page.headline import answer, headline, method, record
from simulate.programmes.funding.page.limits import (
    budget,
    claim,
    frontier_chart,
    limits,
    payers,
    price_chart,
    relief,
    topping_up,
)
from simulate.programmes.funding.page.mix import (
    certainty_chart,
    certainty_table,
    fairness,
    measures,
    mix_by_year,
    mix_chart,
    places,
)
from simulate.programmes.funding.study import run

__all__ = [
    "answer",
    "budget",
    "certainty_chart",
    "certainty_table",
    "claim",
    "fairness",
    "frontier_chart",
    "headline",
    "limits",
    "measures",
    "method",
    "mix_by_year",
    "mix_chart",
    "payers",
    "places",
    "price_chart",
    "record",
    "relief",
    "run",
    "topping_up",
]
