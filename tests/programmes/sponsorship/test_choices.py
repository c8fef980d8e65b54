"""The grid of other choices: each point is a run of its own, to the last bit."""

import random

import numpy as np
import pytest

from simulate.errors import BrokenIdentityError, Gathered, InputError
from simulate.programmes.sponsorship import analysis as module
from simulate.programmes.sponsorship import model
from simulate.programmes.sponsorship.analysis import choices
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run, run_on

PLANS = {
    "default": SponsorshipPlan(),
    "own share": SponsorshipPlan(participation_share=0.3, start="2026-05", months=7),
    "held law": SponsorshipPlan(months=40, law_extension="hold", transport_share=0.4, asn_groups=("pns",)),
    "nobody": SponsorshipPlan(participation_share=0),
    "at the law's end": SponsorshipPlan(start="2027-10", months=1, sponsor_relief=False),
    "bridged": SponsorshipPlan(bridge_months=4, months=15, sponsor_relief=False),
    "bills of a quarter over the relief's end": SponsorshipPlan(billing_months=3, start="2026-08", months=14),
    "nobody replaced": SponsorshipPlan(replacement=False, start="2026-07", months=10, transport_share=0.3),
    "taken over": SponsorshipPlan(substitution=True, selection={"decile_pool": 0.7, "younger_first": 0.3}),
    "pushed": SponsorshipPlan(collection="circular_with_push", push_months=(2, 5, 20), programmes="jkk_jkm_jht"),
    "all at once": SponsorshipPlan(
        collection="payroll_consent",
        workers_per_pns=2.0,
        billing_months=3,
        bridge_months=3,
        replacement=False,
        substitution=True,
        selection={"younger_first": 0.5, "decile_pool": 0.5},
        start="2026-09",
    ),
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


@pytest.mark.slow
def test_every_kind_of_point_is_a_run_of_its_own(result, grid):
    for point in random.Random(5).sample(grid.points, min(14, len(grid.points))):
        _same(grid, point, run_on(result.facts, result.plan.with_values(grid.levers(point)), result.settings))


def test_the_plans_own_point_is_the_headline(result, grid):
    assert result.plan.with_values(grid.levers(grid.own)) == result.plan
    _same(grid, grid.own, result)


@pytest.mark.slow
def test_the_line_of_a_point_is_its_runs_months(result, grid):
    for point in random.Random(6).sample(grid.points, min(6, len(grid.points))):
        one = run_on(result.facts, result.plan.with_values(grid.levers(point)), result.settings)
        line, first, length = grid.stretches[grid.points.index(point)]
        assert list(grid.calendar[first : first + length]) == one.months
        for column, numbers in grid.lines[line].items():
            assert numbers[:length].tolist() == one.table("protected_by_month")[column].tolist()


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
    short = result.plan.bridge_months > min(module._LENGTHS)  # such lengths are no stops
    refused = {"past_the_law"} if result.plan.law_extension == "none" else set()
    refused |= {"bridge_past_horizon"} if short else set()
    # everyone taking part is a share that is held
    assert grid.refused == refused | (set() if result.plan.replacement else {"share_needs_replacement"})


def test_a_plan_that_is_shorter_than_its_bridge_is_no_choice():
    result = run(SponsorshipPlan(bridge_months=6), draws=256)
    grid = choices(result)
    assert [stop["months"] for stop in grid.axes[2].stops] == [6, 9, 12, 18, 24]
    assert "bridge_past_horizon" in grid.refused
    for point in grid.points:
        assert result.plan.with_values(grid.levers(point))


def test_ways_that_ask_for_more_workers_than_there_are_are_no_choices():
    """A few civil servants with many workers each: more than the uncovered if all of them took part."""
    groups = {f"workers_per_{group}": 20.0 for group in ("pns", "pppk", "pppk_paruh_waktu")}
    result = run(SponsorshipPlan(participation_share=0.2, **groups), draws=256)
    grid = choices(result)
    assert [dict(stop) for stop in grid.axes[0].stops] == [{"participation_share": 0.2}]
    assert "more_than_uncovered" in grid.refused
    _same(grid, grid.own, result)
    with pytest.raises(InputError, match="more_than_uncovered"):
        run_on(result.facts, result.plan.with_values({"participation_share": 1.0}), result.settings)


def _spans(**levers):
    """The spans of a plan's grid, and the members of the plan's own way of asking in each."""
    result = run(SponsorshipPlan(**levers), draws=256)
    lengths = [length for length in module._LENGTHS if length >= result.plan.bridge_months]
    spans = {span.start: span for span in module._spans(result, lengths, Gathered())}
    return spans, {start: module._carried(result, {}, span) for start, span in spans.items()}


@pytest.mark.parametrize(
    "levers",
    [
        {},
        {"transport_share": 0.5, "replacement": False},
        {"billing_months": 3, "bridge_months": 3},
        {"sponsor_relief": False},
        {"collection": "payroll_default"},
    ],
    ids=str,
)
def test_spans_fare_alike_exactly_where_their_members_do(levers):
    """The relief ends within some spans, at different months of the programme, and within others not at all."""
    spans, members = _spans(**levers)
    alike = 0
    for start, span in spans.items():
        for other, longer in spans.items():
            if start == other or span.months > longer.months:
                continue
            same = all(
                np.array_equal(heads, getattr(members[other], name)[:, : span.months])
                for name, heads in vars(members[start]).items()
            )
            assert span.fares_as(longer) == same, (start, other)
            alike += same
    if "sponsor_relief" in levers:
        assert alike == 12  # no relief, no rise: all ten pairs, two of them of equal length and so both ways
    elif levers == {}:
        # 2027-01 sees no rise any more; the year from 2026-01 ends before its own
        assert alike == 1
        assert spans["2027-01"].fares_as(spans["2026-01"])


def test_a_span_whose_price_rises_does_not_fare_as_one_whose_does_not():
    (spans, _), (without, _) = _spans(), _spans(sponsor_relief=False)
    for start, span in spans.items():
        assert span.fares_as(span)
        # risks of 2027 alone hold no rise; those of earlier starts hold the end of the relief
        assert span.fares_as(without[start]) == (start == "2027-01") == (not span.risks.rises.any())
    later, first = spans["2026-04"], spans["2026-01"]
    assert later.risks.rises.argmax() == 9
    assert first.risks.rises.argmax() == 12
    assert not later.fares_as(first)
    assert not first.fares_as(later)  # longer than it


def test_the_choices_are_those_a_planner_has(default_result):
    way, start, months = choices(default_result).axes
    assert [stop.get("collection") for stop in way.stops] == [
        "appeal",
        "circular",
        "circular_with_push",
        "payroll_consent",
        "payroll_default",
        "regulation",
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


@pytest.mark.slow
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
            later[rate] = f"{min(float(later[rate]) * 3, 0.9):.6g}"
            made.append(later)
        made.append(cells)
    table.write_text("\n".join([rows[0], *(",".join(cells) for cells in made)]) + "\n", encoding="utf-8")
    result = run(draws=256)
    grid = choices(result)
    assert len(grid.lines) == 5 * len(grid.axes[0].stops)  # no two starts meet the same months of 2027
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
