"""A notebook as it stands: its cells, its parameters, and what a code cell may hold."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import InputError, Problem, input_error
from simulate.plan.named import DEFAULT
from simulate.programmes import NAMES, named_programme

PARAMETERS = "parameters"
Cell = Mapping[str, Any]
# what an order names beside levers and settings, and what of a cell changes no number
RUN_WORDS, _SHOWN = {"plan": DEFAULT, "label": ""}, ("language", "runs")


def read_cells(path: Path) -> list[Cell]:
    """The cells of a notebook file, each with ``source`` as one text.

    Raises:
        InputError: the file can't be read, or is no notebook.
    """
    where = paths.shown(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise input_error("missing_file.notebook", where, error=str(error.strerror).lower()) from None
    except ValueError:
        raise input_error("not_a_notebook.read_cells", where) from None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) and "cell_type" in cell for cell in cells):
        raise input_error("not_a_notebook", where)
    return [{"metadata": {}, "outputs": [], **cell, "source": "".join(cell.get("source", ""))} for cell in cells]


def tags(cell: Cell) -> list[str]:
    """The tags of a cell."""
    return list(cell["metadata"].get("tags", []))


def parameters_problems(places: Sequence[tuple[str, Cell]], where: str) -> Iterator[Problem]:
    """The parameters cell is the first, the only one, and holds plain values; no other cell sets any.

    papermill puts an order's values after the tagged cell: what is set later than there would win over the order.

    Args:
        places: each cell of a notebook with its place as messages show it.
        where: the notebook.
    """
    code = [(place, cell) for place, cell in places if cell["cell_type"] == "code"]
    tagged = [(place, cell) for place, cell in code if PARAMETERS in tags(cell)]
    if not tagged:
        alike = next((place.rpartition(" cell ")[2] for place, cell in code if _holds_values(cell)), "")
        yield Problem("no_parameters_cell" + (".alike" if alike else ""), where, number=alike)
        return
    if tagged[0][1] is not places[0][1]:
        yield Problem("parameters_not_first", tagged[0][0])
    for place, _ in tagged[1:]:
        yield Problem("parameters_repeated", place)
    for place, cell in tagged:
        for node in _statements(cell):
            if not _is_value(node):
                yield Problem("not_a_parameter", f"{place} line {node.lineno}", found=_line(cell, node))
    known = {name for _, cell in tagged for node in _statements(cell) for name in names_set(node)}
    for place, cell in ((place, cell) for place, cell in code if PARAMETERS not in tags(cell)):
        for node in _statements(cell):
            plain = _is_value(node) and not node.targets[0].id.startswith("_")
            if plain or known & set(names_set(node)):
                yield Problem("parameter_outside", f"{place} line {node.lineno}", line=_line(cell, node))


def _statements(cell: Cell) -> list[ast.stmt]:
    """The statements of a code cell; none where it is not plain Python, which `simulate check` says."""
    return _parsed(cell["source"])


@lru_cache(maxsize=1024)  # several reports of one notebook are ordered at once
def _parsed(code: str) -> list[ast.stmt]:
    try:
        return ast.parse(code).body
    except SyntaxError:
        return []


def _line(cell: Cell, node: ast.stmt) -> str:
    return cell["source"].splitlines()[node.lineno - 1].strip()


def _holds_values(cell: Cell) -> bool:
    statements = _statements(cell)
    return bool(statements) and all(map(_is_value, statements))


def _is_value(node: ast.stmt) -> bool:
    """Whether a statement is ``name = value``, of a plain value."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        return False
    try:
        ast.literal_eval(node.value)
    except ValueError:
        return False
    return True


def names_set(node: ast.stmt) -> list[str]:
    """The names that a statement sets."""
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]


# of a code cell, in lines
LONGEST = 5
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_LOGIC = (
    *(ast.For, ast.While, ast.If, ast.IfExp, ast.Try, ast.With, ast.Match, ast.BinOp, ast.BoolOp, ast.Compare),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def code_problems(place: str, cell: Cell) -> Iterator[Problem]:
    """A cell holds a few calls: no logic, no definition, no path; the parameters cell is looked at apart."""
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


def order_problems(path: Path) -> list[Problem]:
    """Why a notebook can't be published: an order could not set its parameters, or a cell holds more than calls.

    What an earlier run left in it is no matter, for it runs anew; nor is its prose.
    """
    try:
        return list(cell_problems(read_cells(path), paths.shown(path)))
    except InputError as error:
        return list(error.problems)


def cell_problems(cells: Sequence[Cell], where: str) -> Iterator[Problem]:
    """`order_problems` of a notebook's cells; ``where`` is the notebook as messages show it."""
    places = [(f"{where} cell {number}", cell) for number, cell in enumerate(cells, start=1)]
    yield from parameters_problems(places, where)
    for place, cell in places:
        if cell["cell_type"] == "code":
            yield from code_problems(place, cell)


@dataclass(frozen=True)
class Saved:
    """A value that a parameters cell was saved with and that is not the base value of its programme."""

    place: str
    name: str
    value: Any
    base: Any

    def beside(self, other: str) -> Problem:
        """What to say of it beside the value that counts."""
        return Problem("saved_value", self.place, name=self.name, value=repr(self.value), other=other)


def saved_edits(path: Path) -> list[Saved]:
    """The values of a notebook's parameters cell that are not the base values; the last line of a name counts.

    Empty for a notebook that can't be read, or builds no plan of a programme: those are told of elsewhere.
    """
    try:
        cells = read_cells(path)
    except InputError:
        return []
    programme = next(filter(None, map(programme_in, cells)), "")
    if programme not in NAMES:
        return []
    own = named_programme(programme)
    known = own.levers().model_dump(mode="json") | own.settings().model_dump(mode="json") | RUN_WORDS
    found = {}
    for number, cell in enumerate(cells, 1):
        for node in _statements(cell) if PARAMETERS in tags(cell) and cell["cell_type"] == "code" else ():
            if _is_value(node) and node.targets[0].id in known.keys() - set(_SHOWN):
                name, value = node.targets[0].id, ast.literal_eval(node.value)
                place = f"{paths.shown(path)} cell {number} line {node.lineno}"
                found[name] = Saved(place, name, list(value) if isinstance(value, tuple) else value, known[name])
    return [one for one in found.values() if one.value != one.base]


def programme_in(cell: Cell) -> str:
    """The programme whose plan a cell builds; empty where it builds none."""
    for node in ast.walk(ast.Module(_statements(cell) if cell["cell_type"] == "code" else [], [])):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "sim.parameters" and node.args:
            return str(getattr(node.args[0], "value", ""))
    return ""
