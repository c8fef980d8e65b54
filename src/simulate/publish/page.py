"""Turns an executed notebook into one self-contained page in one language."""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import TYPE_CHECKING

from simulate.publish.prose import prose
from simulate.publish.render import TEMPLATES, style
from simulate.publish.scripts import scripts
from simulate.show.pieces import MIME, NUMBER
from simulate.show.svg import tighten
from simulate.show.words import Words

if TYPE_CHECKING:
    from nbformat import NotebookNode


def page(notebook: NotebookNode, language: str) -> str:
    """The report page: headline, contents, numbered figures and tables, folded code.

    It asks the network for nothing and runs no script but its own; a content-security policy enforces that.
    """
    words = Words(language)
    spoken, contents, about = _in_language(notebook, words)
    html, _ = _exporter().from_notebook_node(
        spoken,
        resources={
            "language": language,
            **about,
            "contents": contents,
            "words": words,
            "style": style(),
            **scripts(notebook),
        },
    )
    return tighten(html)


@cache
def _exporter():
    from nbconvert import HTMLExporter

    return HTMLExporter(extra_template_basedirs=[str(TEMPLATES)], template_name="report", exclude_anchor_links=True)


def _in_language(notebook: NotebookNode, words: Words) -> tuple[NotebookNode, list[tuple[str, str]], dict[str, str]]:
    """A copy in one language: pieces by language and number, prose for the page; contents; title and footer."""
    spoken = copy.deepcopy(notebook)
    spoken.cells = [cell for cell in spoken.cells if _published(cell, words.language)]
    contents: list[tuple[str, str]] = []
    about = {"title": "", "footer": ""}
    labels = _labels(spoken, words)
    for cell in spoken.cells:
        if cell.cell_type == "markdown":
            cell.source = prose(cell.source, labels, contents)
            continue
        cell.outputs = _pieces(cell)
        for output in cell.outputs:
            piece = output["data"][MIME]
            about = {name: told or piece.get(name, {}).get(words.language, "") for name, told in about.items()}
            html = piece["html"][words.language]
            label = labels.get(_place(html), "")
            output["data"] = {"text/html": html.replace(NUMBER, f'<b class="sim-number">{label}.</b> ', 1)}
    return spoken, contents, about


def _published(cell: NotebookNode, language: str) -> bool:
    """Whether a cell belongs on the page: code always, prose in its language and not for JupyterLab alone."""
    tags = cell.metadata.get("tags", [])
    other = {"id": "en", "en": "id"}[language]
    return cell.cell_type == "code" or not {other, "lab_only"} & set(tags)


def _pieces(cell: NotebookNode) -> list[NotebookNode]:
    """The outputs of a code cell that the page shows."""
    outputs = [] if "lab_only" in cell.metadata.get("tags", []) else cell.outputs
    return [output for output in outputs if MIME in output.get("data", {})]


def _labels(notebook: NotebookNode, words: Words) -> dict[str, str]:
    """What each figure and table is called, by its place, in the order of the page."""
    counts = {"figure": 0, "table": 0}
    labels = {}
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        for piece in (output["data"][MIME] for output in _pieces(cell)):
            if piece["kind"] in counts:
                counts[piece["kind"]] += 1
                place = _place(piece["html"][words.language])
                labels[place] = words(f"page.{piece['kind']}", number=str(counts[piece["kind"]]))
    return labels


def _place(html: str) -> str:
    """The id of a figure or table."""
    found = re.search(r'<(?:figure class="sim-figure[^"]*"|div class="sim-table[^"]*") id="([^"]+)"', html)
    return found[1] if found else ""
