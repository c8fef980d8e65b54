"""What stands on the face of a published page, counted: words, numbers, tables; and what exceeds its budget.

What is folded away, opens on a click, or is drawn in a chart does not count; a page is counted as it is opened.
`python tests/page_budget.py PAGE ...` prints the counts of pages.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup

# the most words of a page, by report; 1,300 of the others
WORDS = {"brief": 700, "index": 600}
OTHERS = 1300
# of its parts
TITLE, ANSWER, NUMBERS, CARD, POINTS, POINT, PROSE, SURE, ROWS = 12, 30, 3, 12, 5, 25, 60, 150, 8
SECTIONS = range(3, 6)
# what these tell in a section may be text alone
TELLING = ("law", "brief")
# a number that names something: a year, a span of years, a law, the programme, a version of a table
MONTHS = "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember|January|February|March|May|June|July|August|October|December"
NAMES = re.compile(
    rf"\b\d{{1,2}} (?:{MONTHS}) 20\d\d\b|"
    r"(?:(?:PP|UU|Perpres|Inpres|Permen\w*|Perda|Perbup|SE|MK|art\.|Pasal|Kepmen\w*)[ \d./\w-]*\d)"
    r"|1 ASN 1 Pekerja Rentan|\b(?:19|20)\d\d(?:[–-](?:(?:19|20)?\d\d))?\b|WPP \d+|\bPIK 2\b"
)
# a number: a chance in tenths is one
DIGITS = re.compile(r"\d (?:dari|in) 10\b|\d[\d.,]*")


@dataclass
class Face:
    """The counts of a page's face."""

    words: int
    before_chart: int
    tables: int
    parts: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)


def words_of(text):
    """How many words a text has: what holds a letter or a digit."""
    return len([word for word in text.split() if re.search(r"\w", word)])


def untraced(part):
    """The numbers of a part of the page that open nothing and name nothing."""
    copy = BeautifulSoup(str(part), "html.parser")
    for found in copy.select("button[popovertarget], a.sim-ref, .sim-number"):
        found.decompose()
    return DIGITS.findall(NAMES.sub("", copy.get_text(" ")))


def read(html):
    """A page as it is opened: without what is folded, drawn, hidden or opens on a click."""
    soup = BeautifulSoup(html, "html.parser")
    for found in soup.select("script, style, svg, head, [hidden], [popover], .sim-unseen, .sim-skip, .sim-narrow"):
        found.decompose()
    for details in soup.select("details:not([open])"):
        if not details.decomposed:
            for child in list(details.children):
                if getattr(child, "name", None) != "summary":
                    child.extract()
    return soup


def text_of(part):
    return part.get_text(" ") if part else ""


def counted(html, name):
    """The face of a published report's page.

    Args:
        html: the page.
        name: the report.
    """
    soup = read(html)
    face = Face(words_of(text_of(soup.body)), 0, len(soup.select("table")))
    say = face.problems.append

    def within(what, count, most):
        face.parts[what] = count
        if count > most:
            say(f"{what}: {count}, at most {most}")

    within("words", face.words, WORDS.get(name, OTHERS))
    within("title", words_of(text_of(soup.h1)), TITLE)
    answer = soup.select_one(".sim-answer")
    within("answer", words_of(text_of(answer)), ANSWER)
    within("numbers", len(DIGITS.findall(NAMES.sub("", text_of(answer)))), NUMBERS)
    cards, points = soup.select(".sim-numbers > li"), soup.select(".sim-points > li")
    within("cards", len(cards), 3)
    within("points", len(points), POINTS)
    for number, card in enumerate(cards, 1):
        within(f"card {number}", words_of(text_of(card.select_one("a, span"))), CARD)
        if not card.a:
            say(f"card {number}: leads to no section")
    for number, point in enumerate(points, 1):
        if not point.select("a"):
            say(f"point {number}: leads nowhere")
        for link in point.select("a.sim-ref"):
            link.decompose()
        within(f"point {number}", words_of(text_of(point)), POINT)
    for part in (answer, *cards, *points, *soup.select("section > h2")):
        if found := untraced(part):
            say(f"opens nothing: {', '.join(found)} in “{text_of(part).strip()[:70]}”")
    if not soup.select(".sim-first figure, .sim-lead figure"):
        say("no lead chart")
    sections(soup, face, within, name not in TELLING)
    return face


def sections(soup, face, within, drawn):
    """Counts the sections of a page between its first screen and how sure it is."""
    found = [
        one for one in soup.select("main > section") if not one.select("#sure") and not one.find("h2", string="Data")
    ]
    if len(found) not in SECTIONS:
        face.problems.append(f"sections: {len(found)}, wanted {SECTIONS.start} to {SECTIONS.stop - 1}")
    for section in found:
        name = text_of(section.h2).strip()[:40]
        if drawn and not section.select("figure, .sim-whatif"):
            face.problems.append(f"{name}: no chart")
        tables = section.select("table")
        within(f"tables of “{name}”", len(tables), 1)
        for table in tables:
            rows = [row for row in table.select("tbody > tr") if "sim-section" not in row.get("class", [])]
            within(f"rows of “{name}”", len(rows), ROWS)
        prose = [
            p
            for p in section.select("p")
            if not p.find_parent(["figure", "table"]) and "sim-topic" not in p.get("class", [])
        ]
        within(f"prose of “{name}”", sum(words_of(text_of(p)) for p in prose), PROSE)
    if sure := soup.select_one("#sure"):
        within("how sure", words_of(text_of(sure)), SURE)
    elif soup.select("main > section"):
        face.problems.append("does not say how sure it is")


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        found = counted(path.read_text(encoding="utf-8"), path.resolve().parts[-3])
        print(f"{path}: {found.words} words, {found.tables} tables, {len(path.read_bytes()) / 1000:.0f} KB")
        print("".join(f"  {problem}\n" for problem in found.problems), end="")
