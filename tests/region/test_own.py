"""A regency's own numbers replace the press's: ASN by work unit, uncovered workers by kecamatan."""

from typing import get_args

import pytest

from simulate.errors import InputError
from simulate.plan.checked import AsnGroup
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.region.base import Region
from simulate.region.schemas import ASN_GROUPS

ALL = ("pns", "pppk", "pppk_paruh_waktu")


def test_the_groups_of_the_table_are_those_that_a_plan_may_choose():
    assert get_args(AsnGroup) == ASN_GROUPS


def test_without_own_tables_the_press_counts(region):
    assert region.asn_source == "asn"
    assert region.units_persons(ALL) is None
    assert region.uncovered_persons is None
    people = region.tables["kecamatan"]["population_2025"]
    assert region.kecamatan_weights("population").tolist() == people.tolist()


def test_work_units_replace_the_count_by_group(own):
    region = Region.load("36.03")
    assert region.asn_source == "asn_units"
    assert region.asn_persons(ALL) == {"pns": 4400, "pppk": 300, "pppk_paruh_waktu": 2000}


def test_work_units_come_largest_first_and_ties_by_name(own):
    units = Region.load("36.03").units_persons(("pns",))
    assert units.to_dict("split")["data"] == [["Dinas Pendidikan", 3000], ["Bappeda", 700], ["Dinas Kesehatan", 700]]
    units = Region.load("36.03").units_persons(ALL)
    assert list(units.columns) == ["unit", "persons"]
    assert units["persons"].sum() == sum(Region.load("36.03").asn_persons(ALL).values())


def test_a_run_rests_on_the_work_units(own, default_result):
    result = run(SponsorshipPlan(selection={"by_uncovered": 1}), draws=256)
    assert result.outcome.ceiling_persons == 6700
    assert default_result.outcome.ceiling_persons == 23730
    assert {f"data/regions/36.03/{name}.csv" for name in ("asn_units", "uncovered")} <= set(result.inputs["data"])


def test_a_group_that_no_work_unit_has_is_refused(own):
    path = own / "asn_units.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if ",pppk," not in line), encoding="utf-8")
    region = Region.load("36.03")
    for ask in (region.asn_persons, region.units_persons):
        with pytest.raises(InputError, match="asn_units.csv: no group `pppk`; add its row"):
            ask(ALL)


def test_weights_follow_the_table_of_kecamatan_whatever_the_order_of_rows(own):
    region = Region.load("36.03")
    assert region.tables["uncovered"]["kecamatan_code"].iloc[0] == "36.03.33"
    weights = region.kecamatan_weights("uncovered")
    assert weights.dtype == float
    assert weights.tolist() == [100.0 * count for count in range(1, 30)]
    assert region.kecamatan_weights("poor").tolist() == [10.0 * count for count in range(1, 30)]
    assert region.uncovered_persons == weights.sum() == 43500


@pytest.mark.parametrize("by", ["uncovered", "poor"])
def test_weights_of_a_table_that_is_not_there_are_refused(region, by):
    with pytest.raises(InputError) as refused:
        region.kecamatan_weights(by)
    assert str(refused.value) == (
        "data/regions/36.03/uncovered.csv: not there; put the table there; "
        "`simulate check --template uncovered` shows how it looks [missing_table]"
    )


def test_a_missing_count_of_the_poor_is_never_zero(own):
    path = own / "uncovered.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",100,10,", ",100,,").replace(",200,20,", ",200,,"), encoding="utf-8")
    region = Region.load("36.03")
    assert region.uncovered_persons == 43500
    with pytest.raises(InputError) as refused:
        region.kecamatan_weights("poor")
    assert len(refused.value.problems) == 2
    assert "uncovered.csv 36.03.01 column `poor_persons`: empty; give a value; `simulate check --template" in str(
        refused.value
    )


def test_nobody_can_be_divided_by_nobody(own):
    path = own / "uncovered.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *(f"{row[:8]},0,0,official,x" for row in rows)]), encoding="utf-8")
    region = Region.load("36.03")
    assert region.uncovered_persons == 0
    with pytest.raises(InputError, match="column `uncovered_persons`: 0 in each kecamatan; at least one person"):
        region.kecamatan_weights("uncovered")


def test_an_unknown_weight_is_named(region):
    with pytest.raises(InputError, match="by: `uncoverd`; did you mean `uncovered`?"):
        region.kecamatan_weights("uncoverd")


def test_a_regency_without_kelurahan_is_read(project):
    path = project / "data/regions/36.03/desa.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",kelurahan,", ",desa,"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        Region.load("36.03")
    assert {problem.check for problem in refused.value.problems} == {"totals_disagree"}
