"""What is to be done by which month, and what may go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulate.page.elements import Rows, table
from simulate.page.words import Words
from simulate.programmes.brief.page.headline import Number
from simulate.programmes.brief.study import Brief, Risk, Task

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
    beside = {task.values.get("grade", "") for task in brief.agenda if "beside_rp" in task.values}
    notes = (
        _years(brief, words),
        words("brief.agenda.grades", grades=", ".join(grades)) if grades else "",
        words("brief.agenda.judged") if "judgement" in beside else "",
    )
    month = words.month(brief.decide_by)
    return Rows(rows, {"month": month}, brief.tables["agenda"], note=" ".join(filter(None, notes)))


def _years(brief: Brief, words: Words) -> str:
    """Why the allocations of the years are not that of all of them together."""
    years = [row["allocated_rp"] for row in brief.table("funding", "allocated")]
    if len(years) < 2:
        return ""
    whole, total = words.rupiah(brief.row("funding", "allocation")["p50"]), words.rupiah(sum(years))
    confidence = words.share(brief.runs["funding"].plan["confidence"], 0)
    return words("brief.agenda.years", confidence=confidence, sum=total, allocation=whole) if total != whole else ""


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
        grade = _judged(drafting["evidence"], words)
        found["drafting"] = words(f"brief.drafting.{drafting['key']}", ends, judged=grade)
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


def _election_move(lever: str, value: str, words: Words) -> str:
    """What a move of a lever of the election report does, its value as the table holds it."""
    ending = {"True": "yes", "False": "no"}.get(value, value)
    return _text(words, f"election.move.{lever}.{ending}", f"election.move.{lever}", value=value)


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
            ends = {name: values[name] for name in ("usual", "without", "with") if name in values}
            found |= {name: Number(row, "persons", words) for name, row in ends.items()}
        case "deaths":
            found["benefits"] = words.rupiah(values["benefits"]["p95"])
            for fewer in values["fewer"]:
                change = {"p05": -fewer["p95"], "p50": -fewer["p50"], "p95": -fewer["p05"]}
                found |= {"lever": fewer["lever"], "fewer": Number(change, "persons", words, "deaths")}
                found["move"] = _election_move(fewer["lever"], str(fewer["value"]), words)
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
