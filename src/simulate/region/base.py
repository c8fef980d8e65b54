"""A region with its tables, what it says of itself, and the national tables that every region shares."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, did_you_mean, input_error, unknown_keys
from simulate.paths import shown
from simulate.region.across import cross_problems
from simulate.region.boundaries import PROPERTIES, Boundaries, read_boundaries
from simulate.region.read import read_card, read_table
from simulate.region.schemas import (
    NATIONAL_TABLES,
    OPTIONAL_TABLES,
    OWN_TABLES,
    REGION_TABLES,
    SEPARATE_TABLES,
    schema,
)
from simulate.written import month_number, month_text, read_yaml

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# files of the map that a region may name
_MAPPED = ("boundaries", "neighbours")
_KEYS = ("name", "as_of", "first_open_budget", "own_programme", "contact", "conflicts", "asn_totals", *_MAPPED, "sea")
_GEOJSON = re.compile(r"\w[\w-]*\.geojson")
_YEARS = (2020, 2100)


@dataclass(frozen=True)
class Conflict:
    """Rows (``table``, ``row``) that do not fit together, and what to say of them by language."""

    rows: tuple[tuple[str, str], ...]
    says: dict[str, str]


@dataclass(frozen=True)
class About:
    """What a region says of itself.

    ``as_of`` is the month up to which facts are known, ``first_open_budget`` the first year whose budget can still be
    decided: no clock is read. ``own_programme``: the row of its own programme ("" where it has none). ``conflicts``:
    rows that disagree. ``asn_totals``: those to show. ``contact``: whom readers of a report may ask. ``boundaries``
    and ``neighbours``: files with the boundaries of its kecamatan and of what lies around it ("" where it names
    none). ``sea``: the name, by language, of what neither covers (none where that is land).
    """

    name: str
    as_of: str
    first_open_budget: int
    own_programme: str
    conflicts: tuple[Conflict, ...]
    asn_totals: tuple[str, ...]
    contact: str = ""
    boundaries: str = ""
    neighbours: str = ""
    sea: dict[str, str] = field(default_factory=dict)

    @property
    def opens(self) -> str:
        """The first month of the first budget that can still be decided."""
        return f"{self.first_open_budget}-01"

    @property
    def ahead(self) -> str:
        """The month after the last facts: the first in which anything can still be decided."""
        return month_text(month_number(self.as_of) + 1)


def read_about(path: Path) -> About:
    """Reads a region's ``region.yaml``.

    Raises:
        InputError: with all problems of the file.
    """
    content = read_yaml(path)
    Gathered(_problems(content, shown(path))).refuse()
    conflicts = tuple(
        Conflict(tuple(tuple(row.split(".", 1)) for row in conflict["rows"]), conflict["says"])
        for conflict in content.get("conflicts", [])
    )
    named = {"own_programme": ""} | content
    return About(**named | {"conflicts": conflicts, "asn_totals": tuple(content.get("asn_totals", []))})


def _problems(content: dict[str, Any], where: str):
    if not isinstance(content.get("name"), str):
        yield Problem("missing_key.problems", where)
    yield from unknown_keys(content, _KEYS, where)
    try:
        month_number(content.get("as_of"), f"{where} as_of")
    except InputError as error:
        yield from error.problems
    year = content.get("first_open_budget")
    if not isinstance(year, int) or isinstance(year, bool) or not _YEARS[0] <= year <= _YEARS[1]:
        yield Problem("missing_key.base", f"{where} first_open_budget", year=repr(year))
    if content.get("contact") and not isinstance(content["contact"], str):
        yield Problem("not_a_text.contact", f"{where} contact", found=repr(content["contact"])[:60])
    for key in (key for key in _MAPPED if key in content):
        if not isinstance(content[key], str) or not _GEOJSON.fullmatch(content[key]):
            yield Problem("bad_file_name", f"{where} {key}", found=repr(content[key])[:60])
    sea = content.get("sea", {"id": "-", "en": "-"})
    if not isinstance(sea, dict) or sorted(sea) != ["en", "id"] or not all(map(_says, sea.values())):
        yield Problem("missing_language.shape_problems", where, key="sea")
    lists = {key: content.get(key, []) for key in ("conflicts", "asn_totals")}
    for key in (key for key, found in lists.items() if not isinstance(found, list)):
        yield Problem("not_a_list", where, key=key)
        lists[key] = []
    for place, conflict in enumerate(lists["conflicts"], start=1):
        rows = conflict.get("rows") if isinstance(conflict, dict) else None
        says = conflict.get("says") if isinstance(conflict, dict) else None
        if not isinstance(rows, list) or not rows or not all("." in str(row) for row in rows):
            yield Problem("not_a_row", f"{where} conflict {place}", rows=repr(rows))
        if not isinstance(says, dict) or sorted(says) != ["en", "id"]:
            yield Problem("missing_language.problems", f"{where} conflict {place}")


def _says(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


@dataclass
class FolderRead:
    """What was read of a region and the nation: tables, cards and files by name of the table, and all problems.

    ``boundaries`` and ``neighbours`` are those of the map, with their cards.
    """

    about: About | None = None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[str, Path] = field(default_factory=dict)
    boundaries: Boundaries = field(default_factory=dict)
    neighbours: Boundaries = field(default_factory=dict)
    map_cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_folder(folder: Path, without: Sequence[str] = ()) -> FolderRead:
    """Reads and checks all tables of a region's folder and of the nation.

    A CSV file of another name is a problem, for a misspelt table would silently not be used. What must agree between
    tables is checked for those that can be read. Optional tables named in ``without`` are left alone.
    """
    wanted = [folder / f"{name}.csv" for name in REGION_TABLES]
    wanted += [path for name in OPTIONAL_TABLES if (path := folder / f"{name}.csv").exists()]
    others = [path for path in sorted(folder.glob("*")) if path.suffix.lower() == ".csv" and path not in wanted]
    wanted = [path for path in wanted if path.stem not in without]
    read, gathered = FolderRead(), Gathered()
    for path in (path for path in others if not path.name.startswith(".")):
        with gathered:
            read_table(path, OWN_TABLES)
    nation = [paths.data() / "indonesia" / f"{name}.csv" for name in NATIONAL_TABLES]
    for path in (*wanted, *nation):
        read.sources[path.stem] = path
        with gathered:
            read.tables[path.stem] = read_table(path)
        with gathered:
            read.cards[path.stem] = read_card(path.with_suffix(".yaml"), list(schema(path.stem).columns))
    with gathered:
        read.about = read_about(folder / "region.yaml")
    files = {name: paths.shown(path) for name, path in read.sources.items()}
    if read.about is not None:
        for name, file in ((name, file) for name in _MAPPED if (file := getattr(read.about, name))):
            with gathered:
                setattr(read, name, read_boundaries(folder, file))
            with gathered:
                read.map_cards[name] = read_card((folder / file).with_suffix(".yaml"), PROPERTIES)
        files["boundaries"] = paths.shown(folder / read.about.boundaries)
    read.problems = [*gathered.problems, *cross_problems(read.tables, files, read.boundaries)]
    return read


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


@dataclass(frozen=True, eq=False)
class Region:
    """A region's tables by name, with their data cards; national tables stand beside them.

    ``boundaries`` are those of its kecamatan and ``neighbours`` those of what lies around it, none where it has none;
    ``map_cards`` are their data cards.
    """

    code: str
    about: About
    tables: dict[str, pd.DataFrame]
    cards: dict[str, dict[str, Any]]
    files: tuple[Path, ...]
    boundaries: Boundaries = field(default_factory=dict)
    neighbours: Boundaries = field(default_factory=dict)
    map_cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    # weights asked for so far: a sweep asks again and again
    _weights: dict[str, np.ndarray] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def load(cls, code: str) -> Region:
        """Reads and checks the tables of the region and the nation, those of one report alone left out.

        Raises:
            InputError: no such region, or with all problems of its tables.
        """
        folder = region_folder(str(code))
        read = read_folder(folder, SEPARATE_TABLES)
        Gathered(read.problems).refuse()
        files = [folder / "region.yaml"]
        drawn = [folder / name for name in (read.about.boundaries, read.about.neighbours) if name]
        for path in (*read.sources.values(), *drawn):
            files += [path, path.with_suffix(".yaml")]
        mapped = (read.boundaries, read.neighbours, read.map_cards)
        return cls(str(code), read.about, read.tables, read.cards, tuple(files), *mapped)

    def figure(self, table: str, row: str) -> Figure:
        """One row of a table of figures, by its ``id``.

        Raises:
            InputError: no such table or row, or its value is missing.
        """
        if table in OPTIONAL_TABLES and table not in self.tables:
            place = f"data/regions/{self.code}/{table}.csv"
            raise input_error("missing_table.figure", place, row=row)
        if table not in self.tables or "id" not in self.tables[table]:
            raise input_error("unknown_table", f"{table}.{row}")
        rows = self.tables[table].set_index("id")
        where = f"{table}.csv `{row}`"
        if row not in rows.index:
            raise input_error("unknown_figure", where, meant=did_you_mean(row, rows.index))
        found = rows.loc[row]
        if math.isnan(found["value"]):
            raise input_error("missing_value", where)
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
                raise input_error("unknown_asn_group", where, group=group)
        found = {group: known[group] for group in groups}
        if sum(found.values()) == 0:
            raise input_error("no_asn", where, names=", ".join(groups))
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
        if by in self._weights:
            return self._weights[by]
        if by not in _WEIGHTS:
            raise input_error("unknown_weights", "by", by=by, meant=did_you_mean(by, _WEIGHTS))
        table, column = _WEIGHTS[by]
        where = f"data/regions/{self.code}/{table}.csv"
        if table not in self.tables:
            raise input_error("missing_table.read_weights", where, table=table)
        codes = self.tables["kecamatan"]["kecamatan_code"]
        weights = self.tables[table].set_index("kecamatan_code")[column].reindex(codes).astype("float64")
        Gathered(
            Problem("missing_value.read_weights", f"{where} {code} column `{column}`", table=table)
            for code in codes[weights.isna().to_numpy()]
        ).refuse()
        if not weights.any():
            raise input_error("no_persons", f"{where} column `{column}`")
        found = self._weights[by] = weights.to_numpy(copy=True)
        found.flags.writeable = False  # other plans read it too
        return found


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
        raise input_error("unknown_region", "region", found=repr(code[:40]), meant=did_you_mean(code, region_codes()))
    return folder
