"""The closed-form engine against single persons living by the same rules, and against what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.errors import BrokenIdentityError, InputError
from simulate.model.engine import Flows, Habits, Terms, carry, divide
from simulate.model.persons import live

TERMS = Terms(waiting=3, scholarship=36, lapse=3)
LIVES = 40


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
        "terms": Terms(int(rng.integers(1, 7)), int(rng.integers(7, 40)), int(rng.integers(1, 5))),
    }


def _exact(plan):
    return carry(
        plan["newcomers"][None].astype(float),
        plan["weights"][None],
        plan["death_rate"],
        np.array([plan["relative_mortality"]]),
        Habits(**{name: np.array([share], dtype=float) for name, share in plan["shares"].items()}),
        plan["terms"],
    )


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


def _agrees(name, counts, exact):
    error = counts.std(ddof=1) / np.sqrt(LIVES)
    # over 24 plans and 13 measures a few of 3 standard errors are due to chance; 4 are not
    assert abs(counts.mean() - exact) <= 4 * error + 1e-6, name


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
    return carry(
        np.array([target], dtype=float),
        np.array([[1.0]]),
        np.full((1, months), rate),
        np.ones(1),
        Habits.stopping(np.array([stop])),
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
    habits = Habits(*(np.array([share]) for share in (0.5, 0.0, 1.0, 0.0)))
    flows = carry(newcomers, np.ones((1, 1)), np.full((1, 6), 0.12), np.ones(1), habits, TERMS)
    assert np.allclose(flows.resumed[0, 2:], flows.stops[0, 1:-1] * np.exp(-0.12 / 12))
    assert np.allclose(flows.arrears_months, flows.resumed)
    assert flows.deaths_full[0, 3:].min() > 0
    assert np.allclose(flows.deaths_waiting[0, 3:], 0)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(0, 5000), min_size=1, max_size=48),
    st.floats(0, 0.5),
    st.tuples(*(st.floats(0, 1) for _ in range(4))),
    st.integers(0, 6),
)
def test_everyone_who_joined_is_somewhere(newcomers, rate, shares, lapse):
    months = len(newcomers)
    habits = Habits(*(np.array([share, share / 2]) for share in shares))
    flows = carry(
        np.array([newcomers, newcomers]),
        np.full((2, 3), 1 / 3),
        np.full((3, months), rate),
        np.array([1.0, 0.5]),
        habits,
        Terms(3, 36, lapse),
    )  # carry itself checks that heads are conserved
    for name in Flows.__dataclass_fields__:
        assert (getattr(flows, name) >= -1e-6).all(), name
    assert (flows.deaths_scholarship <= flows.deaths_full + 1e-9).all()


@pytest.mark.parametrize("fills_target", [True, False])
def test_a_part_carried_on_its_own_is_its_share_of_the_whole(fills_target):
    rng = np.random.default_rng(8)
    months, heads = 48, np.array([3.0, 0.0, 17.0])
    newcomers = np.cumsum(rng.random((4, months)), axis=1) * 100
    others = (
        np.full((4, 5), 1 / 5),
        rng.random((5, months)) * 0.02,
        np.ones(4),
        Habits(*(rng.random(4) * 0.1 for _ in range(4))),
        TERMS,
    )
    whole = carry(newcomers, *others, fills_target=fills_target)
    for part, share in enumerate(heads / heads.sum()):
        alone = carry(newcomers * share, *others, fills_target=fills_target)
        for name in Flows.__dataclass_fields__:
            divided = divide("parts", getattr(whole, name), heads)[..., part]
            assert np.allclose(divided, getattr(alone, name), rtol=1e-9, atol=1e-9), name


@pytest.mark.parametrize("fills_target", [True, False])
def test_the_result_does_not_depend_on_threads_or_on_who_is_beside(fills_target):
    rng = np.random.default_rng(5)
    draws, months, groups = 200, 40, 5
    arguments = {
        "newcomers": np.cumsum(rng.random((draws, months)), axis=1) * 100,
        "weights": np.full((draws, groups), 1 / groups),
        "relative_mortality": rng.random(draws) + 0.5,
    }
    shares = [rng.random(draws) * 0.1 for _ in range(4)]
    rate = rng.random((groups, months)) * 0.02

    def run(place, threads):
        habits = Habits(*(share[place] for share in shares))
        given = {name: values[place] for name, values in arguments.items()}
        return carry(death_rate=rate, habits=habits, terms=TERMS, fills_target=fills_target, threads=threads, **given)

    whole, single, few = run(slice(None), 2), run(slice(None), 1), run(slice(70, 90), 1)
    for name in Flows.__dataclass_fields__:
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
        ({"habits": Habits.stopping(np.array([1.2]))}, "stop: 1.2; a share from 0 to 1"),
        ({"weights": np.ones((2, 1))}, "weights: shape"),
    ],
)
def test_a_wrong_input_is_named_and_nothing_is_run(change, message):
    right = {
        "newcomers": np.array([[1.0, 2.0]]),
        "weights": np.ones((1, 1)),
        "death_rate": np.full((1, 2), 0.1),
        "relative_mortality": np.ones(1),
        "habits": Habits.stopping(np.array([0.1])),
        "terms": TERMS,
    }
    with pytest.raises(InputError, match=message):
        carry(**(right | change))
