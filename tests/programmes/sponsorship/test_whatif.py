"""The what-if panel as it is written: the table that every number is read from, and what the script needs."""

import json
from xml.etree import ElementTree

import pytest

import simulate as sim
from simulate.page.html import MIME
from simulate.page.whatif import Panel, what_if
from simulate.page.words import LANGUAGES, Words
from simulate.programmes.sponsorship.analysis import choices
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run, run_on

PLANS = {
    "default": SponsorshipPlan(),
    "nobody": SponsorshipPlan(participation_share=0),
    "some, one month": SponsorshipPlan(participation_share=0.25, months=1, start="2026-04"),
    "held law": SponsorshipPlan(months=30, law_extension="hold", collection="payroll_consent"),
}


@pytest.fixture(scope="module", params=PLANS, ids=str)
def result(request):
    return run(PLANS[request.param], draws=256)


def _parsed(piece, language):
    root = ElementTree.fromstring(piece.html[language])
    rows = [row for row in root.findall(".//tbody/tr") if row.get("class") != "sim-section"]
    return root, rows, json.loads(root.find("script").text)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_cells_are_the_models_numbers_in_words(result, language):
    grid, words = choices(result), Words(language)
    _, rows, data = _parsed(sim.sponsorship.what_if(result), language)
    assert [tuple(point) for point in data["points"]] == list(grid.points)
    assert len(rows) == len(grid.points)
    for place in {0, grid.points.index(grid.own), len(rows) // 2, len(rows) - 1}:
        point = grid.points[place]
        one = run_on(result.facts, result.plan.with_values(grid.levers(point)), result.settings)
        headline = one.headline_table.set_index("measure")
        for measure, cell in zip(grid.units, rows[place].findall("td"), strict=True):
            row, unit = headline.loc[measure], grid.units[measure]
            lines = [words.estimate(row["p50"], row["p05"], row["p95"], unit)]
            if row["p05"] != row["p95"]:
                lines += [words.interval(row["p05"], row["p95"], unit), words.error(row["mc_error"], unit)]
            assert [line.replace("\N{WORD JOINER}", "") for line in cell.itertext()] == lines


@pytest.mark.slow
def test_rows_say_which_choice_they_are_and_which_is_the_reports_own(default_result):
    root, rows, _ = _parsed(sim.sponsorship.what_if(default_result), "id")
    heads = [list(row.find("th").itertext()) for row in rows]
    assert [head for head in heads if len(head) > 2] == [["Januari 2026", "12 bulan", "(skenario laporan ini)"]]
    sections = [row[0].text for row in root.findall(".//tbody/tr[@class='sim-section']")]
    assert sections[:2] == ["Imbauan", "Surat edaran"]
    assert sections[-1] == "Keikutsertaan penuh (target ideal)"


def test_without_the_script_the_sliders_are_hidden_and_the_table_is_there(default_result):
    shown = sim.sponsorship.what_if(default_result)
    root, _, _ = _parsed(shown, "en")
    live, still = root.find("div[@data-live]"), root.find("p[@data-still]")
    assert live.get("hidden") == ""
    assert len(live.findall(".//input")) == len(root.findall(".//input")) == 3
    assert "hidden" not in still.attrib
    assert root.find("details//table") is not None
    assert shown._repr_mimebundle_()[MIME]["kind"] == "table"
    assert "A circular" in shown.text["en"]


@pytest.mark.slow
def test_every_slider_has_a_label(result):
    root, _, _ = _parsed(sim.sponsorship.what_if(result), "id")
    labels = {label.get("for"): label.text for label in root.findall(".//label")}
    assert [labels[slider.get("id")] for slider in root.findall(".//input")] == [
        "Cara mengajak ASN",
        "Bulan iuran pertama",
        "Lama program",
    ]


@pytest.mark.slow
def test_ticks_reach_over_all_that_a_choice_draws(result):
    grid = choices(result)
    _, _, data = _parsed(sim.sponsorship.what_if(result), "en")
    chart = data["chart"]
    for place, (line, _, length) in enumerate(chart["stretches"]):
        ticks = [number for number, _ in chart["scales"][chart["scale"][place]]]
        top = grid.lines[line]["p95"][:length].max()
        assert ticks[0] == 0 < ticks[-1]
        assert top <= ticks[-1]
        assert len(ticks) <= 7


@pytest.mark.slow
def test_a_missing_choice_is_explained_by_what_refused_it():
    for plan, said in ((PLANS["default"], "sampai Desember 2027"), (PLANS["held law"], "Sesudah Desember 2027")):
        assert said in sim.sponsorship.what_if(run(plan, draws=256)).html["id"]


def test_hostile_labels_stay_text(default_result):
    hostile = '</script><script>alert("x")</script>&<b>'
    grid = choices(default_result)

    @what_if("hostile")
    def panel(result, words):
        return Panel(
            grid=grid,
            caption=hostile,
            axes=[hostile] * len(grid.axes),
            stop=lambda levers: hostile,
            measures=[hostile] * len(grid.units),
            cards={"deaths": hostile},
            said=hostile,
            chart=hostile,
            absent=hostile,
        )

    shown = panel(default_result)
    for html in shown.html.values():
        assert html.count("<script") == html.count("</script>") == 1
        assert "<b>" not in html
        root = ElementTree.fromstring(html)
        assert json.loads(root.find("script").text)["stops"][0][0] == hostile


@pytest.mark.slow
def test_the_panel_is_the_same_bytes_twice(default_result):
    assert sim.sponsorship.what_if(default_result).html == sim.sponsorship.what_if(default_result).html
