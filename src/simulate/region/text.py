"""Reads a CSV file as text: personal data first, then its shape, all problems at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulate.errors import InputError, Phrase, Problem, input_error, not_read

# whole words of a column name that mark a person rather than a place or a count
_PERSONAL = {
    "nik", "ktp", "kk", "nip", "npwp", "nama", "name", "telepon", "telp", "hp", "phone", "wa", "whatsapp",
    "alamat", "address", "email", "rekening", "ibu",
}  # fmt: skip
_NUMBERS = {
    re.compile(r"(?<!\d)\d{16}(?!\d)"): "looks_like.nik",
    re.compile(r"(?<!\d)\d{18}(?!\d)"): "looks_like.nip",
}
# the same with something between the figures: the day of birth in it tells it from years, dates and amounts
_DAY, _MONTH = "(?:[04][1-9]|[1256]\\d|[37][01])", "(?:0[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_PARTED_NUMBERS = {
    re.compile(rf"(?<!\d)[1-9]\d{{5}}{_DAY}{_MONTH}\d{{6}}(?!\d)"): "looks_like.nik",
    re.compile(rf"(?<!\d){_YEAR}{_MONTH}[0-3]\d{_YEAR}{_MONTH}\d{{4}}(?!\d)"): "looks_like.nip",
}
# years and dates as people write them
_DATES = re.compile(rf"(?<!\d)(?:(?:\d{{1,2}}[-. ]){{2}}{_YEAR}|{_YEAR}(?:[-. ]\d{{1,2}}){{0,2}})(?!\d)")
# a fraction as spreadsheets write it, with all its figures, is no identity
_FRACTION = re.compile(r"-?\d{1,9}\.\d+")


def personal_data(header: Sequence[str], body: Sequence[Sequence[str]], where: str) -> Iterator[Problem]:
    """Columns and cells of a table, as text, that look like a person's identity; nothing is a pass.

    The message names the column and the first row, never the value; so does the one for a number that stands in the
    header, as it does in a table without one.
    """
    names = []
    for place, column in enumerate(header, start=1):
        told = _told(column)
        names.append(str(place) if told else f"`{column}`")
        if told:
            yield Problem("personal_data", f"{where} row 1 column {place}", found=Phrase(told), more="")
        elif set(re.split(r"[^a-z0-9]+", column.lower())) & _PERSONAL:
            yield Problem("personal_data.column", f"{where} column `{column}`")
    marked = {cell: told for cell in {cell for row in body for cell in row} if (told := _told(cell))}
    seen: dict[tuple[int, str], list[int]] = {}
    for number, row in enumerate(body if marked else (), start=2):
        for place, cell in enumerate(row):
            if cell in marked:
                seen.setdefault((place, marked[cell]), []).append(number)
    for (place, told), (first, *more) in sorted(seen.items()):
        column = names[place] if place < len(names) else str(place + 1)
        others = Phrase("and_more_rows", rows=len(more)) if more else ""
        yield Problem("personal_data", f"{where} row {first} column {column}", found=Phrase(told), more=others)


def _told(cell: str) -> str:
    """What kind of identity a cell seems to hold, "" for none; spaces, points and hyphens do not hide it."""
    if len(cell) < 16 or _FRACTION.fullmatch(cell):
        return ""
    found = next((told for form, told in _NUMBERS.items() if form.search(cell)), "")
    if found or not re.search(r"\d", _DATES.sub("", cell)):
        return found
    joined = re.sub(r"[\s.\-]", "", cell)
    return next((told for form, told in _PARTED_NUMBERS.items() if form.search(joined)), "")


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
        raise input_error("not_csv", where)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except OSError as error:
        raise input_error("missing_file.table", where, found=not_read(error)) from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise input_error("not_csv.text", where, error=str(error)) from None
    personal = list(personal_data(rows[0], rows[1:], where)) if rows else []
    if personal:
        raise InputError(personal)
    if rows and rows[0] and rows[0][0].strip().lower().startswith("sep="):
        line = ",".join(rows[0])
        raise input_error("excel_line", f"{where} row 1", line=line)
    while rows and not any(cell.strip() for cell in rows[-1]):  # as spreadsheets leave them below a table
        rows.pop()
    if len(rows) < 2:
        raise input_error("empty_table", where)
    header, *body = rows
    if len(header) == 1 and {*";\t"} & {*header[0]}:  # as spreadsheets save where the comma is the decimal sign
        raise input_error("not_csv.read_text", where)
    problems = [
        Problem("duplicate_column", where, column=column)
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    empty = [place for place, row in enumerate(body) if not any(cell.strip() for cell in row)]
    if empty:
        named = spans(place + 2 for place in empty)
        problems.append(Problem("empty_rows", where, named=named))
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
        yield Problem("uneven_row", here, row=len(row), header=len(header))
    for cell in row:
        if cell.strip().lower() in _NOT_VALUES:
            yield Problem("not_a_value", here, cell=repr(cell))


def spans(numbers: Iterable[int]) -> str:
    """Numbers in order as people list them: ``2–14, 17``."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ", ".join("–".join(map(str, span)) for span in found)
