"""The numbers of a notebook's cells with the texts that they were typed as."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

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
    return value if node is None else _with_texts(value, node, cell)


def _with_texts(value: Any, node: ast.expr, cell: str) -> Any:
    """A value with the texts of its numbers, where it is what the node says."""
    if isinstance(node, ast.List | ast.Tuple) and isinstance(value, list | tuple) and len(value) == len(node.elts):
        return type(value)(_with_texts(one, part, cell) for one, part in zip(value, node.elts, strict=True))
    if isinstance(node, ast.Dict) and isinstance(value, dict):
        parts = {key.value: part for key, part in zip(node.keys, node.values, strict=True) if _is_constant(key)}
        return {key: _with_texts(one, parts[key], cell) if key in parts else one for key, one in value.items()}
    if isinstance(value, float) and (text := _text(node, cell)) is not None:
        return as_written(value, text) if float(text) == value else value
    # what is computed from 2.000 is as wrong as 2.000
    texts = (_text(part, cell) for part in ast.walk(node) if _is_constant(part))
    doubtful = {float(text): text for text in texts if text and len(readings(text)) > 1}
    return _computed(value, doubtful) if doubtful else value


def _computed(value: Any, doubtful: Mapping[float, str]) -> Any:
    """A value that an expression with doubtful numbers gave: with the text of one, in a list those that are there."""
    if isinstance(value, list | tuple):
        return type(value)(_same(one, doubtful) for one in value)
    if isinstance(value, dict):
        return {key: _same(one, doubtful) for key, one in value.items()}
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return as_written(value, next(iter(doubtful.values()))) if number else value


def _same(value: Any, doubtful: Mapping[float, str]) -> Any:
    return as_written(value, doubtful[value]) if isinstance(value, float) and value in doubtful else value


def _text(node: ast.expr, cell: str) -> str | None:
    """The text of a number with decimals and its sign; None for any other expression, and for 3e10: that is plain."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
        text = _text(node.operand, cell)
        minus = isinstance(node.op, ast.USub)
        return text if text is None or not minus else text[1:] if text.startswith("-") else f"-{text}"
    if not _is_constant(node) or not isinstance(node.value, float):
        return None
    text = ast.get_source_segment(cell, node) or ""
    return text if re.fullmatch(r"[\d_]*\.[\d_]*", text) else None


def _is_constant(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant)
