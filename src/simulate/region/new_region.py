"""The folder of another regency: its tables with examples to replace, a card beside each, and its name."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from pathlib import Path

from simulate import paths
from simulate.errors import InputError, Problem
from simulate.paths import STAGING
from simulate.region.base import read_about, region_folder
from simulate.region.read import EXAMPLE
from simulate.region.schemas import REGION_TABLES

# the regency whose tables say which figures the programmes read
PATTERN = "36.03"
# tables of figures, each row with an id that assumptions cite
FIGURES = ("budget", "coverage", "labour")
# rows that the code reads beside those that data/unknowns cites; a test holds that none is left out
READ_BY_CODE = {
    "budget": ("rapbd_transfers_mostly_to_desa_2026", "spending_fall_2026", "transfer_cut_share_2026"),
    "coverage": (
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
    problems = list(_problems(code, name.strip(), folder))
    if problems:
        raise InputError(problems)
    files = {"region.yaml": _about(name.strip())}
    for table in REGION_TABLES:
        files[f"{table}.csv"] = _figures(table, code) if table in FIGURES else _template(f"{table}.csv", code)
        files[f"{table}.yaml"] = _template(f"{table}.yaml", code)
    with tempfile.TemporaryDirectory(prefix=STAGING, dir=paths.data()) as room:
        whole = Path(room, code)
        whole.mkdir()
        for file, text in files.items():
            (whole / file).write_text(text, encoding="utf-8", newline="\n")
        folder.parent.mkdir(exist_ok=True)
        whole.rename(folder)
    return folder


def _problems(code: str, name: str, folder: Path):
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


def _template(file: str, code: str) -> str:
    text = (paths.data() / "templates" / file).read_text(encoding="utf-8")
    return text.replace(PATTERN, code) if file.endswith(".csv") else text


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
