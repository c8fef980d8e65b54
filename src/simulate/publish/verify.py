"""Recomputes a published report, and says what two runs have different."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import InputError, input_error
from simulate.plan.named import DEFAULT
from simulate.plan.published import RECORD, PublishedRun, run_folder
from simulate.programmes import named_programme
from simulate.publish.execute import RunFailedError
from simulate.publish.folder import record_in, stands
from simulate.publish.requests import PublishJob
from simulate.publish.run import PublishOptions, executed_from, pages_from, publish, versions
from simulate.study.identity import differing, digest, how, is_law


@dataclass(frozen=True)
class Change:
    """A measure in two runs: median and 90 % range of each; None where a run lacks it.

    ``error`` is the simulation error of the difference of the medians; ``within_error`` says that the difference is
    not larger, so that it may be chance alone.
    """

    measure: str
    unit: str
    before: tuple[float, float, float] | None
    after: tuple[float, float, float] | None
    error: float

    @property
    def absolute(self) -> float | None:
        """How much the median rose."""
        return self.after[1] - self.before[1] if self.before and self.after else None

    @property
    def relative(self) -> float | None:
        """How much the median rose, as a share of what it was; None from zero."""
        return self.absolute / abs(self.before[1]) if self.absolute is not None and self.before[1] else None

    @property
    def within_error(self) -> bool:
        """Whether the median moved by no more than the simulation error."""
        return self.absolute is not None and abs(self.absolute) <= self.error


@dataclass(frozen=True)
class Difference:
    """Two runs: pairs (before, after) of what differs by name, and the measures that moved."""

    before: PublishedRun
    after: PublishedRun
    levers: dict[str, tuple[Any, Any]]
    settings: dict[str, tuple[Any, Any]]
    law: dict[str, tuple[Any, Any]]
    data: dict[str, tuple[Any, Any]]
    versions: dict[str, tuple[Any, Any]]
    other: dict[str, tuple[Any, Any]]
    moved: list[Change]
    unmoved: int

    @property
    def same(self) -> bool:
        """Whether both are one run: the same inputs."""
        return self.before.identity == self.after.identity


def difference(before: PublishedRun, after: PublishedRun) -> Difference:
    """What the second run has different from the first; nothing is computed anew."""
    first, second = before.inputs, after.inputs

    def part(name: str) -> dict[str, tuple[Any, Any]]:
        return differing(*(one[name] if isinstance(one.get(name), Mapping) else {} for one in (first, second)))

    files = dict(sorted(part("data").items()))
    known = ("plan", "settings", "data")
    rest = [{name: value for name, value in one.items() if name not in known} for one in (first, second)]
    changes = _changes(before, after)
    return Difference(
        before=before,
        after=after,
        levers=part("plan"),
        settings=part("settings"),
        law={name: pair for name, pair in files.items() if is_law(name)},
        data={name: pair for name, pair in files.items() if not is_law(name)},
        versions=differing(before.versions, after.versions),
        other=differing(*rest),
        moved=[change for change in changes if change.before != change.after],
        unmoved=sum(change.before == change.after for change in changes),
    )


def _changes(before: PublishedRun, after: PublishedRun) -> list[Change]:
    rows = [{row[0]: row for row in run.headline} for run in (before, after)]
    found = []
    for measure in dict.fromkeys([*rows[0], *rows[1]]):
        pair = [one.get(measure) for one in rows]
        ranges = [row and (row[3], row[4], row[5]) for row in pair]
        error = sum(row[6] ** 2 for row in pair if row) ** 0.5
        found.append(Change(measure, next(row for row in pair if row)[1], *ranges, error))
    return found


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
    with tempfile.TemporaryDirectory(prefix="sim", ignore_cleanup_errors=True) as room:
        languages = tuple(name.split(".")[1] for name in record["outputs"] if name.endswith(".html"))
        wanted = PublishOptions(Path(room), languages, fresh=True)
        try:
            publish(job, wanted)
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


def _numbers(before: Path, now: Path) -> Iterator[Finding]:
    """Headline measures whose median differs."""
    import pandas as pd

    try:
        tables = [
            pd.read_csv(folder / "results/headline.csv").set_index("measure")["p50"] for folder in (before, now)
        ]
    except (OSError, ValueError, KeyError):
        return
    was, is_now = tables
    for measure in [name for name in was.index if name in is_now.index and was[name] != is_now[name]]:
        pair = [f"{one[measure]:,.6g}" for one in tables]
        if pair[0] == pair[1]:  # another processor rounds the last figures otherwise
            pair = [f"{one[measure]:,.17g}" for one in tables]
        yield Finding("number", measure, f"median {pair[0]} then, {pair[1]} now")
