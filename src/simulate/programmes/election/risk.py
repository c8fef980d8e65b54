"""What may happen to election workers: deaths by role, from population mortality and the national records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.claims import BAND_YEARS, rates_of_year
from simulate.errors import must_equal
from simulate.programmes.election.plan import ElectionPlan, Service
from simulate.programmes.election.staffing import Draws

if TYPE_CHECKING:
    import pandas as pd

    from simulate.region.base import Region

YEAR_DAYS = 365.25
# the days from the poll that KPU's record of 2024 covers (14 to 25 February)
POLL_DAYS = 12
FIRST_AGE, LAST_AGE = 17, 79
# who serves for months above the polling stations
COMMITTEES = ("ppk", "ppk_secretariat", "pps", "pps_secretariat", "panwascam", "pkd")
_AGES = np.arange(FIRST_AGE, LAST_AGE + 1)


@dataclass(frozen=True)
class Deaths:
    """Expected deaths by role, each of shape (draws,).

    ``serving`` during service, ``excess`` those of them from the additional risk on the days of the poll, ``paid``
    those of them with cover whose family claims; ``after`` with cover after service, ``paid_after`` those of them
    whose family claims.
    """

    serving: Draws
    excess: Draws
    after: Draws
    paid: Draws
    paid_after: Draws

    @property
    def total(self) -> np.ndarray:
        """All deaths during service, shape (draws,)."""
        return sum(self.serving.values())


def mean_rate(mortality: pd.DataFrame, year: int, cap: int | None, values: Draws) -> np.ndarray:
    """Yearly deaths a person among people of the workers' ages and sexes, up to an age, shape (draws,).

    Raises:
        InputError: the table has no period for the year.

    Source: UN WPP 2024, ``data/indonesia/mortality.csv``.
    """
    weights, by_age = ages_and_rates(mortality, year, cap, values)
    return (weights * by_age).sum(axis=1)


def ages_and_rates(
    mortality: pd.DataFrame, year: int, cap: int | None, values: Draws
) -> tuple[np.ndarray, np.ndarray]:
    """Share of workers and yearly death rate by single year of age from 17 to 79, each of shape (draws, ages).

    Ages are bell-shaped around ``mean_age``, cut at 17 and at the cap (79 without one).
    """
    first = FIRST_AGE // BAND_YEARS * BAND_YEARS
    by_band = rates_of_year(mortality, year, first, LAST_AGE + 1)
    male, female = np.repeat(by_band, BAND_YEARS, axis=1)[:, FIRST_AGE - first :]
    bell = np.exp(-0.5 * ((_AGES - values["mean_age"][:, None]) / values["age_spread"][:, None]) ** 2)
    bell = bell * ((LAST_AGE if cap is None else cap) >= _AGES)
    men = values["male_share"][:, None]
    return bell / bell.sum(axis=1, keepdims=True), men * male + (1 - men) * female


def recorded_ratio(region: Region, cap: int, values: Draws) -> np.ndarray:
    """Deaths of KPPS that KPU recorded in 2024 over those of the population of their age in the days it covers.

    Shape (draws,).

    Source: ``data/indonesia/election_records.csv``, rows ``kpu_2024_kpps`` and ``kpps_2024``.
    """
    recorded = region.figure("election_records", "kpu_2024_kpps").value
    officers = region.figure("election_records", "kpps_2024").value
    rate = mean_rate(region.tables["mortality"], 2024, cap, values)
    return recorded / (officers * rate * values["detection_days"] / YEAR_DAYS)


def health_of(region: Region, cap: int, values: Draws) -> np.ndarray:
    """Deaths of the workers relative to the population of their age on ordinary days, shape (draws,).

    What KPU recorded, over the share of those deaths that its list held by then (``list_complete`` that ever
    enter it, times ``reported_in_time``), less the additional risk of the days of the poll; never above the
    population.
    """
    held, days = values["reported_in_time"] * values["list_complete"], values["detection_days"]
    at_poll = values["excess_ratio"] * np.minimum(days, POLL_DAYS) / days
    return np.minimum(recorded_ratio(region, cap, values) / (held * (1 + at_poll)), 1.0)


def expected_deaths(
    plan: ElectionPlan,
    region: Region,
    persons: Draws,
    service: Service,
    law_cap: int,
    covered_share: np.ndarray,
    values: Draws,
) -> Deaths:
    """Deaths by role over the service of each.

    ``persons`` are workers by role, ``law_cap`` is the law's highest age of KPPS [years], ``covered_share`` the share
    of each covered role that is registered, shape (draws,).

    Raises:
        InputError: the mortality table has no period for the year of the poll.
        BrokenIdentityError: deaths with and without cover are not all deaths.
    """
    excess = values["excess_ratio"] * POLL_DAYS / YEAR_DAYS
    if plan.shift_limit:
        excess = excess * (1 - values["shift_effect"])
    healthy = health_of(region, law_cap, values)
    # the records rest on the screening of 2024
    if plan.screening == "none":
        healthy = healthy * values["no_screening_ratio"]
    elif plan.screening == "full":
        healthy = healthy * (1 - values["full_screening_effect"])
    rates, gap = _rates(plan, region, law_cap, values), gap_months(plan, values)
    serving, from_work, covered, after = {}, {}, {}, {}
    for role, body in {role: body for role, body, _ in plan.posts.values() if role in persons}.items():
        first, months = service[body]
        rate = persons[role] * rates[role] * healthy
        at_poll = excess if serves_at_poll(service[body]) else 0.0 * excess
        serving[role], from_work[role] = rate * (months / 12 + at_poll), rate * at_poll
        share = covered_share if role in plan.roles else 0.0
        registered = registered_by_poll(region, gap, first)
        covered[role] = share * rate * (np.maximum(months - gap, 0.0) / 12 + registered * at_poll)
        after[role] = share * rate * plan.extra_months / 12
        uncovered = rate * ((1 - share) * (months / 12 + at_poll) + share * np.minimum(gap, months) / 12)
        uncovered = uncovered + share * rate * (1 - registered) * at_poll
        must_equal(f"deaths: {role} covered and not", covered[role] + uncovered, serving[role])
    claimed = values["claim_share"] if plan.covers_anyone else 0.0
    paid, paid_after = ({role: one * claimed for role, one in found.items()} for found in (covered, after))
    return Deaths(serving, from_work, after, paid, paid_after)


def serves_at_poll(span: tuple[int, int]) -> bool:
    """Whether a term (first month from that of the poll, months) holds the month of the poll."""
    first, months = span
    return first <= 0 < first + months


def gap_months(plan: ElectionPlan, values: Draws) -> np.ndarray | float:
    """Months from induction to registration, shape (draws,); none where workers are registered before it."""
    late = plan.registration == "after_induction" and plan.covers_anyone
    return values["registration_gap"] if late else 0.0


def registered_by_poll(region: Region, gap: np.ndarray | float, first: int) -> np.ndarray | float:
    """1 where a body whose service begins in a ``first`` month, from that of the poll, is registered by then, else 0.

    Who serves in the month of the poll is inducted as long before it as KPPS were in 2024. ``gap``: of `gap_months`.
    """
    inducted = region.figure("election_records", "kpps_inducted_2024").value
    return np.asarray(gap <= -first + inducted, dtype=float)


def _rates(plan: ElectionPlan, region: Region, law_cap: int, values: Draws) -> Draws:
    """Yearly deaths of the population of each role's ages, shape (draws,); of some roles by their ratio to KPPS."""
    # the highest age in a role: the plan's, for KPPS never above the law's; None where there is none
    caps = dict.fromkeys(plan.serving, plan.age_cap) | {"kpps": min(plan.age_cap or law_cap, law_cap)}
    mortality, year = region.tables["mortality"], int(plan.date[:4])
    by_cap = {cap: mean_rate(mortality, year, cap, values) for cap in {*caps.values(), law_cap, None}}
    # the ratios were counted where KPPS were capped and these were not: they hold the difference in age already
    younger = by_cap[plan.age_cap] / by_cap[None] if plan.age_cap is not None else 1.0
    ratios = {"linmas": "linmas_ratio"} | dict.fromkeys(COMMITTEES, "committee_ratio")
    own = {role: by_cap[law_cap] * values[ratio] * younger for role, ratio in ratios.items() if role in caps}
    return {role: by_cap[cap] for role, cap in caps.items()} | own
