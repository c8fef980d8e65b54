"""The updated interval covers what happens about as often as it says, in worlds whose truth is known."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import binom

from simulate.model.monitoring.evidence import Expected, Observed, filtered, outlook
from simulate.model.monitoring.programme import planned
from simulate.model.monitoring.truth import Happened, happened
from simulate.model.monitoring.weights import weights
from simulate.plan import SponsorshipPlan
from simulate.study.draws import REPLICATES, event_noise, values_of
from simulate.study.facts import read_facts

WORLDS, DRAWS, SEED, TRUE_SEED = 256, 4096, 2026, 99
LEVELS = {0.9: (0.05, 0.95), 0.5: (0.25, 0.75)}
# known months of the record
SOON, LATE = 4, 9
END = 11


@dataclass
class Setting:
    expected: Expected
    values: dict[str, np.ndarray]
    truth: Happened
    deviates: np.ndarray


@pytest.fixture(scope="module")
def setting():
    facts, plan = read_facts("monitoring", "36.03"), SponsorshipPlan()
    laws = plan.laws(facts.law)
    values = values_of(facts.unknowns, DRAWS, SEED)
    true = values_of(facts.unknowns, WORLDS, TRUE_SEED)  # other points than the forecast's own
    assert not set(true["departure"]) & set(values["departure"])
    world = planned(plan, facts.region, laws, true).expected
    truth = happened(world, true, np.random.default_rng(TRUE_SEED))
    [noise] = event_noise(("departure",), DRAWS, SEED).values()
    return Setting(planned(plan, facts.region, laws, values).expected, values, truth, ndtri(noise))


def _record(truth, world, known):
    months = np.arange(truth.recorded.shape[1])
    stock = np.where(months < known, truth.recorded[world], np.nan)
    lapsed = np.where((months < known) & (months > 0), truth.lapsed[world], np.nan)
    exposed = np.concatenate([[np.nan], truth.recorded[world, :-1]])
    return Observed(stock, np.zeros(len(months)), lapsed, exposed)


def _covered(setting, known, values=None):
    """How often the intervals hold the truth at the end of the year, by level, and the mean width of the 90 % one."""
    values = values or setting.values
    hits, width = dict.fromkeys(LEVELS, 0), []
    for world in range(WORLDS):
        found = filtered(setting.expected, values, _record(setting.truth, world, known))
        counted = weights((found.by_stock + found.by_lapse).sum(axis=1), REPLICATES, 0)
        members = outlook(setting.expected, found, values, known, END).drawn(setting.deviates)
        order = np.argsort(members)
        reached = np.cumsum(counted.flat[order])
        true = setting.truth.stock[world, END]
        for level, ends in LEVELS.items():
            low, high = members[order][np.minimum(np.searchsorted(reached, ends), DRAWS - 1)]
            hits[level] += low <= true <= high
            if level == 0.9:
                width.append(high - low)
    return {level: count / WORLDS for level, count in hits.items()}, float(np.mean(width))


def _bounds(level):
    """What an interval that covers so often shows in all but one of a thousand such tests."""
    return np.array([binom.ppf(chance, WORLDS, level) for chance in (0.0005, 0.9995)]) / WORLDS


@pytest.mark.parametrize("known", [SOON, LATE])
def test_the_updated_interval_covers_the_truth_as_often_as_it_says(setting, known):
    covered, _ = _covered(setting, known)
    for level, share in covered.items():
        low, high = _bounds(level)
        assert low <= share <= high, (level, share)


def test_the_record_narrows_the_interval_and_more_of_it_more(setting):
    widths = [_covered(setting, known)[1] for known in (0, SOON, LATE)]
    assert widths[1] < 0.5 * widths[0]
    assert widths[2] < 0.8 * widths[1]


def test_an_update_that_ignores_the_noise_would_be_found_out(setting):
    sure = setting.values | {
        "departure": np.full(DRAWS, 0.01),
        "reporting_error": np.full(DRAWS, 0.005),
    }
    covered, _ = _covered(setting, LATE, sure)
    assert covered[0.9] < _bounds(0.9)[0]
    assert covered[0.5] < _bounds(0.5)[0]


def test_what_happens_conserves_heads(setting):
    truth = setting.truth
    before = np.concatenate([np.zeros((WORLDS, 1)), truth.recorded[:, :-1]], axis=1)
    assert (before + truth.registered - truth.lapsed == truth.recorded).all()
    for flow in (truth.registered, truth.lapsed, truth.recorded):
        assert (flow >= 0).all()
    assert (truth.lapsed <= before).all()
