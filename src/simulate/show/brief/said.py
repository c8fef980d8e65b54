"""Numbers of the runs as the brief's sentences hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulate.months import months_from
from simulate.show.words import Words, catalogue
from simulate.study.brief.result import Brief


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
