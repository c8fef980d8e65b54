"""What the page says is what was computed."""

import re
from itertools import product

import pytest

from simulate.page.words import LANGUAGES, Words
from simulate.programmes.baseline import page
from simulate.programmes.baseline.model import definitions
from simulate.programmes.baseline.page.claims import traces
from simulate.programmes.baseline.plan import BaselinePlan
from simulate.programmes.baseline.study import run


@pytest.fixture(scope="module")
def result():
    return run(draws=256)


def _words_of(text):
    return len([one for one in text.split() if re.search(r"\w", one)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_says_the_share_and_when_the_claim_holds(result, language):
    words = Words(language)
    text = page.answer(result, words)
    assert words.share(result.number("covered_share"), 0) in text
    assert words.share(0.78, 0) in text
    # registered or formal workers alone: true of this table, and so of the sentence
    found = result.table("definitions").query("fits == 'inside'")
    assert ((found["status"] == "registered") | (found["workers"] == "wage_earners")).all()
    assert {"id": "peserta terdaftar, termasuk yang tidak lagi membayar", "en": "formal workers alone"}[
        language
    ] in text


def test_the_answer_of_any_definition_is_short_and_says_how_the_claim_lies(result):
    """Three numbers at most: its own share, the claim, and active residents beside them."""
    for which, language in product(definitions(), LANGUAGES):
        found = run(BaselinePlan(**which._asdict()), draws=256)
        words, text = Words(language), page.answer(found, Words(language))
        assert _words_of(text) <= 30, text
        assert len(re.findall(r"\d[\d.,]*", text)) <= 3
        assert words.share(found.number("covered_share"), 0) in text
        lies = (
            found.table("definitions")
            .query(" and ".join(f"{name} == {value!r}" for name, value in which._asdict().items()))["fits"]
            .item()
        )
        if found.definition != result.definition:
            told = {"inside": "lies in its range", "below": "lies above its range", "above": "lies below its range"}
            assert language == "id" or told[lies] in text
        assert all(_words_of(card.label) <= 12 for card in page._cards(found, words))


def _claiming(project, share="78", vulnerable="562000"):
    """A run where the regency claims something else."""
    path = project / "data/regions/36.03/coverage.csv"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("covered_share_claim,78,percent", f"covered_share_claim,{share},percent")
    changed = changed.replace(
        "protected_vulnerable_workers_claim,562000,", f"protected_vulnerable_workers_claim,{vulnerable},"
    )
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    return run(BaselinePlan(), draws=256)


def test_a_claim_that_no_definition_holds_is_said_to(project):
    found = _claiming(project, "20", "1260000")
    text = page.headline(found).text["en"]
    assert "20% agrees with none of the definitions examined" in text
    assert "1,260,000 vulnerable workers agree with none of the ways of counting" in text
    assert "The claim of 20% does not exceed the share of active participants" in text
    assert "lies outside every range" in page.definitions_chart(found).text["en"]


def test_a_claim_that_active_participants_hold_is_not_said_to_need_others(project):
    found = _claiming(project, "50")
    text = page.headline(found).text["en"]
    assert "50% lies in the range of some definitions examined, also where active participants alone count" in text
    assert "only where" not in page.answer(found, Words("en"))
    assert "lies in the range of some definitions" in page.definitions_chart(found).text["en"]


def test_the_first_chart_goes_from_the_registered_to_active_residents(result):
    shares = result.table("definitions").set_index(["status", "place", "jakon", "workers"])["p50"]
    title = page.coverage_chart(result).text["en"].splitlines()[0]
    wide, strict = (
        Words("en").share(shares[(*which, True, "all")], 0)
        for which in (("registered", "workplace"), ("active", "residence"))
    )
    assert title.index(wide) < title.index(strict)
    # a definition that it does not show otherwise stands in it where the plan takes it
    own = run(BaselinePlan(jakon=False, place="workplace"), draws=256)
    name = "active participants by workplace, without construction projects"
    assert name in page.coverage_chart(own).text["en"]
    assert name not in page.coverage_chart(result).text["en"]


def test_a_claim_opens_its_value_its_source_and_its_grade(result):
    opened = {name: str(told) for name, told in page.record(result).content["traces"]["en"].items()}
    for name, value, host in (
        ("claim_definitions", "78%", "newstangerang.com"),
        ("claim_vulnerable", "562,000 persons", "seketika.com"),
        ("claim_budgeted", "500,000 persons", "secondnewsupdate.co.id"),
    ):
        assert value in opened[name]
        assert host in opened[name]
        assert "press report" in opened[name]
    # what is registered but not active is an estimate, and says from what
    assert "an estimate, not a count" in opened["not_paid_up"]
    assert "Registered wage earners per active wage earner" in opened["not_paid_up"]


def test_what_stands_on_the_face_as_a_mean_opens_as_one(result):
    words, row = Words("en"), result.headline_table.set_index("measure").loc["not_paid_up"]
    assert words.count(row["mean"]) in page.headline(result).text["en"]
    assert words.count(row["mean"]) in traces(result, words)["not_paid_up"].value
    assert words.interval(row["p05"], row["p95"], "persons") in traces(result, words)["not_paid_up"].value


def test_who_is_registered_but_not_active_is_estimated_never_a_fact(result):
    for language, said in (("id", "diperkirakan"), ("en", "an estimated")):
        lines = [*page.headline(result).text[language].splitlines(), page.bridge_chart(result).text[language]]
        told = [line for line in lines if re.search("tidak aktif|not active", line)]
        assert told
        assert all(said in line for line in told)


def test_every_figure_of_the_evidence_has_its_source_and_grade(result):
    html = page.claims_and_evidence(result).html["en"]
    for shown in (
        "78%",
        "562,000",
        "1,675,211",
        "248,000",
        "129,520",
        "192,537",
        "46.03%",
        "50.87%",
        "22,865",
        "500,000",
        "Rp100.8",
        "Rp113",
    ):
        assert shown in html
    # the neighbouring city, with the members that its share is made of
    for shown in ("Kota Tangerang", "47.76%", "768,187", "514,541", "238,238", "15,408"):
        assert shown in html
    assert html.count("<a href=") == html.count('scope="row"')


@pytest.mark.slow
def test_charts_are_drawn_for_both_screens(result):
    for element in (
        page.coverage_chart(result),
        page.definitions_chart(result),
        page.vulnerable_chart(result),
        page.bridge_chart(result),
        page.segments_chart(result),
    ):
        assert element.html["id"].count("<svg") == 2


def test_what_the_regency_claims_is_answered_for_the_index(result):
    asked = page.record(result).content["asked"]["en"]
    for (claim, _), number in zip(asked, ("78%", "562,000", "500,000"), strict=True):
        assert number in claim
    assert Words("en").count(result.number("funded")) in asked[1][1]
    assert all(_words_of(answer) <= 12 for _, answer in asked)


def test_a_share_of_another_definition_says_so_beside_the_number_of_the_uncovered(result):
    other = run(BaselinePlan(status="registered", place="workplace"), draws=256)
    assert "employed residents are not active participants" in page.headline(other).text["en"]
    assert "employed residents are not covered" in page.headline(result).text["en"]


def test_a_bar_and_its_label_show_the_same_statistic(result):
    mean = result.headline_table.set_index("measure").loc["covered", "mean"]
    assert f"Residents with active cover: {Words('en').count(mean)}" in page.bridge_chart(result).text["en"]
