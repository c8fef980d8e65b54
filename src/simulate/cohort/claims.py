"""What happens to whom, and what it pays: deaths, accidents and benefits, drawn from their expectations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import input_error, must_equal
from simulate.law.benefit import JKM_PARTS, jkm_parts_rp, work_death_parts_rp
from simulate.law.contribution import lowest_bpu_base_rp
from simulate.law.numbers import total_rp

if TYPE_CHECKING:
    import pandas as pd

    from simulate.cohort.engine import Trajectories
    from simulate.law.base import LawMonth

FIRST_AGE, BAND_YEARS = 20, 5
SEXES = ("male", "female")


def death_rates(mortality: pd.DataFrame, months: list[str], entry_age: float) -> tuple[np.ndarray, np.ndarray]:
    """Yearly death rates of each risk group in each month.

    Risk groups are the two sexes by five-year bands from 20 to the age limit of first enrolment.

    Returns:
        Mid-ages, shape (bands,), and rates per person-year, shape (2 * bands, months), men first.

    Raises:
        InputError: the table has no period for a month.

    Source: UN WPP 2024, ``data/indonesia/mortality.csv``.
    """
    years = [int(month[:4]) for month in months]
    by_year = {
        year: np.concatenate(rates_of_year(mortality, year, FIRST_AGE, entry_age)) for year in sorted({*years})
    }
    middle = np.arange(FIRST_AGE, int(entry_age), BAND_YEARS) + BAND_YEARS / 2
    return middle, np.stack([by_year[year] for year in years], axis=1)


def rates_of_year(mortality: pd.DataFrame, year: int, first_age: int, end_age: float) -> np.ndarray:
    """Yearly death rates by sex and five-year band from ``first_age`` to below ``end_age``: (2, bands), men first.

    Raises:
        InputError: the table has no period for the year, or lacks a band.

    Source: UN WPP 2024, ``data/indonesia/mortality.csv``.
    """
    table = {name: mortality[name].to_numpy() for name in mortality.columns}
    wanted = list(range(first_age, int(end_age), BAND_YEARS))
    of_age = (table["age_start"] >= first_age) & (table["age_start"] < end_age)
    period = of_age & (table["year_from"] <= year) & (year < table["year_to"])
    if not period.any():
        raise input_error("no_mortality", "mortality.csv", year=year)
    by_sex = []
    for sex in SEXES:
        rows = np.flatnonzero(period & (table["sex"] == sex))
        rows = rows[np.argsort(table["age_start"][rows])]
        rates = table["deaths_per_person_year"][rows]
        if table["age_start"][rows].tolist() != wanted or not (rates > 0).all():
            ages = {"wanted": wanted[0], "wanted2": wanted[-1]}
            raise input_error("incomplete_mortality", "mortality.csv", sex=sex, year=year, **ages)
        by_sex.append(rates)
    return np.stack(by_sex)


def group_weights(
    middle: np.ndarray, mean_age: np.ndarray, age_spread: np.ndarray, male_share: np.ndarray
) -> np.ndarray:
    """Share of new members in each risk group, shape (draws, 2 * bands), rows summing to 1.

    Ages are bell-shaped around ``mean_age`` and cut at the bands; an assumption, since no age data of
    vulnerable workers were found. The cut pulls the realised mean a little toward the middle of the bands.
    """
    bell = np.exp(-0.5 * ((middle - mean_age[:, None]) / age_spread[:, None]) ** 2)
    bell /= bell.sum(axis=1, keepdims=True)
    return np.concatenate([bell * male_share[:, None], bell * (1 - male_share)[:, None]], axis=1)


# means up to which counting up is the faster way
_COUNTED_UP_TO = 30
# above it a sum of chances may stay for ever, as it need not round to 1
_SURE = 1 - 2**-33
# each lottery has random numbers of its own
LOTTERIES = ("deaths_waiting", "deaths_full", "deaths_scholarship", "accidents", "deaths_uncovered")


@dataclass(frozen=True)
class Claims:
    """Events and benefits over the whole horizon, with the lottery of single events; arrays of shape (draws,).

    ``events``: ``deaths_waiting`` below the JKM waiting time, ``deaths_full`` past it, ``deaths_scholarship`` (of
    them) past the scholarship wait, ``deaths`` all of them, ``deaths_uncovered`` in arrears, ``accidents``.
    ``benefits_rp``: ``jkm``, ``jkk``, ``scholarship`` (promised at death for all years to come), ``total``.
    """

    events: dict[str, np.ndarray]
    benefits_rp: dict[str, np.ndarray]


@dataclass(frozen=True)
class FamilyBenefits:
    """What the family of a sponsored worker receives in one month's law [Rp/person], scholarships apart.

    ``wait_months`` separates a natural death in the wait from one past it; ``scholarship_wait_months`` is the
    time after which such a death brings scholarships too.
    """

    base_rp: int
    wait_months: int
    scholarship_wait_months: int
    waiting_rp: int
    full_rp: int
    work_death_rp: int


def family_benefits(law: LawMonth) -> FamilyBenefits:
    """The benefits of a BPU member at the lowest base."""
    base, wait = lowest_bpu_base_rp(law), int(law.value("jkm_waiting"))
    return FamilyBenefits(
        base_rp=base,
        wait_months=wait,
        scholarship_wait_months=int(law.value("scholarship_wait")),
        waiting_rp=total_rp(jkm_parts_rp(law, scheme="bpu", tenure_months=0)),
        full_rp=total_rp(jkm_parts_rp(law, scheme="bpu", tenure_months=wait)),
        work_death_rp=total_rp(work_death_parts_rp(law, scheme="bpu", base_rp=base)),
    )


def draw_claims(
    cohorts: Trajectories,
    accidents: np.ndarray,
    laws: list[LawMonth],
    values: dict[str, np.ndarray],
    noise: dict[str, np.ndarray],
) -> Claims:
    """Counts as the lottery they are (Poisson), and the benefits that those counts cost.

    Args:
        cohorts: expected deaths by draw and month.
        accidents: expected accidents, shape (draws, months).
        laws: the law of each month.
        values: ``accident_cost`` and, where scholarships fall due, ``scholarship_child_years`` and
            ``scholarship_year``, by draw.
        noise: uniform numbers for each of `LOTTERIES`, shape (draws,).

    Raises:
        BrokenIdentityError: benefits by legal part are not benefits by event.
    """
    from scipy.stats import binom

    by_month = [family_benefits(law) for law in laws]
    waiting_rp = np.array([family.waiting_rp for family in by_month])
    full_rp = np.array([family.full_rp for family in by_month])
    expected = {
        "deaths_waiting": cohorts.deaths_waiting,
        "deaths_full": cohorts.deaths_full,
        "accidents": accidents,
        "deaths_uncovered": cohorts.deaths_uncovered,
    }
    events = {name: drawn_events(noise[name], heads) for name, heads in expected.items()}
    late, full = cohorts.deaths_scholarship.sum(axis=1), cohorts.deaths_full.sum(axis=1)
    if late.any():
        share = np.divide(late, full, out=np.zeros_like(full), where=full > 0)
        events["deaths_scholarship"] = binom.ppf(noise["deaths_scholarship"], events["deaths_full"], share)
        promised_rp = values["scholarship_child_years"] * values["scholarship_year"]
    else:
        events["deaths_scholarship"], promised_rp = np.zeros_like(late), 0.0
    events["deaths"] = events["deaths_waiting"] + events["deaths_full"]
    benefits = {
        "jkm": events["deaths_waiting"] * _mean_amount(cohorts.deaths_waiting, waiting_rp)
        + events["deaths_full"] * _mean_amount(cohorts.deaths_full, full_rp),
        "jkk": events["accidents"] * values["accident_cost"],
        "scholarship": events["deaths_scholarship"] * promised_rp,
    }
    by_part = _jkm_by_part(cohorts, events, laws)
    must_equal("benefits: JKM by legal part is not JKM by event", by_part, benefits["jkm"])
    benefits["total"] = sum(benefits.values())
    return Claims(events, benefits)


def drawn_events(noise: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Events over the months as a lottery (Poisson), shape (draws,).

    Args:
        noise: uniform numbers, shape (draws,).
        expected: events by draw and month.
    """
    return poisson_quantile(noise, expected.sum(axis=1))


def poisson_quantile(noise: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """The least count whose chance of being reached or undercut is ``noise``; both of shape (draws,).

    Where few events are expected, counting up from none gives what SciPy gives in a tenth of its time; grids of plans
    draw hundreds of times.
    """
    from scipy.stats import poisson

    if mean.max(initial=0) > _COUNTED_UP_TO or noise.max(initial=0) > _SURE:
        return poisson.ppf(noise, mean)
    chance = np.exp(-mean)
    reached, count, events = chance.copy(), np.zeros_like(mean), 0
    while (more := noise > reached).any():
        events += 1
        chance *= mean / events
        reached += chance
        count += more
    return count


def _jkm_by_part(cohorts: Trajectories, events: dict[str, np.ndarray], laws: list[LawMonth]) -> np.ndarray:
    """JKM benefits summed from the law's parts: a funeral for each death, the rest for those past the wait."""
    parts = {part: np.array([law.value("jkm_benefit", part) for law in laws]) for part in JKM_PARTS}
    past_the_wait = sum(_mean_amount(cohorts.deaths_full, amount) for amount in parts.values())
    in_the_wait = _mean_amount(cohorts.deaths_waiting, parts["funeral"])
    return events["deaths_full"] * past_the_wait + events["deaths_waiting"] * in_the_wait


def _mean_amount(deaths: np.ndarray, amount_rp: np.ndarray) -> np.ndarray:
    """Benefit of a death, averaged over the months in which deaths are expected, shape (draws,)."""
    total = deaths.sum(axis=1)
    weighted = (deaths * amount_rp).sum(axis=1)
    return np.divide(weighted, total, out=np.zeros_like(total), where=total > 0)
