import pytest

from simulate.errors import InputError
from simulate.plan.named import read_plan
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.universal.plan import UniversalPlan


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"months": 6}, "months: 6; a value from 12 to 60"),
        ({"target": 1.2}, "target: 1.2; a value from 0.3 to 1"),
        ({"target": 65}, "target: 65; a value from 0.3 to 1"),
        ({"start": "2026"}, "start: '2026' is not a month; write YYYY-MM"),
        ({"start": "2025-06"}, "start: 2025-06 to 2029-05; months from 2026-01 to 2033-12 [out_of_years]"),
        ({"months": 24}, "target_year: 2030; a year from 2027 to 2028 [no_such_december]"),
        ({"contractors_from": "2031-01"}, "contractors_from: 2031-01; none, or a month from 2027-01 to 2030-12"),
        ({"permits_from": "soon"}, "permits_from: 'soon' is not a month"),
        ({"village_workers_from": True}, "village_workers_from: True is not a month; write YYYY-MM"),
        ({"subsidised_budget_rp": -1}, "subsidised_budget_rp: -1"),
        ({"subsidised_growth": float("nan")}, "subsidised_growth: nan; should be a finite number"),
        ({"subsidised_growth": 0.1}, "subsidised_growth: 0.1; 0, or a subsidised_budget_rp that grows"),
        ({"funding": "../x"}, "funding: ../x; a scenario's label"),
        ({"baseline": "audited"}, "baseline: 'audited'; should be 'claimed' or 'reconciled'"),
        ({"compliance_drive": "strict"}, "compliance_drive: 'strict'; should be 'none', 'as_now' or 'strong'"),
        ({"permit_from": "2027-01"}, "permit_from: no such parameter; did you mean `permits_from`?"),
    ],
)
def test_bad_levers_are_refused_by_name(values, message):
    with pytest.raises(InputError) as refused:
        UniversalPlan(**values)
    assert message in str(refused.value)


def test_all_that_is_wrong_comes_at_once():
    with pytest.raises(InputError) as refused:
        UniversalPlan(months=24, permits_from="2030-01", village_workers_from="2029-01")
    assert {problem.where for problem in refused.value.problems} == {
        "target_year",
        "permits_from",
        "village_workers_from",
    }


def test_a_command_line_says_the_same_as_a_notebook():
    typed = UniversalPlan(subsidised_budget_rp="50000000000", permits_from="none", sponsorship="none")
    assert typed == UniversalPlan(subsidised_budget_rp=50_000_000_000, sponsorship=None)
    assert UniversalPlan(subsidised_budget_rp="none") == UniversalPlan()


def test_an_obligation_counts_its_months_from_its_first():
    plan = UniversalPlan(start="2026-01", permits_from="2026-03", months=12, target_year=2026)
    assert plan.months_in_force("permits_from") == [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert plan.months_in_force("contractors_from") == [0] * 12
    assert plan.decembers == {2026: 11}


def test_empty_plans_are_the_default_bit_for_bit():
    assert UniversalPlan() == UniversalPlan().with_values({}) == UniversalPlan(**UniversalPlan().model_dump())
    assert UniversalPlan().changed() == {}


def test_a_month_that_no_law_vouches_for_is_refused_by_name(law):
    with pytest.raises(InputError, match=r"month 2027-01: is past 2026-12, the last month that data/law/umk"):
        UniversalPlan(law_extension="none").laws(law)


@pytest.mark.parametrize("label", ["claimed_start", "all_regulation", "full_push"])
def test_named_plans_are_plans_of_this_programme(label):
    named = read_plan(label, UniversalPlan)
    assert named.programme == "universal"
    assert UniversalPlan(**named.levers).changed() == named.levers


def test_what_kills_and_harms_members_is_assumed_as_for_sponsored_workers(region, unknowns):
    """An assumption stands in one file, which every programme reads that makes it."""
    own = read_unknowns("universal", region)
    shared = ("mean_age", "age_spread", "male_share", "relative_mortality", "accident_rate", "accident_cost")
    for key in (*shared, "scholarship_child_years", "scholarship_year", "employed", "worker_leaves"):
        assert own[key] == unknowns[key], key


def test_it_reads_the_programmes_that_it_names():
    plan = UniversalPlan(sponsorship="payroll_default_2027", funding="funding_full_push")
    assert (plan.sponsors.collection, plan.payers.workers) == ("payroll_default", 250_000)
    # the mix counts the same sponsored workers as the pathway
    assert UniversalPlan(sponsorship=None, funding="funding_full_push").payers.sponsorship is None
    for lever, value, message in (
        ("sponsorship", "full_push", "sponsorship: is for `universal`; a scenario of `sponsorship`"),
        ("funding", "nobody", "funding: no scenario `nobody`"),
    ):
        with pytest.raises(InputError) as refused:
            _ = UniversalPlan(**{lever: value}).law_groups
        assert message in str(refused.value)
