"""Civil servants who sponsor: the formulas, and a plain simulation of single people in units as their witness."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.programmes.sponsorship.take_up import LEVEL_MONTHS, follow, joined_share, places_per_asn, renewal_stop

shares = st.floats(0.001, 0.999)


def _one(*values):
    return (np.array([value], dtype=float) for value in values)


@given(shares, st.floats(0.1, 3))
def test_the_reach_is_met_in_the_month_it_was_observed_and_held(reach, shape):
    elapsed = np.arange(0, 61)
    path = joined_share(*_one(reach, shape, 0.3), elapsed, np.zeros(61))[0]
    assert path[0] == 0
    assert path[LEVEL_MONTHS] == pytest.approx(reach)
    assert (np.diff(path) >= -1e-12).all()
    assert np.allclose(path[LEVEL_MONTHS:], reach)


def test_an_even_hazard_brings_in_the_same_part_of_those_outside_each_month():
    path = joined_share(*_one(0.6, 1.0, 0.0), np.arange(1, 37), np.zeros(36))[0]
    outside = 1 - np.concatenate([[0], path])
    assert np.allclose(outside[1:] / outside[:-1], 0.4 ** (1 / 36))


@given(shares, shares, st.integers(0, 4))
def test_each_push_brings_in_its_part_of_those_outside(reach, push, pushes):
    elapsed = np.array([12, 12])
    without, pushed = joined_share(*_one(reach, 0.7, push), elapsed, np.array([0, pushes]))[0]
    assert 1 - pushed == pytest.approx((1 - without) * (1 - push) ** pushes)


def test_before_the_programme_begins_nobody_has_joined():
    path = joined_share(np.array([0.5, 0.5]), np.array([0.5, 2]), np.zeros(2), np.array([[0, 0, 1], [0, 1, 2]]), 0)
    assert path[0, :2].tolist() == [0, 0]
    assert path[1, 0] == 0
    assert (path[:, 2] > 0).all()


@given(shares, st.sampled_from([1, 3, 6, 12]))
def test_one_bill_is_one_occasion_or_postpones_all_of_them(stop, months):
    once, postponed = renewal_stop(*_one(stop), months, *_one(0)), renewal_stop(*_one(stop), months, *_one(1))
    assert once[0] == pytest.approx(stop)
    assert postponed[0] == pytest.approx(1 - (1 - stop) ** months)


def _follow(joined, inside, stop, retiring=0.0, billing=1, memory=0.0, price=None, **kwargs):
    joined = np.array([joined], dtype=float)
    price = np.zeros_like(joined) if price is None else np.array([price])
    return follow(joined, *_one(inside, stop, retiring), billing, *_one(memory), price, **kwargs)


@pytest.mark.slow
@given(st.lists(shares, min_size=1, max_size=30), shares, st.floats(0, 0.5), st.floats(0, 0.1))
def test_monthly_bills_hold_the_share_inside_joined_units(joined, inside, stop, retiring):
    joined = np.maximum.accumulate(joined)
    found = _follow(joined, inside, stop, retiring)
    assert np.allclose(found.sponsoring[0], inside * joined)
    assert np.allclose(found.stop[0, 1:], 1 - (1 - stop) * (1 - retiring))


@given(shares, st.floats(0.01, 0.3), st.sampled_from([3, 6, 12]), st.floats(0, 1))
def test_bills_for_several_months_lose_nobody_before_they_fall_due(inside, stop, months, memory):
    ahead = _follow([0.4] * 40, inside, stop, billing=months, memory=memory)
    assert (ahead.stop[0, :months] == 0).all()
    assert ahead.stop[0, months] > 0


@given(shares, st.floats(0.01, 0.3), st.sampled_from([3, 6, 12]))
def test_fewer_occasions_to_stop_keep_more_sponsors(inside, stop, months):
    monthly = _follow([0.4] * 40, inside, stop)
    ahead = _follow([0.4] * 40, inside, stop, billing=months, memory=0)
    assert (ahead.sponsoring >= monthly.sponsoring - 1e-12).all()
    assert ahead.sponsoring[0, -1] > monthly.sponsoring[0, -1]


def test_a_bill_that_costs_more_is_met_at_the_next_bill_alone():
    price = np.zeros(14)
    price[7] = 0.5
    monthly = _follow([1.0] * 14, 0.6, 0.0, price=price)
    assert np.flatnonzero(monthly.stop[0]).tolist() == [7]
    assert monthly.stop[0, 7] == pytest.approx(0.5)
    quarterly = _follow([1.0] * 14, 0.6, 0.0, billing=3, price=price)
    assert np.flatnonzero(quarterly.stop[0]).tolist() == [9]  # bills fall due in months 0, 3, 6, 9, 12
    assert quarterly.stop[0, 9] == pytest.approx(0.5)


def test_who_is_replaced_at_once_leaves_the_share_as_it_was():
    found = _follow([1.0] * 24, 0.3, 0.1, 0.01, billing=6, memory=0.5, holds=True)
    assert np.allclose(found.sponsoring, 0.3)
    assert np.flatnonzero(found.stop[0]).tolist() == [6, 12, 18]


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 4))
def test_places_rise_with_sponsors_and_stay_below_one_a_civil_servant(one, other, workers):
    low, high = sorted((one, other))
    few, more = (places_per_asn(np.array([[share]]), np.array([workers]))[0, 0] for share in (low, high))
    assert few <= more + 1e-12
    assert more <= 1 + 1e-12
    assert few >= low


def test_early_sponsors_take_on_as_many_as_was_counted():
    assert places_per_asn(np.array([[1e-9]]), np.array([1.7]))[0, 0] == pytest.approx(1.7e-9)
    assert places_per_asn(np.array([[1.0]]), np.array([3.4]))[0, 0] == 1


@pytest.mark.slow
@pytest.mark.parametrize("billing", [1, 3])
def test_single_people_in_units_do_as_the_formulas_say(billing):
    """Units that join by chance, people who begin, stop and retire one by one: the mean path of 400 regencies."""
    rng = np.random.default_rng(7)
    months, units, people, inside, stop, retiring, memory = 30, 40, 25, 0.35, 0.06, 0.01, 0.4
    joined = joined_share(*_one(0.7, 0.8, 0.2), np.arange(1, months + 1), np.arange(1, months + 1) >= 10)[0]
    exact = _follow(joined, inside, stop, retiring, billing, memory)
    each_month = 1 - (1 - stop) * (1 - retiring)
    winning = inside * each_month / (1 - inside * (1 - each_month))
    leaving = 1 - (1 - stop) ** (billing**memory)
    hazard = np.diff(joined, prepend=0) / (1 - np.concatenate([[0], joined[:-1]]))
    paths, stops = [], np.zeros(months)
    before = np.zeros(months)
    for _ in range(400):
        member = np.zeros(units, dtype=bool)
        sponsor = np.zeros((units, people), dtype=bool)
        since = np.zeros((units, people), dtype=int)
        path = []
        for month in range(months):
            before[month] += sponsor.sum()
            due = sponsor & (month > since) & ((month - since) % billing == 0)
            gone = due & (rng.random(due.shape) < 1 - (1 - leaving) * (1 - retiring) ** billing)
            stops[month] += gone.sum()
            sponsor &= ~gone
            won = member[:, None] & ~sponsor & (rng.random(sponsor.shape) < winning)
            joins = ~member & (rng.random(units) < hazard[month])
            won |= joins[:, None] & (rng.random(sponsor.shape) < inside)
            member |= joins
            sponsor |= won
            since[won] = month
            path.append(sponsor.mean())
        paths.append(path)
    paths = np.array(paths)
    error = paths.std(axis=0, ddof=1) / np.sqrt(len(paths))
    assert (np.abs(paths.mean(axis=0) - exact.sponsoring[0]) <= 4 * error + 1e-9).all()
    shares_stopped = np.divide(stops, before, out=np.zeros(months), where=before > 0)
    spread = np.sqrt(np.divide(0.25, before, out=np.ones(months), where=before > 0))
    assert (np.abs(shares_stopped - exact.stop[0]) <= 4 * spread)[1:].all()
