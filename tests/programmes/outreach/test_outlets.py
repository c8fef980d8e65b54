"""Which outlets count, who lives within reach, and what nearer outlets bring."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from simulate.cohort.engine import Retention
from simulate.errors import InputError
from simulate.programmes.outreach.model import gained_by_outlets, outlets_of, reach, villages_of
from simulate.programmes.outreach.plan import OutreachPlan


@pytest.fixture(scope="module")
def places(region):
    return villages_of(region)


@pytest.mark.parametrize(
    ("levers", "standing"),
    [
        ({}, {"branch_cikupa", "unit_balaraja", "gpp_citra_raya", "gpp_intermoda"}),
        ({"count_unverified": False}, {"gpp_citra_raya", "gpp_intermoda"}),
        (
            {"count_unverified": False, "count_planned": True},
            {"gpp_citra_raya", "gpp_intermoda", "mpp_suvarna"},
        ),
    ],
)
def test_the_plan_says_which_outlets_count_as_open(region, places, levers, standing):
    found = outlets_of(OutreachPlan(new_outlets=1, **levers), region, places, 1.35)
    table = found.table
    assert set(table.loc[found.standing, "outlet_id"]) == standing
    # what is open but not counted is never "opened"
    opened = table.iloc[list(found.chosen)]
    assert set(opened["condition"]) <= {"planned", "candidate"}


def test_a_region_without_outlets_is_told_what_to_do(region, places):
    bare = replace(region, tables={name: table for name, table in region.tables.items() if name != "outlets"})
    with pytest.raises(InputError, match="outlets.csv: not there; put the table there; `simulate check --template"):
        outlets_of(OutreachPlan(), bare, places, 1.35)
    none = region.tables["outlets"].assign(condition="candidate")
    with pytest.raises(InputError, match="no outlet counts as open; at least one that is open"):
        outlets_of(OutreachPlan(), replace(region, tables=region.tables | {"outlets": none}), places, 1.35)


def test_people_within_reach_by_hand():
    people, nearest = np.array([100.0, 300.0]), np.array([3.0, 5.0])
    detour = np.array([1.0, 1.5, 2.0])
    within, mean_km = reach(people, nearest, detour, 5.0)
    assert list(within) == [400, 100, 0]
    assert mean_km == pytest.approx(np.array([1, 1.5, 2]) * 4.5)


def _gain(after, winnable=2e4, **changed):
    """Two desa 2 and 10 km from an outlet; a draw."""
    levels = {
        "detour": 1.0,
        "registration_decay": 0.05,
        "renewal_decay": 0.0,
        "self_pay_renewal": 1.0,
        "at_outlets": 0.4,
        **changed,
    }
    values = {key: np.array([level]) for key, level in levels.items()}
    field = SimpleNamespace(
        start=SimpleNamespace(bpu_others=np.array([5000.0]), uncovered=np.array([8e4])),
        uncovered=np.array([[4e4, 4e4]]),
        retention=Retention(np.array([24.0]), np.array([0.25]), np.array([0.02])),
        paying=np.array([[0.6]]),
        effort=SimpleNamespace(winnable=np.array([[winnable / 4, winnable * 3 / 4]])),
    )
    return float(gained_by_outlets(field, 12, np.array([2.0, 10.0]), np.array(after), values)[0])


def test_registrations_rise_in_proportion_by_hand():
    before, after = 0.95**2 + 0.95**10, 0.95**2 + 0.95**1
    retention = Retention(np.array([24.0]), np.array([0.25]), np.array([0.02]))
    enrolled = 5000 / float(retention.paid_months[0])
    assert _gain([2.0, 1.0]) == pytest.approx(0.4 * enrolled * 12 * (after / before - 1) * 0.6)
    # never more than can be won to pay themselves, of whom six in ten still pay
    assert _gain([2.0, 1.0], winnable=100) == pytest.approx(60)


def test_outlets_that_stand_no_nearer_or_distance_without_effect_bring_nothing():
    assert _gain([2.0, 10.0]) == 0
    assert _gain([2.0, 1.0], registration_decay=0.0) == 0
    assert _gain([2.0, 1.0], registration_decay=0.0, renewal_decay=0.01) > 0
    # never more than can still stop, and than can be registered
    assert _gain([0.0, 0.0], renewal_decay=0.9) < 5000 + 2e4
