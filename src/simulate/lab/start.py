"""The start page: what each notebook answers, and what was published last."""

from __future__ import annotations

from dataclasses import replace

from simulate import paths
from simulate.page.base import Element
from simulate.page.table import Cell, old_table
from simulate.page.words import Words
from simulate.programmes import NAMES, named_programme
from simulate.publish.index import published


def notebooks(language: str = "id") -> Element:
    """Each notebook with what it answers."""

    def rows(words: Words):
        for report in map(named_programme, NAMES):
            yield (report.notebook, report.notebook), _title(report.name, words), words(f"index.story.{report.name}")

    found = old_table(
        "notebooks",
        language,
        caption=lambda words: words("start.notebooks"),
        header=lambda words: [words(f"start.column.{name}") for name in ("notebook", "report", "answers")],
        rows=lambda words: list(rows(words)),
    )
    return _from_the_left(found)


def last_reports(language: str = "id") -> Element:
    """The reports that stand, with their answers; where none does, the command that makes them."""

    def rows(words: Words):
        below = f"../{paths.shown(paths.reports())}"
        for report in published(paths.reports(), words):
            for entry in report["entries"]:
                links: list[Cell] = []
                for file in entry["files"]:
                    links += [(file["text"], f"{below}/{file['path']}"), " "]
                yield report["title"], entry["plan_name"], entry["answer"], links

    found = old_table(
        "published",
        language,
        caption=lambda words: words("start.published"),
        header=lambda words: [words(f"start.column.{name}") for name in ("report", "plan", "answer", "open")],
        rows=lambda words: list(rows(words)) or [(words("start.none"), "", "", "")],
    )
    return _from_the_left(found)


def _title(report: str, words: Words) -> str:
    """What a report is called; some pages are headed by their plan or month, and so are named here."""
    called = words.term("index.report", report)
    return called if called != report else words(f"start.report.{report}")


def _from_the_left(piece: Element) -> Element:
    """A table of text: JupyterLab sets all tables as if they held numbers."""
    style = "<style>.sim-left td,.sim-left th{text-align:left!important}</style>"
    html = {language: f'<div class="sim-left">{style}{text}</div>' for language, text in piece.html.items()}
    return replace(piece, html=html)


def answer(language: str = "id") -> str:
    """How many notebooks there are, and which answers first."""
    words, first = Words(language), next(iter(map(named_programme, NAMES)))
    return words("start.answer", count=words.exact(len(NAMES)), first=first.notebook)
