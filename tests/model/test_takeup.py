import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulate.model.takeup import LEVEL_MONTHS, protected_share

levels = st.floats(0.001, 0.5)
half_times = st.floats(0.5, 36)


@given(levels, half_times)
def test_the_observed_level_is_met_in_the_month_it_was_observed(level, half_time):
    path = protected_share(np.array([level]), np.array([half_time]), LEVEL_MONTHS)[0]
    assert np.isclose(path[-1], level)
    assert (np.diff(path) >= 0).all()
    assert (path > 0).all()


def test_nobody_knows_what_comes_after_the_observed_month_so_the_level_is_held():
    path = protected_share(np.array([0.07]), np.array([20.0]), 60)[0]
    assert np.allclose(path[LEVEL_MONTHS - 1 :], 0.07)


def test_a_half_time_halves_the_gap():
    path = protected_share(np.array([0.1]), np.array([6.0]), 36)[0]
    gaps = path[-1] / (1 - 2.0**-6) - path  # to the level that growth tends to
    assert np.allclose(gaps[6:] / gaps[:-6], 0.5)
