"""A planner's own table in JupyterLab: upload it or point to it, see what is wrong, take a template."""

from __future__ import annotations

import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from simulate import paths
from simulate.page.words import Words
from simulate.region.check import TEMPLATES, Checked, check, template_files

if TYPE_CHECKING:
    from ipywidgets import Widget

_CELL = "text-align:left;vertical-align:top;padding:.2em 1em .2em 0;line-height:1.4"


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
    heads = [words(f"tables.column.{name}") for name in ("where", "found")]
    rows = "".join(
        f'<tr><th scope="row" style="{_CELL}">{escape(where)}</th><td style="{_CELL}">{escape(said)}</td></tr>'
        for where, said in ((one.place(words.language), one.text(words.language)) for one in checked.problems)
    )
    caption = words("tables.problems", count=words.exact(len(checked.problems)))
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(text)}</th>' for text in heads)
    title = f'<caption style="{_CELL}">{escape(caption)}</caption>'
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _good(one, words: Words) -> str:
    return words("tables.good", table=one.table, rows=words.exact(one.rows), file=one.path.name)
