"""Deaths of election workers: the closed form against single persons, and the records."""

import numpy as np
import pytest

from simulate.programmes.election.people import FIRST_AGE, LAST_AGE, POLL_DAYS, YEAR_DAYS, ages_and_rates, mean_rate
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.election.study import run
from simulate.programmes.election.tables import days_after, reporting_curve


@pytest.fixture(scope="module")
def past():
    return run(ElectionPlan(date="2024-02"), draws=512)


def _rate_of(mortality, sex, age, year):
    """The death rate of one person, looked up in the table."""
    rows = mortality[(mortality["sex"] == sex) & (mortality["year_from"] <= year) & (year < mortality["year_to"])]
    return rows[(rows["age_start"] <= age) & (age <= rows["age_end"])]["deaths_per_person_year"].iloc[0]


def test_closed_form_agrees_with_single_persons(past):
    """Each KPPS has an age, a sex and a term, and lives or dies: the mean over draws is the closed form's."""
    mortality, values, rng = past.region.tables["mortality"], past.values, np.random.default_rng(1)
    ages = np.arange(FIRST_AGE, LAST_AGE + 1)
    table = {sex: np.array([_rate_of(mortality, sex, age, 2024) for age in ages]) for sex in ("male", "female")}
    died, expected = [], past.outcome.deaths.serving["kpps"]
    recorded, held = _recorded(past, values), values["reported_in_time"] * values["list_complete"]
    for draw in range(0, 512, 4):
        bell = np.exp(-0.5 * ((ages - values["mean_age"][draw]) / values["age_spread"][draw]) ** 2) * (ages <= 55)
        own = rng.choice(len(ages), size=63_112, p=bell / bell.sum())
        male = rng.random(63_112) < values["male_share"][draw]
        rate = np.where(male, table["male"][own], table["female"][own])
        excess = values["excess_ratio"][draw]
        days = values["detection_days"][draw]
        ratio = min(recorded[draw] / (held[draw] * (1 + excess * min(days, POLL_DAYS) / days)), 1.0)
        hazard = rate * ratio * (1 / 12 + excess * POLL_DAYS / YEAR_DAYS)
        died.append((rng.random(63_112) < 1 - np.exp(-hazard)).sum())
    error = np.std(died, ddof=1) / np.sqrt(len(died))
    assert np.mean(died) == pytest.approx(expected[::4].mean(), abs=3 * error)


def _recorded(result, values):
    rate = mean_rate(result.region, 2024, 55, values)
    return 152 / (5_741_127 * rate * values["detection_days"] / 365.25)


def _share_above(age, result, year, cap):
    """Share of deaths above an age, shape (draws,)."""
    weights, by_age = ages_and_rates(result.region, year, cap, result.values)
    deaths = weights * by_age
    return deaths[:, np.arange(FIRST_AGE, LAST_AGE + 1) > age].sum(axis=1) / deaths.sum(axis=1)


def test_the_assumed_ages_agree_with_the_ages_of_those_who_died(past):
    # 54 % of 2019's dead were above 50 (25 provinces), 20 of 57 in 2024, who include uncapped security and witnesses
    without = np.quantile(_share_above(50, past, 2019, None), (0.05, 0.95))
    capped = _share_above(50, past, 2024, 55)
    uncapped = _share_above(50, past, 2024, None)
    assert without[0] < 0.54 < without[1]
    assert np.quantile(capped, 0.05) < 20 / 57 < np.quantile(uncapped, 0.95)


def test_the_model_gives_the_nation_what_its_list_recorded(past):
    """National deaths by the model in the days of the list, times the share that it holds, are the 152 recorded."""
    values = past.values
    held = values["reported_in_time"] * values["list_complete"]
    uncapped = past.health < 1  # elsewhere even the population's deaths fall short of the record
    rate, days = mean_rate(past.region, 2024, 55, values) * past.health, values["detection_days"]
    died = 5_741_127 * rate * (days + values["excess_ratio"] * np.minimum(days, POLL_DAYS)) / YEAR_DAYS
    assert np.allclose((died * held)[uncapped], 152)
    assert (past.health <= 1).all()
    assert uncapped.mean() > 0.8


def test_the_committees_that_died_lie_in_the_models_range(past):
    """23 PPS and 6 PPK of 251,193 and 36,385 were listed: the ratio to KPPS is assumed, so the list must be possible."""
    values = past.values
    held, days = values["reported_in_time"] * values["list_complete"], values["detection_days"]
    rate = mean_rate(past.region, 2024, 55, values) * values["committee_ratio"] * past.health
    died = (251_193 + 36_385) * rate * (days + values["excess_ratio"] * np.minimum(days, POLL_DAYS)) / YEAR_DAYS
    listed = np.random.default_rng(1).poisson(died * held)
    assert np.quantile(listed, 0.01) <= 29 <= np.quantile(listed, 0.99)


def test_the_days_of_the_poll_are_those_of_the_nations_list(past):
    listed = past.region.figure("election_records", "kpu_2024_kpps").period
    assert days_after(past.region, "pemilu_2024", listed) + 1 == POLL_DAYS


def test_the_pace_of_reporting_is_that_of_the_records(past):
    told = past.unknowns["reported_in_time"]
    assert told.low == pytest.approx(reporting_curve(past).delay.cdf(POLL_DAYS - 1), abs=0.005)
    assert told.mode == pytest.approx(114 / 163, abs=1e-4)


@pytest.mark.parametrize(
    ("levers", "fewer"),
    [
        ({"age_cap": 45}, True),
        ({"screening": "full"}, True),
        ({"shift_limit": True}, True),
        ({"screening": "none"}, False),
    ],
)
def test_levers_of_risk_move_deaths_and_not_contributions(past, levers, fewer):
    moved = run(ElectionPlan(date="2024-02", **levers), draws=512)
    before, after = (sum(one.outcome.deaths.serving.values()) for one in (past, moved))
    assert (after <= before).all() if fewer else (after >= before).all()
    assert after.mean() != pytest.approx(before.mean(), rel=0.01)
    assert moved.number("contributions") == past.number("contributions")


@pytest.mark.parametrize(
    "levers", [{"payer": "worker"}, {"registration": "after_induction"}, {"covered_share": 0.5}, {"roles": ("ppk",)}]
)
def test_levers_of_cover_pay_fewer_families_and_save_nobody(past, levers):
    moved = run(ElectionPlan(date="2024-02", **levers), draws=512)
    before, after = (sum(one.outcome.deaths.serving.values()) for one in (past, moved))
    assert np.allclose(before, after)
    assert (sum(moved.outcome.deaths.paid.values()) < sum(past.outcome.deaths.paid.values())).all()


def test_without_cover_nobody_is_paid_and_nothing_is_due(past):
    none = run(ElectionPlan(date="2024-02", covered_share=0), draws=512)
    for measure in ("contributions", "deaths_paid", "benefits", "care"):
        assert (none.measures[measure] == 0).all()
    assert {"loss_ratio", "per_worker"} & set(none.measures) == set()  # no base: left out, never zero
    assert none.number("deaths", "mean") == pytest.approx(past.number("deaths", "mean"), rel=0.05)


def test_cover_after_service_counts_deaths_after_it(past):
    longer = run(ElectionPlan(date="2024-02", extra_months=6), draws=512)
    assert np.allclose(*(sum(one.outcome.deaths.serving.values()) for one in (past, longer)))
    assert longer.number("contributions") > 4 * past.number("contributions")
    # six months of a year at each worker's ordinary risk, without the days of the poll
    ordinary = {
        role: deaths - past.outcome.deaths.excess[role] for role, deaths in past.outcome.deaths.serving.items()
    }
    months = {role: past.outcome.service[body][1] for role, body in past.plan.bodies.items()}
    for role, after in longer.outcome.deaths.after.items():
        assert np.allclose(after, ordinary[role] / months[role] * 6)
    jkm = longer.measures["deaths_jkm"] + longer.measures["deaths_after"]
    assert np.allclose(longer.measures["benefits_jkm"], jkm * 42_000_000)
    assert longer.months[-1] == "2024-09"
