"""What a code cell may hold: a few calls; no logic, no definition, no path. And how the parameters cell looks."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from simulate.errors import Problem

PARAMETERS = "parameters"
LONGEST = 5
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_LOGIC = (
    ast.For,
    ast.While,
    ast.If,
    ast.IfExp,
    ast.Try,
    ast.With,
    ast.Match,
    ast.BinOp,
    ast.BoolOp,
    ast.Compare,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
Cell = Mapping[str, Any]


def tags(cell: Cell) -> list[str]:
    """The tags of a cell."""
    return list(cell["metadata"].get("tags", []))


def parameters_problems(places: list[tuple[str, Cell]], where: str) -> Iterator[Problem]:
    """The parameters cell is the first, the only one, and holds commented plain values."""
    tagged = [(place, cell) for place, cell in places if PARAMETERS in tags(cell)]
    if not tagged:
        yield Problem("no_parameters_cell", where, "no cell tagged `parameters`", "the parameters in the first cell")
        return
    if tagged[0][1] is not places[0][1]:
        yield Problem("parameters_not_first", tagged[0][0], "other cells stand before it", "the first place")
    for place, _ in tagged[1:]:
        yield Problem("parameters_repeated", place, "another parameters cell", "all parameters in one cell")
    for place, cell in tagged:
        yield from _value_problems(place, cell["source"])


def _value_problems(place: str, source: str) -> Iterator[Problem]:
    """Each line is ``name = value  # unit and range``."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return  # said of every code cell
    lines = source.splitlines()
    for node in body:
        line = f"{place} line {node.lineno}"
        if not _is_value(node):
            yield Problem("not_a_parameter", line, f"`{lines[node.lineno - 1].strip()}`", "name = value, alone")
        elif "#" not in lines[node.end_lineno - 1]:
            found = f"`{node.targets[0].id}` without a comment"
            yield Problem("parameter_without_comment", line, found, "a comment with unit and range")


def _is_value(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        return False
    try:
        ast.literal_eval(node.value)
    except ValueError:
        return False
    return True


def code_problems(place: str, cell: Cell) -> Iterator[Problem]:
    """Problems of one code cell."""
    source = cell["source"]
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield Problem("not_python", f"{place} line {error.lineno or 1}", str(error.msg), "plain Python, no magics")
        return
    if PARAMETERS in tags(cell):
        return
    lines = len(source.splitlines())
    if lines > LONGEST:
        yield Problem("cell_too_long", place, f"{lines} lines", f"at most {LONGEST}; more goes into src/simulate")
    for node in ast.walk(tree):
        line = f"{place} line {getattr(node, 'lineno', 1)}"
        if isinstance(node, _DEFINITIONS):
            yield Problem("definition_in_cell", line, _word(node), "a function of src/simulate")
        elif isinstance(node, _LOGIC):
            yield Problem("logic_in_cell", line, _word(node), "a call of a function of src/simulate")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and {*"/\\"} & {*node.value}:
            yield Problem("path_in_cell", line, repr(node.value), "a parameter, or a name that src/simulate knows")


def _word(node: ast.AST) -> str:
    return f"`{ast.unparse(node).splitlines()[0][:60]}`"
