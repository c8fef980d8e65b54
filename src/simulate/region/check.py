"""Checks tables that a planner supplies, a file or a region's folder at a time, and gathers all problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from simulate import paths
from simulate.errors import Gathered, Problem, refuse
from simulate.region.across import BY_KECAMATAN, lone_problems
from simulate.region.base import region_codes
from simulate.region.folder import read_folder
from simulate.region.read import read_table
from simulate.region.schemas import OWN_TABLES


@dataclass
class Checked:
    """Rows by file of the tables that can be read, and all problems."""

    rows: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def check(places: Iterable[Path] = ()) -> Checked:
    """Checks CSV files and folders of regions, where none is named every region, with the national tables.

    A file in a region's folder is checked against that region too; one that stands elsewhere on its own.
    """
    known = [paths.data() / "regions" / code for code in region_codes()]
    checked, gathered = Checked(), Gathered()
    for place in places or known:
        with gathered:
            found = _folder(place) if place.is_dir() else _file(place)
            checked.rows |= found.rows
            gathered.problems += found.problems
    if not places and not known:
        gathered.problems.append(Problem("missing_file", "data/regions", "no region", "put a region's folder there"))
    checked.problems = list(dict.fromkeys(gathered.problems))
    return checked


def _folder(folder: Path) -> Checked:
    """All of a region's tables."""
    if not _is_region(folder):
        raise refuse(
            "not_a_region",
            paths.shown(folder),
            "no region.yaml there",
            "name CSV files, or a region's folder as data/regions/36.03",
        )
    read = read_folder(folder)
    return Checked({read.sources[name]: len(table) for name, table in read.tables.items()}, read.problems)


def _file(path: Path) -> Checked:
    """One table; in a region's folder with its card, and against the table of kecamatan."""
    if not _is_region(path.parent):
        table = read_table(path)
        return Checked({path: len(table)}, list(lone_problems(path.stem, table, paths.shown(path))))
    if not path.is_file() or path.name not in {f"{name}.csv" for name in OWN_TABLES}:
        return Checked({path: len(read_table(path, OWN_TABLES))})
    read = read_folder(path.parent)
    about = (path.stem, "kecamatan") if path.stem in BY_KECAMATAN else (path.stem,)
    starts = tuple(paths.shown(path.with_name(f"{name}.")) for name in about)
    problems = [problem for problem in read.problems if problem.where.startswith(starts)]
    return Checked({path: len(read.tables[path.stem])} if path.stem in read.tables else {}, problems)


def _is_region(folder: Path) -> bool:
    return (folder / "region.yaml").is_file() or folder.resolve().parent == (paths.data() / "regions").resolve()
