"""What the funding mix comes to with other budgets and other numbers of workers: the grid and its what-if panel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from simulate.page.whatif import Panel, panel_of
from simulate.page.whatif import what_if as panel
from simulate.page.words import Words
from simulate.study.grid import CHANCE, Grid, around, axis_of, grid_of
from simulate.study.simulated import once

if TYPE_CHECKING:
    from simulate.programmes.funding.study import FundingResult

_UNITS = {
    "protected_end": "persons",
    "target_kept": CHANCE,
    "cost_recourse": "rp",
    "budget_kept": CHANCE,
    "allocation": "rp",
}
# of the plan's own budget and workers; the programme is solved for each
_BUDGETS, _WORKERS, _CHANGES = (0.85, 1, 1.2), (0.85, 1, 1.15, 1.3), (-0.1, 0.0)


@once
def choices(result: FundingResult) -> Grid:
    """The mix at other budgets of the first year, changes of it each year, and workers to protect.

    Raises:
        BrokenIdentityError: the grid does not hold the plan's own numbers.
    """
    plan = result.plan
    axes = [
        axis_of(plan, "apbd_budget_rp", around(plan.apbd_budget_rp, _BUDGETS)),
        axis_of(plan, "apbd_yearly_change", _CHANGES),
        axis_of(plan, "workers", around(plan.workers, _WORKERS)),
    ]
    line = ("protected_end", lambda one: one.delivered.protected)
    return grid_of(result, axes, _UNITS, line=line, every=3, rising=True)


@panel("choices")
def what_if(result: FundingResult, words: Words) -> Panel:
    """Other budgets and numbers of workers, each a mix of its own on the same facts and random numbers."""
    grid, key = choices(result), "funding.choices"
    absent = words(f"{key}.absent") if grid.refused else ""
    told = {"months": str(result.plan.months), "confidence": words.share(result.plan.confidence, 0)}
    return panel_of(grid, key, words, partial(_stop, words), told, absent)


def _stop(words: Words, levers: Mapping[str, Any]) -> str:
    [(lever, value)] = levers.items()
    if lever == "apbd_yearly_change":
        course = "falls" if value < 0 else "rises" if value else "same"
        return words(f"funding.choices.budget.{course}", share=words.legal(abs(value), "share"))
    return words.rupiah(value) if lever == "apbd_budget_rp" else words.exact(value)
