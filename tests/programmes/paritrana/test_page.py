"""The pieces of the page of the scorecard say what the run computed, in both languages, for any plan."""

import re

import pytest

import simulate as sim
from simulate.page.words import LANGUAGES, Words
from simulate.programmes.paritrana import page
from simulate.programmes.paritrana.page.charts import action_text
from simulate.programmes.paritrana.plan import ParitranaPlan
from simulate.programmes.paritrana.tables import possible_after

pytestmark = pytest.mark.usefixtures("unwritten")
PLANS = {
    "default": {},
    "claimed": {"baseline": "claimed", "count": "apbd", "weights": "banten_2025", "coverage_rule": "reached"},
    "nothing": {"actions": [], "assessment_year": 2028, "start": "2028-10", "peers": False, "budget_rp": 0},
    "late": {"actions": [], "start": "2027-12"},
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


def test_the_answer_is_one_sentence_of_the_score_before_and_after_and_the_cost(result):
    for language in LANGUAGES:
        words, said = Words(language), page.answer(result, Words(language))
        for measure in ("score", "score_after"):
            assert words.exact(result.number(measure)) in said
        assert words.rupiah(result.number("apbd_chosen")) in said
        assert words("paritrana.best") in said
        assert len(re.findall(r"[a-z0-9)]\.(?: |$)", said)) == 1
    named = page.run(ParitranaPlan(actions=["perda"]), draws=256)
    assert "the actions chosen" in page.answer(named, Words("en"))


def test_the_cards_give_score_score_after_and_cost_with_their_ranges(result):
    for language in LANGUAGES:
        words, cards = Words(language), page.record(result).content["cards"][language]
        for card, measure in zip(cards, ("score", "score_after", "apbd_chosen"), strict=True):
            low, high = (result.number(measure, end) for end in ("p05", "p95"))
            assert words.interval(low, high, result.units[measure]) in card["range"]


def test_where_nothing_is_chosen_the_cards_tell_what_the_best_action_would_add():
    nothing = page.run(ParitranaPlan(actions=[]), draws=256)
    words, cards = Words("en"), page.record(nothing).content["cards"]["en"]
    assert "stays there: no action is chosen" in page.answer(nothing, words)
    assert cards[1]["number"] == f"+{words.decimal(nothing.number(f'gain_{nothing.lead}', 'mean'), 1)}"
    assert cards[1]["label"].endswith("1 ASN 1 Pekerja Rentan")
    assert re.fullmatch(r"range 0–\d.*", cards[1]["range"])
    assert "after the actions" not in page.score_chart(nothing).text["en"]
    assert "\nPerda" not in page.headline(nothing).text["en"]


def test_where_nothing_can_be_done_in_time_that_is_said_and_no_range_of_noughts():
    late = page.run(ParitranaPlan(**PLANS["late"]), draws=256)
    cards = page.record(late).content["cards"]["en"]
    assert [card["number"] for card in cards[1:]] == ["0", "Rp0"]
    assert [card["range"] for card in cards[1:]] == ["", ""]
    assert "Begun in December 2027, no action can be done any more" in page.headline(late).text["en"]
    assert "No action can be done within the year" in page.actions_chart(late).text["en"]
    assert "0–0" not in page.actions(late).text["en"] + page.actions_chart(late).text["en"]


def test_the_lead_chart_gives_range_and_exact_ends_before_and_after(result):
    words, said = Words("en"), page.score_chart(result).text["en"]
    for (least, most), measure in ((result.possible, "score"), (possible_after(result), "score_after")):
        low, high = (words.exact(result.number(measure, end)) for end in ("p05", "p95"))
        assert f"{words.exact(result.number(measure))}, 90% range {low}–{high}, ends of what is possible" in said
        assert f"possible {words.exact(least)}–{words.exact(most)}" in said


def test_the_first_screen_says_what_the_last_action_adds_and_that_the_rank_is_unknown(result):
    said, step = page.headline(result).text["en"], result.last_step
    words, ranks = Words("en"), result.table("ranks").set_index("rank").loc[1]
    assert f"adds {words.decimal(100 * step.gain, 1)} points (mean) for {words.rupiah(step.apbd_rp)}" in said
    assert "Rank in the province cannot be determined" in said
    for treatment in ("apart", "together"):
        assert words.chance(ranks[f"chance_after_{treatment}"], 256) in said
    assert words.share(float(result.best_share[result.lead].mean()), 0) in said
    assert "Under published aspects without regulation the actions add" in page.how_sure(result).text["en"]
    alone = page.run(ParitranaPlan(peers=False), draws=256)
    assert "No rank is given: other regions are not compared" in page.headline(alone).text["en"]


def test_a_plan_that_begins_in_the_past_says_so_before_all_else():
    points = re.findall(r"<li>(?!<strong>)(.*?) <a class", page.headline(_early()).html["en"])
    assert points[0].startswith("This scenario begins in January 2026, before")
    assert len(points) == 5


def _early():
    return page.run(ParitranaPlan(start="2026-01"), draws=256)


def test_weights_hardly_matter_only_where_their_share_of_the_variance_is_small(result):
    share = result.table("uncertainty").set_index("source").loc["weights", "of_variance"]
    assert share < 0.1
    assert "weights hardly matter" in page.weights_chart(result).text["en"]
    claimed = page.weights_chart(page.run(ParitranaPlan(baseline="claimed"), draws=256)).text["en"]
    assert "Weights alone make up" in claimed
    for fixed in ({"weights": "banten_2025"}, {"least_weight": 0.25}):
        assert "With the weights fixed" in page.weights_chart(page.run(ParitranaPlan(**fixed), draws=256)).text["en"]


def test_each_budget_tells_what_it_adds_to_the_one_before(result):
    found, lines = result.table("budgets"), page.budgets(result).text["en"].splitlines()[2:]
    shown = found[found["actions"] != ""].reset_index(drop=True)
    assert len(lines) == len(shown) <= 8
    assert "+" not in lines[0]
    taken = [{*actions.split()} for actions in shown["actions"]]
    for line, before, now in zip(lines[1:], taken, taken[1:], strict=False):
        assert ("+ " in line) == bool(now - before)
        assert ("without" in line) == bool(before - now)


@pytest.mark.slow
def test_what_the_range_leaves_no_doubt_of_is_called_an_assumption():
    early = _early()
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
    assert "keputusan juri tidak diperkirakan" in page.how_sure(result).text["id"]
    assert "The jury's weights and sheet are not published" in page.how_sure(result).text["en"]


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
