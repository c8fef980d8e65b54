"""Reports in a real browser: no network, no overflow on a phone, links that lead somewhere."""

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REQUIRED = bool(os.environ.get("SIMULATE_REQUIRE_BROWSER"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason="no Chromium on this machine"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def index(simulate, tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    for order in (("sponsorship", "-p", "draws", "256"), ("law",)):
        done = simulate("report", *order, "--out", out)
        assert done.returncode == 0, done.stderr
    return out / "index.html"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "Chromium is required here and not installed"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def _open(browser, path, **context):
    page = browser.new_context(offline=True, **context).new_page()
    page.requests, page.complaints = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.goto(path.as_uri())
    return page


def test_the_index_leads_to_every_report_without_a_network(browser, index):
    page = _open(browser, index)
    titles = []
    for link in page.locator("a").all():
        other = browser.new_context(offline=True).new_page()
        other.goto(index.parent.joinpath(link.get_attribute("href")).as_uri())
        titles.append((other.locator("html").get_attribute("lang"), other.locator("h1").inner_text()))
    assert [language for language, _ in titles] == ["id", "en"] * 2
    assert all("1 ASN 1 Pekerja Rentan" in title for _, title in titles[:2])
    assert titles[2][1].startswith("Dasar hukum")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("report", "figures"), [("sponsorship", 7), ("law", 1)])
def test_a_report_fits_asks_nothing_and_complains_of_nothing(
    browser, index, report, figures, language, width, scheme
):
    path = index.parent / f"{report}/default/report.{language}.html"
    page = _open(browser, path, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert page.requests == [path.as_uri()]
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = page.locator("figure svg:visible").count()
    assert shown == page.locator("figure").count() == figures
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('figure svg text')]
            .filter(text => text.getClientRects().length)
            .map(text => [parseFloat(getComputedStyle(text).fontSize), text.getScreenCTM()])
            .map(([size, place]) => size * Math.hypot(place.a, place.b)))"""
    )
    assert smallest >= 8  # pixels: chart text stays readable on a phone


@pytest.mark.parametrize("report", ["sponsorship", "law"])
def test_the_first_screen_holds_the_answer(browser, index, report):
    path = index.parent / f"{report}/default/report.id.html"
    page = _open(browser, path, viewport={"width": 1280, "height": 720})
    for place in (".sim-answer", ".sim-numbers"):
        box = page.locator(place).bounding_box()
        assert box["y"] + box["height"] < 720


def test_the_keyboard_reaches_the_content_first(browser, index):
    page = _open(browser, index.parent / "sponsorship/default/report.en.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
