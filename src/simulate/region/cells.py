"""What is wrong with a table's cells, from what pandera reports."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from simulate.errors import Problem
from simulate.region.codes import meant
from simulate.region.schemas import whole_columns
from simulate.region.text import spans
from simulate.written import WHOLE_UNITS, maybe_thousands, only_thousands, readings, said

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa


def value_problems(
    cases: pd.DataFrame,
    raw: pd.DataFrame,
    wanted: pa.DataFrameSchema,
    where: str,
    told: Container[tuple[str, int]] = (),
) -> Iterator[Problem]:
    """One problem a cell, or for cells of a column that are wrong alike, in the order of the table.

    pandera reports a bad cell once for each check that it fails, a key once a column.

    Args:
        cases: what pandera reports.
        raw: the table as text; its index are the rows' places from 0.
        wanted: its schema.
        where: its file as messages show it.
        told: cells, by column and place, whose problem is told already.
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
        if key not in found and (column, row) not in told:
            found[key] = _problem(case, raw, wanted, where)
    yield from _grouped([(*key, found[key]) for key in sorted(found)], columns, where)


def _grouped(cells: list[tuple[int, int, Problem]], columns: list[str], where: str) -> Iterator[Problem]:
    """Problems of cells, told once for a column where several of its cells are wrong in the same way.

    Words in cells of numbers need not be the same to be told together, other cells do.

    Args:
        cells: row's place, column's place and problem of each, in order.
        columns: the table's.
        where: its file as messages show it.
    """
    alike: dict[tuple[int, str, str, str], list[tuple[int, Problem]]] = {}
    for row, column, problem in cells:
        same = "" if problem.check == "not_a_number" else problem.found
        # a key is told for each of its rows
        key = str(row) if problem.check == "duplicate_row" else problem.wanted
        alike.setdefault((column, problem.check, same, key), []).append((row, problem))
    for (column, _, _, _), group in alike.items():
        _, first = group[0]
        if len(group) > 1 and column < len(columns):
            told = f"{first.found} (rows {spans(row + 2 for row, _ in group)})"
            first = Problem(first.check, f"{where} column `{columns[column]}`", told, first.wanted)
        yield first


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
    return _out_of_range(column, value, check, place)


def _out_of_range(column: str, value: Any, check: str, place: str) -> Problem:
    known = meant(value) if column.endswith("_code") else None
    if known:
        return Problem("other_code", place, repr(value), known)
    return Problem("value_out_of_range", place, repr(value), f"must be {check}")


def separated(raw: pd.DataFrame, table: str, where: str) -> tuple[list[Problem], set[tuple[str, int]]]:
    """Counts and rupiah with points, commas or spaces in them, one problem a column; and those cells.

    A point that parts thousands in one row does so in all: where a column has one cell that can only be so, that is
    why each of its cells with a point is named.

    Args:
        raw: the table as text; its index are the rows' places from 0.
        table: the table's name.
        where: its file as messages show it.
    """
    problems, cells = [], set()
    counted = {column: (raw[column], True) for column in whole_columns(table) if column in raw}
    if {"value", "unit"} <= {*raw}:
        counted["value"] = raw.loc[raw["unit"].isin(WHOLE_UNITS), "value"], False
    for column, (texts, whole) in counted.items():
        unlike = (cell for cell in texts.dropna().items() if not cell[1].isdecimal())
        found = {row: text for row, text in unlike if readings(text) or maybe_thousands(text)}
        if not found:
            continue
        cells |= {(column, row) for row in found}
        # the reading that would be silent is the one to show
        row = next((row for row, text in found.items() if len(readings(text)) > 1), min(found))
        told, wanted = said(found[row], whole)
        place = f"{where} row {row + 2} column `{column}`"
        if len(found) > 1:
            place, told = f"{where} column `{column}`", f"{told} (rows {spans(place + 2 for place in found)})"
            sure = next((one for one, text in found.items() if whole and only_thousands(text)), row)
            if sure != row:
                only = f"`{found[sure]}` in row {sure + 2} can only be {readings(found[sure])[0]}"
                wanted = f"digits only in the whole column, for {only}"
        problems.append(Problem("separated_number", place, told, wanted))
    return problems, cells


def is_kind(check: object) -> bool:
    """Whether a check is of the kind of value, e.g. a number; no other check was asked of that column then."""
    return "dtype" in str(check)
