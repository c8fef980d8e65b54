"""A published run as others read it: its record, and its tables as far as its record still binds them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, input_error, missing_keys
from simulate.plan.named import DEFAULT

RECORD, HEADLINE = "run.json", "results/headline.csv"
_MONTHLY = "_by_month.csv"
_NEEDED = ("report", "label", "plan_name", "identity", "inputs", "versions", "facts_date", "outputs")
NUMBERS = ("mean", "p05", "p50", "p95", "mc_error")

# measure, unit, then these numbers
HeadlineRow = tuple[str, str, float, float, float, float, float]
# month, then p05, p50, p95
MonthRow = tuple[str, float, float, float]


class PublishedRun(BaseModel):
    """A run by value, without the place where it stands: a comparison of it can be made anew anywhere.

    ``record`` is the SHA-256 of what its record says of it (`read_record`), ``table`` that of its headline table;
    ``months`` its tables by month, by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    report: str
    label: str
    name: dict[str, str]
    identity: str
    record: str
    table: str
    facts_date: str
    inputs: dict[str, Any]
    versions: dict[str, str]
    headline: tuple[HeadlineRow, ...]
    months: dict[str, tuple[MonthRow, ...]]

    @property
    def key(self) -> str:
        """A name that no other run has."""
        return f"{self.label}-{self.identity[:8]}"

    def __str__(self) -> str:
        """As a table of parameters shows it."""
        return f"{self.report}/{self.label} ({self.identity[:8]})"


def run_folder(text: str, reports: Path | None = None) -> Path | None:
    """The folder of a published run; where no place of that name holds a run, a folder without; None without one.

    Args:
        text: a folder or a file in it, from here or below the project, or ``NAME/PLAN`` below the reports; ``NAME``
            alone means its default plan.
        reports: the folder of all reports; the project's unless given.
    """
    if not text:
        return None
    tried = [base / text for base in (reports or paths.reports(), Path(), paths.project())]
    tried += [place / DEFAULT for place in tried]
    folders = [place.parent if place.is_file() or place.name == RECORD else place for place in tried]
    there = [folder for folder in folders if folder.is_dir()]
    return next((folder for folder in there if (folder / RECORD).is_file()), next(iter(there), None))


def read_run(text: str) -> PublishedRun:
    """A published run with its numbers as published.

    Args:
        text: as in `run_folder`.

    Raises:
        InputError: there is none, its record is damaged, or a table is not the one that its run wrote.
    """
    folder = run_folder(text)
    if folder is None:
        raise input_error("unknown_run", text)
    where = paths.shown(folder / RECORD)
    record, sha = read_record(folder)
    gathered, months = Gathered(), {}
    with gathered:
        headline = tuple(
            _numbers(row, ("measure", "unit"), NUMBERS, where) for row in _rows(folder, record, HEADLINE)
        )
    for name in sorted(record["outputs"]):
        if name.endswith(_MONTHLY):
            with gathered:
                rows = _rows(folder, record, name)
                months[Path(name).stem] = tuple(_numbers(row, ("month",), NUMBERS[1:4], name) for row in rows)
    gathered.refuse()
    return PublishedRun(
        report=record["report"],
        label=record["label"],
        name=record["plan_name"],
        identity=record["identity"],
        record=sha,
        table=record["outputs"][HEADLINE],
        facts_date=record["facts_date"],
        inputs=record["inputs"],
        versions=record["versions"],
        headline=headline,
        months=months,
    )


def read_record(folder: Path) -> tuple[dict[str, Any], str]:
    """The record of the run that stands in a folder, and the SHA-256 of what it says of that run.

    That leaves out its pages, and what they and the record say of the run before: the same run has the same hash
    whatever stood there before it, in whichever languages.

    Raises:
        InputError: there is none, or it is damaged.
    """
    where = paths.shown(folder / RECORD)
    try:
        written = (folder / RECORD).read_bytes()
    except OSError:
        raise input_error("no_record", paths.shown(folder)) from None
    try:
        record = json.loads(written)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise input_error("damaged_record", where)
    problems = [*missing_keys(record, _NEEDED, where)]
    kinds = {"inputs": dict, "outputs": dict, "versions": dict, "plan_name": dict} | dict.fromkeys(_NEEDED[:2], str)
    kinds |= {"identity": str, "facts_date": str}
    problems += [
        Problem("damaged_record.read_record", where, key=key, record=repr(record[key]))
        for key, kind in kinds.items()
        if key in record and not isinstance(record[key], kind)
    ]
    if problems:
        raise InputError(problems)
    return record, _hash_of(record)


# what a record says of its pages, and of the run before
_BESIDE, _PAGES = ("pages_from", "since"), (".html", ".pdf")


def _hash_of(record: Mapping[str, Any]) -> str:
    outputs = {name: sha for name, sha in record["outputs"].items() if not name.endswith(_PAGES)}
    own = {name: value for name, value in record.items() if name not in _BESIDE} | {"outputs": outputs}
    text = json.dumps(own, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def bound(folder: Path, record: Mapping[str, Any], name: str) -> bytes:
    """The content of a file that the record binds.

    Raises:
        InputError: it is not there, or not what the run wrote.
    """
    where = paths.shown(folder / name)
    try:
        content = (folder / name).read_bytes()
    except OSError:
        raise input_error("missing_table", where) from None
    if hashlib.sha256(content).hexdigest() != record["outputs"].get(name):
        raise input_error("tampered_run", where)
    return content


def _rows(folder: Path, record: Mapping[str, Any], name: str) -> list[dict[str, str]]:
    """The rows of a CSV table that the record binds."""
    return list(csv.DictReader(io.StringIO(bound(folder, record, name).decode("utf-8"))))


def _numbers(row: Mapping[str, str], texts: tuple[str, ...], numbers: tuple[str, ...], where: str) -> tuple:
    try:
        return (*(row[name] for name in texts), *(float(row[name]) for name in numbers))
    except (KeyError, ValueError) as error:
        raise input_error("damaged_table", where, error=str(error), names=", ".join((*texts, *numbers))) from None
