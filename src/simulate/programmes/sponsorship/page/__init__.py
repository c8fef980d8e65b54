"""What the page of "1 ASN 1 Pekerja Rentan" shows, and the run behind it; `sim.sponsorship` in a notebook."""

from simulate.programmes.sponsorship.page.charts import (
    backtest_chart,
    families,
    payments_by_month,
    protected_by_kecamatan,
    protected_by_month,
)
from simulate.programmes.sponsorship.page.headline import answer, headline, method, prices, record
from simulate.programmes.sponsorship.page.levers import levers_chart, what_if
from simulate.programmes.sponsorship.page.questions import (
    after_relief,
    bridging,
    choosing,
    collections,
    units,
    waiting,
    weak_worlds,
    worth_knowing,
)
from simulate.programmes.sponsorship.page.results import (
    backtest_table,
    conflicts,
    coverage,
    elsewhere,
    family_benefits,
    fund,
    measures,
    payers,
    sponsor_cost,
)
from simulate.programmes.sponsorship.study import run

__all__ = [
    "after_relief",
    "answer",
    "backtest_chart",
    "backtest_table",
    "bridging",
    "choosing",
    "collections",
    "conflicts",
    "coverage",
    "elsewhere",
    "families",
    "family_benefits",
    "fund",
    "headline",
    "levers_chart",
    "measures",
    "method",
    "payers",
    "payments_by_month",
    "prices",
    "protected_by_kecamatan",
    "protected_by_month",
    "record",
    "run",
    "sponsor_cost",
    "units",
    "waiting",
    "weak_worlds",
    "what_if",
    "worth_knowing",
]
