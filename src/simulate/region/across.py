"""Sums and keys that must agree between tables and boundaries, and the monthly record by kecamatan."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.errors import Gathered, Phrase, Problem, did_you_mean
from simulate.paths import shown
from simulate.region.boundaries import Boundaries, boundary_problems, place_problems
from simulate.region.names import is_total, spelling
from simulate.region.read import read_card, read_table
from simulate.region.schemas import RECORD_COUNTS, schema

if TYPE_CHECKING:
    import pandas as pd

# tables whose rows are those of kecamatan.csv, and counts that its population bounds
_EACH_KECAMATAN = ("uncovered",)
_SOME_KECAMATAN = ("bps_codes", "desa", "outlets")
# tables whose rows have a point
_POINTS = ("desa", "outlets")
_PERSONS = ("uncovered_persons", "poor_persons")
# tables that are checked against kecamatan.csv
BY_KECAMATAN = ("record", *_SOME_KECAMATAN, *_EACH_KECAMATAN)
# what asn.csv calls all civil servants together
ASN_TOTAL = "asn_total"
# how far beyond the outermost centroids of its desa a place of the region may lie [degrees]
_MARGIN = 0.05


def cross_problems(
    tables: Mapping[str, pd.DataFrame], files: Mapping[str, str], boundaries: Boundaries
) -> Iterator[Problem]:
    """Problems between the tables that are there.

    Args:
        tables: the tables by name.
        files: theirs as messages show them, and ``boundaries``.
        boundaries: of the region's kecamatan, none where it names no file.
    """
    if "kecamatan" in tables:
        kecamatan = tables["kecamatan"].set_index("kecamatan_code")
        for name in (name for name in tables if name in (*_EACH_KECAMATAN, *_SOME_KECAMATAN)):
            yield from _code_problems(tables[name]["kecamatan_code"], kecamatan, files[name], name in _EACH_KECAMATAN)
        if "uncovered" in tables:
            yield from _above_population(tables["uncovered"], kecamatan, files["uncovered"])
        if "record" in tables:
            yield from record_problems(tables["record"], tables["kecamatan"], files["record"])
        if "desa" in tables:
            yield from _desa_problems(tables["desa"], kecamatan, files["kecamatan"])
        yield from boundary_problems(boundaries, kecamatan, files.get("boundaries", ""))
        for name in (name for name in tables if name in _POINTS):
            yield from place_problems(tables[name], boundaries, kecamatan, files[name])
    if "asn_units" in tables and "asn" in tables:
        yield from _more_units_than_asn(tables["asn_units"], tables["asn"], files["asn_units"])
    if "uncovered" in tables and "labour" in tables:
        yield from _more_uncovered_than_employed(tables["uncovered"], tables["labour"], files["uncovered"])
    if "outlets" in tables and "desa" in tables:
        yield from _outside_the_region(tables["outlets"], tables["desa"], files["outlets"])
    if "sponsor_programmes" in tables:
        yield from _share_problems(tables["sponsor_programmes"], files["sponsor_programmes"])


def _desa_problems(desa: pd.DataFrame, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Counts in kecamatan.csv, the file ``where``, that are not those of its desa."""
    for column, kind in (("n_desa", "desa"), ("n_kelurahan", "kelurahan")):
        counted = desa[desa["kind"] == kind].groupby("kecamatan_code").size().reindex(kecamatan.index, fill_value=0)
        for code in kecamatan.index[counted != kecamatan[column]]:
            told = {"loc": kecamatan.loc[code, column], "counted": counted[code]}
            yield Problem("totals_disagree.desa_problems", f"{where} {code} column `{column}`", **told)
    for code, total in desa.groupby("kecamatan_code")["tps_regular_2024"].sum().items():
        if code in kecamatan.index and total != (stations := kecamatan.loc[code, "tps_regular_2024"]):
            place = f"{where} {code} column `tps_regular_2024`"
            yield Problem("totals_disagree.across", place, loc=stations, total=total)


def _code_problems(codes: pd.Series, kecamatan: pd.DataFrame, where: str, each: bool) -> Iterator[Problem]:
    """A problem for each code that is not a kecamatan's and, where ``each`` must have a row, for each without one.

    No code stands twice in such a table: its schema refuses that.
    """
    for code in sorted({*codes} - {*kecamatan.index}):
        row = codes.index[codes == code][0] + 2
        known = {"wanted": min(kecamatan.index), "wanted2": max(kecamatan.index)}
        yield Problem("unknown_kecamatan", f"{where} row {row} column `kecamatan_code`", found=code, **known)
    for code in sorted({*kecamatan.index} - {*codes}) if each else ():
        yield Problem("missing_kecamatan", where, found=code, place=kecamatan.loc[code, "kecamatan"])


def _above_population(uncovered: pd.DataFrame, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for each count above the people who live there; a missing count is none."""
    population = uncovered["kecamatan_code"].map(kecamatan["population_2025"])
    for column in _PERSONS:
        for row in uncovered.index[uncovered[column] > population]:
            told = {"loc": uncovered.loc[row, column], "loc2": uncovered.loc[row, "kecamatan_code"]}
            place = f"{where} row {row + 2} column `{column}`"
            yield Problem("above_population", place, population=population[row], **told)


def _more_units_than_asn(units: pd.DataFrame, asn: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Civil servants of all units, or of one group, above the newest count of them that asn.csv has."""
    newest = asn.sort_values("period").drop_duplicates("group", keep="last").set_index("group")
    summed = units.groupby("group")["persons"].sum()
    summed[ASN_TOTAL] = units["persons"].sum()
    for group in newest.index.intersection(summed.index):
        if summed[group] > newest.loc[group, "persons"]:
            told = {"loc": newest.loc[group, "persons"], "group": group, "loc2": newest.loc[group, "period"]}
            place = f"{where} column `persons`"
            yield Problem("above_total.more_units_than_asn", place, summed=summed[group], **told)


def _more_uncovered_than_employed(uncovered: pd.DataFrame, labour: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Workers who are not covered, above the largest count of employed residents that labour.csv has."""
    region = uncovered["kecamatan_code"].iloc[0].rpartition(".")[0]
    of_region = (labour["place"] == region) & (labour["segment"] == "total") & (labour["measure"] == "employed")
    most = labour.loc[of_region, "value"].max()
    total = uncovered["uncovered_persons"].sum()
    if total > most:
        yield Problem("above_total", f"{where} column `uncovered_persons`", total=total, most=most)


def _outside_the_region(places: pd.DataFrame, desa: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for each place beyond the box that the region's desa fill: signs or columns may be swapped."""
    for column in ("latitude", "longitude"):
        low, high = desa[column].min() - _MARGIN, desa[column].max() + _MARGIN
        for row in places.index[~places[column].between(low, high)]:
            place = f"{where} row {row + 2} column `{column}`"
            yield Problem("outside_the_region", place, loc=places.loc[row, column], low=low, high=high)


def _share_problems(programmes: pd.DataFrame, where: str) -> Iterator[Problem]:
    shares = programmes.dropna(subset=["numerator", "denominator"])
    ratio = shares["numerator"] / shares["denominator"]
    for _, row in shares[(ratio - shares["value"]).abs() > 5e-7].iterrows():  # six printed decimals
        wanted = row["numerator"] / row["denominator"]
        yield Problem("totals_disagree", f"{where} `{row['id']}`", row=row["value"], wanted=wanted)


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
