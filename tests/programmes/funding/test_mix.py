"""The optimisation against arithmetic, exhaustive search and its own dual."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.programmes.funding.model import Case, Programme

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
    assert cost_rp(case, Programme(case).cheapest(["apbd"]), ["apbd"]) == pytest.approx(20.16e9)


def test_whoever_costs_the_regency_nothing_pays_first_and_apbd_bears_the_rest():
    case = a_case()
    mix = Programme(case).cheapest(["apbd"])
    assert mix.of("csr", case) == pytest.approx(case.ceiling["csr"])
    assert mix.of("apbd", case) == pytest.approx(100 - case.ceiling["csr"])


def test_a_dearer_payer_is_left_alone_where_all_money_counts():
    case = a_case(price_rp={"apbd": np.full(12, FULL), "csr": np.full(12, 2 * FULL)})
    mix = Programme(case).cheapest(["apbd", "csr"])
    assert mix.of("csr", case) == pytest.approx(np.zeros(12))


def test_registering_is_worth_it_only_where_members_stay_long_enough():
    # a new member costs as much as three months of contributions: in the last two months nobody is taken on
    case = a_case(registering_rp=3 * FULL, ceiling={"csr": np.full(12, 10.0)}, keep={"apbd": 1.0, "csr": 1.0})
    late = np.where(np.arange(12) < 10, 0.0, 10.0)
    for ceiling, taken in ((np.full(12, 10.0), True), (late, False)):
        mix = Programme(replace(case, ceiling={"csr": ceiling})).cheapest(["apbd"])
        assert mix.of("csr", case).any() == taken


def test_whoever_leaves_is_replaced_and_registered():
    case = a_case(ceiling={"csr": np.zeros(12)}, keep={"apbd": 0.9, "csr": 1.0}, registering_rp=1.0)
    mix = Programme(case).cheapest(["apbd"])
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
    mix = Programme(case).cheapest(["apbd", "csr"])
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
    mix = Programme(rich).cheapest(["apbd"])
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
    programme, counted = Programme(rich), ["apbd"]
    mix = programme.cheapest(counted)
    cost = cost_rp(rich, mix, counted)

    def cost_with(**changed):
        case = replace(rich, **changed)
        return cost_rp(case, Programme(case).cheapest(counted), counted)

    step = 0.01
    more = cost_with(workers=100 + step)
    assert (more - cost) / step == pytest.approx(mix.of_target @ rich.slope, rel=1e-3)
    less = cost_with(budget_rp=rich.budget_rp - 1000)
    assert (less - cost) / 1000 == pytest.approx(mix.of_budget.sum(), abs=1e-3)


def test_a_rupiah_of_the_binding_year_is_worth_its_workers(rich):
    far = Programme(rich).furthest()
    assert far.of_budget.max() > 0
    for year in (0, 1):
        richer = replace(rich, budget_rp=rich.budget_rp + 1000 * (np.arange(2) == year))
        more = (Programme(richer).furthest().reach - far.reach) / 1000
        assert more == pytest.approx(far.of_budget[year], rel=1e-3, abs=1e-9)


def test_the_cost_is_the_worth_of_the_limits(rich):
    # strong duality; nobody is paid for at the start, whose worth would be a part of its own
    case = replace(rich, at_start=0.0, floor=0.0, budget_rp=rich.budget_rp * 1.2)
    mix = Programme(case).cheapest(["apbd"])
    worth = mix.of_target @ case.target - mix.of_budget @ case.budget_rp
    worth -= sum(mix.of_ceiling[case.payers.index(payer)] @ most for payer, most in case.ceiling.items())
    assert worth == pytest.approx(cost_rp(case, mix, ["apbd"]), rel=1e-4)


@pytest.mark.parametrize("at_start", [0.0, 60.0, 95.0, 130.0])
@pytest.mark.parametrize("workers", [50.0, 100.0, 200.0])
def test_the_furthest_target_is_kept_and_no_further_one(rich, at_start, workers):
    case = replace(rich, at_start=at_start, workers=workers)
    far = Programme(case).furthest().reach
    for most, found in ((far * 0.9999, True), (far * 1.001, False)):
        assert (Programme(replace(case, workers=most)).cheapest(["apbd"]) is not None) == found


def test_the_least_budget_is_enough_and_no_smaller_one(rich):
    poor = replace(rich, budget_rp=rich.budget_shape * 1e6)
    assert Programme(poor).cheapest(["apbd"]) is None
    least = 1e6 + Programme(poor).least_budget().extra_rp
    for budget, kept in ((least * 1.0001, True), (least * 0.999, False)):
        found = Programme(replace(rich, budget_rp=rich.budget_shape * budget)).cheapest(["apbd"])
        assert (found is not None) == kept


def test_a_higher_floor_costs_no_less_and_the_fairest_is_the_highest(rich):
    costs = []
    fairest = Programme(replace(rich, floor=1.0)).fairest().floor
    assert fairest == pytest.approx(Programme(rich).fairest().floor * rich.floor, rel=1e-6)
    for floor in (0.0, fairest * 0.9, fairest * 0.9999):
        case = replace(rich, floor=floor)
        costs.append(cost_rp(case, Programme(case).cheapest(["apbd"]), ["apbd"]))
    assert costs == sorted(costs)
    assert Programme(replace(rich, floor=fairest * 1.001)).cheapest(["apbd"]) is None


def test_more_money_or_higher_ceilings_never_cost_more(rich):
    cost = cost_rp(rich, Programme(rich).cheapest(["apbd"]), ["apbd"])
    for better in (
        {"budget_rp": rich.budget_rp * 2},
        {"ceiling": {payer: most * 1.5 for payer, most in rich.ceiling.items()}},
        {"registering_rp": rich.registering_rp / 2},
        {"workers": rich.workers * 0.9, "floor": 0.0},
    ):
        case = replace(rich, **better)
        assert cost_rp(case, Programme(case).cheapest(["apbd"]), ["apbd"]) <= cost * (1 + 1e-9)
