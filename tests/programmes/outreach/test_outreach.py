"""Runs of outreach: sums, ranges, tables, comparisons on the same numbers, sensitivity."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulate.programmes.outreach.allocation import best
from simulate.programmes.outreach.page import headline
from simulate.programmes.outreach.plan import OutreachPlan
from simulate.programmes.outreach.study import MEASURES, run, run_on
from simulate.programmes.outreach.tables import ranks
from simulate.study.sensitivity import one_at_a_time, sobol_indices


@pytest.fixture(scope="module")
def result():
    return run(draws=512)


def test_desa_add_up_to_kecamatan_and_the_regency(result):
    desa, kecamatan = result.table("by_desa"), result.table("by_kecamatan")
    assert (len(desa), len(kecamatan)) == (274, 29)
    summed = desa.groupby("kecamatan_code")[["uncovered_mean", "gained_mean", "money_rp"]].sum()
    for column in summed:
        assert kecamatan.set_index("kecamatan_code")[column].to_numpy() == pytest.approx(summed[column].to_numpy())
    assert desa["uncovered_mean"].sum() == pytest.approx(result.number("uncovered_start", "mean"))
    assert desa["gained_mean"].sum() == pytest.approx(result.number("gained_end", "mean"))
    assert desa["money_rp"].sum() == pytest.approx(result.plan.budget_rp)


def test_no_draw_spends_more_or_wins_more_than_there_is(result):
    found = result.measures
    assert (found["spent"] <= result.plan.budget_rp * (1 + 1e-9)).all()
    assert (found["gained_end"] < found["registered"]).all()
    assert (found["registered"] < found["winnable"]).all()
    assert (found["winnable"] < found["informal_uncovered"]).all()
    assert (found["gained_year_later"] < found["gained_end"]).all()
    assert list(found) == [name for name in MEASURES if name in found]


def test_the_division_is_no_worse_than_simple_rules(result):
    own, proportional = (result.effort.won(result.rules[rule]).mean(axis=0) for rule in ("best", "proportional"))
    assert own.sum() >= proportional.sum()
    assert result.number("over_equal", "mean") > 0


def test_a_floor_gives_every_kecamatan_its_part_and_costs_workers():
    found = run(OutreachPlan(floor_share=1.0), draws=256)
    shares = found.table("by_kecamatan")["money_rp"] / (found.plan.budget_rp * found.effort.due)
    assert shares.min() >= 1 - 1e-6
    assert found.table("by_kecamatan")["floor_binds"].any()
    own, free = (found.effort.won(found.rules[rule]).mean(axis=0) for rule in ("best", "free"))
    assert free.sum() > own.sum()
    assert list(found.table("allocations")["rule"]) == ["best", "free", "proportional", "equal"]


def test_a_budget_brings_less_and_less(result):
    curve = result.table("budget_curve")
    rows = curve[curve["rule"] == "best"]
    per_rp = rows["mean"] / rows["budget_rp"]
    assert (np.diff(rows["mean"]) > 0).all()
    assert (np.diff(per_rp) < 0).all()
    # the plan's own budget is the headline, to the person
    own = rows[rows["budget_rp"] == result.plan.budget_rp].iloc[0]
    assert own["p50"] == result.number("gained_end", "p50")


def test_more_money_brings_less_than_the_mean_rupiah_and_the_more_the_less(result):
    """A further Rp100 million as if the whole budget were divided anew, and not what uneven steps promise at most."""
    more = 1e8
    anew = best(result.effort, result.plan.budget_rp + more, result.plan.floor_share)
    expected = (result.field.effort.won(anew.money_rp) - result.won["best"]).sum(axis=1)
    assert result.number("gained_next", "mean") == pytest.approx(expected.mean(), rel=0.02)
    assert result.chosen.price * more == pytest.approx(expected.mean(), rel=0.05)
    found = result.measures
    little, much = found["gained_next"] * 10, found["effort_next_per_billion"]
    assert much.mean() < little.mean() < found["effort_per_billion"].mean()


def test_outreach_and_apbd_stand_on_the_same_terms(result):
    """Some draws by hand: registering all who try, contributions of those accepted, less who would pay anyway."""
    found, values, field = result.measures, result.values, result.field
    keep = [field.retention.keep(age) for age in range(36)]
    spans = {"worker_months": 12, "worker_months_year_later": 24, "worker_months_two_later": 36}
    for draw in (0, 100, 500):
        accepted = 1 - values["unreachable"][draw]
        each = 12 * 16800 + values["registration_cost"][draw] / accepted
        joining = values["self_pay_renewal"][draw] * field.start.bpu_others[draw] / field.retention.paid_months[draw]
        paid = sum(joining * keep[month - joined][draw] for month in range(12) for joined in range(month + 1))
        share = paid / (12 * field.start.informal_uncovered[draw])
        assert found["apbd_worker_months"][draw] == pytest.approx(found["spent"][draw] / each * 12 * (1 - share))
        # those who joined in twelve months, month by month up to the end of the second and third year
        added = found["gained_end"][draw] / field.paying[draw, -1]
        for measure, span in spans.items():
            paying = (keep[month - joined][draw] for month in range(span) for joined in range(min(month + 1, 12)))
            assert found[measure][draw] == pytest.approx(added * sum(paying) / 12)
    # who would have registered anyway pay, too, but that is nothing that outreach brings
    paid = result.price_rp["personal"]
    lowest, highest = (
        found["worker_months"] * one * (1 + 1e-9 * side) for one, side in ((paid.min(), -1), (paid.max(), 1))
    )
    assert (lowest <= found["contributions_workers"]).all()
    assert (found["contributions_workers"] <= highest).all()


def test_apbd_covers_no_more_than_there_are():
    found = run(OutreachPlan(budget_rp=10**12, officers_per_desa=20, agents_per_desa=20), draws=256)
    accepted = found.field.start.informal_uncovered * (1 - found.values["unreachable"])
    assert found.measures["apbd_same_money"] == pytest.approx(np.minimum(found.measures["apbd_same_money"], accepted))
    assert (found.measures["apbd_same_money"] > 0.99 * accepted).any()


def test_as_many_desa_are_first_in_each_draw_as_the_plan_names(result):
    per_million, first = ranks(result)
    assert (first.sum(axis=1) == result.plan.first_desa).all()
    assert result.table("by_desa")["chance_first"].sum() == pytest.approx(result.plan.first_desa)
    assert result.table("by_desa")["rank"].tolist() == list(range(1, 275))
    assert (np.diff(result.table("by_desa")["per_million_p50"]) <= 0).all()
    assert (per_million > 0).all()


def test_outlets_of_each_number_and_the_plans_own_agree(result):
    steps = result.table("outlets_by_number").set_index("new_outlets")
    assert steps.loc[0, "gained_mean"] == 0
    one = result.gained_by(result.outlets.steps[1]) / result.values["outlet_cost_year"] * 1e9
    assert steps.loc[1, "added_per_billion_p50"] == pytest.approx(np.median(one))
    assert np.isnan(steps.loc[0, "added_per_billion_p50"])
    assert steps.loc[3, "gained_mean"] == pytest.approx(result.number("outlets_gained", "mean"))
    assert steps.loc[3, "within_mean"] == pytest.approx(result.number("within_after", "mean"))
    assert (np.diff(steps["within_planned"]) >= 0).all()
    roles = result.table("outlets")["role"]
    assert ((roles == "open").sum(), (roles == "new").sum()) == (4, 3)


def test_each_aim_is_best_at_its_own(result):
    table = result.table("outlets_by_objective").set_index("objective")
    assert list(table.index) == ["today", "covering", "p_median"]
    assert table["mean_km_mean"].idxmin() == "p_median"
    people, detour = result.places.people, float(result.unknowns["detour"].distribution.quantile(0.5))
    rows = {key: place for place, key in enumerate(result.outlets.table["outlet_id"])}
    covered = {
        aim: people[result.outlets.nearest([rows[key] for key in opened.split()]) * detour <= 5].sum()
        for aim, opened in table["opened"].items()
    }
    assert covered["today"] < covered["p_median"] <= covered["covering"]
    assert table.loc["covering", "gained_p50"] == result.number("outlets_gained", "p50")
    assert table.loc["covering", "gained_per_billion_p50"] == result.number("outlets_per_billion", "p50")
    assert np.isnan(table.loc["today", "gained_p50"])
    # places that are best for people within reach are not best for workers who register
    assert table.loc["p_median", "gained_mean"] > table.loc["covering", "gained_mean"]
    desa = result.table("by_desa")
    assert (desa["km_after"] <= desa["km_before"]).all()
    assert desa["km_before"].median() > desa["km_after"].median()


def test_places_do_not_change_the_draws_of_the_unknowns(result):
    """Differences between places have random numbers of their own: the regency's totals are other reports'."""
    from simulate.programmes.baseline.study import run as baseline

    own, theirs = result.values, baseline(draws=512)
    assert result.field.start.employed.mean() == pytest.approx(own["employed"].mean())
    correlation = np.corrcoef(own["employed"], result.field.uncovered[:, 0] / result.field.start.uncovered)[0, 1]
    assert abs(correlation) < 0.15
    assert theirs.number("uncovered", "p50") == pytest.approx(result.number("uncovered_start", "p50"), rel=0.05)


def test_the_claimed_baseline_leaves_draws_without_anybody_to_win():
    found = run(OutreachPlan(baseline="claimed"), draws=256)
    assert (found.measures["gained_end"] >= 0).all()
    assert ("per_worker" in found.measures) == bool((found.measures["gained_end"] > 0).all())
    assert np.isfinite(found.headline_table[["mean", "p05", "p50", "p95"]]).all(axis=None)


def test_a_table_of_the_uncovered_divides_them_and_the_page_says_so(result):
    kecamatan = result.region.tables["kecamatan"]["kecamatan_code"]
    counted = pd.DataFrame({"kecamatan_code": kecamatan, "uncovered_persons": range(29), "poor_persons": np.nan})
    region = replace(result.region, tables=result.region.tables | {"uncovered": counted})
    facts = replace(result.facts, region=region)
    found = replace(run_on(facts, result.plan, result.settings), plan_name=result.plan.default_name)
    shares = found.table("by_kecamatan")["uncovered_mean"] / found.number("uncovered_start", "mean")
    assert shares.to_numpy() == pytest.approx(np.arange(29) / np.arange(29).sum())
    assert found.table("by_kecamatan").loc[0, "money_rp"] == 0
    assert "kecamatan_spread" not in found.used
    assert np.isfinite(found.table("allocations").select_dtypes("number")).all(axis=None)
    assert "by the table of uncovered workers" in headline(found).html["en"]


def test_only_what_the_plan_uses_counts():
    found = run(OutreachPlan(channels=("officer",), new_outlets=0), draws=256)
    assert not {"agent_yield", "mobile_cost", "density_elasticity", "at_outlets"} & set(found.used)
    assert "outlets_gained" not in found.measures
    assert found.table("by_desa")["agent_months"].sum() == 0
    assert found.table("by_desa")["officer_months"].sum() > 0


def test_every_unknown_of_the_plan_moves_a_result(result):
    moved = one_at_a_time(result)
    swing = (moved["high"] - moved["low"]).abs().groupby(moved["unknown"]).max()
    # wage earners take up differences in total cover, and what outlets and registering cost moves no worker
    still = {"active_share", "residents_per_participant", "jakon_share", "outlet_cost_year", "registration_cost"}
    assert set(swing.index[swing < 1e-9]) == still
    indices = sobol_indices(result)
    assert {"gained_end", "outlets_gained"} == set(indices["outcome"])
