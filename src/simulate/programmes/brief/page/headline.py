"""Title, the decision, three numbers, runs and record of the brief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulate.months import months_from
from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, old_panel, record_of
from simulate.page.words import Words, catalogue
from simulate.programmes.brief.result import Brief


def median(row: Mapping[str, Any], unit: str, words: Words) -> str:
    """A row's median, as exact as its range allows."""
    return words.estimate(row["p50"], row["p05"], row["p95"], unit)


def ranged(row: Mapping[str, Any], unit: str, words: Words, counted: str = "", short: bool = False) -> str:
    """A row's median and what it counts, then its 90 % range where it is not certain.

    ``short`` leaves what the range is to a table's head.
    """
    middle = " ".join(
        part for part in (median(row, unit, words), counted and words(f"brief.counted.{counted}")) if part
    )
    if row["p05"] == row["p95"]:
        return middle
    form = f"brief.estimate{'.short' if short else ''}"
    return words(form, middle=middle, interval=words.interval(row["p05"], row["p95"], unit))


def middle(brief: Brief, source: str, name: str, words: Words) -> str:
    """A measure's median."""
    row = brief.row(source, name)
    return median(row, row["unit"], words)


def counted(brief: Brief, source: str, name: str, words: Words) -> str:
    """A measure's median and what it counts: for a title, whose chart or card shows the range."""
    row, key = brief.row(source, name), f"brief.counted.{source}.{name}"
    return " ".join((median(row, row["unit"], words), *([words(key)] if key in catalogue() else [])))


def whole(brief: Brief, source: str, name: str, words: Words) -> str:
    """A measure's median and what it counts, with its 90 % range."""
    row, key = brief.row(source, name), f"{source}.{name}"
    return ranged(row, row["unit"], words, key if f"brief.counted.{key}" in catalogue() else "")


def span(brief: Brief, source: str, words: Words) -> str:
    """The months that a run was computed for."""
    plan = brief.runs[source].plan
    months = months_from(plan["start"], int(plan["months"]))
    return words.months(months[0], months[-1])


def event(plan: Mapping[str, Any], words: Words) -> str:
    """The election of a plan, with its year."""
    return words(f"election.event.{plan['event']}", year=plan["date"][:4])


def election_move(lever: str, value: str, words: Words) -> str:
    """What a move of a lever of the election report does, its value as the table holds it."""
    told = {"True": "yes", "False": "no"}.get(value, value)
    key = f"election.move.{lever}"
    return words(f"{key}.{told}") if f"{key}.{told}" in catalogue() else words(key, value=value)


def judged(grade: str, words: Words) -> str:
    """That what is told rests on judgement alone, where it does."""
    return words("brief.judged") if grade == "judgement" else ""


def lawful(way: str, words: Words, short: bool = False) -> str:
    """What a way of collecting needs in law, or that this was not found; nothing where it needs no more.

    ``short`` leaves out how others do it.
    """
    key = f"brief.lawless.{way}" if short else f"brief.law.{way}"
    return words(key) if key in catalogue() else ""


def drafted(row: Mapping[str, Any] | None, words: Words) -> str:
    """How many months a regulation takes by the scorecard's report; nothing where that was not read."""
    if row is None:
        return ""
    low, high = (words.exact(row[end]) for end in ("low", "high"))
    return words(f"brief.drafting.{row['key']}", low=low, high=high, judged=judged(row["evidence"], words))


def universal_move(lever: str, value: str, words: Words) -> str:
    """What a move of a lever of the road does, its value as the table holds it."""
    key = f"brief.move.{lever}"
    if f"{key}.{value}" in catalogue():
        return words(f"{key}.{value}")
    if lever.endswith("_from") or lever == "all_switches":
        return words(key, month=words.month(value))
    if lever == "sponsorship":
        return words(key, plan=value)
    return words(key, share=words.share(float(value), 0))


def made_from(brief: Brief, source: str, words: Words) -> str:
    """The source line of what was drawn from a run; the simulation error stands in the data below it."""
    run = brief.runs[source]
    return words("brief.source", report=words(f"brief.report.{source}"), plan=run.label, identity=run.identity[:8])


def left_out(source: str, words: Words) -> str:
    """What stands where a report was not read."""
    return words("brief.left_out", report=words(f"brief.report.{source}"))


# what there is to decide, by the report that asks it most
_DECISIVE = ("funding", "universal", "sponsorship", "election", "baseline")
_REASONS = ("baseline", "sponsorship")
# whose numbers are of the months from their plan's start
_REPORTED = ("sponsorship", "funding", "universal")


def title(brief: Brief, words: Words) -> str:
    """The page's title."""
    return words("brief.title")


def answer(brief: Brief, words: Words | None = None) -> str:
    """The decision in one sentence, in the run's language unless another is given."""
    words = words or Words(brief.settings.language)
    decisive = next(name for name in _DECISIVE if name in brief.runs)
    reasons = [_reason(brief, name, words) for name in _REASONS if name in brief.runs and name != decisive]
    said = {"month": words.month(brief.decide_by), "what": _decision(brief, decisive, words)}
    return words(f"brief.decision{'.because' if reasons else ''}", **said, reasons=words("brief.and").join(reasons))


def _decision(brief: Brief, source: str, words: Words) -> str:
    """What is to be decided on the strength of a report."""
    names = {
        "funding": (),
        "universal": ("coverage", "cost"),
        "sponsorship": ("protected", "contributions"),
        "election": ("covered", "contributions"),
        "baseline": ("claimed", "covered"),
    }[source]
    said = {name: whole(brief, source, name, words) for name in names}
    if source == "election":
        said["event"] = event(brief.runs[source].plan, words)
    elif source != "baseline":
        said["span"] = span(brief, source, words)
    if source == "funding":
        said |= _allocation(brief, words)
    return words(f"brief.decision.{source}", **said)


def _allocation(brief: Brief, words: Words) -> dict[str, str]:
    """What is allocated to the mix in all, how surely it suffices, for how many workers, and with what chance."""
    run, year = brief.runs["funding"], brief.table("funding", "allocated")[0]
    target = brief.table("funding", "target")
    begin, end = target[0]["target"], target[-1]["target"]
    kind = "rising" if end > begin else "kept"
    first, last = (words.month(target[place]["month"]) for place in (0, -1))
    workers = {"first": words.count(begin), "begin": first, "workers": words.exact(end), "month": last}
    late = any(task.kind == "late" and task.values["year"] == int(year["year"]) for task in brief.agenda)
    return {
        "year": str(year["year"]),
        "route": words("brief.decision.late") if late else "",
        "beside": _beside(brief, words),
        "first": words.rupiah(year["allocated_rp"]),
        "allocation": middle(brief, "funding", "allocation", words),
        "confidence": words.share(run.plan["confidence"], 0),
        "workers": words(f"brief.decision.workers.{kind}", **workers),
        "chance": words.chance(brief.row("funding", "kept")["mean"], run.settings["draws"]),
    }


def _beside(brief: Brief, words: Words) -> str:
    """What else the road takes from the budget; empty where nothing. Means, which add up."""
    names = ("regulation", "outreach") if "universal" in brief.runs else ()
    money = sum(brief.row("universal", name)["mean"] for name in names)
    return words("brief.decision.beside", amount=words.rupiah(money)) if money else ""


def _reason(brief: Brief, source: str, words: Words) -> str:
    name = {"baseline": "uncovered", "sponsorship": "protected"}[source]
    return words(f"brief.reason.{source}", number=counted(brief, source, name, words))


def headline(brief: Brief) -> Element:
    """Title, the decision, and three numbers with their ranges."""

    def subtitle(words: Words) -> str:
        month = words.month(brief.decide_by)
        return words("brief.subtitle", region=brief.about.name, month=month, plan=brief.plan_name[words.language])

    def number(source: str, name: str, words: Words) -> tuple[str, str, str]:
        row = brief.row(source, name)
        said = {"report": words(f"brief.report.{source}")}
        label = words(f"brief.number.{source}.{name}", **_about(brief, source, words))
        if row["p05"] == row["p95"]:
            return middle(brief, source, name, words), label, words("brief.certain", **said)
        interval = words.interval(row["p05"], row["p95"], row["unit"])
        more = words("interval.90", interval=interval, error=words.error(row["mc_error"], row["unit"]))
        return middle(brief, source, name, words), label, more

    return old_panel(
        brief.settings.language,
        title=lambda words: title(brief, words),
        subtitle=subtitle,
        answer=lambda words: answer(brief, words),
        numbers=lambda words: [number(source, name, words) for source, name in brief.leading],
        notes=lambda words: [*_started(brief, words), words("headline.note.range")],
        footer=lambda words: words("page.footer"),
    )


def _started(brief: Brief, words: Words) -> list[str]:
    """That runs begin before the decision, where some do."""
    told = [run.plan for name, run in brief.runs.items() if name in _REPORTED]
    starts = [plan["start"] for plan in told if plan.get("start", "9999") <= brief.decide_by]
    return [words("brief.note.started", start=words.month(min(starts)))] if starts else []


def _about(brief: Brief, source: str, words: Words) -> dict[str, str]:
    """The months or the election that a report's numbers are of."""
    plan = brief.runs[source].plan
    if source == "election":
        return {"span": event(plan, words)}
    allocation = _allocation(brief, words) if source == "funding" else {}
    return allocation | {"span": span(brief, source, words) if "start" in plan else ""}


def record(brief: Brief) -> Record:
    """Everything that publishing writes beside the brief."""
    return record_of(brief, title, answer)


def runs(brief: Brief) -> Element:
    """Each report with its plan and identity, without links: the page is mailed, and they would lead nowhere."""

    def told(words: Words) -> str:
        found = [
            words("brief.run", report=words(f"brief.task.from.{name}"), plan=run.label, identity=run.identity[:8])
            for name, run in brief.runs.items()
        ]
        said = {"facts": words.day(brief.facts_date), "identity": brief.identity[:8], "runs": "; ".join(found)}
        return words("brief.runs", **said)

    return old_sentence(brief.settings.language, told)
