"""The uncovered by desa: expected shares, differences with the right mean, sums that hold."""

from dataclasses import replace

import numpy as np
import pytest

from simulate.programmes.outreach.allocation import Effort, saturating
from simulate.programmes.outreach.model import Deviates, Villages, great_circle_km, spread, villages_of, yields_of


def small(counted=False):
    """Three desa in two kecamatan."""
    one = np.ones(3)
    kecamatan = np.array([0, 0, 1])
    weight = np.array([0.5, 0.3, 0.2])
    return Villages(
        weight, kecamatan, 1000 * weight, np.array([1.0, 2.0, 4.0]), -6 * one, 106 * one, ("a", "b"), counted
    )


def _deviates(draws, seed=1):
    rng = np.random.default_rng(seed)
    return Deviates(rng.standard_normal((draws, 3)), rng.standard_normal((draws, 2)))


def _values(draws, **levels):
    return {key: np.full(draws, level) for key, level in levels.items()}


def test_without_a_table_residents_divide_the_uncovered(region):
    places = villages_of(region)
    desa = region.tables["desa"]
    assert not places.counted
    assert places.weight == pytest.approx(desa["population_2025"] / desa["population_2025"].sum(), rel=1e-3)
    assert places.by_kecamatan(np.ones(len(desa))).sum() == 274


def test_a_table_of_the_uncovered_divides_them_instead(region):
    table = region.tables["kecamatan"][["kecamatan_code"]].assign(uncovered_persons=100, poor_persons=np.nan)
    table.loc[0, "uncovered_persons"] = 2900 - 28 * 100
    table.loc[1, "uncovered_persons"] = 1100
    places = villages_of(replace(region, tables=region.tables | {"uncovered": table}))
    assert places.counted
    assert places.by_kecamatan(places.weight) * (29 * 100 + 1000) == pytest.approx(table["uncovered_persons"])


def test_places_add_up_in_each_draw_and_keep_their_expected_number():
    draws = 20000
    persons = np.linspace(900, 1100, draws)
    values = _values(draws, kecamatan_spread=0.2, desa_spread=0.3)
    found = spread(small(), persons, values, _deviates(draws))
    assert found.sum(axis=1) == pytest.approx(persons)
    # scaling to the sum pulls shares a little together: within 3 % of what is expected
    assert found.mean(axis=0) / 1000 == pytest.approx(small().weight, rel=0.03)
    alike = spread(small(), persons, _values(draws, kecamatan_spread=0.0, desa_spread=0.0), _deviates(draws))
    assert alike == pytest.approx(persons[:, None] * small().weight)


def test_counted_kecamatan_differ_in_no_draw():
    values = _values(500, kecamatan_spread=0.2, desa_spread=0.4)
    found = spread(small(counted=True), np.full(500, 1000.0), values, _deviates(500))
    assert small().by_kecamatan(found) == pytest.approx(np.broadcast_to([800.0, 200.0], (500, 2)))
    assert found[:, 0].std() > 10


def test_a_kecamatan_that_counts_nobody_has_nobody():
    places = replace(small(counted=True), weight=np.array([0.6, 0.4, 0.0]))
    found = spread(places, np.full(50, 100.0), _values(50, kecamatan_spread=0.2, desa_spread=0.4), _deviates(50))
    assert (found[:, 2] == 0).all()
    assert found.sum(axis=1) == pytest.approx(100)
    yields = yields_of(("agent",), places, _values(1, agent_yield=10.0, density_elasticity=0.3))
    assert np.isfinite(yields).all()
    assert yields[0, :, 0] @ places.weight == pytest.approx(10)


def test_distances_are_those_of_the_sphere():
    """One degree of latitude is 111.195 km on the mean sphere; along the parallel of 60° a degree is half of it."""
    at, to = np.array([0.0, 60.0]), np.array([1.0])
    assert great_circle_km(at[:1], np.zeros(1), to, np.zeros(1))[0, 0] == pytest.approx(111.195, abs=1e-3)
    assert great_circle_km(at[1:], np.zeros(1), at[1:], np.ones(1))[0, 0] == pytest.approx(111.195 / 2, rel=1e-4)


def test_effort_bends_towards_those_who_can_be_won():
    assert saturating(np.array([0.0, 1e9]), np.array([50.0, 50.0])) == pytest.approx([0, 50])
    # at first each effort counts in full; as much effort as there are people wins 1 − 1/e of them
    assert saturating(np.array([1e-6]), np.array([50.0])) == pytest.approx([1e-6])
    assert saturating(np.array([50.0]), np.array([50.0])) == pytest.approx([50 * (1 - np.exp(-1))])
    assert saturating(np.array([10.0]), np.array([0.0])) == 0


def test_density_moves_results_but_not_their_mean_over_the_uncovered():
    values = _values(1, officer_yield=4.0, agent_yield=10.0, density_elasticity=0.3)
    yields = yields_of(("officer", "agent"), small(), values)
    assert yields[0, :, 0] == pytest.approx([4, 4, 4])
    assert yields[0, :, 1] @ small().weight == pytest.approx(10)
    assert list(np.argsort(-yields[0, :, 1])) == [0, 1, 2]  # densest first


def test_a_desa_takes_no_more_than_its_limit():
    """A million buys two officer-months and one agent-month."""
    cost, most, one = np.array([[5e5, 1e6]]), np.array([12, 24]), np.ones((1, 3))
    effort = Effort(one, one, np.ones((1, 3, 2)), cost, most, small().kecamatan, small().weight)
    money = np.full((3, 2), 1e6)
    assert effort.bought(money)[0] == pytest.approx(np.array([[2, 1]] * 3))
    assert effort.bought(100 * money)[0] == pytest.approx(np.array([[12, 24]] * 3))
