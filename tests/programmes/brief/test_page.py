"""The pieces of the brief in both languages, whatever it reads."""

import re

import pytest
from brief_runs import NUMBERS, read_runs
from hypothesis import given, settings
from hypothesis import strategies as st
from page_budget import ANSWER, CARD, DIGITS, NAMES, POINT, TITLE, words_of

from simulate.page.words import LANGUAGES, Words, catalogue
from simulate.programmes.brief import page as shown
from simulate.programmes.brief.page.numbers import chance_said, traces
from simulate.programmes.brief.plan import SOURCES, BriefPlan
from simulate.programmes.brief.study import run

PIECES = ("headline", "options", "agenda", "agenda_later", "risks_said", "risks", "how_sure", "data", "runs")
# the reports that can be told alone
TOLD = SOURCES[:-1]
SOME = st.sets(st.sampled_from(TOLD), min_size=1)


def _brief(names=SOURCES, scenario="base", **levers):
    plan = BriefPlan(scenario=scenario, leave_out=[name for name in SOURCES if name not in names], **levers)
    return run(plan, runs=read_runs(*names, scenario=scenario))


def _lines(brief, name, language="en"):
    return getattr(shown, name)(brief).text[language].splitlines()


@pytest.mark.slow
@given(names=SOME, month=st.sampled_from(("2026-12", "2027-06")))
@settings(max_examples=12)
def test_every_piece_says_something_whatever_is_read(names, month):
    brief = _brief([name for name in TOLD if name in names], decide_by=month)
    for name in PIECES:
        piece = getattr(shown, name)(brief)
        for language in LANGUAGES:
            assert piece.text[language].strip()
            assert not re.search(r"\bnan\b|None|\{\w+\}", piece.text[language]), (name, language)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["base", "full_push"])
@pytest.mark.parametrize("names", [*((name,) for name in TOLD), SOURCES], ids=lambda names: "_".join(names[:2]))
def test_the_first_screen_is_short_whatever_is_read_and_each_of_its_numbers_opens_something(names, scenario):
    brief = _brief(names, scenario)
    piece = shown.headline(brief)
    for language in LANGUAGES:
        title, answer, *rest = piece.text[language].splitlines()
        assert words_of(title) <= TITLE
        assert words_of(answer) <= ANSWER
        assert len(DIGITS.findall(NAMES.sub("", answer))) <= 3
        assert answer.endswith(".")
        assert answer.count(". ") == 0
        cards = [line for line in rest if " – " in line][: len(brief.leading)]
        assert all(words_of(card.split(" – ")[1]) <= CARD for card in cards)
        assert all(words_of(point) <= POINT for point in rest[len(cards) :])
        assert 1 <= len(rest) - len(cards) <= 5
        opened = set(re.findall("\ue000([^\ue001]*)\ue001", piece.html[language]))
        assert opened
        assert opened <= traces(brief, Words(language)).keys()


def test_the_decision_is_one_budget_officers_sentence():
    said = shown.answer(_brief(), "id").replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "Keputusan yang diminta: mengalokasikan Rp26 miliar pada APBD 2027 agar 130.000 pekerja rentan tetap "
        "terlindungi setiap bulan (peluang berhasil 9 dari 10)."
    )
    assert "by December 2026" not in shown.answer(_brief(), "en")  # the line above the title has it
    assert "Due December 2026" in shown.headline(_brief()).html["en"]


def test_a_rising_number_of_workers_is_told_as_one():
    rising = _brief()
    rows = rising.runs["funding"].tables["target"]
    rows[0] = rows[0] | {"target": 100_000.0}
    assert "so that vulnerable workers protected rise to 130,000 by" in shown.answer(rising, "en")


@pytest.mark.parametrize(
    ("chance", "said"), [(0.9014, "9 in 10"), (0.885, "9 in 10"), (0.84, "84%"), (0.05, "5.0%"), (1.0, "above 99.9%")]
)
def test_a_chance_near_tenths_is_said_in_them(chance, said):
    assert chance_said(chance, _brief(), Words("en")) == said


def test_the_main_points_carry_what_changes_the_advice():
    base, push = ("\n".join(_lines(_brief(scenario=scenario), "headline")) for scenario in ("base", "full_push"))
    for said in (
        "840,000 employed residents are uncovered",
        "other payers would pay for an estimated 30,000 of 130,000 workers",
        "Rp75\N{NO-BREAK SPACE}billion in all",
        "The council (DPRD) had to agree on the 2027 budget by November 2026",
        "No account code",
        "weakest evidence: what other payers bring (authors' judgement)",
    ):
        assert said in base
        assert said in push
    assert "no law for deducting pay without written consent" in push
    assert "no law for deducting" not in base
    assert "a mean of Rp1.50\N{NO-BREAK SPACE}billion in 2027 for inspection" in push
    # a calculation that begins before the decision says so
    assert any(
        "The calculation starts in January 2027" in line for line in _lines(_brief(decide_by="2027-06"), "headline")
    )


def test_what_stands_for_the_answer_without_the_mix_says_its_law_and_evidence():
    lines = _lines(_brief(("sponsorship",), "full_push"), "headline")
    assert "Not found: no law for deducting pay without written consent." in lines
    assert "The weakest evidence behind this answer: analogue." in lines


def test_three_numbers_lead_with_their_ranges():
    cards = [line.split(" – ") for line in _lines(_brief(), "headline")[2:5]]
    assert [card[0] for card in cards] == ["Rp26\N{NO-BREAK SPACE}billion", "840,000", "1,200"]
    assert cards[0][1].startswith("APBD 2027")
    assert cards[0][2].startswith("expected to be used: Rp2")
    assert all("range" in card[2] for card in cards[1:])
    alone = [line.split(" – ")[0] for line in _lines(_brief(("baseline",)), "headline")[2:5]]
    assert alone == ["840,000", "48.0%", "78.0%"]


def test_options_stand_with_law_and_evidence_and_eight_at_most():
    for scenario, own in (("base", "A circular"), ("full_push", "Opt-out payroll deduction")):
        caption, _, *rows = _lines(_brief(scenario=scenario), "options")
        assert caption.endswith("chance of success is 90%, without one 31%")
        assert len(rows) == 8
        found = {row.split(" | ")[0]: row.split(" | ")[1:] for row in rows}
        assert found["As asked for, with a reserve"][:3] == ["Rp26\N{NO-BREAK SPACE}billion", "130,000", "90%"]
        assert found["Fewer workers, other payers as before"][1] == "97,500"
        assert found[f"{own} – this scenario"][0] == "Rp0"
        unlawful = next(row for name, row in found.items() if name.startswith("Opt-out"))
        assert unlawful[3:] == ["not found for deducting without written consent", "authors' judgement"]
        assert not any(name.startswith("An appeal") for name in found)  # it brings fewest; the drawing has it
    assert len(_lines(_brief(("sponsorship",)), "options")) == 2 + 6


def test_the_drawing_has_each_way_of_asking_and_the_runs_identity():
    brief = _brief()
    html = shown.headline(brief).html["en"]
    figure = re.search(r'<figure class="sim-figure" id="ways".*?</figure>', html, re.DOTALL)[0]
    for way in ("an appeal", "a circular", "a circular with", "payroll deduction", "opt-out", "a duty under"):
        assert way in figure
    run_read = brief.runs["sponsorship"]
    assert f"Scenario {run_read.label} ({run_read.identity[:8]})" in figure
    assert "not read in this brief" in shown.headline(_brief(("election",))).html["en"]


def test_a_number_opens_what_its_report_says_of_it_and_the_run():
    brief = _brief()
    for source, numbers in NUMBERS.items():
        for name in numbers:
            trace = traces(brief, Words("en"))[f"{source}-{name}"]
            assert (trace.name, trace.formula, trace.mover) == (name, "six and one", f"moved most by {name}.")
            assert ("example.org", f"https://example.org/{source}") in trace.inputs[1]
            assert brief.runs[source].label in trace.inputs[-1]
            assert brief.runs[source].identity[:8] in trace.inputs[-1]
    # what a report says nothing of has its name, its value and the run
    first = traces(brief, Words("en"))["funding-first"]
    assert first.value == "Rp26\N{NO-BREAK SPACE}billion"
    assert first.name.startswith("APBD 2027")
    beside = traces(brief, Words("en"))["universal-beside"]
    assert "stronger inspection and outreach: Rp500\N{NO-BREAK SPACE}million–Rp3" in beside.inputs[0]
    assert "(authors' judgement)" in beside.inputs[0]
    ways = traces(brief, Words("en"))["ways"]
    assert sum("contributions Rp" in one for one in ways.inputs if isinstance(one, str)) == 6


def test_what_is_said_of_the_first_open_year_is_not_said_of_another():
    runs = read_runs()
    for told in runs.runs["funding"].traces.values():
        told["first"] = told["cost"]
    for month, name in (
        ("2026-12", "cost"),
        ("2027-06", "APBD 2028 for vulnerable workers: the allocation asked for"),
    ):
        brief = run(BriefPlan(decide_by=month), runs=runs)
        assert traces(brief, Words("en"))["funding-first"].name == name


@pytest.mark.slow
def test_no_piece_has_a_link_that_dies_when_the_page_is_mailed():
    brief = _brief()
    for name in PIECES:
        for language in LANGUAGES:
            links = re.findall(r'href="([^"]+)"', getattr(shown, name)(brief).html[language])
            assert [link for link in links if not link.startswith(("#", "data:", "https://"))] == []
    assert "results beside" not in shown.data(brief).text["en"]


def test_the_deaths_that_a_move_prevents_are_not_called_lives_saved():
    for language, said in (
        ("id", "orang yang tidak diangkat tetap dapat meninggal"),
        ("en", "a person not appointed may still die"),
    ):
        line = next(line for line in _lines(_brief(), "risks", language) if "7,5" in line or "7.5" in line)
        assert said in line
        sentence = catalogue()["election.table.levers.note"][language]  # the election report's own
        assert said in sentence


def test_what_is_in_the_allocation_is_not_asked_for_again():
    line = next(line for line in _lines(_brief(), "risks") if line.startswith("Other payers"))
    assert "is already in the allocation of Rp75" in line
    assert "more" not in line


def test_workers_that_apbd_pays_for_on_the_road_stand_beside_those_asked_for():
    brief = _brief()
    assert "APBD pays for go from" not in shown.risks(brief).html["en"]
    tables = brief.runs["universal"].tables
    tables["subsidised"] = [
        {"month": month, "p50": count} for month, count in (("2027-01", 133e3), ("2030-12", 121e3))
    ]
    said = shown.risks(brief).html["en"].replace("\N{NO-BREAK SPACE}", " ")
    assert "APBD pays for go from 133,000 in January 2027 to 121,000 in December 2030" in said
    assert "the 130,000 asked for here are those of all payers together" in said


def test_a_step_says_who_does_it_by_which_law_and_what_is_judged():
    for scenario, way in (("base", "a circular"), ("full_push", "opt-out payroll deduction")):
        rows = [line.split(" | ") for line in _lines(_brief(scenario=scenario), "agenda")[2:]]
        assert len(rows) <= 8
        assert all(unit.strip() and basis.strip() for _, _, unit, basis in rows)
        asked = next(row for row in rows if row[1].startswith(f"Civil servants are asked by {way}"))
        assert "if preparing it (2–24 months [authors' judgement]) is done by then" in asked[1]
        assert asked[2:] == ["BKPSDM, legal office", "circular; voluntary" if scenario == "base" else "not found"]
        late = rows[0][1]
        assert "DPRD's deadline has passed" in late
        assert "for ad hoc election workers (authority not found)" in late
        assert "(a reading of UU 6/2014 Pasal 34)" in late
        assert rows[0][3].startswith("PP 12/2019")
    steps = _lines(_brief(scenario="full_push"), "agenda")
    assert any("powers not confirmed" in line for line in steps)
    assert "[authors' judgement]" in next(line for line in steps if "inspection +3.00" in line)
    later = _lines(_brief(scenario="full_push"), "agenda_later")
    assert any("The scenario's choice".lower() in line.lower() for line in later)
    assert {*steps[2:]}.isdisjoint(later)


def test_the_years_are_told_apart_from_their_sum():
    html = shown.agenda_later(_brief()).html["en"].replace("\N{NO-BREAK SPACE}", " ")
    assert "Rp75 billion suffices, not their sum of Rp78 billion" in html


def test_how_sure_says_which_coverage_is_meant_and_whom_to_ask():
    lines = _lines(_brief(), "how_sure")
    assert "48.0% covered" in lines[0]
    assert "78.0%" in lines[0]
    assert lines[1] == "Rp75\N{NO-BREAK SPACE}billion: moved most by allocation."
    assert lines[-1].endswith(f"Questions: {_brief().about.contact}.")
