"""What outreach finds: retention of registrants held against single persons, distance, and sums."""

import numpy as np
import pytest

from simulate.plan.unknowns import read_unknowns
from simulate.programmes.outreach.model import Deviates, field_of, unknowns_used, villages_of
from simulate.programmes.outreach.plan import OutreachPlan
from simulate.study.draws import values_of


@pytest.fixture(scope="module")
def places(region):
    return villages_of(region)


def _field(region, places, draws=256, plan=None, nearest=None, **fixed):
    values = values_of(read_unknowns("outreach", region), draws, 2026)
    values |= {key: np.full(draws, level) for key, level in fixed.items()}
    alike = Deviates(*(np.zeros((draws, many)) for many in places.numbers))
    nearest = np.full(len(places.weight), 4.0) if nearest is None else nearest
    return field_of(plan or OutreachPlan(), places, nearest, values, alike)


def test_registrants_pay_as_single_persons_who_stop_month_by_month_do(region, places):
    """2,000,000 persons register evenly over 12 months and stop at Garut's rate: the same share pays in each month."""
    field = _field(region, places, draws=256, garut_retained=0.25, garut_span=24.0)
    rng, persons, months = np.random.default_rng(0), 2_000_000, 12
    joined = rng.integers(0, months, persons)
    stop = 1 - 0.25 ** (1 / 24)
    lasts = rng.geometric(stop, persons)  # months paid before stopping
    for month in (0, 5, 11):
        paying = ((joined <= month) & (month - joined < lasts)).mean()
        assert field.paying[0, month] == pytest.approx(paying, abs=4 * 0.5 / np.sqrt(persons))


def test_distance_lowers_renewal_around_the_mean_of_residents(region, places):
    alike = _field(region, places, renewal_decay=0.01)
    assert np.ptp(alike.effort.kept, axis=1) == pytest.approx(0)
    nearest = np.linspace(1, 20, len(places.weight))
    field = _field(region, places, nearest=nearest, renewal_decay=0.01, detour=1.0, anyway=0.0)
    assert (np.diff(field.effort.kept, axis=1) < 0).all()
    # a kilometre further keeps one percent fewer
    one_km = (field.effort.kept[0, -1] / field.effort.kept[0, 0]) ** (1 / 19)
    assert one_km == pytest.approx(0.99)


def test_only_informal_workers_who_would_not_be_refused_are_sought(region, places):
    field = _field(region, places, winnable=0.2, unreachable=0.1)
    assert field.effort.winnable.sum(axis=1) == pytest.approx(0.18 * field.start.informal_uncovered)
    assert field.uncovered.sum(axis=1) == pytest.approx(field.start.uncovered)


def test_a_counted_table_makes_the_spread_of_kecamatan_idle():
    plan = OutreachPlan()
    assert "kecamatan_spread" in unknowns_used(plan, counted=False)
    assert "kecamatan_spread" not in unknowns_used(plan, counted=True)
    assert "claimed_share" in unknowns_used(OutreachPlan(baseline="claimed"), counted=False)
