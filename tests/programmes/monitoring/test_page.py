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
from simulate.study.sensitivity import movers

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


def test_a_made_up_record_is_called_so_above_the_title_and_below_each_piece(result, texts):
    for language, warning, note in (
        ("id", "DATA REKAAN. Catatan bulanan kabupaten belum tersedia", "Data rekaan, bukan data sebenarnya."),
        ("en", "MADE-UP DATA. No monthly record of the regency exists yet", "Made-up data, not real data."),
    ):
        html = texts["headline"].html[language]
        assert f'<p class="sim-warning" role="note">{warning}' in html
        assert html.index("sim-warning") < html.index("<h1>")
        for name in PIECES:
            if name not in ("headline", "method", "how_sure", "data"):
                assert note in texts[name].html[language], name
    assert "Not one of its results describes Kabupaten Tangerang" in texts["headline"].html["en"]


def test_whatever_may_be_cut_out_of_the_page_says_that_it_is_made_up(result, texts):
    record = page.record(result).content
    for language, mark, across in (
        ("id", "[Data rekaan] ", "DATA REKAAN"),
        ("en", "[Made-up data] ", "MADE-UP DATA"),
    ):
        for name in PIECES:
            html = texts[name].html[language]
            captions = re.findall(r"<(?:figcaption|caption><span[^>]*)>(?:<span[^>]*></span>)?(.*?)</", html)
            assert len(captions) == (0 if name in ("method", "how_sure", "data") else 1), name
            assert all(caption.startswith(mark) for caption in captions), name
            if texts[name].kind == "figure":
                assert html.count(f">{across}<") == 2, name  # wide and narrow
        assert record["title"][language].startswith(mark)
        assert record["answer"][language].startswith(mark)
        assert len(record["cards"][language]) == 3
        assert all(card["label"].startswith(mark) for card in record["cards"][language])
        assert across in record["lead"][language]["svg"]
        assert record["lead"][language]["alt"].startswith(mark)
        for name in ("estimated_now", "protected_end", "missed", "kecamatan_red"):
            assert record["traces"][language][name]["name"].startswith(mark)
        for name in ("target", "planned_now", "ideal"):
            assert mark not in record["traces"][language][name]["name"]


def test_each_main_point_that_the_record_makes_says_that_it_is_made_up(result):
    for plan in ({}, {"sponsorship": "payroll_default"}, PLANS["reached"], {"as_of": "2026-06"}):
        found = page.run(MonitoringPlan(**plan), draws=DRAWS) if plan else result
        points = re.findall(r"<li>(?!<strong>)(.*?) <a class", page.headline(found).html["en"])
        assert 3 <= len(points) <= 5
        free = [point for point in points if not point.startswith("[Made-up data] ")]
        assert len(free) == 2  # what the target is, and the weakest evidence, which the record says nothing of
        assert "ideal target" in free[0]
        assert free[1].startswith("The weakest evidence")


def test_recorded_and_estimated_are_told_apart_and_add_up(result, texts):
    reported, whole = result.number("recorded_now"), result.number("estimated_now")
    assert reported == result.table("by_payer").set_index("payer").loc["sponsor", "paid_up"] < whole
    said = texts["headline"].text["en"]
    assert f"{reported:.0f} recorded, {round(whole) - reported:.0f} estimated; scenario 890, range" in said
    assert "| Recorded and estimated |" in texts["changes"].text["en"]
    counted = re.search(r"data:text/csv[^,]*,([^\"]+)", texts["lights_map"].html["en"])[1].split("%0A")
    column = counted[0].split(",").index("recorded")
    assert sum(float(line.split(",")[column]) for line in counted[1:-1] if "Kronjo" not in line) == reported


def test_where_all_reported_nothing_is_called_estimated():
    found = page.run(MonitoringPlan(as_of="2026-07"), draws=DRAWS)
    assert found.number("recorded_now") == found.number("estimated_now")
    said = page.headline(found).text["en"]
    assert "all of them recorded; scenario" in said
    assert "Not reported" not in said
    assert "Implausible entries were left out (1)" in said


def test_a_count_left_out_of_the_last_month_is_put_in_and_called_so():
    found = page.run(MonitoringPlan(as_of="2026-06"), draws=DRAWS)
    assert found.left_out[found.known - 1].any()
    said = page.headline(found).text["en"]
    assert "561 recorded, 49 estimated" in said
    assert "Implausible entries were left out (1); their numbers are estimated" in said


def test_a_number_that_is_certain_is_said_once_and_to_the_unit():
    found = page.run(MonitoringPlan(**PLANS["slogan"]), draws=DRAWS)
    said = page.headline(found).text
    assert "scenario 23,730\n" in said["en"]
    assert "skenario 23.730\n" in said["id"]
    assert "23,700" not in said["en"] + page.forecast_chart(found).text["en"]


def test_a_target_that_is_the_plans_median_is_said_to_stand_in_for_one_and_to_be_missed_by_half(result, texts):
    said = texts["headline"].text["en"]
    assert "before any record 50%" in said
    ideal = Words("en").exact(result.planned.ceiling_persons)
    assert "No official target was found. The scenario's median of 1,160 workers stands in" in said
    assert f"the ideal target, every civil servant taking part, is {ideal}" in said
    asked = page.headline(page.run(MonitoringPlan(target_persons=1300), draws=DRAWS)).text["en"]
    assert "The target of 1,300 workers was set for this report" in asked
    assert "stands in" not in asked


def test_the_lead_chart_tells_the_ideal_target_where_it_lies_beyond(result):
    drawn = page.forecast_chart(result).html["en"]
    assert "↑ ideal target 23,730, beyond the chart" in drawn
    assert "below the target of" in page.forecast_chart(result).text["en"]
    reached = page.forecast_chart(page.run(MonitoringPlan(**PLANS["reached"]), draws=DRAWS)).text["en"]
    assert "reaching the target of 300" in reached
    ideal = page.forecast_chart(page.run(MonitoringPlan(**PLANS["slogan"]), draws=DRAWS)).html["en"]
    assert ">ideal target 23,730<" in ideal
    assert "beyond the chart" not in ideal


def test_how_many_draws_count_stands_in_the_method(result, texts):
    effective = Words("en").exact(result.weights(result.known).effective)
    assert f"Of this record {effective} of 1,024 simulations still count" in texts["method"].text["en"]


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


def test_the_answer_is_one_sentence_that_says_count_target_and_chance(result):
    for language in LANGUAGES:
        words, said = Words(language), page.answer(result, Words(language))
        assert len(re.findall(r"[.;]\s", said)) == 1
        for number in (words.exact(result.number("estimated_now")), words.exact(result.target)):
            assert number in said
        assert words.share(result.number("missed")) in said
        assert words(f"monitoring.light.{result.plan.light(result.number('missed'))}") in said
        shown = page.headline(result).text[language]
        assert words.count(result.number("protected_end")) in shown
        assert words.interval(*(result.number("protected_end", end) for end in ("p05", "p95")), "persons") in shown


def test_the_first_screen_warns_names_who_is_late_and_what_the_target_takes(result, texts):
    said = texts["headline"].text["en"]
    assert "Not reported: Kronjo; doubtful entries left out: 1." in said
    assert (
        "Early warning: since the record of January 2026 the chance of missing the target has stayed above 60%"
        in said
    )
    needed = Words("en").count(result.number("registrations_needed"))
    assert f"takes {needed} registrations a month from now on; recent months had 115" in said
    calm = page.headline(page.run(MonitoringPlan(**PLANS["reached"]), draws=DRAWS)).text["en"]
    assert "No early warning: the chance of missing the target is below" in calm
    assert "registrations a month" not in calm


def test_a_year_that_is_over_is_told_as_over(ended):
    said = page.headline(ended).text["en"]
    assert "By the record, " in page.answer(ended, Words("en"))
    assert "workers protected in December 2026, given errors of reporting" in said
    assert "registrations a month" not in said


def test_weights_that_were_flattened_are_confessed():
    found = page.run(MonitoringPlan(sponsorship="payroll_default"), draws=DRAWS)
    assert "should therefore not be relied on" in page.answer(found, Words("en"))
    assert "karena itu tidak dapat dipegang" in page.answer(found, Words("id"))
    assert "unlike nearly all that was simulated" in page.headline(found).text["en"]
    assert "weights were flattened to 128" in page.how_sure(found).text["en"]
    few = page.run(MonitoringPlan(least_effective=1000), draws=DRAWS)
    assert "weights were flattened to 1,000, so ranges are wider" in page.how_sure(few).text["en"]
    assert "relied on" not in page.how_sure(few).text["en"] + page.answer(few, Words("en"))


def test_what_moves_the_projection_is_said_of_the_draws_that_the_record_leaves(result, texts):
    first = movers(result, "protected_end")[0]
    ends = Words("en").interval(*sorted((first.low, first.high)), "persons")
    assert ends in texts["how_sure"].text["en"]
    assert ends in page.record(result).content["traces"]["en"]["missed"]["mover"]


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
    assert len(re.findall(r'transform="rotate[^>]*>DATA REKAAN<', texts["lights_map"].html["id"])) == 2


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
    assert "Members in August 2026 lie in the range expected before" in text
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


def _recorded(project, months):
    """Writes a record of the regency's own, without flaws, claims or other payers: each kecamatan gains four a month."""
    folder = region_folder("36.03")
    names = pd.read_csv(folder / "kecamatan.csv")["kecamatan"]
    rows = [
        {
            "month": f"2026-{month:02}",
            "kecamatan": name,
            "payer": "sponsor",
            "registered_persons": 5 if month > 1 else 9,
        }
        | {"paid_up_persons": 5 + 4 * month, "lapsed_persons": int(month > 1), "contributions_rp": "", "claims": ""}
        | {"status": "official", "source": "tim"}
        for month in range(1, months + 1)
        for name in names
    ]
    pd.DataFrame(rows).to_csv(folder / "record.csv", index=False)
    card = yaml.safe_load((project / "data/synthetic/36.03/record.yaml").read_text(encoding="utf-8"))
    (folder / "record.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")


@pytest.fixture
def own(project):
    _recorded(project, 2)


@pytest.fixture
def ended(project):
    _recorded(project, 12)
    return page.run(MonitoringPlan(record="region"), draws=DRAWS)


@pytest.mark.slow
def test_a_real_record_without_claims_or_flaws_is_told_without_marks(own):
    found = page.run(MonitoringPlan(record="region"), draws=DRAWS)
    pieces = {name: getattr(page, name)(found) for name in PIECES if name != "method"}
    for name, piece in pieces.items():
        for language in LANGUAGES:
            assert not re.search(
                "rekaan|REKAAN|sintetis|made-up data|Made-up|MADE-UP|synthetic", piece.html[language]
            ), name
    assert "Nothing was found in this record" in pieces["quality"].text["en"]
    assert "not recorded" in pieces["money"].text["en"]
    assert "claims_recorded" not in found.measures
