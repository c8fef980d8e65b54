"""What is to be done by which month and by whom, and what may go otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulate.page.elements import Rows, signed, table, text
from simulate.page.words import Words
from simulate.programmes.brief.agenda import Task
from simulate.programmes.brief.choices import Risk
from simulate.programmes.brief.page.numbers import Number, texts, way_said
from simulate.programmes.brief.study import Brief

# steps on the page's face
_MOST = 6
# months that come by themselves: nobody does anything for them
_DATES = ("relief.other", "relief.transport", "law", "held", "target")
_MONTHS = ("full", "first", "horizon", "start", "from")
_COLUMNS = "brief.column.month brief.column.task brief.column.unit brief.column.basis"


def parted(brief: Brief) -> tuple[list[Task], list[Task]]:
    """The steps of the page's face, and dates and later steps."""
    face = [task for task in brief.agenda if task.kind not in _DATES][:_MOST]
    return face, [task for task in brief.agenda if task not in face]


@table("agenda", "brief.agenda", _COLUMNS, stacked=True)
def agenda(brief: Brief, words: Words) -> Rows:
    """A row a step: the month, what is done, which unit does it, and by which law."""
    face, _ = parted(brief)
    cited = [task.values["evidence"] for task in face if "cited" in task.values]
    grades = ", ".join(words(f"evidence.{grade}") for grade in dict.fromkeys(cited))
    notes = [words("brief.agenda.grades", grades=grades)] if grades else []
    note = " ".join([words("brief.agenda.units"), *notes])
    return Rows(_rows(face, words), data=brief.tables["agenda"], note=note)


@table("agenda_later", "brief.agenda.later", _COLUMNS, stacked=True)
def agenda_later(brief: Brief, words: Words) -> Rows | str:
    """Later steps, and months that come by themselves."""
    _, later = parted(brief)
    if not later:
        return words("brief.agenda.no_later")
    judged = any(task.values.get("grade") == "judgement" and "beside_rp" in task.values for task in brief.agenda)
    notes = [*_years(brief, words), *([words("brief.agenda.judged")] if judged else [])]
    return Rows(_rows(later, words), note=" ".join(notes))


def _rows(tasks: Sequence[Task], words: Words) -> list[list[str]]:
    return [
        [
            words.month(task.month, short=True),
            words(f"brief.task.{task.kind}", _task_texts(task, words)),
            words(f"brief.unit.{task.kind}"),
            _basis(task, words),
        ]
        for task in tasks
    ]


def _basis(task: Task, words: Words) -> str:
    """The law that a step rests on, or that its authority was not found."""
    kind = task.values.get("way", task.kind)
    if words.has(f"brief.lawless.{kind}"):
        return words("brief.lawless.short")
    return task.values.get("cited") or _text(words, f"brief.basis.{kind}") or "–"


def _years(brief: Brief, words: Words) -> list[str]:
    """Why the allocations of the years are not that of all of them together."""
    years = [row["allocated_rp"] for row in brief.table("funding", "allocated")]
    if len(years) < 2:
        return []
    whole, total = words.rupiah(brief.row("funding", "allocation")["p50"]), words.rupiah(sum(years))
    confidence = words.share(brief.runs["funding"].plan["confidence"], 0)
    note = words("brief.agenda.years", confidence=confidence, sum=total, allocation=whole)
    return [note] if total != whole else []


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
        found["judged"] = "" if judged else found["judged"]  # it stands once, at the end
    if "target" in values:
        found["target"] = words.share(values["target"], 0)
    if "way" in values:
        found["way"] = way_said(values["way"], words)
    if "levers" in values:
        found["what"] = words.listed([_act(name, values.get("effects", {}), words) for name in values["levers"]])
    if task.kind in ("late", "budget"):
        found["what"] = ", ".join(_budget(values, words))
    if task.kind == "switch":
        found["move"] = _universal_move(values["lever"], values["value"], words)
        found["amount"] = words.of(values, "percentage_points")
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
    return words("brief.act.effect", act=act, gain=signed(effects[lever]["p50"], "percentage_points", words))


def _budget(values: Mapping[str, Any], words: Words) -> list[str]:
    """What a year's budget holds: for vulnerable workers, for what else covers more, for election workers."""
    parts = []
    for kind, name in (("vulnerable", "allocated_rp"), ("beside", "beside_rp")):
        parts += [words(f"brief.budget.{kind}", amount=words.rupiah(values[name]))] if name in values else []
    elections = [("election", values["workers"])] if "workers" in values else []
    for kind, row in [*elections, *(("villages", row) for row in values.get("villages", ()))]:
        found = {"amount": words.of(row, "rp")}
        # what the election report found, or did not, of who may pay for the workers
        payer = f"brief.authority.{row['payer']}"
        found["authority"] = _text(words, f"{payer}.{row.get('kind')}", payer)
        parts.append(words(f"brief.budget.{kind}.{row['payer']}", found))
    return parts


@text
def risks_said(brief: Brief, words: Words) -> str:
    """How many risks the reports tell."""
    return words("brief.risks.said", count=words.exact(len(brief.risks)))


@table("risks", "brief.risks", "brief.column.risk brief.column.size brief.column.less", stacked=True)
def risks(brief: Brief, words: Words) -> Rows:
    """A row a risk: what may go wrong, how much of it, and what would reduce it."""
    rows = []
    for risk in brief.risks:
        found, key = _risk_texts(risk, words), f"brief.risk.{risk.kind}"
        sure = ".sure" if risk.kind == "target" and risk.size["mc_error"] == 0 else ""
        rows.append((words(f"{key}.name", found), words(f"{key}.size{sure}", found), _less(risk, found, words)))
    return Rows(rows, {"count": words.exact(len(brief.risks))}, brief.tables["risks"], note=_road_note(brief, words))


def _road_note(brief: Brief, words: Words) -> str:
    """That APBD pays for fewer than the target, which counts all payers; empty where either report is unread."""
    paid = brief.table("universal", "subsidised")
    if not (paid and "funding" in brief.runs):
        return ""
    (before, start), (after, month) = (
        (words.count(row["p50"]), words.month(row["month"])) for row in (paid[0], paid[-1])
    )
    told = texts(brief, "funding", words)
    return words("brief.risks.road", told, before=before, after=after, start=start, month=month)


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
    found: dict[str, Any] = {"whole": Number(risk.size, risk.unit, words, counted=kind)}
    match risk.kind:
        case "claim":
            found |= {name: Number(row, row["unit"], words) for name, row in values.items()}
        case "takeup":
            found |= {"low": words.value(risk.size["p05"], risk.unit), "month": words.month(values["month"])}
            for way in values["ways"]:
                found |= {"way": way_said(way["way"], words), "gain": Number(way, "persons", words, counted=kind)}
                found["judged"] = _judged(way["evidence"], words)
                found["law"] = words("brief.unlawful") if words.has(f"brief.lawless.{way['way']}") else ""
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
                found |= {"lever": fewer["lever"], "fewer": Number(change, "persons", words, counted="deaths")}
                # what the move does, its value as the table holds it
                key, value = f"election.move.{fewer['lever']}", str(fewer["value"])
                ending = {"True": "yes", "False": "no"}.get(value, value)
                found["move"] = _text(words, f"{key}.{ending}", key, value=value)
        case "payers":
            names = ("certainty", "allocation", "others")
            found |= {name: Number(values[name], values[name]["unit"], words) for name in names}
            found |= {"confidence": words.share(values["confidence"], 0)}
            found["chance"] = words.chance(values["chance"], values["draws"])
        case "target":
            found |= {"target": words.share(values["target"], 0), "year": str(values["year"])}
            found["chance"] = words.chance(risk.size["p50"], values["draws"])
            found["error"] = words.error(risk.size["mc_error"], "share")
            for row in values["moves"]:
                found |= {"gain": Number(row, "percentage_points", words, counted="points")}
                found["move"] = _universal_move(row["lever"], str(row["value"]), words)
                found["judged"] = _judged(row["evidence"], words)
    return found
