"""Each lever moved alone: what is tried, what is left out, what a move does, which is strongest."""

import pandas as pd
import pytest

from simulate.errors import InputError
from simulate.plan.checked import Settings
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run_on
from simulate.programmes.sponsorship.tables import levers_alone, levers_of, strongest
from simulate.study.draws import COLUMNS, summarise
from simulate.study.facts import read_facts

OUTCOMES = ("protected_end", "newly_covered_claim", "cost")
PLANS = {
    "default": SponsorshipPlan(),
    "slogan": SponsorshipPlan(participation_share=1.0),
    "bridged": SponsorshipPlan(
        collection="payroll_consent", billing_months=3, bridge_months=3, replacement=False, substitution=True
    ),
    "at the law's end": SponsorshipPlan(start="2027-01", months=12),
    "short": SponsorshipPlan(start="2026-05", months=3),
}


def _run(plan):
    return run_on(read_facts("sponsorship", "36.03"), plan, Settings(draws=256))


@pytest.fixture(scope="module", params=PLANS, ids=str)
def result(request):
    return _run(PLANS[request.param])


@pytest.fixture(scope="module")
def moves(result):
    return levers_alone(result)


def _plan(result, row):
    """The plan of a row: its lever alone is moved."""
    return result.plan.with_values(levers_of(result.plan, row.lever, row.value))


def _cost(result):
    """All that is paid, by sponsors and APBD, less what APBD saves on workers taken over."""
    found = result.measures
    return found["contributions"] + found.get("contributions_bridge", 0) - found.get("apbd_freed", 0)


def test_no_move_leaves_the_plan_where_it_is(result, moves):
    for row in moves.itertuples():
        assert _plan(result, row) != result.plan
    told = moves.astype({"value": str}).groupby(["lever", "value"])["measure"].agg(list)
    assert (told.map(tuple) == OUTCOMES).all()  # each move once, with each measure


@pytest.mark.slow
def test_a_move_does_what_a_run_of_that_plan_says_less_the_plans_own_draw_by_draw(result, moves):
    for row in moves.itertuples():
        moved = run_on(result.facts, _plan(result, row), result.settings)
        if row.measure == "cost":
            difference = _cost(moved) - _cost(result)
        else:
            difference = moved.measures[row.measure] - result.measures[row.measure]
        expected = summarise(difference)
        scale = abs(difference).max()
        for column in COLUMNS:
            found = getattr(row, column)
            assert found == pytest.approx(float(expected[column]), rel=1e-9, abs=1e-9 * scale), (row, column)


@pytest.mark.slow
def test_what_the_law_or_the_plan_refuses_is_left_out_and_nothing_else(result, moves):
    values = {lever: list(rows["value"]) for lever, rows in moves.groupby("lever")}
    tried = {
        "start": ["2025-10", "2026-04"] if result.plan.start == "2026-01" else None,
        "workers_per_asn": [2.0],
        "programmes": ["jkk_jkm", "jkk_jkm_jht"],
        "billing_months": [1, 3, 6, 12],
        "bridge_months": [0, 3, 6],
        "collection": [
            "appeal",
            "circular",
            "circular_with_push",
            "payroll_consent",
            "payroll_default",
            "regulation",
        ],
    }
    for lever, stops in tried.items():
        for value in stops or ():
            try:
                plan = result.plan.with_values(levers_of(result.plan, lever, value))
                run_on(result.facts, plan, result.settings)
                allowed = plan != result.plan
            except InputError:
                allowed = False
            assert (value in values[lever]) == allowed, (lever, value)


def test_another_way_of_asking_is_taken_up_by_evidence_and_workers_move_in_every_group():
    slogan = PLANS["slogan"]
    assert slogan.with_values(levers_of(slogan, "collection", "appeal")).participation_share is None
    doubled = slogan.with_values(levers_of(slogan, "workers_per_asn", 2.0))
    assert {getattr(doubled, f"workers_per_{group}") for group in doubled.asn_groups} == {2.0}
    assert doubled.participation_share == 1.0


@pytest.mark.slow
def test_a_start_past_the_law_is_no_move():
    starts = {name: set(levers_alone(_run(PLANS[name])).query("lever == 'start'")["value"]) for name in PLANS}
    assert starts["at the law's end"] == {"2026-10"}
    assert starts["short"] == {"2026-02", "2026-08"}


def test_a_bridge_longer_than_the_plan_is_no_move():
    bridges = levers_alone(_run(PLANS["short"])).query("lever == 'bridge_months'")["value"]
    assert set(bridges) == {3}


def test_from_full_participation_the_own_way_of_asking_by_evidence_is_a_move():
    moves = levers_alone(_run(PLANS["slogan"]))
    circular = moves[(moves["lever"] == "collection") & (moves["value"] == "circular")].set_index("measure")
    assert circular.loc["protected_end", "p95"] < 0  # fewer take part than all


def test_the_strongest_move_of_each_lever_comes_in_the_order_of_their_medians():
    rows = [("a", 1, 5.0), ("a", 2, -7.0), ("b", True, 9.0), ("b", False, 2.0), ("c", "x", -0.5), ("d", "y", -8.0)]
    table = pd.DataFrame(rows, columns=["lever", "value", "p50"])
    table = pd.concat([table.assign(measure="cost"), table.assign(measure="protected_end", p50=1.0)])
    found = strongest(table.reset_index(drop=True), "cost")
    assert list(zip(found["lever"], found["value"], strict=True)) == [("b", True), ("d", "y"), ("a", 2), ("c", "x")]
    assert found["p50"].tolist() == [9.0, -8.0, -7.0, -0.5]
    assert list(found.index) == [0, 1, 2, 3]


@pytest.mark.parametrize("measure", OUTCOMES)
def test_no_move_of_a_run_is_stronger_than_the_strongest_of_its_lever(moves, measure):
    found = strongest(moves, measure)
    assert set(found["lever"]) == set(moves["lever"])
    assert found["lever"].is_unique
    assert found["p50"].abs().is_monotonic_decreasing
    best = found.set_index("lever")["p50"].abs()
    own = moves[moves["measure"] == measure]
    assert (own["p50"].abs() <= own["lever"].map(best)).all()
