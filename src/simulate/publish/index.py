"""The page that links all reports of a folder, in both languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from simulate.plan.named import DEFAULT
from simulate.publish.catalogue import REPORTS
from simulate.show.words import LANGUAGES, Words

TEMPLATES = Path(__file__).with_name("templates")


def write_index(out: Path) -> Path:
    """Writes ``index.html`` over the reports that stand below the folder."""
    html = _template().render(
        style=(TEMPLATES / "style.css").read_text(encoding="utf-8"),
        entries=_entries(out),
        words={language: Words(language) for language in LANGUAGES},
    )
    aside = out / ".index.html.writing"
    aside.write_text(html, encoding="utf-8", newline="\n")
    aside.replace(out / "index.html")
    return out / "index.html"


@cache
def _template():
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("index.html.j2")


def _entries(out: Path) -> list[dict[str, Any]]:
    """Each report with its record and the pages that it has."""
    entries = []
    for path in sorted(out.glob("*/*/run.json")):
        record = _record(path)
        if record is None:
            continue
        pages = {
            language: f"{path.parent.relative_to(out).as_posix()}/report.{language}.html"
            for language in LANGUAGES
            if (path.parent / f"report.{language}.html").exists()
        }
        entries.append({"record": record, "pages": pages})
    # in the order of the catalogue, the default plan of a report before its named ones
    order = {name: place for place, name in enumerate(REPORTS)}

    def place(entry: dict[str, Any]) -> tuple[int, bool]:
        record = entry["record"]
        return order.get(record["report"], len(order)), record["label"] != DEFAULT

    return sorted(entries, key=place)


def _record(path: Path) -> dict[str, Any] | None:
    """A run's record, or None where the file is not one of ours."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    shown = {"report", "label", "title", "plan_name", "answer", "facts_date"}
    return record if isinstance(record, dict) and shown <= set(record) else None
