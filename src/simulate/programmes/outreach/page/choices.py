"""What outreach brings with another budget and another floor: the grid and its what-if panel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.whatif import Panel, panel_of
from simulate.page.whatif import what_if as panel
from simulate.page.words import Words
from simulate.programmes.outreach.page.charts import common
from simulate.study.grid import Grid, around, axis_of, grid_of
from simulate.study.simulated import once

if TYPE_CHECKING:
    from simulate.programmes.outreach.study import OutreachResult

_UNITS = {"gained_end": "persons", "gained_year_later": "persons", "registered": "persons", "least": "share"}
# of the plan's own budget; the effort is divided anew for each
_BUDGETS, _FLOORS = (1 / 3, 2 / 3, 1, 5 / 3, 10 / 3), (0.0, 0.5, 1.0)


@once
def choices(result: OutreachResult) -> Grid:
    """Outreach with other budgets and floors of a kecamatan.

    Raises:
        BrokenIdentityError: the grid does not hold the plan's own numbers.
    """
    plan = result.plan
    axes = [
        axis_of(plan, "budget_rp", around(plan.budget_rp, _BUDGETS)),
        axis_of(plan, "floor_share", _FLOORS),
    ]
    return grid_of(result, axes, _UNITS, measured=_measured, line=("gained_end", _by_month))


def _measured(result: OutreachResult) -> dict[str, np.ndarray]:
    found = {measure: result.measures[measure] for measure in _UNITS if measure in result.measures}
    # of the kecamatan that gets least, the money relative to its proportional share
    effort = result.effort
    placed, due = effort.sums(result.chosen.money_rp.sum(axis=1)), effort.due * result.plan.budget_rp
    least = float((placed[due > 0] / due[due > 0]).min())
    return found | {"least": np.full(result.settings.draws, least)}


def _by_month(result: OutreachResult) -> np.ndarray:
    """Workers added who pay in each month, shape (draws, months); distance counts as in the last month."""
    paying = result.field.paying
    return result.measures["gained_end"][:, None] * paying / paying[:, -1:]


@panel("choices")
def what_if(result: OutreachResult, words: Words) -> Panel:
    """Other budgets and floors, each divided anew on the same facts and random numbers."""
    grid, key = choices(result), "outreach.choices"
    absent = words(f"{key}.absent") if grid.refused else ""
    return panel_of(grid, key, words, partial(_stop, words), common(result, words), absent)


def _stop(words: Words, levers: Mapping[str, Any]) -> str:
    [(lever, value)] = levers.items()
    if lever == "budget_rp":
        return words.rupiah(value)
    return words(f"outreach.choices.floor{'' if value else '.none'}", share=words.legal(value, "share"))
