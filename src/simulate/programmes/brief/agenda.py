"""What is to be done by which month, as far as the runs of a brief and the law say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from simulate.law.contribution import SECTORS
from simulate.programmes.brief.found import Found, weakest
from simulate.programmes.law.study import prices_rp
from simulate.programmes.universal.plan import SWITCHES
from simulate.written import month_number, month_text, months_from

if TYPE_CHECKING:
    from simulate.law.files import LawValue


@dataclass(frozen=True)
class Task:
    """Something to be done by a month, for which report's sake (``law``: the law base's), with its numbers."""

    month: str
    kind: str
    source: str
    values: dict[str, Any] = field(default_factory=dict)


def agenda_of(brief: Found) -> list[Task]:
    """What is to be done by which month, in order; what is due before the decision falls into its month."""
    parts = (_budgets, _acts, _choices, _law, _milestones)
    found = [replace(task, month=max(task.month, brief.decide_by)) for part in parts for task in part(brief)]
    return sorted(found, key=lambda task: task.month)


def _after(month: str, months: int = 1) -> str:
    return month_text(month_number(month) + months)


def _cited(value: LawValue) -> dict[str, str]:
    return {"cited": value.reference, "evidence": value.evidence}


def _effects(brief: Found, levers: list[str]) -> dict[str, Any]:
    """What each of the plan's own measures adds to coverage [percentage points], and how well that is known."""
    found = {row["lever"]: row for row in brief.table("universal", "acts") if row["lever"] in levers}
    return {"levers": levers, "effects": found} | weakest(found.values())


def _drafting(brief: Found, key: str) -> dict[str, Any]:
    """How many months a regulation takes, as the scorecard's report has it, and how well that is known."""
    return next(({"drafting": row} for row in brief.table("paritrana", "months") if row["key"] == key), {})


def _acts(brief: Found) -> Iterator[Task]:
    """What the scenario itself asks of the regent, which must be issued before it can work."""
    if "sponsorship" in brief.runs:
        plan = brief.runs["sponsorship"].plan
        takes = "months_decree" if plan["collection"] == "regulation" else "months_programme"
        values = {"way": plan["collection"], "start": plan["start"]}
        values |= weakest(brief.table("sponsorship", "evidence")) | _drafting(brief, takes)
        yield Task(_after(plan["start"], -1), "collect", "sponsorship", values)
    if "universal" not in brief.runs:
        return
    plan = brief.runs["universal"].plan
    for month in sorted({plan[name] for name in SWITCHES if plan[name]}):
        levers = [name for name in SWITCHES if plan[name] == month]
        values = {"levers": levers, "from": month}
        yield Task(brief.decide_by, "draft", "universal", values | _drafting(brief, "months_decree"))
        yield Task(_after(month, -1), "obligations", "universal", values | _effects(brief, levers))
    if drives := [name for name in ("compliance_drive", "self_pay_drive") if plan[name] == "strong"]:
        values = {"start": plan["start"]} | _effects(brief, drives)
        yield Task(_after(plan["start"], -1), "drives", "universal", values)


def _choices(brief: Found) -> Iterator[Task]:
    """What the regent may choose beside it: an obligation."""
    for move in brief.cures("universal", "moves"):
        if move["lever"] in (*SWITCHES, "all_switches"):  # what comes into force in a month
            values = {"grade": move["evidence"]} | _drafting(brief, "months_decree")
            yield Task(brief.decide_by, "switch", "universal", move | values)


def _law(brief: Found) -> Iterator[Task]:
    """Registration and the wait after it, the end of relief, and the last month that the law files vouch for."""
    decide, extension, horizon = brief.decide_by, brief.plan.law_extension, brief.law.horizon
    last = max(horizon, decide)
    if {"sponsorship", "funding", "universal"} & brief.runs.keys():
        register = _after(decide)
        wait = brief.law.at(register, extension).cited("jkm_waiting")
        values = {"full": _after(register, int(wait.value)), "months": int(wait.value)}
        yield Task(register, "register", "law", values | _cited(wait))
        months = months_from(decide, month_number(last) - month_number(decide) + 1)
        pairs = [*pairwise(brief.law.at(month, extension) for month in months)]
        for sector in SECTORS:  # the last month in which its members pay less
            for before, after in pairs:
                relief = before.cited("bpu_relief", sector, "personal")
                if relief.value > after.value("bpu_relief", sector, "personal"):
                    values = {"before": prices_rp(before)[sector], "after": prices_rp(after)[sector]}
                    yield Task(before.month, f"relief.{sector}", "law", values | _cited(relief))
    yield Task(last, "law" if horizon >= decide else "held", "law", {"horizon": horizon})


def _budgets(brief: Found) -> Iterator[Task]:
    """What must stand in the budgets of years that have not begun, each by the month in which it is agreed.

    Where that month is over, the step says so, and what the calendar still allows.
    """
    plan = brief.runs["election"].plan if "election" in brief.runs else {"payer": "worker"}
    paid = {"payer": plan["payer"], "kind": plan.get("event")}
    rows = brief.table("election", "years") if plan["payer"] != "worker" else []  # else no budget holds it
    workers = {int(row["year"]): row | paid for row in rows if row["p50"]}
    vulnerable = {int(row["year"]): row["allocated_rp"] for row in brief.table("funding", "allocated")}
    beside = {int(row["year"]): row["mean"] for row in brief.table("universal", "beside")}
    parts = {"allocated_rp": vulnerable, "beside_rp": beside, "workers": workers, "villages": _villages(brief)}
    sources = dict(zip(parts, ("funding", "universal", "election", "election"), strict=True))
    begun = int(brief.decide_by[:4])  # a year that has begun has its budget
    # the last month in which regent and DPRD agree on a year's budget
    agreed = brief.law.at(brief.decide_by, brief.plan.law_extension).cited("apbd_agreement")
    for year in sorted(year for year in set().union(*parts.values()) if year > begun):
        due = _after(f"{year}-01", -1 - int(agreed.value))
        there = {name: found[year] for name, found in parts.items() if year in found}
        values = {"year": year, "agreed": due} | there | _cited(agreed)
        if "beside_rp" in there:
            values |= weakest(brief.table("universal", "prices"))
        yield Task(due, "late" if due < brief.decide_by else "budget", sources[next(iter(there))], values)


def _villages(brief: Found) -> dict[int, list[dict[str, Any]]]:
    """The village elections of the months that the plans speak of, by year, without the election that was read."""
    own = {row["first"] for row in brief.table("election", "months")}
    plans = [run.plan for run in brief.runs.values() if {"start", "months"} <= run.plan.keys()]
    last = max((_after(plan["start"], int(plan["months"]) - 1) for plan in plans), default="9999-12")
    found: dict[int, list[dict[str, Any]]] = {}
    for row in brief.table("election", "coming"):
        month = row["first_month"]
        if row["kind"] == "pilkades" and month not in own and brief.decide_by < month <= last:
            found.setdefault(int(month[:4]), []).append(row)
    return found


def _milestones(brief: Found) -> Iterator[Task]:
    """The month before the first election workers begin, and the month that the road's target is measured in."""
    for row in brief.table("election", "months"):
        if row["first"] and row["first"] > brief.decide_by:
            yield Task(_after(row["first"], -1), "induction", "election", row)
    if "universal" in brief.runs:
        plan = brief.runs["universal"].plan
        month = f"{plan['target_year']}-12"
        if month >= brief.decide_by:
            yield Task(month, "target", "universal", {"target": float(plan["target"])})
