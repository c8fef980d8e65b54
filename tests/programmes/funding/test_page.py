"""The elements of the funding page say what the run computed, in both languages, for every kind of plan."""

import re

import pytest

import simulate as sim
from simulate.page.words import LANGUAGES, Words
from simulate.programmes.funding import page
from simulate.programmes.funding.plan import FundingPlan

PLANS = {
    "all": {"objective": "all", "min_kecamatan_share": 0.19},
    "steeper": {"apbd_yearly_change": -0.07},
    "alone": {"payers": ["apbd"], "workers": 110_000},
    "late": {
        "start": "2027-07",
        "months": 18,
        "payers": ["apbd", "zakat", "personal"],
        "min_kecamatan_share": 0.0,
        "confidence": 0.5,
    },
    "long": {"transport_share": 0.3, "months": 60, "workers": 120_000, "objective": "public"},
    "claimed": {"baseline": "claimed", "workers": 562_000, "apbd_budget_rp": 132_000_000_000},
}
ELEMENTS = [getattr(page, name) for name in page.__all__ if name not in ("answer", "record", "run")]


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_element_is_whole_for_every_kind_of_plan(plan):
    found = page.run(FundingPlan(**PLANS[plan]), draws=256)
    elements = [element(found) for element in ELEMENTS]
    elements += [sim.tables.assumptions(found), sim.tables.law(found), sim.tables.parameters(found)]
    for element in elements:
        for language in LANGUAGES:
            text = element.text[language]
            assert len(text) > 10
            assert not re.search(r"\bnan\b|None|\{|\}|funding\.|\binf\b", text), text
    tables = page.record(found).content["tables"]
    assert {"headline", "mix_by_month", "mix_by_year", "by_kecamatan", "frontier", "certainty"} <= set(tables)


@pytest.fixture(scope="module")
def result():
    return page.run(draws=256)


def test_the_answer_says_the_headline_numbers(result):
    for language in LANGUAGES:
        words, said = Words(language), page.answer(result, Words(language))
        for measure, unit in (("cost_recourse", "rp"), ("workers_others", "persons")):
            assert words.value(result.number(measure), unit) in said
            low, high = (result.number(measure, name) for name in ("p05", "p95"))
            assert words.interval(low, high, unit) in said
        assert words.share(result.chosen.chance, 0) in said


@pytest.mark.slow
def test_a_chance_below_the_one_asked_for_is_said_to_be_so():
    short = page.run(FundingPlan(**PLANS["steeper"]), draws=256)
    assert "di bawah 90% yang diminta" in page.answer(short, Words("id"))
    assert "below the 90% asked for" in page.answer(short, Words("en"))
    assert "For the chance asked for" in page.certainty_table(short).text["en"]


def test_the_claim_is_told_with_the_budget_that_it_takes(result):
    text = page.claim(result).text["en"]
    assert "562,000 vulnerable workers" in text
    assert "4.4 times Rp30\N{NO-BREAK SPACE}billion" in text


@pytest.mark.slow
def test_judgement_is_called_judgement(result):
    for language, word in (("id", "pertimbangan penyusun"), ("en", "judgement")):
        for element in (page.headline, page.payers, page.limits, page.mix_chart, page.certainty_chart, page.relief):
            html = element(result).html[language]
            assert word in html, element.__name__


def test_legal_limits_of_villages_are_said_with_where_they_were_read(result):
    html = page.payers(result).html["id"]
    for address in ("serayunews.com", "habarkalimantan.com", "buletindesa.com"):
        assert address in html
    assert "Permendes PDT 16/2025" in sim.tables.law(result).text["id"]
    assert "Penafsiran hukum: Bagian iuran yang boleh dibayar dari ADD" in sim.tables.assumptions(result).text["id"]


def test_readings_of_the_relief_are_listed_among_the_assumptions():
    relieved = page.run(FundingPlan(start="2026-05", months=12, sponsorship=None), draws=256)
    text = sim.tables.assumptions(relieved).text["en"]
    assert "Article 3 excludes only contributions paid from APBN or APBD" in text
    assert "APBDes is read here as excluded" in text


def test_with_apbd_alone_no_relief_is_told():
    alone = page.run(FundingPlan(**PLANS["alone"]), draws=256)
    assert "All payers pay Rp16,800 a month" in page.price_chart(alone).text["en"]
    assert "no relief is lost" in page.topping_up(alone).text["en"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("levers", "said"),
    [
        ({}, "fewer than the"),
        ({"workers": 200_000, "apbd_budget_rp": 60_000_000_000}, "more than the"),
        (PLANS["claimed"], "as many as today"),
    ],
)
def test_the_title_says_whether_the_number_paid_for_today_is_kept_raised_or_lowered(levers, said):
    found = page.run(FundingPlan(**levers), draws=256)
    start = Words("en").count(found.chosen.case.at_start)
    shown = page.headline(found).text["en"]
    title = shown.splitlines()[0]
    assert f"at least {Words('en').exact(found.plan.workers)}" in title
    assert said in title
    assert ("today" in title) and (start in title or said == "as many as today")
    moved = {"fewer than the": "lowers it", "more than the": "raises it", "as many as today": "keeps that"}[said]
    sentence = (
        page.headline(found).html["en"].partition(f"This scenario {moved}")[2].partition(". ")[0].partition("<")[0]
    )
    assert ("at least" in sentence) or ("as the least in every month" in sentence)
    assert f"{Words('en').count(found.number('protected_end'))} are expected to be protected" in sentence


@pytest.mark.slow
def test_certainty_has_one_price_and_a_plan_one_cost_on_the_page(result):
    """Registering sponsored workers is no part of the price: they come however careful the plan is."""
    assert result.chosen is result.sure
    for language in LANGUAGES:
        words = Words(language)
        price = words.rupiah(result.number("price_of_certainty"))
        for element in (page.certainty_chart(result), page.certainty_table(result)):
            assert price in element.text[language].splitlines()[0]
        assert words.rupiah(result.number("cost_regency")) in page.certainty_table(result).html[language]
    short = page.run(FundingPlan(**PLANS["steeper"]), draws=256)
    dearer = short.dearer_rp(short.chosen)
    assert 0 < dearer < short.dearer_rp(short.sure)
    assert Words("en").rupiah(dearer) in page.certainty_chart(short).text["en"].splitlines()[0]


@pytest.mark.slow
def test_a_total_is_called_so_and_tells_why_it_is_not_the_sum(result):
    text = page.budget(result).text["en"]
    total = next(line for line in text.splitlines() if line.startswith("Total"))
    years = sum(result.allocation_rp(place) for place in range(len(result.chosen.case.years)))
    assert Words("en").rupiah(result.allocation_rp()) in total
    assert f"sum of the years' allocations: {Words('en').rupiah(years)}" in total
    assert "Assumed budget" in text
    for language in LANGUAGES:
        said = page.budget(result).text[language].lower() + page.answer(result, Words(language)).lower()
        assert "pagu" not in said.replace("bukan pagu kua-ppas", "")
