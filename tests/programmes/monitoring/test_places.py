"""What kecamatan may expect sums to the regency, and covers what happens to single heads."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulate.programmes.monitoring.model import UNSEEN, by_kecamatan, renewal

PLACES = 29
ALL = np.ones(PLACES, dtype=bool)


@given(
    total=arrays(float, 16, elements=st.floats(0, 5000)),
    members=arrays(float, 5, elements=st.floats(0, 400)),
    age=arrays(float, 5, elements=st.integers(0, 11).map(float)),
    seen=arrays(bool, 5),
    chance=st.floats(0, 2),
)
def test_kecamatan_always_sum_to_the_regency(total, members, age, seen, chance):
    share = (members + 0.5) / (members + 0.5).sum()
    deviates = np.random.default_rng(1).standard_normal((16, 5))
    parts = by_kecamatan(total, share, seen, age, np.full(16, chance), np.full(16, 0.05), deviates)
    assert parts.sum(axis=1) == pytest.approx(total)
    assert (parts >= 0).all()


def test_nobody_leaves_or_comes_and_nothing_is_left_to_chance():
    same = np.array([800.0])
    assert renewal(same, same, np.array([1.0]))[0] == 0
    assert renewal(same, 2 * same, np.array([1.0]))[0] == pytest.approx(0.5 + 0.25 * 2)
    assert renewal(same, same, np.array([0.0]))[0] == pytest.approx(2)
    share = np.array([0.2, 0.3, 0.5])
    known = by_kecamatan(
        same, share, np.ones(3, dtype=bool), np.zeros(3), np.zeros(1), np.array([0.1]), np.ones((1, 3))
    )
    assert known[0] == pytest.approx(800 * share)


def test_a_kecamatan_that_never_reported_is_less_certain():
    rng = np.random.default_rng(2)
    seen = ALL.copy()
    seen[0] = False
    draws = 4000
    parts = by_kecamatan(
        np.full(draws, 1000.0),
        np.full(PLACES, 1 / PLACES),
        seen,
        np.zeros(PLACES),
        np.zeros(draws),
        np.zeros(draws),
        rng.standard_normal((draws, PLACES)),
    )
    assert np.log(parts[:, 0]).std() == pytest.approx(UNSEEN, rel=0.1)
    assert np.log(parts[:, 1:]).std(axis=0).max() < 0.05


@pytest.mark.parametrize(("months", "now", "later"), [(1, 780, 850), (4, 780, 1000), (10, 250, 1000)])
def test_intervals_of_kecamatan_cover_what_happens_to_single_heads(months, now, later):
    """Members leave one by one and others come to shares that drift; the interval holds 9 of 10 counts."""
    rng = np.random.default_rng(months)
    drift, worlds, draws, lapse = 0.04, 60, 1000, 0.045
    true = rng.dirichlet(np.full(PLACES, 8.0))
    held = []
    for _ in range(worlds):
        first = rng.multinomial(now, true)
        moved = true * np.exp(drift * np.sqrt(months) * rng.standard_normal(PLACES))
        staying = rng.binomial(first, (1 - lapse) ** months)
        there = staying + rng.multinomial(later - staying.sum(), moved / moved.sum())
        total = np.full(draws, float(later))
        chance = renewal(np.full(draws, float(now)), total, np.full(draws, (1 - lapse) ** months))
        share = (first + 0.5) / (first + 0.5).sum()
        deviates = rng.standard_normal((draws, PLACES))
        age = np.full(PLACES, float(months))
        parts = by_kecamatan(total, share, ALL, age, chance, np.full(draws, drift), deviates)
        low, high = np.quantile(parts, (0.05, 0.95), axis=0)
        held.append(((low - 0.5 <= there) & (there <= high + 0.5)).mean())
    assert 0.87 <= np.mean(held) <= 0.96
