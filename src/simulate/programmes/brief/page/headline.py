"""Title, the decision, three numbers, runs and record of the brief; a run's numbers as its sentences hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulate.page.elements import Card, Page, text
from simulate.page.words import Estimate, Words
from simulate.programmes.brief.study import Brief
from simulate.written import months_from


@dataclass(frozen=True)
class Number(Estimate):
    """A number of a run, in three more forms: ``{x:counted}``, its median and what it counts; ``{x:whole}``, that and
    its 90 % range where it is not certain; ``{x:short}``, the same where a table's head says what the range is.

    ``counted`` is the ending of the key of what it counts; there need not be one.
    """

    counted: str = ""

    def __format__(self, form: str) -> str:
        if form not in ("counted", "whole", "short"):
            return super().__format__(form)
        middle, key = super().__format__(""), f"brief.counted.{self.counted}"
        if self.words.has(key):
            middle += f" {self.words(key)}"
        if form == "counted" or self.row["p05"] == self.row["p95"]:
            return middle
        return self.words(f"brief.estimate.{form}", middle=middle, interval=super().__format__("range"))


def texts(brief: Brief, source: str, words: Words) -> dict[str, Any]:
    """What sentences about a report hold: its numbers by the brief's names, its months or election as ``span``, and
    its ``report``, ``plan`` and ``identity``; of the mix also what is allocated to it.
    """
    run = brief.runs[source]
    rows = {name: brief.row(source, name) for name in run.names}
    found: dict[str, Any] = {name: Number(row, row["unit"], words, f"{source}.{name}") for name, row in rows.items()}
    found |= {"report": words(f"brief.report.{source}"), "plan": run.label, "identity": run.identity[:8]}
    if source == "election":
        found["span"] = words(f"election.event.{run.plan['event']}", year=run.plan["date"][:4])
    elif "start" in run.plan:
        months = months_from(run.plan["start"], int(run.plan["months"]))
        found["span"] = words.months(months[0], months[-1])
    return found | (_allocation(brief, words) if source == "funding" else {})


def _allocation(brief: Brief, words: Words) -> dict[str, str]:
    """What is allocated to the mix in all, how surely it suffices, for how many workers, and with what chance."""
    run, year = brief.runs["funding"], brief.table("funding", "allocated")[0]
    begin, end = (brief.table("funding", "target")[place] for place in (0, -1))
    workers = {"first": words.count(begin["target"]), "begin": words.month(begin["month"])}
    workers |= {"workers": words.exact(end["target"]), "month": words.month(end["month"])}
    late = any(task.kind == "late" and task.values["year"] == int(year["year"]) for task in brief.agenda)
    # what else the road takes from the budget: means, which add up
    beside = [
        brief.row("universal", name)["mean"] for name in ("regulation", "outreach") if "universal" in brief.runs
    ]
    amount = words.rupiah(sum(beside))
    return {
        "year": str(year["year"]),
        "route": words("brief.decision.late") if late else "",
        "beside": words("brief.decision.beside", amount=amount) if sum(beside) else "",
        "first": words.rupiah(year["allocated_rp"]),
        "confidence": words.share(run.plan["confidence"], 0),
        "workers": words(
            f"brief.decision.workers.{'rising' if end['target'] > begin['target'] else 'kept'}", workers
        ),
        "chance": words.chance(brief.row("funding", "kept")["mean"], run.settings["draws"]),
    }


# what there is to decide, by the report that asks it most
_DECISIVE = ("funding", "universal", "sponsorship", "election", "baseline")
# whose numbers are of the months from their plan's start
_REPORTED = ("sponsorship", "funding", "universal")


def _title(brief: Brief, words: Words) -> str:
    return words("brief.title")


def _subtitle(brief: Brief, words: Words) -> str:
    month, plan = words.month(brief.decide_by), brief.plan_name[words.language]
    return words("brief.subtitle", region=brief.about.name, month=month, plan=plan)


def _answer(brief: Brief, words: Words) -> str:
    """The decision in one sentence, on the strength of one report, with what others say for it."""
    decisive = next(name for name in _DECISIVE if name in brief.runs)
    reasons = [
        words(f"brief.reason.{name}", texts(brief, name, words))
        for name in ("baseline", "sponsorship")
        if name in brief.runs and name != decisive
    ]
    what = words(f"brief.decision.{decisive}", texts(brief, decisive, words))
    key = "brief.decision.because" if reasons else "brief.decision"
    return words(key, month=words.month(brief.decide_by), what=what, reasons=words("brief.and").join(reasons))


def _cards(brief: Brief, words: Words) -> list[Card]:
    cards = []
    for source, name in brief.leading:
        found = texts(brief, source, words)
        number, key = found[name], "interval.90"
        if number.row["p05"] == number.row["p95"]:
            key = "brief.certain"
        beside = words(key, found, interval=f"{number:range}", error=f"{number:error}")
        cards.append((f"{number}", words(f"brief.number.{source}.{name}", found), beside))
    return cards


def _notes(brief: Brief, words: Words) -> list[str]:
    """That runs begin before the decision, where some do, and what a range is."""
    starts = [run.plan["start"] for name, run in brief.runs.items() if name in _REPORTED and "start" in run.plan]
    over = [start for start in starts if start <= brief.decide_by]
    note = [words("brief.note.started", start=words.month(min(over)))] if over else []
    return [*note, words("headline.note.range")]


_PAGE = Page("brief", _title, _answer, _cards, _notes, _subtitle)
answer, headline, record = _PAGE.answer, _PAGE.headline, _PAGE.record


@text
def runs(brief: Brief, words: Words) -> str:
    """Each report with its plan and identity, without links: the page is mailed, and they would lead nowhere."""
    found = [
        words("brief.run", report=words(f"brief.task.from.{name}"), plan=run.label, identity=run.identity[:8])
        for name, run in brief.runs.items()
    ]
    return words("brief.runs", facts=words.day(brief.facts_date), identity=brief.identity[:8], runs="; ".join(found))
