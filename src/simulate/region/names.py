"""Names of units and places in a table: none is a total, none stands twice under two spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulate.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

# columns that name what a row counts
_NAMES = ("unit", "group", "grade", "kecamatan", "desa", "outlet", "outlet_id", "kecamatan_code", "desa_code")
# within what a name of a table stands for one thing
_WITHIN = {
    "asn": [("group",)],
    "asn_units": [("unit",), ("unit", "group", "grade")],
    "desa": [("kecamatan_code", "desa")],
    "kecamatan": [("kecamatan",)],
    "outlets": [("outlet_id",), ("kecamatan_code", "outlet")],
}
_TOTALS = {"jumlah", "jml", "total", "subtotal", "keseluruhan", "rekapitulasi", "sum"}
# how a unit's civil servants are told that are of no one grade
ALL_GRADES = "semua"


def spelling(name: str) -> str:
    """A name without what people write differently: case, spaces and points, but for those that part two numbers."""
    return re.sub(r"(?<!\d)[\W_]+|[\W_]+(?!\d)", "", name.casefold())


def is_total(name: str) -> bool:
    """Whether a name is that of a sum: it begins with ``Jumlah``, ``Grand Total``, ``SUB-TOTAL`` or the like."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return bool({*words[:1]} & _TOTALS) or (words[:1] in (["grand"], ["sub"]) and bool({*words[1:2]} & _TOTALS))


def total_rows(raw: pd.DataFrame, table: str, where: str) -> dict[int, Problem]:
    """The rows that are sums of others, by place, each with its problem; those of a record its own checks know.

    Args:
        raw: the table as text; its index are the rows' places from 0.
        table: the table's name.
        where: its file as messages show it.
    """
    found: dict[int, Problem] = {}
    for column in (name for name in _NAMES if name in raw and table != "record"):
        for row, name in raw[column].dropna().items():
            if is_total(name):
                found.setdefault(row, total_row(name, f"{where} row {row + 2} column `{column}`"))
    return found


def total_row(name: str, place: str) -> Problem:
    """The problem of a row that is a sum."""
    return Problem("total_row", place, f"`{name}` is a total", "leave totals out: each row counts")


def name_problems(raw: pd.DataFrame, table: str, where: str) -> Iterator[Problem]:
    """Rows of a table that count once more what another row counts; as in `total_rows`."""
    told: set[int] = set()
    for columns in (columns for columns in _WITHIN.get(table, ()) if {*columns} <= {*raw}):
        for row, first in _spelled_twice(raw, columns).items():
            if row not in told:
                told.add(row)
                one, other = (", ".join(raw.loc[place, [*columns]].fillna("")) for place in (row, first))
                found = f"`{one}` is `{other}` of row {first + 2} in another spelling"
                wanted = "one spelling, or it counts as one more"
                yield Problem("spelled_twice", f"{where} row {row + 2} column `{columns[-1]}`", found, wanted)
    if table == "asn_units" and {"unit", "group", "grade"} <= {*raw}:
        yield from _all_beside_some(raw, where)


def _spelled_twice(rows: pd.DataFrame, columns: tuple[str, ...]) -> dict[int, int]:
    """The rows that name what an earlier row names, in other letters; each with the first such row."""
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    names = rows[[*columns]].fillna("")
    for row, texts in zip(names.index, names.itertuples(index=False), strict=True):
        before = first.setdefault(tuple(map(spelling, texts)), row)
        if tuple(names.loc[before]) != tuple(texts):
            found[row] = before
    return found


def _all_beside_some(units: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Rows of all grades of a unit's group that has rows of single grades, too: they count those people twice."""
    grades = units.groupby(["unit", "group"])["grade"].transform("nunique")
    for row in units.index[(units["grade"] == ALL_GRADES) & (grades > 1)]:
        found = f"`{ALL_GRADES}` beside single grades of `{units.loc[row, 'unit']}`"
        wanted = f"single grades, or one row of `{ALL_GRADES}`"
        yield Problem("total_row", f"{where} row {row + 2} column `grade`", found, wanted)
