"""A request for a report, checked whole before anything runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, did_you_mean
from simulate.plan.checked import Checked, Shown
from simulate.plan.named import DEFAULT, NamedPlan, compose, name_of, plan_files, plan_of
from simulate.programmes import named_programme
from simulate.publish.code_cells import code_problems
from simulate.publish.notebook import _programme, parameters_problems, read_cells, saved_edits
from simulate.study.facts import law_now
from simulate.study.identity import canonical
from simulate.study.running import must_be_as_ordered


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
    place = next((f" cell {number}" for number, cell in enumerate(cells, 1) if _programme(cell)), "")
    parts = [[inputs.get(part, {}) for part in ("plan", "settings")] for inputs in (job.inputs, made)]
    must_be_as_ordered(f"{paths.shown(path)}{place} ", *parts)


def notebook_of(report: str) -> Path:
    """The notebook that makes a report, its code looked at as `simulate check` looks at it, before it runs.

    What an earlier run left in it is no matter, for it runs anew; nor is its prose.

    Raises:
        InputError: it can't be read, an order could not set its parameters, or a cell holds more than calls.
    """
    path = paths.notebooks() / named_programme(report).notebook
    where = paths.shown(path)
    places = [(f"{where} cell {number}", cell) for number, cell in enumerate(read_cells(path), start=1)]
    problems = list(parameters_problems(places, where))
    for place, cell in places:
        if cell["cell_type"] == "code":
            problems += code_problems(place, cell)
    if problems:
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
    """What a report was asked with, checked; `Asked.job` is the order, once the runs that it reads stand."""

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
        settings = wanted.settled(self.levers, self.settings, reports or paths.reports())
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
    """A checked order for a report: `ask`, then `Asked.job`.

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
