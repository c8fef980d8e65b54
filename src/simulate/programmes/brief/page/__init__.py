"""The pieces of the executive brief, and the brief behind them."""

from simulate.programmes.brief.page.agenda import agenda, risks
from simulate.programmes.brief.page.charts import baseline, election, funding, sponsorship, universal
from simulate.programmes.brief.page.headline import answer, headline, record, runs
from simulate.programmes.brief.study import run

__all__ = [
    "agenda",
    "answer",
    "baseline",
    "election",
    "funding",
    "headline",
    "record",
    "risks",
    "run",
    "runs",
    "sponsorship",
    "universal",
]
