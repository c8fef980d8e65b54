"""The pieces of the brief in both languages, whatever it reads."""

import re

import pytest
from brief_runs import read_runs
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.plan.brief import SOURCES, BriefPlan
from simulate.show import brief as shown
from simulate.show.words import LANGUAGES, Words
from simulate.study.brief.run import run

PIECES = ("headline", "baseline", "sponsorship", "election", "funding", "universal", "risks", "agenda", "runs")
SOME = st.sets(st.sampled_from(SOURCES), min_size=1)


def _brief(names):
    return run(BriefPlan(**{name: None for name in SOURCES if name not in names}), runs=read_runs(*names))


@pytest.mark.slow
@given(names=SOME)
@settings(max_examples=12)
def test_every_piece_says_something_whatever_is_read(names):
    brief = _brief([name for name in SOURCES if name in names])
    for name in PIECES:
        piece = getattr(shown, name)(brief)
        for language in LANGUAGES:
            assert piece.text[language].strip()
            assert not re.search(r"\bnan\b|None|\{\w+\}", piece.text[language]), (name, language)
        if name in SOURCES:
            assert piece.kind == ("figure" if name in names else "text")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", [*((name,) for name in SOURCES), SOURCES], ids=len)
def test_the_decision_is_one_sentence_with_its_numbers(language, names):
    said = shown.answer(_brief(names), Words(language))
    assert said.count(". ") <= 1  # the decision, then what lies behind it
    assert said.endswith(".")
    assert ("Desember 2026" if language == "id" else "December 2026") in said


def test_the_decision_has_the_numbers_of_the_runs():
    said = shown.answer(_brief(SOURCES), Words("en"))
    for number in (
        "Rp72\N{NO-BREAK SPACE}billion (90% range: Rp68–79\N{NO-BREAK SPACE}billion)",
        "840,000",
        "1,200 workers",
    ):
        assert number in said


def test_three_numbers_lead_with_their_ranges():
    headline = shown.headline(_brief(SOURCES)).text["en"].splitlines()[2:]
    assert [line.split(" – ")[0] for line in headline] == ["840,000", "Rp72\N{NO-BREAK SPACE}billion", "56.0%"]
    assert all("90% range" in line for line in headline)


def test_every_chart_names_its_run():
    brief = _brief(SOURCES)
    for name in SOURCES:
        html = getattr(shown, name)(brief).html["en"]
        assert f"plan default ({brief.runs[name].identity[:8]})" in html


def test_the_table_of_runs_leads_to_each_report_in_its_language():
    for language in LANGUAGES:
        links = re.findall(r'href="([^"#]+\.html)"', shown.runs(_brief(SOURCES)).html[language])
        assert links == [f"../../{name}/default/report.{language}.html" for name in SOURCES]
