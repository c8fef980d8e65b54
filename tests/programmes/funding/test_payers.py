"""Prices by payer follow PP 50/2025; ceilings follow their unknowns; shares of places sum to one."""

from dataclasses import replace

import numpy as np
import pytest

from simulate.errors import InputError
from simulate.plan.checked import Settings
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.funding.model import GROWN, ceilings, place_shares, prices_rp, years_since
from simulate.programmes.funding.plan import PAYERS, FundingPlan
from simulate.programmes.funding.study import run_on
from simulate.study.facts import read_facts

RELIEVED, EXCLUDED = ("sponsor", "csr", "zakat", "personal"), ("apbd", "apbdes", "dbh")


@pytest.fixture(scope="module")
def middle(region):
    unknowns = read_unknowns("funding", region)
    return {key: np.array([float(unknown.distribution.quantile(0.5))]) for key, unknown in unknowns.items()}


@pytest.mark.parametrize(
    ("month", "transport", "share"),
    [
        ("2026-01", 0.0, 1.0),  # other sectors begin in April
        ("2026-05", 0.0, 0.5),
        ("2026-12", 0.0, 0.5),
        ("2027-01", 0.0, 1.0),
        ("2026-01", 1.0, 0.5),  # transport since January 2026
        ("2027-03", 1.0, 0.5),
        ("2027-04", 1.0, 1.0),
        ("2026-02", 0.25, 0.875),
    ],
)
def test_relief_is_half_for_those_who_do_not_pay_from_apbn_or_apbd(law, month, transport, share):
    # PP 50/2025 Pasal 2-4 (cnbcindonesia.com 20260204140501-17-708135)
    plan = FundingPlan(start=month, transport_share=transport)
    prices = prices_rp(plan, plan.laws(law)[:1])
    assert {float(prices[payer][0]) for payer in EXCLUDED} == {16_800.0}
    assert {float(prices[payer][0]) for payer in RELIEVED} == {16_800.0 * share}


def test_views_move_every_payer_to_one_price(law):
    plan = FundingPlan(start="2026-05", months=12)
    for view, price in (("without", 16_800), ("everyone", 8_400)):
        assert {float(one[0]) for one in prices_rp(plan, plan.laws(law), view).values()} == {price}


def test_ceilings_rise_in_equal_steps_to_the_unknowns_value(region, law, middle):
    plan = FundingPlan(months=48, apbdes_share=0.1)
    sponsored = np.full((1, 48), 1234.0)
    found = ceilings(plan, region, prices_rp(plan, plan.laws(law)), middle, sponsored)
    assert found["csr"][0, GROWN - 1 :] == pytest.approx(np.full(13, middle["csr_persons"][0]))
    steps = np.diff(found["csr"][0, :GROWN])
    assert steps[steps > 0][1:] == pytest.approx(np.full((steps > 0).sum() - 1, steps[-1]))
    assert (found["csr"][0, : int(middle["donor_startup"][0])] == 0).all()
    # civil servants bring whom their own programme counts
    assert found["sponsor"] is sponsored
    # 246 villages
    assert found["apbdes"][0, -1] == pytest.approx(246 * middle["desa_persons"][0])


def test_villages_pay_no_more_than_their_share_of_the_transfers(region, law, middle):
    plan = FundingPlan(apbdes_share=0.0005)
    prices = prices_rp(plan, plan.laws(law))
    nobody = np.zeros((1, plan.months))
    found = ceilings(plan, region, prices, middle, nobody)["apbdes"][0]
    monthly = 982.72e9 * 0.0005 / 12 * 0.95 ** years_since(plan)
    assert (found * prices["apbdes"] <= monthly * (1 + 1e-9)).all()
    assert found[-1] * 16_800 == pytest.approx(monthly[-1])
    assert ceilings(plan.with_values({"apbdes_share": 0.0}), region, prices, middle, nobody)["apbdes"].max() == 0


def test_shares_of_places_sum_to_one(region):
    found = place_shares(FundingPlan(), region)
    assert set(found) == set(EXCLUDED + RELIEVED) - {"apbd"}
    for shares in found.values():
        assert shares.sum() == pytest.approx(1)


@pytest.fixture
def city(region):
    """A region that has no villages."""
    kecamatan = region.tables["kecamatan"].assign(n_desa=0)
    return replace(region, tables=region.tables | {"kecamatan": kecamatan})


def test_a_region_without_villages_is_refused_by_name(city):
    with pytest.raises(InputError, match=r"payers: apbdes in a region without desa; payers without apbdes"):
        place_shares(FundingPlan(), city)


def test_a_region_without_villages_takes_payers_without_them(city):
    plan = FundingPlan(payers=[payer for payer in PAYERS if payer != "apbdes"])
    facts = read_facts("funding", city.code)
    found = run_on(replace(facts, region=city), plan, Settings(draws=256))
    assert found.hoped.fits
    assert "apbdes" not in found.chosen.case.places
