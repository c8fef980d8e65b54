"""Death rates of the protected workers by sex and age band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse

if TYPE_CHECKING:
    import pandas as pd

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
    wanted = list(range(FIRST_AGE, int(entry_age), BAND_YEARS))
    years = sorted({int(month[:4]) for month in months})
    by_year = {year: np.concatenate(rates_of_year(mortality, year, FIRST_AGE, entry_age)) for year in years}
    middle = np.array(wanted) + BAND_YEARS / 2
    return middle, np.stack([by_year[int(month[:4])] for month in months], axis=1)


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
        raise refuse("no_mortality", "mortality.csv", f"no period for {year}", "add it, or simulate earlier months")
    by_sex = []
    for sex in SEXES:
        rows = np.flatnonzero(period & (table["sex"] == sex))
        rows = rows[np.argsort(table["age_start"][rows])]
        rates = table["deaths_per_person_year"][rows]
        if table["age_start"][rows].tolist() != wanted or not (rates > 0).all():
            ages = f"ages {wanted[0]} to {wanted[-1]} once each, with rates above 0"
            raise refuse("incomplete_mortality", "mortality.csv", f"{sex}, {year}", ages)
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
