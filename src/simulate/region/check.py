"""What a planner supplies: templates of tables, the folder of a new region, and the check of what is filled in."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from simulate import paths
from simulate.errors import Gathered, Problem, did_you_mean, input_error
from simulate.paths import STAGING, put
from simulate.region.across import BY_KECAMATAN, cross_problems
from simulate.region.base import read_about, read_folder, region_codes, region_folder
from simulate.region.boundaries import read_boundaries
from simulate.region.read import EXAMPLE, read_any_table, read_table
from simulate.region.schemas import OWN_TABLES, REGION_TABLES

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
    Gathered(Problem("file_exists", paths.shown(out / file)) for file in files if (out / file).exists()).refuse()
    put(out, files)
    return tuple(out / file for file in files)


def _path(name: str) -> Path:
    """The template of a table; its card stands beside it."""
    return paths.data() / "templates" / f"{name}.csv"


# the regency whose tables say which figures the programmes read
PATTERN = "36.03"
# tables of figures, each row with an id that assumptions cite
FIGURES = ("budget", "coverage", "labour")
# rows that the code reads beside those that data/unknowns cites; a test holds that none is left out
READ_BY_CODE = {
    "budget": ("rapbd_transfers_mostly_to_desa_2026", "spending_fall_2026", "transfer_cut_share_2026"),
    "coverage": (
        "36_71_active_bpu_aug_2025",
        "36_71_active_jakon_aug_2025",
        "36_71_active_participants_aug_2025",
        "36_71_active_pu_aug_2025",
        "36_71_apbd_funded_workers_2026",
        "active_bpu_2023",
        "apbd_funded_non_asn_and_vulnerable_dec_2022",
        "banten_covered_workers_nov_2025",
        "banten_target_2030",
        "banten_target_soon",
        "registered_workers_claim_oct_2025",
    ),
    "labour": ("employed_2021", "employed_2023"),
}
# rows that are found by what they measure, not by their id
READ_BY_MEASURE = ("apbd_disetujui_total_spending_2026", "mean_tpp_2026")
_CODE = re.compile(r"\d{2}\.\d{2}")
_LONGEST = 80


def write_region(code: str, name: str) -> Path:
    """Writes ``data/regions/CODE``, all of it or nothing.

    The rows of a table of figures are those that the programmes read: the regency's own without their values, those
    of other places (the province, the nation) as they are.

    Returns:
        The folder.

    Raises:
        InputError: the code or the name is refused, or the folder stands.
        OSError: the folder can't be written.
    """
    folder = paths.data() / "regions" / code
    Gathered(_name_problems(code, name.strip(), folder)).refuse()
    files = {"region.yaml": _about(name.strip())}
    for table in REGION_TABLES:
        template = _path(table)
        own = _figures(table, code) if table in FIGURES else template.read_text("utf-8").replace(PATTERN, code)
        files |= {f"{table}.csv": own, f"{table}.yaml": template.with_suffix(".yaml").read_text("utf-8")}
    with tempfile.TemporaryDirectory(prefix=STAGING, dir=paths.data()) as room:
        whole = Path(room, code)
        whole.mkdir()
        for file, text in files.items():
            (whole / file).write_text(text, encoding="utf-8", newline="\n")
        folder.parent.mkdir(exist_ok=True)
        whole.rename(folder)
    return folder


def _name_problems(code: str, name: str, folder: Path):
    if not _CODE.fullmatch(code):
        yield Problem("bad_code", "CODE", found=repr(code[:40]))
    elif folder.exists():
        yield Problem("file_exists.problems", paths.shown(folder))
    if not name or len(name) > _LONGEST or not name.isprintable():
        yield Problem("bad_name.NAME", "NAME", name=repr(name[:40]), longest=_LONGEST)


def _about(name: str) -> str:
    known = read_about(region_folder(PATTERN) / "region.yaml")
    return (
        "# What a regency says of itself; data/regions/36.03/region.yaml shows all that may stand here.\n"
        f"name: {json.dumps(name, ensure_ascii=False)}\n"
        f"as_of: {known.as_of}            # facts are known up to this month\n"
        f"first_open_budget: {known.first_open_budget}   # the first budget year that can still be decided\n"
    )


def _figures(table: str, code: str) -> str:
    """The rows of a table of figures that the programmes read, as CSV."""
    wanted = {*cited(table), *READ_BY_CODE.get(table, ()), *READ_BY_MEASURE}
    pattern = region_folder(PATTERN) / f"{table}.csv"
    written = io.StringIO()
    with pattern.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        writer = csv.DictWriter(written, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        for row in (row for row in reader if row["id"] in wanted):
            own = {"place": code, "value": "", "status": "assumption", "source": EXAMPLE}
            writer.writerow(row | own if row["place"] == PATTERN else row)
    return written.getvalue()


def cited(table: str) -> set[str]:
    """The rows of a table that the assumptions in ``data/unknowns`` cite."""
    texts = (path.read_text(encoding="utf-8") for path in (paths.data() / "unknowns").glob("*.yaml"))
    return {row for text in texts for row in re.findall(rf"\b{table}\.(\w+)", text)}


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
    checked = _each(places or known, lambda place: (_folder if place.is_dir() else _file)(place, code))
    if not places and not known:
        checked.problems.append(Problem("missing_file.check", "data/regions"))
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
    return _each(files, lambda path: _lone(path, code))


def _each(places: Iterable[Path], look: Callable[[Path], Checked]) -> Checked:
    """What is found at several places, each file once."""
    checked, gathered = Checked(), Gathered()
    for place in places:
        with gathered:
            found = look(place)
            checked.good += [good for good in found.good if good not in checked.good]
            gathered.problems += found.problems
    checked.problems = list(dict.fromkeys(gathered.problems))
    return checked


def _file(path: Path, code: str) -> Checked:
    """One table; in a region's folder with its card, and against the table of kecamatan."""
    if not _is_region(path.parent):
        return _lone(path, code)
    if not path.is_file() or path.name not in {f"{name}.csv" for name in OWN_TABLES}:
        return Checked([Good(path, path.stem, len(read_table(path, OWN_TABLES)))])
    read, name = read_folder(path.parent), path.stem
    about = (name, "kecamatan") if name in BY_KECAMATAN else (name,)
    starts = tuple(paths.shown(path.with_name(f"{one}.")) for one in about)
    problems = [problem for problem in read.problems if problem.where.startswith(starts)]
    return Checked([Good(path, name, len(read.tables[name]))] if name in read.tables else [], problems)


def _lone(path: Path, code: str) -> Checked:
    """A table that stands in no region's folder, against the places of a region."""
    name, table = read_any_table(path)
    region = region_folder(code)
    beside = {other: region / f"{other}.csv" for other in ("kecamatan", *_CEILINGS.get(name, ())) if other != name}
    tables = {other: read_table(place) for other, place in beside.items()} | {name: table}
    files = {other: paths.shown(place) for other, place in beside.items()} | {name: paths.shown(path)}
    boundaries = read_boundaries(region, read_about(region / "region.yaml").boundaries)
    problems = cross_problems(tables, files, boundaries)
    problems = [one for one in problems if one.where.startswith(files[name])]
    return Checked([] if problems else [Good(path, name, len(table))], problems)


def _is_region(folder: Path) -> bool:
    return (folder / "region.yaml").is_file() or folder.resolve().parent == (paths.data() / "regions").resolve()
