"""What the brief takes from each report, and reading published runs for it: each whole, current, of one region."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.errors import Gathered, InputError, Problem, did_you_mean, input_error
from simulate.paths import shown
from simulate.plan.checked import Checked, Shown
from simulate.plan.named import DEFAULT, plan_files, read_plan
from simulate.plan.published import RECORD, bound, read_record
from simulate.programmes import NAMES, named_programme
from simulate.programmes.brief.plan import ReadRun, ReadRuns
from simulate.study.differs import differing
from simulate.study.identity import digest
from simulate.yamlfile import read_yaml

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Source:
    """A report that a brief can read: the module that makes its results, the brief's names of its measures, SQL."""

    name: str
    measures: dict[str, str]
    tables: dict[str, str] = field(default_factory=dict)
    if_there: dict[str, str] = field(default_factory=dict)

    def inputs_now(self, levers: Checked, settings: Shown) -> dict[str, Any]:
        """All that a run of these levers would depend on, as the files stand.

        Asked by name: the brief's own identity does not rest on the models behind what it reads.
        """
        return import_module(f"simulate.programmes.{self.name}.study").inputs_now(levers, settings)


@cache
def sources() -> dict[str, Source]:
    """``sources.yaml``, by report."""
    content = read_yaml(Path(__file__).with_name("sources.yaml"))
    return {name: Source(name, **told) for name, told in content.items()}


_NUMBERS = ("mean", "p05", "p50", "p95", "mc_error")
_PARQUET = ".parquet"
# a message names so many of the files that changed
_NAMED = 4
# settings that the runs have in common: what one takes of another is the same, draw by draw
_ALIKE = (
    ("region", "mixed_regions", "runs of one region"),
    ("draws", "mixed_draws", "runs of the same draws"),
    ("seed", "mixed_draws", "runs of the same draws"),
)

Found = tuple[ReadRun, dict[str, Any]]


def read_runs(labels: Mapping[str, str], reports: Path) -> ReadRuns:
    """The published runs that a brief reads, checked against what stands now and against one another.

    Args:
        labels: the plan's label of each report, as a scenario binds them: each plan then reads only plans among them.
        reports: the folder of all reports.

    Raises:
        InputError: with all that is wrong: a run that is missing, failed, stale, not as it was published, or lacks a
            measure; runs of another region, other draws or other versions of packages than the others.
    """
    gathered, found = Gathered(), {}
    for name, label in labels.items():
        with gathered:
            found[name] = _read(name, label, reports)
    gathered.problems += _mixed(found)
    gathered.refuse()
    files = {path: sha for _, record in found.values() for path, sha in record["inputs"]["data"].items()}
    return ReadRuns(files=dict(sorted(files.items())), runs={name: run for name, (run, _) in found.items()})


def _read(name: str, label: str, reports: Path) -> Found:
    where, folder = f"{name}/{label}", reports / name / label
    if name not in NAMES:
        raise input_error("unknown_report", name, "no such report", did_you_mean(name, NAMES))
    failed = _failure(folder)
    if failed:
        raise input_error(
            "failed_run", where, f"its last update failed: {failed}", f"mend that, then {_command(where)}"
        )
    if not (folder / RECORD).is_file():
        raise input_error("missing_run", where, "no such run stands below the reports", f"{_command(where)} makes it")
    record, sha = read_record(folder)
    if digest(record["inputs"]) != record["identity"]:
        raise input_error(
            "tampered_record", where, "its identity is not that of its inputs", f"{_command(where)} anew"
        )
    source, levers, settings = sources()[name], *_asked(name, record["inputs"], where)
    other = _other_levers(label, levers)
    changed = [f"lever {lever}" for lever in other]
    changed += _changed(record["inputs"], source.inputs_now(levers, settings))
    if changed:
        command = f"{_command(where, settings)} makes it anew"
        has = ", ".join(
            f"{lever} = {has!r} where its plan has {planned!r}" for lever, (has, planned) in other.items()
        )
        wanted = f"it has {has}; {command}" if other else command
        raise input_error("stale_run", where, f"made before a change of {_listed(changed)}", wanted)
    run = ReadRun(
        report=name,
        label=label,
        name=record["plan_name"],
        identity=record["identity"],
        record=sha,
        facts_date=record["facts_date"],
        plan=record["inputs"]["plan"],
        settings=record["inputs"]["settings"],
        names=source.measures,
        **_asked_of(folder, record, source, where),
    )
    return run, record


def _command(where: str, settings: Shown | None = None) -> str:
    """What makes a run, with its own settings where they are not the usual ones."""
    name, label = where.split("/")
    plan = "" if label == DEFAULT else f" --plan {label}"
    own = "".join(f" -p {key} {value}" for key, value in settings.changed().items()) if settings else ""
    return f"`simulate report {name}{plan}{own}`"


def _listed(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _failure(folder: Path) -> str:
    """Why the last update of a report failed; empty where it did not."""
    try:
        told = json.loads((folder / "failed.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return " ".join(str(told.get("reason", "")).split()) if isinstance(told, dict) else ""


def _asked(name: str, inputs: Mapping[str, Any], where: str) -> tuple[Checked, Shown]:
    """The levers and settings that a run was ordered with."""
    absent = [part for part in ("plan", "settings", "data") if not isinstance(inputs.get(part), Mapping)]
    if absent:
        raise input_error("damaged_record", where, f"its inputs lack {', '.join(absent)}", f"{_command(where)} anew")
    try:
        return named_programme(name).levers(**inputs["plan"]), named_programme(name).settings(**inputs["settings"])
    except InputError as error:  # levers of another version
        told = f"was made with levers of another version: {error.problems[0].where}"
        raise input_error("stale_run", where, told, f"{_command(where)} makes it anew") from None


def _other_levers(label: str, levers: Checked) -> dict[str, tuple[Any, Any]]:
    """The levers of a run that its named plan sets otherwise now: the run's value, the plan's."""
    if label != DEFAULT and label not in plan_files():
        return {}
    planned = type(levers)(**read_plan(label, type(levers)).levers)
    return differing(levers.model_dump(mode="json"), planned.model_dump(mode="json"))


def _changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Of files and code, what a run was made from and is otherwise now."""
    found = sorted(differing(then["data"], now["data"]))
    rest = {key: value for key, value in now.items() if key != "data"}
    other = differing({key: then.get(key) for key in rest}, rest)
    return found + ["the model's code" if key == "code" else key for key in other]


def _mixed(found: Mapping[str, Found]) -> Iterable[Problem]:
    """What the runs do not have in common and must: region, draws, versions of packages.

    Law, data and code are those of now in each of them, or it is stale.
    """
    runs = {name: record for name, (_, record) in found.items()}
    for setting, check, wanted in _ALIKE:
        values = {name: str(record["inputs"]["settings"].get(setting)) for name, record in runs.items()}
        yield from _differs(setting, check, values, wanted)
    for package in sorted({package for record in runs.values() for package in record["versions"]}):
        versions = {name: str(record["versions"].get(package, "none")) for name, record in runs.items()}
        yield from _differs(package, "mixed_versions", versions, "runs of one software; `simulate reports --fresh`")


def _differs(what: str, check: str, values: Mapping[str, str], wanted: str) -> Iterable[Problem]:
    if len(set(values.values())) > 1:
        told = ", ".join(f"{name} {value}" for name, value in values.items())
        yield Problem(check, what, f"differs: {told}", wanted)


def _asked_of(folder: Path, record: Mapping[str, Any], source: Source, where: str) -> dict[str, Any]:
    """The measures and tables that the brief needs, from the Parquet files that the record binds."""
    import duckdb

    names = [name for name in record["outputs"] if name.startswith("results/") and name.endswith(_PARQUET)]
    gathered = Gathered()
    for name in names:
        with gathered:
            bound(folder, record, name)
    gathered.refuse()
    with duckdb.connect(":memory:") as database:
        database.execute("set threads = 1")
        for name in names:
            path = (folder / name).resolve().as_posix().replace("'", "''")
            database.execute(f"create view \"{Path(name).stem}\" as from read_parquet('{path}')")
        try:
            measures = _measures(database, source, where)
            tables = {name: _rows(database, sql) for name, sql in source.tables.items()}
            for name, sql in source.if_there.items():
                with suppress(duckdb.CatalogException):  # the plan has no such table
                    tables[name] = _rows(database, sql)
            return {"measures": measures, "tables": tables}
        except duckdb.Error as error:
            told = str(error).splitlines()[0]
            raise input_error(
                "damaged_table", shown(folder / "results"), told, "the tables that the brief reads"
            ) from None


def _measures(database: DuckDBPyConnection, source: Source, where: str) -> dict[str, tuple]:
    rows = {row["measure"]: row for row in _rows(database, "from headline")}
    missing = [name for name in source.measures.values() if name not in rows]
    if missing:
        raise input_error("missing_measure", where, f"has no {', '.join(missing)}", "a run that measures them")
    return {
        name: (rows[name]["unit"], *(rows[name][number] for number in _NUMBERS)) for name in source.measures.values()
    }


def _rows(database: DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The rows of an answer as JSON types; what is no number is null."""
    found = database.execute(sql)
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, map(_json, row), strict=True)) for row in found.fetchall()]


def _json(cell: Any) -> Any:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell
