"""Reads a region's folder: every table that stands in it, its cards, and what must agree between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import Gathered
from simulate.region.about import About, read_about
from simulate.region.across import cross_problems
from simulate.region.boundaries import Boundaries, read_boundaries
from simulate.region.cards import read_card
from simulate.region.read import read_table
from simulate.region.schemas import NATIONAL_TABLES, OPTIONAL_TABLES, OWN_TABLES, REGION_TABLES, schema

if TYPE_CHECKING:
    import pandas as pd

    from simulate.errors import Problem


@dataclass
class FolderRead:
    """What was read of a region and the nation: tables, cards and files by name of the table, and all problems."""

    about: About | None = None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[str, Path] = field(default_factory=dict)
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
    boundaries: Boundaries = {}
    with gathered:
        boundaries = read_boundaries(folder)
    files = {name: paths.shown(path) for name, path in read.sources.items()}
    read.problems = [*gathered.problems, *cross_problems(read.tables, files, boundaries)]
    return read
