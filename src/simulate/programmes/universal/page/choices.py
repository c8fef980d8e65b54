"""Where coverage goes with other obligations, from other months, with other inspection: the grid and its panel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from simulate.page.elements import first_up
from simulate.page.whatif import Panel, panel_of
from simulate.page.whatif import what_if as panel
from simulate.page.words import Words
from simulate.programmes.universal.model import OF_APBD
from simulate.programmes.universal.page.cost import common
from simulate.programmes.universal.plan import SWITCHES, Drive
from simulate.study.grid import CHANCE, Axis, Grid, grid_of
from simulate.study.simulated import once

if TYPE_CHECKING:
    from simulate.programmes.universal.plan import UniversalPlan
    from simulate.programmes.universal.study import UniversalResult

_UNITS = {"coverage_end": "share", "reached": CHANCE, "cost_regency": "rp", "cost_employers": "rp"}
# obligations that are tried together; as the plan has them, where it has none of these
_PACKAGES = {
    "none": (),
    "villages": ("village_workers_from",),
    "firms": ("contractors_from", "permits_from"),
    "every": SWITCHES,
}
_OWN = "own"
# when they begin, counted from the plan's first month: a regulation takes time to be made
_LATER = (6, 12, 24)


@once
def choices(result: UniversalResult) -> Grid:
    """The pathway with other obligations, from half a year on, and other inspection.

    Raises:
        BrokenIdentityError: the grid does not hold the plan's own numbers.
    """
    plan = result.plan
    own = {name: month for name in SWITCHES if (month := getattr(plan, name)) is not None}
    since = {plan.calendar[place] for place in _LATER if place < plan.months}
    packages = [*_PACKAGES]
    if len({*own.values()}) > 1 or tuple(own) not in _PACKAGES.values():
        packages = [_OWN, *packages]
    else:
        since |= {*own.values()}
    axes = [
        Axis("obligations", tuple({"obligations": name} for name in packages)),
        Axis("since", tuple({"since": month} for month in sorted(since))),
        Axis("compliance_drive", tuple({"compliance_drive": drive} for drive in get_args(Drive))),
    ]
    line = ("coverage_end", lambda one: one.outcome.road.coverage)
    return grid_of(result, axes, _UNITS, measured=_measured, line=line, every=3, joined=partial(_levers, plan))


def _levers(plan: UniversalPlan, said: dict[str, Any]) -> dict[str, Any]:
    """The month of each obligation: that of the stop where the package has it, or as the plan has it."""
    package = said["obligations"]
    if package == _OWN:
        switches = {name: getattr(plan, name) for name in SWITCHES}
    else:
        switches = {name: said["since"] if name in _PACKAGES[package] else None for name in SWITCHES}
    return switches | {"compliance_drive": said["compliance_drive"]}


def _measured(result: UniversalResult) -> dict[str, np.ndarray]:
    plan, out = result.plan, result.outcome
    reached = out.road.coverage[:, plan.decembers[plan.target_year]] >= plan.target
    return {
        "coverage_end": result.measures["coverage_end"],
        "reached": reached.astype(float),
        "cost_regency": sum(out.cost_rp[name] for name in OF_APBD).sum(axis=1),
        "cost_employers": result.measures["cost_employers"],
    }


@panel("choices")
def what_if(result: UniversalResult, words: Words) -> Panel:
    """Other obligations and inspection, each a pathway of its own on the same facts and random numbers."""
    key = "universal.choices"
    told, absent = common(result, words), words(f"{key}.absent")
    return panel_of(choices(result), key, words, partial(_stop, words), told, absent)


def _stop(words: Words, levers: Mapping[str, Any]) -> str:
    [(name, value)] = levers.items()
    if name == "since":
        return words.month(value)
    key = "universal.choices.obligations" if name == "obligations" else f"choice.{name}"
    return first_up(words(f"{key}.{value}"))
