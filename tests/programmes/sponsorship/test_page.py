"""Every chart and table: both languages, numbers in place, readable by machine and by ear."""

import re
from xml.etree import ElementTree

import pytest

import simulate as sim
from simulate.page.html import MIME, table_html
from simulate.page.words import Words
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run

CHARTS = [
    sim.charts.tornado,
    sim.sponsorship.backtest_chart,
    sim.sponsorship.families,
    sim.sponsorship.levers_chart,
    sim.sponsorship.payments_by_month,
    sim.sponsorship.protected_by_month,
    sim.sponsorship.rules_chart,
    sim.sponsorship.ways_chart,
]
# what is shown otherwise, or tested by itself
NO_TABLE = {"answer", "data", "headline", "how_sure", "measures", "method", "prices", "record", "run", "what_if"}
TABLES = [
    lambda result: sim.sponsorship.measures(result, "protected"),
    lambda result: sim.sponsorship.measures(result, "families"),
    *[getattr(sim.tables, name) for name in sim.tables.__all__],
    *[
        element
        for name in sim.sponsorship.__all__
        if name not in NO_TABLE and (element := getattr(sim.sponsorship, name)) not in CHARTS
    ],
]
PLANS = {
    "default": SponsorshipPlan(),
    "nobody": SponsorshipPlan(participation_share=0),
    "one month": SponsorshipPlan(months=1, start="2026-04"),
    "long": SponsorshipPlan(months=30, transport_share=0.4, law_extension="hold", collection="payroll_consent"),
    "every lever": SponsorshipPlan(
        collection="circular_with_push",
        asn_groups=("pns", "pppk"),
        workers_per_pns=2,
        months=14,
        programmes="jkk_jkm_jht",
        billing_months=3,
        push_months=(4, 8),
        replacement=False,
        bridge_months=3,
        selection={"decile_pool": 0.5, "younger_first": 0.5},
        substitution=True,
    ),
}


# tables that may be a sentence, and when
SAID_INSTEAD = {
    sim.sponsorship.units: lambda result: result.region.units_persons(result.plan.asn_groups) is None,
    sim.sponsorship.after_relief: lambda result: result.table("after_relief") is None,
    sim.sponsorship.worth_knowing: lambda result: result.plan.participation_share == 0,
    sim.sponsorship.weak_worlds: lambda result: result.plan.participation_share == 0,
}


# two kinds are soon drawn; the others, and all pages of other reports for every kind of plan, are slow
KINDS = [name if name in ("default", "every lever") else pytest.param(name, marks=pytest.mark.slow) for name in PLANS]


@pytest.fixture(scope="module", params=KINDS, ids=str)
def result(request):
    return run(PLANS[request.param], draws=256, label="trial")


@pytest.mark.slow
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__)
def test_a_chart_has_a_title_alt_text_source_and_data(result, chart):
    shown = chart(result)
    if chart is sim.charts.tornado and result.plan.participation_share == 0:
        assert (shown.kind, shown.text["en"]) == ("text", "No assumption makes the result uncertain")
        return
    if chart is sim.sponsorship.levers_chart and result.plan.participation_share == 0:
        assert (shown.kind, shown.text["en"]) == ("text", "No other lever changes the result.")
        return
    for html in shown._repr_mimebundle_()[MIME]["html"].values():
        root = ElementTree.fromstring(html)
        assert root.tag == "figure"
        assert len("".join(root.find("figcaption").itertext())) > 20
        drawing = root.find("div")
        assert [one.get("class") for one in drawing] == ["sim-wide", "sim-narrow"]
        assert drawing.get("role") == "img"
        assert len(drawing.get("aria-label")) > 40
        assert len(html.split("<text")) > 6  # text stays text
        assert root.find("p/a").get("href").startswith("data:text/csv;charset=utf-8,")
        assert "nan" not in " ".join(root.itertext()).lower().split()


@pytest.mark.slow
@pytest.mark.parametrize("make", TABLES)
def test_a_table_has_a_caption_scoped_heads_and_full_rows(result, make):
    shown = make(result)
    if shown.kind == "text":  # a sentence says why there is no table
        assert SAID_INSTEAD[make](result)
        return
    for html in shown._repr_mimebundle_()[MIME]["html"].values():
        root = ElementTree.fromstring(f"<div>{html}</div>")
        found = root.find("div/table")
        assert len("".join(found.find("caption").itertext())) > 8
        heads = found.findall("thead/tr/th")
        assert all(head.get("scope") == "col" for head in heads)
        rows = found.findall("tbody/tr")
        assert rows
        for row in rows:
            assert len(list(row)) == len(heads)
            assert row[0].get("scope") == "row"
            cells = [" ".join(cell.itertext()) for cell in row]
            assert not any(re.search(r"\bnan\b|\binf\b|{|}", cell) for cell in cells), cells


@pytest.mark.slow
def test_languages_hold_the_same_numbers(default_result):
    for chart in CHARTS:
        html = chart(default_result)._repr_mimebundle_()[MIME]["html"]
        link = {language: re.search(r'href="(data:[^"]+)"', text)[1] for language, text in html.items()}
        assert link["id"] == link["en"]


def test_markup_in_data_is_escaped():
    hostile = '<script>alert("x")</script>'
    rows = [(hostile,), ((hostile, 'https://example.org/"><b>'),)]
    html = table_html("hostile", Words("id"), hostile, [hostile], rows)
    assert "<script" not in html
    assert '"><b>' not in html


@pytest.mark.slow
def test_figures_are_the_same_bytes_twice(default_result):
    first, second = (sim.sponsorship.protected_by_month(default_result).html for _ in range(2))
    assert first == second


def test_the_answer_states_what_the_table_holds(default_result):
    said = sim.sponsorship.answer(default_result)
    end = default_result.number("protected_end")
    assert f"diperkirakan {Words('id').count(end)} pekerja" in said
    assert "23.730" in said


def test_every_source_link_is_an_address_of_the_tables_and_nothing_more(default_result):
    for make in (sim.sponsorship.elsewhere, sim.sponsorship.conflicts, sim.tables.assumptions, sim.tables.law):
        links = re.findall(r'href="(http[^"]*)"', make(default_result).html["id"])
        assert links
        assert not [link for link in links if re.search(r"[)\],.;]$", link)]


def test_another_regions_conflicts_need_no_code(project):
    about = project / "data/regions/36.03/region.yaml"
    about.write_text("name: Kabupaten Lain\nas_of: 2026-11\nfirst_open_budget: 2027\n", encoding="utf-8")
    result = run(draws=256)
    assert "Kabupaten Lain" in sim.sponsorship.headline(result).html["id"]
    assert "562" not in sim.sponsorship.conflicts(result).text["id"]
    said = sim.sponsorship.headline(result).text["id"]
    assert "tidak ditemukan peluncuran" not in said
    assert "Bila siap mulai Januari 2027, awal yang masih dapat diputuskan," in said


def test_every_interpretation_and_extension_reaches_the_assumptions():
    long = run(PLANS["long"], draws=256)
    text = sim.tables.assumptions(long).text["id"]
    [reading] = [line for line in text.splitlines() if line.startswith("Penafsiran hukum")]
    assert "transportasi, dibayar ASN" in reading
    assert "sektor lain, dibayar ASN" in reading
    held = [line for line in text.splitlines() if line.startswith("Nilai hukum diperpanjang")]
    named = [long.facts.law.groups[group].name["id"] for group in long.laws[-1].extended]
    assert named
    assert all(any(name in line for line in held) for name in named)
    strict = run(SponsorshipPlan(sponsor_relief=False), draws=256)
    assert "Penafsiran hukum" not in sim.tables.assumptions(strict).text["id"]


def test_an_unverified_grade_goes_all_the_way_into_the_report(project):
    table = project / "data/indonesia/sponsor_programmes.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(
        text.replace("0.312432,share,573,1834,derived", "0.312432,share,573,1834,unverified"), encoding="utf-8"
    )
    result = run(draws=256)
    for made in (sim.tables.assumptions(result), sim.sponsorship.elsewhere(result)):
        assert "jateng.tribunnews.com (belum diverifikasi)" in made.text["id"]
        assert "jateng.tribunnews.com (not yet verified)" in made.text["en"]
    assert "[unverified]" in result.assumptions_table["source"].str.cat()
