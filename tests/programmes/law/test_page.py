"""The law page: every value is on it, with its source; what is weak and what changes is said."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from simulate.law.files import CHAPTERS
from simulate.page.words import Words
from simulate.programmes.law import page as legal
from simulate.programmes.law.plan import LawPlan
from simulate.programmes.law.study import run


@pytest.fixture(scope="module")
def page():
    return run()


@pytest.fixture(scope="module")
def tables(page):
    elements = [legal.chapter(page, name) for name in CHAPTERS]
    return [*elements, legal.bands(page), legal.honoraria(page)]


def _seen(elements, language):
    text = unescape(re.sub(r"<[^>]+>", " ", " ".join(element.html[language] for element in elements)))
    return re.sub(r"\s+", " ", text.replace("\N{WORD JOINER}", ""))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_value_and_reference_of_the_base_is_on_the_page(page, tables, language):
    words, seen = Words(language), _seen(tables, language)
    for value in page.values:
        listed = value.group in {"bpu_base", "bpu_income_from", "election_honorarium"}
        shown = words.exact(value.value) if listed else words.legal(value.value, value.unit, whole=False)
        assert shown in seen or value.value == 0, value
        name = page.law.groups[value.group].name[language]
        assert listed or name in seen, value
        assert value.reference in seen, value
        assert listed or value.note.get(language, "") in seen, value


def test_every_change_is_drawn_as_a_step_and_told(page, tables):
    html = " ".join(element.html["id"] for element in tables)
    drawn = re.findall(r'<svg class="sim-timeline".*?</svg>([^<]*)', html)
    assert len(drawn) > 50
    told_of_cap = [told.replace("\N{NO-BREAK SPACE}", " ") for told in drawn if "8.939.700" in told]
    assert told_of_cap[0].startswith("Jul 2015 Rp7.000.000; Mar 2016 Rp7.335.300")
    for told, svg in zip(drawn, re.findall(r'<svg class="sim-timeline".*?</svg>', html), strict=True):
        assert svg.count("<circle") == len(told.split("; "))


def test_timelines_rise_where_the_value_rises(page):
    html = legal.chapter(page, "jkm").html["en"]
    points = re.search(r'death grant.*?<polyline points="([^"]*)"', html)[1]
    heights = [float(point.split(",")[1]) for point in points.split()]
    assert heights[0] > heights[-1]  # up is a smaller y


def test_weak_values_are_all_listed_with_their_reason(page):
    table = legal.weak(page)
    for language in ("id", "en"):
        seen = _seen([table], language)
        for value in page.weak:
            assert page.law.groups[value.group].name[language] in seen
            assert value.note.get(language, "") in seen
    assert {value.group for value in page.weak} >= {"bpu_relief", "election_tenure", "pu_jp_growth", "pu_jp_wage_cap"}


def test_grades_count_every_value_once(page):
    headline = page.headline_table.set_index("measure")["mean"]
    assert sum(headline[f"values_{grade}"] for grade in ("law", "press", "secondary", "recall")) == headline["values"]
    assert headline["values"] == len(page.values_table) == len(page.values)


def test_the_answer_follows_the_month_asked_about():
    def said(on):
        return legal.answer(run(LawPlan(on=on)), Words("id")).replace("\N{NO-BREAK SPACE}", " ")

    assert "peserta BPU Rp8.400 sebulan bila dibayar sendiri dan Rp16.800 bila dibayar APBD" in said("2026-05")
    assert "Rp8.400 sebulan di sektor transportasi, Rp16.800 di sektor lain, dan Rp16.800" in said("2026-02")
    assert "peserta BPU Rp16.800 sebulan, siapa pun pembayarnya" in said("2025-06")
    assert "peserta BPU Rp168 sebulan, siapa pun pembayarnya" in said("2020-09")
    assert "Rp24 juta" in said("2019-11")
    assert "Rp42 juta" in said("2019-12")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("on", "title"),
    [
        (
            "2026-11",
            "menjadi Rp8.400 bila dibayar sendiri (sektor lain April–Desember 2026; transportasi Januari 2026–Maret 2027)",
        ),
        ("2020-09", "dari Rp16.800 menjadi Rp168 bagi semua pembayar, Agustus 2020–Januari 2021"),
        ("2017-05", "Iuran sebulan Rp16.800 untuk semua pembayar, Januari 2017–Desember 2018"),
    ],
)
def test_the_price_chart_says_its_finding(on, title):
    assert title in legal.prices(run(LawPlan(on=on))).html["id"].replace("\N{WORD JOINER}", "")


def test_the_next_change_and_files_due_for_renewal_are_on_the_first_screen(page):
    text = legal.headline(page).text["en"]
    named = "next change: Relief on JKK and JKM contributions of BPU members"
    assert f"January 2027 – {named} – other sectors: 50% becomes 0%" in text
    soon = page.ending(12)
    assert f"{len(soon)} rules are due for renewal within a year" in text
    assert all(group.name["en"] in legal.ending(page).text["en"] for group in soon)
    assert page.next_change.keys == ["other.personal", "other.sponsor", "other.csr", "other.employer"]


def test_a_change_without_keys_and_many_files_due_are_told_plainly():
    early = legal.headline(run(LawPlan(on="2018-03"))).text["en"]
    assert "next change: JP wage cap – Rp8,094,000 a month becomes Rp8,512,400 a month" in early
    late = legal.headline(run(LawPlan(on="2027-12"))).text["en"]
    assert re.search(r"\d+ rules are due for renewal within a year", late)
    assert "– – no further change is known" in late


def test_the_regions_own_rules_are_told_as_found_or_not_found(page):
    told = legal.own_rules(page).text["en"]
    for row in page.own_rules.to_dict("records"):
        assert row["title_en"] in told
        assert row["evidence_en"] in told
    missing = int((~page.own_rules["score_low"].gt(0)).sum())
    assert 0 < missing < len(page.own_rules)
    said = f"Of {len(page.own_rules)} matters for own rules, {missing} show none in force"
    assert said in legal.headline(page).text["en"]
    assert "among them a Perbup" in legal.headline(page).text["en"]
    issued = page.own_rules.assign(
        score_low=page.own_rules["score_low"].mask(page.own_rules["item"] == "perbup_asn", 1)
    )
    told = legal.headline(replace(page, own_rules=issued)).text["en"]
    assert f"Of {len(page.own_rules)} matters for own rules, {missing - 1} show none in force." in told
    bare = replace(page, own_rules=None)
    assert "no table of this regency's own rules" in legal.own_rules(bare).text["en"]
    assert "own rules" not in legal.headline(bare).text["en"]


def test_the_lead_chart_holds_the_year_behind_and_all_that_is_known_ahead(page):
    drawn = legal.changes_chart(page).text["en"]
    ahead = [change for change in page.changes if change.since > page.plan.on]
    assert f"{len(ahead)} further changes are known" in drawn
    assert all(Words("en").month(change.since) in drawn for change in ahead)


def test_a_month_that_the_first_screen_cannot_tell_is_refused(simulate, tmp_path):
    done = simulate("report", "law", "-p", "on", "2015-06", "--out", tmp_path)
    assert done.returncode == 2
    assert "month 2015-06: is before data/law/bpu_base.yaml begins" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_record_carries_the_contracts_headline(page):
    record = legal.record(page).content
    assert record["tables"]["headline"]["columns"] == ["measure", "unit", "mean", "p05", "p50", "p95", "mc_error"]
    assert json.dumps(record)
    assert record["title"]["en"] == "The law of employment social security: what changes?"
