"""Records, back-test, levers and calendar of election cover."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.plan.named import read_plan
from simulate.programmes.election.plan import ElectionPlan, Role
from simulate.programmes.election.study import JUDGED, run, run_on
from simulate.programmes.election.tables import OBSERVED, pilkada_stations, press_counts, reporting_curve, since_2019
from simulate.study.sensitivity import one_at_a_time, sobol_indices


@pytest.fixture(scope="module")
def result():
    return run(draws=1024)


def test_the_reporting_curve_follows_the_press(result):
    curve, (days, counts) = reporting_curve(result), press_counts(result.region)
    # 54, 91, 144, 225, 318, 440, 469, 486 deaths of KPPS on days 4 to 29 after 17 April 2019
    assert days.tolist() == [4, 5, 7, 8, 13, 17, 23, 29]
    assert counts.tolist() == [54, 91, 144, 225, 318, 440, 469, 486]
    assert np.abs(curve.count_by(days) / counts - 1).max() < 0.15
    assert curve.count_by(29) == pytest.approx(486, rel=0.03)
    assert 0 < curve.delay.cdf(5) < curve.delay.cdf(11) < curve.delay.cdf(60) <= 1


def test_records_of_polling_officers_lie_below_population_mortality(result):
    found = result.table("records").set_index("record")
    # committees, who work for months, are the exception that `committee_ratio` carries
    officers = found.drop(index=["kpu_2024_pps", "kpu_2024_ppk"])
    assert (officers["ratio_p95"] < 1).all()
    assert found.loc["kpu_2024_ppk", "ratio_p95"] > 1
    by_hand = 152 / found.loc["kpu_2024", "expected_p50"]
    assert found.loc["kpu_2024", "ratio_p50"] == pytest.approx(by_hand, rel=0.01)


def test_the_fall_since_2019_is_the_age_limit_times_the_rest(result):
    found = since_2019(result)
    assert np.allclose(found["age_cap"] * found["rest"], found["ratio"])
    assert found["rate_2024"] == pytest.approx(152 / 5_741_127 * 1e6)
    assert (found["age_cap"] < 1).all()


def test_the_regency_is_foretold_from_the_nation(result):
    found = result.table("backtest").set_index("case")
    seen = {"kpu_2019": 5, "kpu_2024": 7, "bpjs_2024": 14, "bpjs_2024_rp": 842.8e6, "kpu_pilkada_2024": 2}
    for case, count in seen.items():
        assert found.loc[case, "observed"] == count
    # what holds and what does not, as the report says
    assert found["inside"].to_dict() == {
        "kpu_2019": True,
        "kpu_2024": False,
        "kpu_2024_kpps": False,
        "kpu_2024_linmas": True,
        "bpjs_2024": True,
        "bpjs_2024_rp": True,
        "kpu_pilkada_2024": False,
    }
    assert (found["p05"] <= found["p95"]).all()
    assert set(found.index) == set(OBSERVED)


@pytest.mark.slow
def test_the_regencys_counts_do_not_tune_the_model(result, project):
    """Another count changes what is observed and nothing that the model says."""
    path = project / "data/regions/36.03/elections.csv"
    text = path.read_text(encoding="utf-8")
    for row, value in (("kpu_deaths_feb_2024", 7), ("bpjs_families_mar_2024", 14), ("kpu_deaths_apr_2019", 5)):
        [line] = [line for line in text.splitlines() if line.startswith(f"{row},")]
        assert f",{value},persons" in line
        text = text.replace(line, line.replace(f",{value},persons", f",{value * 3},persons"))
    path.write_text(text, encoding="utf-8")
    other = run(draws=1024)
    columns = ["case", "p05", "p50", "p95"]
    assert other.table("backtest")[columns].equals(result.table("backtest")[columns])
    assert other.headline_table.equals(result.headline_table)
    assert not other.table("backtest")["observed"].equals(result.table("backtest")["observed"])


def test_the_pilkadas_stations_follow_from_the_pemilus_fill(result):
    foretold, counted = pilkada_stations(result)
    assert counted == 4_484
    assert foretold == pytest.approx(counted, rel=0.05)


@pytest.mark.slow
def test_levers_that_prevent_deaths_are_told_from_those_that_pay(result):
    found = result.table("levers_alone").set_index(["lever", "value", "measure"])["p50"]
    assert {measure for _, _, measure in found.index} == set(JUDGED)
    assert found["age_cap", "50", "deaths"] < found["age_cap", "55", "deaths"] < 0
    assert found["age_cap", "50", "cost"] == 0
    assert found["screening", "full", "deaths"] < 0 < found["screening", "full", "cost"]
    assert found["payer", "worker", "deaths"] == 0 > found["payer", "worker", "families"]
    assert (
        found["registration", "after_induction", "cost"] == 0 > found["registration", "after_induction", "families"]
    )
    assert "everyone" not in found.index.get_level_values("lever")  # the plan covers everyone


@pytest.mark.slow
def test_covering_all_is_told_of_a_plan_that_does_not(result):
    some = run(ElectionPlan(covered_share=0.5), draws=256)
    found = some.table("levers_alone").set_index(["lever", "measure"])
    assert found.loc[("everyone", "cost"), "p50"] == pytest.approx(some.number("contributions"), rel=0.01)


def test_the_calendar_names_the_elections_to_come(result):
    found = result.table("calendar").set_index("event")
    assert list(found.index) == ["pilkades_2027", "pemilu_2029", "pilkades_2029", "pilkades_2031", "pilkada_2031"]
    assert found.loc["pilkades_2027", "desa"] == 153
    named = run(ElectionPlan(**read_plan("pilkades_2027", ElectionPlan).levers), draws=result.settings.draws)
    own = named.headline_table.set_index("measure").loc["contributions"]
    # the round of 2027 is one election with one price, and the regency's budget bears it (UU 6/2014 art. 34)
    assert found.loc["pilkades_2027", ["p05", "p50", "p95"]].tolist() == own[["p05", "p50", "p95"]].tolist()
    assert found.loc["pilkades_2027", "payer"] == named.plan.payer == "apbd"
    assert found.loc["pemilu_2029", "p50"] == result.number("contributions")
    assert found.loc["pilkada_2031", "payer"] == "nphd"
    assert found.loc["pemilu_2029", "first_month"] == "2027-10"


def test_budget_years_and_institutions_sum_to_the_contributions(result):
    found = result.table("by_budget_year")
    whole = found[found["institution"] == "all"]["mean"].sum()
    assert whole == pytest.approx(result.number("contributions", "mean"))
    parts = found[found["institution"] != "all"].groupby("year")["mean"].sum()
    assert np.allclose(parts, found[found["institution"] == "all"].set_index("year")["mean"])


def test_what_is_asked_further_is_written_beside_the_report(result):
    tables = result.tables
    assert list(tables["staffing"]) == ["event", "role", "persons"]
    assert {"pemilu_2024", "pilkada_2024", "pemilu_2029"} <= set(tables["staffing"]["event"])
    assert set(tables["staffing"]["role"]) == set(Role.__args__)
    assert all(len(table) for table in tables.values())


def test_the_chance_of_deaths_is_what_the_draws_say(result):
    table, chances = result.table("distribution").set_index("measure"), result.table("chances").set_index("k")
    assert chances["deaths_k_or_more"].loc[0] == 1
    assert chances["deaths_k_or_more"].is_monotonic_decreasing
    # the mean of a count is the sum of the chances of one or more, two or more, …
    assert chances["deaths_k_or_more"].loc[1:].sum() == pytest.approx(result.measures["deaths"].mean())
    for name, chance in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99)):
        assert table.loc["benefits", name] == pytest.approx(np.quantile(result.measures["benefits"], chance))


@pytest.mark.slow
def test_sensitivity_asks_the_plan_itself(result):
    alone = one_at_a_time(result)
    assert set(alone["outcome"]) == {"deaths", "benefits", "contributions"}
    first = alone[alone["outcome"] == "contributions"].iloc[0]
    assert first["unknown"] == "roll_growth"
    shares = sobol_indices(result)
    assert set(shares["unknown"]) <= set(result.used)
    assert shares.groupby("outcome")["first"].sum().between(0.8, 1.1).all()


@pytest.mark.slow
def test_no_unknown_is_drawn_that_the_plan_does_not_use():
    plans = [ElectionPlan(), ElectionPlan(payer="worker", screening="full", shift_limit=True, date="2024-02")]
    for plan in plans:
        result = run(plan, draws=256)
        values = {key: unknown.distribution.quantile(np.full(4, 0.5)) for key, unknown in result.unknowns.items()}
        used = {key: values[key] for key in result.used}
        assert {name: one[0] for name, one in result.evaluate(used).items()} == {
            name: one[0] for name, one in result.evaluate(values).items()
        }
        for key in result.used:
            with pytest.raises(KeyError, match=key):
                result.evaluate({name: one for name, one in used.items() if name != key})


plans = st.fixed_dictionaries(
    {
        "event": st.sampled_from(["pemilu", "pilkada"]),
        "date": st.sampled_from(["2024-02", "2024-11", "2027-06", "2029-02", "2031-11"]),
        "tps_cap": st.none() | st.integers(50, 3000),
        "roles": st.sets(st.sampled_from(Role.__args__), min_size=1).map(sorted),
        "covered_share": st.none() | st.floats(0, 1),
        "payer": st.sampled_from(["apbd", "apbdes", "worker"]),
        "contribution_basis": st.sampled_from(["honorarium", "minimum_wage"]),
        "programmes": st.sampled_from(["jkk_jkm", "jkk_jkm_jht"]),
        "extra_months": st.integers(0, 12),
        "age_cap": st.none() | st.integers(25, 79),
        "screening": st.sampled_from(["none", "as_2024", "full"]),
        "shift_limit": st.booleans(),
        "registration": st.sampled_from(["before_induction", "after_induction"]),
    }
)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(levers=plans)
def test_sums_hold_in_any_plan(result, levers):
    found = run_on(result.facts, ElectionPlan(**levers), result.settings)
    measures = found.measures
    assert all(np.isfinite(draws).all() and (draws >= 0).all() for draws in measures.values())
    assert (measures["workers_covered"] <= measures["workers"] * (1 + 1e-12)).all()
    assert (measures["deaths_jkm"] + measures["deaths_jkk"] <= measures["deaths"]).all()
    assert ("deaths_after" in measures) == (levers["extra_months"] > 0)
    assert np.allclose(found.by_month_rp.sum(axis=1), measures["contributions"])
    workers = found.table("workers_by_role")
    assert workers["covered_p50"].sum() <= workers["persons_p50"].sum() * (1 + 1e-12)


def test_a_region_without_elections_is_refused_by_table(project):
    for ending in ("csv", "yaml"):
        (project / f"data/regions/36.03/elections.{ending}").unlink()
    with pytest.raises(InputError, match=r"data/regions/36\.03/elections\.csv: not there; put the table there"):
        run(draws=256)


def test_a_year_without_mortality_is_refused_by_name():
    with pytest.raises(InputError, match=r"mortality\.csv: no period for 2036"):
        run(ElectionPlan(date="2036-02"), draws=256)
