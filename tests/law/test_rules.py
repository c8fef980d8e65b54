"""The rules as functions: worked docstrings, arrays as scalars, refusals, and truths that hold everywhere."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.law import benefit, contribution
from simulate.law.base import Law
from simulate.law.benefit import (
    benefit_answer,
    contribution_answer,
    disability_parts_rp,
    jkm_parts_rp,
    scholarship_rp,
    work_death_parts_rp,
)
from simulate.law.contribution import PAYERS, bpu_base_rp, contribution_parts_rp, contribution_rp, lowest_bpu_base_rp
from simulate.law.numbers import total_rp

LAW = Law.load()
MAY = LAW.at("2026-05")
BPU = {"scheme": "bpu", "payer": "personal", "sector": "other"}
incomes = st.integers(1, 60_000_000)
# to the last month that the JP wage cap's file vouches for
months_of_law = st.sampled_from([f"{year}-{month:02d}" for year in range(2015, 2027) for month in (2, 8, 12)][1:])


@pytest.mark.parametrize("module", [benefit, contribution], ids=lambda module: module.__name__)
def test_the_worked_examples_of_the_docstrings_hold(module):
    found = doctest.testmod(module, extraglobs={"Law": Law, "law": MAY, "base": lowest_bpu_base_rp(MAY)})
    assert found.attempted > 0
    assert found.failed == 0


def test_apbd_pays_twice_the_sponsors_price_for_nine_months_of_2026(law):
    def price(month, payer):
        return contribution_rp(law.at(month), **BPU | {"payer": payer}, base_rp=1_000_000)

    months = [f"2026-{month:02d}" for month in range(1, 13)]
    ratio = {month: price(month, "apbd") / price(month, "sponsor") for month in months}
    assert [month for month in months if ratio[month] == 2] == months[3:]
    assert [month for month in months if ratio[month] == 1] == months[:3]


@given(st.lists(incomes, min_size=1, max_size=20), months_of_law)
def test_arrays_of_incomes_work_as_scalars_do(bases, month):
    law = LAW.at(month)
    every = ("jkk", "jkm", "jht")
    together = contribution_parts_rp(law, **BPU, base_rp=np.array(bases), programmes=every)
    one_by_one = [contribution_parts_rp(law, **BPU, base_rp=base, programmes=every) for base in bases]
    for part, amounts in together.items():
        assert amounts.dtype == np.int64
        assert amounts.tolist() == [alone[part] for alone in one_by_one]


@given(st.lists(incomes, min_size=1, max_size=20), months_of_law)
def test_arrays_of_wages_work_as_scalars_do(wages, month):
    case = {"scheme": "pu", "programmes": ("jkk", "jkm", "jht", "jp"), "risk_class": "high"}
    together = contribution_rp(LAW.at(month), **case, base_rp=np.array(wages))
    assert together.tolist() == [contribution_rp(LAW.at(month), **case, base_rp=wage) for wage in wages]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_arrays_of_tenures_work_as_scalars_do(tenures):
    shaped = np.array(tenures).reshape(1, -1)
    together = jkm_parts_rp(MAY, scheme="bpu", tenure_months=shaped)
    alone = [jkm_parts_rp(MAY, scheme="bpu", tenure_months=tenure) for tenure in tenures]
    for part, amounts in together.items():
        assert amounts.shape == shaped.shape
        assert amounts[0].tolist() == [one[part] for one in alone]


@given(incomes, incomes, months_of_law)
def test_who_earns_more_never_pays_less(one, other, month):
    low, high = sorted((one, other))
    for case in ({"scheme": "pu"}, BPU):
        paid = [contribution_rp(LAW.at(month), **case, base_rp=base) for base in (low, high)]
        assert paid[0] <= paid[1]


@given(incomes)
def test_a_bpu_base_lies_in_its_own_band(income):
    base = bpu_base_rp(MAY, income)
    assert bpu_base_rp(MAY, base) == base


@given(incomes, st.sampled_from(["2021-02", "2025-01", "2025-02", "2026-05"]))
def test_jkp_is_recomposed_never_paid_twice(wage, month):
    case = {"scheme": "pu", "base_rp": wage, "bearer": "employer"}
    with_jkp = contribution_rp(LAW.at(month), **case, programmes=("jkk", "jkm", "jkp"))
    assert with_jkp == contribution_rp(LAW.at(month), **case)


@given(incomes, months_of_law)
def test_bearers_share_a_wage_earners_contribution_without_rest(wage, month):
    case = {"scheme": "pu", "base_rp": wage, "programmes": ("jkk", "jkm", "jht", "jp")}
    law = LAW.at(month)
    by_bearer = [contribution_rp(law, **case, bearer=bearer) for bearer in ("worker", "employer")]
    assert sum(by_bearer) == contribution_rp(law, **case)


def test_the_payers_of_the_rules_are_those_of_the_law_file(law):
    assert law.groups["bpu_relief"].by["payer"] == PAYERS


def test_an_answer_names_every_value_that_it_rests_on(law):
    answer = benefit_answer(law.at("2026-05"), event="work_death", scheme="bpu", base_rp=1_000_000, children=2)
    assert answer.total_rp == sum(answer.parts.values())
    groups = {value.group for value in answer.references}
    assert {"bpu_base", "jkk_wage_multiple", "jkk_lump_sum", "jkm_benefit", "scholarship_yearly"} <= groups
    paid = contribution_answer(law.at("2026-05"), **BPU, base_rp=3_000_000)
    assert [value.key for value in paid.references if value.group == "bpu_base"] == ["10"]


def test_scholarships_stand_beside_the_total_unless_children_are_counted(law):
    case = {"event": "work_death", "scheme": "bpu", "base_rp": 1_000_000}
    alone, counted = benefit_answer(law.at("2026-05"), **case), benefit_answer(law.at("2026-05"), **case, children=2)
    assert "scholarship" not in alone.parts
    assert alone.scholarship_up_to_rp == counted.parts["scholarship"] == counted.total_rp - alone.total_rp


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ({"base_rp": 0}, "base: 0; rupiah a month above 0"),
        ({"base_rp": -5}, "base: -5; rupiah a month above 0"),
        ({"base_rp": "sejuta"}, "base: 'sejuta'; rupiah a month above 0"),
        ({"base_rp": True}, "base: True; rupiah a month above 0"),
        ({"base_rp": float("nan")}, "base: nan; rupiah a month above 0"),
        ({"base_rp": float("inf")}, "base: inf; rupiah a month above 0"),
        ({"base_rp": np.array([1_000_000, 2_000_000, 0])}, "base: 0 at position 2; rupiah a month above 0"),
        ({"base_rp": None}, "base: None; rupiah a month above 0"),
        ({"sector": "agriculture"}, "sector: no sector `agriculture`; known: transport, other"),
        ({"payer": "abpd"}, "payer: no payer `abpd`; did you mean `apbd`?"),
        ({"scheme": "bp"}, "scheme: no scheme `bp`; did you mean `bpu`?"),
        ({"programmes": ()}, "programmes: none; one or more of jkk, jkm, jht"),
        ({"programmes": ("jp",)}, "programme: no programme `jp`; known: jkk, jkm, jht"),
        ({"payer": None}, "payer: not given; say the payer"),
        ({"sector": None}, "sector: not given; say the sector"),
        ({"scheme": "pu"}, "sector: `other`; no sector"),
        ({"scheme": "pu", "sector": None, "risk_class": "lowest"}, "risk_class: no risk_class `lowest`"),
        ({"scheme": "pu", "sector": None, "payer": "bupati"}, "payer: no payer `bupati`"),
        ({"scheme": "pu", "sector": None, "bearer": "worker"}, "bearer: the worker bears none of jkk, jkm"),
        ({"scheme": "pu", "sector": None, "bearer": "apbd"}, "bearer: no bearer `apbd`"),
        ({"bearer": "worker"}, "bearer: `worker`; no bearer"),
        ({"risk_class": "low"}, "risk_class: `low`; no risk_class"),
        ({"base_rp": 10**15}, "base: 1000000000000000; rupiah a month above 0, at most 1,000,000,000,000"),
        ({"base_rp": 1e300}, "at most 1,000,000,000,000"),
        ({"sector": ["other"]}, "sector: no sector `['other']`"),
        ({"scheme": np.array(["bpu", "pu"])}, "scheme: no scheme"),
    ],
)
def test_a_wrong_case_is_named(law, case, message):
    with pytest.raises(InputError) as refused:
        contribution_rp(law.at("2026-05"), **({"base_rp": 1_000_000} | BPU | case))
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ({"event": "birth"}, "event: no event `birth`"),
        ({"event": "work_death"}, "base: not given"),
        ({"event": "partial_disability"}, "base: not given; the event `partial_disability` needs it"),
        ({"event": "partial_disability"}, "table_share: not given"),
        ({"event": "death", "tenure_months": 3, "months": 3}, "months: given; the event `death` has no use for it"),
        ({"event": "work_death", "base_rp": 1, "lost_share": 0.5}, "lost_share: given"),
        ({"event": "transport_land"}, "cost: not given; the event `transport_land` needs it"),
        ({"event": "transport_land", "cost_rp": 0}, "cost: 0; rupiah above 0"),
        ({"event": "job_loss", "base_rp": 1, "months": 1}, "scheme: bpu has no JKP"),
        ({"event": "death", "scheme": "pu", "tenure_months": "abc"}, "tenure: 'abc'"),
        ({"event": "partial_disability", "base_rp": 1, "table_share": 40}, "table_share: 40; a share above 0"),
        ({"event": "death"}, "tenure: not given"),
        ({"event": "death", "tenure_months": -1}, "tenure: -1; months of membership, not below 0"),
        ({"event": "work_death", "base_rp": 1_000_000, "children": -1}, "children: -1"),
        ({"event": "temporary_incapacity", "base_rp": 1, "months": -2}, "months: -2"),
        (
            {"event": "temporary_incapacity", "base_rp": 1, "months": 2, "children": 1},
            "children: given; the event `temporary_incapacity` has no use for it",
        ),
    ],
)
def test_a_wrong_event_is_named(law, case, message):
    with pytest.raises(InputError) as refused:
        benefit_answer(law.at("2026-05"), **({"scheme": "bpu"} | case))
    assert message in str(refused.value)


def test_small_integers_do_not_overflow(law):
    may = law.at("2026-05")
    wages = np.array([50_000_000], dtype=np.int32)
    assert total_rp(work_death_parts_rp(may, scheme="pu", base_rp=wages)).tolist() == [2_422_000_000]
    assert disability_parts_rp(may, scheme="pu", base_rp=wages)["compensation"].tolist() == [2_800_000_000]
    assert scholarship_rp(may, event="work_death", children=np.array([2], dtype=np.uint8)).tolist() == [174_000_000]


def test_jkp_beside_one_programme_alone_is_refused_where_it_takes_from_both(law):
    case = {"scheme": "pu", "base_rp": 5_000_000, "programmes": ("jkk", "jkp")}
    with pytest.raises(InputError, match="jkp without jkm; add jkm, or jkp alone"):
        contribution_rp(law.at("2024-05"), **case)
    assert contribution_rp(law.at("2026-05"), **case, bearer="employer") == 12_000


def test_what_children_could_get_is_zero_where_nothing_is_due_and_unknown_where_it_is_not_known(law):
    def beside(on, **case):
        return benefit_answer(law.at(on), scheme="bpu", **case).scholarship_up_to_rp

    assert beside("2026-05", event="temporary_incapacity", base_rp=1_000_000, months=2) == 0
    assert beside("2026-05", event="death", tenure_months=35) == 0
    assert beside("2026-05", event="death", tenure_months=36) == 174_000_000
    assert beside("2018-05", event="work_death", base_rp=1_000_000) is None


def test_the_most_beside_is_referenced_too(law):
    answer = benefit_answer(law.at("2026-05"), event="work_death", scheme="bpu", base_rp=1_000_000)
    assert {"scholarship_yearly", "scholarship_years", "bpu_income_from"} <= {v.group for v in answer.references}
