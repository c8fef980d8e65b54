"""Asks sweeps and reports in SQL: DuckDB over the Parquet files that they left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.errors import InputError, Problem, input_error
from simulate.paths import shown
from simulate.sweep.run import HEADLINE, RECORD

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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
