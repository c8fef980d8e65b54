"""Distributions against SciPy's own, and what a file may not say about them."""

import numpy as np
import pytest
from scipy import stats

from simulate.errors import InputError
from simulate.plan.unknowns import Distribution, distribution_problems, read_unknowns
from simulate.study.draws import values_of

U = np.linspace(0.001, 0.999, 199)


@pytest.mark.parametrize(
    ("found", "scipys"),
    [
        (Distribution("uniform", {"low": 2, "high": 6}), stats.uniform(2, 4)),
        (Distribution("triangular", {"low": 2, "mode": 3, "high": 6}), stats.triang(0.25, 2, 4)),
        (Distribution("triangular", {"low": 2, "mode": 2, "high": 6}), stats.triang(0, 2, 4)),
        (Distribution("pert", {"low": 2, "mode": 3, "high": 6}), stats.beta(2, 4, 2, 4)),
        (Distribution("beta", {"hits": 728, "trials": 10292}), stats.beta(728.5, 9564.5)),
        (Distribution("beta", {"hits": 0, "trials": 20}), stats.beta(0.5, 20.5)),
        (Distribution("lognormal", {"low": 2, "high": 8}), stats.lognorm(np.log(4) / 2 / 1.6448536, scale=4)),
    ],
)
def test_quantiles_are_those_of_the_distribution(found, scipys):
    assert np.allclose(found.quantile(U), scipys.ppf(U))


def test_the_ends_of_an_unbounded_form_are_its_five_and_ninety_five_percent_points():
    for found in (
        Distribution("lognormal", {"low": 2, "high": 8}),
        Distribution("beta", {"hits": 3, "trials": 40}),
    ):
        assert np.allclose(found.quantile([0.05, 0.95]), [found.low, found.high])
        assert not found.bounded


def test_a_mixture_draws_from_each_source_as_often_as_it_is_believed():
    low, high = Distribution("uniform", {"low": 1, "high": 2}), Distribution("pert", {"low": 5, "mode": 6, "high": 9})
    found = Distribution("mixture", parts=((0.3, low), (0.7, high)))
    drawn = found.quantile((np.arange(10_000) + 0.5) / 10_000)
    assert (drawn < 3).mean() == pytest.approx(0.3)
    assert drawn[drawn > 3].mean() == pytest.approx((5 + 4 * 6 + 9) / 6, abs=1e-3)
    assert (found.low, found.high, found.mode) == (1, 9, None)
    assert found.bounded


@pytest.mark.parametrize(
    ("found", "unit", "check"),
    [
        (Distribution("triangular", {"low": 2, "mode": 7, "high": 6}), "ratio", "bounds_cross"),
        (Distribution("uniform", {"low": 3, "high": 2}), "ratio", "bounds_cross"),
        (Distribution("uniform", {"low": float("nan"), "high": 2}), "ratio", "bounds_cross"),
        (Distribution("uniform", {"low": 0.2, "high": 1.2}), "share", "value_out_of_range"),
        (Distribution("lognormal", {"low": 0.2, "high": 0.4}), "share", "unfit_form"),
        (Distribution("beta", {"hits": 5, "trials": 4}), "share", "bounds_cross"),
        (Distribution("beta", {"hits": 0, "trials": 0}), "share", "bounds_cross"),
        (Distribution("beta", {"hits": 1, "trials": 4}), "ratio", "bounds_cross"),
    ],
)
def test_numbers_that_cannot_be_are_named(found, unit, check):
    assert [problem.check for problem in distribution_problems(found, unit, "here")] == [check]
    mixed = Distribution("mixture", parts=((0.5, found), (0.4, found)))
    assert [problem.check for problem in distribution_problems(mixed, unit, "here")] == [
        "weights_do_not_sum",
        check,
        check,
    ]


def _rewritten(project, old, new):
    path = project / "data/unknowns/sponsorship.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


AGE = "  low: 35\n  mode: 42\n  high: 50\n"


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ("  distribution: normal\n  low: 1\n  high: 2\n", "`normal`; did you mean `lognormal`?"),
        (
            "  distribution: triangular\n  low: 1\n  high: 2\n",
            "triangular with low, high; low, mode, high [wrong_numbers]",
        ),
        ("  distribution: uniform\n" + AGE, "uniform with low, mode, high; low, high"),
        ("  mode: 3\n", "pert with mode; low, mode, high"),
        ("  distribution: mixture\n  parts: [{low: 1, high: 2}]\n", "part 1: {'low': 1, 'high': 2}; weight, and"),
        (
            "  distribution: mixture\n  parts: [{weight: 0.4, low: 1, high: 2}, {weight: 0.4, low: 3, high: 4}]\n",
            "weights [0.4, 0.4]; weights above 0 that sum to 1",
        ),
        (
            AGE + "  rank_correlation: {age_spred: 0.5}\n",
            "rank_correlation: `age_spred`; an unknown of another stream",
        ),
        (AGE + "  rank_correlation: {mean_age: 0.5}\n", "`mean_age`; an unknown of another stream"),
        (AGE + "  rank_correlation: {age_spread: 1.5}\n", "age_spread 1.5; a rank correlation between -1 and 1"),
        (
            AGE + "  rank_correlation: {age_spread: 0.9, male_share: -0.9}\n",
            "these rank correlations cannot all hold",
        ),
    ],
)
def test_a_distribution_that_cannot_be_is_refused(project, region, numbers, message):
    _rewritten(project, AGE, numbers)
    with pytest.raises(InputError) as refused:
        read_unknowns("sponsorship", region)
    assert message in str(refused.value)


def test_one_stream_cannot_be_correlated_in_two_ways(project, region):
    path = project / "data/unknowns/sponsorship.yaml"
    text = path.read_text("utf-8")
    for level, rank in (("reach_appeal", -0.5), ("reach_circular", 0.5)):
        text = text.replace(f"\n{level}:\n", f"\n{level}:\n  rank_correlation: {{joining_shape: {rank}}}\n", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="joining_shape 0.5; one value for these two streams"):
        read_unknowns("sponsorship", region)


@pytest.mark.slow
def test_ranks_correlate_as_the_file_says_and_nothing_else_changes(project, region):
    before = values_of(read_unknowns("sponsorship", region), 4096, 3)
    _rewritten(project, AGE, AGE + "  rank_correlation: {male_share: -0.6}\n")
    after = values_of(read_unknowns("sponsorship", region), 4096, 3)
    rank = stats.spearmanr(after["mean_age"], after["male_share"]).statistic
    assert rank == pytest.approx(-0.6, abs=0.02)
    assert abs(stats.spearmanr(before["mean_age"], before["male_share"]).statistic) < 0.05
    for key in before:
        assert np.quantile(after[key], 0.5) == pytest.approx(np.quantile(before[key], 0.5), rel=0.01)
        if key != "male_share":
            assert np.allclose(after[key], before[key])


def test_a_share_that_was_counted_is_believed_as_far_as_it_was_counted(project, region):
    told = "  low: 0.40\n  mode: labour.employed_male_share_2021\n  high: 0.80\n"
    _rewritten(project, told, "  distribution: beta\n  hits: 728\n  trials: 10292\n")
    share = read_unknowns("sponsorship", region)["male_share"]
    assert share.low < 728 / 10292 < share.high
    assert share.high - share.low < 0.01
    assert share.form == "beta"
