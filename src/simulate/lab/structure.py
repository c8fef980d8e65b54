"""The shape that every notebook has: what stands where, in which languages, and how it was run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from simulate import paths
from simulate.errors import InputError, Problem
from simulate.lab.kept import alternative_problems, kept_problems, order_problems
from simulate.publish.code_cells import code_problems, comment_problems
from simulate.publish.notebook import Cell, parameters_problems, read_cells

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
            wanted = "the tag `id`, or `en`, and a cell with the same in the other language"
            yield Problem("language_missing", place, "text without a language", wanted)
            continue
        language = spoken[0]
        if language == "id" and waiting:
            yield Problem("language_missing", waiting, "no English text after it", "a cell tagged `en`")
        elif language == "en" and not waiting:
            yield Problem("language_missing", place, "no Indonesian text before it", "a cell tagged `id`")
        waiting = place if language == "id" else ""
        if not cell["source"].strip():
            yield Problem("language_missing", place, "empty", "the text, or neither of the two cells")
        typed = next((character for character in cell["source"] if character.isdigit()), "")
        if typed:
            yield Problem("typed_number", place, f"the figure {typed} in prose", "a number that a code cell shows")
    if waiting:
        yield Problem("language_missing", waiting, "no English text after it", "a cell tagged `en`")
    told = {language: _headings(prose, language) for language in _LANGUAGES}
    if prose and told["id"] != told["en"]:
        found = f"{told['id']} in Indonesian and {told['en']} in English"
        yield Problem("headings_disagree", prose[0][0].rpartition(" cell ")[0], found, "the same headings in both")


def _headings(prose: list[tuple[str, Cell]], language: str) -> int:
    spoken = [cell["source"] for _, cell in prose if language in cell["metadata"].get("tags", [])]
    return sum(line.startswith("## ") for source in spoken for line in source.splitlines())


def _id_problems(places: list[tuple[str, Cell]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, cell in places:
        name = cell.get("id", "")
        if not name:
            yield Problem("cell_without_id", place, "no id", "an id that says what the cell shows")
        elif name in seen:
            yield Problem("repeated_id", place, f"`{name}` stands twice", "an id of its own")
        seen.add(name)
