"""The shape that every notebook of ours has beyond what publishing refuses: a line for each thing that is wrong."""

import ast
import re

from simulate.errors import InputError
from simulate.page.html import MIME
from simulate.page.words import LANGUAGES
from simulate.paths import shown
from simulate.publish.notebook import PARAMETERS, cell_problems, names_set, read_cells, tags

KEEP, CHECKED = "keep_output", "# NBVAL_CHECK_OUTPUT"
_SAID = re.compile(r'role="img" aria-label="\s*[^"\s]')
_IMAGE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r'\balt="\s*[^"\s]')


def check_notebook(path):
    """All that is wrong with a notebook; an empty list is a pass. Nothing of it is run."""
    try:
        return shape_problems(read_cells(path), shown(path))
    except InputError as error:
        return [str(problem) for problem in error.problems]


def shape_problems(cells, where):
    """What is wrong with a notebook's cells; ``where`` is the notebook as messages show it."""
    places = [(f"{where} cell {number}", cell) for number, cell in enumerate(cells, start=1)]
    code = [(place, cell) for place, cell in places if cell["cell_type"] == "code"]
    prose = [(place, cell) for place, cell in places if cell["cell_type"] == "markdown"]
    found = [*_uncommented(code), *_languages(prose), *_ids(places), *_order(code), *_kept(code, where)]
    found += [
        (place, "a picture without words; words from which a listener could decide, in both languages", NO_WORDS)
        for place, cell in code
        for output in cell["outputs"]
        if any(_silent(output.get("data", {})))
    ]
    return [*map(str, cell_problems(cells, where)), *(f"{place}: {said} [{check}]" for place, said, check in found)]


NO_WORDS = "no_alternative_text"


def checks(lines):
    """The name of each check that failed."""
    return {line.rpartition("[")[2].rstrip("]") for line in lines}


def _uncommented(code):
    """Each parameter is commented where it first stands: lines that a form gave may follow."""
    for place, cell in code:
        try:
            body = ast.parse(cell["source"]).body if PARAMETERS in tags(cell) else []
        except SyntaxError:
            continue  # said of every code cell
        lines, seen = cell["source"].splitlines(), set()
        for node in body:
            for name in names_set(node):
                if name not in seen and "#" not in lines[node.end_lineno - 1]:
                    said = f"`{name}` without a comment; a comment with unit and range"
                    yield f"{place} line {node.lineno}", said, "parameter_without_comment"
                seen.add(name)


def _order(code):
    """Cells were run from top to bottom, once, or not at all; only the first out of order is named."""
    counts = [cell.get("execution_count") for _, cell in code]
    for number, ((place, _), count) in enumerate(zip(code, counts, strict=True), start=1):
        if any(one is not None for one in counts) and count != number:
            ran = "not run" if count is None else f"run as number {count}"
            yield place, f"{ran}; number {number}: restart the kernel and run all cells", "executed_out_of_order"
            return


def _kept(code, where):
    """Only the answer keeps its output, as text that nbval compares; nothing else does."""
    left = [place for place, cell in code if cell["outputs"] and KEEP not in tags(cell)]
    if left:
        yield where, f"outputs of {len(left)} cells; none but of cells tagged `keep_output`", "output_left"
    for place, cell in ((place, cell) for place, cell in code if KEEP in tags(cell)):
        texts = [output.get("text", "") for output in cell["outputs"] if output.get("output_type") == "stream"]
        if not cell["source"].startswith(CHECKED):
            yield place, f"does not begin with {CHECKED}", "answer_not_checked"
        if len(texts) != len(cell["outputs"]):
            yield place, "an output that is no printed text; print(…) alone", "answer_not_text"
        elif not any("".join(text).strip() for text in texts):
            yield place, "no output; run it and save; `make answers` does it for all", "answer_not_kept"


def _silent(data):
    """Whether each picture of an output goes without words, in a language."""
    piece = data.get(MIME)
    if piece is None:
        yield any(kind.startswith("image/") for kind in data)
        pages = ["".join(data.get("text/html", ""))]
    else:
        pages = [piece["html"].get(language, "") for language in LANGUAGES]
        if piece["kind"] == "figure":
            yield from (not _SAID.search(page) for page in pages)
    yield from (not _ALT.search(image) for page in pages for image in _IMAGE.findall(page))


def _languages(prose):
    """Narrative stands twice, Indonesian then English, with the same headings and without a typed number."""
    missing, waiting = "language_missing", ""
    for place, cell in prose:
        spoken = [tag for tag in tags(cell) if tag in LANGUAGES]
        if len(spoken) != 1:
            yield place, "text without a language; the tag `id`, or `en`, and a cell in the other language", missing
            continue
        if spoken == ["id"] and waiting:
            yield waiting, "no English text after it; a cell tagged `en`", missing
        elif spoken == ["en"] and not waiting:
            yield place, "no Indonesian text before it; a cell tagged `id`", missing
        waiting = place if spoken == ["id"] else ""
        if not cell["source"].strip():
            yield place, "empty; the text, or neither of the two cells", missing
        if typed := re.search(r"\d", cell["source"]):
            yield place, f"the figure {typed[0]} in prose; a number that a code cell shows", "typed_number"
    if waiting:
        yield waiting, "no English text after it; a cell tagged `en`", missing
    one, other = (_headings(prose, language) for language in ("id", "en"))
    if one != other:
        said = f"{one} in Indonesian and {other} in English; the same headings in both"
        yield prose[0][0].rpartition(" cell ")[0], said, "headings_disagree"


def _headings(prose, language):
    spoken = [cell["source"] for _, cell in prose if language in tags(cell)]
    return sum(line.startswith("## ") for source in spoken for line in source.splitlines())


def _ids(places):
    seen = set()
    for place, cell in places:
        name = cell.get("id", "")
        if not name:
            yield place, "no id; an id that says what the cell shows", "cell_without_id"
        elif name in seen:
            yield place, f"`{name}` stands twice; an id of its own", "repeated_id"
        seen.add(name)
