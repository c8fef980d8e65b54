"""What is to be done by which month: from the month of the decision, the law's windows, and the plans' own months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from simulate.model.prices import SECTORS
from simulate.months import month_number, month_text
from simulate.plan.universal import SWITCHES
from simulate.study.law import prices_rp

if TYPE_CHECKING:
    from simulate.law import LawMonth, LawValue
    from simulate.study.brief.result import Brief

# levers of the road that come into force in a month
SWITCHED = (*SWITCHES, "all_switches")


@dataclass(frozen=True)
class Task:
    """Something to be done by a month, for which report's sake (``law``: the law base's), with its numbers."""

    month: str
    kind: str
    source: str
    values: dict[str, Any] = field(default_factory=dict)


def agenda(brief: Brief) -> list[Task]:
    """The tasks in order, from the month of the decision; what is due before that falls into that month."""
    first = brief.plan.decide_by
    parts = (_choices(brief), _law(brief), _budgets(brief), _election(brief), _targets(brief))
    found = [task for part in parts for task in part]
    moved = [Task(max(task.month, first), task.kind, task.source, task.values) for task in found]
    return sorted(moved, key=lambda task: task.month)


def _choices(brief: Brief) -> Iterator[Task]:
    """What the regent may choose, and must issue before it can work: a way to collect, an obligation."""
    for way in brief.table("sponsorship", "ways"):
        if way["p50"] > 0:
            yield Task(brief.plan.decide_by, "collect", "sponsorship", way | {"unit": "persons"})
    for move in brief.table("universal", "moves"):
        if move["lever"] in SWITCHED:
            issued = _after(move["value"], -1)
            yield Task(issued, "switch", "universal", move | {"unit": "percentage_points"})


def _after(month: str, months: int = 1) -> str:
    return month_text(month_number(month) + months)


def _law(brief: Brief) -> Iterator[Task]:
    """Registration and the wait after it, the end of relief, and the last month that the law files vouch for."""
    decide = brief.plan.decide_by
    months = [decide]
    while months[-1] < brief.law.horizon:
        months.append(_after(months[-1]))
    laws = [brief.law.at(month, brief.plan.law_extension) for month in months]
    if {"sponsorship", "funding", "universal"} & set(brief.runs):
        register = _after(decide)
        wait = brief.law.at(register, brief.plan.law_extension).cited("jkm_waiting")
        full = _after(register, int(wait.value))
        yield Task(register, "register", "law", {"full": full, "months": int(wait.value)} | _cited(wait))
        for sector in SECTORS:
            yield from _relief_end(laws, sector)
    known = brief.law.horizon >= decide
    yield Task(max(brief.law.horizon, decide), "law" if known else "held", "law", {"horizon": brief.law.horizon})


def _cited(value: LawValue) -> dict[str, str]:
    return {"cited": value.reference, "evidence": value.evidence}


def _relief_end(laws: list[LawMonth], sector: str) -> Iterator[Task]:
    """The last month in which members of a sector pay less, and what they pay before and after it [Rp/month]."""
    for before, after in pairwise(laws):
        relief = before.cited("bpu_relief", sector, "personal")
        if relief.value > after.value("bpu_relief", sector, "personal"):
            prices = {"before": prices_rp(before)[sector], "after": prices_rp(after)[sector]}
            yield Task(before.month, f"relief.{sector}", "law", prices | _cited(relief))


def _budgets(brief: Brief) -> Iterator[Task]:
    """What must stand in a year's budget before the year begins, of years that have not passed."""
    decide = brief.plan.decide_by
    workers = {int(row["year"]): row for row in brief.table("election", "years") if row["p50"]}
    vulnerable = {int(row["year"]): row for row in brief.table("funding", "allocated")}
    for year in sorted(workers.keys() | vulnerable.keys()):
        if year <= int(decide[:4]):  # a year that has begun has its budget
            continue
        both = year in workers and year in vulnerable
        kind = "budgets" if both else "budget" if year in workers else "funding"
        told = vulnerable.get(year, {}) | workers.get(year, {})
        yield Task(f"{year - 1}-12", kind, "election" if kind == "budget" else "funding", told | {"year": year})
    own = brief.runs["election"].plan["event"] if "election" in brief.runs else ""
    coming = [row for row in brief.table("election", "coming") if row["first_month"] > decide]
    for row in [row for row in coming if row["payer"] == "apbdes" and row["kind"] != own][:1]:
        yield Task(f"{int(row['first_month'][:4]) - 1}-12", "villages", "election", row)


def _election(brief: Brief) -> Iterator[Task]:
    """The month before the first workers begin."""
    for row in brief.table("election", "months"):
        if row["first"] and row["first"] > brief.plan.decide_by:
            yield Task(_after(row["first"], -1), "induction", "election", row)


def _targets(brief: Brief) -> Iterator[Task]:
    """The month that the road's target is measured in."""
    if "universal" in brief.runs:
        plan = brief.runs["universal"].plan
        month = f"{plan['target_year']}-12"
        if month >= brief.plan.decide_by:
            yield Task(month, "target", "universal", {"target": float(plan["target"])})
