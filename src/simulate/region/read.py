"""Reads one CSV table and its data card: personal data first, then columns and cells, all problems at once."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.errors import Gathered, Phrase, Problem, did_you_mean, input_error, not_read
from simulate.paths import shown
from simulate.region.names import name_problems, total_rows
from simulate.region.schemas import ROWS, TABLES, meant, schema, whole_columns
from simulate.written import WHOLE_UNITS, maybe_thousands, only_thousands, read_yaml, readings, said

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

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
    Gathered(personal_data(rows[0], rows[1:], where) if rows else ()).refuse()
    if rows and rows[0] and rows[0][0].strip().lower().startswith("sep="):
        raise input_error("excel_line", f"{where} row 1", line=",".join(rows[0]))
    while rows and not any(cell.strip() for cell in rows[-1]):  # as spreadsheets leave them below a table
        rows.pop()
    if len(rows) < 2:
        raise input_error("empty_table", where)
    header, *body = rows
    if len(header) == 1 and {*";\t"} & {*header[0]}:  # as spreadsheets save where the comma is the decimal sign
        raise input_error("not_csv.read_text", where)
    twice = sorted({column for column in header if header.count(column) > 1})
    problems = [Problem("duplicate_column", where, column=column) for column in twice]
    written = {place: row for place, row in enumerate(body) if any(cell.strip() for cell in row)}
    if len(written) < len(body):
        named = spans(place + 2 for place in range(len(body)) if place not in written)
        problems.append(Problem("empty_rows", where, named=named))
    wrong = {place: list(_shape(header, row, f"{where} row {place + 2}")) for place, row in written.items()}
    problems += [problem for found in wrong.values() for problem in found]
    return Text(header, {place: row for place, row in written.items() if not wrong[place]}, problems)


def _shape(header: list[str], row: list[str], place: str) -> Iterator[Problem]:
    """What is wrong with a row before anything is known of its columns."""
    if len(row) != len(header):
        yield Problem("uneven_row", place, row=len(row), header=len(header))
    for cell in row:
        if cell.strip().lower() in _NOT_VALUES:
            yield Problem("not_a_value", place, cell=repr(cell))


def spans(numbers: Iterable[int]) -> str:
    """Numbers in order as people list them: ``2–14, 17``."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ", ".join("–".join(map(str, span)) for span in found)


def value_problems(
    cases: pd.DataFrame, raw: pd.DataFrame, wanted: pa.DataFrameSchema, where: str, told: Container[tuple[str, int]]
) -> Iterator[Problem]:
    """One problem a cell, or for cells of a column that are wrong alike, in the order of the table.

    pandera reports a bad cell once for each check that it fails, a key once a column. Words in cells of numbers need
    not be the same to be told together, other cells do.

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
        column, row = case["column"], case["index"]
        whole = str(case["check"]) == "multiple_fields_uniqueness" or column not in raw
        key = int(row) if row in raw.index else -1, len(columns) if whole else columns.index(column)
        if key not in found and (column, row) not in told:
            found[key] = _problem(case, raw, wanted, where)
    alike: dict[tuple[Any, ...], list[tuple[int, Problem]]] = {}
    for (row, column), problem in sorted(found.items(), key=lambda one: one[0]):
        same = () if problem.check == "not_a_number" else problem.values
        # a key is told for each of its rows; elsewhere the place alone differs
        key = row if problem.check == "duplicate_row" else -1
        alike.setdefault((column, problem.code, same, key), []).append((row, problem))
    for (column, *_), group in alike.items():
        _, first = group[0]
        if len(group) > 1 and column < len(columns):
            rows = Phrase("in_rows", rows=spans(row + 2 for row, _ in group))
            values = dict(first.values) | {"rows": rows}
            first = Problem(first.code, f"{where} column `{columns[column]}`", **values)
        yield first


def _problem(case: dict[str, Any], raw: pd.DataFrame, wanted: pa.DataFrameSchema, where: str) -> Problem:
    column, row, check = case["column"], case["index"], str(case["check"])
    place = f"{where} row {int(row) + 2}" if row in raw.index else where
    if check == "multiple_fields_uniqueness":
        named = ", ".join(str(cell) for cell in raw.loc[row, wanted.unique])
        return Problem("duplicate_row", place, names=", ".join(wanted.unique), named=named, rows="")
    place += f" column `{column}`" if column in raw.columns else ""
    value = raw.loc[row, column] if column in raw.columns and row in raw.index else case["failure_case"]
    if isinstance(value, float) and math.isnan(value):
        return Problem("missing_value.problem", place, rows="")
    if "unique" in check:
        return Problem("duplicate_row.problem", place, value=repr(value), rows="")
    if is_kind(check):
        case = "not_a_number.whole" if "int" in check else "not_a_number.plain"
        return Problem(case, place, value=repr(value), rows="")
    if check.startswith("isin"):
        [isin] = [one for one in wanted.columns[column].checks if one.name == "isin"]
        words = ", ".join(isin.statistics["allowed_values"])
        return Problem("unknown_word", place, value=repr(value), rows="", words=words)
    return _out_of_range(column, value, check, place)


def _out_of_range(column: str, value: Any, check: str, place: str) -> Problem:
    known = meant(value) if column.endswith("_code") else None
    if known:
        return Problem("other_code", place, value=repr(value), rows="", known=known)
    case, *ends = check.split("|")  # as `schemas` writes it
    wanted = Phrase(case, **dict(zip(("low", "high"), ends, strict=False)))
    return Problem("value_out_of_range.of_column", place, value=repr(value), rows="", wanted=wanted)


def separated(raw: pd.DataFrame, table: str, where: str) -> tuple[list[Problem], set[tuple[str, int]]]:
    """Counts and rupiah with points, commas or spaces in them, one problem a column; and those cells.

    A point that parts thousands in one row does so in all: where a column has one cell that can only be so, that is
    why each of its cells with a point is named.

    Arguments are those of `total_rows`.
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
        meant_by_it, wanted = said(found[row], whole)
        place = f"{where} row {row + 2} column `{column}`"
        if len(found) > 1:
            place, rows = f"{where} column `{column}`", spans(one + 2 for one in found)
            meant_by_it = Phrase("found_in_rows", found=meant_by_it, rows=Phrase("in_rows", rows=rows))
            sure = next((one for one, text in found.items() if whole and only_thousands(text)), row)
            if sure != row:
                only = {"text": found[sure], "row": str(sure + 2), "number": str(readings(found[sure])[0])}
                wanted = Phrase("digits_only.whole_column", **only)
        problems.append(Problem("separated_number", place, found=meant_by_it, wanted=wanted))
    return problems, cells


def is_kind(check: object) -> bool:
    """Whether a check is of the kind of value, e.g. a number; no other check was asked of that column then."""
    return "dtype" in str(check)


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
    return read_any_table(path, known, by_columns=False)[1]


def read_any_table(path: Path, known: Sequence[str] = TABLES, *, by_columns: bool = True) -> tuple[str, pd.DataFrame]:
    """A checked table and which of the ``known`` it is, by the file's name or else by its columns.

    Raises:
        InputError: as `read_table`; the file has neither the name nor the columns of a known table.
    """
    where, names = shown(path), [f"{name}.csv" for name in known]
    text = read_text(path, where)
    name = path.stem if path.name in names else _by_columns(text.header, known) if by_columns else None
    if name is None:
        raise input_error("unknown_table.unknown", where, name=path.name, meant=did_you_mean(path.name, names))
    return name, _checked(text, name, where)


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
    Gathered(problems).refuse()
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
        case = "missing_column.several" if len(missing) > 1 else "missing_column"
        named = ", ".join(f"`{column}`" for column in missing)
        yield Problem(case, where, named=named, header=",".join(wanted))
    for column in dict.fromkeys(found):
        if column not in wanted:
            yield Problem("unknown_column", where, column=column, meant=did_you_mean(column, missing or wanted))


def _example_rows(raw: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for the first row that is still a template's, and how many there are."""
    if "source" not in raw:
        return
    rows = [place + 2 for place, source in raw["source"].items() if str(source).strip().lower() == EXAMPLE]
    if rows:
        case = "example_row.several" if len(rows) > 1 else "example_row"
        yield Problem(case, f"{where} row {rows[0]} column `source`", example=EXAMPLE, rows=len(rows))


_ISO_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
# a template's text that the planner replaces begins so
PLACEHOLDER = "GANTI / REPLACE"
_FIELDS = ("title", "producer", "url", "date", "licence", "columns")


def read_card(path: Path, columns: list[str]) -> dict[str, Any]:
    """The card beside a table.

    Raises:
        InputError: the card is missing, lacks a field or still has a template's text, or describes other columns than
            the table has.
    """
    card = read_yaml(path)
    where = shown(path)
    problems = [Problem("missing_key.read_card", where, field=field) for field in _FIELDS if not card.get(field)]
    left = [field for field in _FIELDS if str(card.get(field)).startswith(PLACEHOLDER)]
    problems += [Problem("placeholder_left", where, field=field) for field in left]
    if not problems and not _ISO_DAY.fullmatch(str(card["date"])):
        problems.append(Problem("not_a_day", where, card=repr(card["date"])))
    described = [*map(str, card["columns"])] if isinstance(card.get("columns"), dict) else []
    if not problems and sorted(described) != sorted(columns):
        problems.append(Problem("columns_disagree", where, names=", ".join(sorted({*described} ^ {*columns}))))
    Gathered(problems).refuse()
    return card
