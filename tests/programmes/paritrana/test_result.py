"""What the scorecard computes: identities, rules that can be checked by hand, and what the tables hold."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulate.errors import InputError
from simulate.law.contribution import contribution_rp, lowest_bpu_base_rp
from simulate.plan.checked import Settings
from simulate.plan.named import read_plan
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.election.study import calendar
from simulate.programmes.election.study import run as run_election
from simulate.programmes.paritrana.model import extremes, peer_codes
from simulate.programmes.paritrana.plan import ParitranaPlan
from simulate.programmes.paritrana.study import inputs_now, levels_of, run
from simulate.programmes.paritrana.tables import possible_after
from simulate.programmes.universal.study import other_baseline
from simulate.programmes.universal.study import run as run_universal
from simulate.region.schemas import ACTIONS, ASPECTS
from simulate.study.sensitivity import movers


@pytest.fixture(scope="module")
def result():
    return run(draws=256)


def _with(**levers):
    return run(ParitranaPlan(**levers), draws=256)


def test_the_score_lies_between_its_extremes_over_the_weights(result):
    low, high = result.extremes
    assert (low <= result.score + 1e-9).all()
    assert (result.score <= high + 1e-9).all()
    least, most = result.possible
    assert least < result.score.min()
    assert most > result.score.max()
    assert result.extremes[0] == pytest.approx(100 * result.aspects.min(axis=1))
    tenth = _with(least_weight=0.1)
    assert tenth.extremes[0] == pytest.approx(100 * extremes(tenth.aspects, 0.1)[0])


def test_items_lie_within_their_evidence_and_without_any_from_nothing_to_all(result):
    table = result.region.tables["paritrana"]
    for place, row in enumerate(table.to_dict("records")):
        found = result.card.before[:, place]
        if isinstance(row["rule"], str):
            continue
        low, high = (0, 1) if np.isnan(row["score_low"]) else (row["score_low"], row["score_high"])
        assert low <= found.min() < low + 0.05
        assert high - 0.05 < found.max() <= high
        assert found.mean() == pytest.approx((low + high) / 2, abs=0.01)


def test_a_scheme_of_equal_weights_is_the_plain_mean_of_the_aspects(result):
    equal = _with(weights="equal")
    assert equal.score == pytest.approx(100 * result.aspects.mean(axis=1))
    assert equal.extremes[0].tolist() == equal.extremes[1].tolist() == equal.score.tolist()
    row = equal.table("uncertainty").set_index("source").loc["weights"]
    assert row["least"] == row["most"] == pytest.approx(row["p50"])


def test_an_unknown_scheme_is_refused_with_a_suggestion():
    with pytest.raises(InputError, match="weights: `equals`; did you mean `equal`"):
        _with(weights="equals")


def test_actions_never_lower_the_score_and_cost_something(result):
    for action in result.plan.available:
        assert (result.gain([action]) >= -1e-9).all(), action
        apbd, every = result.card.cost_rp([action])
        assert (every >= apbd - 1e-6).all(), action
        assert (every > 0).all(), action
    both = result.gain(ACTIONS)
    assert (both >= result.gain(result.chosen) - 1e-9).all()


def test_more_workers_paid_for_cost_their_contributions_and_registration(result):
    law, values = result.laws[0], result.numbers.values
    price = contribution_rp(law, scheme="bpu", base_rp=lowest_bpu_base_rp(law), payer="apbd", sector="other")
    extra = result.rise * values["funded"]
    worked = np.clip(13 - values["months_programme"], 0, 12)
    apbd, _ = result.card.cost_rp(["apbd"])
    assert apbd == pytest.approx(extra * (worked * price + values["registration_cost"]))
    assert result.rise == 0.2


def test_the_cost_of_ad_hoc_workers_is_the_election_models(result):
    plan = ElectionPlan(**read_plan("pilkades_2027", ElectionPlan).levers)
    theirs = run_election(plan, draws=256)
    apbd, every = result.card.cost_rp(["election"])
    assert every.tolist() == theirs.measures["contributions"].tolist()  # draw by draw
    assert apbd.tolist() == every.tolist()  # UU 6/2014 art. 34: the regency's budget bears village elections
    row = calendar(theirs).set_index("event").loc["pilkades_2027"]
    for share, column in ((0.05, "p05"), (0.5, "p50"), (0.95, "p95")):
        assert np.quantile(every, share) == row[column]


def test_a_national_election_is_paid_from_the_regencys_budget():
    found = _with(assessment_year=2029, start="2028-12")
    apbd, every = found.card.cost_rp(["election"])
    assert (apbd == every).all()
    assert apbd.min() > 0


def test_the_claimed_baseline_covers_more_and_scores_no_less(result):
    other = other_baseline(result)
    assert other.plan.baseline == "claimed"
    assert other.number("covered_share") > 0.7 > result.number("covered_share")
    assert other.number("aspect_coverage") > result.number("aspect_coverage")
    # the same random numbers: all other aspects are untouched
    assert other.aspects[:, 0].tolist() == result.aspects[:, 0].tolist()


def test_stricter_rules_score_coverage_lower(result):
    whole = result.table("coverage_rules").set_index(["rule", "target"])["mean"]
    assert whole["share_of_target", "banten_target_2030"] < whole["share_of_target", "target_rkp"]
    for target in ("target_rkp", "target_ucj", "banten_target_2030"):
        assert whole["reached", target] <= whole["share_of_target", target]
    assert whole["workers", ""] == pytest.approx(100 * result.before.covered_share.mean())
    one = _with(coverage_rule="reached", coverage_target="banten_target_2030")
    assert one.number("aspect_coverage") < result.number("aspect_coverage")


def test_the_chosen_set_is_the_best_within_the_budget_and_fits_it(result):
    table = result.table("budgets")
    assert table["gain"].is_monotonic_increasing
    assert (table["apbd_rp"] <= table["budget_rp"]).all()
    assert (table["surest_least"] >= table["gain_least"] - 1e-9).all()
    own = table[table["budget_rp"] == result.plan.budget_rp].iloc[0]
    assert own["actions"] == " ".join(result.chosen)
    apbd, _ = result.card.cost_rp(result.chosen)
    assert (apbd <= result.plan.budget_rp).mean() >= 0.9
    mean = float((result.card.aspects_after(result.chosen) - result.aspects).mean(axis=0) @ result.middle_weights)
    assert own["gain"] == pytest.approx(100 * mean)


def test_named_actions_take_the_place_of_the_best():
    found = _with(actions=["perda", "outlets"])
    assert found.chosen == ("perda", "outlets")
    # the best is told all the same
    assert "election" in found.best
    nothing = _with(actions=[])
    assert not nothing.measures["gain_chosen"].any()


@pytest.mark.slow
def test_without_time_a_perda_is_not_done():
    late = _with(start="2027-11")
    assert not late.card.done["perda"].any()
    assert not late.measures["gain_perda"].any()
    assert late.number("gain_perbup_asn", "mean") < _with().number("gain_perbup_asn", "mean")
    early = _with(start="2026-01")
    assert early.card.done["perda"].all()


def test_shares_of_being_best_and_of_variance_sum_to_one(result):
    done = np.stack([result.gain([action]) > 0 for action in result.plan.available]).any(axis=0).mean()
    assert result.table("actions")["best"].sum() == pytest.approx(done)
    assert result.table("evidence")["of_variance"].sum() == pytest.approx(1)
    assert result.table("aspects")["largest"].sum() == pytest.approx(1)
    ranks = result.table("ranks")
    for column in ("chance", "chance_after", "chance_low", "chance_high"):
        assert ranks[column].sum() == pytest.approx(1)


def test_settling_an_item_is_worth_its_range_in_its_aspect(result):
    table = result.table("evidence").set_index("item")
    # one of five items of one of four aspects, from nothing to all
    assert table.loc["village_rule", "width"] == pytest.approx(100 / 4 / 5)
    assert table.loc["perbup_asn", "width"] == pytest.approx(0.5 * 100 / 4 / 5)


def test_what_a_regulation_costs_counts_once(result):
    """In the action's own cost, and not again in what the road takes from others."""
    apbd, others = result.card.coverage_rp[frozenset({"permits"})]
    dearer = result.numbers.values | {"cost_permits": 2 * result.numbers.values["cost_permits"]}
    numbers = replace(result.numbers, values=dearer)
    levels = levels_of(result.plan, result.facts, list(result.laws), result.settings, numbers, result.rise)
    found = levels[frozenset({"permits"})]
    assert (found.apbd_rp.tolist(), found.others_rp.tolist()) == (apbd.tolist(), others.tolist())


@pytest.mark.slow
def test_without_new_action_the_scenarios_mix_pays():
    """The budget that a funding plan has is there before any action; what the drives and obligations add is not."""
    pushed = _with(funding="funding_full_push")
    road = run_universal(pushed.plan.approach, draws=256)
    assert pushed.number("covered_share") == pytest.approx(road.number("coverage_2027"), rel=1e-9)
    assert pushed.number("funded_of_pool") > 1.2 * _with().number("funded_of_pool")


def test_counting_apbd_alone_ranks_what_others_pay_for_higher(result):
    apbd = _with(count="apbd")
    assert "sponsorship" in apbd.best_share  # running it costs APBD, what civil servants pay does not count
    assert apbd.number("per_billion_sponsorship") > result.number("per_billion_sponsorship")
    assert apbd.number("gain_sponsorship") == result.number("gain_sponsorship")


def test_other_regions_of_the_province_are_compared_and_no_others(result):
    assert set(peer_codes(result.region)) == {"36.01", "36.02", "36.04", "36.71", "36.72", "36.73", "36.74"}
    assert set(result.measures["rank"]) <= set(range(1, 9))
    alone = _with(peers=False)
    assert alone.ranks is None
    assert {"rank", "rank_after"}.isdisjoint(alone.measures)
    assert {"ranks", "regions"}.isdisjoint(alone.tables)


def test_a_region_of_which_nothing_is_known_may_score_anything(result):
    codes = peer_codes(result.region)
    scores = result.peers[""][:, codes.index("36.01")]
    assert scores.min() < 0.05
    assert scores.max() > 0.95
    known = result.peers[""][
        :, codes.index("36.73"), ASPECTS.index("coverage")
    ]  # 11 % covered: one of three items is low
    assert known.max() < 0.8


def test_at_the_middle_the_score_is_the_middle_of_the_draws(result):
    unknowns = {key: np.full(3, one.distribution.quantile(0.5)) for key, one in result.unknowns.items()}
    found = result.evaluate(unknowns)
    assert found["score"] == pytest.approx(result.number("score"), abs=3)
    assert (found["lead_per_billion"] > 0).all()


def test_all_that_a_run_rests_on_is_in_its_inputs(result):
    data = set(result.inputs["data"])
    wanted = {"regions/36.03/paritrana.csv", "indonesia/paritrana_peers.csv", "indonesia/paritrana_weights.csv"}
    wanted |= {f"unknowns/{name}.yaml" for name in ("baseline", "universal", "paritrana", "sponsorship", "election")}
    wanted |= {"plans/pilkades_2027.yaml", "law/coverage_growth.yaml", "law/target_ucj.yaml", "law/bpu_rate.yaml"}
    assert {f"data/{name}" for name in wanted} <= data
    assert inputs_now(result.plan, Settings(draws=256)) == result.inputs


@pytest.mark.slow
def test_the_regencys_own_scorecard_takes_effect(project):
    path = project / "data/regions/36.03/paritrana.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[table["item"] == "village_rule", ["score_low", "score_high"]] = ["1", "1"]
    table.to_csv(path, index=False)
    found = run(draws=256)
    place = list(table["item"]).index("village_rule")
    assert (found.card.before[:, place] == 1).all()
    assert (found.card.after(["village"])[:, place] == 1).all()


def test_a_region_without_a_scorecard_is_told_how_to_make_one(project):
    for name in ("paritrana.csv", "paritrana.yaml"):
        (project / "data/regions/36.03" / name).unlink()
    with pytest.raises(InputError, match=r"36.03/paritrana.csv: not there; .*--template paritrana"):
        run(draws=256)


def test_what_moves_the_cost_is_asked_of_the_draws_that_the_run_used(result):
    behind = result.drawn_behind("apbd_chosen")
    assert all((behind[key] == result.numbers.values[key]).all() for key in behind)
    moved = [one.unknown for one in movers(result, "apbd_chosen")]
    of_others = {f"cost_{action}" for action in ACTIONS if action not in result.chosen}
    assert {"cost_permits", "cost_perda"} <= {f"cost_{action}" for action in result.chosen}
    assert set(moved[:2]) == {"cost_permits", "cost_perda"}
    assert not of_others.intersection(moved)


def test_where_no_action_is_done_in_time_none_is_the_best_per_rupiah(result):
    idle = ~np.stack([result.gain([action]) > 0 for action in result.plan.available]).any(axis=0)
    assert 0 < idle.mean() < 0.1
    best = np.stack([*result.best_share.values()])
    assert not best[:, idle].any()
    assert (best[:, ~idle].sum(axis=0) == 1).all()
    assert result.lead == _with(baseline="claimed").lead == "sponsorship"


def test_the_ends_of_what_is_possible_hold_the_score_after_the_actions(result):
    least, most = possible_after(result)
    after = result.score + result.gain(result.chosen)
    assert result.possible[0] <= least <= after.min()
    assert after.max() <= most <= 100
    assert most > result.possible[1]
    assert possible_after(_with(actions=[])) == pytest.approx(result.possible)
