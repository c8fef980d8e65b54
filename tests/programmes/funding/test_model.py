"""Prices by payer follow PP 50/2025, ceilings their unknowns; the optimisation against arithmetic, search, its dual."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.plan.checked import Settings
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.funding.model import (
    GROWN,
    Case,
    LinearProgramme,
    ceilings,
    place_shares,
    prices_rp,
    years_since,
)
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


FULL = 16_800.0


def a_case(months=12, **changed):
    """One year, APBD and companies, one kecamatan, nobody leaves and registering costs nothing, unless changed."""
    year = np.zeros(months, dtype=int)
    usual = {
        "price_rp": {"apbd": np.full(months, FULL), "csr": np.full(months, FULL / 2)},
        "ceiling": {"csr": np.linspace(0, 10, months)},
        "keep": {"apbd": 1.0, "csr": 1.0},
        "at_start": 100.0,
        "workers": 100.0,
        "risen": np.ones(months),
        "registering_rp": 0.0,
        "years": ("2026",),
        "year": year,
        "budget_rp": np.array([1e12]),
        "budget_shape": np.ones(1),
        "need": np.array([1000.0]),
        "floor": 0.0,
        "places": {"csr": np.ones(1)},
    }
    return Case(**usual | changed)


def cost_rp(case, mix, payers):
    paid = sum(float(mix.of(payer, case) @ case.price_rp[payer]) for payer in payers)
    return paid + mix.registered.sum() * case.registering_rp


def test_a_hundred_thousand_workers_for_a_year_cost_what_the_regency_would_pay():
    # 100,000 workers x Rp16,800 x 12 = Rp20.16 billion, the target of 2023 (okezone 2834763)
    case = a_case(
        price_rp={"apbd": np.full(12, FULL)},
        ceiling={},
        keep={"apbd": 1.0},
        places={},
        at_start=1e5,
        workers=1e5,
        need=np.array([248_000.0]),
    )
    assert cost_rp(case, LinearProgramme(case).cheapest(["apbd"]), ["apbd"]) == pytest.approx(20.16e9)


def test_whoever_costs_the_regency_nothing_pays_first_and_apbd_bears_the_rest():
    case = a_case()
    mix = LinearProgramme(case).cheapest(["apbd"])
    assert mix.of("csr", case) == pytest.approx(case.ceiling["csr"])
    assert mix.of("apbd", case) == pytest.approx(100 - case.ceiling["csr"])


def test_a_dearer_payer_is_left_alone_where_all_money_counts():
    case = a_case(price_rp={"apbd": np.full(12, FULL), "csr": np.full(12, 2 * FULL)})
    mix = LinearProgramme(case).cheapest(["apbd", "csr"])
    assert mix.of("csr", case) == pytest.approx(np.zeros(12))


def test_registering_is_worth_it_only_where_members_stay_long_enough():
    # a new member costs as much as three months of contributions: in the last two months nobody is taken on
    case = a_case(registering_rp=3 * FULL, ceiling={"csr": np.full(12, 10.0)}, keep={"apbd": 1.0, "csr": 1.0})
    late = np.where(np.arange(12) < 10, 0.0, 10.0)
    for ceiling, taken in ((np.full(12, 10.0), True), (late, False)):
        mix = LinearProgramme(replace(case, ceiling={"csr": ceiling})).cheapest(["apbd"])
        assert mix.of("csr", case).any() == taken


def test_whoever_leaves_is_replaced_and_registered():
    case = a_case(ceiling={"csr": np.zeros(12)}, keep={"apbd": 0.9, "csr": 1.0}, registering_rp=1.0)
    mix = LinearProgramme(case).cheapest(["apbd"])
    assert mix.of("apbd", case) == pytest.approx(np.full(12, 100.0))
    assert mix.registered.sum() == pytest.approx(12 * 10)


@settings(max_examples=25)
@given(
    ceiling=st.lists(st.integers(0, 2), min_size=3, max_size=3),
    workers=st.integers(1, 3),
    rise=st.booleans(),
    start=st.integers(0, 3),
    prices=st.tuples(st.integers(1, 9), st.integers(0, 9)),
    registering=st.integers(0, 20),
)
def test_no_mix_of_whole_workers_is_cheaper(ceiling, workers, rise, start, prices, registering):
    case = a_case(
        months=3,
        price_rp={"apbd": np.full(3, prices[0] * 1e6), "csr": np.full(3, prices[1] * 1e6)},
        ceiling={"csr": np.array(ceiling, dtype=float)},
        at_start=float(start),
        workers=float(workers),
        risen=np.array([0.0, 0.0, 1.0]) if rise else np.ones(3),
        registering_rp=registering * 1e6,
    )

    def registered(heads, before):
        return sum(max(now - last, 0) for last, now in zip((before, *heads), heads, strict=False))

    least = min(
        prices[0] * sum(apbd) + prices[1] * sum(csr) + registering * (registered(apbd, start) + registered(csr, 0))
        for apbd in product(range(4), repeat=3)
        for csr in product(*(range(most + 1) for most in ceiling))
        if all(one + two >= wanted for one, two, wanted in zip(apbd, csr, case.target, strict=True))
    )
    mix = LinearProgramme(case).cheapest(["apbd", "csr"])
    assert cost_rp(case, mix, ["apbd", "csr"]) == pytest.approx(least * 1e6, abs=1)


@pytest.fixture
def rich():
    """Two years, three kecamatan, three payers, members who leave: every limit is there."""
    months = np.arange(24)
    return a_case(
        price_rp={"apbd": np.full(24, FULL), "apbdes": np.full(24, FULL), "csr": np.full(24, FULL / 2)},
        ceiling={"apbdes": np.minimum(months, 9.0), "csr": months / 2.0},
        keep={"apbd": 0.99, "apbdes": 0.98, "csr": 0.95},
        at_start=95.0,
        workers=100.0,
        risen=np.minimum(np.arange(1, 25) / 6, 1),
        registering_rp=44_000.0,
        years=("2026", "2027"),
        year=months // 12,
        budget_rp=np.array([22e6, 20e6]),
        budget_shape=np.array([1.0, 0.9]),
        need=np.array([100.0, 200.0, 300.0]),
        floor=0.15,
        places={"apbdes": np.array([0.9, 0.1, 0.0]), "csr": np.array([0.2, 0.3, 0.5])},
    )


def test_the_limits_hold(rich):
    mix = LinearProgramme(rich).cheapest(["apbd"])
    assert (mix.workers.sum(axis=0) >= rich.target - 1e-6).all()
    for payer, most in rich.ceiling.items():
        assert (mix.of(payer, rich) <= most + 1e-6).all()
    for year in (0, 1):
        inside = rich.year == year
        spent = mix.of("apbd", rich)[inside] @ rich.price_rp["apbd"][inside]
        assert spent + mix.registered[:, inside].sum() * rich.registering_rp <= rich.budget_rp[year] * (1 + 1e-9)
    for month in rich.ends:
        others = sum(mix.of(payer, rich)[month] * share for payer, share in rich.places.items())
        lacking = np.maximum(rich.floor * rich.need - others, 0)
        assert lacking.sum() <= mix.of("apbd", rich)[month] + 1e-6


def test_shadow_prices_are_what_one_more_unit_does(rich):
    programme, counted = LinearProgramme(rich), ["apbd"]
    mix = programme.cheapest(counted)
    cost = cost_rp(rich, mix, counted)

    def cost_with(**changed):
        case = replace(rich, **changed)
        return cost_rp(case, LinearProgramme(case).cheapest(counted), counted)

    step = 0.01
    more = cost_with(workers=100 + step)
    assert (more - cost) / step == pytest.approx(mix.of_target @ rich.slope, rel=1e-3)
    less = cost_with(budget_rp=rich.budget_rp - 1000)
    assert (less - cost) / 1000 == pytest.approx(mix.of_budget.sum(), abs=1e-3)


def test_a_rupiah_of_the_binding_year_is_worth_its_workers(rich):
    far = LinearProgramme(rich).furthest()
    assert far.of_budget.max() > 0
    for year in (0, 1):
        richer = replace(rich, budget_rp=rich.budget_rp + 1000 * (np.arange(2) == year))
        more = (LinearProgramme(richer).furthest().reach - far.reach) / 1000
        assert more == pytest.approx(far.of_budget[year], rel=1e-3, abs=1e-9)


def test_the_cost_is_the_worth_of_the_limits(rich):
    # strong duality; nobody is paid for at the start, whose worth would be a part of its own
    case = replace(rich, at_start=0.0, floor=0.0, budget_rp=rich.budget_rp * 1.2)
    mix = LinearProgramme(case).cheapest(["apbd"])
    worth = mix.of_target @ case.target - mix.of_budget @ case.budget_rp
    worth -= sum(mix.of_ceiling[case.payers.index(payer)] @ most for payer, most in case.ceiling.items())
    assert worth == pytest.approx(cost_rp(case, mix, ["apbd"]), rel=1e-4)


@pytest.mark.parametrize("at_start", [0.0, 60.0, 95.0, 130.0])
@pytest.mark.parametrize("workers", [50.0, 100.0, 200.0])
def test_the_furthest_target_is_kept_and_no_further_one(rich, at_start, workers):
    case = replace(rich, at_start=at_start, workers=workers)
    far = LinearProgramme(case).furthest().reach
    for most, found in ((far * 0.9999, True), (far * 1.001, False)):
        assert (LinearProgramme(replace(case, workers=most)).cheapest(["apbd"]) is not None) == found


def test_the_least_budget_is_enough_and_no_smaller_one(rich):
    poor = replace(rich, budget_rp=rich.budget_shape * 1e6)
    assert LinearProgramme(poor).cheapest(["apbd"]) is None
    least = 1e6 + LinearProgramme(poor).least_budget().extra_rp
    for budget, kept in ((least * 1.0001, True), (least * 0.999, False)):
        found = LinearProgramme(replace(rich, budget_rp=rich.budget_shape * budget)).cheapest(["apbd"])
        assert (found is not None) == kept


def test_a_higher_floor_costs_no_less_and_the_fairest_is_the_highest(rich):
    costs = []
    fairest = LinearProgramme(replace(rich, floor=1.0)).fairest().floor
    assert fairest == pytest.approx(LinearProgramme(rich).fairest().floor * rich.floor, rel=1e-6)
    for floor in (0.0, fairest * 0.9, fairest * 0.9999):
        case = replace(rich, floor=floor)
        costs.append(cost_rp(case, LinearProgramme(case).cheapest(["apbd"]), ["apbd"]))
    assert costs == sorted(costs)
    assert LinearProgramme(replace(rich, floor=fairest * 1.001)).cheapest(["apbd"]) is None


def test_more_money_or_higher_ceilings_never_cost_more(rich):
    cost = cost_rp(rich, LinearProgramme(rich).cheapest(["apbd"]), ["apbd"])
    for better in (
        {"budget_rp": rich.budget_rp * 2},
        {"ceiling": {payer: most * 1.5 for payer, most in rich.ceiling.items()}},
        {"registering_rp": rich.registering_rp / 2},
        {"workers": rich.workers * 0.9, "floor": 0.0},
    ):
        case = replace(rich, **better)
        assert cost_rp(case, LinearProgramme(case).cheapest(["apbd"]), ["apbd"]) <= cost * (1 + 1e-9)
