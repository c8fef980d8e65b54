import numpy as np
import pytest

from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.study.draws import COLUMNS, REPLICATES, event_noise, summarise, uniforms, values_of


def test_values_stay_in_their_ranges_and_have_the_pert_mean(unknowns):
    values = values_of(unknowns, 4096, 1)
    for key, unknown in unknowns.items():
        found = values[key]
        assert found.min() >= unknown.low - 1e-12
        assert found.max() <= unknown.high + 1e-12
        if unknown.form == "pert":
            mean = (unknown.low + 4 * unknown.mode + unknown.high) / 6
            assert found.mean() == pytest.approx(mean, rel=2e-3)


def test_quantiles_rise(unknowns):
    u = np.linspace(0.001, 0.999, 99)
    for unknown in unknowns.values():
        assert (np.diff(unknown.distribution.quantile(u)) >= 0).all()


@pytest.mark.parametrize("kind", ["reach", "inside"])
def test_ways_of_asking_share_their_random_numbers(unknowns, kind):
    values = values_of(unknowns, 256, 5)
    order = np.argsort(values[f"{kind}_circular"])
    ways = [key for key in values if key.startswith(f"{kind}_")]
    assert len(ways) == 5
    assert all((np.diff(values[way][order]) >= 0).all() for way in ways)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    once, again, other = (uniforms(["a", "b"], 256, seed) for seed in (7, 7, 8))
    assert (once["a"] == again["a"]).all()
    assert (once["a"] != other["a"]).all()
    noise = event_noise(("deaths", "accidents"), 64, 7)
    assert (noise["deaths"] != noise["accidents"]).any()
    assert (noise["deaths"] == event_noise(("deaths",), 64, 7)["deaths"]).all()


def test_each_replicate_is_balanced():
    points = np.split(uniforms(["a"], 1024, 3)["a"], REPLICATES)
    for part in points:
        cells = np.floor(part * len(part)).astype(int)
        assert sorted(cells) == list(range(len(part)))  # one point in each cell: Sobol', not plain random


@pytest.mark.slow
def test_the_simulation_error_is_the_spread_between_seeds():
    results = [run(SponsorshipPlan(), draws=1024, seed=seed) for seed in range(24)]
    found = np.array([[result.number("protected_end", name) for name in COLUMNS] for result in results])
    spread = found[:, :4].std(axis=0, ddof=1).max()  # of mean, P5, P50 and P95 between seeds
    stated = np.median(found[:, 4])
    assert 0.5 * spread < stated < 2 * spread


def test_a_value_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        summarise(np.array([1.0, np.nan] * 8))


def test_what_never_varies_has_no_error():
    found = summarise(np.full(64, 0.78))
    assert found["mc_error"] == 0
    assert found["p05"] == found["p95"] == pytest.approx(0.78)
