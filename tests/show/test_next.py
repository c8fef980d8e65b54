"""What to find out next, low results and levers' parts: titles say what was computed."""

import re

import pytest

import simulate as sim
from simulate.plan import SponsorshipPlan
from simulate.show.words import Words
from simulate.study.compare import ends_of, levers_moved
from simulate.study.discover import weak_worlds
from simulate.study.information import reserve_decision
from simulate.study.sensitivity import one_at_a_time
from simulate.study.sponsorship import run


def _name(result, key):
    return result.unknowns[key].name["en"]


def test_the_table_of_worth_names_what_is_worth_most_and_counts_the_rest(default_result):
    decision = reserve_decision(default_result)
    title, _, first, second, others = sim.tables.worth_knowing(default_result).text["en"].splitlines()
    best = decision.worth.iloc[0]
    assert title.startswith(f"Most useful to find out: {_name(default_result, best['unknown'])}.")
    assert f"{best['worth_rp'] / decision.reserve_rp:.1%} of an allocation" in title
    assert first.split(" | ")[1] in title
    assert first.endswith(default_result.unknowns[best["unknown"]].ask["en"])
    assert second.startswith(_name(default_result, decision.worth.iloc[1]["unknown"]))
    assert others.startswith(f"{len(decision.worth) - 2} other assumptions | none, or below 1%")


def test_a_promise_kept_by_sponsors_leaves_nothing_to_find_out():
    slogan = run(SponsorshipPlan(participation_share=1.0), draws=256)
    assert sim.tables.worth_knowing(slogan).text["en"].endswith("would be Rp0; no assumption would change it.")
    assert sim.tables.weak_worlds(slogan).text["en"] == "No assumption tells low results from others."


def test_the_table_of_low_results_says_the_boxs_density_and_its_sides(default_result):
    box = weak_worlds(default_result)
    lines = sim.tables.weak_worlds(default_result).text["en"].splitlines()
    assert f"(at most {box.threshold:.0f} workers) occurs in {box.density:.0%} of draws" in lines[0]
    rows = {line.split(" | ")[0]: line.split(" | ")[1] for line in lines[2:]}
    low = box.limits["half_time"][0]
    assert rows[_name(default_result, "half_time")] == f"{low:.1f} months or more"
    assert rows[_name(default_result, "take_up_circular")].startswith("up to ")


def test_the_tornado_names_what_moves_the_result_most(default_result):
    first = one_at_a_time(default_result).iloc[0]
    title = sim.charts.tornado(default_result).text["en"].splitlines()[0]
    assert (
        f"{_name(default_result, first['unknown'])} moves the workers protected most: from {first['high']:.0f} to"
        in title
    )


@pytest.mark.parametrize(
    "levers, named",
    [
        ({}, "way of asking and participation"),
        ({"months": 6, "transport_share": 0.5}, "span of the programme"),
        ({"months": 6}, "Span of the programme"),
    ],
)
def test_the_waterfall_says_both_ends_and_the_largest_step(levers, named):
    result = run(SponsorshipPlan(**levers), draws=256)
    before, after = ends_of(result, "payroll")
    moved = levers_moved(before, after, "protected_end")
    title, alt = sim.charts.waterfall(result, "payroll").text["en"].splitlines()
    ends = [one.number("protected_end", "mean") for one in (before, after)]
    assert all(Words("en").count(end) in title for end in ends)
    assert alt.count("(90%:") == len(moved)
    assert named in title


def test_no_bar_of_a_waterfall_leaves_the_page():
    """Fewer ASN take more away than there was, and more of them taking part adds it back: nothing dips below zero."""
    result = run(SponsorshipPlan(participation_share=0.15, asn_groups=("pppk",)), draws=256)
    moved = levers_moved(*ends_of(result, "payroll"), "protected_end")
    assert moved["mean"].iloc[0] > 0 > moved["mean"].iloc[-1]
    html = sim.charts.waterfall(result, "payroll").html["en"]
    assert not re.search(r'd="M -\d', html)
