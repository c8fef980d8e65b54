"""Plans and scenarios by name: YAML files of what differs from the default, and of what plans of one future share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, did_you_mean, input_error, missing_keys, unknown_keys
from simulate.plan.checked import Checked, Settings, misread, none_word
from simulate.programmes import NAMES, named_programme, simulated
from simulate.region.base import About, read_about
from simulate.written import read_yaml

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

    Raises:
        InputError: no words, or not in both languages.
    """
    words = label if isinstance(label, dict) else {"id": label, "en": label}
    if words.keys() != {"id", "en"} or not all(isinstance(one, str) for one in words.values()):
        raise input_error("label_words", "label", label=label)
    if isinstance(label, dict):
        return label["en"], dict(label)
    if label != DEFAULT and label not in plan_files():
        return label, words
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


Plan = TypeVar("Plan", bound=Checked)


def _label(value: str | None, info: ValidationInfo) -> str | None:
    if value is not None and not is_label(value):
        raise input_error("bad_label.label", str(info.field_name), value=value)
    return value


Label = Annotated[str, AfterValidator(_label)]
# no such programme is run where there is none
OptionalLabel = Annotated[str | None, BeforeValidator(none_word), AfterValidator(_label)]


def named_plan(programme: str, label: str, model: type[Plan]) -> Plan:
    """The levers of another programme's plan, which a lever called like the programme names.

    Raises:
        InputError: no such plan, or another programme's; it names the lever.
    """
    try:
        return model(**plan_of(programme, label).levers)
    except InputError as error:
        raise InputError(problem.at(programme) for problem in error.problems) from None


BASE = "base"
FIRST_OPEN = "first_open_budget"


@dataclass(frozen=True)
class Scenario:
    """One future: its label (the file's name), its names by language, what its plans share, a plan's label each."""

    label: str
    name: dict[str, str]
    shared: dict[str, Any]
    plans: dict[str, str]


def scenario_files() -> dict[str, Path]:
    """The scenarios in ``data/scenarios``, by label."""
    return {path.stem: path for path in sorted((paths.data() / "scenarios").glob("*.yaml"))}


def about(region: str = "") -> About:
    """What a region says of itself; that of the default settings unless named.

    Raises:
        InputError: with all problems of its file.
    """
    return read_about(paths.data() / "regions" / (region or Settings().region) / "region.yaml")


def shared_levers() -> dict[str, dict[str, tuple[str, ...]]]:
    """What the plans of a scenario share: the levers that must hold it, by programme."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for programme in simulated():
        for key, levers in named_programme(programme).shared.items():
            found.setdefault(key, {})[programme] = levers
    return found


def read_scenario(label: str, region: str = "") -> Scenario:
    """A scenario by its label, its plans read and held against what it says they share.

    Args:
        label: the name of a file in ``data/scenarios``.
        region: whose first open budget is meant; that of the default settings unless named.

    Raises:
        InputError: with all that is wrong: no such scenario, programme or plan, a plan of another programme, a lever
            that is not as the scenario says, a plan that reads another scenario's, a start that is over.
    """
    files = scenario_files()
    if label not in files:
        raise input_error("unknown_scenario", "scenario", label=label, meant=did_you_mean(label, files))
    path = files[label]
    content, where = read_yaml(path), paths.shown(path)
    parts = {key: content.get(key) or {} for key in ("name", "shared", "plans")}
    gathered = Gathered(unknown_keys(content, tuple(parts), where))
    gathered.problems += _shape(label, parts, where)
    gathered.refuse()
    bound = simulated()
    plans, levers = {name: str(plan) for name, plan in parts["plans"].items()}, {}
    gathered.problems += [
        Problem("unknown_programme.read_scenario", f"{where} plans", name=name, meant=did_you_mean(name, bound))
        for name in plans
        if name not in bound
    ]
    for name, plan in plans.items():
        if name in bound:
            with gathered:
                levers[name] = _levers(name, plan, where)
    known = about(region)
    gathered.problems += _shared(parts["shared"], levers, known.opens, where)
    gathered.problems += _linked(plans, levers, where)
    gathered.problems += _over(levers, known, where)
    gathered.refuse()
    return Scenario(label, dict(parts["name"]), dict(parts["shared"]), {n: plans[n] for n in bound if n in plans})


def _shape(label: str, parts: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for key in ("shared", "plans"):
        if not isinstance(parts[key], dict):
            yield Problem("not_a_mapping.shape", where, key=key)
    if not isinstance(parts["name"], dict) or sorted(parts["name"]) != ["en", "id"]:
        yield Problem("missing_language", where)
    if not parts["plans"]:
        yield Problem("missing_key.shape", where)
    if not is_label(label):
        yield Problem("bad_label.shape", where, label=label)
    # a scenario's report stands where that of a named plan would
    if label == DEFAULT or programme_of(label) in [name for name in NAMES if named_programme(name).of_scenarios]:
        yield Problem("label_taken.shape", where, label=label)


def _levers(programme: str, label: str, where: str) -> Checked:
    """The levers of a plan that a scenario binds."""
    try:
        return named_programme(programme).levers(**plan_of(programme, label).levers)
    except InputError as error:
        raise InputError(problem.at(f"{where} {programme}: {problem.where}") for problem in error.problems) from None


def _shared(shared: Mapping[str, Any], levers: Mapping[str, Checked], opens: str, where: str) -> Iterator[Problem]:
    """What is said to be shared and is not, in the plans that are bound."""
    by_key = shared_levers()
    needed = [key for key, by in by_key.items() if by.keys() & levers.keys()]
    yield from unknown_keys(shared, tuple(by_key), f"{where} shared")
    yield from missing_keys(shared, needed, f"{where} shared")
    wrong = dict(_misread(shared, levers, where))
    yield from wrong.values()
    for key in (key for key in needed if key in shared and key not in wrong):
        wanted = opens if shared[key] == FIRST_OPEN else shared[key]
        for programme, names in by_key[key].items():
            for name in names if programme in levers else ():
                held = getattr(levers[programme], name)
                if held != wanted:
                    told = {"name": name, "held": str(held), "programme": programme, "wanted": str(wanted)}
                    yield Problem("not_shared", f"{where} shared {key}", **told)


def _misread(shared: Mapping[str, Any], levers: Mapping[str, Checked], where: str) -> Iterator[tuple[str, Problem]]:
    """By key what is shared in a text that may mean another number, or is none, as the plans' own files tell it."""
    for key, by in shared_levers().items():
        for programme in by.keys() & levers.keys() if key in shared else ():
            for name in by[programme]:
                for problem in misread(type(levers[programme]), name, shared[key]):
                    yield key, problem.at(f"{where} shared {key}")


def _linked(plans: Mapping[str, str], levers: Mapping[str, Checked], where: str) -> Iterator[Problem]:
    """Plans that read another plan than the one that the scenario binds."""
    for programme, plan in levers.items():
        room = named_programme(programme)
        for other in room.follows:
            if other in plans and getattr(plan, other) != plans[other]:
                label = getattr(plan, other)
                names = {"plan": plans[programme], "label": label, "other": other, "bound": plans[other]}
                yield Problem("other_scenario", f"{where} {programme}", **names)
        for lever, other in room.instead.items():
            if other in plans and (own := getattr(plan, lever)) is not None:
                told = {"lever": lever, "own": str(own), "other": other, "plan": plans[other]}
                yield Problem("other_scenario.instead", f"{where} {programme}", programme=programme, **told)


def _over(levers: Mapping[str, Checked], known: About, where: str) -> Iterator[Problem]:
    """Plans that ask for a budget, or for steps, that can't be decided any more."""
    for programme, plan in levers.items():
        begins = named_programme(programme).begins
        if begins and plan.start < (month := getattr(known, begins)):
            yield Problem("budget_over", f"{where} {programme}", start=plan.start, month=month)
