"""The cohort engine against a naive simulation of single persons, and its identities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.errors import BrokenIdentityError
from simulate.model.cohorts import carry_cohorts


def _carry(target, rate, stop, waiting=3, lapse=3):
    months = len(target)
    return carry_cohorts(
        np.array([target], dtype=float),
        np.array([[1.0]]),
        np.full((1, 1, months), rate),
        np.array([stop]),
        waiting,
        lapse,
    )


def _persons(target, rate, stop, rng, waiting=3):
    """One life history: counts by month of paid-up, joined, died waiting, died in full cover."""
    tenures, out = [], []
    for wanted in target:
        joined = max(wanted - len(tenures), 0)
        tenures += [0] * joined
        died = rng.random(len(tenures)) < 1 - np.exp(-rate / 12)
        in_force = len(tenures)
        early = sum(1 for tenure, dead in zip(tenures, died, strict=True) if dead and tenure < waiting)
        out.append((in_force, joined, early, died.sum() - early))
        stays = rng.random(len(tenures)) >= stop
        kept = zip(tenures, died, stays, strict=True)
        tenures = [tenure + 1 for tenure, dead, stay in kept if stay and not dead]
    return np.array(out, dtype=float)


def test_means_agree_with_single_persons():
    target, rate, stop = [40, 70, 90, 110, 120, 130, 140, 145], 0.30, 0.05
    rng = np.random.default_rng(1)
    lives = np.array([_persons(target, rate, stop, rng) for _ in range(600)])
    mean, error = lives.mean(axis=0), lives.std(axis=0, ddof=1) / np.sqrt(len(lives))
    cohorts = _carry(target, rate, stop)
    exact = np.stack([cohorts.in_force, cohorts.joiners, cohorts.deaths_waiting, cohorts.deaths_full])[:, 0].T
    assert (np.abs(mean - exact) <= 3.5 * error + 1e-9).all()
    totals = lives.sum(axis=1)
    total_error = totals.std(axis=0, ddof=1) / np.sqrt(len(lives))
    assert (np.abs(totals.mean(axis=0) - exact.sum(axis=0)) <= 3 * total_error + 1e-9).all()


def test_a_closed_cohort_decays_as_the_formula_says():
    rate, stop = 0.12, 0.04
    keep = (np.exp(-rate / 12) * (1 - stop)) ** np.arange(6)
    cohorts = _carry(1000 * keep + 1e-9, rate, stop)
    assert np.allclose(cohorts.joiners[0, 1:], 0, atol=1e-6)
    died = 1000 * keep * (1 - np.exp(-rate / 12))
    assert np.allclose(cohorts.deaths_waiting[0, :3], died[:3])
    assert np.allclose(cohorts.deaths_full[0, 3:], died[3:])
    assert np.allclose(cohorts.deaths_waiting[0, 3:], 0, atol=1e-6)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(0, 5000), min_size=1, max_size=36),
    st.floats(0, 0.5),
    st.floats(0, 0.3),
    st.integers(1, 6),
)
def test_everyone_who_joined_is_somewhere(steps, rate, stop, lapse):
    target = np.cumsum(steps)
    cohorts = _carry(target, rate, stop, lapse=lapse)
    assert np.allclose(cohorts.in_force[0], target)
    died = np.cumsum(cohorts.deaths_waiting + cohorts.deaths_full) - (cohorts.deaths_waiting + cohorts.deaths_full)
    there = cohorts.in_force + cohorts.arrears + cohorts.ended + died
    assert np.allclose(there, np.cumsum(cohorts.joiners), rtol=1e-9, atol=1e-6)
    assert (cohorts.arrears >= -1e-9).all()


def test_arrears_last_three_months_and_then_the_membership_ends():
    cohorts = _carry([100.0] * 6, 0.0, 0.1)
    assert np.allclose(cohorts.stops[0], [0, 10, 10, 10, 10, 10])
    assert np.allclose(cohorts.arrears[0], [0, 10, 20, 30, 30, 30])
    assert np.allclose(cohorts.ended[0], [0, 0, 0, 0, 10, 20])


def test_a_target_below_those_who_stay_breaks_an_identity():
    with pytest.raises(BrokenIdentityError, match="in_force"):
        _carry([100.0, 50.0], 0.0, 0.01)
