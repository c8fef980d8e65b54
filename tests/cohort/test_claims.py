"""Counts of events: SciPy's quantiles, only faster."""

import numpy as np
import pytest
from scipy.stats import poisson

from simulate.cohort.claims import drawn_events, poisson_quantile

DRAWS = 50_000


@pytest.mark.parametrize("most", [0.01, 1, 10, 30, 31, 200])
def test_a_count_is_the_quantile_of_scipy_exactly(most):
    """Means from 1e-6 to 200, some of them 0; up to 30 they are counted up, above SciPy is asked."""
    rng = np.random.default_rng(int(100 * most))
    mean = np.exp(rng.uniform(np.log(1e-6), np.log(most), DRAWS))
    mean[:3] = most, 0, 1e-6
    mean[rng.random(DRAWS) < 0.01] = 0
    noise = rng.random(DRAWS).clip(2**-60, 1 - 2**-33)
    assert np.array_equal(poisson_quantile(noise, mean), poisson.ppf(noise, mean))


def test_where_nothing_is_expected_nothing_happens():
    noise = np.array([2**-60, 0.5, 1 - 2**-53])
    assert (poisson_quantile(noise, np.zeros(3)) == 0).all()
    assert poisson_quantile(np.zeros(0), np.zeros(0)).shape == (0,)


@pytest.mark.parametrize("mean", [1e-6, 0.3, 2.5, 9.0, 17.3, 29.99, 30.0])
def test_counting_up_ends_for_the_largest_random_number_too(mean):
    """Chances summed up need not reach 1 - 2**-53, which a random number may."""
    for power in range(1, 54):
        noise = np.array([1 - 2.0**-power])
        assert np.array_equal(poisson_quantile(noise, np.array([mean])), poisson.ppf(noise, mean)), power


def test_events_of_all_months_are_one_lottery():
    rng = np.random.default_rng(4)
    expected, noise = rng.random((DRAWS, 6)), rng.random(DRAWS)
    found = drawn_events(noise, expected)
    assert np.array_equal(found, poisson.ppf(noise, expected.sum(axis=1)))
    assert found.mean() == pytest.approx(3, abs=0.05)
