"""The brief's page: the decision that is open, what may be chosen, what is to be done when, and what may go wrong."""

from __future__ import annotations

from typing import Any

from simulate.page.elements import text
from simulate.page.face import Card, Page, Point
from simulate.page.words import Words
from simulate.programmes.brief.found import weakest
from simulate.programmes.brief.page.numbers import beside, place, run_said, texts, traces
from simulate.programmes.brief.page.options import ways_chart
from simulate.programmes.brief.page.steps import parted
from simulate.programmes.brief.study import Brief, run

# what there is to decide, by the report that asks it most
_DECISIVE = ("funding", "universal", "sponsorship", "election", "baseline")
# whose numbers are of the months from their plan's start
_REPORTED = ("sponsorship", "funding", "universal")
# where the page shows a report's numbers
_PLACES = {"funding": "options", "sponsorship": "options", "universal": "agenda", "election": "agenda"}


def _decisive(brief: Brief) -> str:
    return next(name for name in _DECISIVE if name in brief.runs)


def _title(brief: Brief, words: Words) -> str:
    """The first budget year that begins after the decision."""
    return words("brief.title", year=str(int(brief.decide_by[:4]) + 1))


def _about(brief: Brief, words: Words) -> str:
    """Where, by which scenario, and by when the regent decides."""
    plan, month = brief.plan_name[words.language].partition(": ")[0], words.month(brief.decide_by)
    return words("brief.about", region=brief.about.name, plan=plan, month=month)


def _answer(brief: Brief, words: Words) -> str:
    """The decision in one sentence, on the strength of one report."""
    decisive = _decisive(brief)
    found = texts(brief, decisive, words)
    what = words(f"brief.decision.{decisive}{'.rising' if found.get('rising') == 'rising' else ''}", found)
    return words("brief.decision", what=what)


def _cards(brief: Brief, words: Words) -> list[Card]:
    """The allocation of the first open year, who is not covered, whom civil servants reach; or what else was read."""
    cards = []
    for source, name in brief.leading:
        found = texts(brief, source, words)
        row = _used(brief) if name == "first" else brief.row(source, name)
        number = words.of(row, row["unit"], place(source, name))
        key = "brief.used" if name == "first" else "interval.card"
        said = "" if row["p05"] == row["p95"] else words(key, interval=f"{number:range}")
        label = words(f"brief.number.{source}.{name}", found)
        shown = found["first"] if name == "first" else f"{number}"
        cards.append(Card(shown, label, said, _PLACES.get(source, "sure"), place(source, name)))
    return cards


def _used(brief: Brief) -> dict[str, Any]:
    """What APBD spends in the first year that is open if it fills gaps alone [Rp]."""
    rows = brief.table("funding", "options")
    return {"unit": "rp"} | next(row for row in rows if (row["option"], row["year"]) == ("chosen", brief.year))


def _points(brief: Brief, words: Words) -> list[Point]:
    """Where things stand, what happens otherwise, what later years need, the budget's calendar, law and evidence."""
    started = _started(brief, words)
    points = [*started, *_context(brief, words)]
    if "funding" in brief.runs:
        found = texts(brief, "funding", words)
        points.append((words("brief.point.otherwise", found), "risks"))
        amount = beside(brief, words)
        found["beside"] = words("brief.point.beside", amount=amount, year=brief.year) if amount else ""
        shown = "agenda_later" if parted(brief)[1] else "agenda"  # its note has the sum of all years
        points += [] if started else [(words("brief.point.later", found), shown)]
    budgets = [task for task in brief.agenda if task.kind in ("late", "budget")]
    for task in budgets[:1]:
        told = {"year": str(task.values["year"]), "agreed": words.month(task.values["agreed"])}
        points.append((words(f"brief.point.{task.kind}", told), "agenda"))
    return [*points, *_weakest(brief, words)]


def _started(brief: Brief, words: Words) -> list[Point]:
    """That runs begin before the decision, where some do."""
    starts = [run.plan.get("start", "9999-12") for name, run in brief.runs.items() if name in _REPORTED]
    over = [start for start in starts if start <= brief.decide_by]
    return [(words("brief.point.started", start=words.month(min(over))), "agenda")] if over else []


def _context(brief: Brief, words: Words) -> list[Point]:
    """How many are not covered today and whom civil servants reach, as far as the answer does not tell it."""
    sources = [name for name in ("baseline", "sponsorship") if name in brief.runs and name != _decisive(brief)]
    reasons = [words(f"brief.reason.{name}", texts(brief, name, words)) for name in sources]
    said = words("brief.point.context", reasons=words("brief.and").join(reasons))
    return [(said, "sure" if "baseline" in sources else "options")] if reasons else []


def _weakest(brief: Brief, words: Words) -> list[Point]:
    """The law that was not found, and the weakest evidence behind the answer."""
    decisive = _decisive(brief)
    grade = words(f"evidence.{weakest(brief.table(decisive, 'evidence'))['grade']}")
    key = f"brief.lawless.{brief.runs['sponsorship'].plan['collection']}" if "sponsorship" in brief.runs else ""
    law = words(key) if words.has(key) else ""
    if decisive == "funding":
        also = words("brief.lawless.also", law=law) if law else ""
        return [(words("brief.point.funding", law=also, grade=grade), "options")]
    found = [(words("brief.point.lawless", law=law), "options")] if law else []
    return [*found, (words("brief.point.weakest", grade=grade), "sure")]


def _sure(brief: Brief, words: Words) -> list[str]:
    """Which coverage is meant, what moves the answer's number most, and where the evidence stands."""
    said = []
    if "baseline" in brief.runs:
        said.append(words("brief.sure.coverage", texts(brief, "baseline", words)))
    source, name = brief.leading[0]
    name = "allocation" if name == "first" else name  # all years': what moves one year's is not told
    if moved := traces(brief, words)[place(source, name)].mover:
        said.append(words("brief.sure.moved", number=f"{texts(brief, source, words)[name]}", moved=moved))
    contact = brief.about.contact
    asked = f" {words('data.contact', contact=contact)}" if contact else ""
    return [*said, words("brief.sure.reports") + asked]


@text
def runs(brief: Brief, words: Words) -> str:
    """Each report with its plan and identity, without links: the page is mailed, and they would lead nowhere."""
    found = "; ".join(run_said(brief, name, words) for name in brief.runs)
    return words("brief.runs", facts=words.day(brief.facts_date), identity=brief.identity[:8], runs=found)


Page(
    "brief", _title, _answer, _cards, _points, ways_chart, _about, _sure, traces=traces, method=None, mails=True
).hand_out(__name__, run)
