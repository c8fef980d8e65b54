"""The table of what to find out: its title names what its first row says."""

from simulate.plan import SponsorshipPlan
from simulate.show.tables import what_decides
from simulate.study.sensitivity import sobol_indices
from simulate.study.sponsorship import run


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


def test_what_is_certain_is_a_dash():
    text = what_decides(run(SponsorshipPlan(participation_share=1.0), draws=256)).text["id"]
    assert "ketidakpastian perkiraan kematian" in text.splitlines()[0]
    assert all(line.split(" | ")[1:3] == ["–", "–"] for line in text.splitlines()[2:])


def test_a_plan_without_uncertainty_says_so():
    nobody = run(SponsorshipPlan(participation_share=0), draws=256)
    assert what_decides(nobody).text["en"].splitlines()[0] == "No assumption makes the result uncertain"
