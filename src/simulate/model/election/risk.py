"""What may happen to election workers: deaths by role, from population mortality and the national records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.identities import must_equal
from simulate.model.mortality import BAND_YEARS, rates_of_year

if TYPE_CHECKING:
    import pandas as pd

    from simulate.plan.election import ElectionPlan
    from simulate.region import Region

YEAR_DAYS = 365.25
# the days from the poll that KPU's record of 2024 covers (14 to 25 February)
POLL_DAYS = 12
FIRST_AGE, LAST_AGE = 17, 79
_AGES = np.arange(FIRST_AGE, LAST_AGE + 1)


@dataclass(frozen=True)
class Deaths:
    """Expected deaths by role, each of shape (draws,).

    ``serving`` during service, ``excess`` those of them from the additional risk on the days of the poll; ``covered``
    those with cover, after service included; ``paid`` those of them whose family claims.
    """

    serving: dict[str, np.ndarray]
    excess: dict[str, np.ndarray]
    covered: dict[str, np.ndarray]
    paid: dict[str, np.ndarray]


def mean_rate(mortality: pd.DataFrame, year: int, cap: int | None, values: dict[str, np.ndarray]) -> np.ndarray:
    """Yearly deaths a person among people of the workers' ages and sexes, up to an age, shape (draws,).

    Ages are bell-shaped around ``mean_age``, cut at 17 and at the cap (79 without one).

    Raises:
        InputError: the table has no period for the year.

    Source: UN WPP 2024, ``data/indonesia/mortality.csv``.
    """
    weights, by_age = _ages(mortality, year, cap, values)
    return (weights * by_age).sum(axis=1)


def share_above(
    age: int, mortality: pd.DataFrame, year: int, cap: int | None, values: dict[str, np.ndarray]
) -> np.ndarray:
    """Share of deaths above an age, shape (draws,); to hold the ages that are assumed against the records."""
    weights, by_age = _ages(mortality, year, cap, values)
    deaths = weights * by_age
    return deaths[:, age < _AGES].sum(axis=1) / deaths.sum(axis=1)


def _ages(
    mortality: pd.DataFrame, year: int, cap: int | None, values: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Share of workers and yearly death rate by single year of age, each of shape (draws, ages)."""
    first = FIRST_AGE // BAND_YEARS * BAND_YEARS
    by_band = rates_of_year(mortality, year, first, LAST_AGE + 1)
    male, female = np.repeat(by_band, BAND_YEARS, axis=1)[:, FIRST_AGE - first :]
    bell = np.exp(-0.5 * ((_AGES - values["mean_age"][:, None]) / values["age_spread"][:, None]) ** 2)
    bell = bell * ((LAST_AGE if cap is None else cap) >= _AGES)
    men = values["male_share"][:, None]
    return bell / bell.sum(axis=1, keepdims=True), men * male + (1 - men) * female


def recorded_ratio(region: Region, cap: int, values: dict[str, np.ndarray]) -> np.ndarray:
    """Deaths of KPPS that KPU recorded in 2024 over those of the population of their age in the same days.

    Shape (draws,).

    Source: ``data/indonesia/election_records.csv``, rows ``kpu_2024_kpps`` and ``kpps_2024``.
    """
    recorded = region.figure("election_records", "kpu_2024_kpps").value
    officers = region.figure("election_records", "kpps_2024").value
    rate = mean_rate(region.tables["mortality"], 2024, cap, values)
    return recorded / (officers * rate * POLL_DAYS / YEAR_DAYS)


def health_of(region: Region, cap: int, values: dict[str, np.ndarray]) -> np.ndarray:
    """Deaths of the workers relative to the population of their age on ordinary days, shape (draws,).

    No less than the records show: recorded deaths did happen.
    """
    return np.maximum(values["health_ratio"], recorded_ratio(region, cap, values) / (1 + values["excess_ratio"]))


def expected_deaths(
    plan: ElectionPlan,
    region: Region,
    persons: dict[str, np.ndarray],
    service: dict[str, tuple[int, int]],
    law_cap: int,
    covered_share: np.ndarray,
    values: dict[str, np.ndarray],
) -> Deaths:
    """Deaths by role over the service of each.

    Args:
        plan: the levers.
        region: its tables.
        persons: workers by role, shape (draws,).
        service: first month, from the month of the poll, and months, by body.
        law_cap: the law's highest age of KPPS [years].
        covered_share: share of each covered role that is registered, shape (draws,).
        values: the unknowns by draw.

    Raises:
        InputError: the mortality table has no period for the year of the poll.
        BrokenIdentityError: those covered are more than those who die.
    """
    mortality, year = region.tables["mortality"], int(plan.date[:4])
    excess = values["excess_ratio"] * POLL_DAYS / YEAR_DAYS
    if plan.shift_limit:
        excess = excess * (1 - values["shift_effect"])
    healthy = health_of(region, law_cap, values) * _screened(plan, values)
    gap = values["registration_gap"] / 12 if plan.registration == "after_induction" else 0.0
    bodies = {role: body for role, body, _ in plan.posts.values()}
    rates = {
        cap: mean_rate(mortality, year, cap, values)
        for cap in {cap_of(plan, body, law_cap) for body in bodies.values()}
    }
    serving, from_work, covered = {}, {}, {}
    for role, heads in persons.items():
        body = bodies[role]
        first, months = service[body]
        rate = rates[cap_of(plan, body, law_cap)] * healthy
        rate = rate * values["linmas_ratio"] if role == "linmas" else rate
        at_poll = excess if first <= 0 < first + months else 0.0
        serving[role] = heads * rate * (months / 12 + at_poll)
        from_work[role] = heads * rate * at_poll
        if role not in plan.roles:
            covered[role] = np.zeros_like(rate)
            continue
        insured = np.maximum((months + plan.extra_months) / 12 + at_poll - gap, 0.0)
        covered[role] = heads * rate * insured * covered_share
        most = serving[role] + heads * rate * plan.extra_months / 12
        must_equal(f"deaths: {role} covered above all", np.minimum(covered[role], most), covered[role])
    paid = {role: deaths * values["claim_share"] for role, deaths in covered.items()}
    return Deaths(serving, from_work, covered, paid)


def cap_of(plan: ElectionPlan, body: str, law_cap: int) -> int | None:
    """The highest age in a body: the plan's, else the law's for KPPS; None where there is none."""
    if plan.age_cap is not None:
        return plan.age_cap
    return law_cap if body == "kpps" else None


def _screened(plan: ElectionPlan, values: dict[str, np.ndarray]) -> np.ndarray | float:
    """Deaths relative to the screening of 2024, on which the records rest."""
    if plan.screening == "none":
        return values["no_screening_ratio"]
    return 1 - values["full_screening_effect"] if plan.screening == "full" else 1.0
