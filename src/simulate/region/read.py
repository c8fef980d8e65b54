"""Reads one CSV table: personal data first, then its schema, all problems at once."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.errors import InputError, Problem, did_you_mean, refuse
from simulate.paths import shown
from simulate.region.paritrana import ROWS
from simulate.region.privacy import personal_data
from simulate.region.schemas import TABLES, schema

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

# the source of a template's rows: nobody publishes on examples
EXAMPLE = "contoh / example"

# words that readers turn silently into missing or infinite numbers
_NOT_VALUES = {"nan", "na", "n/a", "null", "none", "-", "inf", "-inf", "+inf", "infinity", "-infinity"}


def read_table(path: Path, known: Sequence[str] = TABLES) -> pd.DataFrame:
    """The checked table in a CSV file; the file's name, one of the ``known``, says which schema it has.

    An empty cell is missing (NaN), never zero.

    Raises:
        InputError: the file is missing or malformed, holds personal data, has another name, breaks its schema, or
            still holds a template's examples.
    """
    import pandas as pd
    from pandera.errors import SchemaErrors

    where = shown(path)
    header, body = _read_text(path, where)
    names = [f"{name}.csv" for name in known]
    if path.name not in names:
        raise refuse("unknown_table", where, f"no table is called `{path.name}`", did_you_mean(path.name, names))
    wanted = schema(path.stem)
    problems = list(_column_problems(header, list(wanted.columns), where))
    if problems:
        raise InputError(problems)
    raw = pd.DataFrame(body, columns=header, dtype="object").replace("", float("nan"))
    problems = list(_example_rows(raw, where))
    try:
        table = wanted.validate(raw, lazy=True)
    except SchemaErrors as error:
        problems += _value_problems(error.failure_cases, raw, wanted, where)
    else:
        problems += ROWS[path.stem](table, where) if path.stem in ROWS else ()
    if problems:
        raise InputError(problems)
    return table


def _read_text(path: Path, where: str) -> tuple[list[str], list[list[str]]]:
    """The header and the rows as text, free of personal data."""
    if path.suffix.lower() != ".csv" and path.exists():
        raise refuse("not_csv", where, "the name does not end in .csv", "save as comma-separated UTF-8")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except OSError as error:
        raise refuse("missing_file", where, _said(error), "put the table there") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise refuse("not_csv", where, str(error), "save as comma-separated UTF-8") from None
    problems = list(personal_data(rows[0], rows[1:], where)) if rows else []
    if problems:
        raise InputError(problems)
    if len(rows) < 2:
        raise refuse("empty_table", where, "no rows", "give a header and at least one row")
    header, *body = rows
    if len(header) == 1 and {*";\t"} & {*header[0]}:  # as spreadsheets save where the comma is the decimal sign
        raise refuse("not_csv", where, "no commas between cells", "save as comma-separated UTF-8")
    problems = (
        [
            Problem("duplicate_column", where, f"column `{column}` stands twice", "keep one of them")
            for column in sorted({column for column in header if header.count(column) > 1})
        ]
        + [
            Problem("uneven_row", f"{where} row {number}", f"{len(row)} cells", f"{len(header)}, as in the header")
            for number, row in enumerate(body, start=2)
            if len(row) != len(header)
        ]
        + [
            Problem(
                "not_a_value",
                f"{where} row {number}",
                repr(cell),
                "leave the cell empty where a value is missing",
            )
            for number, row in enumerate(body, start=2)
            for cell in row
            if cell.strip().lower() in _NOT_VALUES
        ]
    )
    if problems:
        raise InputError(problems)
    return header, body


def _said(error: OSError) -> str:
    return "not found" if isinstance(error, FileNotFoundError) else str(error.strerror).lower()


def _column_problems(found: list[str], wanted: list[str], where: str) -> Iterator[Problem]:
    for column in wanted:
        if column not in found:
            yield Problem("missing_column", where, f"no column `{column}`", f"header: {','.join(wanted)}")
    for column in found:
        if column not in wanted:
            yield Problem("unknown_column", where, f"column `{column}`", did_you_mean(column, wanted))


def _example_rows(raw: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for the first row that is still a template's, and how many there are."""
    rows = [row for row, source in enumerate(raw["source"], start=2) if str(source).strip().lower() == EXAMPLE]
    if rows:
        found = f"`{EXAMPLE}` in {len(rows)} {'rows' if len(rows) > 1 else 'row'}"
        wanted = "give the real numbers and say where they come from"
        yield Problem("example_row", f"{where} row {rows[0]} column `source`", found, wanted)


def _value_problems(
    cases: pd.DataFrame, raw: pd.DataFrame, wanted: pa.DataFrameSchema, where: str
) -> Iterator[Problem]:
    """One problem a cell: pandera reports a bad cell once for each check that it fails, a key once a column."""
    seen: set[tuple[str, object]] = set()
    cell_cases = cases[cases["index"].notna()] if cases["index"].notna().any() else cases
    for case in cell_cases.to_dict("records"):
        column, row, check = case["column"], case["index"], str(case["check"])
        if check == "multiple_fields_uniqueness":
            column = ", ".join(wanted.unique)
        if (column, row) in seen:
            continue
        seen.add((column, row))
        inside = column in raw.columns and row in raw.index
        place = f"{where} row {int(row) + 2}" if row in raw.index else where
        place += f" column `{column}`" if column in raw.columns else ""
        value = raw.loc[row, column] if inside else case["failure_case"]
        if check == "multiple_fields_uniqueness":
            key = ", ".join(str(cell) for cell in raw.loc[row, wanted.unique])
            yield Problem("duplicate_row", place, f"{column} `{key}`", "each key stands once")
        elif isinstance(value, float) and math.isnan(value):
            yield Problem("missing_value", place, "empty", "give a value")
        elif "unique" in check:
            yield Problem("duplicate_row", place, repr(value), "each key stands once")
        elif "dtype" in check:
            kind = "whole number" if "int" in check else "plain number"
            yield Problem("not_a_number", place, repr(value), f"write a {kind}")
        elif check.startswith("isin"):
            [isin] = [one for one in wanted.columns[column].checks if one.name == "isin"]
            words = ", ".join(isin.statistics["allowed_values"])
            yield Problem("unknown_word", place, repr(value), f"known: {words}")
        else:
            yield Problem("value_out_of_range", place, repr(value), f"must satisfy {check}")
