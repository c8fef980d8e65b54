"""Employed residents by cover, and who counts as covered."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.programmes.baseline.model import (
    BASELINES,
    COUNTS,
    PARTS,
    WHO,
    Definition,
    definitions,
    out_of,
    participants,
    segments,
    vulnerable,
)

MIDDLE = {
    "employed": 1_600_000.0,
    "active_share": 0.5,
    "residents_per_participant": 1.0,
    "jakon_share": 0.15,
    "formal_share": 0.55,
    "funded": 130_000.0,
    "funded_of_bpu": 0.65,
    "pu_registered_per_active": 1.75,
    "bpu_active_of_registered": 0.8,
    "claimed_share": 0.78,
    "claimed_funded": 562_000.0,
}
RANGES = {
    "employed": (1.5e6, 1.7e6),
    "active_share": (0.3, 0.65),
    "residents_per_participant": (0.7, 1.2),
    "jakon_share": (0.1, 0.2),
    "formal_share": (0.4, 0.7),
    "funded": (8e4, 2.5e5),
    "funded_of_bpu": (0.5, 0.9),
    "claimed_share": (0.6, 0.9),
    "claimed_funded": (3e5, 6e5),
}


def _values(**changed):
    return {name: np.array([value]) for name, value in (MIDDLE | changed).items()}


@given(st.sampled_from(BASELINES), st.fixed_dictionaries({key: st.floats(*ends) for key, ends in RANGES.items()}))
def test_everyone_employed_stands_in_one_segment(baseline, drawn):
    found = segments(baseline, _values(**drawn))
    parts = np.array([getattr(found, part) for part in PARTS])
    assert (parts >= 0).all()
    assert parts.sum() == pytest.approx(drawn["employed"])
    assert 0 < found.share[0] < 1


def test_the_claim_is_taken_at_its_word():
    found = segments("claimed", _values())
    assert found.share == pytest.approx(0.78)
    assert found.funded == 562_000
    assert found.jakon == segments("reconciled", _values()).jakon  # what it does not mention stays


def test_more_covered_than_employed_is_refused():
    with pytest.raises(InputError, match="baseline claimed: more covered than employed"):
        segments("claimed", _values(claimed_funded=1_500_000.0))


def test_the_reconciled_segments_by_hand():
    found = segments("reconciled", _values())
    assert found.covered == pytest.approx(800_000)
    assert found.jakon == pytest.approx(120_000)
    assert found.bpu_others + found.funded == pytest.approx(200_000)  # 130,000 / 0.65
    assert found.pu == pytest.approx(480_000)
    assert found.formal_uncovered == pytest.approx(880_000 - 480_000 - 120_000)
    assert found.informal_uncovered == pytest.approx(800_000 - 280_000)


def test_a_wider_definition_never_counts_fewer():
    values = _values(residents_per_participant=0.9)
    found = segments("reconciled", values)
    strict, *_ = definitions()
    assert strict == Definition("active", "residence", False, "all")
    least = participants(strict, found, values)
    for wider in (
        strict._replace(status="registered"),
        strict._replace(jakon=True),
        strict._replace(place="workplace"),  # fewer residents than participants
    ):
        assert participants(wider, found, values) > least
    assert len({*definitions()}) == 16


def test_registered_participants_are_each_segments_active_times_its_own_ratio():
    values = _values()
    found = segments("reconciled", values)
    registered = participants(Definition("registered", "residence", True, "all"), found, values)
    assert registered == pytest.approx(480_000 * 1.75 + 200_000 / 0.8 + 120_000)
    # the nation of 2023: 43.53 + 10.17 + 7.36 million registered, 61.08 as published
    assert pytest.approx(61.08, rel=0.001) == 25.0 * 1.7412 + 9.19 / 0.904 + 7.36
    # out of wage earners, those without an employer count on neither side
    of_formal = Definition("active", "residence", True, "wage_earners")
    assert participants(of_formal, found, values) == pytest.approx(600_000)
    assert out_of(of_formal, found, values) == pytest.approx(880_000)


def test_adding_up_years_counts_each_year_and_fills_those_without_a_count():
    values, earlier = _values(), np.array([50_000, 129_520, np.nan, np.nan])
    found = segments("reconciled", values)
    count = {(who, how): vulnerable(who, how, found, values, earlier)[0] for who in WHO for how in COUNTS}
    assert count["funded", "added_up"] == pytest.approx(50_000 + 129_520 + 2 * 130_000)
    assert count["bpu", "added_up"] == pytest.approx((50_000 + 129_520 + 2 * 130_000) / 0.65)
    assert count["funded", "registered"] == pytest.approx(130_000 / 0.8)
    assert count["bpu_jakon", "active"] == pytest.approx(200_000 + 120_000)
