"""Templates of the tables that a planner supplies: a header with example rows, and a data card to fill in."""

from __future__ import annotations

from pathlib import Path

from simulate import paths
from simulate.errors import InputError, Problem, did_you_mean, refuse
from simulate.files import put
from simulate.region.base import region_folder
from simulate.region.read import EXAMPLE, read_table

TEMPLATES = ("asn_units", "outlets", "paritrana", "record", "uncovered")


def template_text(name: str) -> str:
    """The header of a table and its example rows, as CSV.

    Raises:
        InputError: there is no such template.
    """
    if name not in TEMPLATES:
        raise refuse("unknown_template", "--template", f"no template `{name}`", did_you_mean(name, TEMPLATES))
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
    standing = [
        Problem("file_exists", paths.shown(out / file), "stands there already", "name another folder")
        for file in files
        if (out / file).exists()
    ]
    if standing:
        raise InputError(standing)
    put(out, files)
    return tuple(out / file for file in files)


def _path(name: str) -> Path:
    return paths.data() / "templates" / f"{name}.csv"
