"""Reads one CSV table: personal data first, then its columns and cells, all problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.errors import InputError, Problem, did_you_mean, refuse
from simulate.paths import shown
from simulate.region.cells import is_kind, separated, value_problems
from simulate.region.names import name_problems, total_rows
from simulate.region.paritrana import ROWS
from simulate.region.schemas import TABLES, schema
from simulate.region.text import Text, read_text

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

# the source of a template's rows: nobody publishes on examples
EXAMPLE = "contoh / example"

# columns that every table has, and so tell none from another
_COMMON = {"status", "source"}
# the least share of columns alike by which a table of another name is known
_ALIKE = 0.5


def read_table(path: Path, known: Sequence[str] = TABLES) -> pd.DataFrame:
    """The checked table in a CSV file; the file's name, one of the ``known``, says which schema it has.

    An empty cell is missing (NaN), never zero.

    Raises:
        InputError: the file is missing or malformed, holds personal data, has another name, breaks its schema, or
            still holds a template's examples.
    """
    where = shown(path)
    text = read_text(path, where)
    if path.name not in _names(known):
        raise _unknown(path, known)
    return _checked(text, path.stem, where)


def read_any_table(path: Path, known: Sequence[str] = TABLES) -> tuple[str, pd.DataFrame]:
    """A checked table and which of the ``known`` it is, by the file's name or else by its columns.

    Raises:
        InputError: as `read_table`; the file has neither the name nor the columns of a known table.
    """
    where = shown(path)
    text = read_text(path, where)
    name = path.stem if path.name in _names(known) else _by_columns(text.header, known)
    if name is None:
        raise _unknown(path, known)
    return name, _checked(text, name, where)


def _names(known: Sequence[str]) -> list[str]:
    return [f"{name}.csv" for name in known]


def _unknown(path: Path, known: Sequence[str]) -> InputError:
    names = _names(known)
    found = f"no table is called `{path.name}`"
    return refuse("unknown_table", shown(path), found, did_you_mean(path.name, names))


def _by_columns(header: Sequence[str], known: Sequence[str]) -> str | None:
    """The table whose columns these are, most of them at least; None where no table's are, or more than one's."""
    found = {*header} - _COMMON

    def alike(name: str) -> float:
        wanted = {*schema(name).columns} - _COMMON
        return len(found & wanted) / len(found | wanted)

    best = max(map(alike, known))
    names = [name for name in known if alike(name) == best]
    return names[0] if best >= _ALIKE and len(names) == 1 else None


def _checked(text: Text, name: str, where: str) -> pd.DataFrame:
    """The table of that name; all that is wrong with its shape, columns and cells is refused at once."""
    import pandas as pd

    wanted = schema(name)
    problems = [*text.problems, *_column_problems(text.header, list(wanted.columns), where)]
    raw = pd.DataFrame(list(text.rows.values()), columns=text.header, index=list(text.rows), dtype="object")
    raw = raw.loc[:, ~raw.columns.duplicated()].replace("", float("nan"))
    raw = raw[[column for column in raw if column in wanted.columns]]
    problems += _example_rows(raw, where)
    totals = total_rows(raw, name, where)
    raw = raw.drop(index=[*totals])
    written, cells = separated(raw, name, where)
    problems += [*totals.values(), *written, *name_problems(raw, name, where)]
    table, failures = _validated(_only(wanted, list(raw)), raw)
    problems += value_problems(failures, raw, wanted, where, cells)
    if not problems and name in ROWS:
        problems += ROWS[name](table, where)
    if problems:
        raise InputError(problems)
    return table.reset_index(drop=True)


def _validated(shape: pa.DataFrameSchema, raw: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table with its types, and what pandera finds wrong.

    The rows where a value is of the wrong kind are left out for a second look: no other check was asked of their
    columns.
    """
    import pandas as pd
    from pandera.errors import SchemaErrors

    try:
        return shape.validate(raw, lazy=True), pd.DataFrame(columns=["column", "index", "check", "failure_case"])
    except SchemaErrors as error:
        cases = error.failure_cases
    kinds = {*cases[cases["check"].map(is_kind)]["index"]} & {*raw.index}
    if 0 < len(kinds) < len(raw):
        cases = pd.concat([cases, _validated(shape, raw.drop(index=[*kinds]))[1]])
    return raw, cases


def _only(wanted: pa.DataFrameSchema, columns: list[str]) -> pa.DataFrameSchema:
    """A schema of those of its columns that a table has; a key is asked for where all of it is there."""
    if len(columns) == len(wanted.columns):
        return wanted
    part = wanted.select_columns(columns)
    part.unique = wanted.unique if {*(wanted.unique or ())} <= {*columns} else None
    return part


def _column_problems(found: list[str], wanted: list[str], where: str) -> Iterator[Problem]:
    missing = [column for column in wanted if column not in found]
    if missing:
        columns = "columns" if len(missing) > 1 else "column"
        named = ", ".join(f"`{column}`" for column in missing)
        yield Problem("missing_column", where, f"no {columns} {named}", f"header: {','.join(wanted)}")
    for column in dict.fromkeys(found):
        if column not in wanted:
            yield Problem("unknown_column", where, f"column `{column}`", did_you_mean(column, missing or wanted))


def _example_rows(raw: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for the first row that is still a template's, and how many there are."""
    if "source" not in raw:
        return
    rows = [place + 2 for place, source in raw["source"].items() if str(source).strip().lower() == EXAMPLE]
    if rows:
        found = f"`{EXAMPLE}` in {len(rows)} {'rows' if len(rows) > 1 else 'row'}"
        wanted = "give the real numbers and say where they come from"
        yield Problem("example_row", f"{where} row {rows[0]} column `source`", found, wanted)
