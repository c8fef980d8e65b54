"""Named plans: YAML files that hold only what differs from the default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import InputError, Problem, did_you_mean, input_error, unknown_keys
from simulate.plan.checked import Checked
from simulate.programmes import NAMES, named_programme
from simulate.yamlfile import read_yaml

DEFAULT = "default"
_LABEL = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class NamedPlan:
    """A plan by its label (the file's name), its names by language, and the levers it sets.

    The default plan is every programme's own and names none.
    """

    label: str
    programme: str
    name: dict[str, str]
    levers: dict[str, Any]


def is_label(text: str) -> bool:
    """Whether a text may be the label of a plan."""
    return bool(_LABEL.fullmatch(text))


def plan_files() -> dict[str, Path]:
    """The named plans in ``data/plans``, by label."""
    return {path.stem: path for path in sorted((paths.data() / "plans").glob("*.yaml"))}


def read_plan(name: str, model: type[Checked]) -> NamedPlan:
    """A named plan by its label in ``data/plans``, or by the path of its file.

    Raises:
        InputError: no such plan, another programme's plan, or a lever that the model refuses.
    """
    if name == DEFAULT:
        return NamedPlan(DEFAULT, "", model.default_name, {})
    path = plan_files().get(name) or Path(name or ".")
    if not path.suffix and not path.exists():
        raise input_error("unknown_plan", "plan", name=name, meant=did_you_mean(name, [DEFAULT, *plan_files()]))
    content = read_yaml(path)
    where = paths.shown(path)
    problems = list(unknown_keys(content, ("programme", "name", "levers"), where))
    shipped = plan_files()
    if path.stem == DEFAULT or (path.stem in shipped and not path.samefile(shipped[path.stem])):
        problems.append(Problem("label_taken", where, stem=path.stem))
    if not is_label(path.stem):
        problems.append(Problem("bad_label", where, stem=path.stem))
    levers = {} if content.get("levers") is None else content["levers"]
    if not isinstance(levers, dict) or not all(isinstance(lever, str) for lever in levers):
        problems.append(Problem("not_a_mapping.read_plan", where))
        levers = {}
    name_by_language = content.get("name") or {"id": path.stem, "en": path.stem}
    if not isinstance(name_by_language, dict) or sorted(name_by_language) != ["en", "id"]:
        problems.append(Problem("missing_language", where))
    try:
        model(**levers)
    except InputError as error:
        problems += [problem.at(f"{where} {problem.where}") for problem in error.problems]
    if problems:
        raise InputError(problems)
    return NamedPlan(path.stem, str(content.get("programme", "")), name_by_language, levers)


def programme_of(name: str) -> str:
    """The programme that a plan's file names; empty where it names none or can't be read."""
    path = plan_files().get(name) or Path(name or ".")
    try:
        return str(read_yaml(path).get("programme", ""))
    except InputError:
        return ""


def compose(named: NamedPlan, own: Mapping[str, Any], model: type[Checked], lists_defaults: bool = False) -> Checked:
    """The named plan with a run's own values on top.

    Args:
        named: the plan to start from.
        own: levers that the run sets.
        model: the programme's levers.
        lists_defaults: ``own`` is a parameters cell, which names every lever: a value that equals the default
            counts as not set.

    Raises:
        InputError: a value is refused, or a lever is set differently by both.
    """
    base, asked = model(**named.levers), model(**own)
    levers = asked.changed() if lists_defaults else own
    clashes = [
        Problem(
            "lever_set_twice",
            lever,
            found=repr(getattr(asked, lever)),
            found2=repr(getattr(base, lever)),
            label=named.label,
        )
        for lever in levers
        if lever in named.levers and getattr(asked, lever) != getattr(base, lever)
    ]
    if clashes:
        raise InputError(clashes)
    return base.with_values({lever: getattr(asked, lever) for lever in levers})


def name_of(label: str | dict[str, str], plan: Checked) -> tuple[str, dict[str, str]]:
    """The label of a run and its name by language.

    Args:
        label: a label of ``data/plans``, words of the planner's own, or those words by language.
        plan: the levers; those that differ from the labelled plan are named.
    """
    if isinstance(label, dict):
        return label["en"], dict(label)
    if label != DEFAULT and label not in plan_files():
        return label, {"id": label, "en": label}
    model = type(plan)
    named = read_plan(label, model)
    base, (told, _, own) = model(**named.levers), plan.named_by if label == DEFAULT else ("", "", {})
    name = own or named.name
    levers = [lever for lever in plan.names() if lever != told]
    changed = ", ".join(lever for lever in levers if getattr(plan, lever) != getattr(base, lever))
    if not changed:
        return label, name
    return label, {
        "id": f"{name['id']} (diubah: {changed})",
        "en": f"{name['en']} (changed: {changed})",
    }


def plan_of(programme: str, label: str) -> NamedPlan:
    """A programme's named plan.

    Raises:
        InputError: no such programme or plan, or a plan of another programme.
    """
    if programme not in NAMES:
        raise input_error("unknown_programme", "programme", programme=programme, meant=did_you_mean(programme, NAMES))
    other = programme_of(label)
    if other and other != programme:  # its levers would be refused one by one
        raise input_error("other_programme", f"plan {label}", other=other, programme=programme)
    named = read_plan(label, named_programme(programme).levers)
    if named.label != DEFAULT and named.programme != programme:
        raise input_error("other_programme.plan_of", f"plan {label}", programme=programme)
    return named
