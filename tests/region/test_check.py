"""What a planner's table may have wrong: each failure is named, in a file or in a region's folder, all at once."""

import shutil
from pathlib import Path

import pytest
from conftest import ROOT, contents

from simulate.errors import InputError
from simulate.region.base import Region
from simulate.region.check import TEMPLATES, check, template_text, write_template

UNITS, UNCOVERED = "asn_units.csv", "uncovered.csv"
HEADER = "kecamatan_code,uncovered_persons,poor_persons,status,source"


def _said(*places):
    return "\n".join(str(problem) for problem in check(places).problems)


def _edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_shipped_regions_pass():
    checked = check()
    assert checked.problems == []
    assert {good.table: good.rows for good in checked.good}["kecamatan"] == 29
    assert {good.path.parent.name for good in checked.good} >= {"36.03", "indonesia"}


def test_filled_templates_pass_as_files_and_in_their_region(own):
    before = contents(own)
    for places in ((own,), (own / UNITS, own / UNCOVERED), ()):
        checked = check(places)
        assert checked.problems == []
        rows = {good.path.name: good.rows for good in checked.good}
        assert (rows[UNITS], rows[UNCOVERED]) == (5, 29)
    assert contents(own) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            UNCOVERED,
            "36.03.01,",
            "36.03.21,",
            "row 30 column `kecamatan_code`: `36.03.21`; a code of kecamatan.csv, 36.03.01 to 36.03.33",
        ),
        (UNCOVERED, "36.03.01,100,10,official,Disnaker\n", "", "no row for `36.03.01` (Balaraja); a row for each"),
        (UNCOVERED, "36.03.02,", "36.03.01,", "row 30 column `kecamatan_code`: '36.03.01'; each key stands once"),
        (
            UNCOVERED,
            "36.03.01,",
            "3603.01,",
            "column `kecamatan_code`: '3603.01'; Balaraja is `36.03.01` [other_code]",
        ),
        (UNCOVERED, "36.03.01,", "3603130,", "'3603130'; BPS code 3603130 is Balaraja, which is `36.03.01` here"),
        (UNCOVERED, "36.03.01,", "36.03.990,", "column `kecamatan_code`: '36.03.990'; must be written as 36.03.01"),
        (
            UNCOVERED,
            ",100,10,",
            ",-100,10,",
            "row 30 column `uncovered_persons`: '-100'; must be 0 or more",
        ),
        (UNCOVERED, ",100,10,", ",,10,", "row 30 column `uncovered_persons`: empty; give a value [missing_value]"),
        (UNCOVERED, ",100,10,", ",1.5,10,", "row 30 column `uncovered_persons`: '1.5'; write a whole number"),
        (UNCOVERED, ",100,10,", ",100,1.5,", "row 30 column `poor_persons`: '1.5'; must be a whole number"),
        (UNCOVERED, ",100,10,", ",100,-,", "row 30: '-'; leave the cell empty where a value is missing"),
        (
            UNCOVERED,
            ",100,10,",
            ",134455,10,",
            "row 30 column `uncovered_persons`: 134455 persons in 36.03.01; at most its population_2025 in "
            "kecamatan.csv, 134454 [above_population]",
        ),
        (UNCOVERED, ",100,10,", ",100,134455,", "row 30 column `poor_persons`: 134455 persons in 36.03.01; at most"),
        (
            UNCOVERED,
            ",100,10,official,Disnaker",
            ",100,10,official,contoh / example",
            "row 30 column `source`: `contoh / example` in 1 row; give the real numbers and say where they come from "
            "[example_row]",
        ),
        (UNCOVERED, "uncovered_persons", "uncovered", f"no column `uncovered_persons`; header: {HEADER}"),
        (UNITS, ",pppk,", ",p3k,", "row 3 column `group`: 'p3k'; known: pns, pppk, pppk_paruh_waktu [unknown_word]"),
        (UNITS, ",official,", ",resmi,", "row 2 column `status`: 'resmi'; known: official, press"),
        (UNITS, ",700,", ",-1,", "row 2 column `persons`: '-1'; must be 0 or more"),
        (UNITS, ",III/a,", ",-,", "row 2: '-'; leave the cell empty where a value is missing [not_a_value]"),
        (UNITS, ",III/a,", ",,", "row 2 column `grade`: empty; give a value [missing_value]"),
        (UNITS, "Bappeda,", "Bappeda ,", "row 6 column `unit`: 'Bappeda '; must be without a space at either end"),
        (
            UNITS,
            "Bappeda,",
            "Dinas Kesehatan,",
            "row 6: unit, group, grade `Dinas Kesehatan, pns, III/a`; each key stands once [duplicate_row]",
        ),
        ("asn_units.yaml", "producer: '", "producer: 'GANTI / REPLACE: ", "`producer` is still the template's text"),
        ("asn_units.yaml", "  grade:", "  golongan:", "asn_units.yaml: differs on golongan, grade; describe each"),
        ("region.yaml", "name: Kab", "nama: Kab", "region.yaml: `nama`; did you mean `name`?"),
        (
            "region.yaml",
            "asn_totals: [",
            "asn_totals: x #",
            "region.yaml: `asn_totals`; write a list, or leave it out",
        ),
    ],
)
def test_a_failure_is_named_and_nothing_is_written(own, file, old, new, message):
    _edit(own / file, old, new)
    before = contents(own)
    said = _said(own)
    assert f"data/regions/36.03/{file}" in said
    assert message in said
    if file.endswith(".csv"):
        assert _said(own / file) == said  # the file alone is checked against its region
    with pytest.raises(InputError) as refused:
        Region.load("36.03")
    assert str(refused.value) == said
    assert contents(own) == before


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            UNITS,
            "unit,",
            "nama_unit,",
            "asn_units.csv column `nama_unit`: looks like personal data; remove the column",
        ),
        (UNITS, "grade,", "NIP,", "asn_units.csv column `NIP`: looks like personal data"),
        (UNCOVERED, "poor_persons,", "nik penerima,", "column `nik penerima`: looks like personal data"),
        (UNITS, "SK 1", "3603010101900001", "row 2 column `source`: a 16-digit number, as a NIK has; remove it"),
        (UNITS, "SK 1", "198501012010011001", "row 2 column `source`: an 18-digit number, as a NIP has; remove it"),
        (UNITS, "SK 1", "19850101 201001 1 001", "row 2 column `source`: an 18-digit number, as a NIP has"),
        (UNITS, "SK 1", "NIK 3603010101900001 telp 0812", "row 2 column `source`: a 16-digit number"),
        (UNITS, "unit,group", "198501012010011001,group", "row 1 column 1: an 18-digit number, as a NIP has"),
        (UNITS, "SK 1\n", "SK 1,198501012010011001\n", "row 2 column 7: an 18-digit number, as a NIP has"),
    ],
)
def test_personal_data_is_refused_before_anything_else_and_never_repeated(own, file, old, new, message):
    _edit(own / file, old, new)
    _edit(own / file, ",official,", ",-,")
    said = _said(own / file)
    assert message in said
    assert said.count("\n") == 0
    assert not any(value in said for value in ("0190", "1985", "0812"))


def test_personal_numbers_of_many_rows_are_one_line_a_column(own):
    path = own / UNITS
    path.write_text(path.read_text(encoding="utf-8").replace("SK 1", "198501012010011001"), encoding="utf-8")
    assert "row 2 column `source`: an 18-digit number, as a NIP has (and in 4 more rows); remove it" in _said(path)


def test_all_problems_of_all_tables_come_at_once(own):
    _edit(own / UNITS, ",pppk,", ",p3k,")
    _edit(own / UNITS, ",3000,", ",banyak,")
    _edit(own / UNCOVERED, "36.03.01,100,10,official,Disnaker\n", "")
    (own / "uncoverd.csv").write_text(HEADER, encoding="utf-8")
    checks = [problem.check for problem in check([own]).problems]
    assert sorted(checks) == ["empty_table", "missing_kecamatan", "not_a_number", "unknown_word"]


def test_a_table_that_nothing_would_read_is_refused_in_a_region(own):
    shutil.copy(own / UNCOVERED, own / "uncoverd.csv")
    told = "data/regions/36.03/uncoverd.csv: no table is called `uncoverd.csv`; did you mean `uncovered.csv`?"
    assert told in _said(own)
    assert told in _said(own / "uncoverd.csv")
    with pytest.raises(InputError, match="no table is called `uncoverd.csv`"):
        Region.load("36.03")
    shutil.copy(ROOT / "data/indonesia/mortality.csv", own)
    assert "mortality.csv: no table is called `mortality.csv`" in _said(own / "mortality.csv")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["uncovered.csv", "belum terlindungi 2026.csv"])
def test_a_table_outside_a_region_names_the_regions_places(own, tmp_path, name):
    away = tmp_path / "away"
    away.mkdir()
    lone = Path(shutil.copy(own / UNCOVERED, away / name))
    assert [(good.table, good.rows) for good in check([lone]).good] == [("uncovered", 29)]
    _edit(lone, "36.03.01,", "36.03.21,")
    told = [
        f"away/{name} row 30 column `kecamatan_code`: `36.03.21`; a code of kecamatan.csv, 36.03.01 to",
        f"away/{name}: no row for `36.03.01`",
    ]
    assert len(check([lone]).problems) == 2
    assert all(line in _said(lone) for line in told)
    _edit(lone, ",official,", ",resmi,")
    assert f"away/{name} row 2 column `status`: 'resmi'" in _said(lone)


def test_a_file_whose_columns_are_no_tables_is_not_guessed(tmp_path):
    path = tmp_path / "xyz.csv"
    for header, row in (("status,source", "official,SK 1"), ("a,b,status,source", "1,2,official,SK 1")):
        path.write_text(f"{header}\n{row}\n", encoding="utf-8")
        assert "xyz.csv: no table is called `xyz.csv`; known: asn.csv" in _said(path)


def test_columns_rows_and_cells_that_are_wrong_come_at_once(tmp_path):
    path = tmp_path / "uncovered.csv"
    rows = ["36.03.01,-100,official,SK", "36.03.02,100,resmi", "36.03.03,nan,official,SK", "36.03.04,banyak,resmi,SK"]
    path.write_text("\n".join(["kecamatan_code,uncovered_persons,status,sources", *rows]), encoding="utf-8")
    assert [str(problem).partition(f"{path}")[2] for problem in check([path]).problems] == [
        " row 3: 3 cells; 4, as in the header [uneven_row]",
        " row 4: 'nan'; leave the cell empty where a value is missing [not_a_value]",
        f": no columns `poor_persons`, `source`; header: {HEADER} [missing_column]",
        ": column `sources`; did you mean `source`? [unknown_column]",
        " row 2 column `uncovered_persons`: '-100'; must be 0 or more [value_out_of_range]",
        " row 5 column `uncovered_persons`: 'banyak'; write a whole number [not_a_number]",
        " row 5 column `status`: 'resmi'; known: official, press, norm, derived, estimate, assumption, unverified [unknown_word]",
    ]


@pytest.mark.slow
def test_a_folder_of_tables_is_checked_whole(own, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    for name in (UNITS, UNCOVERED):
        shutil.copy(own / name, away)
    assert {good.table: good.rows for good in check([away]).good} == {"asn_units": 5, "uncovered": 29}
    _edit(away / UNITS, ",pppk,", ",p3k,")
    _edit(away / UNCOVERED, ",100,10,", ",-100,10,")
    assert [problem.where.rpartition("/")[2].partition(" ")[0] for problem in check([away]).problems] == [
        UNITS,
        UNCOVERED,
    ]


def test_a_region_that_stands_elsewhere_is_checked_whole(own, tmp_path):
    away = shutil.copytree(own, tmp_path / "away")
    assert _said(away) == ""
    _edit(away / UNCOVERED, "36.03.01,", "36.03.21,")
    assert "away/uncovered.csv: no row for `36.03.01` (Balaraja)" in _said(away)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("uncoverd.csv", "status,source\nofficial,x\n", "no table is called `uncoverd.csv`; did you mean `uncovered"),
        ("uncovered.xlsx", "PK\x03\x04", "the name does not end in .csv; save as comma-separated UTF-8 [not_csv]"),
        ("uncovered.csv", b"PK\x03\x04\xff\xfe\x9c", "save as comma-separated UTF-8 [not_csv]"),
        ("uncovered.csv", 'a,"b\nc', "save as comma-separated UTF-8 [not_csv]"),
        (
            "uncovered.csv",
            HEADER.replace(",", ";") + "\nx;1;1;x;x",
            "no commas between cells; save as comma-separated",
        ),
        ("uncovered.csv", f"{HEADER}\n", "no rows; give a header and at least one row [empty_table]"),
        ("uncovered.csv", "", "no rows; give a header and at least one row [empty_table]"),
        ("uncovered.csv", None, "uncovered.csv: not found; put the table there [missing_file]"),
    ],
)
def test_what_is_no_table_is_named(tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert message in _said(path)


def test_a_folder_without_tables_is_named(tmp_path):
    assert "no CSV file there; name CSV files, a folder of them, or a region's folder as data" in _said(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "open,36.03.18,",
            "open,36.03.98,",
            "outlets.csv row 2 column `kecamatan_code`: `36.03.98`; a code of kecamatan.csv, 36.03.01 to 36.03.33",
        ),
        (
            "-6.23639,106.51972,",
            "6.23639,106.51972,",
            "outlets.csv row 2 column `latitude`: '6.23639'; must be from -11 to 6",
        ),
        (
            "-6.23639,106.51972,",
            "-6.23639,107.51972,",
            "outlets.csv row 2 column `longitude`: 107.51972; degrees from 106.",
        ),
        (",open,", ",opened,", "outlets.csv row 2 column `condition`: 'opened'; known: open, planned, candidate"),
        ("unit_balaraja,", "branch_cikupa,", "row 2 column `outlet_id`: 'branch_cikupa'; each key stands once"),
        ("Cabang Tangerang Cikupa", "3603180101900001", "outlets.csv row 2"),
    ],
)
def test_an_outlet_that_cannot_be_so_is_named(project, old, new, message):
    path = project / "data/regions/36.03/outlets.csv"
    _edit(path, old, new)
    assert message in _said(path)


def test_a_region_without_its_tables_names_each(project):
    (project / "data/regions/36.99").mkdir()
    said = _said(project / "data/regions/36.99")
    for file in ("asn.csv", "kecamatan.csv", "region.yaml"):
        assert f"data/regions/36.99/{file}: not found" in said


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_an_example_and_refused_as_one(tmp_path, name):
    path = tmp_path / f"{name}.csv"
    path.write_text(template_text(name), encoding="utf-8")
    assert [problem.check for problem in check([path]).problems] == ["example_row"]


def test_an_empty_template_says_what_is_missing(tmp_path):
    table, card = write_template("uncovered", tmp_path / "mine", "36.03")
    problems = [(problem.check, problem.text().partition(";")[0]) for problem in check([table]).problems]
    assert problems == [
        ("example_row", "`contoh / example` in 29 rows"),
        ("missing_value", "empty (rows 2–30)"),
    ]
    assert f"{table} column `uncovered_persons`: empty (rows 2–30); give a value [missing_value]" in _said(table)
    assert table.read_text(encoding="utf-8").splitlines()[1] == "36.03.01,,,assumption,contoh / example"
    assert card.name == "uncovered.yaml"


def test_a_template_that_stands_in_a_region_is_refused_with_its_card(own):
    for file in contents(own):
        if file.stem == "asn_units":
            (own / file).unlink()
    write_template("asn_units", own, "36.03")
    told = [(problem.check, problem.where.rpartition("/")[2]) for problem in check([own / UNITS]).problems]
    assert told == [
        ("example_row", "asn_units.csv row 2 column `source`"),
        *[("placeholder_left", "asn_units.yaml")] * 4,
    ]
    with pytest.raises(InputError, match="example_row"):
        Region.load("36.03")


def test_a_template_is_never_written_over_a_file(tmp_path):
    (tmp_path / "uncovered.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="uncovered.yaml: stands there already; name another folder"):
        write_template("uncovered", tmp_path, "36.03")
    assert contents(tmp_path) == {(tmp_path / "uncovered.yaml").relative_to(tmp_path): b"mine"}


def test_an_unknown_template_or_region_writes_nothing(tmp_path):
    with pytest.raises(InputError, match="no template `uncoverd`; did you mean `uncovered`?"):
        write_template("uncoverd", tmp_path / "mine", "36.03")
    with pytest.raises(InputError, match="'36.30' has no folder; known: 36.03"):
        write_template("uncovered", tmp_path / "mine", "36.30")
    assert contents(tmp_path) == {}
