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
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.page.face import RECORD_MIME
from simulate.page.html import MIME, tighten
from simulate.page.trace import Trace, trace_html
from simulate.page.words import LANGUAGES, Words, unmarked
from simulate.publish.arrange import arranged, must_lead_somewhere, pieces, sections
from simulate.publish.execute import RunFailedError
from simulate.publish.notebook import PARAMETERS

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).with_name("templates")
# the index over all reports, by language
INDEX = {"id": "index.html", "en": "index.en.html"}


def render(template: str, language: str, **content: Any) -> str:
    """A page in a language; everything in it is escaped."""
    spoken = {name: Words(name) for name in LANGUAGES}
    page = _environment().get_template(template)
    said = {"language": language, "words": spoken[language], "spoken": spoken}
    return page.render(style=_template("style.css") + _template("index.css"), **said, **content)


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
_REFERENCE = re.compile(r"\[[^\]\n]*\]\(#(\w+)\)")


def prose(text: str) -> str:
    """A markdown cell as the page has it.

    JupyterLab shows the same cell as it stands: formulas through its own MathJax, a reference
    (``[Gambar](#families)``) as a link with its word, in whose place the page has the figure's number.

    Raises:
        RunFailedError: a formula that can't be read.
    """
    text = _FORMULA.sub(lambda found: _mathml(found[1], "block") if found[1] else _mathml(found[2], "inline"), text)
    return _REFERENCE.sub(lambda found: f'<a class="sim-ref" href="#{found[1]}">{found[1]}</a>', text)


def _mathml(latex: str, display: str) -> str:
    from latex2mathml.converter import convert

    try:
        # what HTML knows of itself
        formula = convert(latex.strip(), display=display).replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
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
            for output in pieces(cell)
            if "script" in output["data"][MIME]
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


@cache
def _template(name: str) -> str:
    """A template's text; a style sheet without the blanks that nothing needs."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    if not name.endswith(".css"):
        return text
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).replace(": ", ":")


def page(notebook: NotebookNode, language: str, languages: Sequence[str] = LANGUAGES, since: str = "") -> str:
    """The report page: its face, sections with folded details, the technical annex with the code.

    It asks the network for nothing and runs no script but its own; a content-security policy enforces that.

    Args:
        notebook: executed.
        language: of the page.
        languages: those that the report is published in.
        since: what the annex says of the run before, as HTML.

    Raises:
        RunFailedError: a formula that can't be read, a link inside the page that leads nowhere, or a number of its
            face that opens nothing.
    """
    words = Words(language)
    spoken, about = _in_language(notebook, words, since)
    html, _ = _exporter().from_notebook_node(
        spoken,
        resources={
            "language": language,
            **about,
            "pages": [] if about["mails"] else _beside(language, languages),
            "words": words,
            "style": _template("style.css"),
            **scripts(notebook),
        },
    )
    html = _opening(html, record_of(notebook).get("traces", {}).get(language, {}), words)
    must_lead_somewhere(html)
    return tighten(html)


def _beside(language: str, languages: Sequence[str]) -> list[dict[str, str]]:
    """The pages that a report leads to: the index, and itself in the other language."""
    others = [name for name in languages if name != language]
    index = {"path": f"../../{INDEX[language]}", "language": language, "text": Words(language)("page.index")}
    return [
        index,
        *({"path": f"report.{one}.html", "language": one, "text": Words(one)("page.other")} for one in others),
    ]


# a number that opens something, with the signs right before and after it; a browser breaks a line around a button
_BESIDE = re.compile(r'([(“]?)(<button popovertarget="trace-[^"]*">[^<]{1,20}</button>)([.,:;)”]*)')


def _kept(found: re.Match[str]) -> str:
    """The number and its signs on one line."""
    before, number, after = found.groups()
    return f'<span class="sim-kept">{found[0]}</span>' if before or after else number


def _opening(html: str, traces: Mapping[str, Mapping[str, Any]], words: Words) -> str:
    """The page with each marked number as a button that opens what it rests on, and what opens at its end.

    Raises:
        RunFailedError: naming the numbers that would open nothing.
    """
    used: dict[str, list[str]] = {}

    def button(trace: str, number: str) -> str:
        used.setdefault(trace, []).append(unescape(number))
        return f'<button popovertarget="trace-{trace}">{number}</button>'

    html = _BESIDE.sub(_kept, unmarked(html, button))
    if missing := [trace for trace in used if trace not in traces]:
        raise RunFailedError(f"numbers of the page's face that open nothing: {', '.join(missing)}")
    close = escape(words("trace.close"))
    boxes = "".join(
        f'<div popover id="trace-{trace}" class="sim-trace" role="dialog" '
        f'aria-label="{escape(traces[trace]["name"])}">{trace_html(Trace(**traces[trace]), words, pressed)}'
        f'<button popovertarget="trace-{trace}" popovertargetaction="hide">{close}</button></div>'
        for trace, pressed in used.items()
    )
    return html.replace("</main>", f"{boxes}</main>", 1)


@cache
def _exporter():
    from nbconvert import HTMLExporter

    return HTMLExporter(extra_template_basedirs=[str(TEMPLATES)], template_name="report", exclude_anchor_links=True)


def get_ready() -> None:
    """Loads what pages are made with, which takes half a second, ahead of the first."""
    _exporter().template  # noqa: B018  (read for what it loads)


def _in_language(notebook: NotebookNode, words: Words, since: str) -> tuple[NotebookNode, dict[str, Any]]:
    """A copy in one language, arranged as a page; its title, its footer, whether it is mailed alone."""
    spoken = copy.deepcopy(notebook)
    about: dict[str, Any] = {"title": "", "footer": "", "mails": False}
    for piece in (output["data"][MIME] for cell in spoken.cells for output in pieces(cell)):
        about = {name: told or piece.get(name, {}).get(words.language, told) for name, told in about.items()}
    found = sections(spoken.cells, words.language)
    for cell in (cell for section in found for cell in (*section.cells, *section.details)):
        cell.source = prose(cell.source) if cell.cell_type == "markdown" else cell.source
    spoken.cells = arranged(found, words, since + _code(notebook, words))
    return spoken, about


def _code(notebook: NotebookNode, words: Words) -> str:
    """The cells of code, folded; without the saved parameters where an order's own cell holds every value."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any("injected-parameters" in cell.metadata.get("tags", []) for cell in cells):
        cells = [cell for cell in cells if PARAMETERS not in cell.metadata.get("tags", [])]
    shown = "".join(f'<pre tabindex="0"><code>{escape(cell.source)}</code></pre>\n' for cell in cells)
    return f'<details class="sim-code"><summary>{escape(words("page.code"))}</summary>{shown}</details>'


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
