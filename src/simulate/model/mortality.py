"""Death rates of the protected workers by sex and age band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse

if TYPE_CHECKING:
    import pandas as pd

FIRST_AGE = 20
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
    bands = mortality[mortality["age_start"].between(FIRST_AGE, entry_age - 1)]
    by_year = {}
    for year in sorted({int(month[:4]) for month in months}):
        period = bands[(bands["year_from"] <= year) & (year < bands["year_to"])]
        if period.empty:
            raise refuse(
                "no_mortality", "mortality.csv", f"no period for {year}", "add it, or simulate earlier months"
            )
        by_sex = [period[period["sex"] == sex].sort_values("age_start") for sex in SEXES]
        wanted = list(range(FIRST_AGE, int(entry_age), 5))
        for sex, rows in zip(SEXES, by_sex, strict=True):
            if rows["age_start"].tolist() != wanted or not (rows["deaths_per_person_year"] > 0).all():
                ages = f"ages {wanted[0]} to {wanted[-1]} once each, with rates above 0"
                raise refuse("incomplete_mortality", "mortality.csv", f"{sex}, {year}", ages)
        by_year[year] = np.concatenate([rows["deaths_per_person_year"].to_numpy() for rows in by_sex])
        middle = (by_sex[0]["age_start"] + by_sex[0]["age_end"] + 1).to_numpy() / 2
    return middle, np.stack([by_year[int(month[:4])] for month in months], axis=1)


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
