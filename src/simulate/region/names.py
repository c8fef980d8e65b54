"""Names of units and places in a table: none is a total, none stands twice under two spellings."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulate import paths
from simulate.errors import InputError, Problem
from simulate.written import read_yaml

if TYPE_CHECKING:
    import pandas as pd

# columns that name what a row counts
_NAMES = ("unit", "group", "grade", "kecamatan", "desa", "outlet", "outlet_id", "kecamatan_code", "desa_code")
# of them, those whose words are of a list or a code, as asn_total: a word at their end says nothing
_WORDS = ("group", "outlet_id")
# of them, those where the name of the whole region is that of a sum
_PARTS = ("unit", "kecamatan", "kecamatan_code", "desa_code")
# within what a name of a table stands for one thing
_WITHIN = {
    "asn": [("group",)],
    "asn_units": [("unit",), ("unit", "group", "grade")],
    "desa": [("kecamatan_code", "desa")],
    "kecamatan": [("kecamatan",)],
    "outlets": [("outlet_id",), ("kecamatan_code", "outlet")],
}
_ALL = {"semua", "semuanya", "seluruh", "seluruhnya"}
# what a sum's name has anywhere, at its end, or at its beginning
_SUMS = {"jumlah", "jumlahnya", "jml", "jmlh", "subtotal", "∑", "σ"}
_LAST = {*_SUMS, "total", "totals", "totalnya", "keseluruhan", "seluruhnya"}
_FIRST = {*_LAST, *_ALL, "rekapitulasi", "rekap", "sum"}
# a number or a letter of a list: 1, 1a, IV, a
_LISTED = re.compile(r"\d+[a-z]?|[ivxl]+|[a-z]")
# what stands before a regency's name in that of its government, or of all whom it employs
_EMPLOYED = {"asn", "pns", "pppk", "pegawai"}
_GOVERNMENT = {"pemerintah", "pemda", "pemkab", "pemkot", "daerah", "kabupaten", "kab", "kota", *_EMPLOYED}
# how a unit's civil servants are told that are of no one grade
ALL_GRADES = "semua"
# of two rows that are alike neither is a sum
_LEAST_ROWS = 3


def _plain(name: str) -> str:
    """A name without case, accents, other widths of letters and what is not seen."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(letter for letter in letters if unicodedata.category(letter) not in ("Mn", "Cf"))
    return seen.casefold()


def _words(name: str) -> list[str]:
    """The words of a name without the number of a list before them; letters that are s p a c e d are one word."""
    words = re.findall(r"[^\W_]+|∑", _plain(name))
    if len(words) > 2 and all(len(word) == 1 for word in words):
        return ["".join(words)]
    while len(words) > 1 and _LISTED.fullmatch(words[0]):
        words = words[1:]
    return words


def spelling(name: str) -> str:
    """A name without what people write differently: as `_plain`, without spaces and points that part no numbers."""
    return re.sub(r"(?<!\d)[\W_]+|[\W_]+(?!\d)", "", _plain(name))


def is_total(name: str, whole: bool = True) -> bool:
    """Whether a name is that of a sum, e.g. ``Grand Total``, ``1. Jumlah``, ``Semua unit``, ``ASN total``.

    Args:
        name: the name.
        whole: whether its other words count, too; else how it begins alone.
    """
    words = _words(name)
    if not words:
        return False
    if words[0] in _FIRST or (words[0] in ("grand", "sub") and bool({*words[1:2]} & _LAST)):
        return True
    return whole and (words[-1] in _LAST or bool({*words} & _SUMS))


def _is_all(name: str) -> bool:
    """Whether the name of a grade is that of all of them, as ``SEMUA`` and ``seluruh golongan``."""
    return bool({*_words(name)[:1]} & _ALL)


def _core(name: str) -> tuple[str, bool]:
    """A name without what stands before a regency's name, and whether anything did."""
    words = _words(name)
    own = next((place for place, word in enumerate(words) if word not in _GOVERNMENT), len(words))
    return " ".join(words[own:]), own > 0


def _regions() -> set[str]:
    """The names of all regions that have a folder, by `_core`; a file that can't be read is told elsewhere."""
    found = set()
    for path in (paths.data() / "regions").glob("*/region.yaml"):
        with contextlib.suppress(InputError):
            found.add(_core(str(read_yaml(path).get("name", "")))[0])
    return found - {""}


def _is_region(name: str, regions: set[str]) -> bool:
    """Whether a name is that of a whole region, as its government or its civil servants are called."""
    core, government = _core(name)
    return government and core in regions


def total_rows(raw: pd.DataFrame, table: str, where: str) -> dict[int, Problem]:
    """The rows that are sums of others, by place, each with its problem; those of a record its own checks know.

    Args:
        raw: the table as text; its index are the rows' places from 0.
        table: the table's name.
        where: its file as messages show it.
    """
    found: dict[int, Problem] = {}
    columns = [name for name in _NAMES if name in raw and table != "record"]
    regions = _regions() if {*columns} & {*_PARTS} else set()
    for column in columns:
        for row, name in raw[column].dropna().items():
            place = f"{where} row {row + 2} column `{column}`"
            # all grades in one row are right where a unit's grades are not told
            if is_total(name, column not in _WORDS) and not (column == "grade" and _is_all(name)):
                found.setdefault(row, Problem("total_row", place, name=name))
            elif column in _PARTS and _is_region(name, regions):
                found.setdefault(row, Problem("total_row.total_rows", place, name=name))
    return found


def name_problems(raw: pd.DataFrame, table: str, where: str) -> Iterator[Problem]:
    """Rows of a table that count once more what another row counts; as in `total_rows`."""
    told: set[int] = set()
    for columns in (columns for columns in _WITHIN.get(table, ()) if {*columns} <= {*raw}):
        for row, first in _spelled_twice(raw, columns).items():
            if row not in told:
                told.add(row)
                one, other = (", ".join(raw.loc[place, [*columns]].fillna("")) for place in (row, first))
                place = f"{where} row {row + 2} column `{columns[-1]}`"
                yield Problem("spelled_twice", place, one=one, other=other, found=first + 2)
    if table == "outlets" and {"outlet_id", "outlet", "kecamatan_code", "latitude", "longitude"} <= {*raw}:
        yield from _written_twice(raw.drop(index=[*told]), where)
    if table == "asn_units" and {"unit", "group", "grade"} <= {*raw}:
        yield from _all_beside_some(raw, where)
        if "persons" in raw:
            yield from _sum_of_others(raw, where)


def _spelled_twice(rows: pd.DataFrame, columns: tuple[str, ...]) -> dict[int, int]:
    """The rows that name what an earlier row names, in other letters; each with the first such row."""
    first, found = {}, {}
    names = rows[[*columns]].fillna("")
    for row, texts in zip(names.index, names.itertuples(index=False), strict=True):
        before = first.setdefault(tuple(map(spelling, texts)), row)
        if tuple(names.loc[before]) != tuple(texts):
            found[row] = before
    return found


def _written_twice(outlets: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Outlets that stand in an earlier row with the same name, kecamatan and point, under another ``outlet_id``."""
    first: dict[tuple[str, ...], int] = {}
    outlets = outlets.fillna("")
    for row, outlet in outlets.iterrows():
        point = (_degrees(outlet["latitude"]), _degrees(outlet["longitude"]))
        before = first.setdefault((spelling(outlet["outlet"]), spelling(outlet["kecamatan_code"]), *point), row)
        other = outlets.loc[before, "outlet_id"]
        if before != row and outlet["outlet_id"] != other:
            place = f"{where} row {row + 2} column `outlet_id`"
            yield Problem("written_twice", place, outlet=outlet["outlet"], found=before + 2, other=other)


def _degrees(text: str) -> str:
    """A coordinate however many zeros end it."""
    try:
        return f"{float(text):.6f}"
    except ValueError:
        return text


def _all_beside_some(units: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Rows of all grades of a unit's group that has other rows, too: they count those people twice."""
    named = units.dropna(subset=["unit", "group", "grade"])
    for _, rows in named.groupby([named["unit"].map(spelling), "group"], sort=False):
        alls = rows["grade"].map(_is_all)
        first = rows["grade"].iloc[0]
        # where each row is of all grades the first is the one to keep, and another spelling of it is told as that
        again = alls & (rows["grade"].map(spelling) != spelling(first)) if alls.all() else alls
        for row in rows.index[again & (len(rows) > 1)]:
            case = "total_row.spelled" if alls.all() else "total_row.beside_grades"
            told = {"grade": rows.loc[row, "grade"], "first": first, "unit": rows.loc[row, "unit"]}
            yield Problem(case, f"{where} row {row + 2} column `grade`", all=ALL_GRADES, **told)


def _sum_of_others(units: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Rows, or units of several rows, that count as many of a group as all others of it together."""
    named = units.dropna(subset=["unit", "group", "persons"])
    for group, rows in named.groupby("group", sort=False):
        if len(rows) < _LEAST_ROWS or not rows["persons"].map(str.isdecimal).all():
            continue
        persons, unit = rows["persons"].map(int), rows["unit"].map(spelling)
        by_unit = persons.groupby(unit).transform("sum")
        several = unit.nunique() >= _LEAST_ROWS
        alone = (2 * persons == persons.sum()) & (persons > 0)
        whole = (2 * by_unit == persons.sum()) & (persons < by_unit) & ~unit.duplicated() & several
        for found, counts, kind in ((alone, persons, "rows"), (whole, by_unit, "units")):
            others = f"other {kind} of `{group}`"
            for row in rows.index[found]:
                told = {"unit": rows.loc[row, "unit"], "persons": counts[row], "others": others}
                yield Problem("sum_of_others", f"{where} row {row + 2} column `persons`", **told)
