"""Tables: what the facts say stands, and what is wrong is refused by file, row and column."""

import pytest

from simulate.errors import InputError
from simulate.region.base import Region


def test_the_regency_has_29_kecamatan_and_274_desa_and_kelurahan(region):
    desa = region.tables["desa"]
    assert len(region.tables["kecamatan"]) == 29
    assert (desa["kind"] == "desa").sum() == 246
    assert (desa["kind"] == "kelurahan").sum() == 28
    assert region.tables["kecamatan"]["kecamatan_code"].iloc[0] == "36.03.01"


def test_asn_of_march_2026_make_the_slogans_ceiling(region):
    groups = region.asn_persons(("pns", "pppk", "pppk_paruh_waktu"))
    assert groups == {"pns": 9111, "pppk": 6372, "pppk_paruh_waktu": 8247}
    assert sum(groups.values()) == 23730


def test_conflicting_figures_are_all_kept(region):
    assert region.figure("coverage", "covered_share_claim_sep_2025").value == 78
    assert region.figure("coverage", "banten_covered_share_nov_2025").value == 46.03
    assert region.figure("coverage", "36_04_covered_share_dec_2025").value == 50.87
    segments = [region.figure("coverage", f"36_71_active_{part}_aug_2025").value for part in ("pu", "bpu", "jakon")]
    assert sum(segments) == region.figure("coverage", "36_71_active_participants_aug_2025").value
    assert region.figure("coverage", "protected_vulnerable_workers_claim_sep_2025").value == 562_000
    assert region.figure("labour", "vulnerable_workers_decile_1_4_2023").value == 248_000


def test_every_row_has_a_source_and_a_grade(region):
    for table in region.tables.values():
        assert table["source"].str.len().gt(0).all()
        assert table["status"].notna().all()


def test_a_missing_value_is_never_zero(region):
    with pytest.raises(InputError, match=r"`sukoharjo_2025_12`: the value is missing"):
        region.figure("sponsor_programmes", "sukoharjo_2025_12")


def test_mortality_rises_with_age_among_adults(region):
    adults = region.tables["mortality"].query("25 <= age_start <= 60 and year_from == 2025")
    for _, rates in adults.groupby("sex"):
        assert rates.sort_values("age_start")["deaths_per_person_year"].is_monotonic_increasing


def test_the_parts_of_the_thr_list_do_not_sum_to_its_printed_total(region):
    march = region.tables["asn"].query("period == '2026-03'").set_index("group")["persons"]
    parts = march[["pns", "pppk", "pppk_paruh_waktu", "swakelola", "dprd", "pejabat_daerah"]].sum()
    assert parts == march["thr_recipients_sum"] == march["thr_recipients_stated_total"] - 30


ASN = "data/regions/36.03/asn.csv"
KECAMATAN = "data/regions/36.03/kecamatan.csv"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (ASN, "pns,2026-03,9111", "pns,2026-03,-9111", f"{ASN} row 2 column `persons`: '-9111'; must be"),
        (
            ASN,
            "pns,2026-03,9111",
            "pns,2026-03,banyak",
            f"{ASN} row 2 column `persons`: 'banyak'; write a whole number",
        ),
        (ASN, "pns,2026-03,9111", "pns,2026-03,", f"{ASN} row 2 column `persons`: empty; give a value"),
        (ASN, "pns,2026-03,9111", "pns,2026-03,nan", f"{ASN} row 2: 'nan'; leave the cell empty"),
        (ASN, "pns,2026-03,9111", "pns,2026-03,9111,x", f"{ASN} row 2: 6 cells; 5, as in the header"),
        ("data/regions/36.03/region.yaml", "name: Kab", "nama: Kab", "region.yaml: `nama`; did you mean `name`?"),
        ("data/regions/36.03/region.yaml", "says:", "say:", "region.yaml conflict 1: `says`; give `id` and `en`"),
        (ASN, "group,period,persons", "group,group,persons", f"{ASN}: column `group` stands twice; keep one of them"),
        (ASN, "pppk,2026-03", "pns,2026-03", "each key stands once [duplicate_row]"),
        (ASN, "group,period,persons", "group,period,person", f"{ASN}: column `person`; did you mean `persons`?"),
        (ASN, "pns,2026-03,9111", "3603010101900001,2026-03,9111", f"{ASN} row 2 column `group`: a 16-digit number"),
        (ASN, "group,period", "nama_pegawai,period", f"{ASN} column `nama_pegawai`: looks like personal data"),
        (
            KECAMATAN,
            "Balaraja,8,1",
            "Balaraja,9,1",
            "36.03.01 column `n_desa`: 9; desa.csv lists 8 [totals_disagree]",
        ),
        (
            "data/indonesia/sponsor_programmes.csv",
            "0.070735",
            "0.080735",
            "`kendal_2025_06`: value 0.080735; numerator / denominator is 0.070735",
        ),
        (
            "data/indonesia/mortality.yaml",
            "sex: male",
            "seks: male",
            "mortality.yaml: differs on seks, sex; describe each column of the table [columns_disagree]",
        ),
    ],
)
def test_a_bad_cell_is_named(project, file, old, new, message):
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        Region.load("36.03")
    assert message in str(refused.value)


def test_all_problems_of_all_tables_come_at_once(project):
    for name, old, new in (
        ("asn", "pns,2026-03,9111", "pns,2026-03,x"),
        ("labour", ",persons,press", ",heads,press"),
    ):
        path = project / f"data/regions/36.03/{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        Region.load("36.03")
    assert {problem.where.split(".csv")[0].split("/")[-1] for problem in refused.value.problems} == {"asn", "labour"}


def test_a_missing_table_is_named(project):
    (project / KECAMATAN).unlink()
    with pytest.raises(InputError, match=r"data/regions/36.03/kecamatan.csv: not found; put the table there"):
        Region.load("36.03")


def test_a_personal_value_is_never_repeated_in_the_message(project):
    path = project / ASN
    path.write_text(path.read_text(encoding="utf-8").replace("pns,", "3603 0101 0190 0001,", 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        Region.load("36.03")
    assert "0190" not in str(refused.value)


def test_an_unknown_region_is_named():
    with pytest.raises(InputError, match="known: 36.03"):
        Region.load("36.30")
