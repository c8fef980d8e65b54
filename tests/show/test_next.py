"""What to find out next, weak cases and levers' parts: titles say what was computed."""

import pytest

import simulate as sim
from simulate.plan import SponsorshipPlan
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
    assert title.startswith(f"What to find out first: {_name(default_result, best['unknown'])}, worth Rp")
    assert first.split(" | ")[1] in title
    assert second.startswith(_name(default_result, decision.worth.iloc[1]["unknown"]))
    assert others.startswith(f"Other assumptions ({len(decision.worth) - 2}) | would not change the decision")


def test_a_promise_kept_by_sponsors_leaves_nothing_to_find_out():
    title, _, row = (
        sim.tables.worth_knowing(run(SponsorshipPlan(participation_share=1.0), draws=256)).text["en"].splitlines()
    )
    assert title == "No assumption would change APBD's reserve (Rp0)"
    assert row.startswith("All assumptions")


def test_the_table_of_weak_cases_says_the_boxs_density_and_its_sides(default_result):
    box = weak_worlds(default_result)
    lines = sim.tables.weak_worlds(default_result).text["en"].splitlines()
    assert f"{box.density:.0%} of cases" in lines[0]
    rows = {line.split(" | ")[0]: line.split(" | ")[1] for line in lines[2:]}
    low = box.limits["half_time"][0]
    assert rows[_name(default_result, "half_time")] == f"{low:.1f} months or more"
    assert rows[_name(default_result, "take_up_circular")].startswith("up to ")


def test_the_tornado_names_what_moves_the_result_most(default_result):
    first = one_at_a_time(default_result).iloc[0]
    title = sim.charts.tornado(default_result).text["en"].splitlines()[0]
    assert title.startswith(f"{_name(default_result, first['unknown'])} moves the workers protected most: from 7")


@pytest.mark.parametrize("levers", [{}, {"months": 6, "transport_share": 0.5}])
def test_the_waterfall_says_both_ends_and_the_largest_step(levers):
    result = run(SponsorshipPlan(**levers), draws=256)
    before, after = ends_of(result, "payroll")
    moved = levers_moved(before, after, "protected_end")
    title, alt = sim.charts.waterfall(result, "payroll").text["en"].splitlines()
    ends = [one.number("protected_end", "mean") for one in (before, after)]
    assert all(sim.report.Words("en").count(end) in title for end in ends)
    assert alt.count("(90%:") == len(moved)
    assert ("way of asking" if not levers else "months simulated") in title
