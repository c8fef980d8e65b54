import pytest

from simulate.errors import InputError
from simulate.plan.checked import Settings
from simulate.programmes.sponsorship.plan import SponsorshipPlan


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"colection": "circular"}, "colection: no such parameter; did you mean `collection`?"),
        ({"participation_share": 1.4}, "participation_share: 1.4; a value from 0 to 1"),
        ({"participation_share": float("nan")}, "participation_share: nan; should be a finite number"),
        ({"months": -3}, "months: -3; a value from 1 to 60"),
        ({"months": 61}, "months: 61; a value from 1 to 60"),
        ({"months": 1.5}, "months: 1.5; a whole number"),
        ({"start": "2026-1"}, "start: '2026-1' is not a month; write YYYY-MM"),
        ({"start": 202601}, "start: 202601 is not a month"),
        ({"collection": "payroll"}, "'payroll_consent', 'payroll_default' or 'regulation'"),
        ({"asn_groups": []}, "asn_groups: []"),
        ({"asn_groups": ["pns", "pns"]}, "name each once [repeated_value]"),
        ({"transport_share": -0.1}, "transport_share: -0.1; a value from 0 to 1"),
        ({"workers_per_pns": -1}, "workers_per_pns: -1; a value from 0 to 100"),
        (
            {"asn_groups": ["pns"], "workers_per_pns": 0},
            "workers_per_pns: 0; above 0 for a group that is asked [nobody_asked]",
        ),
        ({"programmes": "jkm"}, "programmes: 'jkm'; should be 'jkk_jkm' or 'jkk_jkm_jht'"),
        ({"billing_months": 2}, "billing_months: 2; 1, 3, 6 or 12"),
        ({"billing_months": "two"}, "billing_months: 'two'; a whole number"),
        ({"push_months": []}, "push_months: []"),
        ({"push_months": [6, 6]}, "push_months: 6, 6; name each once [repeated_value]"),
        ({"push_months": [0]}, "push_months: 0"),
        ({"bridge_months": 13}, "bridge_months: 13; a value from 0 to 12"),
        (
            {"bridge_months": 6, "months": 5},
            "bridge_months: 6 months in a scenario of 5; at most the scenario's months [bridge_past_horizon]",
        ),
        (
            {"participation_share": 0.5, "replacement": False},
            "replacement: false, with a set participation_share; true: a share is held by replacing, "
            "or participation_share none [share_needs_replacement]",
        ),
        (
            {"selection": {"uncovered_first": 0.7, "decile_pool": 0.5}},
            "selection: shares that sum to 1.2; shares that sum to 1 [shares_exceed_one]",
        ),
        (
            {"selection": "decile_pool:0.2"},
            "selection: shares that sum to 0.2; shares that sum to 1 [shares_below_one]",
        ),
        ({"selection": {"decil_pool": 1}}, "selection: `decil_pool`; did you mean `decile_pool`? [unknown_rule]"),
        ({"selection": {"decile_pool": -1, "younger_first": 2}}, "selection decile_pool: -1"),
        ({"selection": "decile_pool,decile_pool"}, "selection: `decile_pool` stands twice"),
        ({"selection": {}}, "shares that sum to 0"),
    ],
)
def test_a_bad_lever_is_named_with_what_would_be_right(values, message):
    with pytest.raises(InputError) as refused:
        SponsorshipPlan(**values)
    assert message in str(refused.value)


def test_all_bad_levers_come_at_once():
    with pytest.raises(InputError) as refused:
        SponsorshipPlan(months=0, participation_share=2, kolom=1)
    assert {problem.where for problem in refused.value.problems} == {"months", "participation_share", "kolom"}


@pytest.mark.parametrize(("draws", "ok"), [(256, True), (1024, True), (1000, False), (128, False), (0, False)])
def test_draws_are_a_power_of_two_from_256(draws, ok):
    if ok:
        assert Settings(draws=draws).draws == draws
    else:
        with pytest.raises(InputError, match="draws"):
            Settings(draws=draws)


def test_text_from_a_command_line_is_read_by_type():
    plan = SponsorshipPlan(months="24", participation_share="0.5", asn_groups="pns, pppk", sponsor_relief="false")
    assert (plan.months, plan.participation_share, plan.sponsor_relief) == (24, 0.5, False)
    assert plan.asn_groups == ("pns", "pppk")
    assert SponsorshipPlan(participation_share="none").participation_share is None


def test_a_plan_says_its_new_levers_as_a_command_line_writes_them():
    plan = SponsorshipPlan(
        selection="younger_first:0.25,uncovered_first:0.75", billing_months="6", push_months="12,4", replacement="no"
    )
    assert plan.selection == {"uncovered_first": 0.75, "younger_first": 0.25}
    assert (plan.billing_months, plan.push_months, plan.replacement) == (6, (4, 12), False)
    assert SponsorshipPlan(selection="decile_pool").selection == {"decile_pool": 1.0}


def test_the_order_of_rules_and_pushes_does_not_make_another_plan():
    one = SponsorshipPlan(selection={"decile_pool": 0.5, "uncovered_first": 0.5}, push_months=[3, 9])
    other = SponsorshipPlan(
        selection={"uncovered_first": 0.5, "decile_pool": 0.5, "by_poverty": 0}, push_months=[9, 3]
    )
    assert one == other
    assert one.model_dump_json() == other.model_dump_json()


def test_paying_ahead_rests_on_one_rule_more():
    assert set(SponsorshipPlan(billing_months=3).law_groups) - set(SponsorshipPlan().law_groups) == {"bpu_advance"}


def test_every_parameter_is_described_in_both_languages_with_a_unit():
    for model in (SponsorshipPlan, Settings):
        for field in model.model_fields.values():
            assert set(field.json_schema_extra) == {"unit", "id", "en"}
