"""What to find out next, and low results: titles say what was computed."""

import pytest

import simulate as sim
from simulate.page.words import Words
from simulate.programmes.sponsorship.analysis import reserve_decision, weak_worlds
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.study.sensitivity import one_at_a_time


def _name(result, key):
    return result.unknowns[key].name["en"]


@pytest.mark.slow
def test_the_table_of_worth_names_what_is_worth_most_and_counts_the_rest(default_result):
    decision = reserve_decision(default_result)
    title, _, first, second, *more, others = sim.sponsorship.worth_knowing(default_result).text["en"].splitlines()
    best = decision.worth.iloc[0]
    assert title.startswith("What-if: if APBD guaranteed cover")
    assert f"the most useful thing to find out is {_name(default_result, best['unknown'])};" in title
    assert f"{best['worth_rp'] / decision.reserve_rp:.1%} of an allocation" in title
    assert first.split(" | ")[1] in title
    assert first.endswith(default_result.unknowns[best["unknown"]].ask["en"])
    assert second.startswith(_name(default_result, decision.worth.iloc[1]["unknown"]))
    assert others.startswith(f"{len(decision.worth) - 2 - len(more)} other assumptions | none, or below 1%")


def test_a_promise_kept_by_sponsors_leaves_nothing_to_find_out():
    slogan = run(SponsorshipPlan(participation_share=1.0), draws=256)
    assert sim.sponsorship.worth_knowing(slogan).text["en"].endswith("would be Rp0; no assumption would change it.")
    assert sim.sponsorship.weak_worlds(slogan).text["en"] == "No assumption tells low results from others."


@pytest.mark.slow
def test_the_table_of_low_results_says_the_boxs_density_and_its_sides(default_result):
    box = weak_worlds(default_result)
    lines = sim.sponsorship.weak_worlds(default_result).text["en"].splitlines()
    assert f"(at most {box.threshold:.0f} workers) is most likely where" in lines[0]
    assert f"({box.density:.0%} of simulations;" in lines[0]
    rows = {line.split(" | ")[0]: line.split(" | ")[1] for line in lines[2:]}
    high = box.limits["reach_circular"][1]
    assert rows[_name(default_result, "reach_circular")] == f"up to {high:.1%}"
    assert len(rows) == len(box.limits)


@pytest.mark.slow
def test_the_tornado_names_what_moves_the_result_most(default_result):
    first = one_at_a_time(default_result).iloc[0]
    title = sim.charts.tornado(default_result).text["en"].splitlines()[0]
    low = Words("en").count(first["low"])
    assert title.startswith(
        f"What moves the workers protected most: {_name(default_result, first['unknown'])}. Result {low} to"
    )
