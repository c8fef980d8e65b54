"""The regent's page: the decision, a small chart of each report, what is to be done when, and what may go wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulate.page.drawing import INK, MAIN, OTHER, SMALL, beside, count_ticks, fan, month_ticks, tick_form
from simulate.page.elements import Card, Chart, Page, Rows, chart, median, table, text
from simulate.page.words import Estimate, Words
from simulate.programmes.brief.study import Brief, Risk, Task, run
from simulate.written import months_from

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    if source == "sponsorship":
        given = run.plan.get("participation_share") is not None
        found["way"] = words("brief.way.share") if given else words(f"collection.{run.plan['collection']}")
    return found | (_allocation(brief, words) if source == "funding" else {})


def _allocation(brief: Brief, words: Words) -> dict[str, str]:
    """What is allocated to the mix in all, how surely it suffices, for how many workers, and with what chance."""
    run, year = brief.runs["funding"], brief.table("funding", "allocated")[0]
    begin, end = (brief.table("funding", "target")[place] for place in (0, -1))
    workers = {"first": words.count(begin["target"]), "begin": words.month(begin["month"])}
    workers |= {"workers": words.exact(end["target"]), "month": words.month(end["month"])}
    late = any(task.kind == "late" and task.values["year"] == int(year["year"]) for task in brief.agenda)
    # what else the road takes from the budget: means, which add up
    parts = ("regulation", "outreach") if "universal" in brief.runs else ()
    more = sum(brief.row("universal", name)["mean"] for name in parts)
    rising = "rising" if end["target"] > begin["target"] else "kept"
    return {
        "year": str(year["year"]),
        "route": words("brief.decision.late") if late else "",
        "beside": words("brief.decision.beside", amount=words.rupiah(more)) if more else "",
        "first": words.rupiah(year["allocated_rp"]),
        "confidence": words.share(run.plan["confidence"], 0),
        "workers": words(f"brief.decision.workers.{rising}", workers),
        "chance": words.chance(brief.row("funding", "kept")["mean"], run.settings["draws"]),
    }


# what there is to decide, by the report that asks it most
_DECISIVE = ("funding", "universal", "sponsorship", "election", "baseline")
# whose numbers are of the months from their plan's start
_REPORTED = ("sponsorship", "funding", "universal")


def _answer(brief: Brief, words: Words) -> str:
    """The decision in one sentence, on the strength of one report, with what others say for it."""
    decisive = next(name for name in _DECISIVE if name in brief.runs)
    others = [name for name in ("baseline", "sponsorship") if name in brief.runs and name != decisive]
    reasons = [words(f"brief.reason.{name}", texts(brief, name, words)) for name in others]
    what = words(f"brief.decision.{decisive}", texts(brief, decisive, words))
    key = "brief.decision.because" if reasons else "brief.decision"
    return words(key, month=words.month(brief.decide_by), what=what, reasons=words("brief.and").join(reasons))


def _cards(brief: Brief, words: Words) -> list[Card]:
    cards = []
    for source, name in brief.leading:
        found = texts(brief, source, words)
        number = found[name]
        key = "brief.certain" if number.row["p05"] == number.row["p95"] else "interval.90"
        more = words(key, found, interval=f"{number:range}", error=f"{number:error}")
        cards.append((f"{number}", words(f"brief.number.{source}.{name}", found), more))
    return cards


def _notes(brief: Brief, words: Words) -> list[str]:
    """That runs begin before the decision, where some do, and what a range is."""
    starts = [run.plan.get("start", "9999-12") for name, run in brief.runs.items() if name in _REPORTED]
    over = [start for start in starts if start <= brief.decide_by]
    note = [words("brief.note.started", start=words.month(min(over)))] if over else []
    return [*note, words("headline.note.range")]


def _title(brief: Brief, words: Words) -> str:
    """The first budget year that begins after the decision."""
    return words("brief.title", year=str(int(brief.decide_by[:4]) + 1))


def _subtitle(brief: Brief, words: Words) -> str:
    month, plan = words.month(brief.decide_by), brief.plan_name[words.language]
    return words("brief.subtitle", region=brief.about.name, month=month, plan=plan)


@text
def runs(brief: Brief, words: Words) -> str:
    """Each report with its plan and identity, without links: the page is mailed, and they would lead nowhere."""
    found = "; ".join(
        words("brief.run", report=words(f"brief.task.from.{name}"), plan=run.label, identity=run.identity[:8])
        for name, run in brief.runs.items()
    )
    return words("brief.runs", facts=words.day(brief.facts_date), identity=brief.identity[:8], runs=found)


# payers that have a bar; the page has no room for more
_DRAWN = 4


def _bars(
    bars: Sequence[tuple[str, Mapping[str, Any]]], unit: str, words: Words, most: float | None = None
) -> Callable[[Figure, bool], None]:
    """Draws level bars from top to bottom, each with its range and its number; ``most`` is where the axis ends."""

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(bars) - 1, -1, -1)
        for place, (_, row) in zip(places, bars, strict=True):
            axes.barh(place, row["p50"], color=MAIN, alpha=0.75, height=0.5, edgecolor="none")
            if row["p05"] < row["p95"]:
                axes.plot([row["p05"], row["p95"]], [place, place], color=INK, linewidth=1.2)
            beside(axes, median(row, unit, words), (max(row["p50"], row["p95"]), place), va="center")
        axes.set_yticks(list(places), [name for name, _ in bars])
        axes.set_ylim(-0.6, len(bars) - 0.4)
        axes.set_xlim(0, 1.3 * (most or max(float(row["p95"]) for _, row in bars) * 1.04 or 1.0))
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])  # each bar says its number
        axes.spines["bottom"].set_visible(False)

    return draw


def _not_read(source: str, words: Words) -> str:
    return words("brief.left_out", report=words(f"brief.report.{source}"))


@chart("coverage", "brief.chart", SMALL, (3.7, 1.8))
def baseline(brief: Brief, words: Words) -> Chart | str:
    """Covered share as claimed and as reconciled."""
    if "baseline" not in brief.runs:
        return _not_read("baseline", words)
    found = [{"measure": name} | brief.row("baseline", name) for name in ("claimed", "covered")]
    bars = [(words(f"brief.chart.coverage.{row['measure']}"), row) for row in found]
    draw = _bars(bars, "share", words, 0.9)
    return Chart(draw, pd.DataFrame(found), texts(brief, "baseline", words), ".baseline", ".baseline")


@chart("election", "brief.chart", SMALL, (3.7, 1.8))
def election(brief: Brief, words: Words) -> Chart | str:
    """Contributions by budget year."""
    if "election" not in brief.runs:
        return _not_read("election", words)
    found = brief.table("election", "years")
    most = max(found, key=lambda row: row["p50"])
    numbers = {"year": str(most["year"]), "amount": words.rupiah(most["p50"])}
    numbers["years"] = "; ".join(f"{row['year']}: {words.rupiah(row['p50'])}" for row in found)
    draw = _bars([(str(row["year"]), row) for row in found], "rp", words)
    return Chart(draw, pd.DataFrame(found), texts(brief, "election", words) | numbers, ".election", ".election")


@chart("funding", "brief.chart", SMALL, (3.7, 2.1))
def funding(brief: Brief, words: Words) -> Chart | str:
    """Workers by payer in the cheapest mix."""
    if "funding" not in brief.runs:
        return _not_read("funding", words)
    found = [row for row in brief.table("funding", "payers") if row["p95"] > 0]
    bars = [(words.term("brief.payer", row["payer"]), row) for row in found]
    numbers = texts(brief, "funding", words) | {
        "payer": bars[0][0],
        "workers": median(found[0], "persons", words),
        "month": words.month(brief.table("funding", "target")[-1]["month"]),
        "payers": "; ".join(f"{name} {median(row, 'persons', words)}" for name, row in bars),
        "drawn": str(_DRAWN),
        "all": str(len(found)),
    }
    draw, some = _bars(bars[:_DRAWN], "persons", words), ".some" if len(found) > _DRAWN else ""
    return Chart(draw, pd.DataFrame(found), numbers, ".funding", ".funding", some)


@chart("protected", "brief.chart", SMALL, (3.7, 2.4))
def sponsorship(brief: Brief, words: Words) -> Chart | str:
    """Paid-up workers by month with their 90 % range; one worker for each civil servant is the dashed line."""
    if "sponsorship" not in brief.runs:
        return _not_read("sponsorship", words)
    data, numbers = pd.DataFrame(brief.table("sponsorship", "months")), texts(brief, "sponsorship", words)
    ceiling, months = numbers["ceiling"].row["p50"], list(data["month"])
    numbers |= {"month": words.month(months[-1]), "ceiling": words.exact(ceiling)}

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        fan(axes, range(len(data)), data)
        axes.axhline(ceiling, color=OTHER, linestyle="--", linewidth=1.5)
        beside(axes, words("brief.chart.sponsorship.ceiling", numbers), (0, ceiling), (0, 3), color=OTHER)
        beside(axes, f"{numbers['protected']}", (len(data) - 1, data["p95"].iloc[-1]), (0, 3), ha="right")
        month_ticks(axes, months, words, 2)
        count_ticks(axes.yaxis, words)
        axes.locator_params(axis="y", nbins=4)
        axes.set_ylim(0, max(ceiling, float(data["p95"].max())) * 1.2)

    return Chart(draw, data, numbers, ".sponsorship", ".sponsorship")


@chart("universal", "brief.chart", SMALL, (3.7, 2.2))
def universal(brief: Brief, words: Words) -> Chart | str:
    """Coverage at the end of each year with its 90 % range; what APBD pays only where no funding mix was read."""
    if "universal" not in brief.runs:
        return _not_read("universal", words)
    data, numbers = pd.DataFrame(brief.table("universal", "years")), texts(brief, "universal", words)
    years, coverage = list(data["year"]), f"{numbers['coverage']}"
    top = max(float(data["p95"].max()), *(row["level"] for row in brief.table("universal", "targets")))
    missed = next((risk for risk in brief.risks if risk.kind == "target"), None)
    shares = [f"{row['year']} {words.share(row['p50'])}" for row in data.to_dict("records")]
    cost = "" if "funding" in brief.runs else words("brief.chart.universal.cost", numbers)
    numbers |= {"year": years[-1], "years": "; ".join(shares), "cost": cost, "chance": ""}
    if missed:
        level, year = words.share(missed.values["target"], 0), str(missed.values["year"])
        chance = words.chance(1 - missed.size["p50"], missed.values["draws"])
        numbers["chance"] = words("brief.chart.universal.chance", target=level, year=year, chance=chance)

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(data))
        fan(axes, places, data, marker="o", markersize=4)
        if missed:
            axes.axhline(missed.values["target"], color=OTHER, linestyle="--", linewidth=1.5)
            label = words("brief.chart.universal.target", target=level)
            beside(axes, label, (0, missed.values["target"]), (0, 3), color=OTHER)
        beside(axes, coverage, (places[-1], data["p05"].iloc[-1]), (0, -3), ha="right", va="top")
        axes.set_xticks(list(places), years)
        axes.set_ylim(0, min(1.15, top * 1.25))
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(tick_form(lambda value: words.share(value, 0)))

    return Chart(draw, data, numbers, ".universal", ".universal")


_MONTHS = ("full", "first", "horizon", "start", "end", "from", "agreed")


@table("agenda", "brief.agenda", "brief.column.month brief.column.task brief.column.from", stacked=True)
def agenda(brief: Brief, words: Words) -> Rows:
    """A row a task: the month, what is done, and what the month comes from."""
    rows = []
    for task in brief.agenda:
        step = words(f"brief.task.{task.kind}", _task_texts(task, words))
        rows.append((words.month(task.month, short=True), step, _origin(task, words)))
    cited = [task.values["evidence"] for task in brief.agenda if "cited" in task.values]
    grades = [words(f"evidence.{grade}") for grade in dict.fromkeys(cited)]
    judged = {task.values.get("grade", "") for task in brief.agenda if "beside_rp" in task.values}
    notes = _years(brief, words)
    notes += [words("brief.agenda.grades", grades=", ".join(grades))] if grades else []
    notes += [words("brief.agenda.judged")] if "judgement" in judged else []
    return Rows(rows, {"month": words.month(brief.decide_by)}, brief.tables["agenda"], note=" ".join(notes))


def _years(brief: Brief, words: Words) -> list[str]:
    """Why the allocations of the years are not that of all of them together."""
    years = [row["allocated_rp"] for row in brief.table("funding", "allocated")]
    if len(years) < 2:
        return []
    whole, total = words.rupiah(brief.row("funding", "allocation")["p50"]), words.rupiah(sum(years))
    confidence = words.share(brief.runs["funding"].plan["confidence"], 0)
    note = words("brief.agenda.years", confidence=confidence, sum=total, allocation=whole)
    return [note] if total != whole else []


def _origin(task: Task, words: Words) -> str:
    """The reports or the law that a task comes from."""
    behind = {"universal": {"beside_rp"}, "election": {"workers", "villages"}, "paritrana": {"drafting"}}
    reports = dict.fromkeys([task.source, *(name for name, held in behind.items() if held & task.values.keys())])
    parts = [words(f"brief.task.from.{name}") for name in reports if name != "law"]
    parts += [task.values["cited"]] if "cited" in task.values else []
    return "; ".join(parts or [words("brief.task.from.law")])


def _task_texts(task: Task, words: Words) -> dict[str, Any]:
    """What a task's sentence holds."""
    values, drafting = task.values, task.values.get("drafting")
    found: dict[str, Any] = {name: words.month(values[name]) for name in _MONTHS if values.get(name)}
    found |= {name: words.rupiah(values[name]) for name in ("before", "after") if name in values}
    found |= {name: str(values[name]) for name in ("months", "year") if name in values}
    found |= {"judged": _judged(values.get("grade", ""), words), "drafting": ""}
    if drafting:  # how long a regulation takes, by the scorecard's report
        ends = {end: words.exact(drafting[end]) for end in ("low", "high")}
        judged = _judged(drafting["evidence"], words)
        found["drafting"] = words(f"brief.drafting.{drafting['key']}", ends, judged=judged)
    if "target" in values:
        found["target"] = words.share(values["target"], 0)
    if "way" in values:
        # what a way of collecting needs in law, or that this was not found; nothing where it needs no more
        found |= {"way": words(f"collection.{values['way']}"), "law": _text(words, f"brief.law.{values['way']}")}
    if "levers" in values:
        found["what"] = words.listed([_act(name, values.get("effects", {}), words) for name in values["levers"]])
    if task.kind in ("late", "budget"):
        found["what"] = ", ".join(_budget(values, words))
    if task.kind == "switch":
        found["move"] = _universal_move(values["lever"], values["value"], words)
    if "p50" in values:
        unit = values.get("unit", "rp")
        found["amount"] = Number(values, unit, words, "points" if unit == "percentage_points" else "")
    return found


def _judged(grade: str, words: Words) -> str:
    """That a statement rests on judgement alone, where it does."""
    return words("brief.judged") if grade == "judgement" else ""


def _text(words: Words, *keys: str, **values: Any) -> str:
    """The text of the first of these keys that there is; empty where there is none."""
    return next((words(key, **values) for key in keys if words.has(key)), "")


def _universal_move(lever: str, value: str, words: Words) -> str:
    """What a move of a lever of the road does, its value as the table holds it."""
    key = f"brief.move.{lever}"
    if words.has(f"{key}.{value}"):
        return words(f"{key}.{value}")
    if lever.endswith("_from") or lever == "all_switches":
        return words(key, month=words.month(value))
    return words(key, plan=value) if lever == "sponsorship" else words(key, share=words.share(float(value), 0))


def _act(lever: str, effects: Mapping[str, Any], words: Words) -> str:
    """A measure of the road, with what it adds to coverage where that was computed."""
    act = words(f"brief.act.{lever}")
    if lever not in effects:
        return act
    gain = effects[lever]["p50"]
    return words("brief.act.effect", act=act, gain=f"{'+' if gain > 0 else ''}{words.points(gain)}")


def _budget(values: Mapping[str, Any], words: Words) -> list[str]:
    """What a year's budget holds: for vulnerable workers, for what else covers more, for election workers."""
    parts = []
    for kind, name in (("vulnerable", "allocated_rp"), ("beside", "beside_rp")):
        parts += [words(f"brief.budget.{kind}", amount=words.rupiah(values[name]))] if name in values else []
    elections = [("election", values["workers"])] if "workers" in values else []
    for kind, row in [*elections, *(("villages", row) for row in values.get("villages", ()))]:
        found = {"amount": Number(row, "rp", words), "date": words.month(row["date"]) if "date" in row else ""}
        # what the election report found, or did not, of who may pay for the workers
        payer = f"brief.authority.{row['payer']}"
        found["authority"] = _text(words, f"{payer}.{row.get('kind')}", payer)
        parts.append(words(f"brief.budget.{kind}.{row['payer']}", found))
    return parts


@table("risks", "brief.risks", "brief.column.risk brief.column.size brief.column.less", stacked=True)
def risks(brief: Brief, words: Words) -> Rows:
    """A row a risk: what may go wrong, how much of it, and what would reduce it."""
    rows = []
    for risk in brief.risks:
        found, key = _risk_texts(risk, words), f"brief.risk.{risk.kind}"
        sure = ".sure" if risk.kind == "target" and risk.size["mc_error"] == 0 else ""
        rows.append((words(f"{key}.name", found), words(f"{key}.size{sure}", found), _less(risk, found, words)))
    return Rows(rows, {"count": words.exact(len(brief.risks))}, brief.tables["risks"])


def _less(risk: Risk, found: Mapping[str, Any], words: Words) -> str:
    """What would make a risk less; where a report has no step that does, it says so."""
    cure = {"takeup": "ways", "relief": "with", "deaths": "fewer", "target": "moves"}.get(risk.kind)
    if cure and not risk.values.get(cure):
        return words("brief.nothing")
    key, own = f"brief.risk.{risk.kind}.less", "kept" if risk.values.get("kept") else found.get("lever")
    return _text(words, f"{key}.{own}", key, **found)


def _risk_texts(risk: Risk, words: Words) -> dict[str, Any]:
    """What a risk's sentences hold; a table's head says that a range is one."""
    values, kind = risk.values, f"risk.{risk.kind}"
    found: dict[str, Any] = {"whole": Number(risk.size, risk.unit, words, kind)}
    match risk.kind:
        case "claim":
            found |= {name: Number(row, row["unit"], words) for name, row in values.items()}
        case "takeup":
            found |= {"low": words.value(risk.size["p05"], risk.unit), "month": words.month(values["month"])}
            for way in values["ways"]:
                found |= {"way": words(f"collection.{way['way']}"), "gain": Number(way, "persons", words, kind)}
                found["judged"] = _judged(way["evidence"], words)
                found["law"] = _text(words, f"brief.lawless.{way['way']}")
        case "relief":
            usual, rise = values["usual"], values["rise"]
            found |= {"month": words.month(rise["month"]), "months": values.get("months")}
            found |= {"before": words.rupiah(usual["price_rp"]), "after": words.rupiah(rise["price_rp"])}
            ends = values.keys() & {"usual", "without", "with"}
            found |= {name: Number(values[name], "persons", words) for name in ends}
        case "deaths":
            found["benefits"] = words.rupiah(values["benefits"]["p95"])
            for fewer in values["fewer"]:
                change = {"p05": -fewer["p95"], "p50": -fewer["p50"], "p95": -fewer["p05"]}
                found |= {"lever": fewer["lever"], "fewer": Number(change, "persons", words, "deaths")}
                # what the move does, its value as the table holds it
                key, value = f"election.move.{fewer['lever']}", str(fewer["value"])
                ending = {"True": "yes", "False": "no"}.get(value, value)
                found["move"] = _text(words, f"{key}.{ending}", key, value=value)
        case "payers":
            found |= {name: Number(values[name], values[name]["unit"], words) for name in ("certainty", "allocation")}
            found |= {"confidence": words.share(values["confidence"], 0)}
            found["chance"] = words.chance(values["chance"], values["draws"])
        case "target":
            found |= {"target": words.share(values["target"], 0), "year": str(values["year"])}
            found["chance"] = words.chance(risk.size["p50"], values["draws"])
            found["error"] = words.error(risk.size["mc_error"], "share")
            for row in values["moves"]:
                found |= {"gain": Number(row, "percentage_points", words, "points")}
                found["move"] = _universal_move(row["lever"], str(row["value"]), words)
                found["judged"] = _judged(row["evidence"], words)
    return found


Page("brief", _title, _answer, _cards, _notes, _subtitle, method=None).hand_out(__name__, run)
