"""Worlds in which a plan is weak."""

import numpy as np
import pytest

from simulate.programmes.sponsorship.analysis import weak_worlds
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.study.facts import drawn
from simulate.study.sensitivity import find_box

RNG = np.random.default_rng(3)
VALUES = {name: RNG.random(4000) for name in ("x", "y", "z")}


def test_a_planted_corner_is_found_and_nothing_else():
    box = find_box(VALUES, (VALUES["x"] < 0.4) & (VALUES["y"] > 0.3))
    assert set(box.limits) == {"x", "y"}
    assert box.limits["x"] == (-np.inf, pytest.approx(0.4, abs=0.03))
    assert box.limits["y"] == (pytest.approx(0.3, abs=0.03), np.inf)
    assert box.coverage > 0.93
    assert box.density > 0.93
    assert box.weak == pytest.approx(0.4 * 0.7, abs=0.03)


def test_a_band_has_both_its_sides():
    box = find_box(VALUES, abs(VALUES["z"] - 0.5) < 0.2)
    assert box.limits == {"z": (pytest.approx(0.3, abs=0.03), pytest.approx(0.7, abs=0.03))}


def test_coverage_and_density_are_those_of_the_limits():
    weak = (VALUES["x"] + VALUES["y"]) < 0.5
    box = find_box(VALUES, weak)
    inside = np.ones(4000, dtype=bool)
    for name, (low, high) in box.limits.items():
        inside &= (VALUES[name] >= low) & (VALUES[name] <= high)
    assert box.coverage == (inside & weak).sum() / weak.sum()
    assert box.density == (inside & weak).sum() / inside.sum()
    assert box.mass == inside.mean()


def test_where_nothing_separates_there_are_no_limits():
    box = find_box(VALUES, RNG.random(4000) < 0.25)
    assert box.limits == {}
    assert box.coverage == 1


@pytest.mark.slow
def test_the_default_plan_is_weak_where_few_units_join(default_result):
    box = weak_worlds(default_result)
    assert set(box.limits) == {"reach_circular"}
    assert box.limits["reach_circular"][0] == -np.inf
    assert box.density > 2 * box.weak


@pytest.mark.slow
def test_a_box_is_as_dense_in_draws_that_it_was_not_made_from(default_result):
    box = weak_worlds(default_result)
    other = run(draws=4096, seed=99)
    values = drawn(other.facts, 4096, 99)
    inside = values["reach_circular"] <= box.limits["reach_circular"][1]
    weak = other.measures["protected_end"] <= box.threshold
    assert weak.mean() == pytest.approx(box.weak, abs=0.01)
    assert weak[inside].mean() == pytest.approx(box.density, abs=3 * np.sqrt(2) * box.density_error)


def test_a_certain_plan_has_no_weak_worlds():
    assert weak_worlds(run(SponsorshipPlan(participation_share=1.0), draws=256)) is None
