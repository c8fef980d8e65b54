"""A record as arrays: what is missing stays missing, and is put in by a stated rule."""

import numpy as np
import pytest

from simulate.programmes.monitoring.record import Counts, filled, jumps, observed, quality

NAN = np.nan
SHARES = np.array([0.5, 0.3, 0.2])
MONTHS = ["2026-01", "2026-02", "2026-03"]


def _counts(paid_up, lapsed=None, registered=None, contributions=None):
    paid_up = np.array(paid_up, dtype=float)
    empty = np.full_like(paid_up, NAN)
    arrays = [empty if one is None else np.array(one, dtype=float) for one in (registered, lapsed, contributions)]
    rows = ~np.isnan(paid_up)
    return Counts("sponsor", MONTHS[: len(paid_up)], rows, arrays[0], paid_up, arrays[1], arrays[2], empty)


def test_who_did_not_report_moves_as_the_others_did():
    whole = filled(np.array([[50.0, 30, 20], [60, 36, NAN]]), SHARES)
    assert whole[1].tolist() == [60, 36, 24]


def test_who_never_reported_has_the_planned_share():
    assert filled(np.array([[50.0, 30, NAN]]), SHARES)[0].tolist() == [50, 30, pytest.approx(20)]


def test_too_few_reports_leave_the_month_missing():
    whole = filled(np.array([[50.0, 30, 20], [NAN, NAN, 40]]), SHARES)
    assert np.isnan(whole[1]).all()


def test_nothing_missing_is_left_as_it_is():
    paid_up = np.array([[5.0, 3, 2], [7, 3, 0]])
    assert (filled(paid_up, SHARES) == paid_up).all()


def test_the_regencys_series_counts_lapses_of_those_who_told_both_months():
    counts = _counts([[50, 30, 20], [60, 33, NAN], [66, 30, 25]], [[0, 0, 0], [4, 2, NAN], [3, NAN, 1]])
    none = np.zeros((3, 3), dtype=bool)
    seen = observed(counts, SHARES, none, none)
    assert seen.stock.tolist() == [100, pytest.approx(93 + 20 * 93 / 80), 121]
    assert seen.unreported[[0, 2]].tolist() == [0, 0]
    assert seen.unreported[1] == pytest.approx(23.25 / 116.25)
    assert (seen.lapsed[1], seen.exposed[1]) == (6, 80)
    assert (seen.lapsed[2], seen.exposed[2]) == (3, 60)  # the third had not reported the month before
    assert np.isnan(seen.lapsed[0])


def test_a_doubtful_count_is_as_if_it_had_not_come():
    counts = _counts([[50, 30, 20], [60, 330, 24]])
    doubtful = np.zeros((2, 3), dtype=bool)
    doubtful[1, 1] = True
    assert observed(counts, SHARES, doubtful, doubtful).stock[1] == pytest.approx(84 + 30 * 84 / 70)


STEADY = np.array([[40.0, 60, 50, 80]]) * np.array([[1.0], [1.1], [1.2], [1.3], [1.4]])


def test_a_slip_of_a_digit_is_a_jump_and_the_month_after_it_is_none():
    paid_up = STEADY.copy()
    paid_up[2, 1] *= 10
    assert np.argwhere(jumps(paid_up)).tolist() == [[2, 1]]
    paid_up[2, 1] = STEADY[2, 1] / 10
    assert np.argwhere(jumps(paid_up)).tolist() == [[2, 1]]


def test_a_level_that_stays_is_no_jump_and_in_the_last_month_it_may_be_one():
    paid_up = STEADY.copy()
    paid_up[3:, 1] *= 3
    assert not jumps(paid_up).any()
    assert np.argwhere(jumps(paid_up[:4])).tolist() == [[3, 1]]


def test_growth_that_all_share_and_small_numbers_are_no_jump():
    assert not jumps(STEADY * np.array([[1.0], [3], [9], [27], [81]])).any()
    small = np.array([[2.0, 3, 1, 2], [5, 2, 4, 2], [3, 6, 2, 3]])
    assert not jumps(small).any()


def _looked(counts, known=3, price=16.8):
    return quality({"sponsor": counts}, known, {"sponsor": np.full(3, price)}, ["2025-12"], "sponsor")


def test_each_finding_is_named_with_its_month_and_place():
    counts = _counts(
        [[50, 30, 20], [60, 34, NAN], [66, 37, 30]],
        lapsed=[[0, 0, 0], [2, 1, NAN], [2, 1, 1]],
        registered=[[50, 30, 20], [12, 9, NAN], [8, 4, 3]],
        contributions=[[840, 504, 336], [1008, 571.2, NAN], [1108.8, 1243.2, 504]],
    )
    found = {(one.kind, one.month, one.place): one for one in _looked(counts).findings}
    assert set(found) == {
        ("flow", "2026-02", 1),
        ("price", "2026-03", 1),
        ("gap", "2026-02", 2),
        ("outside", "2025-12", None),
    }
    assert (found["flow", "2026-02", 1].found, found["flow", "2026-02", 1].fits) == (34, 38)
    assert found["price", "2026-03", 1].fits == pytest.approx(37 * 16.8)


def test_who_has_not_reported_the_last_month_is_late_and_an_empty_cell_is_no_zero():
    counts = _counts([[50, 30, 20], [60, 36, 24], [66, NAN, NAN]])
    counts.rows[2, 2] = True  # a row without its count
    kinds = [(one.kind, one.place, one.found) for one in _looked(counts).findings]
    assert kinds[:2] == [("late", 1, 1), ("empty", 2, 1)]


def test_doubt_falls_on_what_is_doubtful_alone():
    counts = _counts(
        [[50, 30, 20], [60, 34, 24], [66, 37, 30]],
        lapsed=[[0, 0, 0], [2, 1, 1], [2, 1, 1]],
        registered=[[50, 30, 20], [12, 9, 5], [8, 4, 7]],
    )
    looked = _looked(counts)
    assert not looked.doubtful_stock.any()
    assert np.argwhere(looked.doubtful_flow).tolist() == [[1, 1]]
