"""A grid of plans: which combinations there are, and that the plan's own point is the plan's result."""

import numpy as np
import pytest

from simulate.errors import BrokenIdentityError
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.election.study import run
from simulate.study.grid import CHANCE, Axis, around, axis_of, grid_of

UNITS = {"workers_covered": "persons", "contributions": "rp"}
AXES = [
    Axis("age_cap", ({"age_cap": None}, {"age_cap": 50})),
    Axis("extra_months", ({"extra_months": 0}, {"extra_months": 1})),
]


@pytest.fixture(scope="module")
def result():
    return run(ElectionPlan(), draws=256)


def test_each_point_is_a_run_of_its_own(result):
    grid = grid_of(result, AXES, UNITS)
    assert grid.points == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert grid.own == (0, 0)
    assert grid.drawn == ""
    for point in grid.points:
        one = result.rerun(**grid.levers(point))
        for measure in UNITS:
            assert grid.row(point, measure) == one.row(measure)[list(grid.numbers)].to_dict()


def test_what_is_refused_is_absent_and_named(result):
    payers = Axis("payer", ({"payer": "apbd"}, {"payer": "nphd"}, {"payer": "apbdes"}))
    grid = grid_of(result, [AXES[0], payers], UNITS)
    assert {point[1] for point in grid.points} == {0, 2}
    assert grid.refused == {"grant_needs_pilkada"}


def test_past_a_refused_stop_none_is_tried_where_each_asks_for_more(result):
    payers = Axis("payer", ({"payer": "apbd"}, {"payer": "nphd"}, {"payer": "apbdes"}))
    assert {point[1] for point in grid_of(result, [AXES[0], payers], UNITS, rising=True).points} == {0}


def test_a_stop_below_a_levers_own_limit_is_not_past_what_can_be_asked(result):
    months = Axis("extra_months", ({"extra_months": -1}, {"extra_months": 0}, {"extra_months": 1}))
    assert [point[1] for point in grid_of(result, [AXES[0], months], UNITS, rising=True).points] == [1, 2, 1, 2]


def test_combinations_that_are_the_same_plan_stand_once(result):
    twice = Axis("again", ({"age_cap": 50}, {"age_cap": None}))
    assert grid_of(result, [AXES[0], twice], UNITS).points == ((0, 0), (0, 1))


def test_stops_may_make_levers_together(result):
    axes = [Axis("who", ({"who": ()}, {"who": ("age_cap",)})), Axis("cap", ({"cap": 50}, {"cap": 45}))]
    grid = grid_of(result, axes, UNITS, joined=lambda said: dict.fromkeys(said["who"], said["cap"]))
    assert [grid.levers(point) for point in grid.points] == [{}, {"age_cap": 50}, {"age_cap": 45}]
    assert grid.own == (0, 0)
    assert grid.table["age_cap"].tolist()[1:] == [50, 45]


def test_a_grid_without_the_plan_or_with_other_numbers_stops(result):
    with pytest.raises(BrokenIdentityError, match="lacks the plan's own"):
        grid_of(result, [Axis("age_cap", ({"age_cap": 50},))], UNITS)
    moved = {measure: result.measures[measure] + 1 for measure in UNITS}
    with pytest.raises(BrokenIdentityError, match="workers_covered: the grid"):
        grid_of(result, AXES, UNITS, measured=lambda one: moved)


def test_a_line_ends_in_its_measure(result):
    def rising(one):
        return one.measures["workers_covered"][:, None] * np.linspace(0.1, 1, len(one.months))

    grid = grid_of(result, AXES[:1], UNITS, line=("workers_covered", rising), every=2)
    line, first, length = grid.stretches[grid.points.index(grid.own)]
    months = result.months[(len(result.months) - 1) % 2 :: 2]
    assert list(grid.calendar[first : first + length]) == months
    assert grid.lines[line]["p50"][-1] == pytest.approx(grid.row(grid.own, "workers_covered")["p50"])
    with pytest.raises(BrokenIdentityError, match="the line ends in workers_covered"):
        grid_of(result, AXES, UNITS, line=("workers_covered", lambda one: rising(one)[:, :-1]))


def test_a_chance_is_a_mean_in_the_table(result):
    some = (np.arange(256) % 4 == 0).astype(float)
    grid = grid_of(result, AXES, {"quarter": CHANCE}, measured=lambda one: {"quarter": some})
    assert grid.table["quarter_mean"].tolist() == [0.25] * 4


def test_the_plans_own_value_has_its_place_on_an_axis():
    def stops(values, **levers):
        return [stop["age_cap"] for stop in axis_of(ElectionPlan(**levers), "age_cap", values).stops]

    assert stops((None, 55, 50)) == [None, 55, 50]
    assert stops((None, 55, 50), age_cap=52) == [None, 55, 52, 50]
    assert stops((40, 60), age_cap=52) == [40, 52, 60]


def test_multiples_are_round():
    assert around(130_000, (0.85, 1, 1.3)) == [110_000, 130_000, 170_000]
