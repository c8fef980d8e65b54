"""A brief as a result: numbers of published runs, what may go wrong, what is to be done when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from simulate.law.base import Law
from simulate.law.prices import SECTORS
from simulate.months import month_number, month_text
from simulate.plan.unknowns import EVIDENCE
from simulate.programmes.brief.plan import BriefPlan, BriefSettings, ReadRun
from simulate.programmes.law.study import prices_rp
from simulate.programmes.universal.plan import SWITCHES
from simulate.region.base import About
from simulate.study.draws import COLUMNS
from simulate.study.identity import digest

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.base import LawMonth
    from simulate.law.files import LawValue

_SIZE = ("p05", "p50", "p95", "mc_error")


@dataclass(frozen=True)
class Risk:
    """A risk with its size (P5, P50, P95, simulation error), and what else its sentence and its cure need."""

    kind: str
    source: str
    unit: str
    size: dict[str, float]
    values: dict[str, Any] = field(default_factory=dict)


def risks(brief: Brief) -> list[Risk]:
    """The risks of the reports that were read, in their order."""
    parts = {
        "baseline": _claim,
        "sponsorship": _sponsors,
        "election": _deaths,
        "funding": _payers,
        "universal": _target,
    }
    return [risk for name, part in parts.items() if name in brief.runs for risk in part(brief)]


def _size(row: Mapping[str, Any]) -> dict[str, float]:
    return {name: row[name] for name in _SIZE}


def _claim(brief: Brief) -> Iterator[Risk]:
    """Cover that stands below what is claimed."""
    apart = brief.row("baseline", "apart")
    shares = {"claimed": brief.row("baseline", "claimed"), "covered": brief.row("baseline", "covered")}
    yield Risk("claim", "baseline", apart["unit"], _size(apart), shares)


def _sponsors(brief: Brief) -> Iterator[Risk]:
    """Few civil servants take part; sponsors stop as the relief ends."""
    protected = brief.row("sponsorship", "protected")
    months = brief.table("sponsorship", "months")
    told = {"month": months[-1]["month"], "ways": brief.cures("sponsorship", "ways")}
    yield Risk("takeup", "sponsorship", protected["unit"], _size(protected), told)
    before_and_after = brief.table("sponsorship", "relief_end")
    if len(before_and_after) == 2:
        usual, rise = before_and_after
        told = {"rise": rise, "usual": usual} | _bridge(brief)
        yield Risk("relief", "sponsorship", "persons", _size(rise), told)


def _bridge(brief: Brief) -> dict[str, Any]:
    """The bridge of middle length among those that leave fewer workers lapsed than the plan's own."""
    lapsed = {row["bridge_months"]: row for row in brief.table("sponsorship", "bridging")}
    own = lapsed.get(brief.runs["sponsorship"].plan["bridge_months"])
    tried = sorted(months for months, row in lapsed.items() if own and row["p50"] < own["p50"])
    if not tried:
        return {}
    months = tried[len(tried) // 2]
    return {"months": months, "without": own, "with": lapsed[months]}


def _deaths(brief: Brief) -> Iterator[Risk]:
    """More workers die than the middle of the simulations."""
    deaths = brief.row("election", "deaths")
    values = {"benefits": brief.row("election", "benefits"), "fewer": brief.cures("election", "fewer", -1)}
    yield Risk("deaths", "election", deaths["unit"], _size(deaths), values)


def _payers(brief: Brief) -> Iterator[Risk]:
    """Payers beside APBD give less than hoped; ``kept`` says whether the allocation counts on that already."""
    run, certainty, short = brief.runs["funding"], brief.row("funding", "certainty"), brief.row("funding", "short")
    kept, wanted = brief.row("funding", "kept")["mean"], run.plan["confidence"]
    values = {"confidence": wanted, "certainty": certainty, "kept": kept >= wanted, "chance": kept}
    values |= {"allocation": brief.row("funding", "allocation"), "draws": run.settings["draws"]}
    yield Risk("payers", "funding", short["unit"], _size(short), values)


def _target(brief: Brief) -> Iterator[Risk]:
    """The target of the road is missed in its year."""
    year = int(brief.runs["universal"].plan["target_year"])
    told = {
        "moves": brief.cures("universal", "moves"),
        "draws": brief.runs["universal"].settings["draws"],
        "year": year,
    }
    for row in (row for row in brief.table("universal", "targets") if int(row["year"]) == year):
        size = dict.fromkeys(_SIZE, 1 - row["chance"]) | {"mc_error": row["mc_error"]}
        yield Risk("target", "universal", "share", size, told | {"target": row["level"]})


_DRIVES = ("compliance_drive", "self_pay_drive")
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
    first = brief.decide_by
    parts = (_budgets, _acts, _choices, _law, _election, _targets)
    found = [task for part in parts for task in part(brief)]
    moved = [Task(max(task.month, first), task.kind, task.source, task.values) for task in found]
    return sorted(moved, key=lambda task: task.month)


def _acts(brief: Brief) -> Iterator[Task]:
    """What the scenario itself asks of the regent, which must be issued before it can work."""
    if "sponsorship" in brief.runs:
        plan, months = brief.runs["sponsorship"].plan, brief.table("sponsorship", "months")
        told = {"way": plan["collection"], "start": plan["start"], "end": months[-1]["month"]}
        told |= _weakest(brief.table("sponsorship", "take_up"))
        takes = "months_decree" if plan["collection"] == "regulation" else "months_programme"
        told |= brief.row("sponsorship", "protected") | _drafting(brief, takes)
        yield Task(_after(plan["start"], -1), "collect", "sponsorship", told)
    if "universal" not in brief.runs:
        return
    plan = brief.runs["universal"].plan
    for month in sorted({plan[name] for name in SWITCHES if plan[name]}):
        told = {"levers": [name for name in SWITCHES if plan[name] == month], "from": month}
        yield Task(brief.decide_by, "draft", "universal", told | _drafting(brief, "months_decree"))
        yield Task(_after(month, -1), "obligations", "universal", told | _effects(brief, told["levers"]))
    drives = [name for name in _DRIVES if plan[name] == "strong"]
    if drives:
        told = {"levers": drives, "start": plan["start"]} | _effects(brief, drives)
        yield Task(_after(plan["start"], -1), "drives", "universal", told)


def _effects(brief: Brief, levers: list[str]) -> dict[str, Any]:
    """What each of the plan's own measures adds to coverage [percentage points], and how well that is known."""
    found = {row["lever"]: row for row in brief.table("universal", "acts") if row["lever"] in levers}
    return {"effects": found} | _weakest(found.values())


def _weakest(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    grades = [row["evidence"] for row in rows]
    return {"grade": max(grades, key=EVIDENCE.index)} if grades else {}


def _choices(brief: Brief) -> Iterator[Task]:
    """What the regent may choose beside it: another way to collect, an obligation."""
    for way in brief.cures("sponsorship", "ways"):
        month = brief.table("sponsorship", "months")[-1]["month"]
        told = way | {"unit": "persons", "end": month, "grade": way["evidence"]}
        yield Task(brief.decide_by, "other_way", "sponsorship", told)
    for move in brief.cures("universal", "moves"):
        if move["lever"] in SWITCHED:
            told = move | {"unit": "percentage_points", "grade": move["evidence"]} | _drafting(brief, "months_decree")
            yield Task(brief.decide_by, "switch", "universal", told)


def _drafting(brief: Brief, key: str) -> dict[str, Any]:
    """How many months a regulation takes, as the scorecard's report has it, and how well that is known."""
    rows = {row["key"]: row for row in brief.table("paritrana", "months")}
    return {"drafting": rows[key]} if key in rows else {}


def _after(month: str, months: int = 1) -> str:
    return month_text(month_number(month) + months)


def _law(brief: Brief) -> Iterator[Task]:
    """Registration and the wait after it, the end of relief, and the last month that the law files vouch for."""
    decide = brief.decide_by
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
    """What must stand in the budgets of years that have not begun, each by the month in which it is agreed.

    Where that month is over, the step says so, and what the calendar still allows.
    """
    plan = brief.runs["election"].plan if "election" in brief.runs else {"payer": "worker"}
    told = {"payer": plan["payer"], "kind": plan.get("event")}
    paid = plan["payer"] != "worker"  # else no budget holds it
    workers = {int(row["year"]): row | told for row in brief.table("election", "years") if row["p50"] and paid}
    vulnerable = {int(row["year"]): row for row in brief.table("funding", "allocated")}
    beside = {int(row["year"]): row["mean"] for row in brief.table("universal", "beside")}
    villages = _villages(brief)
    begun = int(brief.decide_by[:4])  # a year that has begun has its budget
    years = [year for year in sorted({*workers, *vulnerable, *beside, *villages}) if year > begun]
    for year in years:
        due, cited = _agreed(brief, year)
        told = {"year": year, "agreed": due} | (cited if year == years[0] else {})  # the same law for all of them
        told |= {"allocated_rp": vulnerable[year]["allocated_rp"]} if year in vulnerable else {}
        told |= {"workers": workers[year]} if year in workers else {}
        told |= {"villages": villages[year]} if year in villages else {}
        if year in beside:
            told |= {"beside_rp": beside[year]} | _weakest(brief.table("universal", "prices"))
        kind = "late" if due < brief.decide_by else "budget"
        there = (("funding", vulnerable), ("universal", beside), ("election", workers), ("election", villages))
        yield Task(due, kind, next(source for source, found in there if year in found), told)


def _agreed(brief: Brief, year: int) -> tuple[str, dict[str, str]]:
    """The last month in which regent and DPRD agree on a year's budget, and the law's reference."""
    value = brief.law.at(brief.decide_by, brief.plan.law_extension).cited("apbd_agreement")
    return _after(f"{year}-01", -1 - int(value.value)), _cited(value)


def _villages(brief: Brief) -> dict[int, list[dict[str, Any]]]:
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


def _election(brief: Brief) -> Iterator[Task]:
    """The month before the first workers begin."""
    for row in brief.table("election", "months"):
        if row["first"] and row["first"] > brief.decide_by:
            yield Task(_after(row["first"], -1), "induction", "election", row)


def _targets(brief: Brief) -> Iterator[Task]:
    """The month that the road's target is measured in."""
    if "universal" in brief.runs:
        plan = brief.runs["universal"].plan
        month = f"{plan['target_year']}-12"
        if month >= brief.decide_by:
            yield Task(month, "target", "universal", {"target": float(plan["target"])})


# what the first screen may show, by source and the brief's name: the first three that were read
LEADING = (
    ("baseline", "uncovered"),
    ("funding", "cost"),
    ("universal", "coverage"),
    ("sponsorship", "protected"),
    ("election", "contributions"),
    ("sponsorship", "contributions"),
    ("election", "covered"),
    ("baseline", "covered"),
    ("funding", "protected"),
    ("universal", "cost"),
    ("election", "deaths"),
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Brief:
    """What the regent reads: a plan of runs, what was read from them, and the law of the months ahead."""

    plan: BriefPlan
    label: str
    plan_name: dict[str, str]
    settings: BriefSettings
    law: Law
    about: About
    decide_by: str
    inputs: dict[str, Any]

    @property
    def identity(self) -> str:
        """SHA-256 of the canonical inputs."""
        return digest(self.inputs)

    @property
    def runs(self) -> dict[str, ReadRun]:
        """The runs that were read, by report, in the order in which the brief tells them."""
        return {name: self.settings.runs.runs[name] for name in self.plan.sources}

    @property
    def facts_date(self) -> str:
        """The newest date of a data card behind any of the runs."""
        return max(run.facts_date for run in self.runs.values())

    def row(self, source: str, name: str) -> dict[str, Any]:
        """A measure of a run as it was published: ``unit``, mean, P5, P50, P95, simulation error.

        Args:
            source: the report.
            name: what the brief calls the measure (``sources.yaml``).

        Raises:
            KeyError: the report was not read.
        """
        run = self.runs[source]
        unit, *numbers = run.measures[run.names[name]]
        return {"unit": unit, **dict(zip(COLUMNS, numbers, strict=True))}

    def table(self, source: str, name: str) -> list[dict[str, Any]]:
        """The rows of a table of a run, from ``sources.yaml``; none where the report was not read or has it not."""
        run = self.runs.get(source)
        return run.tables.get(name, []) if run else []

    def cures(self, source: str, name: str, sign: int = 1) -> list[dict[str, Any]]:
        """Of a table of moves those that help: whose middle change has that sign."""
        return [row for row in self.table(source, name) if sign * row["p50"] > 0]

    @property
    def leading(self) -> list[tuple[str, str]]:
        """The three numbers of the first screen."""
        return [pair for pair in LEADING if pair[0] in self.runs][:3]

    @cached_property
    def risks(self) -> list[Risk]:
        """What may go wrong, as far as the runs say."""
        return risks(self)

    @cached_property
    def agenda(self) -> list[Task]:
        """What is to be done by which month, in order."""
        return agenda(self)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the page; ``headline`` names a measure of a report REPORT.MEASURE."""
        import pandas as pd

        measures = [
            (f"{name}.{measure}", *numbers)
            for name, run in self.runs.items()
            for measure, numbers in run.measures.items()
        ]
        runs = [(name, run.label, run.identity, run.record, run.facts_date) for name, run in self.runs.items()]
        tasks = [(task.month, task.kind, task.source) for task in self.agenda]
        sizes = [(one.kind, one.source, one.unit, *one.size.values()) for one in self.risks]
        return {
            "headline": pd.DataFrame(measures, columns=["measure", "unit", *COLUMNS]),
            "runs": pd.DataFrame(runs, columns=["report", "plan", "identity", "record", "facts_date"]),
            "agenda": pd.DataFrame(tasks, columns=["month", "task", "report"]),
            "risks": pd.DataFrame(sizes, columns=["risk", "report", "unit", "p05", "p50", "p95", "mc_error"]),
        }
