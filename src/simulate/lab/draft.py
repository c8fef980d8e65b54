"""What a planner is trying out: levers that may still be wrong, the plan that they make, and named plans."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from simulate import paths
from simulate.errors import input_error
from simulate.lab.parameters import parameters
from simulate.paths import put_one
from simulate.plan.checked import Checked
from simulate.plan.named import DEFAULT, is_label, plan_files, plan_of
from simulate.programmes import named_programme
from simulate.publish.catalogue import plans_of
from simulate.publish.requests import PublishJob, order
from simulate.study.identity import digest
from simulate.study.running import parameters_of

_LONGEST = 48


def label_of(name: str) -> str:
    """The label that a plan of that name gets: small letters, digits and underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST].strip("_")


def save_plan(draft: Draft, name: str, again: bool = False) -> Path:
    """Keeps a draft as a named plan, so that reports can be made of it.

    Args:
        draft: what is kept.
        name: what the plan is called, in the planner's own words.
        again: whether a plan of that name may be replaced.

    Raises:
        InputError: a value is wrong, there is no name that a file can have, or another plan has it.
        OSError: the file can't be written.
    """
    label = label_of(name)
    if not is_label(label) or label == DEFAULT:
        raise input_error("no_name", "name")
    path = paths.data() / "plans" / f"{label}.yaml"
    if label in plan_files() and label not in plans_of(draft.report):
        raise input_error("name_of_another", "name", label=label)
    if label in plan_files() and not again:
        raise input_error("name_taken", "name", label=label)
    draft.order()  # a plan that no report can be made of is not kept
    put_one(path, draft.plan_text({"id": name.strip(), "en": name.strip()}).encode())
    return path


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
        model = named_programme(self.report).levers
        return replace(self, values=model(**plan_of(self.report, label).levers).model_dump(mode="json"))

    @property
    def levers(self) -> Checked:
        """The plan.

        Raises:
            InputError: with a problem for each value that is wrong.
        """
        return named_programme(self.report).levers(**self.values)

    def changed(self) -> dict[str, Any]:
        """The levers that differ from the default plan's, as JSON types; of values that are wrong, all of those."""
        default = named_programme(self.report).levers().model_dump(mode="json")
        return {lever: value for lever, value in self.values.items() if value != default[lever]}

    def result(self, draws: int | None = None) -> Any:
        """What comes out, with its own number of draws, or with so many where that is fewer and enough.

        Raises:
            InputError: a value is wrong, or the plan cannot be held.
        """
        settings = dict(self.settings)
        if draws is not None and "draws" in settings:
            least = next(
                one["least"] for one in parameters_of(named_programme(self.report).settings) if one["name"] == "draws"
            )
            settings["draws"] = min(max(draws, least), settings["draws"])
        return named_programme(self.report).study.run(self.levers, **settings | {"label": DEFAULT})

    @property
    def identity(self) -> str:
        """The identity that its run has, on the files as they stand.

        Raises:
            InputError: with a problem for each value that is wrong.
        """
        report, names = named_programme(self.report), named_programme(self.report).settings.names()
        settings = named_programme(self.report).settings(**{name: self.settings[name] for name in names})
        return digest(report.study.inputs_now(self.levers, report.settled(self.levers, settings, paths.reports())))

    def order(self, plan: str = DEFAULT) -> PublishJob:
        """The order that publishes it, under the label of a named plan.

        Raises:
            InputError: with all that is wrong.
        """
        levers = self.levers.changed() if plan == DEFAULT else {}
        return order(self.report, plan, {**levers, **self.own_settings})

    @property
    def own_settings(self) -> dict[str, Any]:
        """What a report is told of the settings: neither the language shown nor what a brief has read."""
        default = named_programme(self.report).settings()
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
