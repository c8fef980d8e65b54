"""The regency's claims against the evidence."""

from dataclasses import replace

import numpy as np
import pytest

from simulate.errors import InputError
from simulate.programmes.baseline.plan import BaselinePlan
from simulate.programmes.baseline.study import run
from simulate.study.sensitivity import one_at_a_time


@pytest.fixture(scope="module")
def result():
    return run(draws=1024)


def test_published_figures_are_reproduced(result):
    # Rp113.3 billion a year for 562 thousand workers, 2.3 times the pool of deciles 1–4
    assert result.number("cost_claim_year") == pytest.approx(113.3e9, rel=0.001)
    assert result.number("claim_of_pool") == pytest.approx(2.27, abs=0.01)
    # about 192,500 active BPU in 2023 lie inside what is taken for today
    assert result.number("bpu", "p05") < 192_537 < result.number("bpu", "p95")
    # 46.03 % in Banten, 47.76 and 50.87 % next door lie inside the share by workplace
    rows = result.table("definitions").set_index(["status", "place", "jakon", "workers"])
    share = rows.loc[("active", "workplace", True, "all")]
    assert share["p05"] < 0.4603 < 0.4776 < 0.5087 < share["p95"]


def test_what_the_regent_says_is_budgeted_is_priced_beside_what_is_taken_to_be_paid_for(result):
    # Rp100.8 billion a year, as one outlet prints it for the 500 thousand
    printed = result.region.stated("budget", "vulnerable_contributions_claim")
    assert result.number("cost_budgeted_year") == pytest.approx(printed.value * 1e9, rel=1e-9)
    assert result.budgeted.value > 2.5 * result.number("funded", "p95")


def test_a_region_without_such_a_statement_has_no_price_of_it(result):
    table = result.region.tables["coverage"]
    without = table[table["measure"] != "apbd_budgeted_workers_claim"]
    region = replace(result.region, tables=result.region.tables | {"coverage": without})
    found = replace(result, facts=replace(result.facts, region=region))
    assert found.budgeted is None
    assert "cost_budgeted_year" not in found.measures


def test_the_claims_are_true_of_some_definitions_and_not_of_others(result):
    found = result.table("definitions").set_index(["status", "place", "jakon", "workers"])["fits"]
    assert (found["active"][:, :, "all"] == "below").all()
    assert found["registered", "workplace", True, "all"] == "inside"
    ways = result.table("vulnerable").set_index(["who", "count"])["fits"]
    assert ways["funded", "active"] == "below"
    assert ways["funded", "added_up"] == "inside"
    assert ways["bpu_jakon", "added_up"] == "above"


def test_the_verdict_is_where_the_claim_lies_to_the_range(result):
    for table, claim in ((result.table("definitions"), 0.78), (result.table("vulnerable"), 562_000)):
        inside = (table["p05"] <= claim) & (claim <= table["p95"])
        assert (inside == (table["fits"] == "inside")).all()
        assert (table.loc[table["fits"] == "below", "p95"] < claim).all()
        assert (table["reached"].between(0, 1)).all()
        assert table["reached_error"].max() < 0.03


def test_the_bridge_leads_from_one_number_to_the_other(result):
    found = result.measures
    parts = sum(found[name] for name in ("not_resident", "not_paid_up", "unexplained"))
    assert np.allclose(found["covered"] + parts, found["claimed_participants"])
    assert np.allclose(found["claim_apart"], parts)


def test_the_plan_decides_who_counts(result):
    wide = run(BaselinePlan(status="registered", place="workplace"), draws=1024)
    assert wide.number("covered_share") > result.number("covered_share")
    assert wide.number("covered") == result.number("covered")  # who is covered does not change
    named = wide.table("definitions")
    row = named[(named["status"] == "registered") & (named["place"] == "workplace") & named["jakon"]]
    assert row["p50"].iloc[0] == wide.number("covered_share")
    formal = run(BaselinePlan(workers="wage_earners"), draws=256)
    assert np.allclose(formal.measures["participants"], formal.measures["pu"] + formal.measures["jakon"])


def test_the_share_rests_most_on_other_regions(result):
    moved = one_at_a_time(result)
    assert moved[moved["outcome"] == "covered_share"]["unknown"].iloc[0] == "active_share"


def test_the_price_is_that_of_the_month_and_has_a_horizon():
    assert run(BaselinePlan(on="2018-01"), draws=256).year_price_rp == run(draws=256).year_price_rp
    with pytest.raises(InputError, match="month 2030-01: is past 2027-12"):
        run(BaselinePlan(on="2030-01"), draws=256)


def test_the_same_seed_gives_the_same_numbers_and_another_similar_ones(result):
    assert run(draws=1024).headline_table.equals(result.headline_table)
    other = run(draws=1024, seed=7)
    apart = abs(other.number("uncovered", "mean") - result.number("uncovered", "mean"))
    assert 0 < apart < 6 * result.number("uncovered", "mc_error")
