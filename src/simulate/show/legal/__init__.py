"""The law page: every value of the law base with its history, source and grade."""

from simulate.show.legal.changes import changes
from simulate.show.legal.chapters import chapter
from simulate.show.legal.headline import answer, headline, method, record
from simulate.show.legal.lists import bands, honoraria
from simulate.show.legal.prices import prices
from simulate.show.legal.sourcing import grades, weak

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
    "weak",
]
