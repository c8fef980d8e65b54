"""A brief of published runs: their numbers, what may go wrong, what is to be done when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import input_error
from simulate.law.base import Law
from simulate.law.contribution import SECTORS
from simulate.plan.named import DEFAULT, name_of, scenario_files
from simulate.plan.unknowns import EVIDENCE
from simulate.programmes.brief.plan import LAW_GROUPS, BriefPlan, BriefSettings, ReadRun, ReadRuns
from simulate.programmes.brief.read import read_runs
from simulate.programmes.law.study import prices_rp
from simulate.programmes.universal.plan import SWITCHES
from simulate.region.base import About, read_about
from simulate.study.draws import COLUMNS
from simulate.study.identity import code_hash, digest, hashes
from simulate.written import month_number, month_text

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.files import LawValue


@dataclass(frozen=True)
class Risk:
    """A risk with its size (P5, P50, P95, simulation error), and what else its sentence and its cure need."""

    kind: str
    source: str
    unit: str
    size: dict[str, float]
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """Something to be done by a month, for which report's sake (``law``: the law base's), with its numbers."""

    month: str
    kind: str
    source: str
    values: dict[str, Any] = field(default_factory=dict)


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
        return dict(zip(("unit", *COLUMNS), run.measures[run.names[name]], strict=True))

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
        """What may go wrong, as far as the runs say, by report in their order."""
        return [*_risks(self)]

    @cached_property
    def agenda(self) -> list[Task]:
        """What is to be done by which month, in order; what is due before the decision falls into its month."""
        parts = (_budgets, _acts, _choices, _law, _milestones)
        found = [replace(task, month=max(task.month, self.decide_by)) for part in parts for task in part(self)]
        return sorted(found, key=lambda task: task.month)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the page.

        Tables:
            headline: the measures that the brief takes from each report, named REPORT.MEASURE.
            runs: the published runs that the brief rests on.
            agenda: what is to be done, by month.
            risks: what may go otherwise, and how large it is.

        Columns:
            report: the report that it comes from.
            plan: the plan of that run.
            identity: SHA-256 of all that the run depends on.
            record: SHA-256 of its record.
            facts_date: the newest date of what it rests on.
            task: what is to be done.
            risk: what may go otherwise.
        """
        import pandas as pd

        runs, measures = [], []
        for name, run in self.runs.items():
            runs.append((name, run.label, run.identity, run.record, run.facts_date))
            measures += [(f"{name}.{measure}", *numbers) for measure, numbers in run.measures.items()]
        tasks = [(task.month, task.kind, task.source) for task in self.agenda]
        sizes = [(one.kind, one.source, one.unit, *one.size.values()) for one in self.risks]
        return {
            "headline": pd.DataFrame(measures, columns=["measure", "unit", *COLUMNS]),
            "runs": pd.DataFrame(runs, columns=["report", "plan", "identity", "record", "facts_date"]),
            "agenda": pd.DataFrame(tasks, columns=["month", "task", "report"]),
            "risks": pd.DataFrame(sizes, columns=["risk", "report", "unit", "p05", "p50", "p95", "mc_error"]),
        }


def resolve_sources(plan: BriefPlan, settings: BriefSettings, reports: Path) -> BriefSettings:
    """The settings with the runs of the plan's scenario, as they stand below the reports; given ones stay.

    Raises:
        InputError: a run is missing, stale or not as it was published, or they do not go together.
    """
    if settings.runs is None:
        return settings.with_values({"runs": read_runs(plan.sources, reports)})
    given = {name: run.label for name, run in settings.runs.runs.items()}
    if given != plan.sources:
        runs = ", ".join(f"{name}/{label}" for name, label in given.items()) or "–"
        raise input_error("other_runs", "runs", runs=runs)
    return settings


def run(
    plan: BriefPlan | None = None,
    *,
    runs: dict[str, Any] | ReadRuns | None = None,
    language: str = "id",
    label: str | dict[str, str] = DEFAULT,
) -> Brief:
    """Makes the brief.

    Args:
        plan: which scenario's runs are read; the default plan if none is given.
        runs: what was read from them; those below the project's reports unless given.
        language: ``id`` or ``en``, for what is shown.
        label: what the plan is called, as in `simulate.run`.

    Raises:
        InputError: a run is refused, or a law file does not vouch for the month of the decision.
    """
    plan = BriefPlan.of(plan)
    settings = resolve_sources(plan, BriefSettings(runs=runs, language=language), paths.reports())
    label, name = name_of(label, plan)
    law, region = Law.load(), read_about(_about(settings.runs))
    plan.laws(law)
    return Brief(
        plan=plan,
        label=label,
        plan_name=name,
        settings=settings,
        law=law.only(LAW_GROUPS),
        about=region,
        decide_by=plan.decided(region),
        inputs=inputs_now(plan, settings),
    )


def inputs_now(plan: BriefPlan, settings: BriefSettings) -> dict[str, Any]:
    """All that a brief depends on: what was read from the runs, and the files behind them and it as they stand."""
    files = {paths.project() / name for name in settings.runs.files}
    files |= {paths.data() / "law" / f"{group}.yaml" for group in LAW_GROUPS}
    files |= {_about(settings.runs), scenario_files()[plan.scenario]}
    return {
        "programme": "brief",
        "plan": plan.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json", exclude={"language"}),
        "data": hashes(file for file in files if file.is_file()),
        "code": code_hash(__name__),
    }


def _about(runs: ReadRuns) -> Path:
    region = next(iter(runs.runs.values())).settings["region"]
    return paths.data() / "regions" / region / "region.yaml"


def _size(row: Mapping[str, float]) -> dict[str, float]:
    return {name: row[name] for name in ("p05", "p50", "p95", "mc_error")}


def _risks(brief: Brief) -> Iterator[Risk]:
    """The risks of the reports that were read, in their order."""
    row, table, runs = brief.row, brief.table, brief.runs

    def risk(kind: str, source: str, measure: str, **values: Any) -> Risk:
        return Risk(kind, source, row(source, measure)["unit"], _size(row(source, measure)), values)

    if "baseline" in runs:  # cover that stands below what is claimed
        shares = {name: row("baseline", name) for name in ("claimed", "covered")}
        yield risk("claim", "baseline", "apart", **shares)
    if "sponsorship" in runs:  # few civil servants take part; sponsors stop as the relief ends
        end, ways = table("sponsorship", "months")[-1]["month"], brief.cures("sponsorship", "ways")
        yield risk("takeup", "sponsorship", "protected", month=end, ways=ways)
        if len(before_and_after := table("sponsorship", "relief_end")) == 2:
            usual, rise = before_and_after
            values = {"rise": rise, "usual": usual} | _bridge(brief)
            yield Risk("relief", "sponsorship", "persons", _size(rise), values)
    if "election" in runs:  # more workers die than the middle of the simulations
        benefits, fewer = row("election", "benefits"), brief.cures("election", "fewer", -1)
        yield risk("deaths", "election", "deaths", benefits=benefits, fewer=fewer)
    if "funding" in runs:
        # payers beside APBD give less than hoped; `kept` says whether the allocation counts on that already
        chance, confidence = row("funding", "kept")["mean"], runs["funding"].plan["confidence"]
        values = {name: row("funding", name) for name in ("certainty", "allocation")}
        values |= {"confidence": confidence, "kept": chance >= confidence, "chance": chance}
        yield risk("payers", "funding", "short", **values, draws=runs["funding"].settings["draws"])
    if "universal" in runs:  # the target of the road is missed in its year
        year, draws = int(runs["universal"].plan["target_year"]), runs["universal"].settings["draws"]
        values = {"moves": brief.cures("universal", "moves"), "draws": draws, "year": year}
        for target in (target for target in table("universal", "targets") if int(target["year"]) == year):
            size = dict.fromkeys(("p05", "p50", "p95"), 1 - target["chance"]) | {"mc_error": target["mc_error"]}
            yield Risk("target", "universal", "share", size, values | {"target": target["level"]})


def _bridge(brief: Brief) -> dict[str, Any]:
    """The bridge of middle length among those that leave fewer workers lapsed than the plan's own."""
    lapsed = {row["bridge_months"]: row for row in brief.table("sponsorship", "bridging")}
    own = lapsed.get(brief.runs["sponsorship"].plan["bridge_months"])
    tried = sorted(months for months, row in lapsed.items() if own and row["p50"] < own["p50"])
    if not tried:
        return {}
    months = tried[len(tried) // 2]
    return {"months": months, "without": own, "with": lapsed[months]}


def _after(month: str, months: int = 1) -> str:
    return month_text(month_number(month) + months)


def _cited(value: LawValue) -> dict[str, str]:
    return {"cited": value.reference, "evidence": value.evidence}


def _weakest(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    grades = [row["evidence"] for row in rows]
    return {"grade": max(grades, key=EVIDENCE.index)} if grades else {}


def _effects(brief: Brief, levers: list[str]) -> dict[str, Any]:
    """What each of the plan's own measures adds to coverage [percentage points], and how well that is known."""
    found = {row["lever"]: row for row in brief.table("universal", "acts") if row["lever"] in levers}
    return {"levers": levers, "effects": found} | _weakest(found.values())


def _drafting(brief: Brief, key: str) -> dict[str, Any]:
    """How many months a regulation takes, as the scorecard's report has it, and how well that is known."""
    return next(({"drafting": row} for row in brief.table("paritrana", "months") if row["key"] == key), {})


def _acts(brief: Brief) -> Iterator[Task]:
    """What the scenario itself asks of the regent, which must be issued before it can work."""
    if "sponsorship" in brief.runs:
        plan, end = brief.runs["sponsorship"].plan, brief.table("sponsorship", "months")[-1]["month"]
        takes = "months_decree" if plan["collection"] == "regulation" else "months_programme"
        values = {"way": plan["collection"], "start": plan["start"], "end": end}
        values |= _weakest(brief.table("sponsorship", "take_up"))
        values |= brief.row("sponsorship", "protected") | _drafting(brief, takes)
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


def _choices(brief: Brief) -> Iterator[Task]:
    """What the regent may choose beside it: another way to collect, an obligation."""
    for way in brief.cures("sponsorship", "ways"):
        values = {"unit": "persons", "grade": way["evidence"]}
        values["end"] = brief.table("sponsorship", "months")[-1]["month"]
        yield Task(brief.decide_by, "other_way", "sponsorship", way | values)
    for move in brief.cures("universal", "moves"):
        if move["lever"] in (*SWITCHES, "all_switches"):  # what comes into force in a month
            values = {"unit": "percentage_points", "grade": move["evidence"]} | _drafting(brief, "months_decree")
            yield Task(brief.decide_by, "switch", "universal", move | values)


def _law(brief: Brief) -> Iterator[Task]:
    """Registration and the wait after it, the end of relief, and the last month that the law files vouch for."""
    decide, extension, horizon = brief.decide_by, brief.plan.law_extension, brief.law.horizon
    last = max(horizon, decide)
    if {"sponsorship", "funding", "universal"} & brief.runs.keys():
        register = _after(decide)
        wait = brief.law.at(register, extension).cited("jkm_waiting")
        values = {"full": _after(register, int(wait.value)), "months": int(wait.value)}
        yield Task(register, "register", "law", values | _cited(wait))
        months = map(month_text, range(month_number(decide), month_number(last) + 1))
        pairs = [*pairwise(brief.law.at(month, extension) for month in months)]
        for sector in SECTORS:  # the last month in which its members pay less
            for before, after in pairs:
                relief = before.cited("bpu_relief", sector, "personal")
                if relief.value > after.value("bpu_relief", sector, "personal"):
                    values = {"before": prices_rp(before)[sector], "after": prices_rp(after)[sector]}
                    yield Task(before.month, f"relief.{sector}", "law", values | _cited(relief))
    yield Task(last, "law" if horizon >= decide else "held", "law", {"horizon": horizon})


def _budgets(brief: Brief) -> Iterator[Task]:
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
    for place, year in enumerate(sorted(year for year in set().union(*parts.values()) if year > begun)):
        due = _after(f"{year}-01", -1 - int(agreed.value))
        there = {name: found[year] for name, found in parts.items() if year in found}
        values = {"year": year, "agreed": due} | there | (_cited(agreed) if place == 0 else {})  # the same for all
        if "beside_rp" in there:
            values |= _weakest(brief.table("universal", "prices"))
        yield Task(due, "late" if due < brief.decide_by else "budget", sources[next(iter(there))], values)


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


def _milestones(brief: Brief) -> Iterator[Task]:
    """The month before the first election workers begin, and the month that the road's target is measured in."""
    for row in brief.table("election", "months"):
        if row["first"] and row["first"] > brief.decide_by:
            yield Task(_after(row["first"], -1), "induction", "election", row)
    if "universal" in brief.runs:
        plan = brief.runs["universal"].plan
        month = f"{plan['target_year']}-12"
        if month >= brief.decide_by:
            yield Task(month, "target", "universal", {"target": float(plan["target"])})
