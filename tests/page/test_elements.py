"""What an element shows, and what it refuses to show: no result, or one that it says nothing of."""

from types import SimpleNamespace

import pytest

import simulate as sim
from simulate.errors import InputError
from simulate.page.words import LANGUAGES, Words
from simulate.programmes import NAMES, named_programme, simulated
from simulate.study.simulated import Simulated

OTHER = SimpleNamespace(inputs={"programme": "another"}, settings=SimpleNamespace(language="id"))
# what picks one of several elements, or runs
APART = {"run", "places", "waterfalls"}


@pytest.mark.parametrize("programme", NAMES)
def test_an_element_refuses_what_is_no_result_of_its_programme(programme):
    page = named_programme(programme).page
    for name in set(page.__all__) - APART:
        for wrong, code in ((None, "not_a_result"), (7, "not_a_result"), (OTHER, "other_result")):
            with pytest.raises(InputError, match=code):
                getattr(page, name)(wrong)


def test_general_elements_refuse_what_nothing_was_simulated_for():
    law = sim.legal.run()
    for show in (sim.tables.assumptions, sim.tables.law, sim.tables.what_decides, sim.charts.tornado):
        with pytest.raises(InputError, match="nothing_simulated"):
            show(law)
    for show in (sim.tables.parameters, sim.tables.provenance, sim.abbreviations):
        assert show(law).text["id"]


@pytest.mark.parametrize("programme", simulated())
def test_general_elements_have_words_for_every_outcome(programme):
    (result,) = [
        one
        for one in vars(named_programme(programme).study).values()
        if isinstance(one, type) and issubclass(one, Simulated) and one.__module__.split(".")[2] == programme
    ]
    keys = [f"{part}.decides.{outcome}" for outcome in result.outcomes for part in ("table", "column")]
    keys += [f"table.assumptions.weight.{outcome}" for outcome in result.weighed]
    assert [key for key in keys for language in LANGUAGES if not Words(language).has(key)] == []


def test_any_programmes_plan_alone_is_run_by_its_page():
    for wrong in (sim.ElectionPlan(), "slogan", {"months": 3}):
        with pytest.raises(InputError, match="SponsorshipPlan"):
            sim.sponsorship.run(wrong, draws=256)


def test_a_setting_that_no_run_has_is_refused():
    with pytest.raises(InputError, match="did you mean `draws`"):
        sim.run(sim.BaselinePlan(), draw=256)


def test_a_result_refuses_measures_and_tables_that_it_has_not():
    result = sim.run(sim.BaselinePlan(), draws=256)
    for ask in (result.frame, result.row, result.number):
        with pytest.raises(InputError, match="did you mean `covered_share`"):
            ask("coverd_share")
    with pytest.raises(InputError, match="did you mean `p95`"):
        result.number("covered_share", "p99")
    with pytest.raises(InputError, match="did you mean `segments`"):
        result.table("segment")
    assert result.table("headline") is result.headline_table
    nobody = sim.run(sim.SponsorshipPlan(participation_share=0), draws=256)
    with pytest.raises(InputError, match="undefined for this plan"):
        nobody.number("loss_ratio")
