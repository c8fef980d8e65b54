"""Codes of kecamatan: Kemendagri's, which tables use, and BPS's, which many tables of others hold."""

from __future__ import annotations

import csv
import re

from simulate import paths

# a code that has figures alone
_KEMENDAGRI, _BPS = 6, 7


def meant(text: str) -> str | None:
    """What a code of another form is in Kemendagri's; None where that is not certain.

    Known are Kemendagri's codes without points, and BPS's of kecamatan, or of a desa in one, of every region that has
    a table of them. A code is never guessed from one that is written alike: that is another place.
    """
    figures = re.sub(r"[.\s]", "", text)
    if len(figures) == _KEMENDAGRI:
        code = f"{figures[:2]}.{figures[2:4]}.{figures[4:]}"
        name = _rows("kecamatan", "kecamatan").get(code)
        return f"{name} is `{code}`" if name else None
    code = of_bps(figures[:_BPS]) if len(figures) in (_BPS, _BPS + 3) else None
    if code is None:
        return None
    place = f"{_rows('kecamatan', 'kecamatan').get(code, code)}, which is `{code}` here"
    return f"BPS code {figures} is {place}" if len(figures) == _BPS else f"BPS code {figures} is a desa of {place}"


def of_bps(code: str) -> str | None:
    """Kemendagri's code for a kecamatan that BPS numbers so."""
    return next((own for own, bps in _rows("bps_codes", "bps_code").items() if bps == code), None)


def bps_of(code: str) -> str | None:
    """BPS's code for a kecamatan."""
    return _rows("bps_codes", "bps_code").get(code)


def _rows(table: str, column: str) -> dict[str, str]:
    """A column by code of the kecamatan, of all regions; read as text, for a message about another table."""
    found: dict[str, str] = {}
    for path in sorted((paths.data() / "regions").glob(f"*/{table}.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found |= {row.get("kecamatan_code", ""): row.get(column, "") for row in csv.DictReader(file)}
    return found
