"""Sobol' indices: what they must say where the answer is known."""

import re

import numpy as np
import pytest
from oracles.closed_form import STRONG, in_force, known_and_others

from simulate.errors import InputError
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.baseline.study import run as baseline
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import SponsorshipResult, run
from simulate.study.sensitivity import are_correlated, movers, one_at_a_time, sobol_indices


def _of(found, outcome):
    return found[found["outcome"] == outcome].set_index("unknown")


@pytest.mark.slow
def test_only_take_up_decides_how_many_are_protected(default_result):
    protected = _of(sobol_indices(default_result), "protected_end")
    assert set(protected.index[: len(STRONG)]) == set(STRONG)
    others = protected.drop(list(STRONG))
    # who stops is replaced, unless the nominee is refused; what touches nothing has no share but noise
    assert (others["first"].abs() < 4 * others["first_error"].clip(lower=1e-3)).all()
    assert protected["first"].sum() < 1  # what some decide together is nobody's alone
    assert protected["first"].sum() == pytest.approx(1, abs=0.12)


def _exact_first(unknowns, known):
    """First-order share of the protected in the last month: 128 values times 4,096 draws of all else."""
    protected = in_force(known_and_others(unknowns, known, 128, 4096), 1.0)[..., -1]
    return protected.mean(axis=1).var() / protected.var()


@pytest.mark.slow
@pytest.mark.parametrize("known", STRONG)
def test_first_order_shares_are_those_of_quadrature_over_the_closed_form(default_result, known):
    """Deaths, which the closed form neglects, move members by 0.01 %: far below the error of the indices."""
    share = _of(sobol_indices(default_result), "protected_end").loc[known]
    assert share["first"] == pytest.approx(_exact_first(default_result.unknowns, known), abs=2 * share["first_error"])


@pytest.mark.slow
def test_the_share_that_goes_is_what_a_run_with_that_value_fixed_shows(default_result, project):
    share = _of(sobol_indices(default_result), "protected_end").loc["reach_circular", "first"]
    spread = np.var(default_result.measures["protected_end"])
    path = project / "data/unknowns/sponsorship.yaml"
    text = path.read_text(encoding="utf-8")
    bounds = (
        "  low: 0.02\n  mode: sponsor_programmes.kendal_joined_asn_before\n  high: sponsor_programmes.kendal_units\n"
    )
    assert text.count(bounds) == 1
    left = []
    for part in np.linspace(0.05, 0.95, 10):
        value = float(default_result.unknowns["reach_circular"].distribution.quantile(part))
        path.write_text(text.replace(bounds, f"  low: {value}\n  high: {value}\n"), encoding="utf-8")
        left.append(np.var(run(draws=256).measures["protected_end"]))
    assert 1 - np.mean(left) / spread == pytest.approx(share, abs=0.1)


def test_what_is_certain_is_left_out_and_the_seed_decides_the_digits():
    slogan = run(SponsorshipPlan(participation_share=1.0), draws=256)
    found = sobol_indices(slogan)
    assert set(found["outcome"]) == {"deaths"} < set(SponsorshipResult.outcomes)
    assert found.equals(sobol_indices(slogan.rerun()))
    assert "covered_claim" not in set(found["unknown"])  # one value only


def test_correlated_unknowns_have_no_such_shares(project, region):
    path = project / "data/unknowns/sponsorship.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("mean_age:\n", "mean_age:\n  rank_correlation: {male_share: 0.5}\n", 1), encoding="utf-8"
    )
    assert read_unknowns("sponsorship", region)["mean_age"].ranks
    with pytest.raises(InputError, match="Sobol' indices need independence"):
        sobol_indices(run(draws=256))


def test_a_bars_ends_are_what_runs_with_the_unknown_at_those_values_say(default_result, project):
    bars = one_at_a_time(default_result).set_index(["outcome", "unknown"])
    reach = bars.loc[("protected_end", "reach_circular")]
    assert reach["low"] < reach["middle"] < reach["high"]
    table = project / "data/unknowns/sponsorship.yaml"
    text = table.read_text("utf-8")
    start = text.index("\nreach_circular:")
    entry = text[start : text.index("\n", text.index("high:", start))]
    ends = []
    for value in (reach["value_low"], reach["value_high"]):
        fixed = re.sub(r"(low|mode|high): .*", rf"\1: {float(value)!r}", entry)
        table.write_text(text.replace(entry, fixed), encoding="utf-8")
        ends.append(one_at_a_time(run(draws=256)).set_index(["outcome", "unknown"]))
    for end, name in zip(ends, ("low", "high"), strict=True):
        assert ("protected_end", "reach_circular") not in end.index
        assert end.loc[("protected_end", "joining_shape"), "middle"] == pytest.approx(reach[name])


def test_what_a_plan_does_not_depend_on_has_no_bar():
    slogan = one_at_a_time(run(SponsorshipPlan(participation_share=1.0), draws=256))
    assert not {*STRONG} & set(slogan["unknown"])
    protected = slogan[slogan["outcome"] == "protected_end"]
    assert np.allclose(protected["low"], protected["high"])


def test_what_moves_a_number_is_what_it_was_calculated_from():
    # the vulnerable workers paid for are drawn from their own range, and from nothing else
    result = baseline(draws=1024)
    [own] = movers(result, "funded")
    assert own.unknown == "funded"
    # a tenth of the draws at each end: near the ends of the range
    unknown = result.unknowns["funded"].distribution
    assert own.low == pytest.approx(float(unknown.quantile(0.05)), rel=0.01)
    assert own.high == pytest.approx(float(unknown.quantile(0.95)), rel=0.01)
    assert {one.unknown for one in movers(result, "uncovered_claimed")} == {"employed"}
    assert movers(result, "funded_claimed") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "plan, pair, correlated",
    [
        (SponsorshipPlan(participation_share=1.0), ("mean_age", "joining_shape"), False),
        (SponsorshipPlan(), ("mean_age", "scholarship_year"), False),
        (SponsorshipPlan(), ("joining_shape", "reach_appeal"), True),  # shares its numbers with the circular's
    ],
)
def test_a_correlation_counts_where_both_streams_are_used(project, plan, pair, correlated):
    path = project / "data/unknowns/sponsorship.yaml"
    one, other = pair
    text = path.read_text("utf-8").replace(f"\n{one}:\n", f"\n{one}:\n  rank_correlation: {{{other}: 0.5}}\n", 1)
    path.write_text(text, encoding="utf-8")
    result = run(plan, draws=256)
    assert are_correlated(result) == correlated
    if not correlated:
        assert not sobol_indices(result).empty


@pytest.mark.slow
def test_the_error_is_that_of_other_seeds():
    found = [_of(sobol_indices(run(draws=256, seed=seed)), "protected_end") for seed in range(12)]
    exact = _exact_first(run(draws=256).unknowns, "reach_circular")
    shares = np.array([one.loc["reach_circular", "first"] for one in found])
    errors = np.array([one.loc["reach_circular", "first_error"] for one in found])
    assert shares.mean() == pytest.approx(exact, abs=0.006)
    # each of the eight parts fits the polynomials on fewer points than the whole: the error is on the safe side
    assert 0.15 < 1.645 * shares.std(ddof=1) / errors.mean() < 1.3
