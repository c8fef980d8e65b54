"""What the brief takes from each report, and reading published runs for it: each whole, current, of one region."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from simulate.errors import Gathered, InputError, Phrase, Problem, did_you_mean, input_error
from simulate.paths import shown
from simulate.plan.checked import Checked, Shown
from simulate.plan.named import DEFAULT, plan_files, read_plan
from simulate.plan.published import RECORD, bound, read_record
from simulate.programmes import NAMES, named_programme
from simulate.programmes.brief.plan import ReadRun, ReadRuns, ReadTrace
from simulate.study.identity import differing, digest
from simulate.written import read_yaml

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Source:
    """What a brief reads of a report: its names of the report's measures, and tables as SQL over the report's own;
    those ``if_there`` may be missing, because a plan has no such table. ``traces`` are its names of what numbers rest
    on that are no measures.
    """

    measures: dict[str, str]
    tables: dict[str, str] = field(default_factory=dict)
    if_there: dict[str, str] = field(default_factory=dict)
    traces: dict[str, str] = field(default_factory=dict)


@cache
def sources() -> dict[str, Source]:
    """``sources.yaml``, by report."""
    content = read_yaml(Path(__file__).with_name("sources.yaml"))
    return {name: Source(**parts) for name, parts in content.items()}


_NUMBERS = ("mean", "p05", "p50", "p95", "mc_error")
# a message names so many of the files that changed
_NAMED = 4
# settings that the runs have in common: what one takes of another is the same, draw by draw
_ALIKE = {"region": "mixed_regions", "draws": "mixed_draws", "seed": "mixed_draws"}


def read_runs(labels: Mapping[str, str], reports: Path) -> ReadRuns:
    """The published runs that a brief reads, checked against what stands now and against one another.

    Args:
        labels: the plan's label of each report, as a scenario binds them: each plan then reads only plans among them.
        reports: the folder of all reports.

    Raises:
        InputError: with all that is wrong: a run that is missing, failed, stale, not as it was published, or lacks a
            measure; runs of another region, other draws or other versions of packages than the others.
    """
    gathered, runs, records = Gathered(), {}, {}
    for name, label in labels.items():
        with gathered:
            runs[name], records[name] = _read(name, label, reports)
    gathered.problems += _mixed(records)
    gathered.refuse()
    files = {path: sha for record in records.values() for path, sha in record["inputs"]["data"].items()}
    return ReadRuns(files=dict(sorted(files.items())), runs=runs)


def _read(name: str, label: str, reports: Path) -> tuple[ReadRun, dict[str, Any]]:
    """A run and its record, if it is whole and what its plan gives now."""
    where, folder = f"{name}/{label}", reports / name / label
    if name not in NAMES:
        raise input_error("unknown_report.read", name, meant=did_you_mean(name, NAMES))
    command, programme = _command(where), named_programme(name)
    if failed := _failure(folder):
        raise input_error("failed_run", where, failed=failed, command=command)
    if not (folder / RECORD).is_file():
        raise input_error("missing_run", where, command=command)
    record, sha = read_record(folder)
    inputs = record["inputs"]
    if digest(inputs) != record["identity"]:
        raise input_error("tampered_record", where, command=command)
    if absent := [part for part in ("plan", "settings", "data") if not isinstance(inputs.get(part), Mapping)]:
        raise input_error("damaged_record.read", where, names=", ".join(absent), command=command)
    try:
        levers, settings = programme.levers(**inputs["plan"]), programme.settings(**inputs["settings"])
    except InputError as error:
        raise input_error("stale_run.levers", where, lever=error.problems[0].where, command=command) from None
    other = _other_levers(label, levers)
    # asked by name: the brief's own identity does not rest on the models behind what it reads
    now = programme.study.inputs_now(levers, settings)
    if changed := [*(f"lever {lever}" for lever in other), *_changed(inputs, now)]:
        more = Phrase("and_more", count=len(changed) - _NAMED) if len(changed) > _NAMED else ""
        has = ""
        for lever, (made_with, planned) in other.items():
            code = "lever_otherwise.more" if has else "lever_otherwise"
            has = Phrase(code, so_far=has, lever=lever, has=repr(made_with), planned=repr(planned))
        code, names = "stale_run.other_levers" if has else "stale_run", ", ".join(changed[:_NAMED])
        raise input_error(code, where, names=names, more=more, has=has, command=_command(where, settings))
    measures, tables = _results(folder, record, sources()[name], where)
    run = ReadRun(
        report=name,
        label=label,
        name=record["plan_name"],
        identity=record["identity"],
        record=sha,
        facts_date=record["facts_date"],
        plan=inputs["plan"],
        settings=inputs["settings"],
        names=sources()[name].measures,
        measures=measures,
        tables=tables,
        traces=_traces(record, sources()[name], where, command),
    )
    return run, record


def _traces(record: Mapping[str, Any], source: Source, where: str, command: str) -> dict[str, dict[str, ReadTrace]]:
    """What the numbers that a brief takes rest on, by language and its own name; a run may say nothing of one."""
    wanted, found = source.measures | source.traces, record.get("traces", {})
    try:
        return {
            language: {own: ReadTrace(**told[name]) for own, name in wanted.items() if name in told}
            for language, told in found.items()
        }
    except (AttributeError, TypeError, ValidationError):
        raise input_error("damaged_record.read", where, names="traces", command=command) from None


def _command(where: str, settings: Shown | None = None) -> str:
    """What makes a run, with its own settings where they are not the usual ones."""
    name, label = where.split("/")
    plan = "" if label == DEFAULT else f" --plan {label}"
    own = "".join(f" -p {key} {value}" for key, value in settings.changed().items()) if settings else ""
    return f"`simulate report {name}{plan}{own}`"


def _failure(folder: Path) -> str:
    """Why the last update of a report failed; empty where it did not."""
    try:
        content = json.loads((folder / "failed.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return " ".join(str(content.get("reason", "")).split()) if isinstance(content, dict) else ""


def _other_levers(label: str, levers: Checked) -> dict[str, tuple[Any, Any]]:
    """The levers of a run that its named plan sets otherwise now: the run's value, the plan's."""
    if label != DEFAULT and label not in plan_files():
        return {}
    planned = type(levers)(**read_plan(label, type(levers)).levers)
    return differing(levers.model_dump(mode="json"), planned.model_dump(mode="json"))


def _changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Of files and code, what a run was made from and is otherwise now."""
    rest = {key: value for key, value in now.items() if key != "data"}
    other = differing({key: then.get(key) for key in rest}, rest)
    named = ["the model's code" if key == "code" else key for key in other]
    return sorted(differing(then["data"], now["data"])) + named


def _mixed(records: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """What the runs do not have in common and must: region, draws, versions of packages.

    Law, data and code are those of now in each of them, or it is stale.
    """
    settings = {name: record["inputs"]["settings"] for name, record in records.items()}
    common = [(what, code, {name: own.get(what) for name, own in settings.items()}) for what, code in _ALIKE.items()]
    for package in sorted({package for record in records.values() for package in record["versions"]}):
        versions = {name: record["versions"].get(package, "none") for name, record in records.items()}
        common.append((package, "mixed_versions", versions))
    for what, code, values in common:
        if len({str(value) for value in values.values()}) > 1:
            yield Problem(code, what, found=", ".join(f"{name} {value}" for name, value in values.items()))


@cache
def _database() -> DuckDBPyConnection:
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1})


def _results(folder: Path, record: Mapping[str, Any], source: Source, where: str) -> tuple[dict, dict]:
    """The measures and tables that the brief needs, from the Parquet files that the record binds."""
    import duckdb

    names = [name for name in record["outputs"] if name.startswith("results/") and name.endswith(".parquet")]
    gathered = Gathered()
    for name in names:
        with gathered:
            bound(folder, record, name)
    gathered.refuse()
    # views of its own; opening a database anew takes longer than all its questions
    with _database().cursor() as database:
        for name in names:
            path = (folder / name).resolve().as_posix().replace("'", "''")
            database.execute(f"create temp view \"{Path(name).stem}\" as from read_parquet('{path}')")
        try:
            rows = {row["measure"]: row for row in _rows(database, "from headline")}
            tables = {name: _rows(database, sql) for name, sql in source.tables.items()}
            for name, sql in source.if_there.items():
                with suppress(duckdb.CatalogException):
                    tables[name] = _rows(database, sql)
        except duckdb.Error as error:
            found = str(error).splitlines()[0]
            raise input_error("damaged_table.brief", shown(folder / "results"), found=found) from None
    if missing := [name for name in source.measures.values() if name not in rows]:
        raise input_error("missing_measure", where, names=", ".join(missing))
    measures = {name: tuple(rows[name][part] for part in ("unit", *_NUMBERS)) for name in source.measures.values()}
    return measures, tables


def _rows(database: DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The rows of an answer as JSON types; what is no number is null."""
    found = database.execute(sql)
    columns = [column[0] for column in found.description]
    rows = (
        [None if isinstance(cell, float) and not isfinite(cell) else cell for cell in row] for row in found.fetchall()
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]
