import pytest

from simulate.errors import InputError
from simulate.programmes.monitoring.plan import MonitoringPlan, MonitoringSettings
from simulate.programmes.sponsorship.plan import SponsorshipPlan


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"record": "official"}, "record: 'official'; should be 'synthetic' or 'region'"),
        ({"as_of": "August"}, "as_of: 'August' is not a month; write YYYY-MM"),
        ({"target_persons": 0}, "target_persons: 0; a value from 1 to 10000000"),
        ({"target_persons": 1200.5}, "target_persons: 1200.5"),
        ({"target_persons": True}, "target_persons: True; a number, not true or false"),
        ({"warn_above": 60}, "warn_above: 60; a value from 0.01 to 0.99"),
        ({"watch_above": 0.7}, "watch_above: 0.7, above warn_above 0.6; at most warn_above [lights_out_of_order]"),
        ({"doubtful_rows": "drop"}, "doubtful_rows: 'drop'; should be 'leave_out' or 'use'"),
        ({"least_effective": 8}, "least_effective: 8; a value from 64 to 4096"),
        ({"sponsorship": "../x"}, "sponsorship: ../x; a scenario's label of a-z, 0-9, _ and -"),
        ({"asof": "2026-08"}, "asof: no such parameter; did you mean `as_of`?"),
    ],
)
def test_bad_levers_are_refused_by_name(values, message):
    with pytest.raises(InputError) as refused:
        MonitoringPlan(**values)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("slogam", "sponsorship: no scenario `slogam`; did you mean `slogan`?"),
        ("full_push", "sponsorship: is for `universal`; a scenario of `sponsorship`"),
    ],
)
def test_a_plan_that_cannot_be_monitored_is_refused_by_name(label, message):
    with pytest.raises(InputError, match=message):
        _ = MonitoringPlan(sponsorship=label).monitored


def test_the_monitored_plan_is_the_named_one(law):
    assert MonitoringPlan().monitored == SponsorshipPlan()
    assert MonitoringPlan(sponsorship="payroll_consent").monitored.collection == "payroll_consent"
    assert len(MonitoringPlan().laws(law)) == SponsorshipPlan().months


def test_a_command_line_says_the_same_as_a_notebook():
    assert MonitoringPlan(as_of="none", target_persons="1200") == MonitoringPlan(target_persons=1200)
    assert MonitoringPlan(target_persons="none") == MonitoringPlan()
    assert MonitoringPlan().changed() == {}


def test_a_light_changes_above_its_threshold():
    plan = MonitoringPlan(watch_above=0.2, warn_above=0.5)
    lights = [plan.light(chance) for chance in (0.0, 0.2, 0.201, 0.5, 0.501, 1.0)]
    assert lights == ["green", "green", "amber", "amber", "red", "red"]


def test_monitoring_draws_more_than_other_programmes():
    assert MonitoringSettings().draws > 10_000
    with pytest.raises(InputError, match="draws: 512"):
        MonitoringSettings(draws=512)
