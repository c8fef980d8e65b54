"""What knowing an unknown is worth."""

import numpy as np
import pytest
from scipy.stats import norm
from simulate.model.takeup import protected_share

from simulate.plan import SponsorshipPlan
from simulate.study.information import SHORT_COSTS, best_reserve, reserve_decision, worth_of_knowing
from simulate.study.sponsorship import run

KNOWN, OTHERS = 200, 2000
Z_KNOWN = norm.ppf((np.arange(KNOWN) + 0.5) / KNOWN)[:, None]
Z_OTHERS = norm.ppf((np.arange(OTHERS) + 0.5) / OTHERS)
RATIO = SHORT_COSTS / (1 + SHORT_COSTS)


def _exact_loss(need, weights):
    """The least expected loss of a discrete need: idle and short at the quantile that the costs ask for."""
    order = np.argsort(need)
    reserve = need[order][np.searchsorted(np.cumsum(weights[order]), RATIO * weights.sum())]
    over = reserve - need
    return np.average(np.where(over > 0, over, -SHORT_COSTS * over), weights=weights)


@pytest.mark.parametrize("weight", [0.5, 0.8, 0.95])
def test_the_worth_is_that_of_the_formula_for_normal_needs(weight):
    """The least expected loss of a normal need is its deviation times (1 + cost) times the density at the quantile."""
    rest = np.sqrt(1 - weight**2)
    found = worth_of_knowing(weight * Z_KNOWN + rest * Z_OTHERS, SHORT_COSTS)
    assert found == pytest.approx((1 - rest) * (1 + SHORT_COSTS) * norm.pdf(norm.ppf(RATIO)), rel=0.01)


def test_what_does_not_matter_is_worth_nothing_exactly():
    assert worth_of_knowing(np.broadcast_to(Z_OTHERS, (KNOWN, OTHERS)), SHORT_COSTS) == pytest.approx(0, abs=1e-9)


def test_what_decides_alone_is_worth_the_whole_loss():
    need = np.repeat(Z_KNOWN, OTHERS, axis=1)
    whole = (1 + SHORT_COSTS) * norm.pdf(norm.ppf(RATIO))
    assert worth_of_knowing(need, SHORT_COSTS) == pytest.approx(whole, rel=0.02)


def test_the_reserve_is_the_quantile_that_its_costs_ask_for(default_result):
    decision = reserve_decision(default_result)
    assert (decision.need_rp <= decision.reserve_rp).mean() == pytest.approx(RATIO, abs=0.002)
    assert best_reserve(np.array([1.0, 2.0, 3.0]), 1.0) == 2


def test_the_worth_of_take_up_is_that_of_quadrature_over_its_two_unknowns(default_result):
    """In the base plan the need rests on level and speed alone: 300 x 300 quantiles give the exact worth of each."""
    names, points = ("take_up_circular", "half_time"), (np.arange(300) + 0.5) / 300
    level, speed = (default_result.unknowns[name].distribution.quantile(points) for name in names)
    ceiling, price = default_result.outcome.ceiling_persons, default_result.outcome.price_rp["apbd"]
    shares = protected_share(np.repeat(level, 300), np.tile(speed, 300), 12)
    need = (ceiling * (1 - shares) @ price).reshape(300, 300)
    weights = np.ones(300)
    unknowing = _exact_loss(need.ravel(), np.ones(need.size))
    worth = reserve_decision(default_result).worth.set_index("unknown")
    for name, rows in (("take_up_circular", need), ("half_time", need.T)):
        exact = unknowing - np.mean([_exact_loss(row, weights) for row in rows])
        assert worth.loc[name, "worth_rp"] == pytest.approx(exact, rel=0.01), name


def test_only_what_moves_the_need_is_worth_knowing(default_result):
    worth = reserve_decision(default_result).worth.set_index("unknown")
    assert set(worth.index[worth["worth_rp"] > 0]) == {"half_time", "take_up_circular"}
    assert (worth["worth_low_rp"] <= worth["worth_rp"]).all()
    assert (worth["worth_rp"] <= worth["worth_high_rp"]).all()
    moves = worth["reserve_high_rp"] - worth["reserve_low_rp"]
    assert moves["half_time"] > moves["take_up_circular"] > moves["accident_cost"] == 0


def test_a_correlated_unknown_is_worth_what_it_tells_of_the_other(project):
    path = project / "data/unknowns/sponsorship.yaml"
    text = path.read_text("utf-8")
    text = text.replace("mean_age:\n", "mean_age:\n  rank_correlation: {half_time: 0.9}\n", 1)
    path.write_text(text, encoding="utf-8")
    worth = reserve_decision(run(draws=256)).worth.set_index("unknown")["worth_rp"]
    assert 0.3 * worth["half_time"] < worth["mean_age"] < worth["half_time"]
    assert worth["age_spread"] == 0


def test_a_promise_that_sponsors_keep_needs_no_reserve_and_nothing_is_to_be_found_out():
    decision = reserve_decision(run(SponsorshipPlan(participation_share=1.0), draws=256))
    assert decision.reserve_rp == 0
    assert (decision.worth["worth_rp"] == 0).all()
