"""Programmes elsewhere: Kendal and Semarang fall inside what the model says of them."""

import numpy as np
import pytest

from simulate.errors import InputError
from simulate.programmes.sponsorship.backtest import OUTCOMES, backtest, read_cases
from simulate.programmes.sponsorship.study import run


@pytest.fixture(scope="module")
def table():
    return backtest(run(draws=4096))


def _row(table, figure):
    return table.set_index("figure").loc[figure]


@pytest.mark.parametrize(
    ("figure", "observed"),
    [
        ("kendal_2025_06", 728 / 10292),
        ("kendal_2025_08", 974 / 10345),
        ("kendal_2025_09", 1256 / 10345),
        ("kendal_joined_asn", 1834 / 10345),
        ("kendal_joined_units", 573 / 1834),
        ("kendal_sponsors", 573 / 10345),
        ("semarang_2025_11_donors", 90 / 8031),
        ("semarang_2025_11_protected", 313 / 8031),
        ("semarang_2025_11_active", 313 / 458),
    ],
)
def test_what_was_counted_elsewhere_lies_in_the_90_percent_interval(table, figure, observed):
    row = _row(table, figure)
    assert row["observed"] == pytest.approx(observed, abs=1e-6)
    # further inside than the interval's ends are uncertain from simulation
    assert row["p05"] + row["mc_error"] < observed < row["p95"] - row["mc_error"]
    assert row["inside"]
    assert row["residual"] == pytest.approx(observed - row["p50"], abs=1e-6)
    assert 0.05 < row["percentile"] < 0.95


def test_the_most_generous_region_is_said_to_lie_outside(table):
    """Semarang's 3.5 workers a sponsor is the end of a range, and an end lies outside the middle nine tenths."""
    row = _row(table, "semarang_2025_11_per_sponsor")
    assert not row["inside"]
    assert row["observed"] > row["p95"]


def test_what_is_called_checked_gives_no_assumption_its_value(table, unknowns):
    cited = {figure.row for unknown in unknowns.values() for figure in unknown.figures}
    assert set(table.loc[table["role"] == "checked", "figure"]) == {"semarang_2025_11_donors"}
    assert "semarang_2025_11_donors" not in cited
    assert "semarang_2025_11_per_sponsor" in cited  # and what follows from it is not called checked either


def test_a_case_without_a_published_result_says_what_the_model_expects_and_nothing_else(table):
    row = _row(table, "cianjur_2025_06")
    assert row["role"] == "untested"
    assert np.isnan(row["observed"])
    assert row["inside"] is None
    assert 0 < row["p05"] < row["p50"] < row["p95"] < 1


def test_the_push_shows_where_kendal_had_one(table):
    before, after = _row(table, "kendal_2025_06"), _row(table, "kendal_2025_08")
    assert after["p50"] > 1.1 * before["p50"]


def test_the_same_draws_give_the_same_table():
    one, other = (backtest(run(draws=256)) for _ in range(2))
    assert one.equals(other)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("collection: circular\n", "collection: circulr\n", "kendal: `circulr`; did you mean `circular`?"),
        ("pushes: [2025-07]", "pushes: [2025-13]", "kendal pushes: '2025-13' is not a month"),
        ("pushes: [2025-07]", "pushes: 2025-07", "kendal pushes: '2025-07'; a list of months"),
        ("starts: [2022-01, 2022-12]", "starts: [2022-12, 2022-01]", "kendal starts: 2022-12, 2022-01; the earliest"),
        ("starts: [2022-01, 2022-12]", "starts: [2022-01]", "a list of months; two for starts"),
        ("figure: kendal_2025_06", "figure: kendal_2025_60", "`kendal_2025_60`; did you mean `kendal_2025_0"),
        ("outcome: joined,", "outcome: joind,", "`joind`; did you mean `joined`?"),
        ("role: checked", "role: guessed", "`guessed`; did you mean `used`?"),
        ("  pushes: [2025-07]\n", "", "kendal: no `pushes`; add `pushes`"),
        ("kendal:\n", "kendal:\n  pace: fast\n", "`pace`; known: collection, starts, pushes, observed"),
    ],
)
def test_a_bad_case_is_named(project, region, old, new, message):
    path = project / "data/indonesia/sponsor_backtests.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_cases(region)
    assert message in str(refused.value)
    assert "data/indonesia/sponsor_backtests.yaml" in str(refused.value)


def test_every_outcome_is_asked_of_some_case(region):
    asked = {one["outcome"] for case in read_cases(region).values() for one in case["observed"]}
    assert asked == set(OUTCOMES)


def test_no_count_is_older_than_its_programme(region):
    for case in read_cases(region).values():
        assert all(case["starts"][0] <= one["on"] for one in case["observed"])
