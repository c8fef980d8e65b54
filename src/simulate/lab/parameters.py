"""Reads a notebook's parameters cell and refuses what is wrong in it."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulate.errors import Gathered, InputError, Problem, did_you_mean
from simulate.packages import must_be_there
from simulate.plan.checked import Checked
from simulate.plan.named import DEFAULT, compose, plan_of
from simulate.programmes import named_programme
from simulate.publish.execute import UNATTENDED
from simulate.study.running import hold
from simulate.written import as_written, readings

# by name the expression that it was set to last, and the cell which that stands in
Assigned = dict[str, tuple[ast.expr, str]]


def assigned(cells: Any) -> Assigned:
    """What the cells run so far, Jupyter's ``In``, set each name to; a cell that is not Python is left out."""
    found: Assigned = {}
    for cell in map(str, cells if isinstance(cells, list) else ()):
        try:
            nodes = [*ast.walk(ast.parse(cell))]
        except (SyntaxError, ValueError, RecursionError):
            continue
        set_there = [
            (target, node.value)
            for node in nodes
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        ]
        for target, value in sorted(set_there, key=lambda pair: (pair[0].lineno, pair[0].col_offset)):
            found |= {name: (part, cell) for name, part in _named(target, value)}
    return found


def _named(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names that an assignment sets, each with its part of the value."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        # parts after a starred one have no place of their own
        for one, part in zip(target.elts, value.elts, strict=False):
            if isinstance(one, ast.Starred):
                return
            yield from _named(one, part)


def as_typed(name: str, value: Any, cells: Assigned) -> Any:
    """A value whose numbers keep the text that a cell holds for them: only that tells 2.000 from 2."""
    node, cell = cells.get(name, (None, ""))
    passed = {name}
    while isinstance(node, ast.Name) and node.id in cells and node.id not in passed:
        passed.add(node.id)
        node, cell = cells[node.id]
    texts = {} if node is None else dict(_texts(node, cell))
    if isinstance(value, list | tuple | dict) or (isinstance(value, float) and value in texts):
        return _marked(value, texts)
    # what is computed from 2.000 is as wrong as 2.000
    doubtful = next((text for text in texts.values() if len(readings(text)) > 1), None)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return as_written(value, doubtful) if doubtful and is_number else value


def _marked(value: Any, texts: Mapping[float, str]) -> Any:
    """A value with the texts of its numbers with decimals."""
    if isinstance(value, list | tuple):
        return type(value)(_marked(one, texts) for one in value)
    if isinstance(value, dict):
        return {key: _marked(one, texts) for key, one in value.items()}
    return as_written(value, texts[value]) if isinstance(value, float) and value in texts else value


def _texts(node: ast.expr, cell: str) -> Iterator[tuple[float, str]]:
    """The numbers with decimals of an expression and how they are typed, of either sign; 3e10 is plain."""
    for part in ast.walk(node):
        text = ast.get_source_segment(cell, part) if isinstance(part, ast.Constant) else None
        if text and re.fullmatch(r"[\d_]*\.[\d_]*", text):
            yield part.value, text
            yield -part.value, f"-{text}"


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
    InputError.language = "en" if namespace.get("language") == "en" else "id"
    model, setting = named_programme(programme).levers, named_programme(programme).settings
    known = {*model.names(), *setting.names(), *_RUN_WORDS}
    cells = assigned(namespace.get("In"))
    given = {name: as_typed(name, value, cells) for name, value in namespace.items() if name in known}
    gathered = Gathered(
        Problem("unknown_parameter", name, meant=did_you_mean(name, sorted(known)))
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
