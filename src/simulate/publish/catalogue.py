"""Which report is made from which notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from simulate.errors import Gathered, InputError, Problem, did_you_mean, refuse
from simulate.plan.checked import Checked
from simulate.plan.named import DEFAULT, plan_files
from simulate.plan.programmes import LEVERS, SETTINGS
from simulate.plan.scenario import BASE, scenario_files
from simulate.plan.settings import Shown
from simulate.yamlfile import read_yaml


@dataclass(frozen=True)
class Report:
    """A report by name, its notebook, the module of `simulate.study` that makes its result, and what there does."""

    name: str
    notebook: str
    study: str
    made_by: str = "run"

    @property
    def model(self) -> type[Checked]:
        """The levers of its programme."""
        return LEVERS[self.name]

    @property
    def settings(self) -> type[Shown]:
        """What its runs need beside the levers."""
        return SETTINGS[self.name]

    def result(self, levers: Checked, **settings: Any) -> Any:
        """The result of a plan, as the notebook's own cell makes it.

        Raises:
            InputError: the plan cannot be held.
        """
        return getattr(import_module(f"simulate.study.{self.study}"), self.made_by)(levers, **settings)

    def inputs(self, levers: Checked, settings: Shown) -> dict[str, Any]:
        """All that a result depends on, as the files stand now: the content of its identity."""
        return import_module(f"simulate.study.{self.study}").inputs_now(levers, settings)

    def settled(self, levers: Checked, settings: Shown, reports: Path) -> Shown:
        """The settings with the published runs that the levers name, by value.

        Raises:
            InputError: such a run is missing, stale or not as it was published.
        """
        if not levers.sources:
            return settings
        return import_module(f"simulate.study.{self.study}").settled(levers, settings, reports)


REPORTS = {
    report.name: report
    for report in (
        Report("brief", "00_executive_brief.ipynb", "brief.run"),
        Report("baseline", "01_baseline.ipynb", "baseline.run"),
        Report("sponsorship", "02_asn_sponsorship.ipynb", "sponsorship"),
        Report("election", "03_election_adhoc.ipynb", "election.run"),
        Report("funding", "04_funding_mix.ipynb", "funding.run"),
        Report("universal", "05_universal_coverage.ipynb", "universal.run"),
        Report("outreach", "06_outreach.ipynb", "outreach.run"),
        Report("monitoring", "07_monitoring.ipynb", "monitoring.run"),
        Report("paritrana", "08_paritrana.ipynb", "paritrana.run"),
        Report("law", "10_law.ipynb", "law", "read_law"),
        Report("compare", "11_compare.ipynb", "comparison", "compare"),
    )
}


def report(name: str) -> Report:
    """The report of that name.

    Raises:
        InputError: there is none.
    """
    if name not in REPORTS:
        raise refuse("unknown_report", "report", f"no report `{name}`", did_you_mean(name, REPORTS))
    return REPORTS[name]


def chosen(only: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Every report with each of its plans, the brief with each scenario; or those asked for: ``NAME``, ``NAME/PLAN``.

    Raises:
        InputError: there is no such report or plan.
    """
    every = [(name, label) for name in REPORTS for label in (*plans_of(name), *_briefs(name))]
    known = [*REPORTS, *(f"{name}/{label}" for name, label in every)]
    gathered = Gathered(
        Problem("unknown_report", f"--only {text}", "no such report or plan", did_you_mean(text, known))
        for text in only
        if text not in known
    )
    gathered.refuse()
    return [(name, label) for name, label in every if not only or {name, f"{name}/{label}"} & set(only)]


def ordered_as(name: str, label: str) -> tuple[str, dict[str, str]]:
    """The named plan, and the values on top, that make what stands under a label: a scenario's brief has no plan."""
    return (DEFAULT, {"scenario": label}) if label in _briefs(name) else (label, {})


def _briefs(name: str) -> list[str]:
    """The scenarios whose brief has a label of its own; that of the base scenario is the default."""
    return [label for label in scenario_files() if label != BASE] if name == "brief" else []


def plans_of(name: str) -> list[str]:
    """The default plan and every named plan of a report's programme; an unreadable file is everyone's."""
    return [DEFAULT, *(label for label, path in plan_files().items() if _programme(path, name) == name)]


def _programme(path: Path, fallback: str) -> str:
    """Whose plan a file is; ordering an unreadable one says what is wrong with it."""
    try:
        return str(read_yaml(path).get("programme"))
    except InputError:
        return fallback
