"""The pieces of the brief in both languages, whatever it reads."""

import re

import pytest
from brief_runs import read_runs
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.page.words import LANGUAGES, Words, catalogue
from simulate.programmes.brief import page as shown
from simulate.programmes.brief.plan import SOURCES, BriefPlan
from simulate.programmes.brief.study import run

PIECES = ("headline", "baseline", "sponsorship", "election", "funding", "universal", "risks", "agenda", "runs")
# the reports that can be told alone
TOLD = SOURCES[:-1]
SOME = st.sets(st.sampled_from(TOLD), min_size=1)


def _brief(names, scenario="base"):
    plan = BriefPlan(scenario=scenario, leave_out=[name for name in SOURCES if name not in names])
    return run(plan, runs=read_runs(*names, scenario=scenario))


@pytest.mark.slow
@given(names=SOME)
@settings(max_examples=12)
def test_every_piece_says_something_whatever_is_read(names):
    brief = _brief([name for name in TOLD if name in names])
    for name in PIECES:
        piece = getattr(shown, name)(brief)
        for language in LANGUAGES:
            assert piece.text[language].strip()
            assert not re.search(r"\bnan\b|None|\{\w+\}", piece.text[language]), (name, language)
        if name in TOLD:
            assert piece.kind == ("figure" if name in names else "text")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", [*((name,) for name in TOLD), SOURCES], ids=len)
def test_the_decision_is_one_sentence_with_its_numbers(language, names):
    said = shown.answer(_brief(names), Words(language))
    assert said.count(". ") <= 1  # the decision, then what lies behind it
    assert said.endswith(".")
    assert ("Desember 2026" if language == "id" else "December 2026") in said


def test_the_decision_has_the_numbers_of_the_runs():
    said = shown.answer(_brief(SOURCES), Words("en"))
    for number in (
        "revision",
        "Rp75\N{NO-BREAK SPACE}billion in all",
        "840,000",
        "1,200 workers",
    ):
        assert number in said


def test_three_numbers_lead_with_their_ranges():
    headline = shown.headline(_brief(SOURCES)).text["en"].splitlines()[2:]
    assert [line.split(" – ")[0] for line in headline] == ["840,000", "Rp72\N{NO-BREAK SPACE}billion", "56.0%"]
    assert all("90% range" in line for line in headline)


@pytest.mark.slow
def test_every_chart_names_its_run():
    brief = _brief(SOURCES)
    for name in TOLD:
        html = getattr(shown, name)(brief).html["en"]
        assert f"scenario {brief.runs[name].label} ({brief.runs[name].identity[:8]})" in html


@pytest.mark.slow
def test_no_piece_has_a_link_that_dies_when_the_page_is_mailed():
    brief = _brief(SOURCES)
    for name in PIECES:
        for language in LANGUAGES:
            links = re.findall(r'href="([^"]+)"', getattr(shown, name)(brief).html[language])
            assert [link for link in links if not link.startswith(("#", "data:", "https://"))] == []


def _lines(brief, name, language="en"):
    return getattr(shown, name)(brief).text[language].splitlines()


def test_the_deaths_that_a_move_prevents_are_not_called_lives_saved():
    for language, said in (
        ("id", "orang yang tidak diangkat tetap dapat meninggal"),
        ("en", "a person not appointed may still die"),
    ):
        line = next(line for line in _lines(_brief(SOURCES), "risks", language) if "7,5" in line or "7.5" in line)
        assert said in line
        sentence = catalogue()["election.table.levers.note"][language]  # the election report's own
        assert said in sentence


def test_what_is_in_the_allocation_is_not_asked_for_again():
    line = next(line for line in _lines(_brief(SOURCES), "risks") if line.startswith("Other payers"))
    assert "is already in the allocation of Rp75" in line
    assert "more" not in line


def test_a_step_says_that_it_is_judged_what_it_needs_in_law_and_how_long_a_regulation_takes():
    for brief in (_brief(SOURCES), _brief(SOURCES, "full_push")):
        line = next(line for line in _lines(brief, "agenda") if "opt-out payroll deduction" in line)
        assert "authors' judgement" in line
        assert "legal basis for deducting without written consent was not found" in line
    lines = _lines(_brief(SOURCES), "agenda")
    assert any("A Perbup takes 3–30 months" in line for line in lines)
    assert any("Preparing it takes 2–24 months" in line for line in lines)
    election = [line for line in lines if "for ad hoc election workers" in line]
    assert len(election) == 3
    assert all("authority to pay it from APBD not found" in line for line in election)


def test_the_years_are_told_apart_from_their_sum():
    html = shown.agenda(_brief(SOURCES)).html["en"].replace("\N{NO-BREAK SPACE}", " ")
    assert "Rp75 billion suffices, not their sum of Rp78 billion" in html


def test_a_rising_number_of_workers_is_told_as_one():
    kept, rising = _brief(SOURCES), _brief(SOURCES)
    rows = rising.runs["funding"].tables["target"]
    rows[0] = rows[0] | {"target": 100_000.0}
    assert "at least 130,000 vulnerable workers stay protected every month" in shown.answer(kept, Words("en"))
    said = shown.answer(rising, Words("en"))
    assert "vulnerable workers protected rise from 100,000 in January 2027 to 130,000 in December 2027" in said


@pytest.mark.slow
def test_one_report_tells_what_apbd_pays():
    both, road = (shown.universal(_brief(names)).text["en"] for names in (SOURCES, ("universal",)))
    assert "APBD" not in both  # the funding mix tells it
    assert "Contributions from APBD" in road
