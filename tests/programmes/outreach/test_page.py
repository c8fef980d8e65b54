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


def test_the_answer_says_the_headline_numbers_and_the_first_desa(result):
    first = result.table("by_desa")["desa"].head(3)
    for language in LANGUAGES:
        words, answer = Words(language), page.answer(result, Words(language))
        for measure, unit in (("gained_end", "persons"), ("per_worker", "rp"), ("gained_year_later", "persons")):
            assert words.value(result.number(measure), unit) in answer
            assert words.interval(*(result.number(measure, end) for end in ("p05", "p95")), unit) in answer
        assert all(name in answer for name in first)
        # beside it, what the same money does as contributions: the factor divides the numbers that are shown
        months, apbd = (result.number(name) for name in ("worker_months", "apbd_worker_months"))
        assert all(words.value(number, "worker_months") in answer for number in (months, apbd))
        assert words.decimal(apbd / months, 1) in answer
        assert answer.count(". ") == 3


def test_outlets_are_set_beside_the_next_rupiah_of_outreach(result):
    html = page.headline(result).html["en"].replace("\N{WORD JOINER}", "")
    steps = result.table("outlets_by_number").set_index("new_outlets")["added_per_billion_p50"]
    beside = sorted((result.number("effort_next_per_billion"), result.number("gained_next") * 10))
    words = Words("en")
    assert f"brings {words.count(steps[1])} workers per billion rupiah, more than the next rupiah" in html
    assert words.interval(*beside, "persons") in html
    assert words.interval(steps[2:].min(), steps[2:].max(), "persons") in html
    assert "do not add the two results" in html


def test_the_card_says_what_stands_without_the_offices_not_verified(result):
    sure = (result.outlets.table["status"] != "unverified").to_numpy() & result.outlets.standing
    near = result.outlets.straight_km[:, sure].min(axis=1)[:, None] * result.values["detour"] <= result.plan.radius_km
    share = np.median(result.places.people @ near) / result.places.people.sum()
    assert f"({Words('en').share(share, 0)} without the offices not yet verified)" in page.headline(result).html["en"]
    verified = page.run(OutreachPlan(count_unverified=False), draws=256)
    assert "not yet verified" not in page.headline(verified).html["en"]


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
    for phrase in ("No count of uncovered workers", "may be none", "Not verified", "Planned, taken as not open"):
        assert phrase in text
