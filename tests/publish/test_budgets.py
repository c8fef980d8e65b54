"""Every published page keeps to its budget of words, numbers and tables; the counts are printed (`-rP`)."""

import re

import pytest
from browser import needs_browser
from bs4 import BeautifulSoup
from page_budget import counted, words_of
from seen import EVERY

from simulate.page.words import LANGUAGES
from simulate.publish.page import INDEX, TEMPLATES

pytestmark = pytest.mark.slow
PAGES = [f"{name}/report.{language}.html" for name in EVERY for language in LANGUAGES]
SIZE, SMALL_SIZE = 400_000, 200_000  # bytes: all, without what-if grid and map


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_to_its_budget(every_report, name):
    html = (every_report / name).read_text(encoding="utf-8")
    face = counted(html, name.partition("/")[0])
    print(f"{name}: {face.words} words, {face.parts['numbers']} numbers in the answer, {face.tables} tables")
    assert face.problems == []


@pytest.mark.parametrize("name", INDEX.values())
def test_the_index_is_looked_at_rather_than_read(every_report, name):
    soup = BeautifulSoup((every_report / name).read_text(encoding="utf-8"), "html.parser")
    cards = soup.select(".sim-cards > section")
    assert len(cards) == len({one.partition("/")[0] for one in EVERY})
    assert [card.h2["id"] for card in cards if not card.select(".sim-picture svg")] == []
    for hidden in soup.select("svg, style, head, .sim-skip, details > :not(summary)"):
        hidden.decompose()
    words = words_of(soup.get_text(" "))
    print(f"{name}: {words} words")
    assert words <= 600


@pytest.mark.parametrize("name", PAGES)
def test_every_number_that_opens_leads_to_a_source_or_says_that_there_is_none(every_report, name):
    soup = BeautifulSoup((every_report / name).read_text(encoding="utf-8"), "html.parser")
    boxes = soup.select("[popover]")
    assert boxes
    dead = [box["id"] for box in boxes if not box.select("a[href^=http]") and not _chosen(box)]
    assert dead == []


# a choice of the authors, a run, made-up data, the files of law themselves
_ENDS = ("pertimbangan penyusun", "asumsi penyusun", "authors' judgement", "authors' assumption", "hasil ", "result ")
_ENDS += ("data rekaan", "made-up data", "values.csv")


def _chosen(box):
    """Whether a chain ends in a choice, a run, or nothing that could be otherwise."""
    said = box.get_text(" ").lower()
    return any(word in said for word in _ENDS)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_mailed(every_report, name):
    text = (every_report / name).read_text(encoding="utf-8")
    assert len(text.encode()) < SIZE
    panel = re.search(r"<div class=sim-whatif.*?</script></div>", text, re.DOTALL)
    script = re.search(r"<script>.*?</script>", text, re.DOTALL)
    assert bool(panel) == bool(script)
    style = (TEMPLATES / "whatif.css").read_text(encoding="utf-8") if panel else ""
    maps = re.findall(r"<svg[^>]*class=sim-map.*?</svg></div>", text, re.DOTALL)
    grid = sum(len(found[0].encode()) for found in (panel, script) if found) + len(style)
    grid += sum(len(one.encode()) for one in maps)
    assert len(text.encode()) - grid < SMALL_SIZE


@needs_browser
@pytest.mark.parametrize("name", PAGES)
def test_the_first_screen_is_the_answer(opened, every_report, name):
    wide = opened(every_report / name, viewport={"width": 1280, "height": 800})
    lead = wide.locator(".sim-first figure, .sim-first .sim-table").first.bounding_box()
    assert lead["y"] + lead["height"] <= 800
    phone = opened(every_report / name, viewport={"width": 360, "height": 740})
    number = phone.locator(".sim-numbers strong").first.bounding_box()
    assert number["y"] + number["height"] <= 740


def test_what_exceeds_a_budget_is_named():
    long = " ".join(["word"] * 40)
    html = f"""<body><main><header class="sim-headline"><h1>{long}</h1><p class="sim-answer">{long} 1,150 2 3 4</p>
        <ul class="sim-numbers"><li><strong>7</strong> <span>workers</span></li></ul>
        <ul class="sim-points"><li>Short.</li></ul></header>
        <section><h2>9 of 10</h2><table><tbody>{"<tr><td>x</td></tr>" * 9}</tbody></table><p>{long} {long}</p>
        <details><summary>More</summary><p>{long * 50}</p></details></section></main></body>"""
    problems = "\n".join(counted(html, "election").problems)
    for said in (
        "title: 40",
        "answer: 44",
        "numbers: 4",
        "card 1: leads to no section",
        "point 1: leads nowhere",
        "opens nothing: 1,150, 2, 3, 4",
        "opens nothing: 9, 10",
        "no lead chart",
        "sections: 1",
        "no chart",
        "rows of",
        "prose of",
        "does not say how sure",
    ):
        assert said in problems
    assert "words:" not in problems  # what is folded does not count
