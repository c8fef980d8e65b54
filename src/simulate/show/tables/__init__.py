"""Tables of results, evidence, law and parameters."""

from simulate.show.tables.compare import collections, compare
from simulate.show.tables.decides import what_decides
from simulate.show.tables.evidence import assumptions, conflicts, elsewhere, law
from simulate.show.tables.next import weak_worlds, worth_knowing
from simulate.show.tables.results import coverage, family_benefits, measures, monthly, payers, places
from simulate.show.tables.run import parameters, provenance

__all__ = [
    "assumptions",
    "collections",
    "compare",
    "conflicts",
    "coverage",
    "elsewhere",
    "family_benefits",
    "law",
    "measures",
    "monthly",
    "parameters",
    "payers",
    "places",
    "provenance",
    "weak_worlds",
    "what_decides",
    "worth_knowing",
]
