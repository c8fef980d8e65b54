"""What an executed notebook becomes: a self-contained page a language, its PDF, result tables, the run's record."""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.page.elements import RECORD_MIME
from simulate.page.html import MIME, NUMBER, tighten
from simulate.page.words import LANGUAGES, Words
from simulate.publish.execute import RunFailedError

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, language: str, **content: Any) -> str:
    """A page in a language; everything in it is escaped."""
    spoken = {name: Words(name) for name in LANGUAGES}
    page = _environment().get_template(template)
    said = {"language": language, "words": spoken[language], "spoken": spoken}
    return page.render(style=_template("style.css"), **said, **content)


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
_REFERENCE = re.compile(r"\[[^\]\n]*\]\(#(\w+)\)")


def prose(text: str, labels: Mapping[str, str], contents: list[tuple[str, str]]) -> str:
    """A markdown cell as the page has it.

    JupyterLab shows the same cell as it stands: formulas through its own MathJax, a reference
    (``[Gambar](#families)``) as a link with its word.

    Args:
        text: the cell.
        labels: what each figure and table of the page is called (``Gambar 3``), by its place.
        contents: place and text of each heading; this cell's are added.

    Raises:
        RunFailedError: a formula that can't be read, or a reference to what the page does not show.
    """
    text = _FORMULA.sub(lambda found: _mathml(found[1], "block") if found[1] else _mathml(found[2], "inline"), text)
    text = _REFERENCE.sub(lambda found: _reference(found[1], labels), text)
    return _HEADING.sub(lambda found: _heading(found[1], contents), text)


def _heading(text: str, contents: list[tuple[str, str]]) -> str:
    contents.append((f"s{len(contents) + 1}", text))
    return f'<h2 id="{contents[-1][0]}">{escape(text)}</h2>\n'


def _reference(place: str, labels: Mapping[str, str]) -> str:
    if place not in labels:
        raise RunFailedError(f"prose refers to #{place}: the page has no such figure or table; {', '.join(labels)}")
    return f'<a href="#{place}">{escape(labels[place])}</a>'


def _mathml(latex: str, display: str) -> str:
    from latex2mathml.converter import convert

    try:
        formula = convert(latex.strip(), display=display)
    except Exception as error:  # what the package raises has no common kind
        raise RunFailedError(f"formula {latex.strip()!r}: {type(error).__name__}") from None
    return f'\n\n<div class="sim-formula" tabindex="0">{formula}</div>\n\n' if display == "block" else formula


def scripts(notebook: NotebookNode) -> dict[str, str]:
    """What a page adds for the scripts that its pieces name: ``script``, its ``script_style``, its ``script_policy``.

    All are empty where no piece that is published names a script.
    """
    names = sorted(
        {
            output["data"][MIME]["script"]
            for cell in notebook.cells
            if cell.cell_type == "code" and "lab_only" not in cell.metadata.get("tags", [])
            for output in cell.outputs
            if "script" in output.get("data", {}).get(MIME, {})
        }
    )
    code = "".join(_template(f"{name}.js") for name in names)
    return {
        "script": code,
        "script_style": "".join(_template(f"{name}.css") for name in names),
        "script_policy": f"; script-src 'sha256-{_base64(code)}'" if code else "",
    }


def _base64(code: str) -> str:
    """The hash by which a content-security policy names a script."""
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def page(notebook: NotebookNode, language: str, since: str = "") -> str:
    """The report page: headline, contents, numbered figures and tables, folded code.

    It asks the network for nothing and runs no script but its own; a content-security policy enforces that.

    Args:
        notebook: the executed notebook.
        language: ``id`` or ``en``.
        since: HTML that says what moved since the run before.
    """
    words = Words(language)
    spoken, contents, about = _in_language(notebook, words)
    html, _ = _exporter().from_notebook_node(
        spoken,
        resources={
            "language": language,
            **about,
            "contents": contents,
            "since": since,
            "words": words,
            "style": _template("style.css"),
            **scripts(notebook),
        },
    )
    return tighten(html)


@cache
def _exporter():
    from nbconvert import HTMLExporter

    return HTMLExporter(extra_template_basedirs=[str(TEMPLATES)], template_name="report", exclude_anchor_links=True)


def get_ready() -> None:
    """Loads what pages are made with, which takes half a second, ahead of the first."""
    _exporter().template  # noqa: B018  (read for what it loads)


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


_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PRINT_SECONDS = 120


def chromium() -> str | None:
    """The browser that prints: the one that the variable ``CHROMIUM`` names, else the first that is found."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)


def print_pdf(page: bytes, day: str) -> bytes:
    """A page as PDF, tagged for screen readers.

    Args:
        page: the HTML.
        day: ``YYYY-MM-DD``, the date of the facts; it stands in place of the hour of printing, so that the same
            page gives the same bytes.

    Raises:
        RunFailedError: the browser failed.
    """
    with tempfile.TemporaryDirectory(prefix="sim", ignore_cleanup_errors=True) as room:
        source, target = Path(room, "page.html"), Path(room, "page.pdf")
        source.write_bytes(page)
        # a browser of its own, without the sandbox only where the system's root runs it, which it refuses else
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [chromium() or _BROWSERS[0], "--headless", *sandbox, "--disable-gpu", "--no-pdf-header-footer"]
        command += ["--disable-background-networking", f"--user-data-dir={room}/profile"]
        command += [f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_PRINT_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RunFailedError(f"PDF: {command[0]}: {error}") from None
        if done.returncode or not target.exists():
            last = (done.stderr.strip().splitlines() or ["no PDF came out"])[-1]
            raise RunFailedError(f"PDF: {command[0]}: {last}")
        return _dated(target.read_bytes(), day)


def _dated(pdf: bytes, day: str) -> bytes:
    """The hour of printing replaced by midnight of a day, letter for letter."""
    stamp = f"{day.replace('-', '')}000000".encode()
    return re.sub(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}", lambda found: found[1] + stamp, pdf)


def sha256(content: bytes) -> str:
    """Hex SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def record_of(notebook: NotebookNode) -> dict[str, Any]:
    """The record that the notebook's last cell left.

    Raises:
        RunFailedError: there is none.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if RECORD_MIME in output.get("data", {}):
                return output["data"][RECORD_MIME]
    raise RunFailedError("the notebook shows no record of its result, such as sim.election.record(result)")


def result_files(record: dict[str, Any]) -> dict[str, bytes]:
    """``results/NAME.parquet`` and ``results/NAME.csv`` for each table of the record."""
    import pandas as pd

    files = {}
    for name, content in record["tables"].items():
        table = pd.DataFrame(content["rows"], columns=content["columns"])
        parquet = io.BytesIO()
        table.to_parquet(parquet, index=False)
        files[f"results/{name}.parquet"] = parquet.getvalue()
        files[f"results/{name}.csv"] = table.to_csv(index=False, lineterminator="\n").encode()
    return files


def run_json(record: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """The record of the run as JSON: all that is known of it, and the SHA-256 of each file beside it."""
    content = {key: value for key, value in record.items() if key != "tables"} | {
        "outputs": {name: sha256(data) for name, data in sorted(files.items())},
    }
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
