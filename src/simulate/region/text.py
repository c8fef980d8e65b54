"""Reads a CSV file as text: personal data first, then its shape, all problems at once."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from simulate.errors import InputError, Problem, refuse
from simulate.region.privacy import personal_data

# words that readers turn silently into missing or infinite numbers
_NOT_VALUES = {"nan", "na", "n/a", "null", "none", "-", "inf", "-inf", "+inf", "infinity", "-infinity"}


@dataclass(frozen=True)
class Text:
    """A table as text: its header, its rows by place from 0, and what is wrong with its shape.

    A row that is wrong, or empty, is among the problems and not among the rows.
    """

    header: list[str]
    rows: dict[int, list[str]]
    problems: list[Problem]


def read_text(path: Path, where: str) -> Text:
    """A CSV file as text, free of personal data.

    Raises:
        InputError: the file is missing, no CSV file, without rows, or holds personal data.
    """
    if path.suffix.lower() != ".csv" and path.exists():
        raise refuse("not_csv", where, "the name does not end in .csv", "save as comma-separated UTF-8")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except OSError as error:
        raise refuse("missing_file", where, _said(error), "put the table there") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise refuse("not_csv", where, str(error), "save as comma-separated UTF-8") from None
    personal = list(personal_data(rows[0], rows[1:], where)) if rows else []
    if personal:
        raise InputError(personal)
    if rows and rows[0] and rows[0][0].strip().lower().startswith("sep="):
        line = ",".join(rows[0])
        wanted = "remove that line and save as comma-separated UTF-8"
        raise refuse("excel_line", f"{where} row 1", f"Excel's line `{line}`, not the names of columns", wanted)
    while rows and not any(cell.strip() for cell in rows[-1]):  # as spreadsheets leave them below a table
        rows.pop()
    if len(rows) < 2:
        raise refuse("empty_table", where, "no rows", "give a header and at least one row")
    header, *body = rows
    if len(header) == 1 and {*";\t"} & {*header[0]}:  # as spreadsheets save where the comma is the decimal sign
        raise refuse("not_csv", where, "no commas between cells", "save as comma-separated UTF-8")
    problems = [
        Problem("duplicate_column", where, f"column `{column}` stands twice", "keep one of them")
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    empty = [place for place, row in enumerate(body) if not any(cell.strip() for cell in row)]
    if empty:
        named = spans(place + 2 for place in empty)
        problems.append(Problem("empty_rows", where, f"nothing in rows {named}", "remove them"))
    wrong: dict[int, list[Problem]] = {place: [] for place in empty}
    wrong |= {
        place: found
        for place, row in enumerate(body)
        if place not in wrong and (found := list(_shape(header, row, place, where)))
    }
    problems += [problem for found in wrong.values() for problem in found]
    return Text(header, {place: row for place, row in enumerate(body) if place not in wrong}, problems)


def _shape(header: list[str], row: list[str], place: int, where: str) -> Iterator[Problem]:
    """What is wrong with a row before anything is known of its columns."""
    here = f"{where} row {place + 2}"
    if len(row) != len(header):
        yield Problem("uneven_row", here, f"{len(row)} cells", f"{len(header)}, as in the header")
    for cell in row:
        if cell.strip().lower() in _NOT_VALUES:
            yield Problem("not_a_value", here, repr(cell), "leave the cell empty where a value is missing")


def spans(numbers: Iterable[int]) -> str:
    """Numbers in order as people list them: ``2–14, 17``."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ", ".join("–".join(map(str, span)) for span in found)


def _said(error: OSError) -> str:
    return "not found" if isinstance(error, FileNotFoundError) else str(error.strerror).lower()
