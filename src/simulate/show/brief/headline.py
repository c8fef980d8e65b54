"""Title, the decision, three numbers and record of the brief."""

from __future__ import annotations

from simulate.show.brief.said import counted, event, middle, span, whole
from simulate.show.panel import panel
from simulate.show.pieces import Piece
from simulate.show.record import Record, record_of
from simulate.show.words import Words
from simulate.study.brief.result import Brief

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


def headline(brief: Brief) -> Piece:
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

    return panel(
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
