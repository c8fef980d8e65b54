"""What is wrong with a table's cells, from what pandera reports."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from simulate.errors import Problem

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa


def value_problems(
    cases: pd.DataFrame, raw: pd.DataFrame, wanted: pa.DataFrameSchema, where: str
) -> Iterator[Problem]:
    """One problem a cell, in the order of the table.

    pandera reports a bad cell once for each check that it fails, a key once a column.

    Args:
        cases: what pandera reports.
        raw: the table as text; its index are the rows' places from 0.
        wanted: its schema.
        where: its file as messages show it.
    """
    found: dict[tuple[int, int], Problem] = {}
    cell_cases = cases[cases["index"].notna()] if cases["index"].notna().any() else cases
    columns = [*raw]
    for case in cell_cases.to_dict("records"):
        column, row, check = case["column"], case["index"], str(case["check"])
        key = (
            int(row) if row in raw.index else -1,
            len(columns) if check == "multiple_fields_uniqueness" or column not in raw else columns.index(column),
        )
        if key not in found:
            found[key] = _problem(case, raw, wanted, where)
    yield from (found[key] for key in sorted(found))


def _problem(case: Mapping[str, Any], raw: pd.DataFrame, wanted: pa.DataFrameSchema, where: str) -> Problem:
    column, row, check = case["column"], case["index"], str(case["check"])
    place = f"{where} row {int(row) + 2}" if row in raw.index else where
    if check == "multiple_fields_uniqueness":
        named = ", ".join(str(cell) for cell in raw.loc[row, wanted.unique])
        return Problem("duplicate_row", place, f"{', '.join(wanted.unique)} `{named}`", "each key stands once")
    place += f" column `{column}`" if column in raw.columns else ""
    value = raw.loc[row, column] if column in raw.columns and row in raw.index else case["failure_case"]
    if isinstance(value, float) and math.isnan(value):
        return Problem("missing_value", place, "empty", "give a value")
    if "unique" in check:
        return Problem("duplicate_row", place, repr(value), "each key stands once")
    if is_kind(check):
        kind = "whole number" if "int" in check else "plain number"
        return Problem("not_a_number", place, repr(value), f"write a {kind}")
    if check.startswith("isin"):
        [isin] = [one for one in wanted.columns[column].checks if one.name == "isin"]
        words = ", ".join(isin.statistics["allowed_values"])
        return Problem("unknown_word", place, repr(value), f"known: {words}")
    return Problem("value_out_of_range", place, repr(value), f"must be {check}")


def is_kind(check: object) -> bool:
    """Whether a check is of the kind of value, e.g. a number; no other check was asked of that column then."""
    return "dtype" in str(check)
