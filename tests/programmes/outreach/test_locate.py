"""Where outlets go: against every other choice on small instances, and what more of them can never do."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.programmes.outreach.allocation import covering, p_median
from simulate.programmes.outreach.model import outlets_of, villages_of
from simulate.programmes.outreach.plan import OutreachPlan


def _instance(seed, points=18, places=7):
    rng = np.random.default_rng(seed)
    at, to = rng.uniform(0, 10, (points, 2)), rng.uniform(0, 10, (places, 2))
    km = np.linalg.norm(at[:, None] - to[None], axis=2)
    standing = np.zeros(places, dtype=bool)
    standing[: rng.integers(1, 3)] = True
    return rng.integers(1, 100, points).astype(float), km, standing


def _covered(weight, km, opened, radius):
    return weight[(km[:, opened] <= radius).any(axis=1)].sum()


def _open(standing, new):
    opened = standing.copy()
    opened[list(new)] = True
    return opened


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(0, 4))
def test_no_other_choice_covers_more_or_lies_nearer(seed, more):
    weight, km, standing = _instance(seed)
    choices = [_open(standing, new) for new in itertools.combinations(np.flatnonzero(~standing), more)]
    for radius in (1.0, 3.0):
        own = covering(weight, km, standing, radius, more)
        assert len(own) <= more
        assert not standing[own].any()
        most = max(_covered(weight, km, opened, radius) for opened in choices)
        assert _covered(weight, km, _open(standing, own), radius) == pytest.approx(most)
    own = p_median(weight, km, standing, more)
    least = min((weight * km[:, opened].min(axis=1)).sum() for opened in choices)
    assert (weight * km[:, _open(standing, own)].min(axis=1)).sum() == pytest.approx(least)


@pytest.mark.parametrize("objective", ["covering", "p_median"])
def test_with_each_further_outlet_the_regency_is_no_worse(region, objective):
    places = villages_of(region)
    found = outlets_of(OutreachPlan(objective=objective, new_outlets=6), region, places, 1.35)
    values = []
    for more, new in enumerate(found.steps):
        assert len(new) <= more
        nearest = found.nearest(new) * 1.35
        near = float(places.people[nearest <= 5].sum())
        values.append(near if objective == "covering" else -float(places.people @ nearest))
    assert values == sorted(values)
    assert values[-1] > values[0]
