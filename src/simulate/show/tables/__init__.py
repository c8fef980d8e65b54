"""Tables of results, evidence, law and parameters."""

from simulate.show.tables.evidence import assumptions, conflicts, elsewhere, law
from simulate.show.tables.results import compare, coverage, family_benefits, measures, monthly, payers, places
from simulate.show.tables.run import parameters, provenance

__all__ = [
    "assumptions",
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
]
