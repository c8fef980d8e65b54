"""The pieces of the page of universal coverage say what the run computed, in both languages, for any plan."""

import re

import numpy as np
import pytest
from faces import assert_short_and_opening

import simulate as sim
from simulate.page.words import LANGUAGES, Words
from simulate.plan.named import named_plan
from simulate.programmes.universal import page
from simulate.programmes.universal.page.numbers import led_by
from simulate.programmes.universal.plan import UniversalPlan
from simulate.programmes.universal.study import other_baseline, own_chance, run_on

SWITCHED = {"contractors_from": "2028-01", "permits_from": "2028-01", "village_workers_from": "2028-01"}
pytestmark = pytest.mark.usefixtures("unwritten")
PLANS = {
    "default": {},
    "claimed": {"baseline": "claimed"},
    "regulated": {**SWITCHED, "compliance_drive": "strong", "self_pay_drive": "strong"},
    "nobody": {
        "subsidised_budget_rp": 0,
        "sponsorship": None,
        "self_pay_drive": "none",
        "compliance_drive": "none",
    },
    "short": {"months": 12, "target_year": 2026, "target": 0.5, "start": "2026-04", "sponsorship": "default"},
    "everyone": {
        "target": 1.0,
        "sponsorship": "slogan",
        "subsidised_budget_rp": 30 * 10**9,
        "subsidised_growth": 1.0,
    },
}
NAMED = ("all_regulation", "claimed_start", "full_push")
PIECES = [name for name in page.__all__ if name not in ("answer", "record", "run")]


@pytest.fixture(scope="module")
def result():
    return page.run(draws=256)


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_piece_is_whole_for_every_kind_of_plan(plan):
    found = page.run(UniversalPlan(**PLANS[plan]), draws=256)
    pieces = [getattr(page, name)(found) for name in PIECES]
    pieces += [sim.tables.assumptions(found), sim.tables.law(found)]
    for piece in pieces:
        for language in LANGUAGES:
            text = piece.text[language]
            assert len(text) > 10
            assert not re.search(r"\bnan\b|None|\{|\}|universal\.", text), text
    tables = page.record(found).content["tables"]
    assert {"headline", "targets", "cost_by_year", "levers_alone", "needed_budgets"} <= set(tables)


def test_the_answer_says_where_coverage_goes_and_the_points_which_budget_the_target_needs(result):
    assert led_by(result.plan) == "now"
    for language, led in (("id", "Tanpa kebijakan baru"), ("en", "Without new policies")):
        words, said = Words(language), page.answer(result, Words(language))
        for measure in ("coverage_end", "coverage_start"):
            assert words.share(result.number(measure)) in said
        assert said.startswith(led)
        shown = page.headline(result).text[language]
        assert words.interval(*(result.number("coverage_end", end) for end in ("p05", "p95")), "share") in shown
        assert words("evidence.judgement") in shown
        assert words.rupiah(result.table("needed_budgets")["budget_rp"][0]) in shown


def test_a_chance_that_no_draw_shows_is_told_as_out_of_reach(result):
    assert own_chance(result)[0] == 0
    assert "is practically out of reach" in page.answer(result, "en")
    assert "<0.4%" in page.headline(result).text["en"]
    assert "<0,4%" in page.targets(result).text["id"]
    assert Words("en").chance(1.0, 1024) == "above 99.9%"
    assert Words("id").chance(0.37, 1024) == "37%"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("levers", "led", "ends"),
    [
        (SWITCHED, "With the policies of this scenario coverage rises from", "practically out of reach."),
        ({"sponsorship": None}, "Under this scenario coverage", "practically out of reach."),
        ({"target": 0.3}, "Without new policies coverage rises from", "almost certainly reached."),
        ({"target": 0.5}, "Without new policies coverage rises to", "is {chance}."),
        ({"baseline": "claimed"}, "Without new policies coverage falls from 78.0%", "above the target of 65%."),
        (
            {"baseline": "claimed", "target": 0.9},
            "Without new policies coverage falls from 78.0%",
            "below the target of 90%.",
        ),
        ({"target": 0.5, "target_year": 2028}, "Without new policies", "target of 50% in December 2028 is {chance}."),
    ],
)
def test_the_answer_of_each_kind_of_plan(levers, led, ends):
    found = page.run(UniversalPlan(**levers), draws=256)
    said = page.answer(found, "en")
    assert said.startswith(led)
    assert said.endswith(ends.format(chance=Words("en").chance(own_chance(found)[0], 256)))
    assert ("(not audited)" in said) == (found.plan.baseline == "claimed")


@pytest.mark.slow
@pytest.mark.parametrize("plan", [*PLANS, *NAMED])
def test_the_face_of_every_plan_is_short_and_each_of_its_numbers_opens_something(plan):
    levers = PLANS.get(plan)
    found = page.run(
        named_plan("universal", plan, UniversalPlan) if levers is None else UniversalPlan(**levers), draws=256
    )
    assert_short_and_opening(page, found, page.channels_chart, page.cost_chart, page.levers_chart)


def test_targets_stand_at_the_december_that_they_are_for(result):
    marks = {(key, year): (place, level) for place, level, key, year in page._marks(result)}
    assert marks[("banten_target_2030", 2030)] == (48, 0.65)
    assert marks[("target_rkp", 2026)][0] == 0  # the month before the first, where the line begins
    assert {key for key, _ in marks} == {"target_rkp", "target_rpjmn", "banten_target_2030"}
    other = page.run(UniversalPlan(target=0.55, target_year=2028), draws=256)
    assert (24, 0.55, "own", 2028) in page._marks(other)


def test_the_targets_table_warns_of_other_denominators(result):
    for language, warning in (("id", "bukan ukuran yang sama"), ("en", "not the same indicator")):
        assert warning in page.targets(result).html[language]


@pytest.mark.slow
def test_each_obligation_shows_its_grade_and_its_legal_basis(result):
    text = page.legal_basis(result).text["en"]
    for word in ("PP 86/2013", "Perbup 72/2014", "Banyumas", "judgement", "analogue", "press report"):
        assert word in text
    rows = [line for line in page.levers(result).text["id"].splitlines() if line.startswith("Kontraktor wajib")]
    assert len(rows) == 1
    assert "tidak dihitung" in rows[0]
    assert "pertimbangan penyusun" in rows[0]


def test_obligations_in_the_plan_are_told_by_what_taking_them_out_does():
    found = page.run(UniversalPlan(**SWITCHED), draws=256)
    text = page.levers(found).text["en"]
    for said in (
        "No obligation on contractors",
        "No condition on permits",
        "Villages do not pay for RT and RW heads",
    ):
        assert said in text


def test_a_payer_who_pays_nothing_has_no_row(result):
    assert "regulation and inspection" not in page.cost(result).text["en"]
    found = page.run(UniversalPlan(village_workers_from="2027-01"), draws=256)
    assert "regulation and inspection" in page.cost(found).text["en"]


def test_the_page_tells_both_baselines_whom_coverage_counts_and_what_is_held(result):
    other = other_baseline(result).number("coverage_end")
    assert f"claim (not audited) it is {Words('en').share(other)}" in page.headline(result).text["en"]
    assert "rules from January 2027 on are not known" in page.how_sure(result).text["en"]
    assert "full coverage is out of reach" in page.how_sure(result).text["en"]
    assert "15,483 civil servants" in page.target_terms(result).text["en"]


@pytest.mark.slow
def test_a_start_is_told_with_what_apbd_then_pays(result):
    claimed = page.run(UniversalPlan(baseline="claimed"), draws=256)
    for language in LANGUAGES:
        words = Words(language)
        workers = words.count(float(np.median(claimed.outcome.road.members["subsidised"][:, 0])))
        assert workers in page.road_chart(result).html[language]
        [own] = [line for line in page.headline(claimed).text[language].splitlines() if workers in line]
        assert words.rupiah(claimed.number("cost_apbd")) in own


@pytest.mark.slow
def test_a_set_budget_pays_alike_from_either_start():
    found = page.run(UniversalPlan(subsidised_budget_rp=30 * 10**9), draws=256)
    assert "in proportion" not in page.headline(found).html["en"] + page.road_chart(found).html["en"]


def test_what_regulation_costs_is_told_as_judgement_wherever_it_is_shown(result):
    for piece in (page.cost(result), page.levers(result)):
        assert "the authors&#x27; judgement" in piece.html["en"]
        assert "no similar budget was found" in piece.html["en"]
        assert "adalah pertimbangan penyusun" in piece.html["id"]
    costs = ("cost_permits", "cost_village", "cost_drives")
    assert {result.unknowns[key].evidence for key in costs} == {"judgement"}


@pytest.mark.slow
def test_a_plan_that_reaches_a_chance_by_itself_is_told_so_beside_flat_budgets(result):
    growing = UniversalPlan(subsidised_budget_rp=30 * 10**9, subsidised_growth=0.2, target=0.53)
    found = run_on(result.facts, growing, result.settings)
    own, _ = own_chance(found)
    assert 0.5 <= own < 0.9
    text, said = page.budgets(found).text["en"], Words("en").chance(own, found.settings.draws)
    caption, _, even, sure = text.splitlines()
    assert f"The scenario itself reaches 53% in December 2030 with a chance of {said}" in caption
    assert even.startswith(f"50% (this scenario: {said}) | ")
    assert sure.startswith("90% | ")
    assert page.budgets(result).text["en"].splitlines()[2].startswith("50% | ")


@pytest.mark.slow
@pytest.mark.parametrize(("growth", "told"), [(0.5, True), (-0.1, True), (0.0, False)])
def test_only_a_budget_that_changes_is_said_to(result, growth, told):
    plan = UniversalPlan(subsidised_budget_rp=20 * 10**9, subsidised_growth=growth)
    found = run_on(result.facts, plan, result.settings)
    for language, said in (("id", "tidak sama setiap tahun"), ("en", "is not the same every year")):
        html = page.budget_terms(found).html[language]
        assert (said in html) == told
        if told:
            last = found.table("cost_by_year").set_index(["payer", "year"]).loc[("apbd", "2030"), "p50"]
            assert Words(language).rupiah(last) in html


def test_parameters_that_are_not_set_are_told_in_words(result):
    text = sim.tables.parameters(result).text["en"]
    assert "as in the funding mix" in text
    assert text.count("never") >= 6


def test_shares_of_the_channels_chart_are_coverage(result):
    pathway = result.outcome.road
    whole = sum(np.median(heads / pathway.employed, axis=0)[-1] for heads in pathway.members.values())
    assert whole == pytest.approx(np.median(pathway.coverage[:, -1]), abs=0.01)
