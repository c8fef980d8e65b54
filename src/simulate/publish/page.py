"""Turns an executed notebook into one self-contained page in one language."""

from __future__ import annotations

import copy
import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from simulate.publish.render import TEMPLATES, style
from simulate.publish.scripts import scripts
from simulate.show.pieces import MIME, NUMBER
from simulate.show.svg import rules_once
from simulate.show.words import Words

if TYPE_CHECKING:
    from nbformat import NotebookNode

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


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
    return rules_once(html)


@cache
def _exporter():
    from nbconvert import HTMLExporter

    return HTMLExporter(extra_template_basedirs=[str(TEMPLATES)], template_name="report", exclude_anchor_links=True)


def _in_language(notebook: NotebookNode, words: Words) -> tuple[NotebookNode, list[tuple[str, str]], dict[str, str]]:
    """A copy in one language: pieces by language and number, headings with ids; contents; title and footer."""
    spoken = copy.deepcopy(notebook)
    other = {"id": "en", "en": "id"}[words.language]
    counts = {"figure": 0, "table": 0}
    contents: list[tuple[str, str]] = []
    about = {"title": "", "footer": ""}
    cells = []
    for cell in spoken.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown" and (other in tags or "lab_only" in tags):
            continue
        if cell.cell_type == "markdown":
            cell.source = _HEADING.sub(lambda found: _heading(found[1], contents), cell.source)
        else:
            outputs = [] if "lab_only" in tags else cell.outputs
            cell.outputs = [output for output in outputs if MIME in output.get("data", {})]
            for output in cell.outputs:
                piece = output["data"][MIME]
                about = {name: told or piece.get(name, {}).get(words.language, "") for name, told in about.items()}
                output["data"] = {"text/html": _numbered(piece, counts, words)}
        cells.append(cell)
    spoken.cells = cells
    return spoken, contents, about


def _heading(text: str, contents: list[tuple[str, str]]) -> str:
    contents.append((f"s{len(contents) + 1}", text))
    return f'<h2 id="{contents[-1][0]}">{escape(text)}</h2>\n'


def _numbered(piece: dict, counts: dict[str, int], words: Words) -> str:
    html = piece["html"][words.language]
    if piece["kind"] not in counts:
        return html
    counts[piece["kind"]] += 1
    label = words(f"page.{piece['kind']}", number=str(counts[piece["kind"]]))
    return html.replace(NUMBER, f'<b class="sim-number">{label}</b> ', 1)
