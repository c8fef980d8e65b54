"""The levers of outreach and its unknowns."""

import pytest

from simulate.errors import InputError
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.outreach.plan import OutreachPlan


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({"budget_rp": 1}, "budget_rp: 1; a value from 100000000 to 1000000000000"),
        ({"floor_share": 1.2}, "floor_share: 1.2; a value from 0 to 1"),
        ({"channels": ("agent", "agent")}, "channels: agent, agent; name each once"),
        ({"chanels": ("agent",)}, "chanels: no such parameter; did you mean `channels`?"),
        ({"new_outlets": 11}, "new_outlets: 11; a value from 0 to 10"),
        ({"start": "2027-13"}, "start: '2027-13'"),
        (
            {"channels": ("officer", "agent"), "officers_per_desa": 0, "agents_per_desa": 0},
            "officers_per_desa, agents_per_desa: 0, so that no desa can take any effort; at least one above 0",
        ),
    ],
)
def test_a_wrong_lever_is_named_with_what_would_be_right(levers, message):
    with pytest.raises(InputError) as refused:
        OutreachPlan(**levers)
    assert message in str(refused.value)


def test_the_same_channels_in_another_order_are_the_same_plan():
    assert OutreachPlan(channels="mobile,officer") == OutreachPlan(channels=("officer", "mobile"))


def test_a_desa_takes_its_limit_in_each_month():
    plan = OutreachPlan(months=6, officers_per_desa=3, agents_per_desa=1, mobile_days_month=2)
    assert plan.most_units == {"officer": 18, "agent": 6, "mobile": 12}


def test_levers_without_effect_are_told():
    assert OutreachPlan().idle == ()
    assert OutreachPlan(channels=("agent",), new_outlets=0).idle == (
        "officers_per_desa",
        "mobile_days_month",
        "objective",
    )


def test_what_both_programmes_assume_stands_in_one_file(region):
    """Retention, refusals and enrolment as now are the road's, the cost of registering the funding mix's."""
    own, road = read_unknowns("outreach", region), read_unknowns("universal", region)
    for key in (
        "unreachable",
        "garut_retained",
        "garut_span",
        "settled_stop",
        "self_pay_renewal",
        "registration_cost",
    ):
        assert own[key] == road[key], key
    assert all(unknown.ask for key, unknown in own.items() if key.endswith("_yield"))
