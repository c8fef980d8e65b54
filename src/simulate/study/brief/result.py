"""A brief as a result: numbers of published runs under one roof, what may go wrong, and what is to be done when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simulate.law import Law
from simulate.plan.brief import BriefPlan, BriefSettings, ReadRun
from simulate.region.about import About
from simulate.study.brief.agenda import Task, agenda
from simulate.study.brief.risks import Risk, risks
from simulate.study.identity import digest
from simulate.study.summary import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

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
