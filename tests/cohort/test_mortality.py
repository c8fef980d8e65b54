import numpy as np
import pytest

from simulate.cohort.claims import death_rates, group_weights
from simulate.errors import InputError


def test_rates_are_those_of_the_calendar_period(region):
    table = region.tables["mortality"]
    middle, rates = death_rates(table, ["2026-05", "2029-12", "2030-01"], 65)
    assert middle.tolist() == [22.5 + 5 * band for band in range(9)]
    assert rates.shape == (18, 3)
    men_50 = table.query("sex == 'male' and age_start == 50").set_index("year_from")["deaths_per_person_year"]
    assert rates[6].tolist() == [men_50[2025], men_50[2025], men_50[2030]]


def test_weights_sum_to_one_and_follow_the_share_of_men():
    middle = 22.5 + 5 * np.arange(9)
    weights = group_weights(middle, np.array([35.0, 50.0]), np.array([11.0, 11.0]), np.array([0.6, 0.7]))
    assert np.allclose(weights.sum(axis=1), 1)
    assert np.allclose(weights[:, :9].sum(axis=1), [0.6, 0.7])
    mean_age = (weights * np.tile(middle, 2)).sum(axis=1)
    assert mean_age[0] < mean_age[1]


def test_a_year_without_a_table_is_named(region):
    with pytest.raises(InputError, match="no period for 2040"):
        death_rates(region.tables["mortality"], ["2040-01"], 65)
