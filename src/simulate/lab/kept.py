"""How a notebook was run and what it keeps: order, outputs, the answer, alternative texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulate.errors import Problem
from simulate.publish.notebook import tags
from simulate.show.pieces import MIME
from simulate.show.words import LANGUAGES

KEEP, CHECKED = "keep_output", "# NBVAL_CHECK_OUTPUT"
Cell = Mapping[str, Any]
_SAID = re.compile(r'role="img" aria-label="\s*[^"\s]')
_IMAGE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r'\balt="\s*[^"\s]')


def order_problems(code: list[tuple[str, Cell]]) -> Iterator[Problem]:
    """Cells were run from top to bottom, once, or not at all; only the first out of order is named."""
    if all(cell.get("execution_count") is None for _, cell in code):
        return
    for number, (place, cell) in enumerate(code, start=1):
        count = cell.get("execution_count")
        if count != number:
            found = "not run" if count is None else f"run as number {count}"
            wanted = f"number {number}: restart the kernel and run all cells"
            yield Problem("executed_out_of_order", place, found, wanted)
            return


def kept_problems(code: list[tuple[str, Cell]], where: str) -> Iterator[Problem]:
    """Only the answer keeps its output, as text that nbval compares; nothing else does."""
    left = [place for place, cell in code if cell["outputs"] and KEEP not in tags(cell)]
    if left:
        wanted = "none: clear all outputs but those of cells tagged `keep_output`"
        yield Problem("output_left", where, f"outputs of {len(left)} cells", wanted)
    for place, cell in ((place, cell) for place, cell in code if KEEP in tags(cell)):
        texts = [output.get("text", "") for output in cell["outputs"] if output.get("output_type") == "stream"]
        if not cell["source"].startswith(CHECKED):
            yield Problem("answer_not_checked", place, f"does not begin with {CHECKED}", f"{CHECKED} as first line")
        if len(texts) != len(cell["outputs"]):
            yield Problem("answer_not_text", place, "an output that is no printed text", "print(…) alone")
        elif not any("".join(text).strip() for text in texts):
            yield Problem("answer_not_kept", place, "no output", "run it and save; `make answers` does it for all")


def alternative_problems(code: list[tuple[str, Cell]]) -> Iterator[Problem]:
    """Each picture that a cell shows says in words what it shows, in both languages."""
    for place, cell in code:
        for output in cell["outputs"]:
            data = output.get("data", {})
            if any(_silent(data)):
                wanted = "words from which a listener could decide, in both languages"
                yield Problem("no_alternative_text", place, "a picture without words", wanted)


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
