"""Which reports there are: every programme with each of its plans, the brief with each scenario."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulate.errors import Gathered, InputError, Problem, did_you_mean
from simulate.plan.named import BASE, DEFAULT, plan_files, scenario_files
from simulate.programmes import NAMES, named_programme
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
