"""Scores, weights, actions and choices of the Paritrana scorecard, against hand counts, linear programmes and brute force."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.special import ndtri

from simulate.programmes.paritrana.model import (
    Card,
    Item,
    any_weights,
    aspect_means,
    choices_of,
    coverage_score,
    extremes,
    moved_together,
    part_of,
    rank_among,
    subsets,
    weighted,
)

SCORES = st.lists(st.floats(0, 1), min_size=4, max_size=4)


@pytest.mark.slow
@given(scores=SCORES, least=st.floats(0, 0.25))
def test_the_extremes_over_all_weights_are_those_of_the_linear_programme(scores, least):
    low, high = extremes(np.array(scores), least)
    for sign, found in ((1, low), (-1, high)):
        best = linprog(sign * np.array(scores), A_eq=np.ones((1, 4)), b_eq=[1], bounds=[(least, 1)] * 4)
        # HiGHS takes coefficients below 1e-7 for zero
        assert sign * best.fun == pytest.approx(found, abs=1e-6)


@given(scores=SCORES, least=st.floats(0, 0.25), seed=st.integers(0, 99))
def test_no_weights_lead_past_the_extremes(scores, least, seed):
    weights = any_weights(np.random.default_rng(seed).random((64, 3)), least)
    assert (weights >= least - 1e-12).all()
    found = weighted(np.array(scores), weights)
    low, high = extremes(np.array(scores), least)
    assert (found >= low - 1e-9).all()
    assert (found <= high + 1e-9).all()


def test_all_weights_are_equally_likely():
    weights = any_weights(np.random.default_rng(1).random((200_000, 3)), 0.0)
    assert weights.mean(axis=0) == pytest.approx([0.25] * 4, abs=0.002)
    # Dirichlet(1, 1, 1, 1): variance 3/80, and a part above a half with chance (1/2)^3
    assert weights.var(axis=0) == pytest.approx(3 / 80, abs=0.0005)
    assert (weights > 0.5).mean(axis=0) == pytest.approx(1 / 8, abs=0.003)


def test_weights_that_leave_nothing_free_are_equal():
    assert any_weights(np.random.default_rng(1).random((8, 3)), 0.25) == pytest.approx(0.25)


def test_coverage_scores_by_each_rule():
    share = np.array([0.2, 0.5, 0.6])
    assert coverage_score(share, 0.5, "share_of_target") == pytest.approx([0.4, 1, 1])
    assert coverage_score(share, 0.5, "reached").tolist() == [0, 1, 1]
    assert coverage_score(share, 0.5, "workers") == pytest.approx(share)
    assert part_of(np.array([-0.1, 0.1, 0.3]), 0.2).tolist() == [0, 0.5, 1]


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.8, 1.0])
def test_what_moves_together_keeps_its_distribution_and_correlates_as_told(correlation):
    rng = np.random.default_rng(8)
    own, common = rng.random((40_000, 2)), rng.random(40_000)
    found = moved_together(own, common, correlation)
    assert found.mean(axis=0) == pytest.approx(0.5, abs=0.01)
    assert found.var(axis=0) == pytest.approx(1 / 12, abs=0.002)
    assert np.corrcoef(ndtri(found).T)[0, 1] == pytest.approx(correlation, abs=0.02)
    if correlation == 0:
        assert found == pytest.approx(own)


def test_ranks_are_counted():
    others = np.array([[50, 70, 10], [90, 80, 60]])
    assert rank_among(np.array([60.0, 60.0]), others).tolist() == [2, 3]


def test_an_aspect_is_the_mean_of_its_items():
    items = np.array([[0.2, 0.4, 1.0]])
    assert aspect_means(items, np.array([0, 0, 1]), 2) == pytest.approx(np.array([[0.3, 1.0]]))


def _card(rng, draws=16):
    """Two aspects; items moved by one action, by two, by none; coverage moved by c and d."""
    items = (
        Item("one", 0, ("a",)),
        Item("both", 0, ("a", "b")),
        Item("still", 1, ()),
        Item("share", 1, (), "covered"),
    )
    coverage = {
        taken: np.full((draws, 1), 0.2 + 0.1 * len(taken) + 0.1 * ("d" in taken)) for taken in subsets(("c", "d"))
    }
    before = rng.random((draws, 4))
    before[:, 3:] = coverage[frozenset()]
    money = {taken: (np.full(draws, 5.0 * len(taken)), np.full(draws, 1.0)) for taken in coverage}
    own = {action: (rng.random(draws) * 10, rng.random(draws)) for action in "abcd"}
    done = {action: rng.random(draws) < 0.7 for action in "abcd"}
    return Card(items, 2, before, rng.random((draws, 4)), done, coverage, money, own)


def test_an_action_raises_its_items_where_it_is_done_and_lowers_none():
    card = _card(np.random.default_rng(3))
    after = card.after(["a"])
    better = np.maximum(card.before[:, :2], card.reached[:, :2])
    assert after[:, :2] == pytest.approx(np.where(card.done["a"][:, None], better, card.before[:, :2]))
    assert after[:, 2:].tolist() == card.before[:, 2:].tolist()
    assert card.after(["c", "d"])[:, 3] == pytest.approx(0.5)


def test_the_order_in_which_actions_are_named_changes_no_figure():
    card = _card(np.random.default_rng(6), draws=256)
    for one, two in zip(card.cost_rp("abcd"), card.cost_rp("dcba"), strict=True):
        assert one.tolist() == two.tolist()


def test_costs_add_up_over_actions():
    card = _card(np.random.default_rng(4))
    apbd, every = card.cost_rp(["a", "c"])
    assert apbd == pytest.approx(card.own_rp["a"][0] + card.own_rp["c"][0] + 5.0)
    assert every == pytest.approx(apbd + card.own_rp["a"][1] + card.own_rp["c"][1] + 1.0)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), budget=st.floats(0, 40), least=st.floats(0, 0.5))
def test_the_choice_within_a_budget_is_that_of_brute_force(seed, budget, least):
    card, weights = _card(np.random.default_rng(seed)), np.array([0.3, 0.7])
    found = choices_of(card, "abcd", 0.9)
    best = surest = -1.0
    start = card.aspects_after()
    for size in range(5):
        for chosen in combinations("abcd", size):
            if np.quantile(card.cost_rp(chosen)[0], 0.9) <= budget:
                gain = (card.aspects_after(chosen) - start).mean(axis=0)
                best, surest = max(best, gain @ weights), max(surest, extremes(gain, least)[0])
    if best < 0:  # not even doing nothing is free here: a combination of coverage costs others alone
        pytest.fail("the empty set costs nothing")
    assert found.gains[found.best(budget, weights)] @ weights == pytest.approx(best)
    assert extremes(found.gains[found.surest(budget, least)], least)[0] == pytest.approx(surest)


def test_of_equals_the_cheapest_is_chosen():
    card = _card(np.random.default_rng(5))
    idle = Card(
        **{
            **vars(card),
            "reached": np.zeros_like(card.reached),
            "coverage": dict.fromkeys(card.coverage, card.coverage[frozenset()]),
        }
    )
    found = choices_of(idle, "abcd", 0.9)
    assert found.sets[found.best(1e9, np.array([0.5, 0.5]))] == frozenset()
