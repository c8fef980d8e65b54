"""The gallery over all reports of a folder, a page in each language, read as one story; it shows what failed, too."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from simulate.files import put_one
from simulate.plan.named import DEFAULT
from simulate.publish.catalogue import REPORTS
from simulate.publish.folder import read_json, record_in
from simulate.publish.render import render
from simulate.show.words import LANGUAGES, Words

PAGES = {"id": "index.html", "en": "index.en.html"}


def write_index(out: Path) -> None:
    """Writes ``index.html`` and ``index.en.html`` over the reports that stand below the folder."""
    for language, page in PAGES.items():
        reports = published(out, Words(language))
        html = render("index.html.j2", language, reports=reports, pages=PAGES, languages=LANGUAGES)
        put_one(out / page, html.encode())


def published(out: Path, words: Words) -> list[dict[str, Any]]:
    """The reports that stand below a folder, in the order of the catalogue.

    Returns:
        For each report ``name``, ``title``, ``story`` (what it asks) and ``entries``, one a plan: ``report``,
        ``label``, ``named``, ``plan_name``, ``title``, ``answer``, ``facts_date``, ``files`` (path below the folder,
        language, text) and ``failed``.
    """
    folders = sorted({path.parent for name in ("run.json", "failed.json") for path in out.glob(f"*/*/{name}")})
    entries = filter(None, (_entry(folder, words) for folder in folders))
    return _by_report(sorted(entries, key=_place), words)


def _place(entry: dict[str, Any]) -> tuple[int, str, bool, str]:
    """In the order of the catalogue, the default plan of a report before its named ones."""
    order = {name: place for place, name in enumerate(REPORTS)}
    return order.get(entry["report"], len(order)), entry["report"], entry["label"] != DEFAULT, entry["label"]


def _by_report(entries: list[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
    """Entries by report, headed by what it is called whatever its plan, and what it asks.

    A report without such a name, for what it is changes with its data, has its first title, or its plan's name.
    """
    found = []
    for name, group in groupby(entries, key=lambda entry: entry["report"]):
        same = list(group)
        called = words.term("index.report", name)
        title = (
            called if called != name else next(filter(None, (entry["title"] for entry in same)), same[0]["plan_name"])
        )
        story = words.term("index.story", name)
        found.append({"name": name, "title": title, "story": story if story != name else "", "entries": same})
    return found


def _entry(folder: Path, words: Words) -> dict[str, Any] | None:
    """One report in a language; None where neither its record nor its failure is one of ours."""
    record, failed = record_in(folder), read_json(folder / "failed.json")
    shown = {"report", "label", "title", "plan_name", "answer", "facts_date"}
    record = record if shown <= set(record) else {}
    told = record or failed
    if not {"report", "label", "plan_name"} <= set(told):
        return None
    below, language = f"{folder.parent.name}/{folder.name}", words.language
    return {
        "report": told["report"],
        "label": folder.name,
        "named": folder.name != DEFAULT,
        "plan_name": told["plan_name"][language],
        "title": record["title"][language] if record else "",
        "answer": record["answer"][language] if record else "",
        "facts_date": record.get("facts_date"),
        "files": _files(folder, below, words),
        "failed": {"reason": failed["reason"], "page": f"{below}/failed.html"} if "reason" in failed else None,
    }


def _files(folder: Path, below: str, words: Words) -> list[dict[str, str]]:
    """The pages that can be opened or mailed, the reader's language first, each with its size."""
    languages = sorted(LANGUAGES, key=lambda language: language != words.language)
    names = [(language, form) for language in languages for form in ("html", "pdf")]
    return [
        {
            "path": f"{below}/report.{language}.{form}",
            "language": language,
            "text": words(
                f"index.open.{form}",
                language=words(f"language.{language}"),
                size=words.exact((folder / f"report.{language}.{form}").stat().st_size / 1000),
            ),
        }
        for language, form in names
        if (folder / f"report.{language}.{form}").exists()
    ]
