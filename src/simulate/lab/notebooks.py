"""New notebooks, and the shape that every notebook has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import InputError, Problem, did_you_mean, input_error
from simulate.page.base import MIME
from simulate.page.words import LANGUAGES
from simulate.programmes import NAMES
from simulate.publish.code_cells import code_problems, comment_problems
from simulate.publish.notebook import Cell, parameters_problems, read_cells, tags
from simulate.region.read import PLACEHOLDER
from simulate.study.describe import described

_PLAN = ("rencana bernama di data/plans", "a named plan there")
_LABEL = ("nama laporan; kosong: nama rencana", "report name; empty: the plan's name")
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


KEEP, CHECKED = "keep_output", "# NBVAL_CHECK_OUTPUT"
_ReadCell = Mapping[str, Any]
_SAID = re.compile(r'role="img" aria-label="\s*[^"\s]')
_IMAGE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r'\balt="\s*[^"\s]')


def order_problems(code: list[tuple[str, _ReadCell]]) -> Iterator[Problem]:
    """Cells were run from top to bottom, once, or not at all; only the first out of order is named."""
    if all(cell.get("execution_count") is None for _, cell in code):
        return
    for number, (place, cell) in enumerate(code, start=1):
        count = cell.get("execution_count")
        if count != number:
            code = "executed_out_of_order" + (".not_run" if count is None else "")
            yield Problem(code, place, count=count or 0, number=number)
            return


def kept_problems(code: list[tuple[str, _ReadCell]], where: str) -> Iterator[Problem]:
    """Only the answer keeps its output, as text that nbval compares; nothing else does."""
    left = [place for place, cell in code if cell["outputs"] and KEEP not in tags(cell)]
    if left:
        yield Problem("output_left", where, left=len(left))
    for place, cell in ((place, cell) for place, cell in code if KEEP in tags(cell)):
        texts = [output.get("text", "") for output in cell["outputs"] if output.get("output_type") == "stream"]
        if not cell["source"].startswith(CHECKED):
            yield Problem("answer_not_checked", place, checked=CHECKED)
        if len(texts) != len(cell["outputs"]):
            yield Problem("answer_not_text", place)
        elif not any("".join(text).strip() for text in texts):
            yield Problem("answer_not_kept", place)


def alternative_problems(code: list[tuple[str, _ReadCell]]) -> Iterator[Problem]:
    """Each picture that a cell shows says in words what it shows, in both languages."""
    for place, cell in code:
        for output in cell["outputs"]:
            data = output.get("data", {})
            if any(_silent(data)):
                yield Problem("no_alternative_text", place)


def _silent(data: Mapping[str, Any]) -> Iterator[bool]:
    """Whether each picture of an output goes without words."""
    piece = data.get(MIME)
    if piece is None:
        yield any(kind.startswith("image/") for kind in data)
        pages = ["".join(data.get("text/html", ""))]
    else:
        pages = [piece["html"].get(language, "") for language in LANGUAGES]
        if piece["kind"] == "figure":
            yield from (not _SAID.search(page) for page in pages)
    yield from (not _ALT.search(image) for page in pages for image in _IMAGE.findall(page))


FIRST = 20
_NAME = re.compile(r"[a-z][a-z_]{0,39}")
# the cells that end every notebook, each with the headings before it
_ENDING = (
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
    begins = next(place for place, cell in enumerate(cells) if "keep_output" in cell["metadata"].get("tags", []))
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
            kept = answers[cell["id"]] if "keep_output" in cell["metadata"].get("tags", []) else []
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
    tags = list(cell["metadata"].get("tags", []))
    make = _code if cell["cell_type"] == "code" else _prose
    return make(cell["id"], cell["source"], tags)


def _code(name: str, source: str, tags: list[str]) -> _NewCell:
    return {"cell_type": "code", "execution_count": None, "outputs": [], **_common(name, source, tags)}


def _prose(name: str, source: str, tags: list[str]) -> _NewCell:
    return {"cell_type": "markdown", **_common(name, source, tags)}


def _common(name: str, source: str, tags: list[str]) -> _NewCell:
    return {"id": name, "metadata": {"tags": tags} if tags else {}, "source": source.splitlines(keepends=True)}


_LANGUAGES = ("id", "en")


def check_notebook(path: Path) -> list[Problem]:
    """All that is wrong with the shape of a notebook; an empty list is a pass.

    Nothing of it is run. A file that is no notebook is a problem, too.
    """
    where = paths.shown(path)
    try:
        cells = read_cells(path)
    except InputError as error:
        return list(error.problems)
    return list(structure_problems(cells, where))


def structure_problems(cells: list[Cell], where: str) -> Iterator[Problem]:
    """Problems of a notebook's cells; ``where`` is the notebook as messages show it."""
    places = [(f"{where} cell {number}", cell) for number, cell in enumerate(cells, start=1)]
    code = [(place, cell) for place, cell in places if cell["cell_type"] == "code"]
    yield from parameters_problems(places, where)
    for place, cell in code:
        yield from comment_problems(place, cell)
        yield from code_problems(place, cell)
    yield from _language_problems([(place, cell) for place, cell in places if cell["cell_type"] == "markdown"])
    yield from _id_problems(places)
    yield from order_problems(code)
    yield from kept_problems(code, where)
    yield from alternative_problems(code)


def _language_problems(prose: list[tuple[str, Cell]]) -> Iterator[Problem]:
    """Narrative stands twice, Indonesian then English, with the same headings and without a typed number."""
    waiting = ""
    for place, cell in prose:
        spoken = [tag for tag in cell["metadata"].get("tags", []) if tag in _LANGUAGES]
        if len(spoken) != 1:
            yield Problem("language_missing.language_problems", place)
            continue
        language = spoken[0]
        if language == "id" and waiting:
            yield Problem("language_missing", waiting)
        elif language == "en" and not waiting:
            yield Problem("language_missing.language_problems_notebooks", place)
        waiting = place if language == "id" else ""
        if not cell["source"].strip():
            yield Problem("language_missing.notebooks", place)
        typed = next((character for character in cell["source"] if character.isdigit()), "")
        if typed:
            yield Problem("typed_number", place, typed=typed)
    if waiting:
        yield Problem("language_missing", waiting)
    told = {language: _headings(prose, language) for language in _LANGUAGES}
    if prose and told["id"] != told["en"]:
        f"{told['id']} in Indonesian and {told['en']} in English"
        yield Problem("headings_disagree", prose[0][0].rpartition(" cell ")[0], told=told["id"], told2=told["en"])


def _headings(prose: list[tuple[str, Cell]], language: str) -> int:
    spoken = [cell["source"] for _, cell in prose if language in cell["metadata"].get("tags", [])]
    return sum(line.startswith("## ") for source in spoken for line in source.splitlines())


def _id_problems(places: list[tuple[str, Cell]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, cell in places:
        name = cell.get("id", "")
        if not name:
            yield Problem("cell_without_id", place)
        elif name in seen:
            yield Problem("repeated_id", place, name=name)
        seen.add(name)
