"""The pieces of the page of ad hoc election workers, and the run behind them."""

from simulate.programmes.election.page.headline import answer, headline, method, record
from simulate.programmes.election.page.money import (
    budget_years,
    coming_elections,
    families_chart,
    families_table,
    measures,
    reserve,
)
from simulate.programmes.election.page.risk import (
    backtest_chart,
    backtest_table,
    deaths_chart,
    levers,
    records,
    since_2019,
)
from simulate.programmes.election.page.staffing import exposure, months, staffing_chart, workers, workers_by_kecamatan
from simulate.programmes.election.study import run

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
