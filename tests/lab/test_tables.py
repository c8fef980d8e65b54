"""A planner's own table in JupyterLab: uploaded or named, its findings are a table, and nothing is kept."""

import re

from conftest import ROOT

from simulate.lab.start import check_content, findings_of, own_tables
from simulate.page.words import Words
from simulate.region.check import TEMPLATES

OUTLETS = ROOT / "data/regions/36.03/outlets.csv"
HEADER = "kecamatan_code,uncovered_persons,poor_persons,status,source"


def test_findings_name_row_and_column_and_the_file_as_it_was_called():
    content = f"{HEADER}\n36.03.01,-5,,official,Disnaker\n".encode()
    checked = check_content("tabel saya.csv", content, "36.03")
    html = findings_of(checked, Words("id"))
    assert ">1 temuan</caption>" in html
    assert "tabel saya.csv baris 2 kolom `uncovered_persons`" in html
    assert "seharusnya 0 atau lebih" in html
    assert "/tmp" not in html


def test_personal_data_are_refused_and_never_repeated():
    checked = check_content("uncovered.csv", f"{HEADER}\n3603010101900001,1,,official,x\n".encode(), "36.03")
    html = findings_of(checked, Words("en"))
    assert "a 16-digit number, as a NIK has" in html
    assert "3603010101900001" not in html


def test_a_clean_table_says_which_it_is():
    checked = check_content("gerai kami.csv", OUTLETS.read_bytes(), "36.03")
    assert re.search(r"gerai kami\.csv: table outlets, \d+ rows, nothing found", findings_of(checked, Words("en")))


def test_what_is_no_table_is_named():
    assert "save as comma-separated" in findings_of(check_content("x.csv", b"\xff\xfe\x00", "36.03"), Words("en"))


def test_a_file_that_is_pointed_to_is_checked_where_it_stands():
    box = own_tables("en")
    _, path, button = box.children[0].children
    for place in (str(OUTLETS), path.placeholder):
        box.children[1].value, path.value = "", place
        button.click()
        assert "table outlets" in box.children[1].value


def test_a_template_comes_with_its_card_and_the_kecamatan_of_the_region():
    said = own_tables("en").children[2].value
    assert all(f'download="{name}.{form}"' in said for name in TEMPLATES for form in ("csv", "yaml"))
    assert "36.03.33" in said
