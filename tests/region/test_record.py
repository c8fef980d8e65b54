"""A monthly record with something wrong in it is refused, with row and column and what would be right."""

import pytest
import yaml

from simulate.errors import InputError
from simulate.region.across import SYNTHETIC, read_record
from simulate.region.base import Region, region_folder
from simulate.region.check import check
from simulate.region.schemas import RECORD_COUNTS

HEADER = "month,kecamatan,payer," + ",".join(RECORD_COUNTS) + ",status,source"
GOOD = (
    "2026-01,Balaraja,sponsor,12,12,0,201600,0,official,tim",
    "2026-01,Pasar Kemis,sponsor,25,25,0,420000,,official,tim",
    "2026-02,Balaraja,sponsor,5,15,2,252000,0,official,tim",
)


def _card(path):
    columns = dict.fromkeys(HEADER.split(","), "x")
    card = {"title": {"id": "a", "en": "b"}, "producer": "tim", "url": "-", "date": "2026-03-01", "licence": "-"}
    path.with_suffix(".yaml").write_text(yaml.safe_dump(card | {"columns": columns}), encoding="utf-8")


def _write(folder, *rows, header=HEADER):
    path = folder / "record.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    _card(path)
    return path


def _refused(path, region, synthetic=False):
    with pytest.raises(InputError) as refused:
        read_record(path, region.tables["kecamatan"], synthetic=synthetic)
    return str(refused.value)


def test_a_record_is_read_with_codes_and_missing_counts_stay_missing(tmp_path, region):
    rows = read_record(_write(tmp_path, *GOOD), region.tables["kecamatan"], synthetic=False)
    assert list(rows["kecamatan_code"]) == ["36.03.01", "36.03.12", "36.03.01"]
    assert rows["claims"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (GOOD[2].replace("2026-02", "2026-01"), "record.csv row 5: month, kecamatan, payer `2026-01, Balaraja, sponsor`; each key stands once [duplicate_row]"),
        ("2026-02,Pasar Kamis,sponsor,1,26,0,1,0,official,tim", "record.csv row 5 column `kecamatan`: `Pasar Kamis`; did you mean `Pasar Kemis`? [unknown_kecamatan]"),
        ("2026-02,PASAR KEMIS,sponsor,1,26,0,1,0,official,tim", "did you mean `Pasar Kemis`?"),
        ("2026-02,Kabupaten,sponsor,1,26,0,1,0,official,tim", "did you mean `kabupaten`?"),
        ("2026-02,Pasar Kemis,sponsor,-1,24,0,1,0,official,tim", "record.csv row 5 column `registered_persons`: '-1'; must be 0 or more"),
        ("2026-02,Pasar Kemis,sponsor,1.5,24,0,1,0,official,tim", "column `registered_persons`: '1.5'; must be a whole number"),
        ("2026-02,Pasar Kemis,sponsor,satu,24,0,1,0,official,tim", "column `registered_persons`: 'satu'; write a plain number"),
        ("2026-13,Pasar Kemis,sponsor,1,24,0,1,0,official,tim", "record.csv row 5 column `month`: '2026-13'"),
        ("2026-02,Pasar Kemis,asn,1,24,0,1,0,official,tim", "column `payer`: 'asn'; known: sponsor, apbd, apbdes, csr, personal"),
        ("2026-02,Kronjo,sponsor,1,900000,0,1,0,official,tim", "record.csv row 5 column `paid_up_persons`: 900000 persons; at most the residents of Kronjo"),
        ("2026-02,Pasar Kemis,sponsor,1,26,0,1,0,official,3603011234567890", "record.csv row 5 column `source`: a 16-digit number, as a NIK has; remove it"),
        (f"2026-02,Pasar Kemis,sponsor,1,26,0,1,0,assumption,{SYNTHETIC}", "row 5 column `source`: marked as `sintetis / synthetic` in 1 row; give real counts"),
        ("2026-02,Pasar Kemis,sponsor,1,26,0,1,0,assumption,contoh / example", "`contoh / example` in 1 row; give the real numbers"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_refused(tmp_path, region, row, message):
    said = _refused(_write(tmp_path, *GOOD, row), region)
    assert message in said
    assert "3603011234567890" not in said


def _everyone(region, month, each=10):
    names = region.tables["kecamatan"]["kecamatan"]
    return [f"{month},{name},sponsor,{each},{each},0,168000,0,official,tim" for name in names]


@pytest.mark.parametrize(
    ("total", "message"),
    [
        ("290,290,0,4872000,0", None),
        ("290,,,,", None),
        ("290,291,0,4872000,0", "row 31 column `paid_up_persons`: 291 for sponsor in 2026-01; the sum of its kecamatan is 290 [totals_disagree]"),
        ("290,280,0,4872000,0", "row 31 column `paid_up_persons`: 280 for sponsor in 2026-01; the sum of its kecamatan is 290 [totals_disagree]"),
    ],
)  # fmt: skip
def test_a_total_of_the_regency_is_the_sum_of_its_kecamatan(tmp_path, region, total, message):
    path = _write(tmp_path, *_everyone(region, "2026-01"), f"2026-01,kabupaten,sponsor,{total},official,tim")
    if message is None:
        assert len(read_record(path, region.tables["kecamatan"], synthetic=False)) == 29
    else:
        assert message in _refused(path, region)


def test_a_total_may_exceed_its_kecamatan_only_while_one_is_late(tmp_path, region):
    late = _everyone(region, "2026-01")[1:]
    path = _write(tmp_path, *late, "2026-01,kabupaten,sponsor,290,290,0,4872000,0,official,tim")
    assert len(read_record(path, region.tables["kecamatan"], synthetic=False)) == 28
    path = _write(tmp_path, *late, "2026-01,kabupaten,sponsor,270,290,0,4872000,0,official,tim")
    assert (
        "270 for sponsor in 2026-01; the sum of its kecamatan is 280, of 28 that reported: at least that"
        in _refused(path, region)
    )


def test_a_column_of_names_is_refused_before_anything_else(tmp_path, region):
    path = _write(tmp_path, *(f"{row},Siti" for row in GOOD), header=HEADER + ",nama_peserta")
    assert "record.csv column `nama_peserta`: looks like personal data; remove the column" in _refused(path, region)


def test_all_problems_come_at_once(tmp_path, region):
    path = _write(
        tmp_path,
        *GOOD,
        "2026-02,Kronjoo,sponsor,1,2,0,1,0,official,tim",
        "2026-02,Jambee,sponsor,1,2,0,1,0,official,tim",
    )
    assert _refused(path, region).count("[unknown_kecamatan]") == 2


def test_a_made_up_record_says_so_in_every_row(tmp_path, region):
    path = _write(tmp_path, *GOOD)
    assert "row 2 column `source`: not marked as `sintetis / synthetic` in 3 rows" in _refused(
        path, region, synthetic=True
    )


def test_the_check_command_sees_a_record_in_a_region_and_elsewhere(project, tmp_path):
    folder = region_folder("36.03")
    path = _write(folder, *GOOD, "2026-02,Pasar Kamis,sponsor,1,2,0,1,0,official,tim")
    for place in (path, folder):
        assert [problem.check for problem in check([place]).problems] == ["unknown_kecamatan"]
    (tmp_path / "mine").mkdir()
    alone = _write(tmp_path / "mine", *GOOD, "2026-01,kabupaten,sponsor,3,38,0,621600,0,official,tim")
    assert [problem.check for problem in check([alone]).problems] == ["totals_disagree"]
    assert not check([_write(tmp_path / "mine", *GOOD)]).problems


def test_other_reports_neither_read_a_record_nor_stop_at_a_bad_one(project):
    _write(region_folder("36.03"), "2026-02,Pasar Kamis,sponsor,-1,2,0,1,0,official,tim")
    assert "record" not in Region.load("36.03").tables
