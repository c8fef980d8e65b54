"""Which lever moved what, and the waterfall that shows it."""

import re

import numpy as np
import pytest
import yaml

from simulate.errors import InputError
from simulate.page.words import Words
from simulate.plan.checked import Settings
from simulate.programmes.compare import page
from simulate.programmes.compare.plan import ComparePlan
from simulate.programmes.compare.study import levers_moved
from simulate.programmes.compare.study import run as compare
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run_on
from simulate.study.facts import read_facts


@pytest.fixture(scope="module")
def runs():
    facts, settings = read_facts("sponsorship", "36.03"), Settings(draws=256)
    return lambda **levers: run_on(facts, SponsorshipPlan(**levers), settings)


MANY = {"collection": "payroll_consent", "asn_groups": ("pns",), "months": 24, "transport_share": 0.5}
NEW = {
    "billing_months": 3,
    "bridge_months": 3,
    "selection": {"decile_pool": 0.6, "younger_first": 0.4},
    "workers_per_pns": 2.0,
}
MOVED = {"many": (MANY, {"asking", "asn_groups", "span", "transport_share"}), "new": (NEW, set(NEW))}


@pytest.mark.slow
@pytest.mark.parametrize("kind", MOVED)
@pytest.mark.parametrize("measure", ["protected_end", "contributions", "benefits", "newly_covered_claim"])
def test_the_parts_add_up_to_the_whole(runs, kind, measure):
    levers, names = MOVED[kind]
    before, after = runs(), runs(**levers)
    moved = levers_moved(before, after, measure)
    assert set(moved["lever"]) == names
    whole = after.measures[measure] - before.measures[measure]
    assert moved["mean"].sum() == pytest.approx(whole.mean(), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("kind", MOVED)
def test_the_way_back_is_the_way_there(runs, kind):
    levers, _ = MOVED[kind]
    there = levers_moved(runs(), runs(**levers), "contributions").set_index("lever")["mean"]
    back = levers_moved(runs(**levers), runs(), "contributions").set_index("lever")["mean"]
    assert (there != 0).all()
    assert np.allclose(there, -back[there.index])


def test_two_levers_share_what_they_do_together(runs):
    groups, share = {"asn_groups": ("pns",)}, {"participation_share": 0.5}
    base, both = runs().number("protected_end", "mean"), runs(**groups, **share).number("protected_end", "mean")
    one, other = (runs(**lever).number("protected_end", "mean") for lever in (groups, share))
    moved = levers_moved(runs(), runs(**groups, **share), "protected_end").set_index("lever")["mean"]
    assert moved["asn_groups"] == pytest.approx(((one - base) + (both - other)) / 2)
    assert moved["asking"] == pytest.approx(((other - base) + (both - one)) / 2)


def test_a_lever_that_does_nothing_has_no_part(runs):
    moved = levers_moved(runs(), runs(transport_share=0.5, months=6), "protected_end").set_index("lever")
    assert moved.loc["transport_share", "mean"] == 0
    assert moved.loc["transport_share", "mc_error"] == 0


def test_equal_plans_have_no_parts(runs):
    assert levers_moved(runs(), runs(), "protected_end").empty


def test_dates_move_together_so_that_no_plan_on_the_way_leaves_the_law(runs):
    moved = levers_moved(runs(), runs(start="2027-10", months=3), "protected_end")
    assert moved["lever"].tolist() == ["span"]
    with pytest.raises(InputError):
        runs(start="2027-10", months=12)


def _waterfall(project, levers):
    """The default plan and another, and the title and alternative text of the way between them."""
    other = {"programme": "sponsorship", "levers": levers}
    (project / "data/plans/other.yaml").write_text(yaml.safe_dump(other), encoding="utf-8")
    found = compare(ComparePlan(plans=("default", "other")), draws=256)
    return found, page.waterfall(found, "b")


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
def test_the_waterfall_says_both_ends_and_the_largest_step(project, levers, named):
    found, shown = _waterfall(project, levers)
    title, alt = shown.text["en"].splitlines()
    ends = [side.result.number("protected_end", "mean") for side in found.sides]
    assert all(Words("en").count(end) in title for end in ends)
    assert alt.count("(90%:") == len(found.moved["other"])
    assert named in title


def test_no_bar_of_a_waterfall_leaves_the_page(project):
    """Fewer ASN take more away than there was, and more of them taking part adds it back: nothing dips below zero."""
    found, shown = _waterfall(project, {"participation_share": 0.15, "asn_groups": ["pppk"]})
    moved = found.moved["other"]
    assert moved["mean"].iloc[0] > 0 > moved["mean"].iloc[-1]
    assert not re.search(r'd="M -\d', shown.html["en"])
