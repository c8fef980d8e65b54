"""The order of a page: its face, sections that begin with their finding, folded details, one technical annex.

A notebook is read from top to bottom; a page by depth. A section begins at a cell with a heading. Cells tagged
``details`` are folded at its end; sections whose heading is tagged ``annex`` stand in the annex, folded as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from simulate.page.html import MIME, NUMBER
from simulate.page.words import Words, unmarked
from simulate.publish.execute import RunFailedError

if TYPE_CHECKING:
    from nbformat import NotebookNode

DETAILS, ANNEX, LAB_ONLY = "details", "annex", "lab_only"
_HEADING = re.compile(r"\A## (.+)$", re.MULTILINE)
_PLACE = re.compile(r'<(?:figure|div) class="sim-(figure|table)[^"]*" id="([^"]+)"')
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_NOTE = '<p class="sim-note">'
_REFERENCE = re.compile(r'(<a class="sim-ref" href="#(?P<place>[^"]+)">)([^<]*)(</a>)')


@dataclass
class Section:
    """A heading and the cells after it, up to the next."""

    heading: str = ""
    annex: bool = False
    cells: list[NotebookNode] = field(default_factory=list)
    details: list[NotebookNode] = field(default_factory=list)


def pieces(cell: NotebookNode) -> list[NotebookNode]:
    """The outputs of a code cell that the page shows."""
    if cell.cell_type != "code" or LAB_ONLY in cell.metadata.get("tags", []):
        return []
    return [output for output in cell.outputs if MIME in output.get("data", {})]


def sections(cells: Sequence[NotebookNode], language: str) -> list[Section]:
    """The cells that belong on a page, by section; the first has no heading and holds the page's face."""
    other = {"id": "en", "en": "id"}[language]
    found = [Section()]
    for cell in cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" and {other, LAB_ONLY} & set(tags):
            continue
        heading = _HEADING.match(cell.source) if cell.cell_type == "markdown" else None
        if heading:
            found.append(Section(heading[1], ANNEX in tags))
        last = found[-1]
        (last.details if DETAILS in tags and not last.annex else last.cells).append(cell)
    return found


def arranged(found: Sequence[Section], words: Words, ends: str) -> list[NotebookNode]:
    """The cells in the order of the page, pieces in its language and numbered, wrapped in the page's parts.

    A cell's metadata says what stands before and after it: ``before`` and ``after``.

    Args:
        found: from `sections`.
        words: the page's language.
        ends: what the annex ends with, as HTML.
    """
    face, annex = ([one for one in found if one.annex == folded] for folded in (False, True))
    labels = _labels([*face, *annex], words)
    for number, section in enumerate(face):
        _say(section, labels, words)
        if number:
            _open_section(section, f"s{number}")
            if section.details:
                summary = escape(_counted(section.details, words))
                _wrap(section.details, f'<details class="sim-more"><summary>{summary}</summary>', "</details>")
            (section.details or section.cells)[-1].metadata["after"] += "</section>"
    for section in annex:
        _say(section, labels, words)
        heading = section.cells[0]
        heading.source = _HEADING.sub(lambda told: f"<h3>{escape(told[1])}</h3>\n", heading.source)
    shown = [cell for section in face for cell in (*section.cells, *section.details)]
    folded = [cell for section in annex for cell in section.cells]
    opens = f'<details class="sim-annex" id="annex"><summary><h2>{escape(words("page.annex"))}</h2></summary>'
    if folded:
        _wrap(folded, opens, f"{ends}</details>")
    else:
        shown[-1].metadata["after"] += f"{opens}{ends}</details>"
    return [*shown, *folded]


def _wrap(cells: Sequence[NotebookNode], before: str, after: str) -> None:
    cells[0].metadata["before"] = before + cells[0].metadata.get("before", "")
    cells[-1].metadata["after"] += after


def _say(section: Section, labels: dict[str, str], words: Words) -> None:
    """Puts the pieces of one language into the cells; a number can be traced on the face, nowhere else."""
    for cells, traced in ((section.cells, not section.annex), (section.details, False)):
        for cell in cells:
            cell.metadata |= {"before": "", "after": ""}
            if cell.cell_type != "code":
                cell.source = _referred(cell.source, labels)
                continue
            cell.outputs = pieces(cell)
            for output in cell.outputs:
                html = _numbered(output["data"][MIME]["html"][words.language], labels)
                output["data"] = {"text/html": html if traced else unmarked(html)}


def _numbered(html: str, labels: dict[str, str]) -> str:
    """A piece with what its figures and tables are called, and what those that its sentences point to are called."""
    for _, place in _PLACE.findall(html):
        html = html.replace(NUMBER, f'<b class="sim-number">{labels[place]}.</b> ', 1)
    return _referred(html, labels)


def _referred(html: str, labels: dict[str, str]) -> str:
    """What points to a figure or table, with what that is called; other places keep the word that they have."""
    return _REFERENCE.sub(lambda told: f"{told[1]}{labels.get(told['place'], told[3])}{told[4]}", html)


def _open_section(section: Section, name: str) -> None:
    """Heads a section with the finding of the figure that it begins with, under its topic; else with its topic."""
    heading, topic = section.cells[0], escape(section.heading)
    figure = next((cell for cell in section.cells[1:] if cell.cell_type == "code" and cell.outputs), None)
    html = figure.outputs[0]["data"]["text/html"] if figure else ""
    caption = _CAPTION.search(html) if html.startswith("<figure") else None
    said = f'<h2 id="{name}">{topic}</h2>\n'
    if caption:
        number, finding = re.match(r'(<b class="sim-number">.*?</b> )?(.*)', caption[1], re.DOTALL).groups()
        said = f'<p class="sim-topic">{topic}</p>\n<h2 id="{name}">{finding}</h2>\n'
        named = html.replace(caption[0], "", 1).replace("<figure ", f'<figure aria-labelledby="{name}" ', 1)
        figure.outputs[0]["data"]["text/html"] = named.replace(_NOTE, _NOTE + (number or ""), 1)
    heading.source = _HEADING.sub(lambda told: said, heading.source)
    heading.metadata["before"] = f'<section aria-labelledby="{name}">'


def _counted(cells: Sequence[NotebookNode], words: Words) -> str:
    """What folded cells hold: figures and tables by number."""
    html = "".join(
        output["data"]["text/html"] for cell in cells if cell.cell_type == "code" for output in cell.outputs
    )
    counts = {kind: sum(found == kind for found, _ in _PLACE.findall(html)) for kind in ("figure", "table")}
    some = {f"{kind}{'.one' if count == 1 else ''}": str(count) for kind, count in counts.items() if count}
    parts = [words(f"page.more.{kind}", count=count) for kind, count in some.items()]
    return words("page.more", parts=words.listed(parts)) if parts else words("page.more.text")


def _labels(found: Sequence[Section], words: Words) -> dict[str, str]:
    """What each figure and table is called, by its place, in the order of the page."""
    counts = {"figure": 0, "table": 0}
    labels: dict[str, str] = {}
    for section in found:
        for cell in (*section.cells, *section.details):
            for output in pieces(cell):
                for kind, place in _PLACE.findall(output["data"][MIME]["html"][words.language]):
                    counts[kind] += 1
                    labels[place] = words(f"page.{kind}", number=str(counts[kind]))
    return labels


def must_lead_somewhere(html: str) -> None:
    """Looks whether each link inside the page leads to a place of it.

    Raises:
        RunFailedError: naming those that do not.
    """
    lost = sorted(set(re.findall(r'href="#([^"]+)"', html)) - set(re.findall(r'\bid="([^"]+)"', html)))
    if lost:
        raise RunFailedError(f"links of the page lead nowhere: {', '.join(f'#{one}' for one in lost)}")
