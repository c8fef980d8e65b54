"""What a planner is trying out: levers that may still be wrong, the plan that they make, and its identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from simulate import paths
from simulate.lab.parameters import parameters
from simulate.plan.checked import Checked
from simulate.plan.named import DEFAULT
from simulate.plan.programmes import LEVERS, SETTINGS, plan_of
from simulate.publish.catalogue import report as report_of
from simulate.publish.orders import Job, order
from simulate.study.describe import parameters_of
from simulate.study.identity import digest


@dataclass(frozen=True)
class Draft:
    """Values of all levers of a report's programme, as JSON types or as text, and the settings of its run."""

    report: str
    values: Mapping[str, Any]
    settings: Mapping[str, Any]

    @classmethod
    def of_cell(cls, report: str, namespace: Mapping[str, Any]) -> Draft:
        """What a notebook's parameters cell says.

        Raises:
            InputError: with all that is wrong in it.
        """
        levers, settings = parameters(report, namespace)
        return cls(report, levers.model_dump(mode="json"), settings)

    def with_value(self, lever: str, value: Any) -> Draft:
        """The draft with another value of one lever."""
        return replace(self, values={**self.values, lever: value})

    def with_plan(self, label: str) -> Draft:
        """The draft with the values of a named plan.

        Raises:
            InputError: there is no such plan of this programme, or it is refused.
        """
        model = LEVERS[self.report]
        return replace(self, values=model(**plan_of(self.report, label).levers).model_dump(mode="json"))

    @property
    def levers(self) -> Checked:
        """The plan.

        Raises:
            InputError: with a problem for each value that is wrong.
        """
        return LEVERS[self.report](**self.values)

    def changed(self) -> dict[str, Any]:
        """The levers that differ from the default plan's, as JSON types; of values that are wrong, all of those."""
        default = LEVERS[self.report]().model_dump(mode="json")
        return {lever: value for lever, value in self.values.items() if value != default[lever]}

    def result(self, draws: int | None = None) -> Any:
        """What comes out, with its own number of draws, or with so many where that is fewer and enough.

        Raises:
            InputError: a value is wrong, or the plan cannot be held.
        """
        settings = dict(self.settings)
        if draws is not None and "draws" in settings:
            least = next(one["least"] for one in parameters_of(SETTINGS[self.report]) if one["name"] == "draws")
            settings["draws"] = min(max(draws, least), settings["draws"])
        return report_of(self.report).result(self.levers, **settings | {"label": DEFAULT})

    @property
    def identity(self) -> str:
        """The identity that its run has, on the files as they stand.

        Raises:
            InputError: with a problem for each value that is wrong.
        """
        report, names = report_of(self.report), SETTINGS[self.report].names()
        settings = SETTINGS[self.report](**{name: self.settings[name] for name in names})
        return digest(report.inputs(self.levers, report.settled(self.levers, settings, paths.reports())))

    def order(self, plan: str = DEFAULT) -> Job:
        """The order that publishes it, under the label of a named plan.

        Raises:
            InputError: with all that is wrong.
        """
        levers = self.levers.changed() if plan == DEFAULT else {}
        return order(self.report, plan, {**levers, **self.own_settings})

    @property
    def own_settings(self) -> dict[str, Any]:
        """What a report is told of the settings: neither the language shown nor what a brief has read."""
        default = SETTINGS[self.report]()
        names = [name for name in default.names() if name not in ("language", "runs")]
        return {name: self.settings[name] for name in names if self.settings[name] != getattr(default, name)}

    def cell(self) -> str:
        """The lines of a parameters cell that say the same: those that differ from the default."""
        return "\n".join(f"{lever} = {value!r}" for lever, value in self.levers.changed().items())

    def plan_text(self, name: Mapping[str, str]) -> str:
        """A plan file that says the same.

        Args:
            name: what the plan is called, by language.

        Raises:
            InputError: a value is wrong.
        """
        content = {"programme": self.report, "name": dict(name), "levers": self.levers.changed()}
        return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
