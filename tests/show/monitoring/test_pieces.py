"""The pieces of the page of monitoring say what the run computed, in both languages, for any record and plan."""

import re

import pandas as pd
import pytest
import yaml

import simulate as sim
from simulate.plan import MonitoringPlan
from simulate.region import region_folder
from simulate.show import monitoring
from simulate.show.words import LANGUAGES, Words

DRAWS = 1024
PLANS = {
    "first_month": {"as_of": "2026-01"},
    "doubtful": {"doubtful_rows": "use", "as_of": "2026-06"},
    "unlike": {"sponsorship": "payroll_default"},
    "reached": {"target_persons": 300, "watch_above": 0.05, "warn_above": 0.95},
    "slogan": {"sponsorship": "slogan", "target_persons": 23_000},
}
PIECES = [name for name in monitoring.__all__ if name not in ("answer", "record", "run")]


@pytest.fixture(scope="module")
def result():
    return monitoring.run(draws=DRAWS)


@pytest.fixture(scope="module")
def texts(result):
    return {name: getattr(monitoring, name)(result) for name in PIECES}


def _whole(found):
    pieces = [getattr(monitoring, name)(found) for name in PIECES]
    pieces += [sim.tables.assumptions(found), sim.tables.law(found), sim.tables.parameters(found)]
    for piece in pieces:
        for language in LANGUAGES:
            text = piece.text[language]
            assert len(text) > 10
            assert not re.search(r"\bnan\b|None\b(?!:)|\{|\}|monitoring\.|<NA>", text.replace("; None:", "")), text


def test_every_piece_of_the_page_is_whole(result):
    _whole(result)


@pytest.mark.parametrize("plan", PLANS)
def test_every_piece_is_whole_for_every_kind_of_plan(plan):
    _whole(monitoring.run(MonitoringPlan(**PLANS[plan]), draws=DRAWS))


def test_a_made_up_record_is_called_so_in_title_answer_first_screen_and_below_each_piece(result, texts):
    for language, title, mark in (
        ("id", "CONTOH dengan catatan buatan", "Catatan buatan (sintetis), bukan data."),
        ("en", "EXAMPLE on a made-up record", "The record is made up (synthetic), not data."),
    ):
        assert texts["headline"].extra["title"][language].startswith(title)
        assert monitoring.record(result).content["title"][language].startswith(title)
        for name in PIECES:
            if name not in ("headline", "method"):
                assert mark in texts[name].html[language], name
    assert monitoring.answer(result, Words("en")).startswith("An example: the record used is made up")
    assert "None of its numbers describe Kabupaten Tangerang" in texts["headline"].html["en"]


def test_the_answer_says_the_headline_numbers_with_their_ranges(result):
    for language in LANGUAGES:
        words, said = Words(language), monitoring.answer(result, Words(language))
        for measure in ("protected_end", "protected_end_planned", "planned_now", "registrations_needed"):
            assert words.count(result.number(measure)) in said
            ends = (result.number(measure, end) for end in ("p05", "p95"))
            assert words.interval(*ends, "persons") in said
        assert words.exact(result.target) in said
        assert words.exact(result.number("recorded_now")) in said
        assert words(f"monitoring.light.{result.plan.light(result.number('missed'))}") in said


def test_the_first_screen_names_who_is_late_and_says_the_rule(texts):
    html = texts["headline"].html["en"]
    assert "Not reported for the last month: Kronjo." in html
    assert "red where the chance of missing the target is above 60%, amber above 30%" in html
    assert "Early warning: since the record of January 2026" in html


def test_weights_that_were_flattened_are_confessed():
    found = monitoring.run(MonitoringPlan(sponsorship="payroll_default"), draws=DRAWS)
    html = monitoring.headline(found).html
    assert "unlike nearly everything that the plan holds possible" in html["en"]
    assert "ramalannya tidak dapat dipegang" in html["id"]
    assert "so the forecast should not be relied on" in monitoring.answer(found, Words("en"))
    assert "the limit of what 128 effective draws can tell" in html["en"]
    merely_few = monitoring.headline(monitoring.run(MonitoringPlan(least_effective=1000), draws=DRAWS)).html
    assert "The record tells so much that only" in merely_few["en"]
    assert "unlike" not in merely_few["en"]


def test_a_light_is_told_in_its_word_on_the_map_not_by_colour_alone(result, texts):
    drawn = texts["lights_map"].html["en"]
    for row in result.place_table.itertuples():
        assert row.kecamatan.split()[0] in drawn
    counts = result.place_table["light"].value_counts()
    for light in counts.index:
        word = Words("en")(f"monitoring.light.{light}")
        assert drawn.count(f">{word}<") >= counts[light] * (1 if light == "none" else 2)  # a phone says it shorter


def test_the_changes_say_where_last_months_counts_lie(texts):
    text = texts["changes"].html["en"]
    assert "Members paid up in August 2026 lie in the 90% range" in text
    assert "Lapses lie below their range" in text


def test_so_few_claims_are_said_to_tell_nothing(texts):
    assert "So few claims tell nothing about the programme" in texts["money"].html["en"]


def test_findings_say_what_was_done(texts):
    rows = texts["quality"].text["en"].splitlines()
    for start, end in (("Jump | Cikupa", "left out, put in"), ("Does not follow | Sepatan", "lapses left out")):
        [row] = [row for row in rows if row.startswith(start)]
        assert row.endswith(end)


@pytest.fixture
def own(project):
    """A short record of the regency's own, without flaws, claims or other payers."""
    folder = region_folder("36.03")
    names = pd.read_csv(folder / "kecamatan.csv")["kecamatan"]
    rows = [
        {"month": month, "kecamatan": name, "payer": "sponsor", "registered_persons": new, "paid_up_persons": stock}
        | {"lapsed_persons": gone, "contributions_rp": "", "claims": "", "status": "official", "source": "tim"}
        for month, new, stock, gone in (("2026-01", 9, 9, 0), ("2026-02", 5, 13, 1))
        for name in names
    ]
    pd.DataFrame(rows).to_csv(folder / "record.csv", index=False)
    card = yaml.safe_load((project / "data/synthetic/36.03/record.yaml").read_text(encoding="utf-8"))
    (folder / "record.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")


def test_a_real_record_without_claims_or_flaws_is_told_without_marks(own):
    found = monitoring.run(MonitoringPlan(record="region"), draws=DRAWS)
    pieces = {name: getattr(monitoring, name)(found) for name in PIECES if name != "method"}
    for name, piece in pieces.items():
        for language in LANGUAGES:
            assert not re.search("buatan|sintetis|made up|synthetic", piece.html[language]), name
    assert "Nothing was found in this record" in pieces["quality"].text["en"]
    assert "not recorded" in pieces["money"].text["en"]
    assert "claims_recorded" not in found.measures
