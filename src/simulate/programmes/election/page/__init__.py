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

__all__ = ["answer", "headline", "method", "record", "run"]
__all__ += ["exposure", "months", "staffing_chart", "workers", "workers_by_kecamatan"]
__all__ += ["budget_years", "coming_elections", "families_chart", "families_table", "measures", "reserve"]
__all__ += ["backtest_chart", "backtest_table", "deaths_chart", "levers", "records", "since_2019"]
