"""The pieces of the page of outreach say what the run computed, in both languages, for any plan."""

import re
from dataclasses import replace

import pytest

import simulate as sim
from simulate.plan import OutreachPlan
from simulate.show import outreach
from simulate.show.words import LANGUAGES, Words

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
PIECES = [name for name in outreach.__all__ if name not in ("answer", "record", "run")]


@pytest.fixture(scope="module")
def result():
    return outreach.run(draws=256)


@pytest.mark.parametrize("plan", PLANS)
def test_every_piece_is_whole_for_every_kind_of_plan(plan):
    found = outreach.run(OutreachPlan(**PLANS[plan]), draws=256)
    pieces = [getattr(outreach, name)(found) for name in PIECES]
    pieces += [sim.tables.assumptions(found), sim.tables.law(found)]
    for piece in pieces:
        for language in LANGUAGES:
            text = piece.text[language]
            assert len(text) > 10
            assert not re.search(r"\bnan\b|None|\{|\}|outreach\.", text), text
    tables = outreach.record(found).content["tables"]
    wanted = {"headline", "by_kecamatan", "by_desa", "allocations", "budget_curve", "outlets_by_number", "outlets"}
    assert wanted <= set(tables)


def test_the_answer_says_the_headline_numbers_and_the_first_desa(result):
    first = result.desa_table["desa"].head(3)
    for language in LANGUAGES:
        words, said = Words(language), outreach.answer(result, Words(language))
        for measure, unit in (("gained_end", "persons"), ("per_worker", "rp"), ("over_equal", "persons")):
            assert words.value(result.number(measure), unit) in said
            assert words.interval(*(result.number(measure, end) for end in ("p05", "p95")), unit) in said
        assert all(name in said for name in first)


def test_all_desa_can_be_downloaded_from_the_page(result):
    html = outreach.by_desa(result).html["id"]
    [csv] = re.findall(r'href="data:text/csv[^,]*,([^"]+)"', html)
    lines = csv.split("%0A")
    assert lines[0].startswith("rank,desa_code,desa,kecamatan,uncovered_p05")
    assert sum(line.partition(",")[2].startswith("36.03.") for line in lines) == 274


def test_a_region_without_tiles_says_in_a_sentence_what_the_map_would(result):
    tables = {name: table for name, table in result.region.tables.items() if name != "tiles"}
    bare = replace(result, facts=replace(result.facts, region=replace(result.region, tables=tables)))
    for piece in (outreach.uncovered_map(bare), outreach.effort_map(bare)):
        assert piece.kind == "text"
        assert "Pasar Kemis" in piece.text["en"]


def test_the_page_says_what_is_not_known(result):
    text = outreach.headline(result).html["en"] + outreach.outlets_note(result).text["en"]
    for said in ("No count of uncovered workers", "may be none", "Not verified", "Planned, taken as not open"):
        assert said in text
