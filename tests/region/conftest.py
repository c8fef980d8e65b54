"""A regency's own tables, filled in as a planner would."""

import pytest

from simulate.region.base import region_folder
from simulate.region.check import write_template
from simulate.region.read import EXAMPLE, read_table

UNITS = """\
unit,group,grade,persons,status,source
Dinas Kesehatan,pns,III/a,700,official,SK 1
Dinas Kesehatan,pppk,IX,300,official,SK 1
Dinas Pendidikan,pns,III/b,3000,official,SK 1
Dinas Pendidikan,pppk_paruh_waktu,semua,2000,official,SK 1
Bappeda,pns,III/a,700,official,SK 1
"""


def fill_card(path):
    """Replaces the template's texts of a card."""
    text = path.read_text(encoding="utf-8")
    lines = ["date: '2026-11-20'" if line.startswith("date:") else line for line in text.splitlines()]
    path.write_text("\n".join(lines).replace("GANTI / REPLACE: ", ""), encoding="utf-8")


@pytest.fixture
def own(project):
    """The folder of a copied region with tables of its own: (i + 1) * 100 uncovered in the i-th kecamatan, a tenth as many poor."""
    folder = region_folder("36.03")
    for name in ("asn_units", "uncovered"):
        write_template(name, folder, "36.03")
        fill_card(folder / f"{name}.yaml")
    (folder / "asn_units.csv").write_text(UNITS, encoding="utf-8")
    path = folder / "uncovered.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    filled = [
        row.replace(f",,,assumption,{EXAMPLE}", f",{count}00,{count}0,official,Disnaker")
        for count, row in enumerate(rows, 1)
    ]
    path.write_text("\n".join([header, *reversed(filled)]) + "\n", encoding="utf-8")
    assert len(read_table(path)) == 29
    return folder
