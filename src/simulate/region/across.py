"""Sums and keys that must agree between tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from simulate.errors import Problem
from simulate.region.boundaries import Boundaries, place_problems
from simulate.region.record import record_problems

if TYPE_CHECKING:
    import pandas as pd

# tables whose rows are those of kecamatan.csv, and counts that its population bounds
_EACH_KECAMATAN = ("tiles", "uncovered")
_SOME_KECAMATAN = ("bps_codes", "outlets")
# tables whose rows have a point
_POINTS = ("desa", "outlets")
_PERSONS = ("uncovered_persons", "poor_persons")
# tables that are checked against kecamatan.csv
BY_KECAMATAN = ("desa", "record", *_SOME_KECAMATAN, *_EACH_KECAMATAN)
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
        files: theirs as messages show them.
        boundaries: of the region's kecamatan, none where it has none.
    """
    if "kecamatan" in tables:
        kecamatan = tables["kecamatan"].set_index("kecamatan_code")
        if "desa" in tables:
            yield from _desa_problems(tables["desa"], kecamatan, files)
        for name in (name for name in tables if name in _EACH_KECAMATAN):
            yield from _each_kecamatan(tables[name]["kecamatan_code"], kecamatan, files[name])
        if "uncovered" in tables:
            yield from _above_population(tables["uncovered"], kecamatan, files["uncovered"])
        if "record" in tables:
            yield from record_problems(tables["record"], tables["kecamatan"], files["record"])
        for name in (name for name in tables if name in _SOME_KECAMATAN):
            yield from _unknown_kecamatan(tables[name]["kecamatan_code"], kecamatan, files[name])
        for name in (name for name in tables if name in _POINTS):
            yield from place_problems(tables[name], boundaries, kecamatan, files[name])
    yield from _sum_problems(tables, files)
    if "outlets" in tables and "desa" in tables:
        yield from _outside_the_region(tables["outlets"], tables["desa"], files["outlets"])
    if "sponsor_programmes" in tables:
        yield from _share_problems(tables["sponsor_programmes"], files["sponsor_programmes"])


def _desa_problems(desa: pd.DataFrame, kecamatan: pd.DataFrame, files: Mapping[str, str]) -> Iterator[Problem]:
    yield from _unknown_kecamatan(desa["kecamatan_code"], kecamatan, files["desa"])
    for column, kind in (("n_desa", "desa"), ("n_kelurahan", "kelurahan")):
        counted = desa[desa["kind"] == kind].groupby("kecamatan_code").size().reindex(kecamatan.index, fill_value=0)
        for code in kecamatan.index[counted != kecamatan[column]]:
            yield Problem(
                "totals_disagree",
                f"{files['kecamatan']} {code} column `{column}`",
                f"{kecamatan.loc[code, column]}",
                f"desa.csv lists {counted[code]}",
            )
    for code, total in desa.groupby("kecamatan_code")["tps_regular_2024"].sum().items():
        if code in kecamatan.index and total != kecamatan.loc[code, "tps_regular_2024"]:
            yield Problem(
                "totals_disagree",
                f"{files['kecamatan']} {code} column `tps_regular_2024`",
                f"{kecamatan.loc[code, 'tps_regular_2024']}",
                f"desa.csv sums to {total}",
            )


def _each_kecamatan(codes: pd.Series, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for each code that is not a kecamatan's, and for each kecamatan without a row.

    No code stands twice: the table's schema refuses that.
    """
    yield from _unknown_kecamatan(codes, kecamatan, where)
    for code in sorted({*kecamatan.index} - {*codes}):
        place = kecamatan.loc[code, "kecamatan"]
        yield Problem("missing_kecamatan", where, f"no row for `{code}` ({place})", "a row for each kecamatan")


def _unknown_kecamatan(codes: pd.Series, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    for code in sorted({*codes} - {*kecamatan.index}):
        row = codes.index[codes == code][0] + 2
        place = f"{where} row {row} column `kecamatan_code`"
        wanted = f"a code of kecamatan.csv, {min(kecamatan.index)} to {max(kecamatan.index)}"
        yield Problem("unknown_kecamatan", place, f"`{code}`", wanted)


def _above_population(uncovered: pd.DataFrame, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for each count above the people who live there; a missing count is none."""
    population = uncovered["kecamatan_code"].map(kecamatan["population_2025"])
    for column in _PERSONS:
        for row in uncovered.index[uncovered[column] > population]:
            yield Problem(
                "above_population",
                f"{where} row {row + 2} column `{column}`",
                f"{uncovered.loc[row, column]:.0f} persons in {uncovered.loc[row, 'kecamatan_code']}",
                f"at most its population_2025 in kecamatan.csv, {population[row]:.0f}",
            )


def _sum_problems(tables: Mapping[str, pd.DataFrame], files: Mapping[str, str]) -> Iterator[Problem]:
    """Sums of a table that another table bounds."""
    if "asn_units" in tables and "asn" in tables:
        yield from _more_units_than_asn(tables["asn_units"], tables["asn"], files["asn_units"])
    if "uncovered" in tables and "labour" in tables:
        yield from _more_uncovered_than_employed(tables["uncovered"], tables["labour"], files["uncovered"])


def _more_units_than_asn(units: pd.DataFrame, asn: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Civil servants of all units, or of one group, above the newest count of them that asn.csv has."""
    newest = asn.sort_values("period").drop_duplicates("group", keep="last").set_index("group")
    summed = units.groupby("group")["persons"].sum()
    summed[ASN_TOTAL] = units["persons"].sum()
    for group in newest.index.intersection(summed.index):
        if summed[group] > newest.loc[group, "persons"]:
            wanted = f"at most {newest.loc[group, 'persons']}, `{group}` of {newest.loc[group, 'period']} in asn.csv"
            yield Problem("above_total", f"{where} column `persons`", f"the sum is {summed[group]}", wanted)


def _more_uncovered_than_employed(uncovered: pd.DataFrame, labour: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Workers who are not covered, above the largest count of employed residents that labour.csv has."""
    region = uncovered["kecamatan_code"].iloc[0].rpartition(".")[0]
    of_region = (labour["place"] == region) & (labour["segment"] == "total") & (labour["measure"] == "employed")
    most = labour.loc[of_region, "value"].max()
    total = uncovered["uncovered_persons"].sum()
    if total > most:
        wanted = f"at most the employed residents in labour.csv, {most:.0f}"
        yield Problem("above_total", f"{where} column `uncovered_persons`", f"the sum is {total}", wanted)


def _outside_the_region(places: pd.DataFrame, desa: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for each place beyond the box that the region's desa fill: signs or columns may be swapped."""
    for column in ("latitude", "longitude"):
        low, high = desa[column].min() - _MARGIN, desa[column].max() + _MARGIN
        for row in places.index[~places[column].between(low, high)]:
            yield Problem(
                "outside_the_region",
                f"{where} row {row + 2} column `{column}`",
                f"{places.loc[row, column]:.5f}",
                f"degrees from {low:.2f} to {high:.2f}, where the region's desa lie",
            )


def _share_problems(programmes: pd.DataFrame, where: str) -> Iterator[Problem]:
    shares = programmes.dropna(subset=["numerator", "denominator"])
    ratio = shares["numerator"] / shares["denominator"]
    for _, row in shares[(ratio - shares["value"]).abs() > 5e-7].iterrows():  # six printed decimals
        yield Problem(
            "totals_disagree",
            f"{where} `{row['id']}`",
            f"value {row['value']}",
            f"numerator / denominator is {row['numerator'] / row['denominator']:.6f}",
        )
