"""Numbers of the runs as the brief's sentences hold them, and what each rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulate.page.html import Cell
from simulate.page.trace import Trace, with_range
from simulate.page.words import Estimate, Words
from simulate.programmes.brief.found import Found
from simulate.programmes.brief.plan import ReadTrace
from simulate.programmes.brief.study import Brief
from simulate.written import months_from


@dataclass(frozen=True)
class Number(Estimate):
    """A number of a run, in one more form: ``{x:short}``, its median with what it counts, and its 90 % range where it
    is not certain; a table's head says what the range is.

    ``counted`` is the ending of the key of what it counts; there need not be one.
    """

    counted: str = ""

    def __format__(self, form: str) -> str:
        if form != "short":
            return super().__format__(form)
        middle, key = super().__format__(""), f"brief.counted.{self.counted}"
        if self.words.has(key):
            middle += f" {self.words(key)}"
        if self.row["p05"] == self.row["p95"]:
            return middle
        return self.words("brief.estimate.short", middle=middle, interval=super().__format__("range"))


def place(source: str, name: str) -> str:
    """The name under which a number of a report opens what it rests on."""
    return f"{source}-{name}"


def texts(brief: Brief, source: str, words: Words) -> dict[str, Any]:
    """What sentences about a report hold: its numbers by the brief's names, its months or election as ``span``; and
    of the mix what is allocated to it.
    """
    run = brief.runs[source]
    rows = {name: brief.row(source, name) for name in run.names}
    found: dict[str, Any] = {name: words.of(row, row["unit"], place(source, name)) for name, row in rows.items()}
    if source == "election":
        found["span"] = words(f"election.event.{run.plan['event']}", year=run.plan["date"][:4])
    elif "start" in run.plan:
        months = months_from(run.plan["start"], int(run.plan["months"]))
        found |= {"span": words.months(months[0], months[-1]), "month": words.month(months[-1])}
        found |= {"years": "–".join(dict.fromkeys((months[0][:4], months[-1][:4]))), "start": words.month(months[0])}
    if source == "sponsorship":
        given = run.plan.get("participation_share") is not None
        found["way"] = words("brief.way.share") if given else way_said(run.plan["collection"], words)
    return found | (_allocation(brief, words) if source == "funding" else {})


def way_said(way: str, words: Words) -> str:
    """A way of asking civil servants without what is said of it in brackets: the table of options has it."""
    return words(f"collection.{way}").partition(" (")[0]


def _allocation(brief: Brief, words: Words) -> dict[str, Any]:
    """What is allocated to the mix in the first year that is open, for how many workers, and with what chance."""
    begin, end = (brief.table("funding", "target")[row]["target"] for row in (0, -1))
    return {
        "year": brief.year,
        "first": words.mark(place("funding", "first"), words.rupiah(brief.allocated_rp)),
        "rising": "rising" if end > begin else "kept",
        "workers": words.mark(place("funding", "workers"), words.exact(end)),
        "chance": words.mark(
            place("funding", "kept"), chance_said(brief.row("funding", "kept")["mean"], brief, words)
        ),
    }


# a chance so near to tenths is said in them
_NEAR = 0.03


def chance_said(chance: float, brief: Brief, words: Words) -> str:
    """A chance in tenths where it is near to them, as a reader without statistics says it; else in percent."""
    tenths = round(10 * chance)
    if 0 < tenths < 10 and abs(10 * chance - tenths) <= 10 * _NEAR:
        return words("brief.chance", tenths=str(tenths))
    return words.chance(chance, brief.runs["funding"].settings["draws"])


def beside(brief: Brief, words: Words) -> str:
    """What the road takes of the first year's budget beside the mix, on average; empty where it takes nothing."""
    means = {str(row["year"]): row["mean"] for row in brief.table("universal", "beside")}
    mean = means.get(brief.year, 0.0) if "funding" in brief.runs else 0.0
    return words.mark(place("universal", "beside"), words.rupiah(mean)) if mean else ""


def traces(brief: Brief, words: Words) -> dict[str, Trace]:
    """What each number that the brief takes rests on: what its report says of it, the report and the run.

    What a report says of its first budget year is of the first that is open today; of another it is not told.
    """
    found: dict[str, Trace] = {}
    for source, run in brief.runs.items():
        told = run.traces.get(words.language, {})
        for name in run.names | run_traces(brief, source, words):
            read = told.get(name) if name != "first" or brief.year == brief.about.opens[:4] else None
            values = read.model_dump(exclude={"inputs"}) if read else _untold(brief, source, name, words)
            inputs = _inputs(read) + (_prices(brief, words) if name == "beside" else [])
            found[place(source, name)] = Trace(**values, inputs=[*inputs, run_said(brief, source, words)])
    return found | _ways(brief, words)


def _inputs(read: ReadTrace | None) -> list[Cell]:
    """What a number was read to be made from, as a page holds it."""
    return [[*one] if isinstance(one, tuple) else one for one in (read.inputs if read else ())]


def run_traces(brief: Found, source: str, words: Words) -> dict[str, str]:
    """Numbers of a report that are no measures of its headline table, with what each is."""
    if source == "funding":
        target = brief.table("funding", "target")[-1]["target"]
        return {"first": words.rupiah(brief.allocated_rp), "workers": words.exact(target)}
    if source == "universal" and (rows := brief.table("universal", "beside")):
        return {"beside": "; ".join(f"{row['year']}: {words.rupiah(row['mean'])}" for row in rows)}
    return {}


def _prices(brief: Brief, words: Words) -> list[str]:
    """What inspection, outreach and regulation are assumed to cost."""
    return [
        words(
            "brief.trace.price",
            name=words(f"brief.price.{row['key']}"),
            range=words.interval(row["low"], row["high"], "rp"),
            grade=words(f"evidence.{row['evidence']}"),
        )
        for row in brief.table("universal", "prices")
    ]


def _untold(brief: Brief, source: str, name: str, words: Words) -> dict[str, str]:
    """The name and the value of a number whose run does not say what it rests on."""
    value = run_traces(brief, source, words).get(name)
    if value is None:
        row = brief.row(source, name)
        value = with_range(row, row["unit"], words)
    key = f"brief.number.{source}.{name}"
    said = words(key, texts(brief, source, words)) if words.has(key) else words(f"brief.report.{source}")
    return {"name": said, "value": value}


def run_said(brief: Brief, source: str, words: Words) -> str:
    """The report, plan and identity of a run that was read."""
    run = brief.runs[source]
    told = {"report": words(f"brief.report.{source}"), "plan": run.label, "identity": run.identity[:8]}
    return words("brief.trace.run", told)


def _ways(brief: Brief, words: Words) -> dict[str, Trace]:
    """What the numbers by way of asking rest on: each way's own, and what the report's own number rests on."""
    rows = brief.table("sponsorship", "ways")
    if not rows:
        return {}
    lines = [
        words(
            "brief.trace.way",
            way=words(f"collection.{row['way']}"),
            workers=with_range(row, "persons", words),
            paid=words.rupiah(row["paid_rp"]),
            grade=words(f"evidence.{row['evidence']}"),
        )
        for row in rows
    ]
    read = brief.runs["sponsorship"].traces.get(words.language, {}).get("protected")
    name, _, formula = words("brief.trace.ways").partition(" = ")
    return {"ways": Trace(name, "", formula, [*lines, *_inputs(read), run_said(brief, "sponsorship", words)])}
