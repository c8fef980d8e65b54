"""The pieces of the executive brief, and the brief behind them."""

from simulate.show.brief.agenda import agenda
from simulate.show.brief.baseline import baseline
from simulate.show.brief.election import election
from simulate.show.brief.funding import funding
from simulate.show.brief.headline import answer, headline, record
from simulate.show.brief.risks import risks
from simulate.show.brief.runs import runs
from simulate.show.brief.sponsorship import sponsorship
from simulate.show.brief.universal import universal
from simulate.study.brief.run import run

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
