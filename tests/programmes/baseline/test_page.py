"""What the page says is what was computed."""

import pytest

from simulate.page.words import Words
from simulate.programmes.baseline import page
from simulate.programmes.baseline.plan import BaselinePlan
from simulate.programmes.baseline.study import run


@pytest.fixture(scope="module")
def result():
    return run(draws=256)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_answer_names_the_share_its_range_and_both_claims(result, language):
    words = Words(language)
    text = page.answer(result, words)
    row = result.headline_table.set_index("measure").loc["covered_share"]
    assert words.share(row["p50"]) in text
    assert words.interval(row["p05"], row["p95"], "share") in text
    assert words.share(0.78, 0) in text
    assert words.exact(562_000) in text


def test_a_claim_that_no_definition_holds_is_said_to(result, project):
    path = project / "data/regions/36.03/coverage.csv"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("covered_share_claim,78,percent", "covered_share_claim,20,percent")
    changed = changed.replace(
        "protected_vulnerable_workers_claim,562000,", "protected_vulnerable_workers_claim,1260000,"
    )
    assert changed.count("claim,20,percent") == changed.count(",1260000,") == 1
    path.write_text(changed, encoding="utf-8")
    text = page.answer(run(BaselinePlan(), draws=256), Words("en"))
    assert "The claim of 1,260,000 vulnerable workers agrees with none" in text
    assert "The claim of 20% agrees with none" in text


def test_every_figure_of_the_evidence_has_its_source_and_grade(result):
    html = page.claims_and_evidence(result).html["en"]
    for shown in (
        "78.00%",
        "562,000",
        "1,675,211",
        "248,000",
        "129,520",
        "192,537",
        "46.03%",
        "50.87%",
        "47.76%",
        "22,865",
        "500,000",
    ):
        assert shown in html
    for shown in ("Rp100.8", "Rp113"):
        assert shown in html
    assert html.count("<a href=") == html.count('scope="row"')


@pytest.mark.slow
def test_charts_say_what_stands_in_them(result):
    chart = page.definitions_chart(result)
    inside = (result.table("definitions").query("workers == 'all'")["fits"] == "inside").sum()
    assert f"{inside} of these 8 definitions" in chart.html["en"]
    for element in (
        chart,
        page.vulnerable_chart(result),
        page.bridge_chart(result),
        page.segments_chart(result),
    ):
        assert element.html["id"].count("<svg") == 2


def test_a_share_of_another_definition_says_so_beside_the_number_of_the_uncovered(result):
    other = run(BaselinePlan(status="registered", place="workplace"), draws=256)
    text = "not covered by another definition (active participants by residence, with construction projects)"
    assert text in page.headline(other).text["en"]
    assert "another definition" not in page.headline(result).text["en"]


def test_a_bar_and_its_label_show_the_same_statistic(result):
    mean = result.headline_table.set_index("measure").loc["covered", "mean"]
    assert f"Residents with active cover: {Words('en').count(mean)}" in page.bridge_chart(result).text["en"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "mean", "median"), [("id", "rata-rata", "nilai tengah"), ("en", "a mean of", "median")]
)
def test_means_of_the_bridge_are_called_so_beside_the_median_of_the_gap(result, language, mean, median):
    words, rows = Words(language), result.headline_table.set_index("measure")
    title = page.bridge_chart(result).text[language].splitlines()[0]
    for measure in ("claim_apart", "not_paid_up"):
        assert f"{mean} {words.count(rows.loc[measure, 'mean'])}" in title
    assert f"{median} {words.count(rows.loc['claim_apart', 'p50'])}" in title
