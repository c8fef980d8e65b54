"""Every named plan that is shipped can be run, and what a run may be called."""

import pytest

from simulate.errors import InputError
from simulate.plan.named import DEFAULT, name_of
from simulate.programmes import named_programme, simulated
from simulate.programmes.baseline.plan import BaselinePlan
from simulate.publish.requests import ask, chosen

# a brief is of a scenario, which is no plan file
NAMED = [(name, label) for name, label in chosen() if label != DEFAULT and name != "brief"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "label"), NAMED)
def test_a_named_plan_runs_as_it_is_called(name, label):
    asked = ask(name, label)
    assert asked.levers.changed() == asked.named.levers
    if name not in simulated():
        return  # it is made of published runs
    result = named_programme(name).study.run(asked.levers, draws=256, label=label)
    assert result.plan_name == asked.named.name
    assert set(result.headline_table["measure"]) <= set(named_programme(name).measures)
    assert result.headline_table["p50"].notna().any()


@pytest.mark.parametrize("label", [{}, {"id": "Saya"}, {"id": 1, "en": 2}, 3])
def test_a_name_that_is_none_is_refused(label):
    with pytest.raises(InputError, match="words by language: id and en"):
        name_of(label, BaselinePlan())


def test_a_name_in_both_languages_is_the_planners_own():
    assert name_of({"id": "Saya", "en": "Mine"}, BaselinePlan()) == ("Mine", {"id": "Saya", "en": "Mine"})
