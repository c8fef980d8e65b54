"""The levers of the Paritrana scorecard, and how they are refused."""

import pytest

from simulate.errors import InputError
from simulate.programmes.paritrana.plan import ROAD, ParitranaPlan


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({"assessment_year": 2026}, "assessment_year: 2026; a value from 2027 to 2031"),
        ({"least_weight": 0.3}, "least_weight: 0.3; a value from 0 to 0.25"),
        ({"actions": "perbup"}, "actions: perbup; did you mean `perbup_asn`"),
        ({"actions": ["perda", "perda"]}, "actions: perda; each action once"),
        ({"assessment_year": 2028, "start": "2027-01", "actions": ["election"]}, "with one: 2027, 2029, 2031"),
        ({"start": "2025-12"}, "start: 2025-12; a month from 2026-01 to 2027-12"),
        ({"start": "2028-01"}, "start: 2028-01; a month from 2026-01 to 2027-12"),
        ({"coverage_rule": "target"}, "coverage_rule: 'target'"),
        ({"peers": 1.5}, "peers: 1.5"),
        ({"budget_rp": "banyak"}, "budget_rp: 'banyak'"),
    ],
)
def test_a_wrong_lever_is_one_line(levers, message):
    with pytest.raises(InputError) as refused:
        ParitranaPlan(**levers)
    assert message in str(refused.value)
    assert len(refused.value.problems) == 1


def test_a_command_line_names_actions_with_commas():
    assert ParitranaPlan(actions="perda, outlets").actions == ("perda", "outlets")
    assert ParitranaPlan(actions="none").actions is None


def test_a_year_without_an_election_has_no_action_for_ad_hoc_workers():
    assert "election" in ParitranaPlan().available
    assert "election" not in ParitranaPlan(assessment_year=2028, start="2027-12").available


@pytest.mark.parametrize(
    ("start", "months", "month"),
    [("2026-12", 5, "2027-05"), ("2026-06", 3, "2027-01"), ("2027-10", 9, "2027-12"), ("2026-12", 0.4, "2027-01")],
)
def test_what_takes_months_works_within_the_assessed_year(start, months, month):
    assert ParitranaPlan(start=start).in_force(months) == month


def test_the_road_runs_through_the_assessed_year_with_what_is_taken():
    plan = ParitranaPlan(assessment_year=2029, start="2028-12", baseline="claimed")
    assert plan.months_left == 13
    still, all_of_it = plan.road(), plan.road(frozenset(ROAD), "2029-05")
    assert (still.calendar[0], still.calendar[-1], still.baseline) == ("2029-01", "2029-12", "claimed")
    assert (still.permits_from, still.compliance_drive, still.sponsorship) == (None, "as_now", None)
    assert (all_of_it.permits_from, all_of_it.village_workers_from) == ("2029-05", "2029-05")
    assert (all_of_it.compliance_drive, all_of_it.self_pay_drive) == ("strong", "strong")
