"""Sums and keys that must agree between tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from simulate.errors import Problem, did_you_mean
from simulate.region.record import record_problems

if TYPE_CHECKING:
    import pandas as pd

# tables whose rows are those of kecamatan.csv, and counts that its population bounds
_EACH_KECAMATAN = ("tiles", "uncovered")
_PERSONS = ("uncovered_persons", "poor_persons")
# tables that are checked against kecamatan.csv
BY_KECAMATAN = ("desa", "outlets", "record", *_EACH_KECAMATAN)
# how far beyond the outermost centroids of its desa a place of the region may lie [degrees]
_MARGIN = 0.05


def cross_problems(tables: Mapping[str, pd.DataFrame], files: Mapping[str, str]) -> Iterator[Problem]:
    """Problems between the tables that are there; ``files`` are theirs as messages show them."""
    if "kecamatan" in tables:
        kecamatan = tables["kecamatan"].set_index("kecamatan_code")
        if "desa" in tables:
            yield from _desa_problems(tables["desa"], kecamatan, files)
        for name in _EACH_KECAMATAN:
            if name in tables:
                yield from _each_kecamatan(tables[name]["kecamatan_code"], kecamatan, files[name])
        if "uncovered" in tables:
            yield from _above_population(tables["uncovered"], kecamatan, files["uncovered"])
        if "record" in tables:
            yield from record_problems(tables["record"], tables["kecamatan"], files["record"])
        if "outlets" in tables:
            yield from _unknown_kecamatan(tables["outlets"]["kecamatan_code"], kecamatan, files["outlets"])
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
        yield Problem("unknown_kecamatan", place, f"`{code}`", did_you_mean(code, kecamatan.index))


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
