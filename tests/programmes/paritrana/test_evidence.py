"""What evidence, weights and time do to the scorecard: errors that move together, ranks, slow actions, the last step."""

from dataclasses import replace

import numpy as np
import pytest

from simulate.plan.unknowns import read_unknowns
from simulate.programmes.outreach.plan import OutreachPlan
from simulate.programmes.paritrana.model import peer_codes, scored, weighted
from simulate.programmes.paritrana.plan import SAME_BASE, ParitranaPlan
from simulate.programmes.paritrana.study import run
from simulate.programmes.paritrana.tables import weights_move
from simulate.programmes.universal.plan import UniversalPlan
from simulate.programmes.universal.study import run as run_universal
from simulate.region.schemas import ASPECTS


@pytest.fixture(scope="module")
def result():
    return run(draws=256)


def _scored(result, together):
    values = result.numbers.values | {"items_together": np.full(256, together)}
    return scored(result.region, result.card.items, replace(result.numbers, values=values))


def test_errors_that_move_together_widen_the_score_and_leave_each_item_alone(result):
    widths = []
    for together in (0.0, 0.4, 0.8, 1.0):
        items = _scored(result, together)
        widths.append(np.ptp(np.quantile(items.mean(axis=1), (0.05, 0.95))))
        assert np.sort(items[:, 3]).mean() == pytest.approx(0.5, abs=0.02)
    assert widths == sorted(widths)
    assert widths[-1] > 3 * widths[0]
    assert np.ptp(np.quantile(result.score, (0.05, 0.95))) > 25


def test_others_are_scored_item_by_item_with_the_regencys_growth(result):
    other = peer_codes(result.region).index("36.01")
    apart, together = (result.peers[name][:, other] for name in ("apart", "together"))
    # of whom nothing is known: six independent items vary less than six that move as one
    place = ASPECTS.index("implementation")
    assert apart[:, place].std() == pytest.approx(np.sqrt(1 / 12 / 6), rel=0.1)
    assert together[:, place].std() == pytest.approx(np.sqrt(1 / 12), rel=0.1)
    grown = [item.rule for item in result.card.items].index("covered_growth")
    own, cover = result.card.before[:, grown], ASPECTS.index("coverage")
    assert apart[:, cover].mean() == pytest.approx((0.5 + own.mean() + 0.5) / 3, abs=0.02)
    assert own.mean() < 0.2


def test_the_chance_of_the_first_rank_hangs_on_what_is_unknown_of_others(result):
    first = result.table("ranks").set_index("rank").loc[1]
    assert first["chance_after_together"] < first["chance_after"] < first["chance_after_apart"]
    assert first["chance_after_apart"] > 3 * first["chance_after_together"]


def test_obligations_move_coverage_only_where_they_are_issued(result):
    card, done = result.card, result.card.done["permits"]
    assert 0 < done.mean() < 1
    moved = card.coverage[frozenset({"permits"})] - card.coverage[frozenset()]
    assert not moved[~done].any()
    assert (moved[done] >= -1e-12).all()
    assert moved[done].max() > 0
    for action in ("sponsorship", "apbd"):
        moved = card.coverage[frozenset({action})] - card.coverage[frozenset()]
        assert not moved[~card.done[action]].any()


def test_coverage_is_that_of_the_road_to_universal_coverage(result):
    road = run_universal(UniversalPlan(start="2026-12", months=13, target_year=2027, sponsorship=None), draws=256)
    assert result.number("covered_share") == pytest.approx(road.number("coverage_2027"), rel=1e-9)
    assert ParitranaPlan().approach.start == "2026-12"
    assert ParitranaPlan(assessment_year=2031, start="2030-12").approach.start == "2027-01"


def test_outlets_cost_as_in_the_report_on_outreach(result):
    theirs, own = (read_unknowns(name, result.region)["outlet_cost_year"] for name in ("outreach", "paritrana"))
    assert (own.low, own.mode, own.high) == (theirs.low, theirs.mode, theirs.high)
    assert result.plan.new_outlets == OutreachPlan().new_outlets
    apbd, _ = result.card.cost_rp(["outlets"])
    assert apbd == pytest.approx(result.plan.new_outlets * result.numbers.values["outlet_cost_year"])


def test_a_target_that_is_not_named_is_one_on_the_same_base(result):
    table = result.table("coverage_rules")
    assert set(table.loc[table["own"], "target"]) == set(SAME_BASE)
    assert {"target_rkp", "target_rpjmn"} <= set(table["target"])


def test_what_weights_do_within_a_state_is_told_beside_what_they_do_on_average(result):
    moved = weights_move(result)
    one = 100 * weighted(result.aspects[7], result.weights)
    assert moved[7] == pytest.approx(np.ptp(np.quantile(one, (0.05, 0.95))))
    table = result.table("uncertainty").set_index("source")
    assert np.median(moved) > 2 * (table.loc["weights", "p95"] - table.loc["weights", "p05"])
    # Sobol' indices of two independent sources; the weights' middle is not quite the mean of those drawn
    for name, other in (("weights", "evidence"), ("evidence", "weights")):
        assert table.loc[name, "of_variance_total"] + table.loc[other, "of_variance"] == pytest.approx(1, abs=0.02)
    fixed = run(ParitranaPlan(weights="equal"), draws=256)
    assert not weights_move(fixed).any()
    assert fixed.table("uncertainty").set_index("source").loc["weights", "of_variance_total"] == pytest.approx(0)


def test_steps_between_budgets_add_up_to_the_gain(result):
    table = result.table("budgets")
    assert table["step"].cumsum().to_numpy() == pytest.approx(table["gain"].to_numpy())
    spent = table["apbd_rp"].diff()
    more = spent > 0
    found = (table["step_per_billion"] * spent / 1e9)[more]
    assert found.to_numpy() == pytest.approx(table["step"][more].to_numpy())
    assert table["step_per_billion"].notna().equals(more)


def test_the_last_step_is_the_action_that_adds_least_per_rupiah(result):
    step, weights = result.last_step, result.middle_weights

    def gain(actions):
        return float((result.card.aspects_after(actions) - result.aspects).mean(axis=0) @ weights)

    worth = {}
    for action in result.chosen:
        rest = [one for one in result.chosen if one != action]
        spent = np.quantile(result.card.cost_rp(result.chosen)[0], 0.9) - np.quantile(
            result.card.cost_rp(rest)[0], 0.9
        )
        if spent > 0:
            worth[action] = (gain(result.chosen) - gain(rest)) / spent
    assert step.action == min(worth, key=worth.get)
    assert step.gain / step.apbd_rp == pytest.approx(worth[step.action])
    assert step.gain + step.gain_without == pytest.approx(gain(result.chosen))
    assert run(ParitranaPlan(actions=["perda"]), draws=256).last_step is None


def test_without_regulation_among_the_aspects_its_actions_add_nothing():
    found = run(ParitranaPlan(weights="banten_2025"), draws=256)
    assert not found.measures["gain_perbup_asn"].any()
    assert "perbup_asn" not in found.best
