"""The elements of the election page say what the run computed, in both languages, for every kind of election."""

import re

import pytest

import simulate as sim
from simulate.page.words import LANGUAGES, Words
from simulate.programmes.election import page
from simulate.programmes.election.page import (
    answer,
    backtest_table,
    coming_elections,
    families_chart,
    headline,
    levers,
    measures,
    payers_law,
    record,
    reserve,
)
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.election.study import run

VILLAGES = {"event": "pilkades", "date": "2027-12", "tps_cap": 2000, "contribution_basis": "minimum_wage"}
PLANS = {
    "pilkada": {"event": "pilkada", "date": "2031-11", "payer": "nphd"},
    "psu": {"event": "psu_pemilu", "date": "2025-04", "desa": ["36.03.01.1001"], "extra_months": 2},
    "pilkades": {**VILLAGES, "desa_voting": 153},
    "worker": {"payer": "worker", "screening": "full", "roles": ["kpps"], "registration": "after_induction"},
    "supervisors": {"roles": ["ptps"], "programmes": "jkk_jkm_jht"},
    "nobody": {"date": "2024-02", "covered_share": 0},
}
ELEMENTS = [getattr(page, name) for name in page.__all__ if name not in ("answer", "measures", "record", "run")]


@pytest.fixture(scope="module")
def result():
    return run(draws=256)


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_element_is_whole_for_every_kind_of_election(plan):
    found = run(ElectionPlan(**PLANS[plan]), draws=256)
    elements = [element(found) for element in ELEMENTS] + [measures(found, topic) for topic in ("cost", "benefits")]
    elements += [sim.tables.assumptions(found), sim.tables.law(found)]
    for element in elements:
        for language in LANGUAGES:
            text = element.text[language]
            assert len(text) > 10
            assert not re.search(r"\bnan\b|None|\{|\}|election\.", text), text
    tables = record(found).content["tables"]
    assert {"headline", "staffing", "to_insure", "backtest", "calendar"} <= set(tables)


def test_the_answer_says_the_headline_numbers(result):
    for language in LANGUAGES:
        words, said = Words(language), answer(result, Words(language))
        for measure, unit in (("workers_covered", "persons"), ("contributions", "rp"), ("deaths", "persons")):
            assert words.value(result.number(measure), unit) in said
        shown, (low, high) = headline(result), (result.number("deaths", name) for name in ("p05", "p95"))
        assert words.interval(low, high, "persons") in shown.text[language]
        assert words.value(result.number("benefits"), "rp") in shown.text[language]


def test_known_numbers_have_no_range():
    past = run(ElectionPlan(date="2024-02", law_extension="none"), draws=256)
    said = answer(past, Words("en"))
    assert "takes Rp833\N{NO-BREAK SPACE}million paid from APBD" in said
    assert "all 101,413 workers" in said
    assert "are taken to hold" not in headline(past).html["en"]
    assert headline(past).text["en"].count("the number is known") == 2


def test_where_hardly_anyone_dies_the_chance_is_told_not_a_median_of_none():
    small = run(ElectionPlan(**PLANS["psu"]), draws=256)
    assert small.number("deaths") == 0
    chance = Words("id").share(float((small.measures["deaths"] >= 1).mean()))
    assert f"selama bertugas {chance}." in answer(small, Words("id"))
    assert f"{chance} – peluang ada petugas" in headline(small).text["id"]


def test_the_first_screen_names_what_is_held(result):
    assert "Honoraria, tenure and staffing of the Pemilu 2029 are not set" in headline(result).text["en"]
    assert "susunan petugas ad hoc Pemilu 2029 belum ditetapkan" in headline(result).text["id"]


def test_each_value_held_past_its_law_is_listed_among_the_assumptions(result):
    text = sim.tables.assumptions(result).text["en"]
    for group in result.extended_law:
        assert result.facts.law.groups[group].name["en"] in text


def test_the_levers_table_parts_prevention_from_payment(result):
    text = levers(result).text["en"].splitlines()[2:]
    places = [next(place for place, line in enumerate(text) if line.startswith(head)) for head in ("Fewer", "Only")]
    assert places[0] < next(place for place, line in enumerate(text) if line.startswith("Nobody above")) < places[1]
    assert any(line.startswith("Workers pay themselves") for line in text[places[1] :])


def test_the_backtest_says_where_it_fails(result):
    for language, miss in (("en", "Above the range"), ("id", "Di atas rentang")):
        assert miss in backtest_table(result).text[language]


@pytest.mark.slow
def test_what_is_not_known_is_not_shown_as_nothing():
    supervisors = run(ElectionPlan(**PLANS["supervisors"]), draws=256)
    assert "Rp0 " not in families_chart(supervisors).text["en"]
    assert "other compensation is not known" in families_chart(supervisors).text["en"]
    assert "Keputusan KPU" not in families_chart(supervisors).html["en"]


def test_savings_do_not_count_as_premium_of_what_is_insured(result):
    saving = run(ElectionPlan(programmes="jkk_jkm_jht"), draws=256)
    assert reserve(saving).text["en"] == reserve(result).text["en"]


def test_cover_of_nobody_is_said_in_words_not_in_noughts():
    uncovered = run(ElectionPlan(covered_share=0), draws=256)
    for language, none in (("id", "tidak ada iuran"), ("en", "no contributions")):
        said = answer(uncovered, Words(language))
        assert none in said
        assert "Rp" not in said


def test_families_paid_after_service_are_told_apart():
    longer = run(ElectionPlan(extra_months=3), draws=256)
    assert "are for deaths after service" in headline(longer).text["en"]
    chances = longer.table("chances")
    assert (chances["families_k_or_more"] <= chances["deaths_k_or_more"]).all()


def test_a_family_is_shown_the_difference_that_cover_makes(result):
    text = families_chart(result).text["id"]
    assert "Rp46\N{NO-BREAK SPACE}juta bila tidak terdaftar" in text
    assert "Rp88\N{NO-BREAK SPACE}juta bila terdaftar" in text


@pytest.mark.slow
@pytest.mark.parametrize("payer", ["apbd", "apbdes"])
def test_who_bears_a_village_election_is_said_with_its_law(payer):
    found = run(ElectionPlan(**VILLAGES, payer=payer, desa_voting=153), draws=256)
    for language in LANGUAGES:
        assert "UU 6/2014" in payers_law(found).text[language]
        assert "UU 6/2014" in coming_elections(found).html[language]
    assert "153 of 246 villages" in headline(found).text["en"]
