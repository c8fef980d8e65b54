"""Which reports there are, and a request for one, checked whole before anything runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, did_you_mean
from simulate.plan.checked import Checked, Shown
from simulate.plan.named import BASE, DEFAULT, NamedPlan, compose, name_of, plan_files, plan_of, scenario_files
from simulate.programmes import NAMES, named_programme
from simulate.publish.notebook import order_problems, programme_in, read_cells, saved_edits
from simulate.study.facts import law_now
from simulate.study.identity import canonical
from simulate.study.running import must_be_as_ordered
from simulate.written import read_yaml


def chosen(only: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Every report with each of its plans, the brief with each scenario; or those asked for: ``NAME``, ``NAME/PLAN``.

    Raises:
        InputError: there is no such report or plan.
    """
    every = [(name, label) for name in NAMES for label in (*plans_of(name), *_briefs(name))]
    known = [*NAMES, *(f"{name}/{label}" for name, label in every)]
    gathered = Gathered(
        Problem("unknown_report.chosen", f"--only {text}", meant=did_you_mean(text, known))
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
    return [label for label in scenario_files() if label != BASE] if named_programme(name).of_scenarios else []


def plans_of(name: str) -> list[str]:
    """The default plan and every named plan of a report's programme; an unreadable file is everyone's."""
    return [DEFAULT, *(label for label, path in plan_files().items() if _programme(path, name) == name)]


def _programme(path: Path, fallback: str) -> str:
    """Whose plan a file is; ordering an unreadable one says what is wrong with it."""
    try:
        return str(read_yaml(path).get("programme"))
    except InputError:
        return fallback


def unread(job: PublishJob) -> list[Problem]:
    """What the notebook of an order was saved with and its report does not show, as the order says otherwise."""
    path = paths.notebooks() / named_programme(job.report).notebook
    return [
        one.beside(f"this report has {job.parameters[one.name]!r}")
        for one in saved_edits(path)
        if one.value != job.parameters[one.name]
    ]


def check_as_ordered(job: PublishJob, made: Mapping[str, Any]) -> None:
    """Compares the plan and the settings that a notebook ran with those that were ordered.

    Args:
        job: the order.
        made: what the result of the executed notebook depends on, from its record.

    Raises:
        InputError: naming each lever and setting that differs, and the cell that builds the plan.
    """
    path = paths.notebooks() / named_programme(job.report).notebook
    cells = read_cells(path)
    place = next((f" cell {number}" for number, cell in enumerate(cells, 1) if programme_in(cell)), "")
    parts = [[inputs.get(part, {}) for part in ("plan", "settings")] for inputs in (job.inputs, made)]
    must_be_as_ordered(f"{paths.shown(path)}{place} ", *parts)


def notebook_of(report: str) -> Path:
    """The notebook that makes a report, its code looked at as `simulate check` looks at it, before it runs.

    What an earlier run left in it is no matter, for it runs anew; nor is its prose.

    Raises:
        InputError: it can't be read, an order could not set its parameters, or a cell holds more than calls.
    """
    path = paths.notebooks() / named_programme(report).notebook
    if problems := order_problems(path):
        raise InputError(problems)
    return path


@dataclass(frozen=True)
class PublishJob:
    """A checked order: which report, under which label, with which notebook parameters.

    ``inputs`` is all that its result depends on, as the files stand now; ``plan`` the label of the named plan that
    it starts from.
    """

    report: str
    label: str
    plan: str
    plan_name: dict[str, str]
    parameters: dict[str, Any]
    inputs: dict[str, Any]

    @property
    def name(self) -> str:
        """``REPORT/LABEL``, its folder below the reports."""
        return f"{self.report}/{self.label}"


@dataclass(frozen=True)
class ReportRequest:
    """What a report was asked with, checked; `ReportRequest.job` is the order, once the runs that it reads stand."""

    report: str
    named: NamedPlan
    levers: Checked
    settings: Shown
    label: str

    @property
    def reads(self) -> bool:
        """Whether it reads published runs, so that they must be there before it can be ordered."""
        return bool(self.levers.sources)

    def job(self, reports: Path | None = None) -> PublishJob:
        """The order, with the runs that it reads by value.

        Args:
            reports: the folder of all reports; the project's unless given.

        Raises:
            InputError: a run that it reads is refused, or the notebook that it would run.
        """
        wanted, named = named_programme(self.report), self.named
        _, own, _ = self.levers.named_by
        notebook_of(self.report)
        settings = wanted.resolve_sources(self.levers, self.settings, reports or paths.reports())
        # a plan file from elsewhere is handed over by value: notebooks hold no paths
        shipped = named.label == DEFAULT or named.label in plan_files()
        plan = named.label if shipped else DEFAULT
        # all that a notebook's parameters cell may hold: what was saved in it decides nothing
        source = {"plan": plan, "label": "" if shipped else named.name}
        values = self.levers.model_dump(mode="json") | settings.model_dump(mode="json")
        return PublishJob(
            report=self.report,
            label=self.label or (own if named.label == DEFAULT and own else named.label),
            plan=plan,
            plan_name=name_of(named.label if shipped else named.name, self.levers)[1],
            # in one order, as they also come back from a record: they stand so in the executed notebook
            parameters=json.loads(canonical(source | values)),
            inputs=wanted.study.inputs_now(self.levers, settings),
        )


def order(
    name: str,
    plan: str = DEFAULT,
    values: Mapping[str, Any] | None = None,
    label: str = "",
    reports: Path | None = None,
) -> PublishJob:
    """A checked order for a report: `ask`, then `ReportRequest.job`.

    Raises:
        InputError: with all that is wrong.
    """
    return ask(name, plan, values, label).job(reports)


def ask(name: str, plan: str = DEFAULT, values: Mapping[str, Any] | None = None, label: str = "") -> ReportRequest:
    """Checks a report's name, plan and values before anything runs.

    Args:
        name: a report's name.
        plan: a label of ``data/plans``, or the path of a plan file.
        values: parameters by name, as text or typed.
        label: what its folder is called; the plan's label unless given.

    Raises:
        InputError: with all that is wrong.
    """
    wanted = named_programme(name)
    values = dict(values or {})
    settings = {key: values.pop(key) for key in list(values) if key in wanted.settings.names()}
    known = (*wanted.levers.names(), *wanted.settings.names())
    gathered = Gathered(
        Problem("unknown_parameter", key, meant=did_you_mean(key, known)) for key in values if key not in known
    )
    with gathered:
        named = plan_of(name, plan)
        known_values = {key: value for key, value in values.items() if key in wanted.levers.names()}
        levers = compose(named, known_values, wanted.levers)
        levers.laws(law_now())
    with gathered:
        run_settings = wanted.settings(**settings)
    gathered.refuse()
    return ReportRequest(name, named, levers, run_settings, label)
