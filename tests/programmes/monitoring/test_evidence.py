"""The likelihood of a record, held against what it must be by hand and by brute force."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, nbinom

from simulate.programmes.monitoring.model import HALF, Expected, Observed, ahead, filtered, negative_binomial, outlook

MONTHS = 5


def _values(draws=1):
    told = {"departure": 0.12, "departure_memory": 0.8, "reporting_error": 0.03, "lapse_spread": 0.4}
    return {name: np.full(draws, value) for name, value in (told | {"kecamatan_drift": 0.05}).items()}


def _expected(draws=1):
    stock = np.array([[120.0, 200, 260, 310, 350]]) * np.linspace(0.8, 1.2, draws)[:, None]
    return Expected(stock, np.full((draws, MONTHS), 0.05))


def _record(stock, unreported=None):
    none = np.full(MONTHS, np.nan)
    return Observed(np.array(stock, dtype=float), np.zeros(MONTHS) if unreported is None else unreported, none, none)


def _joint(expected, values, record):
    """Mean and covariance of the logarithms recorded, written out over all months at once."""
    stock, told = expected.stock[0], ~np.isnan(record.stock)
    weight = np.sqrt(values["departure"][0] ** 2 + 1 / (stock + HALF))
    months = np.arange(MONTHS)
    covariance = np.outer(weight, weight) * values["departure_memory"][0] ** np.abs(months[:, None] - months)
    error = values["reporting_error"][0] ** 2 + 1 / 12 / (record.stock + HALF) ** 2
    error = error + (record.unreported * values["kecamatan_drift"][0]) ** 2
    covariance = covariance + np.diag(np.nan_to_num(error))
    return np.log(stock + HALF), covariance, told


@pytest.mark.parametrize("stock", [[110, 240, 250, 330, 300], [110, np.nan, 250, np.nan, 300], [np.nan] * 4 + [300]])
def test_the_likelihood_month_by_month_is_the_joint_one(stock):
    expected, values = _expected(), _values()
    record = _record(stock, np.array([0, 0.1, 0, 0.2, 0]))
    found = filtered(expected, values, record)
    mean, covariance, told = _joint(expected, values, record)
    whole = multivariate_normal.logpdf(np.log(record.stock + HALF)[told], mean[told], covariance[np.ix_(told, told)])
    assert found.by_stock.sum() == pytest.approx(whole, rel=1e-9)


def test_the_outlook_is_the_conditional_distribution_of_the_joint_one():
    expected, values = _expected(), _values()
    record = _record([110, 240, 250, np.nan, np.nan])
    mean, covariance, told = _joint(expected, values, record)
    seen = np.flatnonzero(told)
    weights = np.linalg.solve(covariance[np.ix_(seen, seen)], covariance[seen, -1])
    level = mean[-1] + weights @ (np.log(record.stock + HALF) - mean)[seen]
    spread = np.sqrt(covariance[-1, -1] - weights @ covariance[seen, -1])
    found = outlook(expected, filtered(expected, values, record), values, 3, MONTHS - 1)
    assert found.level[0] == pytest.approx(level, rel=1e-9)
    assert found.spread[0] == pytest.approx(spread, rel=1e-9)


def test_what_was_not_recorded_says_nothing_and_is_not_zero():
    expected, values = _expected(3), _values(3)
    silent = filtered(expected, values, _record([np.nan] * MONTHS))
    assert (silent.by_stock == 0).all()
    assert (silent.by_lapse == 0).all()
    assert np.allclose(silent.variance, 1)
    before = outlook(expected, silent, values, 0, 4)
    after = outlook(expected, silent, values, 3, 4)
    assert np.allclose(before.level, after.level)
    assert np.allclose(before.spread, after.spread)


def test_members_put_in_weigh_less_than_members_reported():
    expected, values = _expected(), _values()
    told = filtered(expected, values, _record([200, *[np.nan] * 4]))
    put_in = filtered(expected, values, _record([200, *[np.nan] * 4], np.array([0.4, 0, 0, 0, 0])))
    assert put_in.variance[0, 0] > told.variance[0, 0]
    assert 0 < put_in.state[0, 0] < told.state[0, 0]


def test_lapses_are_a_negative_binomial_count():
    mean, spread = np.array([12.0]), np.array([0.5])
    size = 1 / 0.25
    for count in (0, 7, 40):
        wanted = nbinom.logpmf(count, size, size / (size + 12))
        assert negative_binomial(count, mean, spread)[0] == pytest.approx(wanted, rel=1e-9)
    counts = np.arange(2000)
    chances = np.exp([negative_binomial(count, mean, spread)[0] for count in counts])
    assert chances.sum() == pytest.approx(1)
    assert chances @ counts == pytest.approx(12)
    assert chances @ (counts - 12) ** 2 == pytest.approx(12 + (0.5 * 12) ** 2)


def test_lapses_are_held_against_the_members_who_could_lapse():
    expected, values = _expected(), _values()
    lapsed, exposed = np.full(MONTHS, np.nan), np.full(MONTHS, np.nan)
    lapsed[2], exposed[2] = 9, 180
    found = filtered(expected, values, Observed(np.full(MONTHS, np.nan), np.zeros(MONTHS), lapsed, exposed))
    assert found.by_lapse[0, 2] == pytest.approx(negative_binomial(9, np.array([9.0]), np.array([0.4]))[0])
    assert np.count_nonzero(found.by_lapse) == 1


def test_a_departure_forgets_and_its_spread_stays_that_of_the_process():
    state, variance = ahead(np.array([2.0]), np.array([0.0]), np.array([0.5]), 1)
    assert (state[0], variance[0]) == (1.0, 0.75)
    state, variance = ahead(np.array([2.0]), np.array([0.3]), np.array([0.5]), 200)
    assert (round(state[0], 9), round(variance[0], 9)) == (0, 1)


def test_the_chance_of_fewer_members_is_the_share_of_draws_with_fewer():
    expected, values = _expected(), _values()
    found = outlook(expected, filtered(expected, values, _record([np.nan] * MONTHS)), values, 0, 4)
    level = type(found)(np.repeat(found.level, 200_000), np.repeat(found.spread, 200_000))
    members = level.drawn(np.random.default_rng(1).standard_normal(200_000))
    for target in (300, 350, 420):
        assert found.below(target)[0] == pytest.approx((members < target).mean(), abs=0.005)
