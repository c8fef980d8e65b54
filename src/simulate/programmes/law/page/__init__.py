"""The law page: every value of the law base with its history, source and grade."""

from simulate.programmes.law.page.headline import answer, headline, method, record
from simulate.programmes.law.page.tables import bands, changes, chapter, grades, honoraria, prices, weak
from simulate.programmes.law.study import run

__all__ = [
    "answer",
    "bands",
    "changes",
    "chapter",
    "grades",
    "headline",
    "honoraria",
    "method",
    "prices",
    "record",
    "run",
    "weak",
]
