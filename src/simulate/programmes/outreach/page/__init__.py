"""The elements of the page of outreach, and the run behind them."""

from simulate.programmes.outreach.page.effort import (
    allocations,
    budget_chart,
    by_desa,
    by_kecamatan,
    effort_map,
    measures,
    uncovered_map,
)
from simulate.programmes.outreach.page.headline import answer, headline, method, record
from simulate.programmes.outreach.page.outlets import outlet_steps_table, outlets_chart, outlets_note
from simulate.programmes.outreach.study import run

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
