"""Targets, budgets, levers, worlds and measures of the pathway to universal coverage."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.programmes.universal.plan import SWITCHES, UniversalPlan
from simulate.programmes.universal.study import MEASURES, other_baseline, own_chance, run, run_on, year_reached
from simulate.programmes.universal.tables import EFFECTS, JUDGED, worlds
from simulate.study.sensitivity import one_at_a_time, sobol_indices


@pytest.fixture(scope="module")
def result():
    return run(draws=1024)


def test_the_targets_are_those_of_the_law_base_and_the_province(result):
    """RKP 2026 34.99 %, RPJMN 2029 43.92 %, UCJ 2025 52.15 %, RPJPN 2045 99.5 % (ayonusa.com); Banten (rubrikbanten)."""
    found = {target.key: (target.level, target.year) for target in result.targets}
    assert found == {
        "target_rkp": (0.3499, 2026),
        "target_rpjmn": (0.4392, 2029),
        "banten_target_soon": (0.5, None),
        "target_ucj": (0.5215, 2025),
        "banten_target_2030": (0.65, 2030),
        "target_rpjpn": (0.995, 2045),
        "everyone": (1.0, None),
    }
    assert all(target.source for target in result.targets if target.key != "everyone")


def test_a_chance_is_the_share_of_draws_and_falls_with_the_level(result):
    table = result.table("targets").set_index(["target", "year"])["chance"]
    for year in range(2027, 2031):
        coverage = result.measures[f"coverage_{year}"]
        for target in result.targets:
            assert table[target.key, year] == (coverage >= target.level).mean()
        chances = [table[target.key, year] for target in result.targets]
        assert chances == sorted(chances, reverse=True)
    assert own_chance(result)[0] == table["own", 2030] == table["banten_target_2030", 2030]
    errors = result.table("targets")["mc_error"]
    assert errors.between(0, 0.03).all()


def test_the_year_in_which_a_level_is_reached_is_that_of_the_median(result):
    level = float(np.median(result.measures["coverage_2029"]))
    assert year_reached(result, level) == 2029
    assert year_reached(result, 1.0) is None


def test_the_province_lately_grew_as_the_plan_without_new_steps(result):
    """Banten's active members grew by 3.74 % in the 23 months to November 2025: derived from two press counts."""
    seen = result.region.figure("coverage", "banten_participants_growth_nov_2025").value / 100
    grown = result.outcome.road.covered[:, 22] / result.outcome.start.covered - 1
    low, high = np.quantile(grown, (0.05, 0.95))
    assert low < seen < high


def test_the_claim_and_the_reconciled_start_differ_and_share_their_draws(result):
    other = other_baseline(result)
    assert other.plan.baseline == "claimed"
    assert other.number("coverage_start") == pytest.approx(0.78)
    assert np.array_equal(other.measures["employed_end"], result.measures["employed_end"])
    assert other_baseline(other).headline_table.equals(result.headline_table)


@pytest.mark.slow
def test_the_needed_budget_reaches_the_target_and_a_little_less_does_not(result):
    found = result.table("needed_budgets").set_index("chance")
    assert found.loc[0.5, "budget_rp"] < found.loc[0.9, "budget_rp"]
    for chance, row in found.iterrows():
        assert row["reached"] == pytest.approx(chance, abs=0.01)
        less = UniversalPlan(subsidised_budget_rp=int(0.97 * row["budget_rp"]))
        assert own_chance(run_on(result.facts, less, result.settings))[0] < chance


def test_a_target_that_is_reached_needs_no_budget_and_full_coverage_none_can_buy(result):
    easy = run_on(result.facts, UniversalPlan(target=0.3, target_year=2027), result.settings)
    assert easy.table("needed_budgets")["budget_rp"].iloc[0] == 0
    everyone = run_on(result.facts, UniversalPlan(target=1.0), result.settings)
    assert everyone.table("needed_budgets")["budget_rp"].isna().all()


@pytest.mark.slow
def test_each_move_is_judged_on_everything_and_obligations_add(result):
    found = result.table("levers_alone")
    moves = found.set_index(["lever", "value", "measure"])["p50"]
    assert set(found["measure"]) == set(JUDGED)
    assert set(found["lever"]) <= set(EFFECTS)
    for switch in SWITCHES:
        assert moves[switch, "2028-01", "covered_end"] > 0
    together = moves["all_switches", "2028-01", "covered_end"]
    assert max(moves[switch, "2028-01", "covered_end"] for switch in SWITCHES) < together
    assert moves["compliance_drive", "none", "covered_end"] < 0 < moves["compliance_drive", "strong", "covered_end"]
    # a regulation costs the regency what making it takes, and employers their contributions
    made = result.unknowns["cost_permits"].distribution.quantile(0.5)
    assert moves["permits_from", "2028-01", "cost_apbd"] == pytest.approx(made, rel=0.02)
    assert moves["permits_from", "2028-01", "cost_total"] > moves["permits_from", "2028-01", "cost_apbd"]
    # opt-out deduction covers more workers, for whom APBD then pays less; without the programme fewer are covered
    assert moves["sponsorship", "none", "covered_end"] < moves["sponsorship", "payroll_default_2027", "covered_end"]
    assert moves["sponsorship", "payroll_default_2027", "cost_apbd"] < 0


@pytest.mark.slow
def test_a_set_budget_may_grow(result):
    plan = UniversalPlan(subsidised_budget_rp=30 * 10**9)
    found = run_on(result.facts, plan, result.settings).table("levers_alone")
    found = found.set_index(["lever", "value", "measure"])["p50"]
    assert found["subsidised_growth", "0.1", "cost_apbd"] > 0


@pytest.mark.slow
def test_an_obligation_that_the_plan_has_is_taken_out(result):
    plan = UniversalPlan(permits_from="2027-01", contractors_from="2027-01", village_workers_from="2027-01")
    found = run_on(result.facts, plan, result.settings).table("levers_alone")
    found = found.set_index(["lever", "value", "measure"])["p50"]
    for switch in SWITCHES:
        assert found[switch, "none", "covered_end"] < 0


@pytest.mark.slow
def test_the_worlds_told_hold_the_rarer_side_more_often_than_chance(result):
    kind, _ = worlds(result)
    assert kind == "nearest"  # hardly any draw reaches the target
    kind, box = worlds(run_on(result.facts, UniversalPlan(target=0.5), result.settings))
    assert kind == "reach"
    assert box.density > 1.5 * box.weak
    assert "active_share" in box.limits
    kind, box = worlds(run_on(result.facts, UniversalPlan(target=0.44), result.settings))
    assert kind == "miss"
    assert box.limits["active_share"][0] == -np.inf  # a low start


def test_costs_by_year_and_payer_sum_to_the_measures(result):
    found = result.table("cost_by_year")
    for payer, rows in found.groupby("payer"):
        assert rows["mean"].sum() == pytest.approx(result.number(f"cost_{payer}", "mean"))
    payers = found[found["payer"] != "total"].groupby("year")["mean"].sum()
    assert np.allclose(payers, found[found["payer"] == "total"].set_index("year")["mean"])


def test_expected_claims_by_year_are_those_drawn_on_average(result):
    years = result.table("fund_by_year")
    assert years["net_rp_mean"].sum() == pytest.approx(result.number("jkm_fund_net", "mean"), abs=6e8)
    assert (years["ratio_p05"] < years["ratio_p95"]).all()


def test_what_is_asked_further_is_written_beside_the_report(result):
    tables = result.tables
    assert {"headline", "targets", "members_by_month", "levers_alone", "needed_budgets"} <= set(tables)
    assert all(len(table) for table in tables.values())


@pytest.mark.slow
def test_sensitivity_asks_the_plan_itself(result):
    first = one_at_a_time(result).query("outcome == 'coverage_end'").iloc[0]
    assert first["unknown"] == "active_share"
    shares = sobol_indices(result)
    assert set(shares["unknown"]) <= set(result.used)
    assert shares.groupby("outcome")["first"].sum().between(0.75, 1.1).all()


PLANS = (
    UniversalPlan(),
    UniversalPlan(baseline="claimed", compliance_drive="none", self_pay_drive="none", sponsorship="slogan"),
    UniversalPlan(
        contractors_from="2027-01",
        permits_from="2027-01",
        village_workers_from="2027-01",
        compliance_drive="strong",
        self_pay_drive="strong",
        months=36,
        target_year=2028,
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS, ids=("default", "quiet", "loud"))
def test_no_unknown_is_drawn_that_the_plan_does_not_use(plan):
    found = run(plan, draws=256)
    values = {key: unknown.distribution.quantile(np.full(4, 0.5)) for key, unknown in found.unknowns.items()}
    others = {key: unknown.distribution.quantile(np.full(4, 0.9)) for key, unknown in found.unknowns.items()}
    used = values | {key: others[key] for key in found.unknowns if key not in found.used}
    for name, expected in found.evaluate(values).items():
        assert np.array_equal(found.evaluate(used)[name], expected), name


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    levers=st.fixed_dictionaries(
        {
            "baseline": st.sampled_from(["claimed", "reconciled"]),
            "start": st.sampled_from(["2026-01", "2026-07", "2028-04"]),
            "months": st.sampled_from([24, 37, 60]),
            "target_year": st.just(2029),
            "subsidised_budget_rp": st.none() | st.integers(0, 10**12),
            "subsidised_growth": st.just(0.0) | st.floats(-0.5, 1),
            "sponsorship": st.none() | st.sampled_from(["start_2027", "payroll_default_2027", "slogan"]),
            "self_pay_drive": st.sampled_from(["none", "as_now", "strong"]),
            "compliance_drive": st.sampled_from(["none", "as_now", "strong"]),
            "contractors_from": st.none() | st.just("2028-06"),
            "permits_from": st.none() | st.just("2028-06"),
            "village_workers_from": st.none() | st.just("2028-06"),
            "transport_share": st.floats(0, 1),
        }
    )
)
def test_sums_hold_in_any_plan(result, levers):
    try:
        plan = UniversalPlan(**levers)
    except InputError:  # a month or year outside the plan
        return
    few = result.settings.with_values({"draws": 256})
    measures = run_on(result.facts, plan, few).measures
    assert set(measures) <= set(MEASURES)
    for name, draws in measures.items():
        assert np.isfinite(draws).all(), name
        if name not in ("coverage_gain", "jkm_fund_net"):
            assert (draws >= -1e-6).all(), name
    assert (measures["coverage_end"] <= 1).all()
    ends = sum(
        measures[f"{channel}_end"]
        for channel in ("pu", "jakon", "self", "subsidised", "sponsored", "village", "others")
    )
    assert np.allclose(ends, measures["covered_end"])
    assert np.allclose(ends + measures["uncovered_end"], measures["employed_end"])
    paid = sum(draws for name, draws in measures.items() if name.startswith("cost_") and name != "cost_total")
    assert np.allclose(paid, measures["cost_total"])
    parts = sum(measures.get(f"benefits_{part}", 0) for part in ("jkm", "jkk", "scholarship"))
    assert np.allclose(parts, measures["benefits"])


def test_a_ratio_without_a_base_is_left_out_not_made_zero(project):
    alone = "programme: funding\nlevers: {payers: [apbd], workers: 100000}\n"
    (project / "data/plans/apbd_alone.yaml").write_text(alone, encoding="utf-8")
    nobody = run(
        UniversalPlan(
            subsidised_budget_rp=0,
            sponsorship=None,
            funding="apbd_alone",
            self_pay_drive="none",
            compliance_drive="none",
        ),
        draws=256,
    )
    assert not {"loss_ratio", "loss_ratio_jkm", "per_new_worker_year"} & set(nobody.measures)
    assert (nobody.measures["contributions_new"] == 0).all()
