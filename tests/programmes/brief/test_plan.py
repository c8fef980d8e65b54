"""Which scenario a brief may read, and by when a decision may be asked."""

import pytest

from simulate.errors import InputError
from simulate.plan.named import about, name_of, read_scenario
from simulate.programmes import named_programme
from simulate.programmes.brief.plan import SOURCES, BriefPlan
from simulate.programmes.brief.read import sources


def test_it_reads_the_plans_that_the_scenario_binds():
    for scenario in ("base", "full_push"):
        plans = read_scenario(scenario).plans
        assert BriefPlan(scenario=scenario).sources == {name: plans[name] for name in SOURCES}
    some = BriefPlan(scenario="full_push", leave_out="funding,universal").sources
    assert set(some) == set(SOURCES) - {"funding", "universal"}


def test_it_is_called_like_its_scenario():
    for scenario, label in (("base", "default"), ("full_push", "full_push")):
        plan = BriefPlan(scenario=scenario)
        assert plan.named_by[1] == label
        assert name_of("default", plan) == ("default", read_scenario(scenario).name)
    assert name_of("default", BriefPlan(decide_by="2027-02"))[1]["en"].endswith("(changed: decide_by)")


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        (
            {"leave_out": SOURCES},
            "leave_out: leaves nothing of combined scenario `base` to tell; leave fewer reports out",
        ),
        ({"leave_out": SOURCES[:-1]}, "leave_out: leaves nothing of combined scenario `base` to tell"),
        ({"scenario": "ful_push"}, "scenario: no combined scenario `ful_push`; did you mean `full_push`?"),
        ({"scenario": "../base"}, "scenario: ../base; a scenario's label of a-z, 0-9, _ and -"),
        ({"decide_by": "soon"}, "decide_by: 'soon' is not a month"),
        ({"scenaro": "base"}, "scenaro: no such parameter; did you mean `scenario`?"),
    ],
)
def test_a_brief_that_reads_nothing_or_no_scenario_is_refused(levers, message):
    with pytest.raises(InputError) as refused:
        BriefPlan(**levers)
    assert message in str(refused.value)


def test_a_decision_is_asked_for_once_facts_are_known_and_not_before():
    region = about()
    assert BriefPlan().decided(region) > region.as_of
    assert BriefPlan().decided(region) < f"{region.first_open_budget}-02"
    with pytest.raises(InputError, match=f"decide_by: {region.as_of}, but facts are known up to {region.as_of}"):
        BriefPlan(decide_by=region.as_of).decided(region)


def test_a_decision_past_the_law_is_held_or_refused(law):
    late = {"decide_by": "2031-01"}
    assert BriefPlan(**late).laws(law)[0].extended
    with pytest.raises(InputError, match="2031-01: is past 2027-12"):
        BriefPlan(**late, law_extension="none").laws(law)


def test_one_table_says_what_is_read_from_which_report():
    assert tuple(sources()) == SOURCES
    for name, source in sources().items():
        assert set(source.measures.values()) <= named_programme(name).measures.keys()
