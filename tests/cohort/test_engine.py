"""The closed-form engine against single persons living by the same rules, and against what must always hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.persons import live

from simulate.cohort.engine import Trajectories, divide, project
from simulate.cohort.states import LegalWaits, TransitionRates, Vacancies
from simulate.errors import BrokenIdentityError, InputError

TERMS = LegalWaits(waiting=3, scholarship=36, lapse=3)
LIVES = 40


def _stopping(stop):
    """Members who only stop."""
    none = np.zeros(len(stop))
    return TransitionRates(stop, none, none, none)


def _plan(seed):
    """A random plan of one draw."""
    rng = np.random.default_rng([2026, seed])
    months, groups = int(rng.integers(2, 61)), int(rng.integers(1, 7))
    weights = rng.random(groups)
    shares = {
        "stop": rng.uniform(0, 0.2),
        "leave": rng.uniform(0, 0.05),
        "resume": rng.choice([0, rng.uniform(0, 0.9)]),
        "reenter": rng.choice([0, rng.uniform(0, 0.3)]),
    }
    return {
        "newcomers": rng.integers(0, 300, months),
        "weights": weights / weights.sum(),
        "death_rate": rng.uniform(0, 0.3, (groups, months)),
        "relative_mortality": rng.uniform(0.2, 2),
        "shares": shares,
        "terms": LegalWaits(int(rng.integers(1, 7)), int(rng.integers(7, 40)), int(rng.integers(1, 5))),
    }


def _bridged_plan(seed):
    """The same with acceptance, a bridge, and stops that vary by month; every other plan fills a target."""
    rng = np.random.default_rng([2027, seed])
    while True:
        plan, fills_target = _plan(int(rng.integers(2**31))), bool(seed % 2)
        months = len(plan["newcomers"])
        newcomers = rng.integers(100, 500, months)
        shares = plan["shares"] | {"stop": rng.uniform(0.02, 0.2, months)}
        if fills_target:  # that those who come back do not go beyond
            newcomers = np.cumsum(newcomers // 4) + 800
            shares |= {name: shares[name] / 10 for name in ("resume", "reenter")}
        plan |= {"newcomers": newcomers, "shares": shares, "fills_target": fills_target}
        plan |= {"accept": rng.uniform(0.2, 1), "bridge_months": seed % 7, "rematch": rng.uniform(0, 1)}
        if months >= 12 and _clear(plan):
            return plan


def _clear(plan):
    """Whether chance seldom decides which are fewer, bridged workers or their places: the mean of the fewer is less."""
    flows = _exact(plan)
    there = flows.bridged - flows.stops + flows.rematched + flows.unbridged
    found = plan["rematch"] * there
    places = (flows.joiners - flows.reentered) / plan["accept"] + flows.rematched
    clear = np.abs(found - places) > 2 * np.sqrt(np.abs(found) + places)
    return plan["bridge_months"] == 0 or clear[0, 2:].all()


def _exact(plan):
    places = None
    if "accept" in plan:
        accept, rematch = np.array([plan["accept"]]), np.array([plan["rematch"]], dtype=float)
        places = Vacancies(accept, plan["bridge_months"], rematch)
    return project(
        plan["newcomers"][None].astype(float),
        plan["weights"][None],
        plan["death_rate"],
        np.array([plan["relative_mortality"]]),
        TransitionRates(**{name: np.array([share], dtype=float) for name, share in plan["shares"].items()}),
        plan["terms"],
        places=places,
        fills_target=plan.get("fills_target", False),
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_means_and_variances_agree_with_single_persons(seed):
    plan = _plan(seed)
    exact = _exact(plan)
    lives = [live(**plan, rng=np.random.default_rng([seed, life])) for life in range(LIVES)]
    for name in ("in_force", "joiners", "arrears", "left", "stops", "resumed", "arrears_months", "reentered"):
        _agrees(name, np.array([life[name].sum() for life in lives]), getattr(exact, name).sum())
    for name in ("deaths_waiting", "deaths_full", "deaths_scholarship", "deaths_uncovered"):
        counts = np.array([life[name].sum() for life in lives])
        _agrees(name, counts, getattr(exact, name).sum())
    last = np.array([life["in_force"][-1] for life in lives])
    _agrees("in_force at the end", last, exact.in_force[0, -1])
    # single deaths are rare, so their count varies like a Poisson count, a little less where many of the few die
    deaths = np.array([life["deaths_waiting"].sum() + life["deaths_full"].sum() for life in lives])
    mean = exact.deaths_waiting.sum() + exact.deaths_full.sum()
    died = mean / max(plan["newcomers"].sum(), 1)
    spread = np.sqrt(2 / (LIVES - 1))
    assert deaths.var(ddof=1) <= mean * (1 + 4 * spread) + 1
    assert deaths.var(ddof=1) >= mean * (1 - min(died, 1)) * (1 - 4 * spread) - 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_means_agree_with_single_persons_who_are_bridged(seed):
    plan = _bridged_plan(seed)
    exact = _exact(plan)
    lives = [live(**plan, rng=np.random.default_rng([seed, life])) for life in range(LIVES)]
    for name in Trajectories.__dataclass_fields__.keys() - {"ended"}:
        _agrees(name, np.array([life[name].sum() for life in lives]), getattr(exact, name).sum())
    for name in ("in_force", "bridged"):
        _agrees(f"{name} at the end", np.array([life[name][-1] for life in lives]), getattr(exact, name)[0, -1])


def _agrees(name, counts, exact):
    # what nobody happened to meet in these lives may still be expected now and then
    variance = max(counts.var(ddof=1), exact if exact < 1 else 0)
    error = np.sqrt(variance / LIVES)
    # over 24 plans and as many measures a few of 3 standard errors are due to chance; 4 are not
    assert abs(counts.mean() - exact) <= 4 * error + 1e-6, name


@pytest.mark.slow
def test_over_all_plans_few_means_lie_beyond_two_standard_errors():
    beyond, all_means = 0, 0
    for seed in range(24):
        plan = _plan(seed)
        exact = _exact(plan)
        lives = [live(**plan, rng=np.random.default_rng([77, seed, life])) for life in range(30)]
        for name in ("in_force", "arrears", "deaths_full", "stops"):
            counts = np.array([life[name].sum() for life in lives])
            error = counts.std(ddof=1) / np.sqrt(len(lives))
            if error > 0:
                all_means += 1
                beyond += abs(counts.mean() - getattr(exact, name).sum()) > 2.05 * error
    assert all_means > 80
    assert beyond / all_means < 0.11  # 5 % are due


@pytest.mark.slow
def test_a_target_is_filled_as_single_persons_fill_it():
    target = np.array([40, 70, 90, 110, 120, 130, 140, 145] + [145] * 40)
    exact = _carry(target, 0.30, 0.05)
    shares = {"stop": 0.05, "leave": 0.0, "resume": 0.0, "reenter": 0.0}
    lives = [
        live(
            target,
            np.ones(1),
            np.full((1, 48), 0.3),
            1.0,
            shares,
            TERMS,
            np.random.default_rng(life),
            fills_target=True,
        )
        for life in range(200)
    ]
    for name in ("joiners", "stops", "arrears", "deaths_waiting", "deaths_full", "deaths_scholarship"):
        counts = np.array([life[name].sum() for life in lives])
        error = counts.std(ddof=1) / np.sqrt(len(lives))
        assert abs(counts.mean() - getattr(exact, name).sum()) <= 4 * error, name
    assert (lives[0]["in_force"] == target).all()
    assert np.allclose(exact.in_force[0], target)


def _carry(target, rate, stop, terms=TERMS):
    months = len(target)
    return project(
        np.array([target], dtype=float),
        np.array([[1.0]]),
        np.full((1, months), rate),
        np.ones(1),
        _stopping(np.array([stop])),
        terms,
        fills_target=True,
    )


def test_a_closed_cohort_decays_as_the_formula_says():
    rate, stop = 0.12, 0.04
    keep = (np.exp(-rate / 12) * (1 - stop)) ** np.arange(40)
    flows = _carry(1000 * keep + 1e-9, rate, stop)
    died = 1000 * keep * (1 - np.exp(-rate / 12))
    assert np.allclose(flows.joiners[0, 1:], 0, atol=1e-6)
    assert np.allclose(flows.deaths_waiting[0, :3], died[:3])
    assert np.allclose(flows.deaths_full[0, 3:], died[3:])
    assert np.allclose(flows.deaths_scholarship[0, 36:], died[36:])
    assert np.allclose(flows.deaths_waiting[0, 3:], 0, atol=1e-6)
    assert np.allclose(flows.deaths_scholarship[0, :36], 0)


def test_arrears_last_three_months_and_then_the_membership_ends():
    flows = _carry([100.0] * 6, 0.0, 0.1)
    assert np.allclose(flows.stops[0], [0, 10, 10, 10, 10, 10])
    assert np.allclose(flows.arrears[0], [0, 10, 20, 30, 30, 30])
    assert np.allclose(flows.ended[0], [0, 0, 0, 0, 10, 20])


def test_who_resumes_pays_the_months_missed_and_keeps_the_tenure():
    newcomers = np.zeros((1, 6))
    newcomers[0, 0] = 100
    habits = TransitionRates(*(np.array([share]) for share in (0.5, 0.0, 1.0, 0.0)))
    flows = project(newcomers, np.ones((1, 1)), np.full((1, 6), 0.12), np.ones(1), habits, TERMS)
    assert np.allclose(flows.resumed[0, 2:], flows.stops[0, 1:-1] * np.exp(-0.12 / 12))
    assert np.allclose(flows.arrears_months, flows.resumed)
    assert flows.deaths_full[0, 3:].min() > 0
    assert np.allclose(flows.deaths_waiting[0, 3:], 0)


def _cohort(newcomers, stop, places, rate=0.0, fills_target=False):
    """One draw of members who only stop, ``stop`` a share or one for each month."""
    months = len(newcomers)
    columns = np.broadcast_to(np.array(stop, dtype=float), months)
    return project(
        np.array([newcomers], dtype=float),
        np.ones((1, 1)),
        np.full((1, months), rate),
        np.ones(1),
        _stopping(columns[None]),
        TERMS,
        places=places,
        fills_target=fills_target,
    )


def _places(accept=1.0, bridge_months=0, rematch=0.0):
    return Vacancies(np.array([accept]), bridge_months, np.array([rematch]))


def test_a_bridge_of_two_months_puts_off_arrears_and_the_end_by_two_months():
    flows = _cohort([1000] + [0] * 7, 0.1, _places(bridge_months=2))
    assert np.allclose(flows.stops[0], [0, 100, 90, 81, 72.9, 65.61, 59.049, 53.1441])
    assert np.allclose(flows.bridged[0], [0, 100, 190, 171, 153.9, 138.51, 124.659, 112.1931])
    assert np.allclose(flows.in_force[0] - flows.bridged[0], 1000 * 0.9 ** np.arange(8))
    assert np.allclose(flows.unbridged[0], [0, 0, 0, 100, 90, 81, 72.9, 65.61])
    assert np.allclose(flows.arrears[0], [0, 0, 0, 100, 190, 271, 243.9, 219.51])
    assert np.allclose(flows.ended[0], [0, 0, 0, 0, 0, 0, 100, 190])


def test_open_places_take_over_bridged_workers_before_newcomers():
    flows = _cohort([2000, 0, 100, 400, 20, 0], 0.1, _places(accept=0.5, bridge_months=2, rematch=0.5))
    # month 2: half of the 100 there find a place, 50 places are left to nominate for, and 25 are accepted
    # month 3: 70 of 140 find one of 400 places, 25 of those in their second month do not; month 4: 20 places are all
    assert np.allclose(flows.rematched[0], [0, 0, 50, 70, 20, 0])
    assert np.allclose(flows.joiners[0], [1000, 0, 25, 165, 0, 0])
    assert np.allclose(flows.stops[0], [0, 100, 90, 88.5, 103.15, 94.835])
    left = 1 - 20 / 133.5
    assert np.allclose(flows.bridged[0], [0, 100, 140, 133.5, 88.5 * left + 103.15, 103.15 + 94.835])
    assert np.allclose(flows.unbridged[0], [0, 0, 0, 25, 45 * left, 88.5 * left])


def test_who_is_taken_over_keeps_the_tenure():
    # all sponsors stop in the third month; in the next half of the workers find a new one, the others are left
    month = np.arange(40)
    flows = _cohort(np.select([month == 0, month == 4], [1000, 500]), month == 3, _places(1.0, 2, 1.0), rate=0.12)
    died = 500 * np.exp(-0.01 * (month - 4)) * (1 - np.exp(-0.01))
    assert np.allclose(flows.joiners[0, 1:], 0)
    assert np.allclose(flows.deaths_waiting[0, 3:], 0)
    assert np.allclose(flows.deaths_full[0, 5:], died[5:])
    assert np.allclose(flows.deaths_scholarship[0, 36:], died[36:])


@pytest.mark.parametrize("bridge_months", [0, 2])
def test_all_sponsors_stop_in_one_month(bridge_months):
    stop = [0, 0, 0, 1] + [0] * 7
    flows = _cohort([100, 0, 0, 0, 60] + [0] * 6, stop, _places(bridge_months=bridge_months, rematch=1.0))
    nobody = np.zeros(11)
    assert np.allclose(flows.stops[0], 100 * (np.arange(11) == 3))
    if bridge_months:
        # 60 find a new sponsor, the others are paid for in months 3 and 4, owe from month 5, end with month 8
        assert np.allclose(flows.in_force[0], [100] * 5 + [60] * 6)
        assert np.allclose(flows.bridged[0], [0, 0, 0, 100, 40] + [0] * 6)
        assert np.allclose(flows.joiners[0], 100 * (np.arange(11) == 0))
        assert np.allclose(flows.arrears[0], [0] * 5 + [40] * 3 + [0] * 3)
        assert np.allclose(flows.ended[0], [0] * 8 + [40] * 3)
    else:
        assert np.allclose(flows.in_force[0], [100] * 3 + [0] + [60] * 7)
        assert np.allclose(flows.joiners[0], [100, 0, 0, 0, 60] + [0] * 6)
        assert np.allclose(flows.arrears[0], [0] * 3 + [100] * 3 + [0] * 5)
        assert np.allclose(flows.ended[0], [0] * 6 + [100] * 5)
        assert (flows.bridged[0] == nobody).all()
        assert (flows.unbridged[0] == nobody).all()


def test_bridged_workers_are_covered_with_the_tenure_they_have():
    # nobody joins after the first month and every sponsor stops in the fourth: deaths are those of one cohort
    months = 44
    stop = np.where(np.arange(months) == 4, 1.0, 0.0)
    newcomers = [1000] + [0] * (months - 1)
    flows = _cohort(newcomers, stop, _places(bridge_months=months), rate=0.12)
    died = 1000 * np.exp(-0.01 * np.arange(months)) * (1 - np.exp(-0.01))
    assert np.allclose(flows.deaths_waiting[0], np.where(np.arange(months) < 3, died, 0))
    assert np.allclose(flows.deaths_full[0], np.where(np.arange(months) < 3, 0, died))
    assert np.allclose(flows.deaths_scholarship[0], np.where(np.arange(months) < 36, 0, died))


@pytest.mark.parametrize("fills_target", [True, False])
def test_without_acceptance_and_bridge_the_engine_is_as_it_was_bit_for_bit(fills_target):
    given = _random(fills_target)
    plain = project(**given)
    as_it_was = project(**given, places=Vacancies(np.ones(30), 0, np.linspace(0, 1, 30)))
    for name in Trajectories.__dataclass_fields__:
        assert (getattr(plain, name) == getattr(as_it_was, name)).all(), name
    assert not (plain.bridged.any() or plain.rematched.any() or plain.unbridged.any())


@pytest.mark.parametrize("bridge_months", [0, 3])
@pytest.mark.parametrize("fills_target", [True, False])
def test_stops_that_are_the_same_every_month_are_one_share(fills_target, bridge_months):
    given, rng = _random(fills_target), np.random.default_rng(3)
    places = Vacancies(rng.random(30), bridge_months, rng.random(30))
    by_month = np.repeat(given["habits"].stop[:, None], 50, axis=1)
    by_month[:, 0] = rng.random(30)  # nobody was there to stop
    once = project(**given, places=places)
    monthly = project(**given | {"habits": replace(given["habits"], stop=by_month)}, places=places)
    for name in Trajectories.__dataclass_fields__:
        assert np.allclose(getattr(once, name), getattr(monthly, name), rtol=1e-12, atol=1e-12), name


def _random(fills_target):
    """Arguments of 30 draws and 50 months."""
    rng = np.random.default_rng(11)
    newcomers = rng.random((30, 50)) * 100
    return {
        "newcomers": np.cumsum(newcomers, axis=1) if fills_target else newcomers,
        "weights": np.full((30, 4), 1 / 4),
        "death_rate": rng.random((4, 50)) * 0.1,
        "relative_mortality": rng.random(30) + 0.5,
        "habits": TransitionRates(*(rng.random(30) * 0.2 for _ in range(4))),
        "terms": TERMS,
        "fills_target": fills_target,
    }


@settings(max_examples=80)
@given(
    st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 1)), min_size=1, max_size=48),
    st.floats(0, 0.5),
    st.tuples(*(st.floats(0, 1) for _ in range(5))),
    st.integers(0, 6),
    st.integers(0, 6),
    st.booleans(),
)
def test_everyone_is_somewhere_with_a_bridge_too(by_month, rate, shares, lapse, bridge_months, fills_target):
    newcomers, stop = np.array(by_month).T
    months = len(newcomers)
    leave, resume, reenter, accept, rematch = shares
    if fills_target:  # who comes back may be more than a target that hardly grows has room for
        newcomers, resume, reenter = np.cumsum(newcomers), 0.0, 0.0
    flows = project(
        np.array([newcomers, newcomers]),
        np.full((2, 3), 1 / 3),
        np.full((3, months), rate),
        np.array([1.0, 0.0]),
        TransitionRates(
            np.array([stop, stop / 2]), *(np.array([share, share / 2]) for share in (leave, resume, reenter))
        ),
        LegalWaits(3, 36, lapse),
        places=Vacancies(np.array([accept, 1.0]), bridge_months, np.array([rematch, 1.0])),
        fills_target=fills_target,
    )  # carry itself checks that heads are conserved
    for name in Trajectories.__dataclass_fields__:
        assert (getattr(flows, name) >= -1e-6).all(), name
    assert (flows.bridged <= flows.in_force + 1e-6).all()
    assert (flows.deaths_scholarship <= flows.deaths_full + 1e-6).all()
    if bridge_months == 0:
        assert not (flows.bridged.any() or flows.rematched.any() or flows.unbridged.any())
    if fills_target:
        assert np.allclose((flows.in_force - flows.bridged)[1], newcomers, atol=1e-6)
    # nobody dies in the second draw: each stock is what its flows leave of it
    there = {name: heads[1] for name, heads in vars(flows).items()}
    entering = there["unbridged"] if bridge_months else there["stops"]
    bridged = np.r_[0, there["bridged"][:-1]] * (1 - leave / 2)
    if bridge_months:
        assert np.allclose(
            there["bridged"], bridged + there["stops"] - there["rematched"] - there["unbridged"], atol=1e-6
        )
    ended = np.diff(there["ended"], prepend=0) + there["reentered"]
    owing = np.r_[0, there["arrears"][:-1]]
    assert np.allclose(there["arrears"], owing + entering - there["resumed"] - ended, atol=1e-6)


@settings(max_examples=60)
@given(
    st.lists(st.floats(0, 5000), min_size=1, max_size=48),
    st.floats(0, 0.5),
    st.tuples(*(st.floats(0, 1) for _ in range(4))),
    st.integers(0, 6),
)
def test_everyone_who_joined_is_somewhere(newcomers, rate, shares, lapse):
    months = len(newcomers)
    habits = TransitionRates(*(np.array([share, share / 2]) for share in shares))
    flows = project(
        np.array([newcomers, newcomers]),
        np.full((2, 3), 1 / 3),
        np.full((3, months), rate),
        np.array([1.0, 0.5]),
        habits,
        LegalWaits(3, 36, lapse),
    )  # carry itself checks that heads are conserved
    for name in Trajectories.__dataclass_fields__:
        assert (getattr(flows, name) >= -1e-6).all(), name
    assert (flows.deaths_scholarship <= flows.deaths_full + 1e-9).all()


@pytest.mark.parametrize("places", [None, Vacancies(np.full(4, 0.7), 3, np.array([0.0, 0.1, 0.5, 1.0]))])
@pytest.mark.parametrize("fills_target", [True, False])
def test_a_part_carried_on_its_own_is_its_share_of_the_whole(fills_target, places):
    rng = np.random.default_rng(8)
    months, heads = 48, np.array([3.0, 0.0, 17.0])
    newcomers = np.cumsum(rng.random((4, months)), axis=1) * 100
    others = (
        np.full((4, 5), 1 / 5),
        rng.random((5, months)) * 0.02,
        np.ones(4),
        TransitionRates(*(rng.random(4) * 0.1 for _ in range(4))),
        TERMS,
    )
    whole = project(newcomers, *others, places=places, fills_target=fills_target)
    for part, share in enumerate(heads / heads.sum()):
        alone = project(newcomers * share, *others, places=places, fills_target=fills_target)
        for name in Trajectories.__dataclass_fields__:
            divided = divide("parts", getattr(whole, name), heads)[..., part]
            assert np.allclose(divided, getattr(alone, name), rtol=1e-9, atol=1e-9), name


@pytest.mark.slow
@pytest.mark.parametrize("bridge_months", [None, 3])
@pytest.mark.parametrize("fills_target", [True, False])
def test_the_result_does_not_depend_on_threads_or_on_who_is_beside(fills_target, bridge_months, monkeypatch):
    rng = np.random.default_rng(5)
    draws, months, groups = 14_000, 40, 5  # more than are worked on together
    arguments = {
        "newcomers": np.cumsum(rng.random((draws, months)), axis=1) * 100,
        "weights": np.full((draws, groups), 1 / groups),
        "relative_mortality": rng.random(draws) + 0.5,
    }
    stop = rng.uniform(0.05, 0.2, draws if bridge_months is None else (draws, months))
    shares = [stop, *(rng.random(draws) * 0.01 for _ in range(3))]
    accept, rematch = rng.random(draws), rng.random(draws)
    rate = rng.random((groups, months)) * 0.02

    def run(place, threads):
        monkeypatch.setenv("SIMULATE_THREADS", str(threads))
        habits = TransitionRates(*(share[place] for share in shares))
        given = {name: values[place] for name, values in arguments.items()}
        places = None if bridge_months is None else Vacancies(accept[place], bridge_months, rematch[place])
        others = {"habits": habits, "terms": TERMS, "places": places}
        return project(death_rate=rate, **others, fills_target=fills_target, **given)

    whole, single, few = run(slice(None), 2), run(slice(None), 1), run(slice(70, 90), 1)
    for name in Trajectories.__dataclass_fields__:
        assert (getattr(whole, name) == getattr(single, name)).all(), name
        assert np.allclose(getattr(whole, name)[70:90], getattr(few, name), rtol=1e-12), name


def test_a_target_below_those_who_stay_breaks_an_identity():
    with pytest.raises(BrokenIdentityError, match="in_force"):
        _carry([100.0, 50.0], 0.0, 0.01)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"newcomers": np.array([[1.0, np.nan]])}, "newcomers: a value is missing"),
        ({"newcomers": np.array([[1.0, -2.0]])}, "newcomers: a value is missing, infinite or below 0"),
        ({"death_rate": np.array([[0.1]])}, r"death_rate: shape \(1, 1\); shape \(1, 2\)"),
        ({"relative_mortality": np.array([np.inf])}, "relative_mortality"),
        ({"habits": _stopping(np.array([1.2]))}, "stop: 1.2; a share from 0 to 1"),
        ({"habits": _stopping(np.array([[0.1, 1.2]]))}, "stop: 1.2; a share from 0 to 1"),
        (
            {"habits": _stopping(np.full((1, 3), 0.1))},
            r"stop: shape \(1, 3\); shape \(1,\) or \(1, 2\)",
        ),
        ({"habits": TransitionRates(*np.full((4, 1, 2), 0.1))}, r"leave: shape \(1, 2\); shape \(1,\)"),
        ({"places": _places(accept=1.2)}, "accept: 1.2; a share from 0 to 1"),
        ({"places": _places(rematch=np.nan)}, "rematch: a value is missing"),
        ({"places": Vacancies(np.ones(2), 0, np.ones(1))}, r"accept: shape \(2,\)"),
        ({"places": _places(bridge_months=-1)}, "bridge_months: -1; whole months from 0"),
        ({"places": _places(bridge_months=1.5)}, "bridge_months: 1.5; whole months from 0"),
        ({"weights": np.ones((2, 1))}, "weights: shape"),
    ],
)
def test_a_wrong_input_is_named_and_nothing_is_run(change, message):
    right = {
        "newcomers": np.array([[1.0, 2.0]]),
        "weights": np.ones((1, 1)),
        "death_rate": np.full((1, 2), 0.1),
        "relative_mortality": np.ones(1),
        "habits": _stopping(np.array([0.1])),
        "terms": TERMS,
    }
    with pytest.raises(InputError, match=message):
        project(**(right | change))
