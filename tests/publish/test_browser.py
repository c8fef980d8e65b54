"""Each report's page in a real browser: accessible, whole on a phone and on paper, silent, and without a network.

Which pages there are, the catalogue says: a report that comes later is held to all of this without being named.
"""

import json
import re

import pytest
from browser import needs_browser
from conftest import ROOT
from seen import SEEN

from simulate.publish.index import PAGES
from simulate.show.words import LANGUAGES

pytestmark = [pytest.mark.slow, needs_browser]
REPORTS = [f"{name}/report.{language}.html" for name in SEEN for language in LANGUAGES]
EVERY = [*PAGES.values(), *REPORTS]
LEVELS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# what differs between a light page and a dark one is its colours alone
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
PAPER = 688  # pixels: A4 less 15 mm on each side, at 96 a inch


@pytest.mark.parametrize("page", EVERY)
def test_a_page_breaks_no_rule_of_accessibility(opened, every_report, page):
    shown = opened(every_report / page, viewport={"width": 1280, "height": 900}, color_scheme="light")
    # what is folded away is read, too
    shown.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    assert len(_kept(shown, LEVELS)) > 10
    if ".en." not in page:  # colours do not depend on the language
        before = shown.evaluate("getComputedStyle(document.body).backgroundColor")
        shown.emulate_media(color_scheme="dark")
        assert shown.evaluate("getComputedStyle(document.body).backgroundColor") != before
        assert "color-contrast" in _kept(shown, COLOURS)


def _kept(shown, rules):
    """The rules of accessibility that the page keeps, after none is broken."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(shown, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    broken = [
        (rule["id"], node["target"], node["failureSummary"]) for rule in found["violations"] for node in rule["nodes"]
    ]
    assert broken == []
    return [rule["id"] for rule in found["passes"]]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("page", EVERY)
def test_a_page_fits_asks_nothing_and_complains_of_nothing(opened, every_report, page, width):
    path = every_report / page
    shown = opened(path, viewport={"width": width, "height": 800})
    assert shown.requests == [path.as_uri()]
    assert shown.complaints == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.locator("html").get_attribute("lang") == ("en" if ".en." in page else "id")
    if page not in REPORTS:
        return
    assert shown.locator("figure svg:visible").count() == shown.locator("figure").count() > 0
    smallest = shown.evaluate(
        """Math.min(...[...document.querySelectorAll('figure svg text')]
            .filter(text => text.getClientRects().length)
            .map(text => [parseFloat(getComputedStyle(text).fontSize), text.getScreenCTM()])
            .map(([size, place]) => size * Math.hypot(place.a, place.b)))"""
    )
    assert smallest >= 8  # pixels: chart text stays readable on a phone


@pytest.mark.parametrize("page", REPORTS)
def test_the_first_screen_holds_the_answer(opened, every_report, page):
    shown = opened(every_report / page, viewport={"width": 1280, "height": 720})
    for place in (".sim-answer", ".sim-numbers"):
        box = shown.locator(place).bounding_box()
        assert box["y"] + box["height"] < 720


@pytest.mark.parametrize("page", EVERY)
def test_the_keyboard_reaches_everything_in_the_order_of_the_page(opened, every_report, page):
    shown = opened(every_report / page, viewport={"width": 1280, "height": 900})
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert shown.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    places, unseen = [], []
    for _ in range(shown.locator("a, button, input, summary, [tabindex='0']").count()):
        shown.keyboard.press("Tab")
        found = shown.evaluate(
            """(() => { const at = document.activeElement, box = at.getBoundingClientRect();
                if (at === document.body) return null;
                const seen = box.width * box.height > 0 && getComputedStyle(at).outlineStyle !== 'none';
                return [[...document.all].indexOf(at), seen, at.outerHTML.slice(0, 80)]; })()"""
        )
        if found is None:
            break
        places.append(found[0])
        unseen += [] if found[1] else [found[2]]
    assert len(places) >= shown.locator("main a:visible").count()
    assert unseen == []
    assert places == sorted(places)


@pytest.mark.parametrize("page", REPORTS)
def test_nothing_is_cut_on_paper(opened, every_report, page):
    shown = opened(every_report / page, viewport={"width": PAPER, "height": 1000}, color_scheme="dark")
    shown.emulate_media(media="print")
    assert shown.evaluate("document.documentElement.scrollWidth") <= PAPER
    cut = shown.evaluate(
        """(width) => [...document.querySelectorAll('table, figure, svg, pre, .sim-numbers')]
            .filter(part => part.getClientRects().length)
            .filter(part => { const box = part.getBoundingClientRect();
                return box.left < -1 || box.right > width + 1 || part.scrollWidth > part.clientWidth + 1 && part.tagName !== 'svg'; })
            .map(part => part.closest('[id]')?.id || part.tagName)""",
        PAPER,
    )
    assert cut == []
    # a row and a figure stay on one sheet, a table's head comes again on the next
    kept = shown.evaluate(
        """[...document.querySelectorAll('tbody tr, figure')].filter(part => part.getClientRects().length)
            .map(part => getComputedStyle(part).breakInside).filter(rule => rule !== 'avoid').length"""
    )
    assert kept == 0
    heads = shown.evaluate(
        "[...document.querySelectorAll('thead')].map(head => getComputedStyle(head).display).filter(d => d !== 'table-header-group')"
    )
    assert heads == []
    # dark screens print on white paper
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    printed = shown.pdf(format="A4")
    sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 2 <= sheets <= 30


def test_the_index_leads_to_every_report_without_a_network(opened, every_report):
    for language, page in PAGES.items():
        shown = opened(every_report / page)
        links = [link.get_attribute("href") for link in shown.locator("main a").all()]
        assert set(links) == {*REPORTS, *PAGES.values()} - {page}
        for link in links:
            assert "<h1>" in (every_report / link).read_text(encoding="utf-8")
        assert shown.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("page", REPORTS)
def test_a_page_can_be_mailed(every_report, page):
    text = (every_report / page).read_text(encoding="utf-8")
    assert len(text.encode()) < 400_000
    panel = re.search(r'<div class="sim-whatif".*?</script></div>', text, re.DOTALL)
    script = re.search(r"<script>.*?</script>", text, re.DOTALL)
    assert bool(panel) == bool(script)
    grid = sum(len(found[0].encode()) for found in (panel, script) if found)
    assert len(text.encode()) - grid < 200_000


def test_the_answer_kept_in_the_notebook_is_the_one_published(every_report):
    notebook = json.loads((ROOT / "notebooks/00_executive_brief.ipynb").read_text(encoding="utf-8"))
    kept = next(cell for cell in notebook["cells"] if cell["id"] == "answer")
    record = json.loads((every_report / "brief/default/run.json").read_text(encoding="utf-8"))
    assert "".join(kept["outputs"][0]["text"]).strip() == record["answer"]["id"]
