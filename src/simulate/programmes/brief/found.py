"""What a brief was made from: the runs that it read, by report, and how their numbers are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from simulate.law.base import Law
from simulate.plan.unknowns import EVIDENCE
from simulate.programmes.brief.plan import BriefPlan, BriefSettings, ReadRun
from simulate.region.base import About
from simulate.study.draws import COLUMNS
from simulate.study.identity import digest

# what the first screen may show, by source and the brief's name: the first three that were read; ``first`` is what
# APBD allocates in the first year that is open
LEADING = (
    ("funding", "first"),
    ("baseline", "uncovered"),
    ("sponsorship", "protected"),
    ("universal", "coverage"),
    ("election", "contributions"),
    ("sponsorship", "contributions"),
    ("election", "covered"),
    ("baseline", "covered"),
    ("funding", "protected"),
    ("universal", "cost"),
    ("election", "deaths"),
    ("baseline", "claimed"),
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Found:
    """What a brief is made from: a plan of runs, what was read from them, and the law of the months ahead."""

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

    @property
    def year(self) -> str:
        """The first budget year of the mix that has not begun by the decision; its last where all have."""
        years = [row["year"] for row in self.table("funding", "allocated")]
        return next((year for year in years if year > self.decide_by[:4]), years[-1])

    @property
    def allocated_rp(self) -> float:
        """What APBD allocates to the mix in that year [Rp]."""
        return next(row["allocated_rp"] for row in self.table("funding", "allocated") if row["year"] == self.year)


def weakest(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The weakest grade of evidence among rows, as ``grade``; nothing of none."""
    grades = [row["evidence"] for row in rows]
    return {"grade": max(grades, key=EVIDENCE.index)} if grades else {}
