"""New notebooks: a programme's parameters, its notebook's calls, texts to replace; each runs before it is written."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import Gathered, did_you_mean, input_error
from simulate.paths import put_one
from simulate.programmes import NAMES, named_programme
from simulate.publish.execute import execute
from simulate.publish.folder import cannot_write
from simulate.publish.notebook import read_cells, tags
from simulate.region.read import PLACEHOLDER
from simulate.study.running import described

_PLAN = ("skenario bernama di data/plans", "a named scenario there")
_LABEL = ("nama laporan; kosong: nama skenario", "report name; empty: the scenario's name")
_YES_NO = ("True", "False")
# units that say nothing beside a number
_UNITLESS = ("number", "draws", "share", "ratio")


def parameters_cell(programme: str) -> str:
    """Every parameter of a programme with its default, and a comment with bounds and meaning in both languages."""
    told = described(programme)
    settings = {one["name"]: one for one in told["settings"]}
    first = [settings.pop("region")] if "region" in settings else []
    rows = [
        *((one["name"], one["default"], _comment(one)) for one in first),
        ("plan", "default", " / ".join(_PLAN)),
        *((one["name"], one["default"], _comment(one)) for one in (*told["levers"], *settings.values())),
        ("label", "", " / ".join(_LABEL)),
    ]
    lines = [(f"{name} = {_literal(value)}", comment) for name, value, comment in rows]
    width = max(len(line) for line, _ in lines if len(line) <= 40)
    return "\n".join(f"{line:<{width}}  # {comment}" for line, comment in lines)


def _comment(one: Mapping[str, Any]) -> str:
    """Bounds and unit, then what the parameter means; where there are no bounds, all that is said of it."""
    bounds = _bounds(one)
    whole = not bounds or one["default"] is None  # a parameter that may be None says what that means
    said = [one[language] if whole else one[language].split(";")[0] for language in ("id", "en")]
    return "; ".join(part for part in (bounds, " / ".join(said)) if part)


def _bounds(one: Mapping[str, Any]) -> str:
    if one["type"] == "boolean":
        return " | ".join(_YES_NO)
    if "choices" in one:
        return " | ".join(map(str, one["choices"]))
    unit = "" if one["unit"] in _UNITLESS else f" {one['unit']}"
    if "least" in one and "most" in one:
        return f"{one['least']}–{one['most']}{unit}"
    if "least" in one:
        return f"≥ {one['least']}{unit}"
    return "YYYY-MM" if one["unit"] == "month" else ""


def _literal(value: Any) -> str:
    """A JSON value as Python writes it, in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(one)}" for key, one in value.items()) + "}"
    return repr(value)


KEEP, FIRST = "keep_output", 20
_NAME = re.compile(r"[a-z][a-z_]{0,39}")
# the cells that end every notebook, each with the headings before it
_ENDING = (
    "how-sure",
    "data",
    "terms-list",
    "assumptions-table",
    "law-table",
    "method-text",
    "parameters-table",
    "provenance-table",
    "record",
)
# each with the kinds of cell of which it shows one, and its texts
_SECTIONS = (
    ("first", ("chart", "charts"), ("pertanyaan pertama", "gambar"), ("first question", "figure")),
    ("second", ("table", "measures", "text"), ("pertanyaan kedua", "tabel"), ("second question", "table")),
)
_TEXT = {
    "id": f"## {PLACEHOLDER}: {{}}\n\n{PLACEHOLDER}: apa yang perlu dilihat pada {{}} berikut.",
    "en": f"## {PLACEHOLDER}: {{}}\n\n{PLACEHOLDER}: what to look at in the {{}} that follows.",
}
_NewCell = dict[str, Any]


def write_notebook(name: str, programme: str) -> Path:
    """Writes a new notebook among the others and returns it; it is run first, so that the answer it keeps is right.

    Raises:
        InputError: the name or the programme is refused, or a cell refused its input.
        RunFailedError: a cell failed, or the notebook can't be written.
    """
    gathered = Gathered()
    with gathered:
        path = new_path(name, paths.notebooks())
    with gathered:
        known_programme(programme)
    gathered.refuse()
    notebook = new_notebook(programme, paths.notebooks() / named_programme(programme).notebook)
    with tempfile.TemporaryDirectory(prefix="sim") as room:
        draft = Path(room, path.name)
        draft.write_text(json.dumps(notebook), encoding="utf-8")
        executed = execute(draft, {}, warm=False)
    whole = json.dumps(with_answer(notebook, executed.cells), indent=1, sort_keys=True, ensure_ascii=False)
    try:
        put_one(path, f"{whole}\n".encode())
    except OSError as error:
        raise cannot_write(paths.notebooks(), error) from None
    return path


def new_path(name: str, folder: Path) -> Path:
    """Where a notebook of that name goes: ``NN_NAME.ipynb`` with the next free number.

    Raises:
        InputError: the name is taken, or not of a-z and _.
    """
    if not _NAME.fullmatch(name):
        raise input_error("bad_name", "NAME", name=repr(name[:60]))
    standing = {path.stem: path.stem.partition("_") for path in folder.glob("*.ipynb")}
    taken = [stem for stem, (_, _, rest) in standing.items() if rest == name]
    if taken:
        raise input_error("name_taken.NAME", "NAME", taken=taken[0])
    numbers = {int(number) for number, _, _ in standing.values() if number.isdecimal()}
    number = next(place for place in range(FIRST, FIRST + len(numbers) + 1) if place not in numbers)
    return folder / f"{number}_{name}.ipynb"


def known_programme(programme: str) -> str:
    """The programme, refused where there is none of that name.

    Raises:
        InputError: there is none.
    """
    if programme not in NAMES:
        raise input_error(
            "unknown_programme", "--programme", programme=programme, meant=did_you_mean(programme, NAMES)
        )
    return programme


def new_notebook(programme: str, pattern: Path) -> dict[str, Any]:
    """The content of a notebook that has not been run.

    Args:
        programme: whose plan it asks for.
        pattern: the programme's own notebook, whose calls it begins and ends with.

    Raises:
        InputError: the pattern is no notebook.
    """
    cells = read_cells(pattern)
    begins = next(place for place, cell in enumerate(cells) if KEEP in tags(cell))
    chosen = [_code("parameters", parameters_cell(programme), ["parameters"])]
    chosen += [_copied(cell) for cell in cells[1 : begins + 1]]
    shown = cells[begins + 1 :]
    for name, kinds, indonesian, english in _SECTIONS:
        chosen += [
            _prose(f"{name}-{language}", _TEXT[language].format(*said), [language])
            for language, said in (("id", indonesian), ("en", english))
        ]
        chosen += [_copied(cell) for cell in shown if cell["id"].rpartition("-")[2] in kinds][:1]
    chosen += _ending(cells)
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {"cells": chosen, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def with_answer(notebook: Mapping[str, Any], executed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The notebook with the answer that a run of it printed, and in the order in which it ran."""
    answers = {cell["id"]: cell["outputs"] for cell in executed if cell["cell_type"] == "code"}
    cells, count = [], 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            kept = answers[cell["id"]] if KEEP in tags(cell) else []
            texts = [{"name": one["name"], "output_type": "stream", "text": one["text"]} for one in kept]
            cells.append({**cell, "execution_count": count, "outputs": texts})
        else:
            cells.append(cell)
    return {**notebook, "cells": cells}


def _ending(cells: Sequence[Mapping[str, Any]]) -> Iterator[_NewCell]:
    """The cells that every notebook ends with, each after the headings that stand right before it."""
    for place, cell in enumerate(cells):
        if cell["id"] in _ENDING:
            before = cells[max(place - 2, 0) : place]
            if all(one["cell_type"] == "markdown" for one in before):
                yield from (_copied(one) for one in before)
            yield _copied(cell)


def _copied(cell: Mapping[str, Any]) -> _NewCell:
    make = _code if cell["cell_type"] == "code" else _prose
    return make(cell["id"], cell["source"], tags(cell))


def _code(name: str, source: str, tagged: list[str]) -> _NewCell:
    return {"cell_type": "code", "execution_count": None, "outputs": [], **_common(name, source, tagged)}


def _prose(name: str, source: str, tagged: list[str]) -> _NewCell:
    return {"cell_type": "markdown", **_common(name, source, tagged)}


def _common(name: str, source: str, tagged: list[str]) -> _NewCell:
    return {"id": name, "metadata": {"tags": tagged} if tagged else {}, "source": source.splitlines(keepends=True)}
