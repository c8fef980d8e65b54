"""The pieces of the page of the scorecard say what the run computed, in both languages, for any plan."""

import re
from html import escape

import pytest

import simulate as sim
from simulate.page.words import LANGUAGES, Words, catalogue
from simulate.programmes.paritrana import page
from simulate.programmes.paritrana.page.charts import action_text
from simulate.programmes.paritrana.plan import ParitranaPlan

pytestmark = pytest.mark.usefixtures("unwritten")
PLANS = {
    "default": {},
    "claimed": {"baseline": "claimed", "count": "apbd", "weights": "banten_2025", "coverage_rule": "reached"},
    "nothing": {"actions": [], "assessment_year": 2028, "start": "2028-10", "peers": False, "budget_rp": 0},
    "pemilu": {"assessment_year": 2029, "start": "2028-12", "actions": ["election", "perda"], "least_weight": 0.25},
}
PIECES = [name for name in page.__all__ if name not in ("answer", "record", "run")]


@pytest.fixture(scope="module")
def result():
    return page.run(draws=256)


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_piece_is_whole_for_every_kind_of_plan(plan):
    found = page.run(ParitranaPlan(**PLANS[plan]), draws=256)
    pieces = [getattr(page, name)(found) for name in PIECES]
    pieces += [sim.tables.assumptions(found), sim.tables.law(found), sim.tables.parameters(found)]
    for piece in pieces:
        for language in LANGUAGES:
            text = piece.text[language]
            assert len(text) > 10
            assert not re.search(r"\bnan\b|\{|\}|paritrana\.", text), text
    tables = page.record(found).content["tables"]
    assert {"headline", "scorecard", "weightings", "actions", "budgets", "evidence", "other_baseline"} <= set(tables)


@pytest.mark.slow
def test_the_answer_says_the_score_its_range_and_what_to_do(result):
    for language in LANGUAGES:
        words, said = Words(language), page.answer(result, Words(language))
        low, high = (words.exact(result.number("score", end)) for end in ("p05", "p95"))
        assert f"{low}–{high}" in said
        assert words(f"paritrana.action.inside.{result.lead}") in said
        for action in result.chosen:
            long = f"paritrana.gloss.{action}"
            name = words(long) if long in catalogue() else words(f"choice.actions.{action}")
            assert escape(name) in page.headline(result).html[language]
        assert words.rupiah(result.plan.budget_rp) in said
        assert words.exact(result.number("gain_chosen", "mean")) in said
        assert len(re.findall(r"[a-z)]\.(?: |$)", said)) == 3


def test_the_first_screen_says_what_the_last_action_adds_and_that_the_rank_is_unknown(result):
    html, step = page.headline(result).html["en"], result.last_step
    words, ranks = Words("en"), result.table("ranks").set_index("rank").loc[1]
    assert f"{words.decimal(100 * step.gain, 1)} more for {words.rupiah(step.apbd_rp)}" in html
    assert "Rank among the 8 regencies and cities of the province cannot be determined" in html
    for treatment in ("apart", "together"):
        assert words.chance(ranks[f"chance_after_{treatment}"], 256) in html
    scheme = "Three aspects of Banten 2025"
    assert scheme in html
    assert "regulation is not assessed: 4 of these 6 actions" in html


@pytest.mark.slow
def test_what_the_range_leaves_no_doubt_of_is_called_an_assumption():
    early = page.run(ParitranaPlan(start="2026-01"), draws=256)
    last = [line.split(" | ")[-1] for line in page.actions(early).text["en"].splitlines()[2:]]
    assert sum(cell.endswith("by assumption") for cell in last) == 7  # Perda and six programmes: at most 24 months
    assert "by assumption" not in page.actions(page.run(draws=256)).text["en"]


def test_every_score_of_the_page_is_of_a_hundred(result):
    note = page.scorecard(result).html["en"]
    assert "25 announced; 50 decided, no results yet; 75 running and recorded; 100 complete" in note
    assumed = sim.tables.assumptions(result).text["en"]
    assert "worth at least 50, one that is carried out nearly 100" in assumed


def test_the_page_does_not_pretend_to_be_the_jury(result):
    assert "bukan penilaian juri" in page.headline(result).html["id"]
    assert "not the jury" in page.headline(result).html["en"]
    assert "are not published" in page.headline(result).html["en"]


@pytest.mark.slow
def test_every_item_stands_in_the_scorecard_with_its_links(result):
    table = result.region.tables["paritrana"]
    for language in LANGUAGES:
        html = page.scorecard(result).html[language]
        for address in re.findall(r"https?://[^\s;,]+", " ".join(table["source"])):
            assert f'href="{address}"' in html
        for title in table[f"title_{language}"]:
            assert title in page.scorecard(result).text[language]
    assert page.scorecard(result).html["en"].count("(no evidence)") == int(
        (table["score_low"].isna() & table["rule"].isna()).sum()
    )


def test_actions_come_in_order_of_what_they_add_per_rupiah(result):
    lines = page.actions(result).text["en"].splitlines()[2:]
    found = result.table("actions").sort_values("per_billion_mean", ascending=False)["action"]
    words = Words("en")
    assert [line.split(" | ")[0].removesuffix(" (chosen)") for line in lines] == [
        action_text(result, action, words) for action in found
    ]
