"""Scenarios: YAML files that bind one plan per programme and say once what these plans share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, did_you_mean, input_error, missing_keys, unknown_keys
from simulate.plan.checked import Settings, misread
from simulate.plan.named import DEFAULT, is_label, programme_of
from simulate.programmes import named_programme
from simulate.region.base import About, read_about
from simulate.yamlfile import read_yaml

if TYPE_CHECKING:
    from simulate.plan.checked import Checked

BASE = "base"
FIRST_OPEN = "first_open_budget"
# the programmes that a scenario may bind a plan of
BOUND = ("baseline", "sponsorship", "election", "funding", "universal", "outreach", "monitoring", "paritrana")
# what plans share: the levers that must hold it, by programme
SHARED: dict[str, dict[str, tuple[str, ...]]] = {
    "start": dict.fromkeys(("sponsorship", "funding", "universal"), ("start",)),
    "baseline": dict.fromkeys(("funding", "universal", "outreach", "paritrana"), ("baseline",)),
    "collection": {"sponsorship": ("collection",)},
    "apbd_budget_rp": {"funding": ("apbd_budget_rp",)},
    "apbd_yearly_change": {"funding": ("apbd_yearly_change",)},
    "regulation_from": {"universal": ("contractors_from", "permits_from", "village_workers_from")},
}
_BOTH = ("sponsorship", "funding")
# levers that name another programme's plan and are called like it; what is monitored is what was announced, in every
# scenario
LINKS = {"funding": ("sponsorship",), "universal": _BOTH, "paritrana": _BOTH}


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


def links(programme: str, levers: Mapping[str, Any]) -> dict[str, str | None]:
    """Of a programme's levers those that name another programme's plan."""
    return {name: levers.get(name) for name in LINKS.get(programme, ())}


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
    plans, levers = {name: str(plan) for name, plan in parts["plans"].items()}, {}
    gathered.problems += [
        Problem("unknown_programme.read_scenario", f"{where} plans", name=name, meant=did_you_mean(name, BOUND))
        for name in plans
        if name not in BOUND
    ]
    for name, plan in plans.items():
        if name in BOUND:
            with gathered:
                levers[name] = _levers(name, plan, where)
    known = about(region)
    gathered.problems += _shared(parts["shared"], levers, known.opens, where)
    gathered.problems += _linked(plans, levers, where)
    gathered.problems += _over(levers, known, where)
    gathered.refuse()
    return Scenario(label, dict(parts["name"]), dict(parts["shared"]), {n: plans[n] for n in BOUND if n in plans})


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
    # the brief of a scenario stands where that of a named plan would
    if label == DEFAULT or programme_of(label) == "brief":
        yield Problem("label_taken.shape", where, label=label)


def _levers(programme: str, label: str, where: str) -> Checked:
    """The levers of a plan that a scenario binds."""
    from simulate.plan.named import plan_of

    try:
        return named_programme(programme).levers(**plan_of(programme, label).levers)
    except InputError as error:
        raise InputError(problem.at(f"{where} {programme}: {problem.where}") for problem in error.problems) from None


def _shared(shared: Mapping[str, Any], levers: Mapping[str, Checked], opens: str, where: str) -> Iterator[Problem]:
    """What is said to be shared and is not, in the plans that are bound."""
    needed = [key for key, by in SHARED.items() if by.keys() & levers.keys()]
    yield from unknown_keys(shared, tuple(SHARED), f"{where} shared")
    yield from missing_keys(shared, needed, f"{where} shared")
    wrong = dict(_misread(shared, levers, where))
    yield from wrong.values()
    for key in (key for key in needed if key in shared and key not in wrong):
        wanted = opens if shared[key] == FIRST_OPEN else shared[key]
        for programme, names in SHARED[key].items():
            for name in names if programme in levers else ():
                held = getattr(levers[programme], name)
                if held != wanted:
                    told = {"name": name, "held": str(held), "programme": programme, "wanted": str(wanted)}
                    yield Problem("not_shared", f"{where} shared {key}", **told)


def _misread(shared: Mapping[str, Any], levers: Mapping[str, Checked], where: str) -> Iterator[tuple[str, Problem]]:
    """By key what is shared in a text that may mean another number, or is none, as the plans' own files tell it."""
    for key, by in SHARED.items():
        for programme in by.keys() & levers.keys() if key in shared else ():
            for name in by[programme]:
                for problem in misread(type(levers[programme]), name, shared[key]):
                    yield key, problem.at(f"{where} shared {key}")


def _linked(plans: Mapping[str, str], levers: Mapping[str, Checked], where: str) -> Iterator[Problem]:
    """Plans that read another plan than the one that the scenario binds."""
    for programme, plan in levers.items():
        for other, label in links(programme, dict(plan)).items():
            if other in plans and label != plans[other]:
                names = {"plan": plans[programme], "label": label, "other": other, "bound": plans[other]}
                yield Problem("other_scenario", f"{where} {programme}", **names)
    own = getattr(levers.get("universal"), "subsidised_budget_rp", None)
    if own is not None and "funding" in plans:
        yield Problem("other_scenario.budget", f"{where} universal", own=str(own), plan=plans["funding"])


def _over(levers: Mapping[str, Checked], known: About, where: str) -> Iterator[Problem]:
    """Plans that ask for a budget, or for steps, that can't be decided any more."""
    first = dict.fromkeys(("sponsorship", "funding", "universal", "outreach"), known.opens)
    first["paritrana"] = known.ahead
    for programme, month in first.items():
        if programme in levers and levers[programme].start < month:
            f"begins in {levers[programme].start}"
            yield Problem("budget_over", f"{where} {programme}", start=levers[programme].start, month=month)
