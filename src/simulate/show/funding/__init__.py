"""The pieces of the page of the funding mix, and the run behind them."""

from simulate.show.funding.certainty import certainty_chart, certainty_table
from simulate.show.funding.frontier import claim, frontier_chart
from simulate.show.funding.headline import answer, headline, method, record
from simulate.show.funding.limits import budget, limits
from simulate.show.funding.mix import measures, mix_by_year, mix_chart
from simulate.show.funding.payers import payers
from simulate.show.funding.places import fairness, places
from simulate.show.funding.relief import price_chart, relief, topping_up
from simulate.study.funding.run import run

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
