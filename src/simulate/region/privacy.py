"""No personal data: a table that seems to hold any is refused before anything else reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from simulate.errors import Problem

# whole words of a column name that mark a person rather than a place or a count
_PERSONAL = {
    "nik", "ktp", "kk", "nip", "npwp", "nama", "name", "telepon", "telp", "hp", "phone", "wa", "whatsapp",
    "alamat", "address", "email", "rekening", "ibu",
}  # fmt: skip
_NUMBERS = {
    re.compile(r"(?<!\d)\d{16}(?!\d)"): "a 16-digit number, as a NIK has",
    re.compile(r"(?<!\d)\d{18}(?!\d)"): "an 18-digit number, as a NIP has",
}
# the same with something between the figures: the day of birth in it tells it from years, dates and amounts
_DAY, _MONTH = "(?:[04][1-9]|[1256]\\d|[37][01])", "(?:0[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_PARTED_NUMBERS = {
    re.compile(rf"(?<!\d)[1-9]\d{{5}}{_DAY}{_MONTH}\d{{6}}(?!\d)"): "a 16-digit number, as a NIK has",
    re.compile(rf"(?<!\d){_YEAR}{_MONTH}[0-3]\d{_YEAR}{_MONTH}\d{{4}}(?!\d)"): "an 18-digit number, as a NIP has",
}
# years and dates as people write them
_DATES = re.compile(rf"(?<!\d)(?:(?:\d{{1,2}}[-. ]){{2}}{_YEAR}|{_YEAR}(?:[-. ]\d{{1,2}}){{0,2}})(?!\d)")
# a fraction as spreadsheets write it, with all its figures, is no identity
_FRACTION = re.compile(r"-?\d{1,9}\.\d+")
_CURE = "tables hold places and counts only"


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
            yield Problem("personal_data", f"{where} row 1 column {place}", told, f"remove it; {_CURE}")
        elif set(re.split(r"[^a-z0-9]+", column.lower())) & _PERSONAL:
            found, wanted = "looks like personal data", f"remove the column; {_CURE}"
            yield Problem("personal_data", f"{where} column `{column}`", found, wanted)
    marked = {cell: told for cell in {cell for row in body for cell in row} if (told := _told(cell))}
    seen: dict[tuple[int, str], list[int]] = {}
    for number, row in enumerate(body if marked else (), start=2):
        for place, cell in enumerate(row):
            if cell in marked:
                seen.setdefault((place, marked[cell]), []).append(number)
    for (place, told), (first, *more) in sorted(seen.items()):
        column = names[place] if place < len(names) else str(place + 1)
        found = told + (f" (and in {len(more)} more rows)" if more else "")
        yield Problem("personal_data", f"{where} row {first} column {column}", found, f"remove it; {_CURE}")


def _told(cell: str) -> str:
    """What kind of identity a cell seems to hold, "" for none; spaces, points and hyphens do not hide it."""
    if len(cell) < 16 or _FRACTION.fullmatch(cell):
        return ""
    found = next((told for form, told in _NUMBERS.items() if form.search(cell)), "")
    if found or not re.search(r"\d", _DATES.sub("", cell)):
        return found
    joined = re.sub(r"[\s.\-]", "", cell)
    return next((told for form, told in _PARTED_NUMBERS.items() if form.search(joined)), "")
