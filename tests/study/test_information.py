"""What knowing an unknown is worth."""

import numpy as np
import pytest
from scipy.stats import norm

from simulate.plan import SponsorshipPlan
from simulate.study.information import (
    SHORT_COSTS,
    best_by_bin,
    reserve_decision,
    reserve_loss,
    worth_of_knowing,
)
from simulate.study.sponsorship import run

DRAWS = 8192
RNG = np.random.default_rng(7)
SIGNAL, NOISE, IDLE = (RNG.permutation(norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS)) for _ in range(3))


def _losses(need):
    return reserve_loss(np.linspace(need.min(), need.max(), 401), need, SHORT_COSTS)


@pytest.mark.parametrize("weight", [0.5, 0.8, 0.95])
def test_the_worth_is_that_of_the_formula_for_normal_needs(weight):
    """The least expected loss of a normal need is its deviation times (1 + cost) times the density at the quantile."""
    rest = np.sqrt(1 - weight**2)
    found = worth_of_knowing(_losses(weight * SIGNAL + rest * NOISE), {"signal": SIGNAL, "idle": IDLE})
    at_quantile = norm.pdf(norm.ppf(SHORT_COSTS / (1 + SHORT_COSTS)))
    exact = (1 - rest) * (1 + SHORT_COSTS) * at_quantile
    worth, error = found["signal"]
    assert worth == pytest.approx(exact, rel=0.04)  # bins and a grid of options lose a little
    assert 0 < error < 0.1 * exact
    assert found["idle"][0] < 0.01 * exact


def test_the_chosen_reserve_follows_what_is_known():
    need = SIGNAL + 0.1 * NOISE
    chosen = best_by_bin(_losses(need), SIGNAL)
    assert (np.diff(chosen) > 0).all()


def test_the_reserve_is_the_quantile_that_its_costs_ask_for(default_result):
    decision = reserve_decision(default_result)
    below = (decision.need_rp <= decision.reserve_rp).mean()
    assert below == pytest.approx(SHORT_COSTS / (1 + SHORT_COSTS), abs=0.03)


def test_only_what_moves_the_need_is_worth_knowing(default_result):
    worth = reserve_decision(default_result).worth.set_index("unknown")
    telling = worth.index[worth["worth_rp"] > 2 * worth["error_rp"]]
    assert set(telling) == {"half_time", "take_up_circular"}
    assert (worth["worth_low_rp"] <= worth["worth_rp"]).all()
    assert (worth["worth_rp"] <= worth["worth_high_rp"]).all()
    # a reserve that follows what decides moves further
    moves = worth["reserve_high_rp"] - worth["reserve_low_rp"]
    assert moves["half_time"] > moves["take_up_circular"] > 10 * moves["accident_cost"]


def test_a_promise_that_sponsors_keep_needs_no_reserve_and_nothing_is_to_be_found_out():
    decision = reserve_decision(run(SponsorshipPlan(participation_share=1.0), draws=256))
    assert decision.reserve_rp == 0
    assert decision.worth.empty
