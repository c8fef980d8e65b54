"""Recomputes a published report, and says what differs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import InputError, input_error
from simulate.plan.named import DEFAULT
from simulate.plan.published import HEADLINE, RECORD, run_folder
from simulate.programmes import named_programme
from simulate.publish.execute import RunFailedError
from simulate.publish.folder import record_in, stands
from simulate.publish.history import kept, standing, told_of
from simulate.publish.requests import PublishJob
from simulate.publish.run import PublishOptions, executed_from, pages_from, publish, versions
from simulate.publish.since import since_in
from simulate.study.identity import differing, digest, how

_SINCE = {"added": "new since", "changed": "changed since", "removed": "gone since"}


@dataclass(frozen=True)
class Finding:
    """One thing that differs: its kind, what it is, and how."""

    kind: str
    what: str
    how: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}: {self.how}"


def report_folder(text: str, out: Path) -> Path:
    """The folder of a published report.

    Args:
        text: as in `run_folder`.
        out: the folder of all reports.

    Raises:
        InputError: no record of a run stands there.
    """
    folder = run_folder(text, out)
    if folder and record_in(folder):
        return folder
    raise input_error("no_record.report_folder", text, record=RECORD)


def verify(folder: Path) -> list[Finding]:
    """What differs between a published report and the same report made now; empty where nothing does.

    Looks at the files that stand, at what they were made from, and then makes the report anew.

    Raises:
        InputError: the record names no report of this version.
    """
    record = record_in(folder)
    found = [
        Finding("file", name, "missing" if not (folder / name).exists() else "changed since it was published")
        for name in record["outputs"]
        if not stands(folder, record, name)
    ]
    job = _job(record, paths.shown(folder / RECORD))
    found += _origins(record, job)
    found += _since(folder, record)
    with tempfile.TemporaryDirectory(prefix="sim", ignore_cleanup_errors=True) as room:
        languages = tuple(name.split(".")[1] for name in record["outputs"] if name.endswith(".html"))
        wanted = PublishOptions(Path(room), languages, fresh=True)
        try:
            publish(job, wanted, since=since_in(record))
        except (InputError, RunFailedError) as error:
            return [*found, Finding("run", "cannot be made anew", str(error))]
        anew = wanted.folder(job)
        again = record_in(anew)
        # a PDF is a print of its page, and differs with the browser that prints
        pages = {name: sha for name, sha in record["outputs"].items() if not name.endswith(".pdf")}
        found += [
            Finding("result", name, "comes out otherwise") for name in sorted(differing(pages, again["outputs"]))
        ]
        found += _numbers(folder, anew) if found else []
    return found


def _job(record: Mapping[str, Any], where: str) -> PublishJob:
    """The order that a record answers."""
    needed = {"report", "label", "plan_name", "parameters", "inputs", "identity", "versions"}
    if not needed <= set(record):
        missing = ", ".join(sorted(needed - set(record)))
        raise input_error("damaged_record.job", where, missing=missing)
    wanted, inputs = named_programme(record["report"]), record["inputs"]
    levers = wanted.levers(**inputs["plan"])
    settings = wanted.settings(**inputs.get("settings", {}))
    return PublishJob(
        report=wanted.name,
        label=record["label"],
        plan=record["parameters"].get("plan", DEFAULT),
        plan_name=record["plan_name"],
        parameters=record["parameters"],
        inputs=wanted.study.inputs_now(levers, settings),
    )


def _origins(record: Mapping[str, Any], job: PublishJob) -> Iterator[Finding]:
    """What the report was made from and is no longer so."""
    if digest(record["inputs"]) != record["identity"]:
        yield Finding("record", "identity", "is not that of the inputs beside it")
    before, now = record["inputs"], job.inputs
    for name, pair in sorted(differing(before["data"], now["data"]).items()):
        yield Finding("data", name, _SINCE[how(*pair)])
    made = record.get("executed_from", {}) | record.get("pages_from", {})
    notebook = paths.notebooks() / named_programme(job.report).notebook
    today = executed_from(notebook, job.plan) | pages_from()
    for name, pair in sorted(differing(made, today).items()):
        yield Finding("code", name, _SINCE[how(*pair)])
    for name, (was, is_now) in sorted(differing(record["versions"], versions()).items()):
        yield Finding("version", name, f"{was or 'none'} then, {is_now or 'none'} now")


def _since(folder: Path, record: Mapping[str, Any]) -> Iterator[Finding]:
    """What the record says of the run before, held to that run as far as it is kept."""
    said, now = since_in(record), standing(folder)
    before = [one for one in kept(folder).values() if said and one.identity == said["identity"]]
    if before and now and now.rows is not None and told_of(before[-1], now) != said:
        yield Finding("record", "since", "is not what the run before gives, as it is kept")


def _numbers(before: Path, now: Path) -> Iterator[Finding]:
    """Headline measures whose median differs."""
    import pandas as pd

    try:
        tables = [pd.read_csv(folder / HEADLINE).set_index("measure")["p50"] for folder in (before, now)]
    except (OSError, ValueError, KeyError):
        return
    was, is_now = tables
    for measure in [name for name in was.index if name in is_now.index and was[name] != is_now[name]]:
        pair = [f"{one[measure]:,.6g}" for one in tables]
        if pair[0] == pair[1]:  # another processor rounds the last figures otherwise
            pair = [f"{one[measure]:,.17g}" for one in tables]
        yield Finding("number", measure, f"median {pair[0]} then, {pair[1]} now")
