"""No personal data: a table that seems to hold any is refused before anything else reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulate.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

# whole words of a column name that mark a person rather than a place or a count
_PERSONAL = {
    "nik", "ktp", "kk", "nip", "npwp", "nama", "name", "telepon", "telp", "hp", "phone", "wa", "whatsapp",
    "alamat", "address", "email", "rekening", "ibu",
}  # fmt: skip
_SIXTEEN_DIGITS = re.compile(r"(?<!\d)\d{16}(?!\d)")


def personal_data(table: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Columns and values of a text table that look like a person's identity; nothing is a pass.

    The message names the column and row, never the value.
    """
    for column in table.columns:
        words = set(re.split(r"[^a-z0-9]+", str(column).lower()))
        if words & _PERSONAL:
            yield Problem(
                "personal_data",
                f"{where} column `{column}`",
                "looks like personal data",
                "remove the column; tables hold places and counts only",
            )
        hits = table[column].astype(str).str.replace(r"[\s.\-]", "", regex=True).str.contains(_SIXTEEN_DIGITS)
        if hits.any():
            yield Problem(
                "personal_data",
                f"{where} row {int(hits.to_numpy().argmax()) + 2} column `{column}`",
                "a 16-digit number, as a NIK has",
                "remove it; tables hold places and counts only",
            )
