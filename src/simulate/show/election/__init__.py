"""The pieces of the page of ad hoc election workers, and the run behind them."""

from simulate.show.election.backtest import backtest_chart, backtest_table
from simulate.show.election.budget import budget_years, coming_elections
from simulate.show.election.deaths import deaths_chart, records, since_2019
from simulate.show.election.families import families_chart, families_table
from simulate.show.election.headline import answer, headline, method, record
from simulate.show.election.levers import levers
from simulate.show.election.places import workers_by_kecamatan
from simulate.show.election.reserve import measures, reserve
from simulate.show.election.staffing import exposure, months, staffing_chart, workers
from simulate.study.election.run import run

__all__ = [
    "answer",
    "backtest_chart",
    "backtest_table",
    "budget_years",
    "coming_elections",
    "deaths_chart",
    "exposure",
    "families_chart",
    "families_table",
    "headline",
    "levers",
    "measures",
    "method",
    "months",
    "record",
    "records",
    "reserve",
    "run",
    "since_2019",
    "staffing_chart",
    "workers",
    "workers_by_kecamatan",
]
