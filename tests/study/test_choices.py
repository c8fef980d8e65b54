"""The grid of other choices: each point is a run of its own, to the last bit."""

import random

import pytest

from simulate.errors import BrokenIdentityError, InputError
from simulate.model import sponsorship as model
from simulate.plan import SponsorshipPlan
from simulate.study import choices as module
from simulate.study.choices import choices
from simulate.study.sponsorship import run, run_on

PLANS = {
    "default": SponsorshipPlan(),
    "own share": SponsorshipPlan(participation_share=0.3, start="2026-05", months=7),
    "held law": SponsorshipPlan(months=40, law_extension="hold", transport_share=0.4, asn_groups=("pns",)),
    "nobody": SponsorshipPlan(participation_share=0),
    "at the law's end": SponsorshipPlan(start="2027-10", months=1, sponsor_relief=False),
}


@pytest.fixture(scope="module", params=PLANS, ids=str)
def result(request):
    return run(PLANS[request.param], draws=256)


@pytest.fixture(scope="module")
def grid(result):
    return choices(result)


def _same(grid, point, result):
    headline = result.headline_table.set_index("measure")
    for measure in grid.units:
        assert grid.row(point, measure) == headline.loc[measure, list(grid.numbers)].to_dict(), (point, measure)


def test_every_kind_of_point_is_a_run_of_its_own(result, grid):
    for point in random.Random(5).sample(grid.points, min(14, len(grid.points))):
        _same(grid, point, run_on(result.facts, result.plan.with_values(grid.levers(point)), result.settings))


def test_the_plans_own_point_is_the_headline(result, grid):
    assert result.plan.with_values(grid.levers(grid.own)) == result.plan
    _same(grid, grid.own, result)


def test_the_line_of_a_point_is_its_runs_months(result, grid):
    for point in random.Random(6).sample(grid.points, min(6, len(grid.points))):
        one = run_on(result.facts, result.plan.with_values(grid.levers(point)), result.settings)
        line, first, length = grid.stretches[grid.points.index(point)]
        assert list(grid.calendar[first : first + length]) == one.months
        for column, numbers in grid.lines[line].items():
            assert numbers[:length].tolist() == one.monthly_table[column].tolist()


def test_what_is_absent_is_what_the_law_refuses(result, grid):
    there = set(grid.points)
    for start, levers in enumerate(grid.axes[1].stops):
        for months, length in enumerate(grid.axes[2].stops):
            plan = result.plan.with_values({**levers, **length})
            if (0, start, months) in there:
                assert plan.laws(result.facts.law)
            else:
                with pytest.raises(InputError, match="past_the_law"):
                    plan.laws(result.facts.law)
    assert len(there) == len(grid.points)
    assert (grid.refused == {"past_the_law"}) == (result.plan.law_extension == "none")


def test_the_choices_are_those_a_planner_has(default_result):
    way, start, months = choices(default_result).axes
    assert [stop.get("collection") for stop in way.stops] == [
        "appeal",
        "circular",
        "circular_with_push",
        "payroll_consent",
        None,
    ]
    assert way.stops[-1] == {"participation_share": 1.0}
    assert [stop["start"] for stop in start.stops] == ["2026-01", "2026-04", "2026-07", "2026-10", "2027-01"]
    assert [stop["months"] for stop in months.stops] == [3, 6, 9, 12, 18, 24]


def test_a_plans_own_values_are_stops_too(result, grid):
    taken = {lever for axis in grid.axes for stop in axis.stops for lever in stop.items()}
    assert ("participation_share", result.plan.participation_share) in taken
    assert ("start", result.plan.start) in taken
    assert ("months", result.plan.months) in taken


def test_later_starts_serve_from_the_same_members_only_where_risks_agree(project):
    table = project / "data/indonesia/mortality.csv"
    rows = table.read_text(encoding="utf-8").splitlines()
    head = rows[0].split(",")
    year_from, year_to, rate = (head.index(name) for name in ("year_from", "year_to", "deaths_per_person_year"))
    made = []
    for cells in (row.split(",") for row in rows[1:]):
        if int(cells[year_from]) <= 2026 and int(cells[year_to]) > 2027:  # deadlier from 2027 on
            later = cells.copy()
            cells[year_to] = later[year_from] = "2027"
            later[rate] = str(min(float(later[rate]) * 3, 0.9))
            made.append(later)
        made.append(cells)
    table.write_text("\n".join([rows[0], *(",".join(cells) for cells in made)]) + "\n", encoding="utf-8")
    result = run(draws=256)
    grid = choices(result)
    assert len(grid.lines) > 5
    for point in [point for point in grid.points if point[0] == 4 and point[2] == 3]:
        _same(grid, point, run_on(result.facts, result.plan.with_values(grid.levers(point)), result.settings))


def test_a_grid_that_misses_the_plans_own_numbers_stops_the_run(default_result, monkeypatch):
    carried = model.sponsored_members
    more = lambda plan, ceiling, risks, values: carried(plan, ceiling + 1, risks, values)  # noqa: E731
    monkeypatch.setattr(module, "sponsored_members", more)
    with pytest.raises(BrokenIdentityError, match="protected_end: the grid"):
        choices(default_result)


def test_the_table_holds_a_row_for_each_point(grid):
    assert len(grid.table) == len(grid.points)
    place = grid.points.index(grid.own)
    for measure in grid.units:
        assert grid.table.loc[place, f"{measure}_p50"] == pytest.approx(grid.row(grid.own, measure)["p50"], rel=1e-3)
