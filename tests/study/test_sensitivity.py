"""Sobol' indices: what they must say where the answer is known."""

import re

import numpy as np
import pytest
from simulate.model.takeup import protected_share

from simulate.errors import InputError
from simulate.plan import SponsorshipPlan
from simulate.plan.unknowns import read_unknowns
from simulate.study.sensitivity import OUTCOMES, are_correlated, one_at_a_time, sobol_indices
from simulate.study.sponsorship import run


def _of(found, outcome):
    return found[found["outcome"] == outcome].set_index("unknown")


def test_only_take_up_and_its_speed_decide_how_many_are_protected(default_result):
    protected = _of(sobol_indices(default_result), "protected_end")
    assert set(protected.index[:2]) == {"half_time", "take_up_circular"}
    others = protected.drop(["half_time", "take_up_circular"])
    assert (others["total"].abs() < 1e-6).all()  # members who stop are replaced, whoever they are
    assert protected["first"].sum() == pytest.approx(1, abs=0.08)
    assert (protected["total"] >= protected["first"] - 0.06).all()


def test_the_share_that_goes_is_what_a_run_with_that_value_fixed_shows(default_result, project):
    share = _of(sobol_indices(default_result, 1024), "protected_end").loc["half_time", "first"]
    spread = np.var(default_result.measures["protected_end"])
    path = project / "data/unknowns/sponsorship.yaml"
    text = path.read_text(encoding="utf-8")
    bounds = "  low: 1\n  mode: 6\n  high: 48\n"
    assert bounds in text
    left = []
    for months in np.linspace(0.05, 0.95, 10):
        value = float(default_result.unknowns["half_time"].distribution.quantile(months))
        path.write_text(text.replace(bounds, f"  low: {value}\n  high: {value}\n"), encoding="utf-8")
        left.append(np.var(run(draws=256).measures["protected_end"]))
    assert 1 - np.mean(left) / spread == pytest.approx(share, abs=0.1)


def test_what_is_certain_is_left_out_and_the_seed_decides_the_digits():
    slogan = run(SponsorshipPlan(participation_share=1.0), draws=256)
    found = sobol_indices(slogan, 256)
    assert set(found["outcome"]) == {"deaths"} < set(OUTCOMES)
    assert found.equals(sobol_indices(slogan, 256))
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
    slow = bars.loc[("protected_end", "half_time")]
    assert slow["high"] < slow["middle"] < slow["low"]
    table = project / "data/unknowns/sponsorship.yaml"
    text = table.read_text("utf-8")
    start = text.index("\nhalf_time:")
    entry = text[start : text.index("\n", text.index("high:", start))]
    ends = []
    for value in (slow["value_low"], slow["value_high"]):
        fixed = re.sub(r"(low|mode|high): .*", rf"\1: {float(value)!r}", entry)
        table.write_text(text.replace(entry, fixed), encoding="utf-8")
        ends.append(one_at_a_time(run(draws=256)).set_index(["outcome", "unknown"]))
    for end, name in zip(ends, ("low", "high"), strict=True):
        assert ("protected_end", "half_time") not in end.index
        assert end.loc[("protected_end", "take_up_circular"), "middle"] == pytest.approx(slow[name])


def test_what_a_plan_does_not_depend_on_has_no_bar():
    slogan = one_at_a_time(run(SponsorshipPlan(participation_share=1.0), draws=256))
    assert "half_time" not in set(slogan["unknown"])
    protected = slogan[slogan["outcome"] == "protected_end"]
    assert np.allclose(protected["low"], protected["high"])


@pytest.mark.parametrize(
    "plan, pair, correlated",
    [
        (SponsorshipPlan(participation_share=1.0), ("mean_age", "half_time"), False),
        (SponsorshipPlan(), ("mean_age", "scholarship_year"), False),
        (SponsorshipPlan(), ("half_time", "take_up_appeal"), True),  # shares its numbers with the circular's
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
        assert not sobol_indices(result, 128).empty


def test_the_error_is_that_of_other_seeds():
    found = [_of(sobol_indices(run(draws=256, seed=seed), 1024), "protected_end") for seed in range(6)]
    # in the base plan protected workers rest on level and speed alone: 300 x 300 quantiles give the exact share
    unknowns, points = run(draws=256).unknowns, (np.arange(300) + 0.5) / 300
    level, speed = (unknowns[name].distribution.quantile(points) for name in ("take_up_circular", "half_time"))
    protected = protected_share(np.repeat(level, 300), np.tile(speed, 300), 12)[:, -1].reshape(300, 300)
    exact = protected.mean(axis=0).var() / protected.var()
    shares = np.array([one.loc["half_time", "first"] for one in found])
    errors = np.array([one.loc["half_time", "first_error"] for one in found])
    assert shares.mean() == pytest.approx(exact, abs=0.01)
    assert 0.5 < 1.645 * shares.std(ddof=1) / errors.mean() < 2
