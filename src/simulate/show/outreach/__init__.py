"""The pieces of the page of outreach, and the run behind them."""

from simulate.show.outreach.budget import allocations, budget_chart
from simulate.show.outreach.headline import answer, headline, method, record
from simulate.show.outreach.maps import effort_map, uncovered_map
from simulate.show.outreach.measures import measures
from simulate.show.outreach.outlets import outlet_steps_table, outlets_note
from simulate.show.outreach.outlets_map import outlets_chart
from simulate.show.outreach.places import by_desa, by_kecamatan
from simulate.study.outreach.run import run

__all__ = [
    "allocations",
    "answer",
    "budget_chart",
    "by_desa",
    "by_kecamatan",
    "effort_map",
    "headline",
    "measures",
    "method",
    "outlet_steps_table",
    "outlets_chart",
    "outlets_note",
    "record",
    "run",
    "uncovered_map",
]
