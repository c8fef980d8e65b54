"""What is to be done by which month."""

from __future__ import annotations

from typing import Any

from simulate.show.brief.said import ranged, universal_move
from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.brief.agenda import Task
from simulate.study.brief.result import Brief


def agenda(brief: Brief) -> Piece:
    """A row a task: the month, what is done, and what the month comes from."""

    def rows(words: Words):
        for task in brief.agenda:
            said = _said(task, words)
            yield (
                words.month(task.month, short=True),
                words(f"brief.task.{task.kind}", **said),
                _origin(task, words),
            )

    return table(
        "agenda",
        brief.settings.language,
        caption=lambda words: words("brief.agenda.caption", month=words.month(brief.plan.decide_by)),
        header=lambda words: [words(f"brief.column.{name}") for name in ("month", "task", "from")],
        rows=lambda words: list(rows(words)),
        note=lambda words: _grades(brief, words),
        stacked=True,
        data=brief.tables["agenda"],
    )


def _origin(task: Task, words: Words) -> str:
    """The report or the law that a task comes from."""
    return task.values.get("cited") or words(f"brief.task.from.{task.source}")


def _grades(brief: Brief, words: Words) -> str:
    """How well the law behind the tasks is known."""
    grades = dict.fromkeys(task.values["evidence"] for task in brief.agenda if "cited" in task.values)
    said = ", ".join(words(f"evidence.{grade}") for grade in grades)
    return words("brief.agenda.note", grades=said) if said else ""


def _said(task: Task, words: Words) -> dict[str, str]:
    """The numbers of a task's sentence."""
    values = task.values
    said = {name: told for name, value in values.items() if (told := _value(name, value, words))}
    if task.kind == "switch":
        said["move"] = universal_move(values["lever"], values["value"], words)
    if "p50" in values:
        unit = values.get("unit", "rp")
        counted = "points" if unit == "percentage_points" else ""
        said["amount"] = ranged(values, unit, words, counted, short=True)
    return said


def _value(name: str, value: Any, words: Words) -> str:
    forms = {
        "full": words.month,
        "first": words.month,
        "first_month": words.month,
        "horizon": words.month,
        "date": words.month,
        "before": words.rupiah,
        "after": words.rupiah,
        "allocated_rp": words.rupiah,
        "months": str,
        "year": str,
        "target": lambda level: words.share(level, 0),
        "kind": lambda kind: words(f"brief.election.{kind}"),
        "way": lambda way: words(f"collection.{way}"),
    }
    return forms[name](value) if name in forms and value is not None else ""
