"""The elements of the page that says where the regency stands; `sim.baseline` in a notebook."""

from simulate.programmes.baseline.page.definitions import (
    bridge_chart,
    definitions_chart,
    definitions_table,
    vulnerable_chart,
    vulnerable_table,
)
from simulate.programmes.baseline.page.headline import answer, headline, measures, method, record
from simulate.programmes.baseline.page.segments import claims_and_evidence, segments_chart, segments_table
from simulate.programmes.baseline.study import run

__all__ = [
    "answer",
    "bridge_chart",
    "claims_and_evidence",
    "definitions_chart",
    "definitions_table",
    "headline",
    "measures",
    "method",
    "record",
    "run",
    "segments_chart",
    "segments_table",
    "vulnerable_chart",
    "vulnerable_table",
]
