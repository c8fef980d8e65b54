"""What a number rests on: its formula, its inputs with sources, the assumption that moves it most."""

import numpy as np
import pytest

import simulate as sim
from simulate.page.face import weakest
from simulate.page.html import plain
from simulate.page.trace import measure_traces, trace_html
from simulate.page.words import LANGUAGES, Words, unmarked
from simulate.study.sensitivity import movers, one_at_a_time


@pytest.fixture(scope="module")
def result():
    return sim.election.run(draws=512)


def test_a_mark_is_seen_by_nobody_who_does_not_ask():
    spoken = Words("en", traced=True)
    marked = f"about {spoken.mark('deaths', '24')} die"
    assert unmarked(marked) == "about 24 die"
    assert unmarked(marked, lambda trace, number: f"[{trace}:{number}]") == "about [deaths:24] die"
    assert Words("en").mark("deaths", "24") == "24"


def test_an_outcome_is_moved_by_what_the_tornado_says(result):
    moved = one_at_a_time(result).query("outcome == 'contributions'").iloc[0]
    first = movers(result, "contributions")[0]
    assert (first.unknown, first.low, first.high) == (moved["unknown"], moved["low"], moved["high"])


def test_any_other_measure_is_moved_by_what_its_own_draws_say(result):
    assert "tps" not in result.outcomes
    moved = movers(result, "tps")
    assert moved[0].unknown == "roll_growth"
    assert moved[0].low < result.number("tps") < moved[0].high
    swings = [abs(one.high - one.low) for one in moved]
    assert swings == sorted(swings, reverse=True)
    certain = sim.election.run(sim.ElectionPlan(date="2024-02", law_extension="none"), draws=256)
    flat = [name for name, drawn in certain.measures.items() if np.ptp(drawn) == 0]
    assert flat
    assert [movers(certain, name) for name in flat] == [[]] * len(flat)


def test_the_weakest_evidence_is_of_an_assumption_that_decides(result):
    key = weakest(result, ["contributions", "deaths"])
    assert result.unknowns[key].evidence == "judgement"
    assert key in [one.unknown for one in movers(result, "deaths")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trace_says_formula_law_assumptions_and_what_moves_it(result, language):
    words = Words(language)
    traces = measure_traces(result, words, {"contributions": ("law.pu_jkm", "elections")})
    trace = traces["contributions"]
    assert trace.value.startswith(words.rupiah(result.number("contributions")))
    assert trace.formula
    told = " ".join(plain(one) for one in trace.inputs)
    jkm = next(value for value in result.law_values if value.group == "pu_jkm")
    assert words.legal(jkm.value, jkm.unit) in told
    assert jkm.reference in told
    first = movers(result, "contributions")[0].unknown
    assert result.unknowns[first].name[language] in told
    assert result.unknowns[first].name[language] in trace.mover
    html = trace_html(trace, words)
    assert 'href="https://' in html
    assert "\ue000" not in html


def test_a_choice_says_what_would_take_its_place(result):
    words = Words("en")
    moved = next(one.unknown for one in movers(result, "deaths"))
    assert result.unknowns[moved].evidence == "judgement"
    trace = measure_traces(result, words, {})["deaths"]
    assert "authors' judgement" in trace.mover
    assert result.unknowns[moved].ask["en"] in trace.mover


def test_a_sign_of_marks_in_a_name_swallows_no_number():
    number = Words("en", traced=True).mark("protected", "1,150")
    said = f"<h1>odd \ue000 name</h1><p>{number}</p>"
    assert (
        unmarked(said, lambda trace, shown: f"[{trace} {shown}]")
        == "<h1>odd \ue000 name</h1><p>[protected 1,150]</p>"
    )
