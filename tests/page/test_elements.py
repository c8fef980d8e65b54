"""What an element shows, and what it refuses to show: no result, or one that it says nothing of."""

import ast
from types import SimpleNamespace

import pytest
from conftest import ROOT

import simulate as sim
from simulate.errors import InputError
from simulate.page.words import LANGUAGES, Words
from simulate.programmes import NAMES, named_programme, simulated
from simulate.publish.notebook import read_cells
from simulate.publish.run import executed_from
from simulate.study.simulated import Simulated
from simulate.written import read_yaml

OTHER = SimpleNamespace(inputs={"programme": "another"}, settings=SimpleNamespace(language="id"))
# what runs
APART = {"run"}


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
    keys += [f"table.assumptions.weight.{outcome}" for outcome in result.tornado_outcomes]
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
    with pytest.raises(InputError, match="undefined for this scenario"):
        nobody.number("loss_ratio")


@pytest.mark.slow
@pytest.mark.parametrize("programme", simulated())
def test_a_page_says_no_word_that_its_report_is_not_made_from(programme, monkeypatch):
    """Or an edit of that word would leave the report as it stands."""
    said = set()
    fill = Words.__call__
    monkeypatch.setattr(
        Words, "__call__", lambda words, key, *a, **values: said.add(key) or fill(words, key, *a, **values)
    )
    report = named_programme(programme)
    notebook = ROOT / "notebooks" / report.notebook
    result = report.study.run(draws=1024)
    for cell in read_cells(notebook):
        if cell["cell_type"] == "code" and "(result" in cell["source"]:
            shown = [one for one in ast.walk(ast.parse(cell["source"])) if isinstance(one, ast.Call)]
            for call in (ast.unparse(one) for one in shown if ast.unparse(one.func).startswith("sim.")):
                eval(call, {"sim": sim, "result": result})
    counted = {
        key
        for name in executed_from(notebook, "default")
        if name.endswith("words.yaml")
        for key in read_yaml(ROOT / name)
    }
    assert len(said) > 50
    # a room's file leaves its own name out of these
    said = {key.replace(f"trace.{programme}.", "trace.") for key in said}
    assert said - counted - {f"terms.{programme}"} == set()


def test_a_topic_that_a_page_has_not_is_refused_and_an_answer_is_asked_for_by_language():
    result = sim.run(sim.ElectionPlan(), draws=256)
    with pytest.raises(InputError, match="did you mean `benefits`"):
        sim.election.measures(result, "benefit")
    assert (
        sim.election.answer(result, "en") == sim.election.answer(result, Words("en")) != sim.election.answer(result)
    )
