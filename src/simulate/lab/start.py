"""The start page: what each notebook answers, and what was published last."""

from __future__ import annotations

from collections.abc import Callable

from simulate import paths
from simulate.page.html import Cell, Element, Row, of_both, table_html, table_text
from simulate.page.words import Words
from simulate.programmes import NAMES, named_programme
from simulate.publish.index import published


def notebooks(language: str = "id") -> Element:
    """Each notebook with what it answers."""

    def rows(words: Words) -> list[Row]:
        return [
            ((report.notebook, report.notebook), _title(report.name, words), words(f"index.story.{report.name}"))
            for report in map(named_programme, NAMES)
        ]

    return _listed("notebooks", language, "start.notebooks", "notebook report answers", rows)


def last_reports(language: str = "id") -> Element:
    """The reports that stand, with their answers; where none does, the command that makes them."""

    def rows(words: Words) -> list[Row]:
        below, found = f"../{paths.shown(paths.reports())}", []
        for report in published(paths.reports(), words):
            for entry in report["entries"]:
                links: list[Cell] = []
                for file in entry["files"]:
                    links += [(file["text"], f"{below}/{file['path']}"), " "]
                found.append((report["title"], entry["plan_name"], entry["answer"], links))
        return found or [(words("start.none"), "", "", "")]

    return _listed("published", language, "start.published", "report plan answer open", rows)


def _title(report: str, words: Words) -> str:
    """What a report is called; some pages are headed by their plan or month, and so are named here."""
    called = words.term("index.report", report)
    return called if called != report else words(f"start.report.{report}")


def _listed(name: str, language: str, caption: str, columns: str, rows: Callable[[Words], list[Row]]) -> Element:
    """A table of text: JupyterLab sets all tables as if they held numbers."""
    style = "<style>.sim-left td,.sim-left th{text-align:left!important}</style>"

    def spoken(words: Words) -> tuple[str, str, str]:
        heads, found, title = [words(f"start.column.{one}") for one in columns.split()], rows(words), words(caption)
        html = table_html(name, words, title, heads, found)
        return "table", f'<div class="sim-left">{style}{html}</div>', table_text(title, heads, found)

    return of_both(language, spoken)


def answer(language: str = "id") -> str:
    """How many notebooks there are, and which answers first."""
    words, first = Words(language), next(iter(map(named_programme, NAMES)))
    return words("start.answer", count=words.exact(len(NAMES)), first=first.notebook)
