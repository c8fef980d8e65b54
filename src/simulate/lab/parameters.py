"""Reads a notebook's parameters cell and refuses what is wrong in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from simulate.errors import Gathered, Problem, did_you_mean
from simulate.lab.as_typed import as_typed, assigned
from simulate.lab.refusals import say_in
from simulate.packages import must_be_there
from simulate.plan.checked import Checked
from simulate.plan.named import DEFAULT, compose
from simulate.plan.programmes import LEVERS, SETTINGS, plan_of
from simulate.publish.kernels import UNATTENDED
from simulate.study.running import hold

# what a parameters cell may hold beside settings and levers
_RUN_WORDS = ("plan", "label")
_JUPYTER = {"In", "Out", "exit", "quit", "get_ipython", "open", "sim", "result", "settings"}


def parameters(programme: str, namespace: Mapping[str, Any]) -> tuple[Checked, dict[str, Any]]:
    """The plan and the settings that a notebook's variables describe.

    Call it right after the parameters cell with ``globals()``. Every plain value among the variables must be
    a parameter, so that a misspelt one cannot be overlooked; begin scratch variables with an underscore. What this
    cell and those after it refuse is told in the notebook's language.

    Returns:
        The checked plan, and the keyword arguments of the programme's run.

    Raises:
        InputError: with all that is wrong.
        MissingPackageError: a package that a later cell would need is not there.
    """
    must_be_there()
    say_in("en" if namespace.get("language") == "en" else "id")
    model, setting = LEVERS[programme], SETTINGS[programme]
    known = {*model.names(), *setting.names(), *_RUN_WORDS}
    cells = assigned(namespace.get("In"))
    given = {name: as_typed(name, value, cells) for name, value in namespace.items() if name in known}
    gathered = Gathered(
        Problem("unknown_parameter", name, "no such parameter", did_you_mean(name, sorted(known)))
        for name, value in namespace.items()
        if name not in known and not name.startswith("_") and name not in _JUPYTER and _is_plain(value)
    )
    base = str(given.get("plan", DEFAULT))
    with gathered:
        levers = {name: given[name] for name in model.names() if name in given}
        plan = compose(plan_of(programme, base), levers, model, lists_defaults=True)
    with gathered:
        settings = setting(**{name: given[name] for name in setting.names() if name in given})
    gathered.refuse()
    if os.environ.get(UNATTENDED):
        hold(programme, plan, settings)
    return plan, {**settings.model_dump(), "label": given.get("label") or base}


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool | list | tuple | dict)
