"""A new notebook on a programme: its parameters from the plan model, its calls from the programme's own notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulate.errors import did_you_mean, refuse
from simulate.lab.parameters_cell import parameters_cell
from simulate.plan.programmes import LEVERS
from simulate.publish.notebook import read_cells
from simulate.region.cards import PLACEHOLDER

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
Cell = dict[str, Any]


def new_path(name: str, folder: Path) -> Path:
    """Where a notebook of that name goes: ``NN_NAME.ipynb`` with the next free number.

    Raises:
        InputError: the name is taken, or not of a-z and _.
    """
    if not _NAME.fullmatch(name):
        wanted = "letters a-z and _, a letter first, at most 40, e.g. motorcycle_taxis"
        raise refuse("bad_name", "NAME", f"{name[:60]!r}", wanted)
    standing = {path.stem: path.stem.partition("_") for path in folder.glob("*.ipynb")}
    taken = [stem for stem, (_, _, rest) in standing.items() if rest == name]
    if taken:
        raise refuse("name_taken", "NAME", f"notebooks/{taken[0]}.ipynb stands", "another name")
    numbers = {int(number) for number, _, _ in standing.values() if number.isdecimal()}
    number = next(place for place in range(FIRST, FIRST + len(numbers) + 1) if place not in numbers)
    return folder / f"{number}_{name}.ipynb"


def known_programme(programme: str) -> str:
    """The programme, refused where there is none of that name.

    Raises:
        InputError: there is none.
    """
    if programme not in LEVERS:
        found, wanted = f"no programme `{programme}`", did_you_mean(programme, LEVERS)
        raise refuse("unknown_programme", "--programme", found, wanted)
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


def _ending(cells: Sequence[Mapping[str, Any]]) -> Iterator[Cell]:
    """The cells that every notebook ends with, each after the headings that stand right before it."""
    for place, cell in enumerate(cells):
        if cell["id"] in _ENDING:
            before = cells[max(place - 2, 0) : place]
            if all(one["cell_type"] == "markdown" for one in before):
                yield from (_copied(one) for one in before)
            yield _copied(cell)


def _copied(cell: Mapping[str, Any]) -> Cell:
    tags = list(cell["metadata"].get("tags", []))
    make = _code if cell["cell_type"] == "code" else _prose
    return make(cell["id"], cell["source"], tags)


def _code(name: str, source: str, tags: list[str]) -> Cell:
    return {"cell_type": "code", "execution_count": None, "outputs": [], **_common(name, source, tags)}


def _prose(name: str, source: str, tags: list[str]) -> Cell:
    return {"cell_type": "markdown", **_common(name, source, tags)}


def _common(name: str, source: str, tags: list[str]) -> Cell:
    return {"id": name, "metadata": {"tags": tags} if tags else {}, "source": source.splitlines(keepends=True)}
