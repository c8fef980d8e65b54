"""The table of what to find out: its title names what its first row says."""

import pytest

from simulate.page.evidence import what_decides
from simulate.programmes.sponsorship.page.tables import worth_knowing
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.study.sensitivity import sobol_indices


@pytest.mark.slow
def test_the_title_names_the_unknown_that_decides_most(default_result):
    found = sobol_indices(default_result)
    protected = found[found["outcome"] == "protected_end"].sort_values("first", ascending=False).iloc[0]
    text = what_decides(default_result).text["en"]
    title, _, first, *_ = text.splitlines()
    name = default_result.unknowns[protected["unknown"]].name["en"]
    assert (
        title
        == f"{name}: knowing it would remove {protected['first']:.0%} of the uncertainty about the workers protected"
    )
    assert first.startswith(name)


@pytest.mark.slow
def test_what_is_certain_is_a_dash():
    text = what_decides(run(SponsorshipPlan(participation_share=1.0), draws=256)).text["id"]
    assert "ketidakpastian perkiraan kematian" in text.splitlines()[0]
    assert all(line.split(" | ")[1:3] == ["–", "–"] for line in text.splitlines()[2:])


@pytest.mark.slow
def test_a_plan_without_uncertainty_says_so():
    nobody = run(SponsorshipPlan(participation_share=0), draws=256)
    assert what_decides(nobody).text["en"].splitlines()[0] == "No assumption makes the result uncertain"


@pytest.mark.slow
def test_correlated_assumptions_are_said_to_have_no_shares_and_all_else_stands(project):
    path = project / "data/unknowns/sponsorship.yaml"
    text = path.read_text("utf-8").replace("mean_age:\n", "mean_age:\n  rank_correlation: {male_share: 0.5}\n", 1)
    path.write_text(text, encoding="utf-8")
    result = run(draws=256)
    assert "some of them are correlated" in what_decides(result).text["en"].splitlines()[0]
    assert "ASN whose work unit" in worth_knowing(result).text["en"].splitlines()[0]
