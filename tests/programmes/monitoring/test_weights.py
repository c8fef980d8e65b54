import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulate.programmes.monitoring.model import effective, resampled, weights

LOGS = arrays(float, 64, elements=st.floats(-800, 50))


def test_equal_likelihoods_leave_every_draw_counting():
    found = weights(np.full(64, -1234.5), 8, 0)
    assert found.effective == pytest.approx(64)
    assert np.allclose(found.flat, 1 / 64)
    assert found.exponent == 1


def test_weights_are_in_proportion_to_the_likelihood_however_small():
    found = weights(np.log([1.0, 3.0, 2.0, 2.0]) - 5000, 1, 0)
    assert found.flat == pytest.approx([0.125, 0.375, 0.25, 0.25])
    assert found.effective == pytest.approx(1 / (0.125**2 + 0.375**2 + 2 * 0.25**2))
    assert found.mean(np.array([8.0, 0, 0, 4])) == pytest.approx(2)


def test_a_record_unlike_every_draw_is_flattened_to_what_is_asked_and_says_so():
    logs = -(np.linspace(0, 40, 1024) ** 2)
    found = weights(np.random.default_rng(3).permutation(logs), 8, 256)
    assert found.untempered < 100
    assert 0 < found.exponent < 1
    assert found.effective == pytest.approx(256, rel=0.01)


@given(logs=LOGS, least=st.floats(0, 200))
def test_weights_sum_to_one_and_flattening_never_counts_fewer(logs, least):
    found = weights(logs, 8, least)
    assert found.shares.sum(axis=1) == pytest.approx(np.ones(8))
    assert found.effective >= found.untempered - 1e-6
    assert found.effective >= min(least, 32) * 0.999 or found.exponent == 1
    assert 8 - 1e-9 <= found.effective <= 64 + 1e-9


@given(logs=LOGS)
def test_draws_stand_as_often_as_their_weight_says(logs):
    found = weights(logs, 8, 16)
    kept = resampled(found.shares)
    assert len(kept) == 64
    times = np.bincount(kept, minlength=64).reshape(8, 8)
    assert (times.sum(axis=1) == 8).all()  # no replicate stands for another
    assert (np.abs(times - 8 * found.shares) < 1 + 1e-9).all()


def test_the_effective_number_is_between_one_and_all():
    assert effective(np.array([[1.0, 0, 0, 0]])) == 1
    assert effective(np.full((2, 4), 0.25)) == pytest.approx(8)
