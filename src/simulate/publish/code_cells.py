"""What a code cell may hold: a few calls; no logic, no definition, no path. And a comment on each parameter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from simulate.errors import Problem
from simulate.publish.notebook import PARAMETERS, Cell, names_set, tags

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


def comment_problems(place: str, cell: Cell) -> Iterator[Problem]:
    """Each parameter is commented where it first stands: lines that a form gave may follow."""
    try:
        body = ast.parse(cell["source"]).body if PARAMETERS in tags(cell) else []
    except SyntaxError:
        return  # said of every code cell
    lines, seen = cell["source"].splitlines(), set()
    for node in body:
        for name in names_set(node):
            if name not in seen and "#" not in lines[node.end_lineno - 1]:
                where = f"{place} line {node.lineno}"
                yield Problem("parameter_without_comment", where, name=name)
            seen.add(name)


def code_problems(place: str, cell: Cell) -> Iterator[Problem]:
    """Problems of one code cell."""
    source = cell["source"]
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield Problem("not_python", f"{place} line {error.lineno or 1}", msg=str(error.msg))
        return
    if PARAMETERS in tags(cell):
        return
    lines = len(source.splitlines())
    if lines > LONGEST:
        yield Problem("cell_too_long", place, lines=lines, longest=LONGEST)
    for node in ast.walk(tree):
        line = f"{place} line {getattr(node, 'lineno', 1)}"
        if isinstance(node, _DEFINITIONS):
            yield Problem("definition_in_cell", line, word=_word(node))
        elif isinstance(node, _LOGIC):
            yield Problem("logic_in_cell", line, word=_word(node))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and {*"/\\"} & {*node.value}:
            yield Problem("path_in_cell", line, value=repr(node.value))


def _word(node: ast.AST) -> str:
    return f"`{ast.unparse(node).splitlines()[0][:60]}`"
