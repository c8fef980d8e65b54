"""The monthly record of what happened, by kecamatan and payer: what must hold in it, and how it is read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.errors import Gathered, Phrase, Problem, did_you_mean
from simulate.paths import shown
from simulate.region.cards import read_card
from simulate.region.names import is_total, spelling
from simulate.region.read import read_table
from simulate.region.schemas import RECORD_COUNTS, schema

if TYPE_CHECKING:
    import pandas as pd

# what stands in place of a kecamatan in a row of the whole regency
WHOLE = "kabupaten"
# what people write before a name
_KIND = re.compile(r"^\s*kec(amatan|\b)\.?\s*", re.IGNORECASE)
_OF_REGENCY = re.compile(r"\s*(kab|kabupaten|kota)\b", re.IGNORECASE)
# how the source of every row of a made-up record begins
SYNTHETIC = "sintetis / synthetic"


def read_record(path: Path, kecamatan: pd.DataFrame, *, synthetic: bool) -> pd.DataFrame:
    """The checked record in a CSV file with a card beside it.

    Args:
        path: the file.
        kecamatan: the region's table of them.
        synthetic: whether the record must be made up, and say so in every row, or must not.

    Returns:
        Its rows but those of the whole regency, with ``kecamatan_code`` beside the name; in order of month, payer and
        code. A missing count is NaN.

    Raises:
        InputError: with all problems of table and card.
    """
    gathered, table = Gathered(), None
    with gathered:
        table = read_table(path)
    with gathered:
        read_card(path.with_suffix(".yaml"), list(schema("record").columns))
    if table is not None:
        gathered.problems += record_problems(table, kecamatan, shown(path))
        gathered.problems += _synthetic_problems(table, shown(path), synthetic)
    gathered.refuse()
    codes = kecamatan.set_index("kecamatan")["kecamatan_code"]
    rows = table[table["kecamatan"] != WHOLE]
    rows = rows.assign(kecamatan_code=rows["kecamatan"].map(codes))
    return rows.sort_values(["month", "payer", "kecamatan_code"], ignore_index=True)


def record_problems(record: pd.DataFrame, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Names that no kecamatan has, counts above its residents, and totals that are not the sum of their kecamatan."""
    places = kecamatan.set_index("kecamatan")
    yield from unknown_names(record, places.index, where)
    residents = record["kecamatan"].map(places["population_2025"])
    for column in ("registered_persons", "paid_up_persons", "lapsed_persons"):
        for row in record.index[record[column] > residents]:
            found, most = record.loc[row, column], residents[row]
            place = f"{where} row {row + 2} column `{column}`"
            told = {"persons": int(found), "most": int(most), "name": record.loc[row, "kecamatan"]}
            yield Problem("above_population.of_record", place, **told)
    yield from _total_problems(record, len(places), where)


def unknown_names(record: pd.DataFrame, known: Iterable[str], where: str) -> Iterator[Problem]:
    """A problem for each name that is not a kecamatan's, at its first row, with the nearest that is."""
    known = list(known)
    by_spelling = {spelling(name): name for name in (*known, WHOLE)}
    for name in sorted({*record["kecamatan"]} - {*known, WHOLE}):
        rows = record.index[record["kecamatan"] == name]
        more = Phrase("and_more_rows", rows=len(rows) - 1) if len(rows) > 1 else ""
        place = f"{where} row {rows[0] + 2} column `kecamatan`"
        if is_total(name):
            yield Problem("total_row.of_record", place, name=name, more=more, whole=WHOLE)
            continue
        near = by_spelling.get(spelling(_KIND.sub("", name))) or (WHOLE if _OF_REGENCY.match(name) else None)
        wanted = Phrase("did_you_mean", word=near) if near else did_you_mean(name, [*known, WHOLE])
        yield Problem("unknown_kecamatan.in_record", place, name=name, more=more, meant=wanted)


def _total_problems(record: pd.DataFrame, places: int, where: str) -> Iterator[Problem]:
    """A problem for each count of the whole regency that its kecamatan, so many, do not add up to.

    Where a kecamatan has not reported the total may only be larger.
    """
    parts = record[record["kecamatan"] != WHOLE]
    for row in record.index[record["kecamatan"] == WHOLE]:
        month, payer = record.loc[row, ["month", "payer"]]
        theirs = parts[(parts["month"] == month) & (parts["payer"] == payer)]
        for column in RECORD_COUNTS:
            total, told = record.loc[row, column], theirs[column].dropna()
            whole = len(told) == places
            if math.isnan(total) or (total == told.sum() if whole else total >= told.sum()):
                continue
            case = "totals_disagree.of_record" if whole else "totals_disagree.of_some"
            numbers = {"total": f"{total:.0f}", "sum": f"{told.sum():.0f}", "count": len(told)}
            place = f"{where} row {row + 2} column `{column}`"
            yield Problem(case, place, payer=payer, month=month, **numbers)


def _synthetic_problems(record: pd.DataFrame, where: str, synthetic: bool) -> Iterator[Problem]:
    """Made-up rows among real ones, or rows that do not say that they are made up; the first, and how many."""
    marked = record["source"].str.startswith(SYNTHETIC)
    rows = record.index[~marked if synthetic else marked]
    if len(rows):
        case = "synthetic_row.unmarked" if synthetic else "synthetic_row"
        count = Phrase("rows", count=len(rows)) if len(rows) > 1 else Phrase("one_row")
        yield Problem(case, f"{where} row {rows[0] + 2} column `source`", mark=SYNTHETIC, rows=count)
