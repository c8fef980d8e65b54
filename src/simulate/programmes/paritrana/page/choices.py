"""What the score comes to with another budget and another month of starting: the grid and its what-if panel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.whatif import Panel, panel_of
from simulate.page.whatif import what_if as panel
from simulate.page.words import Words
from simulate.programmes.paritrana.page.charts import TOP
from simulate.study.grid import Axis, Grid, around, axis_of, grid_of
from simulate.study.simulated import once
from simulate.written import month_number, month_text

if TYPE_CHECKING:
    from simulate.programmes.paritrana.study import ParitranaResult

_UNITS = {"score_after": "score", "many": "actions", "apbd_chosen": "rp", "cost_chosen": "rp"}
# of the plan's own budget, and months after its own start
_BUDGETS, _LATER = (1 / 6, 1 / 2, 1, 3), (0, 3, 6)


@once
def choices(result: ParitranaResult) -> Grid:
    """The score after the best actions of other budgets, begun in other months.

    A plan that names its actions has no other budget.

    Raises:
        BrokenIdentityError: the grid does not hold the plan's own numbers.
    """
    plan = result.plan
    starts = (month_text(month_number(plan.start) + later) for later in _LATER)
    axes = [
        axis_of(plan, "budget_rp", around(plan.budget_rp, _BUDGETS if plan.actions is None else (1,))),
        Axis("start", tuple({"start": month} for month in starts if month <= plan.last)),
    ]
    return grid_of(result, axes, _UNITS, measured=_measured)


def _measured(result: ParitranaResult) -> dict[str, np.ndarray]:
    many = np.full(result.settings.draws, float(len(result.chosen)))
    return {"many": many} | {measure: result.measures[measure] for measure in _UNITS if measure in result.measures}


@panel("choices")
def what_if(result: ParitranaResult, words: Words) -> Panel:
    """Other budgets and months of starting, each scored anew on the same facts and random numbers."""
    key = "paritrana.choices"
    absent = words(f"{key}.absent") if result.plan.actions is not None else ""
    told = {"month": words.month(result.plan.last), "top": words.exact(TOP)}
    return panel_of(choices(result), key, words, partial(_stop, words), told, absent)


def _stop(words: Words, levers: Mapping[str, Any]) -> str:
    [(lever, value)] = levers.items()
    return words.rupiah(value) if lever == "budget_rp" else words.month(value)
