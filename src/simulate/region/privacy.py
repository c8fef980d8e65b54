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
    joined = re.sub(r"[\s.\-]", "", cell)
    return next((told for form, told in _NUMBERS.items() if form.search(cell) or form.search(joined)), "")
