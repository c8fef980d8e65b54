"""What a scenario means on the command line, and what cannot be set beside it."""

import pytest

from simulate.cli.reports import planned
from simulate.errors import InputError
from simulate.plan.named import read_scenario
from simulate.publish.requests import ask, chosen, ordered_as


def test_a_report_takes_the_plan_that_the_scenario_binds():
    for name, plan in read_scenario("full_push").plans.items():
        assert planned(name, "default", "full_push", {"draws": "256"}) == (plan, {"draws": "256"})
    assert planned("brief", "default", "full_push", {}) == ("default", {"scenario": "full_push"})
    assert planned("universal", "full_push", None, {}) == ("full_push", {})


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            ("brief", "default", "full_push", {"sponsorship": "payroll_consent"}),
            "sponsorship: is set by combined scenario `full_push`; set it in data/scenarios/full_push.yaml",
        ),
        (("brief", "default", None, {"funding": "none"}), "funding: is set by combined scenario `base`"),
        (("brief", "default", "base", {"scenario": "full_push"}), "scenario: is set by combined scenario `base`"),
        (("universal", "all_regulation", "full_push", {}), "--plan: beside --scenario full_push; give one"),
        (("law", "default", "full_push", {}), "--scenario: `full_push` binds no scenario of `law`; leave it out"),
        (("universal", "default", "ful_push", {}), "no combined scenario `ful_push`; did you mean `full_push`?"),
    ],
)
def test_what_a_scenario_sets_is_not_set_beside_it(asked, message):
    with pytest.raises(InputError) as refused:
        planned(*asked)
    assert message in str(refused.value)


def test_all_reports_are_those_of_both_scenarios_and_a_brief_each():
    every = chosen()
    for label, brief in (("base", "default"), ("full_push", "full_push")):
        wanted = {*read_scenario(label).plans.items(), ("brief", brief)}
        assert wanted <= set(every)
        levers = ask("brief", *ordered_as("brief", brief)).levers
        assert levers.scenario == label
    assert len(every) == len(set(every))
    assert chosen(["brief/full_push"]) == [("brief", "full_push")]
    assert ordered_as("universal", "full_push") == ("full_push", {})  # a plan of that name is one
