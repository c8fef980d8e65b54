"""What to find out next, low results and levers' parts: titles say what was computed."""

import re

import pytest

import simulate as sim
from simulate.page.words import Words
from simulate.programmes.compare.study import levers_moved
from simulate.programmes.sponsorship.information import reserve_decision, weak_worlds
from simulate.programmes.sponsorship.page.levers import steps
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.study.sensitivity import one_at_a_time


def _waterfall(before, after):
    moved = levers_moved(before, after, "protected_end")
    return steps("waterfall", before, after, moved, lambda one, words: one.plan.collection)


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
    assert f"(at most {box.threshold:.0f} workers) occurs in {box.density:.0%} of draws" in lines[0]
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


@pytest.mark.slow
@pytest.mark.parametrize(
    "levers, named",
    [
        ({"collection": "payroll_default", "bridge_months": 2}, "way of asking and participation"),
        ({"months": 6, "transport_share": 0.5}, "span of the programme"),
        ({"billing_months": 12, "transport_share": 0.5}, "months paid at once"),
        ({"months": 6}, "Span of the programme"),
    ],
)
def test_the_waterfall_says_both_ends_and_the_largest_step(levers, named):
    before, after = run(draws=256), run(SponsorshipPlan(**levers), draws=256)
    moved = levers_moved(before, after, "protected_end")
    title, alt = _waterfall(before, after).text["en"].splitlines()
    ends = [one.number("protected_end", "mean") for one in (before, after)]
    assert all(Words("en").count(end) in title for end in ends)
    assert alt.count("(90%:") == len(moved)
    assert named in title


def test_no_bar_of_a_waterfall_leaves_the_page():
    """Fewer ASN take more away than there was, and more of them taking part adds it back: nothing dips below zero."""
    ends = run(draws=256), run(SponsorshipPlan(participation_share=0.15, asn_groups=("pppk",)), draws=256)
    moved = levers_moved(*ends, "protected_end")
    assert moved["mean"].iloc[0] > 0 > moved["mean"].iloc[-1]
    html = _waterfall(*ends).html["en"]
    assert not re.search(r'd="M -\d', html)
