"""Runs a sweep: what was not run before, stored under its identity, the results together; asks them in SQL."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.errors import Gathered, InputError, Problem, input_error
from simulate.paths import put_one, shown
from simulate.programmes import named_programme
from simulate.study.facts import file_hashes
from simulate.study.running import parameters_of
from simulate.sweep.request import Point, Sweep, code_of, headline_of, identity_of, inputs_here
from simulate.sweep.tasks import Failure, Lane, each_done

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

# columns of the headline table
_HEADLINE = ("measure", "unit", "mean", "p05", "p50", "p95", "mc_error")
# what a column holds, by the type of its parameter
_KINDS = {"integer": "int64", "number": "double", "boolean": "bool"}
# rows of the finished table that are in memory at once
_ROWS = 8192
HEADLINE, RECORD = "headline.parquet", "sweep.json"


def stored(out: Path, identity: str) -> Path:
    """Where a point's table stands, or will stand."""
    return out / "sweeps" / "store" / identity[:2] / f"{identity}.parquet"


def is_stored(out: Path, identity: str) -> bool:
    """Whether a point was run before and its table is whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_metadata(stored(out, identity)).num_columns == len(_HEADLINE)
    except (OSError, pa.ArrowInvalid):
        return False


def store(out: Path, identity: str, table: bytes) -> None:
    """Keeps a point's table, whole or not at all."""
    put_one(stored(out, identity), table)


def together(
    out: Path, sweep: Sweep, runs: Iterable[tuple[str, Point]], failures: list[dict[str, Any]]
) -> tuple[str, Path]:
    """Writes ``headline.parquet``, ``headline.csv`` and ``sweep.json`` over all stored points.

    Points are read one by one, so memory does not grow with their number. ``failures`` says why the others are not
    there; a stored table that can't be read is added to it.

    Returns:
        The sweep's name, which is the hash of what varies and of its points, and its folder.
    """
    import tempfile

    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    schema = _schema(sweep)
    folder = out / "sweeps"
    folder.mkdir(parents=True, exist_ok=True)
    over = {key: [plain(value) for value in values] for key, values in sweep.over.items()}
    points = hashlib.sha256(json.dumps(over, sort_keys=True).encode())
    finished = 0
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as aside:
        parquet, csv = Path(aside, HEADLINE), Path(aside, "headline.csv")
        with pq.ParquetWriter(parquet, schema) as one, pc.CSVWriter(csv, schema) as other:
            for batch in _batches(out, sweep, runs, points, failures):
                finished += len(batch.column("identity").unique())
                one.write_table(batch)
                other.write_table(batch)
        name = f"{sweep.programme}-{points.hexdigest()[:12]}"
        record = {
            "sweep": name,
            "programme": sweep.programme,
            "plan": sweep.plan.model_dump(mode="json"),
            "settings": sweep.settings.model_dump(mode="json", exclude={"language"}),
            "over": over,
            "points": len(sweep),
            "finished": finished,
            "failures": failures,
        }
        text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
        (folder / name).mkdir(exist_ok=True)
        for path in (parquet, csv):
            path.replace(folder / name / path.name)
        put_one(folder / name / RECORD, text.encode())
    return name, folder / name


def _batches(
    out: Path, sweep: Sweep, runs: Iterable[tuple[str, Point]], points: Any, failures: list[dict[str, Any]]
) -> Iterator[pa.Table]:
    """The stored points as tables of a few thousand rows, each row with its levers and settings."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, pending, rows = _schema(sweep), [], 0
    failed = {failure["identity"] for failure in failures}
    for identity, point in runs:
        points.update(identity.encode())
        if identity in failed:
            continue
        path = stored(out, identity)
        try:
            table = pq.read_table(path)
        except (OSError, pa.ArrowInvalid):
            why = f"{path} can't be read; delete it"
            failures.append({"identity": identity, **varied(sweep, point), "error": why})
            continue
        said = {"identity": identity, **_told(point), "law_held": point.law_held}
        columns = [pa.array([said[name]] * len(table), schema.field(name).type) for name in said]
        columns += [table.column(name) for name in _HEADLINE]
        pending.append(pa.table(columns, names=schema.names).cast(schema))
        rows += len(table)
        if rows > _ROWS:
            yield pa.concat_tables(pending)
            pending, rows = [], 0
    if pending:
        yield pa.concat_tables(pending)


def _schema(sweep: Sweep) -> pa.Schema:
    import pyarrow as pa

    told = {
        parameter["name"]: _KINDS.get(parameter["type"], "string")
        for model in (named_programme(sweep.programme).levers, named_programme(sweep.programme).settings)
        for parameter in parameters_of(model)
        if parameter["name"] != "language"
    }
    kinds = {"identity": "string", **told, "law_held": "bool", "measure": "string", "unit": "string"}
    kinds |= dict.fromkeys(_HEADLINE[2:], "double")
    return pa.schema([(name, pa.type_for_alias(kind)) for name, kind in kinds.items()])


def _told(point: Point) -> dict[str, Any]:
    """A point's levers and settings as one cell each."""
    values = point.plan.model_dump(mode="json") | point.settings.model_dump(mode="json", exclude={"language"})
    return {name: plain(value) for name, value in values.items()}


def varied(sweep: Sweep, point: Point) -> dict[str, Any]:
    """What tells a point from the others of its sweep."""
    told = _told(point)
    return {name: told[name] for name in sweep.over}


def plain(value: Any) -> Any:
    """A value as one cell: the members of a list are joined by ``+``, and so are rules, each with its share."""
    if isinstance(value, dict):
        return "+".join(f"{rule}:{share:.12g}" for rule, share in value.items())
    return "+".join(map(str, value)) if isinstance(value, list | tuple) else value


Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Done:
    """A finished sweep: its name and folder, how many points were run now and how many stood there, what failed."""

    name: str
    folder: Path
    run: int
    reused: int
    failures: list[dict[str, Any]]


def sweep(
    order: Sweep, lanes: AbstractContextManager[list[Lane]], out: Path, progress: Progress = lambda *_: None
) -> Done:
    """Runs a sweep.

    A point that a former sweep, or a killed one, left behind is not run again: its identity says that nothing it
    depends on has changed.

    Args:
        order: from `order_sweep`.
        lanes: from `processes` or `cluster`.
        out: the folder of all reports.
        progress: told the step (``read``, ``run``), how many are done, and of how many.

    Raises:
        InputError: the folder can't be written, a region's files are refused, or a worker has other files or other
            code; nothing was run.
        ConnectionError: a cluster went away; what was finished stays.
    """
    _check_out(out)
    # files are looked at once: what changes while the sweep runs is refused by the workers
    hashes = cache(partial(file_hashes, order.programme))
    regions = {point.settings.region for identity, point in _runs(order, hashes) if not is_stored(out, identity)}
    failures: list[dict[str, Any]] = []
    run = 0
    if regions:
        with lanes as opened:
            unread = _read_all(order, sorted(regions), opened, hashes, partial(progress, "read"))
            left = sum(not is_stored(out, identity) for identity, _ in _runs(order, hashes))
            tasks = (
                (order.programme, point, identity)
                for identity, point in _runs(order, hashes)
                if point.settings.region not in unread and not is_stored(out, identity)
            )
            progress("run", 0, left)
            for done, (task, found) in enumerate(each_done(headline_of, tasks, opened), start=1):
                _, point, identity = task
                if isinstance(found, Failure):
                    failures.append(_failure(order, identity, point, found))
                else:
                    store(out, identity, found)
                    run += 1
                progress("run", done, left)
        for identity, point in _runs(order, hashes):
            if point.settings.region in unread and not is_stored(out, identity):
                failures.append(_failure(order, identity, point, unread[point.settings.region]))
    failures.sort(key=lambda failure: failure["identity"])
    name, folder = together(out, order, _runs(order, hashes), failures)
    return Done(name, folder, run, len(order) - run - len(failures), failures)


def _check_out(out: Path) -> None:
    """Refuses a folder that can't be written before anything is run."""
    there = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise input_error("bad_out", f"--out {out}", there=there)


def _failure(order: Sweep, identity: str, point: Point, why: Failure) -> dict[str, Any]:
    return {"identity": identity, **varied(order, point), "error": str(why)}


def _runs(order: Sweep, hashes: Callable[[str], dict[str, str]]) -> Iterator[tuple[str, Point]]:
    """Each point with the identity that its run has."""
    for point in order.points():
        yield identity_of(order.programme, point, hashes(point.settings.region)), point


def _read_all(
    order: Sweep,
    regions: list[str],
    lanes: list[Lane],
    hashes: Callable[[str], dict[str, str]],
    progress: Callable[[int, int], None],
) -> dict[str, Failure]:
    """Lets workers read every region before anything runs; those whose workers died, with why.

    Raises:
        InputError: files that are refused, or that differ on a worker.
    """
    gathered = Gathered()
    unread: dict[str, Failure] = {}
    progress(0, len(regions))
    tasks = ((order.programme, region) for region in regions)
    for done, ((_, region), found) in enumerate(each_done(inputs_here, tasks, lanes), start=1):
        if isinstance(found, Failure) and isinstance(found.error, InputError):
            gathered.problems += found.error.problems
        elif isinstance(found, Failure):
            unread[region] = found
        else:
            here = hashes(region) | code_of(order.programme)
            gathered.problems += [
                Problem("other_files.read_all", name)
                for name in sorted({*here, *found})
                if here.get(name) != found.get(name)
            ]
        progress(done, len(regions))
    gathered.refuse()
    return unread


def ask(out: Path, question: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The answer to one SELECT over the views ``sweep``, ``sweeps`` and ``reports``.

    ``sweep`` is the sweep that was finished last, ``sweeps`` all of them with the column ``sweep``; ``reports`` is
    the headline table of every published report with the columns ``report`` and ``plan``. A view stands only where
    there is something to see. Files cannot be read or written in any other way.

    Returns:
        The names of the columns, and the rows.

    Raises:
        InputError: not one SELECT, or one that DuckDB refuses.
    """
    import duckdb

    sweeps = sorted(out.glob(f"sweeps/*/{RECORD}"), key=lambda path: (path.stat().st_mtime_ns, path))
    sweeps = [path.with_name(HEADLINE) for path in sweeps if path.with_name(HEADLINE).is_file()]
    reports = sorted(out.glob(f"*/*/results/{HEADLINE}"))
    _refuse_damaged([*sweeps, *reports])
    with duckdb.connect(":memory:") as database:
        _open(database, sweeps, reports)
        try:
            kinds = [statement.type for statement in database.extract_statements(question)]
            if kinds != [duckdb.StatementType.SELECT]:
                raise input_error("not_a_select", "query", question=question[:60])
            found = database.execute(question)
            names = [column[0] for column in found.description]
            repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
            if repeated:
                raise input_error("repeated_column", "query", repeated=repeated[0])
            return names, found.fetchall()
        except duckdb.Error as error:
            views = [name for name, files in (("reports", reports), ("sweep", sweeps), ("sweeps", sweeps)) if files]
            code = "bad_query" if views else "bad_query.nothing_to_ask"
            raise input_error(code, "query", error=str(error).splitlines()[0], views=", ".join(views)) from None


def _refuse_damaged(files: list[Path]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    problems = []
    for path in files:
        try:
            pq.read_metadata(path)
        except (OSError, pa.ArrowInvalid):
            problems.append(Problem("damaged_file", shown(path)))
    if problems:
        raise InputError(problems)


def _open(database: DuckDBPyConnection, sweeps: list[Path], reports: list[Path]) -> None:
    """Makes the views, then shuts every other way to a file."""
    database.execute(f"set allowed_paths = [{', '.join(_text(path) for path in (*sweeps, *reports))}]")
    database.execute("set enable_external_access = false")
    if sweeps:
        files = ", ".join(_text(path) for path in sweeps)
        database.execute(f"create view sweep as from read_parquet({_text(sweeps[-1])}, hive_partitioning = false)")
        # the folder that a file stands in is the sweep's name
        database.execute(
            "create view sweeps as select split_part(filename, '/', -2) as sweep, * exclude (filename)"
            f" from read_parquet([{files}], union_by_name = true, filename = true, hive_partitioning = false)"
        )
    if reports:
        files = ", ".join(_text(path) for path in reports)
        database.execute(
            "create view reports as select split_part(filename, '/', -4) as report,"
            " split_part(filename, '/', -3) as plan, * exclude (filename)"
            f" from read_parquet([{files}], union_by_name = true, filename = true, hive_partitioning = false)"
        )
    database.execute("set lock_configuration = true")


def _text(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + path.resolve().as_posix().replace("'", "''") + "'"
