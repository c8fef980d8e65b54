"""What is to be done by which month, and what may go wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from simulate.page.base import Element
from simulate.page.table import old_table
from simulate.page.words import Words, catalogue
from simulate.programmes.brief.page.headline import drafted, election_move, judged, lawful, ranged, universal_move
from simulate.programmes.brief.result import Brief, Risk, Task


def agenda(brief: Brief) -> Element:
    """A row a task: the month, what is done, and what the month comes from."""

    def rows(words: Words):
        for task in brief.agenda:
            yield (
                words.month(task.month, short=True),
                words(f"brief.task.{task.kind}", **_said(task, words)),
                _origin(task, words),
            )

    return old_table(
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


# the table's heads say that a range is one
_ranged = partial(ranged, short=True)


def risks(brief: Brief) -> Element:
    """A row a risk."""

    def rows(words: Words):
        for risk in brief.risks:
            said = _risk_texts(risk, words)
            sure = ".sure" if risk.kind == "target" and risk.size["mc_error"] == 0 else ""
            named, size = (words(f"brief.risk.{risk.kind}.{part}", **said) for part in ("name", f"size{sure}"))
            yield named, size, _less(risk, said, words)

    return old_table(
        "risks",
        brief.settings.language,
        caption=lambda words: words("brief.risks.caption", count=words.exact(len(brief.risks))),
        header=lambda words: [words(f"brief.column.{name}") for name in ("risk", "size", "less")],
        rows=lambda words: list(rows(words)),
        stacked=True,
        data=brief.tables["risks"],
    )


def _less(risk: Risk, said: dict[str, str], words: Words) -> str:
    """What would make a risk less; where a report has no step that does, it says so."""
    cures = {"takeup": "ways", "relief": "with", "deaths": "fewer", "target": "moves"}
    if risk.kind in cures and not risk.values.get(cures[risk.kind]):
        return words("brief.nothing")
    key = f"brief.risk.{risk.kind}.less"
    own = {"payers": "kept" if risk.values.get("kept") else "", "deaths": said.get("lever", "")}.get(risk.kind)
    return words(f"{key}.{own}" if f"{key}.{own}" in catalogue() else key, **said)


def _risk_texts(risk: Risk, words: Words) -> dict[str, str]:
    """The numbers of a risk's sentences."""
    low, high = (words.value(risk.size[end], risk.unit) for end in ("p05", "p95"))
    counted = f"risk.{risk.kind}" if risk.unit in ("persons", "months") else ""
    said = {"low": low, "high": high, "whole": _ranged(risk.size, risk.unit, words, counted)}
    return said | _OTHERS[risk.kind](risk, words)


def _claim(risk: Risk, words: Words) -> dict[str, str]:
    return {name: _ranged(row, row["unit"], words) for name, row in risk.values.items()}


def _takeup(risk: Risk, words: Words) -> dict[str, str]:
    said = {"month": words.month(risk.values["month"])}
    for way in risk.values["ways"]:
        said |= {
            "way": words(f"collection.{way['way']}"),
            "gain": _ranged(way, "persons", words, "risk.takeup"),
            "judged": judged(way["evidence"], words),
            "law": lawful(way["way"], words, short=True),
        }
    return said


def _relief(risk: Risk, words: Words) -> dict[str, str]:
    usual, rise = risk.values["usual"], risk.values["rise"]
    said = {
        "month": words.month(rise["month"]),
        "before": words.rupiah(usual["price_rp"]),
        "after": words.rupiah(rise["price_rp"]),
        "usual": _ranged(usual, "persons", words),
    }
    if "with" in risk.values:
        said["months"] = str(risk.values["months"])
        said |= {end: _ranged(risk.values[end], "persons", words) for end in ("without", "with")}
    return said


def _deaths(risk: Risk, words: Words) -> dict[str, str]:
    benefits = risk.values["benefits"]
    said = {"benefits": words.rupiah(benefits["p95"])}
    for fewer in risk.values["fewer"]:
        move = election_move(fewer["lever"], str(fewer["value"]), words)
        change = {"p05": -fewer["p95"], "p50": -fewer["p50"], "p95": -fewer["p05"]}
        said |= {"lever": fewer["lever"], "move": move, "fewer": _ranged(change, "persons", words, "deaths")}
    return said


def _payers(risk: Risk, words: Words) -> dict[str, str]:
    values, rupiah = risk.values, {name: risk.values[name] for name in ("certainty", "allocation")}
    return {
        "confidence": words.share(values["confidence"], 0),
        "chance": words.chance(values["chance"], values["draws"]),
        **{name: _ranged(row, row["unit"], words) for name, row in rupiah.items()},
    }


def _target(risk: Risk, words: Words) -> dict[str, str]:
    said = {
        "target": words.share(risk.values["target"], 0),
        "year": str(risk.values["year"]),
        "chance": words.chance(risk.size["p50"], risk.values["draws"]),
        "error": words.error(risk.size["mc_error"], "share"),
    }
    for row in risk.values["moves"]:
        move = universal_move(row["lever"], str(row["value"]), words)
        said |= {"move": move, "gain": _ranged(row, "percentage_points", words, "points")}
        said["judged"] = judged(row["evidence"], words)
    return said


_OTHERS = {
    "claim": _claim,
    "takeup": _takeup,
    "relief": _relief,
    "deaths": _deaths,
    "payers": _payers,
    "target": _target,
}
