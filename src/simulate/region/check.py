"""Checks tables that a planner supplies, and gives templates of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, did_you_mean, input_error
from simulate.paths import put
from simulate.region.across import BY_KECAMATAN, cross_problems, read_boundaries
from simulate.region.base import read_folder, region_codes, region_folder
from simulate.region.read import EXAMPLE, read_any_table, read_table
from simulate.region.schemas import OWN_TABLES

TEMPLATES = ("asn_units", "outlets", "paritrana", "record", "uncovered")


def template_text(name: str) -> str:
    """The header of a table and its example rows, as CSV.

    Raises:
        InputError: there is no such template.
    """
    if name not in TEMPLATES:
        raise input_error("unknown_template", "--template", name=name, meant=did_you_mean(name, TEMPLATES))
    return _path(name).read_text(encoding="utf-8")


def template_files(name: str, region: str) -> dict[str, bytes]:
    """A table to fill in and its card, by the names of their files; one by kecamatan lists those of the region.

    Raises:
        InputError: there is no such template or region.
    """
    header, *rows = template_text(name).splitlines()
    if header.startswith("kecamatan_code,"):
        codes = read_table(region_folder(region) / "kecamatan.csv")["kecamatan_code"]
        rows = [f"{code},,,assumption,{EXAMPLE}" for code in codes]
    elif header.startswith("month,kecamatan,"):
        month, places = rows[0].partition(",")[0], read_table(region_folder(region) / "kecamatan.csv")["kecamatan"]
        rows = [f"{month},{place},sponsor,,,,,,assumption,{EXAMPLE}" for place in places]
    return {
        f"{name}.csv": "".join(f"{line}\n" for line in (header, *rows)).encode(),
        f"{name}.yaml": _path(name).with_suffix(".yaml").read_bytes(),
    }


def write_template(name: str, out: Path, region: str) -> tuple[Path, ...]:
    """Writes the files of a template into a folder, both or none.

    Returns:
        The two files.

    Raises:
        InputError: there is no such template or region, or a file stands there already.
        OSError: the folder can't be written.
    """
    files = template_files(name, region)
    standing = [Problem("file_exists", paths.shown(out / file)) for file in files if (out / file).exists()]
    if standing:
        raise InputError(standing)
    put(out, files)
    return tuple(out / file for file in files)


def _path(name: str) -> Path:
    return paths.data() / "templates" / f"{name}.csv"


# tables whose sum another table of the region bounds
_CEILINGS = {"asn_units": ("asn",), "uncovered": ("labour",)}


@dataclass(frozen=True)
class Good:
    """A file without a problem: which table it is, and how many rows it has."""

    path: Path
    table: str
    rows: int


@dataclass
class Checked:
    """The files that can be read, and all problems."""

    good: list[Good] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check(places: Iterable[Path] = (), code: str = "36.03") -> Checked:
    """Checks CSV files and folders; where none is named every region, with the national tables.

    A file in a region's folder is checked against that region, one that stands elsewhere against the region of that
    code; it may have any name there, its columns then say which table it is.

    Args:
        places: CSV files, regions' folders, or folders of CSV files.
        code: the region whose places a file that stands elsewhere must name.
    """
    known = [paths.data() / "regions" / code_ for code_ in region_codes()]
    checked, gathered = Checked(), Gathered()
    for place in places or known:
        with gathered:
            found = _folder(place, code) if place.is_dir() else _file(place, code)
            checked.good += [good for good in found.good if good not in checked.good]
            gathered.problems += found.problems
    if not places and not known:
        gathered.problems.append(Problem("missing_file.check", "data/regions"))
    checked.problems = list(dict.fromkeys(gathered.problems))
    return checked


def _folder(folder: Path, code: str) -> Checked:
    """All of a region's tables, or all CSV files of another folder."""
    if _is_region(folder):
        read = read_folder(folder)
        good = [Good(read.sources[name], name, len(table)) for name, table in read.tables.items()]
        return Checked(good, read.problems)
    files = sorted(path for path in folder.glob("*") if path.suffix.lower() == ".csv" and path.name[0] != ".")
    if not files:
        raise input_error("no_tables", paths.shown(folder))
    checked, gathered = Checked(), Gathered()
    for path in files:
        with gathered:
            found = _lone(path, code)
            checked.good += found.good
            gathered.problems += found.problems
    checked.problems = gathered.problems
    return checked


def _file(path: Path, code: str) -> Checked:
    """One table; in a region's folder with its card, and against the table of kecamatan."""
    if not _is_region(path.parent):
        return _lone(path, code)
    if not path.is_file() or path.name not in {f"{name}.csv" for name in OWN_TABLES}:
        return Checked([Good(path, path.stem, len(read_table(path, OWN_TABLES)))])
    read = read_folder(path.parent)
    about = (path.stem, "kecamatan") if path.stem in BY_KECAMATAN else (path.stem,)
    starts = tuple(paths.shown(path.with_name(f"{name}.")) for name in about)
    problems = [problem for problem in read.problems if problem.where.startswith(starts)]
    name = path.stem
    return Checked([Good(path, name, len(read.tables[name]))] if name in read.tables else [], problems)


def _lone(path: Path, code: str) -> Checked:
    """A table that stands in no region's folder, against the places of a region."""
    name, table = read_any_table(path)
    region = region_folder(code)
    beside = {other: region / f"{other}.csv" for other in ("kecamatan", *_CEILINGS.get(name, ())) if other != name}
    tables = {other: read_table(place) for other, place in beside.items()} | {name: table}
    files = {other: paths.shown(place) for other, place in beside.items()} | {name: paths.shown(path)}
    problems = cross_problems(tables, files, read_boundaries(region))
    problems = [one for one in problems if one.where.startswith(files[name])]
    return Checked([] if problems else [Good(path, name, len(table))], problems)


def _is_region(folder: Path) -> bool:
    return (folder / "region.yaml").is_file() or folder.resolve().parent == (paths.data() / "regions").resolve()
