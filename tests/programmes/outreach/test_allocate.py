"""The best division of a budget: against brute force, its certificate, floors and prices."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulate.programmes.outreach.allocation import Effort, StepsByPrice, best, equal, inside, proportional

BUDGET = 30.0


def effort(draws=8, desa=4, channels=2, seed=0):
    """Desa that differ in all respects, two kecamatan, money of a few units."""
    rng = np.random.default_rng(seed)
    weight = rng.uniform(0.5, 2, desa)
    return Effort(
        winnable=rng.uniform(5, 40, (draws, desa)),
        kept=rng.uniform(0.3, 0.9, (draws, desa)),
        yields=rng.uniform(0.5, 3, (draws, desa, channels)),
        cost_rp=rng.uniform(0.5, 2, (draws, channels)),
        most=np.full(channels, 9.0),
        kecamatan=np.arange(desa) * 2 // desa,
        weight=weight / weight.sum(),
    )


def expected(effort, money_rp):
    """Workers expected to be gained by money by desa and channel."""
    return effort.won(money_rp).mean(axis=0).sum()


def _grids(parts, total):
    """All ways to divide a total among so many parts in whole steps."""
    for cuts in itertools.combinations_with_replacement(range(total + 1), parts - 1):
        edges = (0, *cuts, total)
        yield np.diff(edges)


def test_no_division_in_whole_steps_wins_more():
    found, step = effort(draws=3, desa=2), BUDGET / 15
    own = best(found, BUDGET)
    brute = max(expected(found, np.reshape(one, (2, 2)) * step) for one in _grids(4, 15))
    assert expected(found, own.money_rp) >= brute * (1 - 1e-6)
    assert own.money_rp.sum() == pytest.approx(BUDGET)


def test_no_division_that_keeps_the_floor_wins_more():
    found, step, floor = effort(draws=3, desa=2, seed=3), BUDGET / 15, 0.9
    own = best(found, BUDGET, floor)
    divisions = (np.reshape(one, (2, 2)) * step for one in _grids(4, 15))
    kept = [one for one in divisions if (found.sums(one.sum(axis=1)) >= floor * BUDGET * found.due - 1e-9).all()]
    assert (found.sums(own.money_rp.sum(axis=1)) >= floor * BUDGET * found.due - 1e-9).all()
    assert expected(found, own.money_rp) >= max(expected(found, one) for one in kept) * (1 - 1e-6)
    assert expected(found, own.money_rp) < expected(found, best(found, BUDGET).money_rp)
    assert own.floors.any()


def _gains(effort, money, step):
    """What a step more, or less, in each channel of each desa brings, shape of ``money``."""
    places = np.arange(money.size).reshape(money.shape)
    found = [expected(effort, np.where(places == place, money + step, money)) for place in range(money.size)]
    return np.reshape(found, money.shape) - expected(effort, money)


def _moved(effort, money, step):
    """The most that moving one step from any channel of a desa to any other brings."""
    return _gains(effort, money, step).max() + _gains(effort, money, -step)[money >= step].max()


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.5, 1.0]))
@example(263018, 0.0)
def test_no_step_can_be_moved_with_gain_and_simple_rules_win_less(seed, floor):
    found = effort(seed=seed)
    own = best(found, BUDGET, floor, steps=500)
    won = expected(found, own.money_rp)
    assert own.money_rp.sum() <= BUDGET * (1 + 1e-9)
    assert (own.money_rp >= 0).all()
    assert won >= expected(found, proportional(found, BUDGET)) * (1 - 1e-4)
    if not floor:
        # a step of a 500th may be moved with hardly any gain
        assert _moved(found, own.money_rp, BUDGET / 500) <= 3e-4 * won
        assert won >= expected(found, equal(found, BUDGET)) * (1 - 1e-4)


@pytest.mark.slow
def test_prices_are_what_more_money_and_a_higher_floor_bring():
    found = effort(draws=256, seed=3)
    own = best(found, BUDGET, 0.9, steps=6000)
    more = best(found, BUDGET * 1.01, 0.9 / 1.01, steps=6000)  # the same floor in money
    gain = expected(found, more.money_rp) - expected(found, own.money_rp)
    # of the next fiftieth of the budget the last part is worth a little less than the first
    assert gain / (BUDGET * 0.01) == pytest.approx(own.price, rel=0.02)
    farther = own.further_rp(BUDGET * 0.01)
    assert farther.sum() == pytest.approx(BUDGET * 1.01)
    assert (farther >= own.money_rp).all()
    assert expected(found, farther) == pytest.approx(expected(found, more.money_rp), rel=1e-5)
    assert own.floors.any()
    looser, tighter = (expected(found, best(found, BUDGET, floor, steps=6000).money_rp) for floor in (0.88, 0.92))
    assert (looser - tighter) / 0.04 == pytest.approx(own.of_floor, rel=0.1)


def test_one_desa_and_one_channel_by_hand():
    """20 can be won, 2 registrations for each rupiah, half of them kept: 10 (1 − exp(−2 · 5 / 20)) for 5 rupiah."""
    one = Effort(
        winnable=np.full((1, 1), 20.0),
        kept=np.full((1, 1), 0.5),
        yields=np.full((1, 1, 1), 2.0),
        cost_rp=np.ones((1, 1)),
        most=np.array([9.0]),
        kecamatan=np.array([0]),
        weight=np.array([1.0]),
    )
    own = best(one, 5.0)
    assert expected(one, own.money_rp) == pytest.approx(10 * (1 - np.exp(-0.5)))
    # the next fiftieth of the money, a rupiah of it
    assert own.price == pytest.approx(10 * (np.exp(-0.5) - np.exp(-0.51)) / 0.1, rel=1e-3)
    # a desa takes nine units at most: the rest is not spent, and the next rupiah is worth nothing
    flooded = best(one, 100.0, 1.0)
    assert flooded.money_rp.sum() == pytest.approx(9, abs=0.03)
    assert (flooded.price, flooded.of_floor, flooded.floors.any()) == (0, 0, False)
    assert flooded.further_rp(50.0) == pytest.approx(flooded.money_rp, abs=0.03)


def test_the_price_is_no_maximum_of_uneven_steps():
    """Many alike desa, few steps: some hold one more than others, yet the next rupiah is worth what the many say."""
    alike = effort(draws=1, desa=1)
    many = Effort(
        *(np.repeat(one, 60, axis=1) for one in (alike.winnable, alike.kept, alike.yields)),
        alike.cost_rp,
        alike.most,
        np.zeros(60, dtype=int),
        np.full(60, 1 / 60),
    )
    coarse, fine = (best(many, 450.0, steps=steps) for steps in (150, 6000))
    assert coarse.price == pytest.approx(fine.price, rel=0.05)
    assert _gains(many, coarse.money_rp, 1e-3).max() / 1e-3 > 1.1 * coarse.price


def test_money_of_a_desa_stays_in_it_and_goes_to_the_channel_that_brings_more():
    found = effort(draws=1, desa=3)
    money = np.array([1.0, 2.0, 0.0])
    divided = inside(found, money)
    assert divided.sum(axis=1) == pytest.approx(money)
    first = (found.yields[0] / found.cost_rp[0]).argmax(axis=1)
    assert divided[0, first[0]] == pytest.approx(1)
    assert (_gains(found, divided, 1e-6) > 0).all()


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.floats(0.1, 4))
def test_of_each_further_step_of_a_desa_no_more_is_expected(seed, step):
    """What an allocation rests on; also where the limit of a channel cuts a step short in some draws."""
    found = effort(seed=seed)
    steps = StepsByPrice(found, step)
    steps.reach(10_000, np.ones(4, dtype=bool))
    every, money = np.ones(len(steps.gain)), steps.money_rp(np.ones(len(steps.gain)))
    for desa in range(4):
        assert (np.diff(steps.gain[steps.desa == desa]) <= 1e-12).all()
    assert every @ steps.gain == pytest.approx(expected(found, money))
    # asked for more than can be used
    assert (money >= (found.most * found.cost_rp.max(axis=0)) - 1e-9).all()
