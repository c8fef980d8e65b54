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
from simulate.region.about import About
from simulate.region.folder import read_folder
from simulate.region.schemas import OPTIONAL_TABLES, SEPARATE_TABLES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# what divides a regency's workers among its kecamatan: table and column
_WEIGHTS = {
    "population": ("kecamatan", "population_2025"),
    "uncovered": ("uncovered", "uncovered_persons"),
    "poor": ("uncovered", "poor_persons"),
}


@dataclass(frozen=True)
class Figure:
    """One cited figure: its table and row, value, unit, status and source, and the day, month or year it is of."""

    table: str
    row: str
    value: float
    unit: str
    status: str
    source: str
    period: str


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
        """Reads and checks the tables of the region and the nation, those of one report alone left out.

        Raises:
            InputError: no such region, or with all problems of its tables.
        """
        folder = region_folder(str(code))
        read = read_folder(folder, SEPARATE_TABLES)
        Gathered(read.problems).refuse()
        files = (folder / "region.yaml", *(file for path in read.sources.values() for file in _pair(path)))
        return cls(str(code), read.about, read.tables, read.cards, files)

    def figure(self, table: str, row: str) -> Figure:
        """One row of a table of figures, by its ``id``.

        Raises:
            InputError: no such table or row, or its value is missing.
        """
        if table in OPTIONAL_TABLES and table not in self.tables:
            place = f"data/regions/{self.code}/{table}.csv"
            raise refuse("missing_table", place, "not there", f"put the table there: `{row}` is read from it")
        if table not in self.tables or "id" not in self.tables[table]:
            raise refuse("unknown_table", f"{table}.{row}", "no such table of figures", "write table.row")
        rows = self.tables[table].set_index("id")
        where = f"{table}.csv `{row}`"
        if row not in rows.index:
            raise refuse("unknown_figure", where, "no such row", did_you_mean(row, rows.index))
        found = rows.loc[row]
        if math.isnan(found["value"]):
            raise refuse("missing_value", where, "the value is missing", "use a row that has one")
        told = (found[name] for name in ("unit", "status", "source", "period"))
        return Figure(table, row, float(found["value"]), *told)

    @property
    def approved_spending(self) -> tuple[float, str] | None:
        """The newest approved APBD spending [Rp] and its year; None where the budget table has none."""
        budget = self.tables["budget"]
        approved = budget[(budget["segment"] == "apbd_disetujui") & (budget["measure"] == "total_spending")]
        if approved.empty:
            return None
        newest = approved.sort_values("period").iloc[-1]
        return float(newest["value"]) * 1e12, str(newest["period"])

    @cached_property
    def mean_tpp(self) -> Figure | None:
        """The newest mean TPP of a full-time civil servant [Rp/month]; None where the budget table has none."""
        return self.stated("budget", "mean_tpp_per_full_time_asn")

    def stated(self, table: str, measure: str) -> Figure | None:
        """The region's newest figure of a measure, by what it measures; None where it has none."""
        rows = self.tables[table]
        own = rows[(rows["place"] == self.code) & (rows["measure"] == measure) & rows["value"].notna()]
        return None if own.empty else self.figure(table, own.sort_values("period").iloc[-1]["id"])

    def asn_persons(self, groups: tuple[str, ...]) -> dict[str, int]:
        """Civil servants by group: summed over the work units where the region has them, else in the newest period.

        Raises:
            InputError: a group has no row, or nobody is in any of them.
        """
        known, where = self._asn_by_group, f"{self.asn_source}.csv"
        for group in groups:
            if group not in known:
                raise refuse("unknown_asn_group", where, f"no group `{group}`", "add its row")
        found = {group: known[group] for group in groups}
        if sum(found.values()) == 0:
            raise refuse("no_asn", where, f"nobody in {', '.join(groups)}", "at least one person")
        return found

    @property
    def asn_source(self) -> str:
        """The table that `asn_persons` counts: ``asn_units`` where the region has it, else ``asn``."""
        return "asn_units" if "asn_units" in self.tables else "asn"

    def units_persons(self, groups: tuple[str, ...]) -> pd.DataFrame | None:
        """Civil servants of these groups by work unit (``unit``, ``persons``), largest first, ties by name.

        None where the region has no table of work units.

        Raises:
            InputError: a group has no row, or nobody is in any of them.
        """
        if "asn_units" not in self.tables:
            return None
        self.asn_persons(groups)
        units = self.tables["asn_units"]
        summed = units[units["group"].isin(groups)].groupby("unit", as_index=False)["persons"].sum()
        return summed.sort_values(["persons", "unit"], ascending=[False, True], ignore_index=True)

    @cached_property
    def _asn_by_group(self) -> dict[str, int]:
        if self.asn_source == "asn_units":
            summed = self.tables["asn_units"].groupby("group")["persons"].sum()
            return {group: int(persons) for group, persons in summed.items()}
        asn = self.tables["asn"].sort_values("period")
        return {row["group"]: int(row["persons"]) for row in asn.to_dict("records")}

    @property
    def uncovered_persons(self) -> float | None:
        """Workers who are not covered, all kecamatan together; None where the region has no table of them."""
        return float(self.tables["uncovered"]["uncovered_persons"].sum()) if "uncovered" in self.tables else None

    def kecamatan_weights(self, by: str) -> np.ndarray:
        """Persons by kecamatan, in the order of ``tables["kecamatan"]``: float64, shape (kecamatan,).

        Args:
            by: ``population`` (2025), ``uncovered`` workers, or ``poor`` persons.

        Raises:
            InputError: another word, no such table, a kecamatan without a value, or nobody in any of them.
        """
        if by not in self._kecamatan_weights:
            self._kecamatan_weights[by] = self._read_weights(by)
        return self._kecamatan_weights[by]

    @cached_property
    def _kecamatan_weights(self) -> dict[str, np.ndarray]:
        """Those asked for so far: a sweep asks again and again."""
        return {}

    def _read_weights(self, by: str) -> np.ndarray:
        if by not in _WEIGHTS:
            raise refuse("unknown_weights", "by", f"`{by}`", did_you_mean(by, _WEIGHTS))
        table, column = _WEIGHTS[by]
        where = f"data/regions/{self.code}/{table}.csv"
        shows = f"`simulate check --template {table}` shows how it looks"
        if table not in self.tables:
            raise refuse("missing_table", where, "not there", f"put the table there; {shows}")
        codes = self.tables["kecamatan"]["kecamatan_code"]
        weights = self.tables[table].set_index("kecamatan_code")[column].reindex(codes).astype("float64")
        Gathered(
            Problem("missing_value", f"{where} {code} column `{column}`", "empty", f"give a value; {shows}")
            for code in codes[weights.isna().to_numpy()]
        ).refuse()
        if not weights.any():
            raise refuse("no_persons", f"{where} column `{column}`", "0 in each kecamatan", "at least one person")
        found = weights.to_numpy(copy=True)
        found.flags.writeable = False  # other plans read it too
        return found


def _pair(path: Path) -> tuple[Path, Path]:
    """A table and the card beside it."""
    return path, path.with_suffix(".yaml")


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
