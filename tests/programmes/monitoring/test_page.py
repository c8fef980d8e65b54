"""The pieces of the page of monitoring say what the run computed, in both languages, for any record and plan."""

import re
from dataclasses import replace

import pandas as pd
import pytest
import yaml

import simulate as sim
from simulate.page.words import LANGUAGES, Words
from simulate.programmes.monitoring import page
from simulate.programmes.monitoring.plan import MonitoringPlan
from simulate.region.base import region_folder

DRAWS = 1024
PLANS = {
    "first_month": {"as_of": "2026-01"},
    "doubtful": {"doubtful_rows": "use", "as_of": "2026-06"},
    "unlike": {"sponsorship": "payroll_default"},
    "reached": {"target_persons": 300, "watch_above": 0.05, "warn_above": 0.95},
    "slogan": {"sponsorship": "slogan", "target_persons": 23_000},
}
PIECES = [name for name in page.__all__ if name not in ("answer", "record", "run")]


@pytest.fixture(scope="module")
def result():
    return page.run(draws=DRAWS)


@pytest.fixture(scope="module")
def texts(result):
    return {name: getattr(page, name)(result) for name in PIECES}


def _whole(found):
    pieces = [getattr(page, name)(found) for name in PIECES]
    pieces += [sim.tables.assumptions(found), sim.tables.law(found), sim.tables.parameters(found)]
    for piece in pieces:
        for language in LANGUAGES:
            text = piece.text[language]
            assert len(text) > 10
            assert not re.search(r"\bnan\b|None\b(?!:)|\{|\}|monitoring\.|<NA>", text.replace("; None:", "")), text


@pytest.mark.slow
def test_every_piece_of_the_page_is_whole(result):
    _whole(result)


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_piece_is_whole_for_every_kind_of_plan(plan):
    _whole(page.run(MonitoringPlan(**PLANS[plan]), draws=DRAWS))


def test_a_made_up_record_is_called_so_in_title_answer_first_screen_and_below_each_piece(result, texts):
    for language, title, mark in (
        ("id", "CONTOH dengan data sintetis", "Data contoh (sintetis), bukan data sebenarnya."),
        ("en", "EXAMPLE on synthetic data", "Example data (synthetic), not real data."),
    ):
        assert texts["headline"].extra["title"][language].startswith(title)
        assert page.record(result).content["title"][language].startswith(title)
        for name in PIECES:
            if name not in ("headline", "method"):
                assert mark in texts[name].html[language], name
    assert page.answer(result, Words("en")).startswith(
        "EXAMPLE: this report uses synthetic data, not data of Kabupaten"
    )
    assert "None of its numbers describe Kabupaten Tangerang" in texts["headline"].html["en"]


def test_whatever_may_be_cut_out_of_the_page_says_that_it_is_an_example(result, texts):
    for language, mark, across in (
        ("id", "CONTOH, bukan data: ", "CONTOH"),
        ("en", "EXAMPLE, not data: ", "EXAMPLE"),
    ):
        for name in PIECES:
            html = texts[name].html[language]
            captions = re.findall(r"<(?:figcaption|caption><span)>(?:<span[^>]*></span>)?(.*?)</", html)
            assert len(captions) == (0 if name in ("headline", "method") else 1), name
            assert all(caption.startswith(mark) for caption in captions), name
            if texts[name].kind == "figure":
                assert html.count(f">{across}<") == 2, name  # wide and narrow
        labels = re.findall(r"</strong> <span>(.*?)</span>", texts["headline"].html[language])
        assert len(labels) == 3
        assert all(label.startswith(mark) for label in labels)


def test_recorded_and_estimated_are_told_apart_and_add_up(result, texts):
    reported, whole = result.number("recorded_now"), result.number("estimated_now")
    assert reported == result.table("by_payer").set_index("payer").loc["sponsor", "paid_up"] < whole
    html = texts["headline"].html["en"]
    assert f"{reported:.0f} recorded, {round(whole) - reported:.0f} estimated for kecamatan yet to report" in html
    assert f"{reported:.0f} workers were recorded in the 28 kecamatan that reported, {whole:.0f} with" in html
    assert "| Recorded and estimated |" in texts["changes"].text["en"]
    counted = re.search(r"data:text/csv[^,]*,([^\"]+)", texts["lights_map"].html["en"])[1].split("%0A")
    column = counted[0].split(",").index("recorded")
    assert sum(float(line.split(",")[column]) for line in counted[1:-1] if "Kronjo" not in line) == reported


def test_where_all_reported_nothing_is_called_estimated():
    found = page.run(MonitoringPlan(as_of="2026-07"), draws=DRAWS)
    assert found.number("recorded_now") == found.number("estimated_now")
    said = page.headline(found).text["en"]
    assert "workers were recorded; scenario:" in said
    assert "estimate" not in said


def test_a_count_left_out_of_the_last_month_is_called_so():
    found = page.run(MonitoringPlan(as_of="2026-06"), draws=DRAWS)
    assert found.left_out[found.known - 1].any()
    said = page.headline(found).text["en"]
    assert "in the 28 kecamatan whose report can be used" in said
    assert "whose count is left out" in said


def test_the_answer_has_three_sentences_with_a_range_each_beside_its_mark(result):
    for language in LANGUAGES:
        said = page.answer(result, Words(language)).split(". ")[1:]
        assert len(said) == 3
        assert [len(re.findall(r"\d–\d", sentence)) for sentence in said] == [1, 1, 1]


def test_a_target_that_is_the_plans_median_is_said_to_be_missed_by_half_before_any_record(texts):
    assert "the chance of missing it was 50% before any record" in texts["headline"].html["en"]
    asked = page.headline(page.run(MonitoringPlan(target_persons=1300), draws=DRAWS)).html["en"]
    assert "stands in for it" not in asked


def test_how_many_draws_count_stands_in_the_method(result, texts):
    effective = Words("en").exact(result.weights(result.known).effective)
    assert f"Of this record {effective} of 1,024 draws still count" in texts["method"].text["en"]
    assert "draws" not in texts["headline"].text["en"]


def test_the_change_in_the_caption_is_what_its_two_numbers_differ_by(texts):
    said = re.search(r"moves from ([\d,]+) to ([\d,]+) \(([+−]?\d+)\)", texts["changes"].html["en"])
    before, now, change = (int(one.replace(",", "").replace("−", "-")) for one in said.groups())
    assert now - before == change


def test_the_lights_table_tells_where_the_shortfall_exceeds_the_part_of_the_target(result, texts):
    places = result.table("protected_by_kecamatan")
    beyond = (places["shortfall_part"] - places["target_part"]).astype(float)
    text = texts["kecamatan"].html["en"]
    assert f"exceeds the part of the target in {(beyond > 0).sum()} kecamatan, most in" in text
    assert f"most in {places.loc[beyond.idxmax(), 'kecamatan']}," in text
    reached = page.kecamatan(page.run(MonitoringPlan(**PLANS["reached"]), draws=DRAWS))
    assert "no shortfall to divide" in reached.html["en"]


def test_the_truth_of_a_made_up_record_stands_beside_what_was_learnt(result, texts):
    members = Words("en").exact(result.truth.stock["2026-12"])
    assert (
        f"in December 2026, {members} workers are protected in truth, inside the projected"
        in texts["learned"].html["en"]
    )
    rows = [line.split(" | ") for line in texts["learned"].text["en"].splitlines()[1:]]
    assert rows[0][-2:] == ["Truth", "Held"]
    held = result.table("learned").set_index("unknown")["held"]
    assert [row[-1] for row in rows[1:]] == ["yes" if one else "no" for one in held.head(len(rows) - 1)]
    all_met = page.learned(page.run(MonitoringPlan(target_persons=1000), draws=DRAWS)).html["en"]
    assert "the target of 1,000 is reached" in all_met


def test_the_answer_says_the_headline_numbers_with_their_ranges(result):
    for language in LANGUAGES:
        words, said = Words(language), page.answer(result, Words(language))
        for measure in ("protected_end", "planned_now", "registrations_needed"):
            assert words.count(result.number(measure)) in said
            ends = (result.number(measure, end) for end in ("p05", "p95"))
            assert words.interval(*ends, "persons") in said
        assert words.exact(result.target) in said
        assert words.exact(result.number("recorded_now")) in said
        assert words.exact(result.number("estimated_now")) in said
        assert words(f"monitoring.light.{result.plan.light(result.number('missed'))}") in said


def test_the_first_screen_names_who_is_late_and_says_the_rule(texts):
    html = texts["headline"].html["en"]
    assert "Not reported for the last month: Kronjo." in html
    assert "red where the chance of missing the target is above 60%, amber above 30%" in html
    assert "Early warning: since the record of January 2026" in html


def test_weights_that_were_flattened_are_confessed():
    found = page.run(MonitoringPlan(sponsorship="payroll_default"), draws=DRAWS)
    html = page.headline(found).html
    assert "unlike nearly everything that the scenario holds possible" in html["en"]
    assert "proyeksinya tidak dapat dipegang" in html["id"]
    assert "so the projection should not be relied on" in page.answer(found, Words("en"))
    assert "Weights were flattened to 128 effective draws" in html["en"]
    merely_few = page.headline(page.run(MonitoringPlan(least_effective=1000), draws=DRAWS)).html
    assert "The record tells so much that only" in merely_few["en"]
    assert "unlike" not in merely_few["en"]


def test_a_light_is_told_by_a_pattern_and_in_the_legend_not_by_colour_alone(result, texts):
    drawn = texts["lights_map"].html["en"]
    places = result.table("protected_by_kecamatan")
    for row in places.itertuples():
        assert row.kecamatan.split()[0] in drawn
    patterns = re.findall(r'<pattern id="([^"]+)"', drawn)
    assert len({*patterns}) == len(patterns) == 6  # three of four lights, wide and narrow
    assert all(f"fill:url(#{one})" in drawn for one in patterns)
    for light, count in places["light"].value_counts().items():
        word = Words("en")(f"monitoring.light.{light}")
        assert drawn.count(f">{word} ({count}\N{NO-BREAK SPACE}kecamatan)<") == 2  # wide and narrow


def test_a_made_up_record_says_so_across_the_map(texts):
    assert len(re.findall(r'transform="rotate[^>]*>CONTOH<', texts["lights_map"].html["id"])) == 2


def test_a_region_without_boundaries_has_the_lights_in_a_table(result):
    bare = replace(result, facts=replace(result.facts, region=replace(result.region, boundaries={})))
    _, _, *rows = page.lights_map(bare).text["en"].split("\n")
    places = result.table("protected_by_kecamatan")
    names = [
        name
        for row in rows
        for name in row.split(" | ")[2].replace(", and ", ", ").replace(" and ", ", ").split(", ")
    ]
    assert sorted(names) == sorted(places["kecamatan"])


def test_the_changes_say_where_last_months_counts_lie(texts):
    text = texts["changes"].html["en"]
    assert "Members paid up in August 2026 lie in the 90% range" in text
    assert "Lapses lie inside their range" in text


def test_so_few_claims_are_said_to_tell_nothing(texts):
    assert "So few claims tell nothing about the programme" in texts["money"].html["en"]


def test_findings_say_what_was_done(texts):
    rows = texts["quality"].text["en"].splitlines()
    for start, end in FINDINGS:
        [row] = [row for row in rows if row.startswith(start)]
        assert row.endswith(end)


FINDINGS = (
    ("Jump | Cikupa", "left out, estimated"),
    ("Does not match last month | Sepatan", "lapses left out"),
    ("Late | Kronjo | Civil servants", "estimated"),
)


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


@pytest.mark.slow
def test_a_real_record_without_claims_or_flaws_is_told_without_marks(own):
    found = page.run(MonitoringPlan(record="region"), draws=DRAWS)
    pieces = {name: getattr(page, name)(found) for name in PIECES if name != "method"}
    for name, piece in pieces.items():
        for language in LANGUAGES:
            assert not re.search("buatan|sintetis|CONTOH|made up|synthetic|EXAMPLE", piece.html[language]), name
    assert "Nothing was found in this record" in pieces["quality"].text["en"]
    assert "not recorded" in pieces["money"].text["en"]
    assert "claims_recorded" not in found.measures
