"""The pieces of the page that says where the regency stands; `sim.baseline` in a notebook."""

from simulate.show.baseline.bridge import bridge_chart
from simulate.show.baseline.definitions import definitions_chart, definitions_table
from simulate.show.baseline.evidence import claims_and_evidence
from simulate.show.baseline.headline import answer, headline, measures, method, record
from simulate.show.baseline.segments import segments_chart, segments_table
from simulate.show.baseline.vulnerable import vulnerable_chart, vulnerable_table
from simulate.study.baseline.run import run

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
