"""Sums and keys that must agree between tables, and the boundaries of kecamatan."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import Problem, input_error
from simulate.paths import shown
from simulate.region.cards import read_card
from simulate.region.record import record_problems
from simulate.region.schemas import bps_of

if TYPE_CHECKING:
    import pandas as pd

FILE = "kecamatan_boundaries.geojson"
# the properties of each kecamatan in it
_PROPERTIES = ["code", "name"]
# how near to its kecamatan's boundary a point may lie outside of it [degrees]: the lines are simplified
_NEAR = 0.001

# by code the rings of its polygons, each of shape (points, 2): longitude, latitude
Boundaries = Mapping[str, list[np.ndarray]]


def read_boundaries(folder: Path) -> Boundaries:
    """The boundaries that stand in a region's folder, with a card beside them; none where it has none.

    Raises:
        InputError: the file is no GeoJSON of polygons with a code each, or its card is refused.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    read_card(path.with_suffix(".yaml"), _PROPERTIES)
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return {feature["properties"]["code"]: list(_rings(feature["geometry"])) for feature in features}
    except (KeyError, TypeError, ValueError):
        f"GeoJSON of polygons, each with {' and '.join(_PROPERTIES)}"
        raise input_error("not_boundaries", shown(path), names=" and ".join(_PROPERTIES)) from None


def _rings(geometry: dict) -> Iterator[np.ndarray]:
    single = geometry["type"] == "Polygon"
    for polygon in [geometry["coordinates"]] if single else geometry["coordinates"]:
        for ring in polygon:
            yield np.asarray(ring, dtype=float).reshape(-1, 2)


def place_problems(
    places: pd.DataFrame, boundaries: Boundaries, kecamatan: pd.DataFrame, where: str
) -> Iterator[Problem]:
    """A problem for each place whose point lies outside the kecamatan that its row names.

    Args:
        places: rows with ``kecamatan_code``, ``latitude`` and ``longitude``.
        boundaries: of the region; a kecamatan without one is not looked at.
        kecamatan: the region's table of them, by code.
        where: the file of the places as messages show it.
    """
    for row, place in zip(places.index, places.to_dict("records"), strict=True):
        code, point = place["kecamatan_code"], (place["longitude"], place["latitude"])
        if code not in boundaries or code not in kecamatan.index or _within(boundaries[code], *point, _NEAR):
            continue
        lies = next((other for other, rings in boundaries.items() if _within(rings, *point)), None)
        case = "outside_its_kecamatan"
        told = {"place": kecamatan.loc[code, "kecamatan"], "code": code}
        if lies in kecamatan.index:
            bps = bps_of(lies) or ""
            case += ".bps_code" if bps.startswith(code.replace(".", "")) else ".in_another"
            told |= {"other": kecamatan.loc[lies, "kecamatan"], "lies": lies, "bps": bps}
        yield Problem(case, f"{where} row {row + 2}", **told)


def _within(rings: list[np.ndarray], x: float, y: float, near: float = 0) -> bool:
    """Whether a point lies inside: a line from it to the east crosses rings an odd number of times; or so near."""
    inside = False
    for ring in rings:
        (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
        crosses = (y0 > y) != (y1 > y)
        rise = np.where(crosses, y1 - y0, 1)
        inside ^= bool(np.count_nonzero(crosses & (x < x0 + (y - y0) * (x1 - x0) / rise)) % 2)
        if near:
            length = np.maximum((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-18)
            along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0, 1)
            away = np.hypot(x0 + along * (x1 - x0) - x, y0 + along * (y1 - y0) - y)
            if away.min() <= near:
                return True
    return inside


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
                "totals_disagree.desa_problems",
                f"{files['kecamatan']} {code} column `{column}`",
                loc=kecamatan.loc[code, column],
                counted=counted[code],
            )
    for code, total in desa.groupby("kecamatan_code")["tps_regular_2024"].sum().items():
        if code in kecamatan.index and total != kecamatan.loc[code, "tps_regular_2024"]:
            yield Problem(
                "totals_disagree.across",
                f"{files['kecamatan']} {code} column `tps_regular_2024`",
                loc=kecamatan.loc[code, "tps_regular_2024"],
                total=total,
            )


def _each_kecamatan(codes: pd.Series, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for each code that is not a kecamatan's, and for each kecamatan without a row.

    No code stands twice: the table's schema refuses that.
    """
    yield from _unknown_kecamatan(codes, kecamatan, where)
    for code in sorted({*kecamatan.index} - {*codes}):
        place = kecamatan.loc[code, "kecamatan"]
        yield Problem("missing_kecamatan", where, found=code, place=place)


def _unknown_kecamatan(codes: pd.Series, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    for code in sorted({*codes} - {*kecamatan.index}):
        row = codes.index[codes == code][0] + 2
        place = f"{where} row {row} column `kecamatan_code`"
        f"a code of kecamatan.csv, {min(kecamatan.index)} to {max(kecamatan.index)}"
        yield Problem(
            "unknown_kecamatan", place, found=code, wanted=min(kecamatan.index), wanted2=max(kecamatan.index)
        )


def _above_population(uncovered: pd.DataFrame, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for each count above the people who live there; a missing count is none."""
    population = uncovered["kecamatan_code"].map(kecamatan["population_2025"])
    for column in _PERSONS:
        for row in uncovered.index[uncovered[column] > population]:
            yield Problem(
                "above_population",
                f"{where} row {row + 2} column `{column}`",
                loc=uncovered.loc[row, column],
                loc2=uncovered.loc[row, "kecamatan_code"],
                population=population[row],
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
            f"at most {newest.loc[group, 'persons']}, `{group}` of {newest.loc[group, 'period']} in asn.csv"
            yield Problem(
                "above_total.more_units_than_asn",
                f"{where} column `persons`",
                summed=summed[group],
                loc=newest.loc[group, "persons"],
                group=group,
                loc2=newest.loc[group, "period"],
            )


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
            yield Problem(
                "outside_the_region",
                f"{where} row {row + 2} column `{column}`",
                loc=places.loc[row, column],
                low=low,
                high=high,
            )


def _share_problems(programmes: pd.DataFrame, where: str) -> Iterator[Problem]:
    shares = programmes.dropna(subset=["numerator", "denominator"])
    ratio = shares["numerator"] / shares["denominator"]
    for _, row in shares[(ratio - shares["value"]).abs() > 5e-7].iterrows():  # six printed decimals
        yield Problem(
            "totals_disagree",
            f"{where} `{row['id']}`",
            row=row["value"],
            wanted=row["numerator"] / row["denominator"],
        )
