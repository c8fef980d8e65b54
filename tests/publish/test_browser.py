"""Each report's page in a real browser: accessible, whole on a phone and on paper, silent, and without a network.

Which pages there are, the list of reports says: a report that comes later is held to all of this without being named.
"""

import json
import re

import pytest
from browser import needs_browser
from conftest import ROOT
from seen import EVERY as ALL
from seen import SEEN

from simulate.page.words import LANGUAGES
from simulate.publish.page import INDEX, TEMPLATES

pytestmark = [pytest.mark.slow, needs_browser]
REPORTS = [f"{name}/report.{language}.html" for name in SEEN for language in LANGUAGES]
# reports first, so that a page has one place in both lists and stays open from test to test
EVERY = [*REPORTS, *INDEX.values()]
every_page = pytest.mark.parametrize("page", EVERY, indirect=True)
report_pages = pytest.mark.parametrize("page", REPORTS, indirect=True)
LEVELS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# what differs between a light page and a dark one is its colours alone
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
PAPER = 688  # pixels: A4 less 15 mm on each side, at 96 a inch


@every_page
def test_the_keyboard_reaches_everything_in_the_order_of_the_page(page):
    """First of all that is asked of a page, while nothing has been folded out, and nothing chosen."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(
        """() => { window.reached = [];
            document.addEventListener('focusin', ({target}) => { const box = target.getBoundingClientRect();
                const seen = box.width * box.height > 0 && getComputedStyle(target).outlineStyle !== 'none';
                window.reached.push([target, seen, box.left]); });
            document.addEventListener('focusout', ({relatedTarget}) => relatedTarget || window.reached.push(null)); }"""
    )
    for _ in range(1 + page.locator("a, button, input, summary, [tabindex='0']").count()):
        page.keyboard.press("Tab")
    first, *reached = page.evaluate(
        """(() => { const every = [...document.all], end = window.reached.indexOf(null);
            return window.reached.slice(0, end < 0 ? undefined : end).map(([at, seen, left]) =>
                ({place: every.indexOf(at), seen, left, leads: at.getAttribute('href'), text: at.outerHTML.slice(0, 80)})); })()"""
    )
    assert first["leads"] == "#main"
    assert first["left"] >= 0
    places = [one["place"] for one in reached]
    assert len(places) >= page.locator("main a:visible").count()
    assert [one["text"] for one in reached if not one["seen"]] == []
    assert places == sorted(places)


@pytest.mark.parametrize("width", [360, 1280])
@every_page
def test_a_page_fits_asks_nothing_and_complains_of_nothing(page, every_report, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.requests == [(every_report / page.name).as_uri()]
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html").get_attribute("lang") == ("en" if ".en." in page.name else "id")
    if page.name not in REPORTS:
        return
    # the first picture is seen at once; the others where their sections are folded out
    assert page.locator("figure :is(.sim-wide, .sim-narrow) > svg:visible").count() > 0
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("figure :is(.sim-wide, .sim-narrow) > svg:visible").count() == page.locator("figure").count()
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('figure svg text')]
            .filter(text => text.getClientRects().length)
            .map(text => [parseFloat(getComputedStyle(text).fontSize), text.getScreenCTM()])
            .map(([size, place]) => size * Math.hypot(place.a, place.b)))"""
    )
    assert smallest >= 8  # pixels: chart text stays readable on a phone


@pytest.fixture
def on_paper(page):
    """The page as a dark screen prints it; afterwards as it was."""
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print", color_scheme="dark")
    yield
    page.emulate_media(media="screen", color_scheme="light")


@report_pages
def test_nothing_is_cut_on_paper(page, on_paper):
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    cut = page.evaluate(
        """(width) => [...document.querySelectorAll('table, figure, svg, pre, .sim-numbers')]
            .filter(part => part.getClientRects().length)
            .filter(part => { const box = part.getBoundingClientRect();
                return box.left < -1 || box.right > width + 1 || part.scrollWidth > part.clientWidth + 1 && part.tagName !== 'svg'; })
            .map(part => part.closest('[id]')?.id || part.tagName)""",
        PAPER,
    )
    assert cut == []
    # a row and a figure stay on one sheet, a table's head comes again on the next
    kept = page.evaluate(
        """[...document.querySelectorAll('tbody tr, figure')].filter(part => part.getClientRects().length)
            .map(part => getComputedStyle(part).breakInside).filter(rule => rule !== 'avoid').length"""
    )
    assert kept == 0
    heads = page.evaluate(
        "[...document.querySelectorAll('thead')].map(head => getComputedStyle(head).display).filter(d => d !== 'table-header-group')"
    )
    assert heads == []
    # dark screens print on white paper
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    printed = page.pdf(format="A4")
    sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 2 <= sheets <= 30


@every_page
def test_a_page_breaks_no_rule_of_accessibility(page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    # what is folded away is read, too
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    assert len(_kept(page, LEVELS)) > 10
    if ".en." not in page.name:  # colours do not depend on the language
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.emulate_media(color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
        assert "color-contrast" in _kept(page, COLOURS)


def _kept(page, rules):
    """The rules of accessibility that the page keeps, after none is broken."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    broken = [
        (rule["id"], node["target"], node["failureSummary"]) for rule in found["violations"] for node in rule["nodes"]
    ]
    assert broken == []
    return [rule["id"] for rule in found["passes"]]


def test_the_index_leads_to_every_report_without_a_network(opened, every_report):
    for language, page in INDEX.items():
        shown = opened(every_report / page)
        links = [link.get_attribute("href") for link in shown.locator("main a").all()]
        every = {f"{name}/report.{one}.html" for name in ALL for one in LANGUAGES}
        assert set(links) == every | {*INDEX.values()} - {page}
        for link in links:
            assert "<h1>" in (every_report / link).read_text(encoding="utf-8")
        assert shown.locator("html").get_attribute("lang") == language


@needs_browser
@pytest.mark.parametrize("name", REPORTS)
def test_a_number_opens_what_it_rests_on_by_click_and_by_key_without_a_script(opened, every_report, name):
    shown = opened(every_report / name, java_script_enabled=False)
    number = shown.locator(".sim-answer button").first
    box = shown.locator(f"#{number.get_attribute('popovertarget')}")
    assert not box.is_visible()
    number.click()
    assert box.is_visible()
    assert box.locator("h3").inner_text()
    shown.keyboard.press("Escape")
    assert not box.is_visible()
    number.focus()
    shown.keyboard.press("Enter")
    assert box.is_visible()
    box.locator("button").click()
    assert not box.is_visible()
    # on paper it would stand on every sheet, over the text
    number.click()
    shown.emulate_media(media="print")
    assert number.is_visible()
    assert not box.is_visible()


@needs_browser
def test_a_card_of_one_line_can_be_hit_by_a_finger(opened, tmp_path):
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    card = '<li><strong>1</strong> <a href="#x">x</a> <small>1–2</small></li>'
    page = tmp_path / "page.html"
    page.write_text(f'<style>{style}</style><ul class="sim-numbers">{card}</ul>', encoding="utf-8")
    assert opened(page, viewport={"width": 360, "height": 740}).locator("a").bounding_box()["height"] >= 24


def test_the_answer_kept_in_the_notebook_is_the_one_published(every_report):
    notebook = json.loads((ROOT / "notebooks/00_executive_brief.ipynb").read_text(encoding="utf-8"))
    kept = next(cell for cell in notebook["cells"] if cell["id"] == "answer")
    record = json.loads((every_report / "brief/default/run.json").read_text(encoding="utf-8"))
    assert "".join(kept["outputs"][0]["text"]).strip() == record["answer"]["id"]
