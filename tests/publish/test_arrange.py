"""The order of a page: sections headed by their finding, details and annex folded, links and numbers that lead on."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from simulate.page.face import RECORD_MIME
from simulate.page.html import MIME, NUMBER
from simulate.page.words import Words
from simulate.publish.execute import RunFailedError
from simulate.publish.page import page

TRACES = {
    "protected": {
        "name": "Protected",
        "value": "1,150",
        "formula": "",
        "inputs": [["from ", ["a page", "https://example.org"]]],
        "mover": "",
    }
}


def _shown(kind, html, **extra):
    both = {"id": html, "en": html}
    return [new_output("display_data", {MIME: {"kind": kind, "html": both, **extra}})]


def _figure(place, finding):
    return _shown(
        "figure",
        f'<figure class="sim-figure" id="{place}"><figcaption>{NUMBER}{finding}</figcaption>'
        f'<p class="sim-note">source</p></figure>',
    )


def _table(place):
    return _shown(
        "table", f'<div class="sim-table" id="{place}"><table><caption>{NUMBER}{place}</caption></table></div>'
    )


def _code(outputs, *tags):
    return new_code_cell("show()", outputs=outputs, metadata={"tags": [*tags]})


def _prose(text, *tags):
    return new_markdown_cell(text, metadata={"tags": ["en", *tags]})


def _page(*cells, traces=TRACES):
    record = {RECORD_MIME: {"traces": {"id": traces, "en": traces}}}
    titles = {"title": {"id": "Judul", "en": "Title"}, "footer": {"id": "kaki", "en": "foot"}}
    first = _code(_shown("headline", '<header class="sim-headline"><h1>Title</h1></header>', **titles))
    last = _code([new_output("display_data", record)], "lab_only")
    notebook = new_notebook(cells=[first, *cells, last])
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"c{number}"
    nbformat.validate(notebook)
    return BeautifulSoup(page(notebook, "en"), "html.parser")


def test_a_section_is_headed_by_the_finding_of_its_first_figure_under_its_topic():
    soup = _page(
        _prose("## Who is covered\n\nOne sentence."), _code(_figure("cover", "Cover grows")), _code(_table("t"))
    )
    section = soup.select_one("main > section")
    assert section.h2.get_text(strip=True) == "Cover grows"
    assert section.select_one(".sim-topic").get_text() == "Who is covered"
    assert section["aria-labelledby"] == section.h2["id"] == section.figure["aria-labelledby"]
    assert not section.figcaption
    assert "Figure 1." in section.figure.get_text()  # it is still called so where the text points to it
    assert section.caption.get_text() == "Table 1. t"


def test_a_section_that_begins_with_a_table_keeps_its_topic_as_heading():
    section = _page(_prose("## What it rests on"), _code(_table("rests"))).select_one("main > section")
    assert section.h2.get_text() == "What it rests on"
    assert not section.select(".sim-topic")


def test_details_are_folded_at_the_end_of_their_section_and_counted():
    soup = _page(
        _prose("## Cover"),
        _code(_table("folded"), "details"),
        _code(_figure("cover", "Cover grows")),
        _code(_figure("more", "More"), "details"),
        _prose("## Money"),
        _code(_figure("money", "Money flows")),
    )
    cover, money = soup.select("main > section")
    details = cover.select_one("details.sim-more")
    assert not details.has_attr("open")
    assert details.summary.get_text() == "Details: 1 figure and 1 table"
    assert [found["id"] for found in details.select("figure, .sim-table")] == ["folded", "more"]
    assert cover.find_all(["figure", "details"])[0]["id"] == "cover"
    assert not money.select("details")
    # numbers follow the page, not the notebook
    assert "Figure 2." in details.figcaption.get_text()
    assert "Figure 3." in money.get_text()


def test_the_annex_is_one_closed_block_with_all_code():
    soup = _page(
        _prose("## Method", "annex"),
        _code(_table("method")),
        _prose("## Cover"),
        _code(_figure("cover", "Cover grows")),
    )
    annex = soup.select_one("main > details#annex")
    assert not annex.has_attr("open")
    assert annex.h3.get_text() == "Method"
    assert annex.select_one("#method")
    assert len(annex.select("details.sim-code pre")) == 4
    assert [section.h2.get_text(strip=True) for section in soup.select("main > section")] == ["Cover grows"]


def test_a_reference_carries_the_number_of_what_it_leads_to():
    soup = _page(_prose("## Cover\n\nSee [Figure](#cover)."), _code(_figure("cover", "Cover grows")))
    assert soup.select_one("section p a.sim-ref").get_text() == "Figure 1"


def test_a_link_that_leads_nowhere_stops_the_page():
    with pytest.raises(RunFailedError, match="lead nowhere: #famlies"):
        _page(_prose("## Cover\n\nSee [Figure](#famlies)."))


def test_a_number_of_the_face_opens_what_it_rests_on():
    number = Words("en", traced=True).mark("protected", "1,150")
    soup = _page(_prose("## Cover"), _code(_figure("cover", f"{number} are covered")))
    button = soup.select_one("section h2 button")
    box = soup.find(id=button["popovertarget"])
    assert (button.get_text(), box.has_attr("popover"), box.h3.get_text()) == ("1,150", True, "Protected")
    assert (box["role"], box["aria-label"]) == ("dialog", "Protected")
    assert (box.a.get_text(), box.a["href"]) == ("a page", "https://example.org")
    assert box.select_one("button")["popovertargetaction"] == "hide"


def test_a_box_names_every_number_that_opens_it():
    words = Words("en", traced=True)
    said = " of ".join(words.mark("protected", number) for number in ("1,150", "4.9%", "4.9%", "&lt;0.1%", "15"))
    soup = _page(_prose("## Cover"), _code(_figure("cover", said)))
    box = soup.find(id=soup.select_one("section h2 button")["popovertarget"]).get_text(" ")
    assert "On this page from the same calculation: 4.9%; <0.1%; 15" in box
    assert box.count("1,150") == 1


def test_where_popovers_are_unknown_no_box_covers_the_page():
    style = str(_page(_prose("## Cover")).style)
    known = re.compile(r"@supports selector\(:popover-open\)\{.*?\}\}", re.DOTALL)
    assert "position:fixed" in known.search(style)[0]
    assert "position:fixed" not in known.sub("", style)
    assert "@supports not selector(:popover-open){.sim-trace > button{display:none" in style


def test_a_number_of_the_face_that_would_open_nothing_stops_the_page():
    number = Words("en", traced=True).mark("protected", "1,150")
    with pytest.raises(RunFailedError, match="open nothing: protected"):
        _page(_prose("## Cover"), _code(_figure("cover", f"{number} are covered")), traces={})


def test_folded_numbers_are_plain():
    number = Words("en", traced=True).mark("protected", "1,150")
    soup = _page(_prose("## Cover"), _code(_figure("cover", f"{number} are covered"), "details"), traces={})
    assert soup.figcaption.get_text() == "Figure 1. 1,150 are covered"
    assert not soup.select("button")
