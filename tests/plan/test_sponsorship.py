import pytest

from simulate.errors import InputError
from simulate.plan import SponsorshipPlan
from simulate.plan.settings import Settings


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"colection": "circular"}, "colection: no such parameter; did you mean `collection`?"),
        ({"participation_share": 1.4}, "participation_share: 1.4; a value from 0 to 1"),
        ({"participation_share": float("nan")}, "participation_share: nan; should be a finite number"),
        ({"months": -3}, "months: -3; a value from 1 to 60"),
        ({"months": 61}, "months: 61; a value from 1 to 60"),
        ({"months": 1.5}, "months: 1.5; should be a valid integer"),
        ({"start": "2026-1"}, "start: '2026-1' is not a month; write YYYY-MM"),
        ({"start": 202601}, "start: 202601 is not a month"),
        ({"collection": "payroll"}, "should be 'appeal', 'circular', 'circular_with_push' or 'payroll_consent'"),
        ({"asn_groups": []}, "asn_groups: []"),
        ({"asn_groups": ["pns", "pns"]}, "name each group once"),
        ({"transport_share": -0.1}, "transport_share: -0.1; a value from 0 to 1"),
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


def test_every_parameter_is_described_in_both_languages_with_a_unit():
    for model in (SponsorshipPlan, Settings):
        for field in model.model_fields.values():
            assert set(field.json_schema_extra) == {"unit", "id", "en"}
