"""Folders of reports: how whole files get into one, what stands in it, the index over all, a site of them."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any

from simulate import paths
from simulate.errors import InputError, Problem, input_error
from simulate.page.html import tighten
from simulate.page.words import LANGUAGES, Words
from simulate.paths import STAGING, put, put_one
from simulate.plan.named import DEFAULT
from simulate.plan.published import RECORD
from simulate.programmes import NAMES
from simulate.publish.execute import RunFailedError
from simulate.publish.page import INDEX, render, sha256
from simulate.publish.requests import PublishJob
from simulate.publish.since import since_in, since_said

FAILED = ("failed.html", "failed.json")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON document of ours; empty where there is none, or it is not one."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def record_in(folder: Path) -> dict[str, Any]:
    """The record of the run that stands in the folder; empty where there is none."""
    record = read_json(folder / RECORD)
    return record if isinstance(record.get("outputs"), dict) else {}


def stands(folder: Path, record: Mapping[str, Any], name: str) -> bool:
    """Whether a file is there as its run wrote it."""
    try:
        return sha256((folder / name).read_bytes()) == record["outputs"].get(name)
    except OSError:
        return False


def check_writable(out: Path) -> None:
    """Looks before a long run whether the reports' folder, or the one it would be made in, can be written.

    Raises:
        RunFailedError: it can't.
    """
    here = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if not here.is_dir():
        raise cannot_write(out, NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
    if not os.access(here, os.W_OK | os.X_OK):
        raise cannot_write(out, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def cannot_write(out: Path, error: OSError) -> RunFailedError:
    """Why nothing could be written."""
    return RunFailedError(f"{paths.shown(out)}: cannot write: {error.strerror or error}; the old files stand")


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Lets one process at a time change what stands below a folder of reports.

    Raises:
        RunFailedError: the folder can't be written.
    """
    from filelock import FileLock

    try:
        out.mkdir(parents=True, exist_ok=True)
        with FileLock(out / ".lock"):
            for left in [*out.glob(f"*/*/{STAGING}*"), *out.glob(f"{STAGING}*")]:  # by a process that was killed
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            yield
    except OSError as error:
        raise cannot_write(out, error) from None


def replace(folder: Path, files: Mapping[str, bytes], before: Mapping[str, Any]) -> None:
    """Puts a run's files in the place of an earlier one's; files of others stay.

    Args:
        folder: the report's folder.
        files: the new files; the record comes last, so that where it stands all that it binds stands too.
        before: the record of the run that stood there.
    """
    put(folder, files)
    for name in {*before.get("outputs", {}), *FAILED} - set(files):
        (folder / name).unlink(missing_ok=True)


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


def write_index(out: Path) -> None:
    """Writes ``index.html`` and ``index.en.html`` over the reports that stand below the folder."""
    standing = _standing(out)
    for language, page in INDEX.items():
        reports = _by_report(standing, Words(language))
        newest = max((entry["facts_date"] or "" for report in reports for entry in report["entries"]), default="")
        told = {"asked": _asked(reports), "newest": newest, "pages": INDEX, "languages": LANGUAGES}
        html = render("index.html.j2", language, reports=reports, **told)
        put_one(out / page, tighten(html).encode())


def _asked(reports: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What the region claims or asks for, what the default plans' reports answer, and the page that does: of the
    other language where the reader's is not published."""
    return [
        {"claim": claim, "answer": answer, "path": page}
        for report in reports
        for entry in report["entries"]
        for page in [file["path"] for file in entry["files"] if file["path"].endswith(".html")][:1]
        for claim, answer in (() if entry["named"] else entry["asked"])
    ]


def published(out: Path, words: Words) -> list[dict[str, Any]]:
    """The reports that stand below a folder, in the order of the programmes.

    Returns:
        For each report ``name``, ``title``, ``story`` (what it asks) and ``entries``, one a plan: ``report``,
        ``label``, ``named``, ``plan_name``, ``title``, ``answer``, ``card`` (its first number), ``lead`` (its lead
        chart), ``asked`` (what the region asks that it answers), ``facts_date``, ``files`` (path below the folder,
        language, text), ``moved`` (the first numbers that moved since the run before, and why) and ``failed``.
    """
    return _by_report(_standing(out), words)


# a report's folder, its record and its failure, each empty where it is not one of ours
_Standing = tuple[Path, dict[str, Any], dict[str, Any]]
_TOLD = {"report", "label", "plan_name"}


def _standing(out: Path) -> list[_Standing]:
    """What stands below a folder, in the order of the programmes, a report's default plan before its named ones."""
    found = []
    for folder in {path.parent for name in (RECORD, "failed.json") for path in out.glob(f"*/*/{name}")}:
        record, failed = record_in(folder), read_json(folder / "failed.json")
        record = record if {*_TOLD, "title", "answer", "facts_date"} <= set(record) else {}
        if set(record or failed) >= _TOLD:
            found.append((folder, record, failed))
    order = {name: place for place, name in enumerate(NAMES)}

    def place(one: _Standing) -> tuple[int, str, bool, str]:
        folder, record, failed = one
        name = (record or failed)["report"]
        return order.get(name, len(order)), name, folder.name != DEFAULT, folder.name

    return sorted(found, key=place)


def _by_report(standing: list[_Standing], words: Words) -> list[dict[str, Any]]:
    """Entries by report, headed by what it is called whatever its plan, and what it asks.

    A report without such a name, for what it is changes with its data, has its first title, or its plan's name.
    """
    found = []
    for name, group in groupby((_entry(*one, words) for one in standing), key=lambda entry: entry["report"]):
        same = list(group)
        titles = [words.term("index.report", name), *(entry["title"] for entry in same), same[0]["plan_name"]]
        title = next((one for one in titles if one and one != name), name)
        story = words.term("index.story", name)
        found.append({"name": name, "title": title, "story": story if story != name else "", "entries": same})
    return found


def _entry(folder: Path, record: dict[str, Any], failed: dict[str, Any], words: Words) -> dict[str, Any]:
    """One report in a language."""
    told, below, language = record or failed, f"{folder.parent.name}/{folder.name}", words.language
    since = since_in(record)
    return {
        "report": told["report"],
        "label": folder.name,
        "named": folder.name != DEFAULT,
        "plan_name": told["plan_name"][language],
        "title": record["title"][language] if record else "",
        "answer": record["answer"][language] if record else "",
        "card": next(iter(record.get("cards", {}).get(language, [])), None),
        "lead": record.get("lead", {}).get(language, {}),
        "asked": record.get("asked", {}).get(language, []),
        "facts_date": record.get("facts_date"),
        "files": _files(folder, below, words),
        "moved": since_said(since, told["report"], words) if since else "",
        "failed": {"reason": failed["reason"], "page": f"{below}/failed.html"} if "reason" in failed else None,
    }


def _files(folder: Path, below: str, words: Words) -> list[dict[str, str]]:
    """The pages that can be opened or mailed, the reader's language first."""
    found = []
    for language in sorted(LANGUAGES, key=lambda language: language != words.language):
        for form in ("html", "pdf"):
            name = f"report.{language}.{form}"
            if (folder / name).exists():
                text = words(f"index.open.{form}", language=words(f"language.{language}"))
                found.append({"path": f"{below}/{name}", "language": language, "text": text})
    return found


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
        names = sorted([*files, *INDEX.values()])
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
