"""What is to be done by which month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulate.show.brief.said import drafted, judged, lawful, ranged, universal_move
from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.words import Words, catalogue
from simulate.study.brief.agenda import Task
from simulate.study.brief.result import Brief


def agenda(brief: Brief) -> Piece:
    """A row a task: the month, what is done, and what the month comes from."""

    def rows(words: Words):
        for task in brief.agenda:
            yield (
                words.month(task.month, short=True),
                words(f"brief.task.{task.kind}", **_said(task, words)),
                _origin(task, words),
            )

    return table(
        "agenda",
        brief.settings.language,
        caption=lambda words: words("brief.agenda.caption", month=words.month(brief.decide_by)),
        header=lambda words: [words(f"brief.column.{name}") for name in ("month", "task", "from")],
        rows=lambda words: list(rows(words)),
        note=lambda words: " ".join(
            filter(None, (_years(brief, words), _grades(brief, words), _judged(brief, words)))
        ),
        stacked=True,
        data=brief.tables["agenda"],
    )


def _origin(task: Task, words: Words) -> str:
    """The reports or the law that a task comes from."""
    values = task.values
    reports = [task.source]
    reports += ["universal"] if "beside_rp" in values and task.source != "universal" else []
    reports += ["election"] if {"workers", "villages"} & values.keys() and task.source != "election" else []
    if "drafting" in values:
        reports.append("paritrana")
    parts = [words(f"brief.task.from.{name}") for name in reports if name != "law"]
    parts += [values["cited"]] if "cited" in values else []
    return "; ".join(parts or [words("brief.task.from.law")])


def _authority(workers: dict[str, Any], words: Words) -> str:
    """What the election report found, or did not, of who may pay for election workers; empty where nothing."""
    keys = [f"brief.authority.{workers.get('payer')}{kind}" for kind in (f".{workers.get('kind')}", "")]
    return next((words(key) for key in keys if key in catalogue()), "")


def _years(brief: Brief, words: Words) -> str:
    """Why the allocations of the years are not that of all of them together."""
    years = [row["allocated_rp"] for row in brief.table("funding", "allocated")]
    if len(years) < 2:
        return ""
    whole = brief.row("funding", "allocation")["p50"]
    told = {"sum": words.rupiah(sum(years)), "allocation": words.rupiah(whole)}
    if told["sum"] == told["allocation"]:
        return ""
    confidence = words.share(brief.runs["funding"].plan["confidence"], 0)
    return words("brief.agenda.years", confidence=confidence, **told)


def _grades(brief: Brief, words: Words) -> str:
    """How well the law behind the tasks is known."""
    grades = dict.fromkeys(task.values["evidence"] for task in brief.agenda if "cited" in task.values)
    said = ", ".join(words(f"evidence.{grade}") for grade in grades)
    return words("brief.agenda.note", grades=said) if said else ""


def _judged(brief: Brief, words: Words) -> str:
    """That what the road takes beside the allocation is judged, where it is."""
    grades = {task.values.get("grade", "") for task in brief.agenda if "beside_rp" in task.values}
    return words("brief.agenda.judged") if "judgement" in grades else ""


def _said(task: Task, words: Words) -> dict[str, str]:
    """The numbers of a task's sentence."""
    values = task.values
    said = {name: form(values[name], words) for name, form in _FORMS.items() if values.get(name) is not None}
    said |= {"judged": judged(values.get("grade", ""), words), "drafting": drafted(values.get("drafting"), words)}
    if task.kind in ("late", "budget"):
        said["what"] = _budget(values, words)
    if task.kind == "switch":
        said["move"] = universal_move(values["lever"], values["value"], words)
    if "way" in values:
        said["law"] = lawful(values["way"], words)
    if "levers" in values:
        said["what"] = words.listed([_act(name, values.get("effects", {}), words) for name in values["levers"]])
    if "p50" in values:
        unit = values.get("unit", "rp")
        counted = "points" if unit == "percentage_points" else ""
        said["amount"] = ranged(values, unit, words, counted, short=True)
    return said


def _act(lever: str, effects: dict[str, Any], words: Words) -> str:
    """A measure of the road, with what it adds to coverage where that was computed."""
    act = words(f"brief.act.{lever}")
    if lever not in effects:
        return act
    gain = effects[lever]["p50"]
    return words("brief.act.effect", act=act, gain=f"{'+' if gain > 0 else ''}{words.points(gain)}")


def _budget(values: dict[str, Any], words: Words) -> str:
    """What a year's budget holds: for vulnerable workers, for what else covers more, for election workers."""
    parts = []
    if "allocated_rp" in values:
        parts.append(words("brief.budget.vulnerable", amount=words.rupiah(values["allocated_rp"])))
    if "beside_rp" in values:
        parts.append(words("brief.budget.beside", amount=words.rupiah(values["beside_rp"])))
    if "workers" in values:
        amount = ranged(values["workers"], "rp", words, short=True)
        told = {"amount": amount, "authority": _authority(values["workers"], words)}
        parts.append(words(f"brief.budget.election.{values['workers']['payer']}", **told))
    for row in values.get("villages", ()):
        told = {"amount": ranged(row, "rp", words, short=True), "authority": _authority(row, words)}
        told |= {"date": words.month(row["date"])}
        parts.append(words(f"brief.budget.villages.{row['payer']}", **told))
    return ", ".join(parts)


# how the numbers of a sentence are said
_FORMS: dict[str, Callable[[Any, Words], str]] = {
    "full": lambda month, words: words.month(month),
    "first": lambda month, words: words.month(month),
    "horizon": lambda month, words: words.month(month),
    "start": lambda month, words: words.month(month),
    "end": lambda month, words: words.month(month),
    "from": lambda month, words: words.month(month),
    "agreed": lambda month, words: words.month(month),
    "before": lambda price, words: words.rupiah(price),
    "after": lambda price, words: words.rupiah(price),
    "months": lambda months, words: str(months),
    "year": lambda year, words: str(year),
    "target": lambda level, words: words.share(level, 0),
    "way": lambda way, words: words(f"collection.{way}"),
}
