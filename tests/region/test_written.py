"""Counts, names, codes and points that would silently be wrong numbers: each kind is refused in every table."""

import re
import shutil

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from simulate.region.base import Region
from simulate.region.check import check
from simulate.region.names import is_total, spelling
from simulate.region.read import personal_data
from simulate.region.schemas import TABLES, schema, whole_columns

CASES = ROOT / "tests/broken/tables"
OWN = ROOT / "data/regions/36.03"


def _said(path):
    return [f"{problem}".partition(".csv")[2] for problem in check([path]).problems]


def _write(folder, name, *lines):
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("case", "lines"),
    [
        (
            "f2_uncovered_poor_in_thousands",
            [
                " column `poor_persons`: `9.000` may be 9 or 9,000 (rows 2–30); digits only, 9 or 9000 "
                "[separated_number]"
            ],
        ),
        (
            "f2_record_dots_before",
            [
                " column `contributions_rp`: `336.000` may be 336 or 336,000 (rows 2–30); digits only in the whole "
                "column, for `352.800` in row 3 can only be 352800 [separated_number]"
            ],
        ),
        (
            "f3_asn_units_with_total",
            [" row 4 column `unit`: `Jumlah` is a total; leave totals out: each row counts [total_row]"],
        ),
        (
            "f5_outlet_bps_code",
            [
                " row 2: the point lies in Cikupa (36.03.18), not in Tigaraksa (36.03.03); kecamatan_code 36.03.18: "
                "36.03.03 begins BPS code 3603030 of Cikupa [outside_its_kecamatan]"
            ],
        ),
        (
            "f8_sep_line",
            [
                " row 1: Excel's line `sep=,`, not the names of columns; remove that line and save as comma-separated "
                "UTF-8 [excel_line]"
            ],
        ),
        ("f8_empty_rows_of_excel", []),
        (
            "f10_names",
            [
                " row 4 column `kecamatan`: `Jumlah` is a total; `kabupaten` in a row of the whole regency, or leave it "
                "out [total_row]",
                " row 3 column `kecamatan`: `Kabupaten Tangerang`; did you mean `kabupaten`? [unknown_kecamatan]",
                " row 2 column `kecamatan`: `PASARKEMIS`; did you mean `Pasar Kemis`? [unknown_kecamatan]",
            ],
        ),
    ],
)
def test_what_planners_sent_is_refused_in_one_sentence_a_mistake(case, lines):
    path = CASES / f"{case}.csv"
    assert _said(path) == lines
    indonesian = [problem.line("id") for problem in check([path]).problems]
    assert not [line for line in indonesian if re.search(r"\b(may be|digits|the|rows?|column|did you)\b", line)]


def test_years_of_budgets_are_no_identity():
    assert {problem.check for problem in check([CASES / "f7_budget_years.csv"]).problems} == {"missing_kecamatan"}


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("2023 2024 2025 2026", None),
        ("RPJMD 2020-2025, 2025-2030", None),
        ("11.02.2026-03.04.2026", None),
        ("2026-01-01 2026-12-31", None),
        ("1.234.567.890.123.456", None),
        ("3603 0101 0190 0001", "NIK"),
        ("36.03.01.410190.0001", "NIK"),
        ("3603010101900001", "NIK"),
        ("2023202420252026", "NIK"),
        ("19850101 201001 1 001", "NIP"),
    ],
)
def test_identities_are_known_however_they_are_parted_and_years_are_none(cell, kind):
    found = [problem.text() for problem in personal_data(["source"], [[cell]], "x.csv")]
    assert [one for one in found if kind not in one] == [] if kind else found == []
    assert bool(found) == bool(kind)


_COUNTED = [(table, column) for table in TABLES for column in whole_columns(table)]


def _example(table):
    """A good table with the lines of a shipped one, or of a template."""
    places = [OWN, ROOT / "data/indonesia", ROOT / "data/synthetic/36.03", ROOT / "data/templates"]
    path = next(place / f"{table}.csv" for place in places if (place / f"{table}.csv").exists())
    import pandas as pd

    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_every_count_of_every_table_is_known_to_be_one():
    assert len(_COUNTED) > 20
    named = {(table, column) for table in TABLES for column in schema(table).columns if column.endswith("_persons")}
    assert named <= {*_COUNTED}
    assert ("record", "contributions_rp") in _COUNTED


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), _COUNTED)
def test_a_point_in_a_count_of_any_table_is_refused_with_both_readings(tmp_path, table, column):
    rows = _example(table).head(3)
    rows.loc[rows.index[1], column] = "9.000"
    path = tmp_path / f"{table}.csv"
    rows.to_csv(path, index=False)
    mine = [line for line in _said(path) if f"column `{column}`" in line]
    assert mine == [f" row 3 column `{column}`: `9.000` may be 9 or 9,000; digits only, 9 or 9000 [separated_number]"]


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        ("562.000", "persons", "`562.000` may be 562 or 562,000"),
        ("12.345", "rp", "`12.345` may be 12.345 or 12,345"),
        ("1.234.567", "rp_month", "`1.234.567`; digits only, 1234567"),
        ("1.6E+06", "persons", "`1.6E+06`; digits only, 1600000"),
        ("63.85", "persons", None),
        ("2000", "persons", None),
        ("12.5", "percent", None),
        ("0.250", "share", None),
        ("8.230", "rp_trillion", None),
    ],
)
def test_figures_of_whole_things_are_digits_only_and_shares_keep_their_decimals(tmp_path, value, unit, found):
    line = f"a,36.03,total,2025,x,{value},{unit},press,x"
    path = _write(tmp_path, "labour", "id,place,segment,period,measure,value,unit,status,source", line)
    assert len(_said(path)) == (found is not None)
    assert found is None or f" row 2 column `value`: {found}" in _said(path)[0]


TOTALS = """Jumlah|JUMLAH TOTAL|Total|total:|Grand Total|Sub-Total|Jumlah Kab. Tangerang|JML|Seluruh OPD|1. Jumlah|I. Jumlah
a) Total|1.2 Jumlah|J U M L A H|Semua|SEMUA|Semua unit|Seluruhnya|semuanya|ASN total|PNS Jumlah|Totals|Σ|∑ PNS
Dinas Pendidikan (jumlah)|Dinas Pendidikan - TOTAL|Júmlah|Ｊｕｍｌａｈ|Sub jumlah|Rekap OPD|Jum\u00adlah"""


@pytest.mark.slow
@pytest.mark.parametrize("name", re.split(r"[|\n]", TOTALS))
def test_totals_are_known_however_they_are_written(tmp_path, name):
    assert is_total(name)
    rows = ["Dinas A,pns,semua,5,official,SK", f"{name},pppk,semua,7,official,SK"]
    path = _write(tmp_path, "asn_units", "unit,group,grade,persons,status,source", *rows)
    assert _said(path) == [
        f" row 3 column `unit`: `{name}` is a total; leave totals out: each row counts [total_row]"
    ]


@pytest.mark.parametrize(
    "name",
    ["Kabupaten Tangerang", "Pemkab Tangerang", "PEMERINTAH KAB. TANGERANG", "Kab Tangerang", "ASN Pemkab Tangerang"],
)
def test_the_region_is_no_unit_of_itself(tmp_path, name):
    rows = ["Dinas A,pns,semua,5,official,SK", f"{name},pppk,semua,7,official,SK"]
    path = _write(tmp_path, "asn_units", "unit,group,grade,persons,status,source", *rows)
    assert _said(path) == [
        f" row 3 column `unit`: `{name}` is the whole region; leave totals out: each row counts [total_row]"
    ]
    [problem] = check([path]).problems
    assert f"`{name}` adalah seluruh wilayah; hapus baris jumlah" in problem.line("id")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "Bagian Total Quality",
        "Sekretariat Daerah",
        "Sekretariat Daerah Kabupaten Tangerang",
        "Kecamatan Semanan",
        "Kecamatan Jambe",
        "Badan Pendapatan Daerah",
        "Dinas Perhubungan Kabupaten Tangerang",
        "RSUD Kabupaten Tangerang",
        "Puskesmas untuk Semua",
        "I. Sekretariat",
        "Totalindo",
        "UPTD Sumur",
    ],
)
def test_units_with_such_words_in_their_names_are_units(tmp_path, name):
    rows = ["Dinas A,pns,semua,5,official,SK", f"{name},pppk,semua,7,official,SK"]
    assert _said(_write(tmp_path, "asn_units", "unit,group,grade,persons,status,source", *rows)) == []


def test_no_place_of_the_region_is_a_total_or_spelled_as_another(region):
    kecamatan = region.tables["kecamatan"]["kecamatan"]
    assert not [name for name in (*kecamatan, *region.tables["desa"]["desa"]) if is_total(name)]
    assert kecamatan.map(spelling).is_unique
    assert spelling("SDN 1 1") != spelling("SDN 11")


@pytest.mark.parametrize(
    "name", ["DINAS KÉSEHATAN", "Ｄｉｎａｓ　Ｋｅｓｅｈａｔａｎ", "Dinas\u200b Kesehatan", "Dinaſ Kesehatan"]
)
def test_accents_and_other_widths_of_letters_are_one_spelling(tmp_path, name):
    rows = ["Dinas Kesehatan,pns,III/a,5,official,SK", f"{name},pns,III/b,7,official,SK"]
    [line] = _said(_write(tmp_path, "asn_units", "unit,group,grade,persons,status,source", *rows))
    assert line.startswith(f" row 3 column `unit`: `{name}` is `Dinas Kesehatan` of row 2 in another spelling")


@given(st.lists(st.sampled_from([" ", "  ", ".", "-", ""]), min_size=2, max_size=2), st.booleans())
def test_a_unit_in_another_spelling_is_the_same_unit(between, upper):
    name = f"Dinas{between[0]}Pasar{between[1]}Kemis"
    assert spelling(name.upper() if upper else name) == spelling("Dinas Pasar Kemis")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (
            ["Dinas Kesehatan,pns,III/a,5", "DINAS  KESEHATAN,pns,III/b,5"],
            " row 3 column `unit`: `DINAS  KESEHATAN` is `Dinas Kesehatan` of row 2 in another spelling",
        ),
        (
            ["Dinas Kesehatan,pns,III/a,5", "Dinas Kesehatan,pns,III A,5"],
            " row 3 column `grade`: `Dinas Kesehatan, pns, III A` is `Dinas Kesehatan, pns, III/a` of row 2",
        ),
        (
            ["Dinas Kesehatan,pns,III/a,5", "Dinas Kesehatan,pns,semua,5"],
            " row 3 column `grade`: `semua` beside single grades of `Dinas Kesehatan`",
        ),
        (
            ["Dinas Kesehatan,pns,III/a,5", "Dinas Kesehatan,pns,Total,5"],
            " row 3 column `grade`: `Total` is a total",
        ),
        *[
            (
                [f"Dinas Kesehatan,pns,{alls},5", "Dinas Kesehatan,pns,III/a,5"],
                f" row 2 column `grade`: `{alls}` beside single grades of `Dinas Kesehatan`; single grades, or one "
                "row of `semua` [total_row]",
            )
            for alls in ("Semua", "SEMUA", "semua golongan", "seluruh", "Seluruh golongan", "1. Semua")
        ],
        (
            ["Dinas Kesehatan,pns,semua,5", "Dinas Kesehatan,pns,semua golongan,5"],
            " row 3 column `grade`: `semua golongan` beside `semua` of `Dinas Kesehatan`",
        ),
        (
            ["A,pns,semua,40", "B,pns,III/a,25", "B,pns,III/b,5", "C,pns,semua,10", "C,pppk,semua,3"],
            " row 2 column `persons`: `A` counts 40, as many as all other rows of `pns` together; leave totals out; a "
            "unit that does have as many: a row for each grade [sum_of_others]",
        ),
        (
            ["A,pns,III/a,15", "B,pns,III/a,10", "A,pns,III/b,7", "B,pns,III/b,2", "C,pns,III/a,10"],
            " row 2 column `persons`: `A` counts 22, as many as all other units of `pns` together",
        ),
        (["A,pns,semua,5", "B,pns,semua,5"], None),
        (["A,pns,semua,0", "B,pns,semua,0", "C,pns,semua,0"], None),
        (["A,pns,semua,7", "B,pns,semua,3", "C,pns,semua,5"], None),
        (["A,pns,seluruh golongan,7", "A,pppk,Semua,3"], None),
        (
            ["Dinas Kesehatan,pns,III/a,9112"],
            " column `persons`: the sum is 9112; at most 9111, `pns` of 2026-03 in asn.csv [above_total]",
        ),
        (
            ["A,pns,semua,9111", "A,pppk,semua,6372", "A,pppk_paruh_waktu,semua,8248"],
            " column `persons`: the sum is 8248; at most 8247, `pppk_paruh_waktu` of 2026-03",
        ),
        (
            ["A,pns,semua,9111", "A,pppk,semua,6372", "A,pppk_paruh_waktu,semua,8248"],
            " column `persons`: the sum is 23731; at most 23730, `asn_total` of 2026-03",
        ),
        (["Dinas A,pns,semua,9111", "Dinas B,pppk,semua,6372"], None),
    ],
)
def test_nobody_is_counted_twice_in_units(tmp_path, rows, line):
    filled = (f"{row},official,SK" for row in rows)
    said = _said(_write(tmp_path, "asn_units", "unit,group,grade,persons,status,source", *filled))
    assert any(found.startswith(line) for found in said) if line else said == []
    if line and "row" in line:
        assert len(said) == 1


def test_a_total_by_kecamatan_is_named_in_place_of_a_code(tmp_path):
    rows = [f"{code},5,,official,x" for code in Region.load("36.03").tables["kecamatan"]["kecamatan_code"]]
    head = "kecamatan_code,uncovered_persons,poor_persons,status,source"
    path = _write(tmp_path, "uncovered", head, *rows, "Jumlah,145,,official,x")
    assert _said(path) == [
        " row 31 column `kecamatan_code`: `Jumlah` is a total; leave totals out: each row counts [total_row]"
    ]


def test_more_uncovered_than_employed_are_refused(tmp_path, region):
    kecamatan = region.tables["kecamatan"]
    rows = [f"{row.kecamatan_code},{row.population_2025},,official,x" for row in kecamatan.itertuples()]
    head = "kecamatan_code,uncovered_persons,poor_persons,status,source"
    said = _said(_write(tmp_path, "uncovered", head, *rows))
    employed = region.tables["labour"].query("measure == 'employed' and place == '36.03'")["value"].max()
    assert said == [
        f" column `uncovered_persons`: the sum is {kecamatan['population_2025'].sum()}; at most the employed residents "
        f"in labour.csv, {employed:.0f} [above_total]"
    ]


def test_each_code_of_bps_is_translated_with_both_shown(tmp_path, region):
    codes = region.tables["bps_codes"].set_index("kecamatan_code")["bps_code"]
    names = region.tables["kecamatan"].set_index("kecamatan_code")["kecamatan"]
    assert {*codes.index} == {*names.index}
    head = "outlet_id,outlet,kind,condition,kecamatan_code,latitude,longitude,opened,status,source"
    rows = [f"o{bps},Kantor,branch,open,{bps},-6.2,106.5,,official,x" for bps in codes]
    said = _said(_write(tmp_path, "outlets", head, *rows))
    assert said == [
        f" row {row} column `kecamatan_code`: '{bps}'; BPS code {bps} is {names[own]}, which is `{own}` here "
        "[other_code]"
        for row, (own, bps) in enumerate(codes.items(), start=2)
    ]
    unknown = _write(tmp_path, "outlets", head, "o,Kantor,branch,open,3603999,-6.2,106.5,,official,x")
    assert "must be written as 36.03.01" in _said(unknown)[0]


def test_empty_rows_between_rows_are_one_finding_and_keep_the_count_of_rows(tmp_path):
    path = tmp_path / "uncovered.csv"
    lines = shutil.copy(CASES / "f8_empty_rows_of_excel.csv", path).read_text(encoding="utf-8").splitlines()
    lines[2:2] = [",,,,", "", " , ,,,"]
    lines[8] = lines[8].replace("36.03.05,", "36.03.05,-")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert _said(path) == [
        ": nothing in rows 3–5; remove them [empty_rows]",
        " row 9 column `uncovered_persons`: '-10352'; must be 0 or more [value_out_of_range]",
    ]


@pytest.mark.parametrize(
    ("column", "texts", "line"),
    [
        (
            "uncovered_persons",
            {row: f"{row} orang" for row in range(29)},
            " column `uncovered_persons`: '0 orang' (rows 2–30); write a whole number [not_a_number]",
        ),
        (
            "poor_persons",
            {2: "tiga", 5: "enam"},
            " column `poor_persons`: 'tiga' (rows 4, 7); write a plain number [not_a_number]",
        ),
        (
            "status",
            dict.fromkeys(range(29), "resmi"),
            " column `status`: 'resmi' (rows 2–30); known: official, press, norm, derived, estimate, assumption, "
            "unverified [unknown_word]",
        ),
        (
            "uncovered_persons",
            {4: "5 orang"},
            " row 6 column `uncovered_persons`: '5 orang'; write a whole number [not_a_number]",
        ),
    ],
)
def test_cells_of_a_column_that_are_wrong_alike_are_one_finding(tmp_path, region, column, texts, line):
    rows = region.tables["kecamatan"][["kecamatan_code"]].astype(object)
    rows = rows.assign(uncovered_persons="5", poor_persons="", status="official", source="Disnaker")
    for row, text in texts.items():
        rows.loc[row, column] = text
    path = tmp_path / "uncovered.csv"
    rows.to_csv(path, index=False)
    assert _said(path) == [line]
    [problem] = check([path]).problems
    assert not re.search(r"\b(rows?|column|write|known)\b", problem.line("id").partition(".csv")[2])


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("b,Gerai Cikupa,mall,open,36.03.18,-6.230,106.52000", True),
        ("b,GERAI  CIKUPA,mall,open,36.03.18,-6.23,106.52", None),
        ("b,Gerai Cikupa,mall,open,36.03.18,-6.231,106.52", False),
        ("b,Gerai Cikupa 2,mall,open,36.03.18,-6.23,106.52", False),
    ],
)
def test_an_outlet_under_two_ids_is_written_twice(tmp_path, row, found):
    head = "outlet_id,outlet,kind,condition,kecamatan_code,latitude,longitude,opened,status,source"
    rows = ["a,Gerai Cikupa,mall,open,36.03.18,-6.23,106.52,,official,x", f"{row},,official,x"]
    path = _write(tmp_path, "outlets", head, *rows)
    if found:
        assert _said(path) == [
            " row 3 column `outlet_id`: `Gerai Cikupa` stands in row 2, too, as `a` at the same point; each outlet "
            "once, or it counts as one more [written_twice]"
        ]
        [problem] = check([path]).problems
        assert "`Gerai Cikupa` juga tertulis di baris 2 sebagai `a`, pada titik yang sama" in problem.line("id")
    else:
        assert [problem.check for problem in check([path]).problems] == (["spelled_twice"] if found is None else [])
