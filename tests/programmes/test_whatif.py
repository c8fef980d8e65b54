"""The what-if panel of each room that makes its grid by runs: own numbers, order, what is absent, size."""

import json
from importlib import import_module
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from simulate.errors import InputError
from simulate.page.words import LANGUAGES

ROOMS = ("funding", "universal", "election", "outreach", "paritrana")


@pytest.fixture(scope="module", params=ROOMS)
def room(request):
    return request.param


@pytest.fixture(scope="module")
def result(room):
    return import_module(f"simulate.programmes.{room}.study").run(draws=256)


@pytest.fixture(scope="module")
def page(room):
    return import_module(f"simulate.programmes.{room}.page.choices")


@pytest.fixture(scope="module")
def grid(page, result):
    return page.choices(result)


def test_the_plans_own_point_is_the_result(grid, result):
    assert result.plan.with_values(grid.levers(grid.own)) == result.plan
    shown = [measure for measure in grid.units if measure in result.measures]
    assert shown
    for measure in shown:
        assert grid.row(grid.own, measure) == result.row(measure)[list(grid.numbers)].to_dict()


def test_any_point_is_a_run_of_its_own(grid, result):
    point = grid.points[-1]
    one = result.rerun(**grid.levers(point))
    for measure in set(grid.units) & set(one.measures):
        assert grid.row(point, measure) == one.row(measure)[list(grid.numbers)].to_dict()


def test_every_axis_has_a_choice(grid):
    for place, axis in enumerate(grid.axes):
        assert len({point[place] for point in grid.points}) == len(axis.stops) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_is_small_and_says_every_place(page, result, grid, language):
    html = page.what_if(result).html[language]
    assert len(html.encode()) <= 100_000
    root = ElementTree.fromstring(html)
    data = json.loads(root.find("script").text)
    assert len(root.findall(".//tbody/tr")) > len(grid.points)  # and what heads each part
    assert (root.find(".//svg") is not None) == bool(grid.drawn) == (data["chart"] is not None)
    labels = {label.get("for"): label.text for label in root.findall(".//label")}
    assert all(labels[slider.get("id")] for slider in root.findall(".//input"))
    for stops, axis in zip(data["stops"], grid.axes, strict=True):
        assert len(set(stops)) == len(axis.stops)  # no two stops are called the same
    places = {*data["axes"], *data["measures"], *(f"{measure}.range" for measure in data["measures"])}
    told = [data["say"]["said"], *data["say"]["cards"]]
    assert {part.split("}")[0] for text in told for part in text.split("{")[1:]} <= places
    assert bool(grid.refused) <= bool(data["say"]["nearest"])


def _rows(grid, measure, column="p50"):
    return {point: grid.row(point, measure)[column] for point in grid.points}


def _along(rows, axis):
    """Values at neighbouring stops of one axis, all else equal."""
    for one, other in pairwise(sorted(rows, key=lambda point: (point[:axis] + point[axis + 1 :], point[axis]))):
        if one[:axis] + one[axis + 1 :] == other[:axis] + other[axis + 1 :]:
            yield rows[one], rows[other]


@pytest.mark.parametrize("room", ["funding"], indirect=True)
def test_more_workers_wanted_are_more_protected_and_money_keeps_what_less_money_keeps(grid, result):
    assert all(one < other for one, other in _along(_rows(grid, "protected_end"), 2))
    assert all(one < other for one, other in _along(_rows(grid, "cost_recourse"), 2))
    there = set(grid.points)
    assert all(
        (budget + 1, change, workers) in there
        for budget, change, workers in there
        if budget + 1 < len(grid.axes[0].stops)
    )
    assert grid.refused == {"infeasible_target"}
    for budget in range(len(grid.axes[0].stops)):
        most = max(workers for other, change, workers in there if (other, change) == (budget, 0))
        for workers in range(most + 1, len(grid.axes[2].stops)):
            with pytest.raises(InputError, match="cannot be kept"):
                result.rerun(**grid.levers((budget, 0, workers)))


@pytest.mark.parametrize("room", ["universal"], indirect=True)
def test_more_obligations_sooner_and_more_inspection_cover_no_fewer(grid):
    covered = _rows(grid, "coverage_end", "mean")
    assert all(one < other for one, other in _along(covered, 2))
    assert all(sooner >= later for sooner, later in _along(covered, 1))
    packages = [stop["obligations"] for stop in grid.axes[0].stops]
    least, most = packages.index("none"), packages.index("every")
    for package, since, drive in covered:
        assert covered[least, 0, drive] <= covered[package, since, drive] <= covered[most, since, drive]


def test_a_pathway_whose_obligations_begin_apart_is_a_choice_of_its_own():
    from simulate.programmes.universal.page.choices import choices
    from simulate.programmes.universal.plan import UniversalPlan
    from simulate.programmes.universal.study import run

    apart = UniversalPlan(contractors_from="2027-07", permits_from="2028-01")
    grid = choices(run(apart, draws=256))
    assert grid.axes[0].stops[grid.own[0]] == {"obligations": "own"}
    assert apart.with_values(grid.levers(grid.own)) == apart
    together = choices(run(UniversalPlan(village_workers_from="2027-04"), draws=256))
    assert together.axes[0].stops[together.own[0]] == {"obligations": "villages"}
    assert together.axes[1].stops[together.own[1]] == {"since": "2027-04"}


@pytest.mark.parametrize("room", ["election"], indirect=True)
def test_more_roles_and_smaller_stations_are_more_workers_and_younger_ones_die_less(grid):
    covered, deaths = _rows(grid, "workers_covered"), _rows(grid, "deaths", "mean")
    assert all(one < other for one, other in _along(covered, 0))
    assert all(smaller > larger for smaller, larger in _along(covered, 1))
    assert all(older >= younger for older, younger in _along(deaths, 2))
    assert all(one >= other for one, other in _along(_rows(grid, "deaths_unpaid", "mean"), 0))
    # whoever is covered, as many serve and die
    assert all(one == pytest.approx(other, rel=0.02) for one, other in _along(deaths, 0))


@pytest.mark.parametrize(
    ("levers", "roles", "caps"),
    [
        ({"roles": ("pps", "kpps"), "tps_cap": 250}, 4, [200, 250, None, 400, 500]),
        ({"event": "pilkada", "date": "2031-11"}, 3, [400, None, 800, 1000]),
        (
            {"event": "pilkades", "date": "2027-12", "tps_cap": 2000, "contribution_basis": "minimum_wage"},
            2,
            [1300, 2000, 2700],
        ),
    ],
    ids=["own roles and cap", "pilkada", "pilkades"],
)
def test_an_elections_own_roles_and_cap_are_stops(levers, roles, caps):
    from simulate.programmes.election.page.choices import choices, what_if
    from simulate.programmes.election.plan import ElectionPlan
    from simulate.programmes.election.study import run

    result = run(ElectionPlan(**levers), draws=256)
    grid = choices(result)
    assert len(grid.axes[0].stops) == roles
    assert [stop["tps_cap"] for stop in grid.axes[1].stops] == caps
    assert result.plan.with_values(grid.levers(grid.own)) == result.plan
    assert "Semua petugas" in what_if(result).html["id"]


@pytest.mark.parametrize("room", ["outreach"], indirect=True)
def test_more_money_wins_more_and_a_floor_gives_the_last_kecamatan_more(grid):
    gained, least = _rows(grid, "gained_end", "mean"), _rows(grid, "least")
    assert all(one < other for one, other in _along(gained, 0))
    assert all(other <= one * 1.002 for one, other in _along(gained, 1))  # steps of money are not endlessly small
    assert all(one <= other + 1e-3 for one, other in _along(least, 1))
    for (budget, floor), share in least.items():
        if budget <= grid.own[0]:  # a larger budget finds no use in some kecamatan
            assert share >= grid.axes[1].stops[floor]["floor_share"] - 1e-3


@pytest.mark.parametrize("room", ["paritrana"], indirect=True)
def test_more_money_and_an_earlier_start_score_no_less(grid):
    score = _rows(grid, "score_after", "mean")
    assert all(one <= other + 0.05 for one, other in _along(score, 0))  # chosen at mean weights, scored at drawn ones
    assert all(sooner >= later - 0.05 for sooner, later in _along(score, 1))
    assert score[0, grid.own[1]] < score[grid.own] < score[len(grid.axes[0].stops) - 1, grid.own[1]]
    for point in grid.points:
        assert grid.row(point, "apbd_chosen")["p50"] <= grid.levers(point)["budget_rp"]


def test_fixed_actions_have_no_other_budget():
    from simulate.programmes.paritrana.page.choices import choices, what_if
    from simulate.programmes.paritrana.plan import ParitranaPlan
    from simulate.programmes.paritrana.study import run

    result = run(ParitranaPlan(actions=("perda", "monitoring"), peers=False, start="2027-10"), draws=256)
    grid = choices(result)
    assert [len(axis.stops) for axis in grid.axes] == [1, 1]
    assert grid.row(grid.own, "many")["p50"] == 2
    assert "Tindakan sudah ditetapkan" in what_if(result).html["id"]
