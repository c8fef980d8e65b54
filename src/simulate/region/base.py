"""A region with its tables, and the national tables that every region shares."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import Gathered, Problem, did_you_mean, refuse
from simulate.region.about import About, read_about
from simulate.region.cards import read_card
from simulate.region.read import read_table

if TYPE_CHECKING:
    import pandas as pd

REGION_TABLES = ("asn", "budget", "coverage", "desa", "kecamatan", "labour")
# tables that a region may do without
OPTIONAL_TABLES = ("tiles",)
NATIONAL_TABLES = ("bpjs_experience", "mortality", "sponsor_programmes")


@dataclass(frozen=True)
class Figure:
    """One cited figure: its table and row, value, unit, status and source."""

    table: str
    row: str
    value: float
    unit: str
    status: str
    source: str


@dataclass(frozen=True)
class Region:
    """A region's tables by name, with their data cards; national tables stand beside them."""

    code: str
    about: About
    tables: dict[str, pd.DataFrame]
    cards: dict[str, dict[str, Any]]
    files: tuple[Path, ...]

    @classmethod
    def load(cls, code: str) -> Region:
        """Reads and checks all tables of the region and the nation.

        Raises:
            InputError: no such region, or with all problems of its tables.
        """
        folder = region_folder(str(code))
        sources = [folder / f"{name}.csv" for name in REGION_TABLES]
        sources += [path for name in OPTIONAL_TABLES if (path := folder / f"{name}.csv").exists()]
        sources += [paths.data() / "indonesia" / f"{name}.csv" for name in NATIONAL_TABLES]
        tables, cards, gathered = {}, {}, Gathered()
        for path in sources:
            with gathered:
                tables[path.stem] = read_table(path)
                cards[path.stem] = read_card(path.with_suffix(".yaml"), list(tables[path.stem].columns))
        with gathered:
            about = read_about(folder / "region.yaml")
        gathered.refuse()
        Gathered(_cross_problems(tables, paths.shown(folder))).refuse()
        files = (folder / "region.yaml", *(file for path in sources for file in (path, path.with_suffix(".yaml"))))
        return cls(str(code), about, tables, cards, files)

    def figure(self, table: str, row: str) -> Figure:
        """One row of a table of figures, by its ``id``.

        Raises:
            InputError: no such table or row, or its value is missing.
        """
        if table not in self.tables or "id" not in self.tables[table]:
            raise refuse("unknown_table", f"{table}.{row}", "no such table of figures", "write table.row")
        rows = self.tables[table].set_index("id")
        where = f"{table}.csv `{row}`"
        if row not in rows.index:
            raise refuse("unknown_figure", where, "no such row", did_you_mean(row, rows.index))
        found = rows.loc[row]
        if math.isnan(found["value"]):
            raise refuse("missing_value", where, "the value is missing", "use a row that has one")
        return Figure(table, row, float(found["value"]), found["unit"], found["status"], found["source"])

    @property
    def approved_spending(self) -> tuple[float, str] | None:
        """The newest approved APBD spending [Rp] and its year; None where the budget table has none."""
        budget = self.tables["budget"]
        approved = budget[(budget["segment"] == "apbd_disetujui") & (budget["measure"] == "total_spending")]
        if approved.empty:
            return None
        newest = approved.sort_values("period").iloc[-1]
        return float(newest["value"]) * 1e12, str(newest["period"])

    @property
    def mean_tpp(self) -> Figure | None:
        """The newest mean TPP of a full-time civil servant [Rp/month]; None where the budget table has none."""
        budget = self.tables["budget"]
        rows = budget[(budget["measure"] == "mean_tpp_per_full_time_asn") & budget["value"].notna()]
        return None if rows.empty else self.figure("budget", rows.sort_values("period").iloc[-1]["id"])

    def asn_persons(self, groups: tuple[str, ...]) -> dict[str, int]:
        """Civil servants by group in the newest period that has them.

        Raises:
            InputError: a group has no row, or nobody is in any of them.
        """
        for group in groups:
            if group not in self._newest_asn:
                raise refuse("unknown_asn_group", "asn.csv", f"no group `{group}`", "add its row")
        found = {group: self._newest_asn[group] for group in groups}
        if sum(found.values()) == 0:
            raise refuse("no_asn", "asn.csv", f"nobody in {', '.join(groups)}", "at least one person")
        return found

    @cached_property
    def _newest_asn(self) -> dict[str, int]:
        asn = self.tables["asn"].sort_values("period")
        return {row["group"]: int(row["persons"]) for row in asn.to_dict("records")}


def region_codes() -> tuple[str, ...]:
    """The codes of all regions that have a folder."""
    return tuple(sorted(path.name for path in (paths.data() / "regions").glob("*") if path.is_dir()))


def region_folder(code: str) -> Path:
    """The folder of a region's tables.

    Raises:
        InputError: there is none.
    """
    folder = paths.data() / "regions" / code
    if not re.fullmatch(r"\w[\w.-]{0,31}", code) or not folder.is_dir():
        raise refuse("unknown_region", "region", f"{code[:40]!r} has no folder", did_you_mean(code, region_codes()))
    return folder


def _cross_problems(tables: dict[str, pd.DataFrame], where: str):
    """Sums and keys that must agree between tables."""
    desa, kecamatan = tables["desa"], tables["kecamatan"].set_index("kecamatan_code")
    for code in sorted(set(desa["kecamatan_code"]) - set(kecamatan.index)):
        yield Problem("unknown_kecamatan", f"{where}/desa.csv", f"`{code}`", did_you_mean(code, kecamatan.index))
    by_kind = desa.groupby(["kecamatan_code", "kind"]).size().unstack(fill_value=0)
    for column, kind in (("n_desa", "desa"), ("n_kelurahan", "kelurahan")):
        counted = by_kind[kind].reindex(kecamatan.index, fill_value=0)
        for code in kecamatan.index[counted != kecamatan[column]]:
            yield Problem(
                "totals_disagree",
                f"{where}/kecamatan.csv {code} column `{column}`",
                f"{kecamatan.loc[code, column]}",
                f"desa.csv lists {counted[code]}",
            )
    for code, total in desa.groupby("kecamatan_code")["tps_regular_2024"].sum().items():
        if code in kecamatan.index and total != kecamatan.loc[code, "tps_regular_2024"]:
            yield Problem(
                "totals_disagree",
                f"{where}/kecamatan.csv {code} column `tps_regular_2024`",
                f"{kecamatan.loc[code, 'tps_regular_2024']}",
                f"desa.csv sums to {total}",
            )
    if "tiles" in tables:
        drawn = tables["tiles"]["kecamatan_code"]
        for code in sorted({*drawn} ^ {*kecamatan.index}):
            found, wanted = ("not in kecamatan.csv", "a code of kecamatan.csv")
            if code in kecamatan.index:
                found, wanted = "has no tile", "a tile for each kecamatan"
            yield Problem("tiles_disagree", f"{where}/tiles.csv {code}", found, wanted)
    shares = tables["sponsor_programmes"].dropna(subset=["numerator", "denominator"])
    ratio = shares["numerator"] / shares["denominator"]
    for _, row in shares[(ratio - shares["value"]).abs() > 5e-7].iterrows():  # six printed decimals
        yield Problem(
            "totals_disagree",
            f"data/indonesia/sponsor_programmes.csv `{row['id']}`",
            f"value {row['value']}",
            f"numerator / denominator is {row['numerator'] / row['denominator']:.6f}",
        )
