"""Tables of results, evidence, law and parameters."""

from simulate.show.tables.backtest import backtest
from simulate.show.tables.collections import collections
from simulate.show.tables.cost import fund, sponsor_cost
from simulate.show.tables.decides import what_decides
from simulate.show.tables.evidence import assumptions, conflicts, elsewhere, law
from simulate.show.tables.next import weak_worlds, worth_knowing
from simulate.show.tables.questions import after_relief, bridging, choosing, waiting
from simulate.show.tables.results import coverage, family_benefits, measures, payers
from simulate.show.tables.run import parameters, provenance
from simulate.show.tables.units import units

__all__ = [
    "after_relief",
    "assumptions",
    "backtest",
    "bridging",
    "choosing",
    "collections",
    "conflicts",
    "coverage",
    "elsewhere",
    "family_benefits",
    "fund",
    "law",
    "measures",
    "parameters",
    "payers",
    "provenance",
    "sponsor_cost",
    "units",
    "waiting",
    "weak_worlds",
    "what_decides",
    "worth_knowing",
]
