"""The index over all reports, the page of a failed run, and a folder for a web server."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any

from simulate.errors import InputError, Problem, input_error
from simulate.page.words import LANGUAGES, Words
from simulate.paths import put_one
from simulate.plan.named import DEFAULT
from simulate.plan.published import RECORD
from simulate.programmes import NAMES
from simulate.publish.execute import RunFailedError
from simulate.publish.folder import FAILED, alone, read_json, record_in, sha256
from simulate.publish.page import render
from simulate.publish.requests import PublishJob


def failure_files(job: PublishJob, error: RunFailedError) -> dict[str, bytes]:
    """``failed.html`` for people and ``failed.json`` for the index."""
    told = {
        "report": job.report,
        "label": job.label,
        "plan_name": job.plan_name,
        "parameters": job.parameters,
        "reason": str(error),
        "cell": error.cell,
    }
    page = render("failed.html.j2", LANGUAGES[0], failed=told)
    document = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return {"failed.html": page.encode(), "failed.json": document.encode()}


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
    order = {name: place for place, name in enumerate(NAMES)}
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


_MANIFEST = "site.json"


def make_site(reports: Path, out: Path) -> list[str]:
    """Copies every report, its results and its record into a folder, with an index over them.

    Only what its run wrote goes: each file is compared with the hash in its record. Files of an earlier site that
    are no longer published go; a folder with files that are not a site's is left alone.

    Args:
        reports: the folder of all reports.
        out: the site's folder.

    Returns:
        The names of the files, below ``out``.

    Raises:
        InputError: no report, a file that is not as its run wrote it, or a folder that holds something else.
        RunFailedError: the folder can't be written.
    """
    files = _site_files(reports)
    before = read_json(out / _MANIFEST).get("files", [])
    standing = [path for path in out.glob("*") if path.name != ".lock"] if out.is_dir() else []
    if standing and not before:
        raise input_error("not_a_site", str(out))
    with alone(out):
        for name, content in files.items():
            put_one(out / name, content)
        names = sorted([*files, *PAGES.values()])
        for name in set(before) - set(names):
            if (out / name).resolve().is_relative_to(out.resolve()):
                (out / name).unlink(missing_ok=True)
        emptied = {out / above for name in before for above in PurePath(name).parents if above.name}
        for folder in sorted(emptied, reverse=True):  # what lies deeper comes first
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        write_index(out)
        put_one(out / ".nojekyll", b"")  # GitHub's pages else leave out names that begin with an underscore
        put_one(out / _MANIFEST, (json.dumps({"files": names}, indent=1) + "\n").encode())
    return names


def _site_files(reports: Path) -> dict[str, bytes]:
    """Every file that goes onto the site, by its name below it."""
    found: dict[str, bytes] = {}
    problems = []
    for folder in sorted({path.parent for path in reports.glob(f"*/*/{RECORD}")}):
        record, below = record_in(folder), folder.relative_to(reports).as_posix()
        for name, wanted in record.get("outputs", {}).items():
            content = (folder / name).read_bytes() if (folder / name).is_file() else b""
            if sha256(content) != wanted:
                code = "not_as_published" if content else "not_as_published.missing"
                problems.append(Problem(code, f"{below}/{name}"))
            found[f"{below}/{name}"] = content
        if record:
            found[f"{below}/{RECORD}"] = (folder / RECORD).read_bytes()
    for path in (path for name in FAILED for path in reports.glob(f"*/*/{name}")):
        found[path.relative_to(reports).as_posix()] = path.read_bytes()
    if problems:
        raise InputError(problems)
    if not found:
        raise input_error("no_reports", str(reports))
    return found
