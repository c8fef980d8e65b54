"""The elements of the page of outreach say what the run computed, in both languages, for any plan."""

import re
from dataclasses import replace

import numpy as np
import pytest

import simulate as sim
from simulate.page.words import LANGUAGES, Words
from simulate.programmes.outreach import page
from simulate.programmes.outreach.page.charts import error_text
from simulate.programmes.outreach.plan import OutreachPlan

pytestmark = pytest.mark.usefixtures("unwritten")
PLANS = {
    "default": {},
    "no_outlets": {"new_outlets": 0, "channels": ("agent",), "baseline": "claimed"},
    "floor": {"floor_share": 1.0, "first_desa": 5},
    "much": {
        "budget_rp": 10**12,
        "months": 3,
        "objective": "p_median",
        "count_unverified": False,
        "count_planned": True,
    },
}
ELEMENTS = [name for name in page.__all__ if name not in ("answer", "record", "run")]


@pytest.fixture(scope="module")
def result():
    return page.run(draws=256)


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_element_is_whole_for_every_kind_of_plan(plan):
    found = page.run(OutreachPlan(**PLANS[plan]), draws=256)
    elements = [getattr(page, name)(found) for name in ELEMENTS]
    elements += [sim.tables.assumptions(found), sim.tables.law(found)]
    for element in elements:
        for language in LANGUAGES:
            text = element.text[language]
            assert len(text) > 10
            assert not re.search(r"\bnan\b|None|\{|\}|outreach\.", text), text
    tables = page.record(found).content["tables"]
    wanted = {"headline", "by_kecamatan", "by_desa", "allocations", "budget_curve", "outlets_by_number", "outlets"}
    assert wanted <= set(tables)


def _words_of(text):
    return len([one for one in text.split() if re.search(r"\w", one)])


def test_the_answer_says_where_to_begin_what_is_gained_and_what_is_left(result):
    first = result.table("by_desa")["desa"].head(3)
    for language in LANGUAGES:
        words, answer = Words(language), page.answer(result, Words(language))
        for measure in ("gained_end", "gained_year_later"):
            assert words.value(result.number(measure), "persons") in answer
        assert words.rupiah(result.plan.budget_rp) in answer
        assert all(name in answer for name in first)
        assert _words_of(answer) <= 30


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_the_first_screen_of_any_plan_keeps_its_length(plan):
    found = page.run(OutreachPlan(**PLANS[plan]), draws=256)
    for language in LANGUAGES:
        words = Words(language)
        assert _words_of(page.answer(found, words)) <= 30
        assert all(_words_of(card.label) <= 12 for card in page._cards(found, words))
        points = page._points(found, words)
        assert len(points) <= 4
        assert all(_words_of(said) <= 25 for said, _ in points), points


def test_the_same_money_as_contributions_stands_beside_outreach(result):
    said = page.headline(result).text["en"]
    words = Words("en")
    for measure in ("apbd_worker_months", "worker_months"):
        assert words.value(result.number(measure), "worker_months") in said
    assert "ends with its budget" in said
    # a year later outreach has overtaken it in most draws, and the chart says in how many
    ahead = (result.measures["worker_months_year_later"] > result.measures["apbd_worker_months"]).mean()
    assert ahead > 0.5
    assert f"more cover than APBD contributions in {words.chance(ahead, 256)}" in page.apbd_chart(result).text["en"]


def test_contributions_that_stay_ahead_are_said_to():
    short = page.run(OutreachPlan(budget_rp=10**11), draws=256)  # far more than outreach can use well
    ahead = (short.measures["worker_months_year_later"] > short.measures["apbd_worker_months"]).mean()
    assert ahead < 0.5
    assert "have still given more cover" in page.apbd_chart(short).text["en"]
    assert "can be used" in page.headline(short).text["en"]  # the limits of effort leave money over


def test_where_some_draws_win_nobody_no_cost_for_each_is_told(result):
    gained = result.measures["gained_end"].copy()
    gained[0] = 0
    measures = {name: drawn for name, drawn in result.measures.items() if name != "per_worker"} | {
        "gained_end": gained
    }
    bare = replace(result)
    bare.__dict__["measures"] = measures
    assert "in some simulations nobody" in page.answer(bare, Words("en"))
    assert page._cards(bare, Words("en"))[1].number == "–"


def test_how_the_money_is_divided_is_said_by_how_much_it_matters(result):
    said = page.headline(result).text["en"]
    assert abs(result.number("over_proportional")) < 0.01 * result.number("gained_end")
    assert "in proportion to uncovered workers does nearly as well" in said
    assert f"{Words('en').count(result.number('over_equal'))} workers fewer" in said


def test_outlets_are_set_beside_the_next_rupiah_of_outreach(result):
    html = page.outlet_steps_table(result).html["en"].replace("\N{WORD JOINER}", "")
    steps = result.table("outlets_by_number").set_index("new_outlets")["added_per_billion_p50"]
    beside = sorted((result.number("effort_next_per_billion"), result.number("gained_next") * 10))
    words = Words("en")
    assert f"brings {words.count(steps[1])} workers per billion rupiah, more than the next rupiah" in html
    assert words.interval(*beside, "persons") in html
    assert words.interval(steps[2:].min(), steps[2:].max(), "persons") in html
    assert "do not add them" in page.how_sure(result).text["en"]


def test_what_stands_without_the_offices_not_verified_is_said(result):
    sure = (result.outlets.table["status"] != "unverified").to_numpy() & result.outlets.standing
    near = result.outlets.straight_km[:, sure].min(axis=1)[:, None] * result.values["detour"] <= result.plan.radius_km
    share = np.median(result.places.people @ near) / result.places.people.sum()
    text = f"Without unverified offices, {Words('en').share(share, 0)} of residents"
    assert text in page.how_sure(result).text["en"]
    verified = page.run(OutreachPlan(count_unverified=False), draws=256)
    assert "unverified" not in page.how_sure(verified).text["en"]


def test_the_budget_opens_as_a_choice_and_twice_of_it_as_the_curve_has_it(result):
    opened = {name: str(told) for name, told in page.record(result).content["traces"]["en"].items()}
    assert "a choice: no budget line was found" in opened["budget"]
    curve = result.table("budget_curve").query("rule == 'best'").set_index("budget_rp")
    double = curve.loc[2.0 * result.plan.budget_rp]
    assert Words("en").count(double["p50"]) in opened["double"]
    assert "Kelapa Dua" in opened["first"]


def test_the_chart_of_desa_shows_the_first_and_how_their_ranges_overlap(result):
    found = result.table("by_desa")
    alt = page.desa_chart(result).text["en"]
    for row in found.head(8).itertuples():
        assert row.desa in alt
    # as the title says: the last of the first eight lies within the range of the first
    assert found["per_million_p05"].iloc[0] < found["per_million_p50"].iloc[7]


def test_errors_that_shares_cannot_show_are_written_as_a_limit():
    words = Words("en")
    assert error_text(4e-5, "share", words) == "below ±0.05%"
    assert error_text(2e-3, "share", words) == words.error(2e-3, "share")
    assert error_text(0.0, "share", words) == "–"


def test_the_desa_are_named_with_their_kind_and_kecamatan(result):
    text = page.by_desa(result).text["id"]
    assert "1. Kel. Bencongan (Kec. Kelapa Dua)" in text
    assert ". Desa " in text
    assert "hampir sama dengan urutan jumlah penduduk" in page.by_desa(result).html["id"]


def test_all_desa_can_be_downloaded_from_the_page(result):
    html = page.by_desa(result).html["id"]
    [csv] = re.findall(r'href="data:text/csv[^,]*,([^"]+)"', html)
    lines = csv.split("%0A")
    assert lines[0].startswith("rank,desa_code,desa,kecamatan,uncovered_p05")
    assert sum(line.partition(",")[2].startswith("36.03.") for line in lines) == 274


def test_the_map_says_where_money_goes_first_and_that_the_pattern_is_of_people(result):
    found = result.table("by_kecamatan")
    first = found.sort_values("money_rp", ascending=False).head(5)
    shown = page.uncovered_map(result)
    assert shown.kind == "figure"
    share = Words("en").share(first["money_rp"].sum() / found["money_rp"].sum(), 0)
    assert f"get {share} of " in shown.text["en"]
    people = result.region.tables["kecamatan"]["population_2025"]
    alike = np.corrcoef(people, found["uncovered_p50"])[0, 1]
    assert f"mostly that of population (correlation {alike:.2f})" in shown.html["en"]
    assert "Batas indikatif: cahyadsn/wilayah_boundaries (Kepmendagri 300.2.2-2430/2025)." in shown.html["id"]
    for name in first["kecamatan"]:
        assert f">{name}: " in shown.html["en"]


def test_a_region_without_boundaries_has_a_table_of_the_same_finding(result):
    bare = replace(result, facts=replace(result.facts, region=replace(result.region, boundaries={})))
    shown = page.uncovered_map(bare)
    assert shown.kind == "table"
    said = shown.text["en"].split("\n")
    assert said[0] == page.uncovered_map(result).text["en"].split("\n")[0]
    assert said[2].startswith("Pasar Kemis | ")
    assert said[-1].startswith("22 other kecamatan | ")
    assert "Indicative boundaries" not in shown.html["en"]


def test_the_page_says_what_is_not_known(result):
    text = page.headline(result).html["en"] + page.outlets_note(result).text["en"]
    for phrase in ("Cover by desa is not known", "may be none", "Not verified", "Planned, taken as not open"):
        assert phrase in text
