"""The funding plan over draws: sums, certainty, limits, frontier, law, and plans that cannot be kept."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.page.words import Words
from simulate.programmes.funding.model import LinearProgramme
from simulate.programmes.funding.page import topping_up
from simulate.programmes.funding.plan import PAYERS, FundingPlan
from simulate.programmes.funding.problem import apbd_by_year_rp, counting_on, keeps_target
from simulate.programmes.funding.study import run
from simulate.programmes.funding.tables import (
    BILLION,
    EVERY_YEAR,
    across,
    highest_floor,
    relief_for_apbd_rp,
    target_worth_rp,
)
from simulate.study.sensitivity import one_at_a_time, sobol_indices


@pytest.fixture(scope="module")
def result():
    return run(draws=512)


def test_payers_sum_to_contributions_and_kecamatan_to_the_regency(result):
    found = result.measures
    assert np.allclose(sum(found[f"paid_{payer}"] for payer in PAYERS), found["contributions"])
    assert np.allclose(sum(found[f"workers_{payer}"] for payer in PAYERS), found["protected_end"])
    assert np.allclose(found["paid_apbd"] + found["registering"], found["cost_regency"])
    assert np.allclose(result.delivered.kecamatan.sum(axis=1), found["protected_end"])
    yearly = result.table("mix_by_year")
    assert yearly["paid_rp_mean"].sum() == pytest.approx((found["contributions"] + found["registering"]).mean())


def test_the_chosen_mix_keeps_the_target_with_the_confidence_asked_for(result):
    held = ~result.delivered.short(result.chosen.case.target).any(axis=1)
    assert held.mean() == result.chosen.chance >= result.plan.confidence
    assert np.array_equal(held, keeps_target(result.problem, result.chosen.case, result.chosen.mix))
    assert np.array_equal(held, result.measures["shortfall_months"] == 0)
    # a less careful mix would not
    less = counting_on(result.problem, result.chosen.quantile + 0.03)
    assert less.chance < result.plan.confidence
    assert less.cost_rp < result.chosen.cost_rp


def test_filling_gaps_keeps_the_target_at_no_more_workers_than_needed(result):
    others = result.delivered.protected - result.delivered.workers["apbd"]
    together = others + result.delivered.by_need
    assert (together >= result.chosen.case.target - 1e-6).all()
    spare = together > result.chosen.case.target + 1e-6
    assert (result.delivered.by_need[spare] == 0).all()


def test_certainty_has_its_price(result):
    curve = result.table("certainty")
    assert curve["cost_rp"].is_monotonic_increasing
    assert (np.diff(curve["chance"]) > -0.02).all()
    assert result.sure.cost_rp > result.hoped.cost_rp

    def chosen(one):
        """Without registering the workers whom civil servants bring in any case."""
        return one.cost_rp - one.mix.registered[one.case.payers.index("sponsor")].sum() * one.case.registering_rp

    assert result.number("price_of_certainty") == pytest.approx(chosen(result.sure) - chosen(result.hoped), abs=1)
    assert result.hoped.chance < result.chosen.chance


def test_a_budget_too_small_for_the_confidence_is_used_as_carefully_as_it_allows():
    found = run(FundingPlan(apbd_yearly_change=-0.07), draws=256)
    assert found.chosen.fits
    assert not found.sure.fits
    assert found.hoped.chance < found.chosen.chance < found.plan.confidence <= found.sure.chance
    assert found.hoped.cost_rp < found.chosen.cost_rp < found.sure.cost_rp


def test_one_more_billion_buys_what_its_shadow_price_says(result):
    found = result.table("limits_of_budget").set_index("year")["workers_more"]
    years = result.chosen.case.years
    for year, worth in zip(years, result.furthest.of_budget * BILLION, strict=True):
        assert found[year] <= worth * (1 + 1e-6) + 1e-6  # each further rupiah buys no more than the one before
    assert found[EVERY_YEAR] >= found[list(years)].max()
    # nearly all of it pays contributions: a billion in each of three years, over their months
    assert found[EVERY_YEAR] == pytest.approx(1e9 / (12 * 16_800), rel=0.05)


def test_a_place_with_another_payer_saves_what_solving_with_it_saves(result):
    saved = result.table("limits_of_payers").set_index("payer")["saved_rp"]
    case, problem = result.chosen.case, result.problem
    for payer, most in case.ceiling.items():
        more = replace(case, ceiling=case.ceiling | {payer: most + 1.0 * (most > 0)})
        less = result.chosen.cost_rp - apbd_by_year_rp(more, problem.cheapest(more)).sum()
        assert saved[payer] == pytest.approx(less, rel=0.01)
        assert 0 < less < target_worth_rp(result)


def test_what_is_nearest_can_be_kept_and_no_more(result):
    for workers, possible in ((result.furthest.reach * 0.9999, True), (result.furthest.reach * 1.001, False)):
        more = replace(result.chosen.case, workers=workers)
        assert (LinearProgramme(more).cheapest(result.problem.counted) is not None) == possible


def test_the_floor_is_kept_in_every_kecamatan_where_it_binds():
    found = run(FundingPlan(min_kecamatan_share=0.19), draws=256)
    planned = found.table("by_kecamatan")
    assert ((planned["apbd"] + planned["others"]) / planned["need"]).min() >= 0.19 - 1e-9
    assert highest_floor(found) >= 0.19


@pytest.mark.slow
def test_the_frontier_rises_and_ends_with_the_budget(result):
    found = result.table("frontier")
    for name, rows in found.groupby("counting_on"):
        assert rows["cost_rp"].is_monotonic_increasing
        kept = rows[rows["workers"] <= getattr(result, name).case.at_start]  # more would rise to it month by month
        slopes = np.diff(kept["cost_rp"]) / np.diff(kept["workers"])
        assert (np.diff(slopes) > -1e-4 * slopes.max()).all()  # each further worker costs no less
        within = rows[rows["within"]]
        assert within["first_year_rp"].iloc[-1] == pytest.approx(result.plan.apbd_budget_rp, rel=1e-6)
        assert (rows[~rows["within"]]["first_year_rp"] > result.plan.apbd_budget_rp).all()
    ends = found[found["within"]].groupby("counting_on")["workers"].max()
    assert ends["chosen"] == pytest.approx(result.furthest.reach)
    assert ends["chosen"] < ends["hoped"]


@pytest.mark.slow
def test_draws_surround_the_middle(result):
    known = across(result)
    hoped = LinearProgramme(result.hoped.case).furthest().reach
    low, high = np.quantile(known["reach"], (0.05, 0.95))
    assert low < hoped < high
    assert result.furthest.reach < np.median(known["reach"])
    # hardly more than its price: a billion in an early year can also save registering in a later one
    price = 1e9 / (12 * 16_800)
    assert np.quantile(known["billion_every"], 0.9) <= price * 1.15
    # where the number rises from the start, the first year pays for 6.5 of 12 parts of it
    assert (known["billion_every"] <= price * 1.15 * 12 / 6.5).all()


def test_relief_reaches_others_and_not_the_regency():
    result = run(FundingPlan(start="2026-04", sponsorship="default"), draws=256)
    found = result.table("relief").set_index("view")
    assert found.loc["as_is", "cost_regency_rp"] == pytest.approx(found.loc["without", "cost_regency_rp"])
    assert found.loc["as_is", "paid_others_rp"] < found.loc["without", "paid_others_rp"]
    assert found.loc["everyone", "cost_regency_rp"] < found.loc["as_is", "cost_regency_rp"]
    # April to December 2026: half of what APBD pays in those months
    relieved = [place for place, month in enumerate(result.months) if "2026-04" <= month <= "2026-12"]
    by_hand = result.delivered.by_need[:, relieved].sum(axis=1) * 8_400
    assert relief_for_apbd_rp(result) == pytest.approx(by_hand)
    lost = Words("en").value(result.number("relief"), "rp")
    assert f"{lost} in this mix" in topping_up(result).text["en"]


def test_a_plan_after_the_relief_gets_none():
    found = run(FundingPlan(start="2027-04", months=12), draws=256)
    assert (found.measures["relief"] == 0).all()
    assert (relief_for_apbd_rp(found) == 0).all()


def test_the_claim_takes_several_times_the_budget():
    claimed = FundingPlan(baseline="claimed", workers=562_000)
    with pytest.raises(InputError, match="infeasible_target"):
        run(claimed, draws=256)
    found = run(claimed.with_values({"apbd_budget_rp": 132_000_000_000}), draws=256)
    assert found.chosen.case.at_start == 562_000
    # 562,000 workers x Rp16,800 x 12 months
    assert found.measures["cost_regency"].min() > 4 * 0.9 * 562_000 * 16_800 * 12 * 0.9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("levers", "said"),
    [
        (
            {"workers": 200_000},
            r"workers: 200,000 a month cannot be kept: the budget of 2030 is spent .*ceilings",
        ),
        ({"min_kecamatan_share": 0.5}, r"min_kecamatan_share: 0\.5 in each kecamatan takes 336,\d{3} workers"),
        ({"workers": 300_000, "min_kecamatan_share": 0.6}, r"with min_kecamatan_share at most 0\.2"),
        ({"workers": 900_000}, r"workers: 900,000 a month, and there are about 67\d,\d{3} to protect; at most"),
        ({"apbd_budget_rp": 0}, r"apbd_budget_rp: 0, less than registering the workers .*; apbd_budget_rp from 2\d,"),
        (
            {"payers": ["apbd"], "apbd_budget_rp": 28_000_000_000},
            r"130,000 a month cannot be kept: the budget of 2030 is spent",
        ),
        (
            {"months": 12, "workers": 150_000, "ramp_months": 12, "apbd_budget_rp": 27_000_000_000},
            r"workers: 150,000",
        ),
    ],
)
def test_what_cannot_be_kept_is_explained_with_what_can(levers, said):
    with pytest.raises(InputError, match=said) as refused:
        run(FundingPlan(**levers), draws=256)
    [problem] = refused.value.problems
    assert problem.check == "infeasible_target"
    # every remedy that is named works
    for remedy in str(dict(problem.values)["wanted"]).split(", or "):
        changed = dict(levers)
        for lever, number in re.findall(
            r"(apbd_budget_rp|min_kecamatan_share)? ?(?:at most|from) ([\d,.]+\d)", remedy
        ):
            typed = number.replace(",", "")
            changed[lever or "workers"] = float(typed) if "." in typed else int(typed)
        assert changed != levers
        assert run(FundingPlan(**changed), draws=256).hoped.fits, remedy


@pytest.mark.slow
def test_sensitivity_asks_the_plan_itself(result):
    alone = one_at_a_time(result)
    assert set(alone["outcome"]) == {"cost_recourse", "protected_end"}
    assert {"zakat_persons", "csr_persons"} <= set(alone[alone["outcome"] == "protected_end"]["unknown"][:4])
    shares = sobol_indices(result)
    assert set(shares["unknown"]) <= set(result.used)


@pytest.mark.slow
def test_no_unknown_is_drawn_that_the_plan_does_not_use():
    for plan in (FundingPlan(), FundingPlan(payers=["apbd", "csr"], workers=100_000)):
        found = run(plan, draws=256)
        values = {key: unknown.distribution.quantile(np.full(4, 0.5)) for key, unknown in found.unknowns.items()}
        used = {key: values[key] for key in found.used}
        assert {name: one[0] for name, one in found.evaluate(used).items()} == pytest.approx(
            {name: one[0] for name, one in found.evaluate(values).items()}
        )
        for key in found.used:
            with pytest.raises(KeyError, match=key):
                found.evaluate({name: one for name, one in used.items() if name != key})


def test_every_table_is_written_beside_the_report(result):
    tables = result.tables
    assert all(len(table) for table in tables.values())
    further = {"frontier", "certainty", "options", "limits_of_budget", "limits_of_payers", "relief", "prices"}
    mixes = {"headline", "mix_by_month", "mix_by_year", "by_kecamatan", "assumptions"}
    assert further | mixes == set(tables)
    assert tables["by_kecamatan"]["kecamatan_code"].str.fullmatch(r"36\.03\.\d\d").all()


def test_options_of_a_year_are_mixes_carried_out(result):
    found = result.table("options").set_index(["option", "year"])
    years = list(result.chosen.case.years)
    for place, year in enumerate(years):
        own, hoped, fewer = (found.loc[(option, year)] for option in ("chosen", "hoped", "fewer"))
        assert own["allocated_rp"] == pytest.approx(result.allocation_rp(place))
        assert own["used_p50"] == pytest.approx(np.median(result.by_need_rp[:, place]))
        assert (
            own["chance"] == result.chosen.chance >= result.plan.confidence > hoped["chance"] == result.hoped.chance
        )
        assert fewer["workers"] == 0.75 * own["workers"] == 0.75 * hoped["workers"]
        assert fewer["allocated_rp"] < hoped["allocated_rp"] < own["allocated_rp"]
    # fewer workers at a quarter less: what APBD fills is the target less what the same others bring
    case = replace(result.chosen.case, workers=0.75 * result.chosen.case.workers)
    others = result.delivered.protected - result.delivered.workers["apbd"]
    need = np.maximum(case.target - others, 0)
    inside = case.year == 0
    least = (need[:, inside] @ case.price_rp["apbd"][inside]).mean()
    assert least < found.loc[("fewer", years[0]), "used_mean"] < 1.1 * least


def test_the_same_plan_gives_the_same_bytes(result):
    again = run(draws=512)
    assert again.headline_table.equals(result.headline_table)
    assert again.identity == result.identity
    assert run(FundingPlan(confidence=0.8), draws=512).identity != result.identity


plans = st.fixed_dictionaries(
    {
        "baseline": st.sampled_from(["reconciled", "claimed"]),
        "start": st.sampled_from(["2026-01", "2026-07", "2027-11"]),
        "months": st.integers(12, 60),
        "workers": st.integers(1_000, 300_000),
        "ramp_months": st.integers(0, 12),
        "apbd_budget_rp": st.integers(20, 200).map(lambda billions: billions * 10**9),
        "apbd_yearly_change": st.floats(-0.3, 0.3),
        "apbdes_share": st.floats(0, 0.1),
        "payers": st.sets(st.sampled_from(PAYERS[1:])).map(lambda others: ["apbd", *others]),
        "min_kecamatan_share": st.floats(0, 0.3),
        "objective": st.sampled_from(["regency", "public", "all"]),
        "confidence": st.floats(0.5, 0.99),
        "transport_share": st.floats(0, 1),
    }
)


@pytest.mark.slow
@settings(max_examples=15)
@given(levers=plans)
def test_sums_hold_in_any_plan_that_can_be_kept(levers):
    plan = FundingPlan(**levers)
    try:
        found = run(plan, draws=256)
    except InputError as error:
        assert error.problems[0].check == "infeasible_target"
        assume(False)
    measures = found.measures
    assert all(np.isfinite(draws).all() and (draws >= -1e-6).all() for draws in measures.values())
    assert np.allclose(measures["workers_others"] + measures["workers_apbd"], measures["protected_end"])
    assert (found.chosen.mix.workers.sum(axis=0) >= found.chosen.case.target - 1e-4).all()
    assert found.furthest.reach >= plan.workers * (1 - 1e-6)
    assert found.hoped.fits
    assert found.chosen.fits
