"""Reads one CSV table: personal data first, then its schema, all problems at once."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.errors import InputError, Problem, did_you_mean, refuse
from simulate.paths import shown
from simulate.region.privacy import personal_data
from simulate.region.schemas import schema

if TYPE_CHECKING:
    import pandas as pd

# words that readers turn silently into missing or infinite numbers
_NOT_VALUES = {"nan", "na", "n/a", "null", "none", "-", "inf", "-inf", "+inf", "infinity", "-infinity"}


def read_table(path: Path) -> pd.DataFrame:
    """The checked table in a CSV file; the file's name says which schema it has.

    An empty cell is missing (NaN), never zero.

    Raises:
        InputError: the file is missing or malformed, holds personal data, or breaks its schema.
    """
    from pandera.errors import SchemaErrors

    where = shown(path)
    raw = _read_text(path, where)
    problems = list(personal_data(raw, where))
    if problems:
        raise InputError(problems)
    wanted = schema(path.stem)
    problems = list(_column_problems(list(raw.columns), list(wanted.columns), where))
    if problems:
        raise InputError(problems)
    try:
        return wanted.validate(raw, lazy=True)
    except SchemaErrors as error:
        raise InputError(_value_problems(error.failure_cases, raw, where)) from None


def _read_text(path: Path, where: str) -> pd.DataFrame:
    """The cells as text; an empty cell is NaN."""
    import pandas as pd

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except OSError as error:
        raise refuse("missing_file", where, _said(error), "put the table there") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise refuse("not_csv", where, str(error), "save as comma-separated UTF-8") from None
    if len(rows) < 2:
        raise refuse("empty_table", where, "no rows", "give a header and at least one row")
    header, *body = rows
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
    return pd.DataFrame(body, columns=header, dtype="object").replace("", float("nan"))


def _said(error: OSError) -> str:
    return "not found" if isinstance(error, FileNotFoundError) else str(error.strerror).lower()


def _column_problems(found: list[str], wanted: list[str], where: str) -> Iterator[Problem]:
    for column in wanted:
        if column not in found:
            yield Problem("missing_column", where, f"no column `{column}`", f"header: {','.join(wanted)}")
    for column in found:
        if column not in wanted:
            yield Problem("unknown_column", where, f"column `{column}`", did_you_mean(column, wanted))


def _value_problems(cases: pd.DataFrame, raw: pd.DataFrame, where: str) -> Iterator[Problem]:
    """One problem a cell: pandera reports a bad cell once for each check that it fails."""
    seen: set[tuple[str, object]] = set()
    cell_cases = cases[cases["index"].notna()] if cases["index"].notna().any() else cases
    for case in cell_cases.to_dict("records"):
        column, row = case["column"], case["index"]
        if (column, row) in seen:
            continue
        seen.add((column, row))
        inside = column in raw.columns and row in raw.index
        place = f"{where} row {int(row) + 2}" if inside else where
        place += f" column `{column}`" if column in raw.columns else ""
        value = raw.loc[row, column] if inside else case["failure_case"]
        check = str(case["check"])
        if isinstance(value, float) and math.isnan(value):
            yield Problem("missing_value", place, "empty", "give a value")
        elif "unique" in check:
            yield Problem("duplicate_row", place, repr(value), "each key stands once")
        elif "dtype" in check:
            kind = "whole number" if "int" in check else "plain number"
            yield Problem("not_a_number", place, repr(value), f"write a {kind}")
        else:
            yield Problem("value_out_of_range", place, repr(value), f"must satisfy {check}")
