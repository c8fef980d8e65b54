"""The start page: what each notebook answers, what was published last, and a check of a planner's own table."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from simulate import paths
from simulate.page.html import Cell, Element, Row, of_both, table_html, table_text
from simulate.page.words import Words
from simulate.programmes import NAMES, named_programme
from simulate.publish.folder import published
from simulate.region.check import TEMPLATES, Checked, check, template_files

__all__ = ["answer", "last_reports", "notebooks"]

if TYPE_CHECKING:
    from ipywidgets import Widget


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
        headers, found, title = [words(f"start.column.{one}") for one in columns.split()], rows(words), words(caption)
        html = table_html(name, words, title, headers, found)
        return "table", f'<div class="sim-left">{style}{html}</div>', table_text(title, headers, found)

    return of_both(language, spoken)


def answer(language: str = "id") -> str:
    """How many notebooks there are, and which answers first."""
    words, first = Words(language), named_programme(NAMES[0])
    return words("start.answer", count=words.exact(len(NAMES)), first=first.notebook)


_LEFT = "text-align:left;vertical-align:top;padding:.2em 1em .2em 0;line-height:1.4"


def own_tables(language: str = "id", region: str = "36.03") -> Widget:
    """What JupyterLab shows: an upload, a path, the findings, the templates. Nothing that is uploaded is kept."""
    import ipywidgets

    words = Words(language)
    findings = ipywidgets.HTML()
    upload = ipywidgets.FileUpload(accept=".csv", multiple=False, description=words("tables.upload"))
    path = ipywidgets.Text(placeholder=f"data/regions/{region}/outlets.csv", layout={"width": "30em"})
    button = ipywidgets.Button(description=words("tables.check"), icon="check")
    for pressed in (upload, button):
        pressed.layout.width, pressed.layout.flex = "auto", "0 0 auto"

    def uploaded(_: object) -> None:
        for file in upload.value:
            findings.value = findings_of(check_content(file.name, bytes(file.content), region), words)

    def named(_: object) -> None:
        if path.value.strip():
            # JupyterLab works in the folder of the notebooks; a planner names a place in the project
            place = paths.project() / Path(path.value.strip()).expanduser()
            findings.value = findings_of(check([place], region), words)

    upload.observe(uploaded, "value")
    button.on_click(named)
    files = [template_files(name, region) for name in TEMPLATES]
    links = "".join(f"<li>{', '.join(_download(*file) for file in pair.items())}</li>" for pair in files)
    templates = ipywidgets.HTML(f"{escape(words('tables.templates'))}<ul>{links}</ul>")
    inputs = ipywidgets.Box([upload, path, button], layout={"display": "flex", "flex_flow": "row wrap"})
    return ipywidgets.VBox([inputs, findings, templates])


def _download(name: str, content: bytes) -> str:
    """A link that saves a file."""
    return f'<a download="{name}" href="data:text/plain;charset=utf-8,{quote(content)}">{name}</a>'


def check_content(name: str, content: bytes, region: str) -> Checked:
    """Checks an uploaded file, which is put aside only as long as that takes."""
    with tempfile.TemporaryDirectory() as aside:
        place = Path(aside, Path(name).name or "table.csv")
        place.write_bytes(content)
        found = check([place], region)
    shown = place.as_posix()
    found.problems = [problem.at(problem.where.replace(shown, place.name)) for problem in found.problems]
    return found


def findings_of(checked: Checked, words: Words) -> str:
    """What a check found, as an HTML table; a table without a problem says which it is and how many rows it has."""
    if not checked.problems:
        good = "".join(f"<li>{escape(_good(one, words))}</li>" for one in checked.good)
        return f'<div role="status"><ul>{good}</ul></div>'
    headers = [words(f"tables.column.{name}") for name in ("where", "found")]
    rows = "".join(
        f'<tr><th scope="row" style="{_LEFT}">{escape(where)}</th><td style="{_LEFT}">{escape(said)}</td></tr>'
        for where, said in ((one.place(words.language), one.text(words.language)) for one in checked.problems)
    )
    caption = words("tables.problems", count=words.exact(len(checked.problems)))
    head = "".join(f'<th scope="col" style="{_LEFT}">{escape(text)}</th>' for text in headers)
    title = f'<caption style="{_LEFT}">{escape(caption)}</caption>'
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _good(one, words: Words) -> str:
    return words("tables.good", table=one.table, rows=words.exact(one.rows), file=one.path.name)
