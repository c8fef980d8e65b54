"""Which report is made from which notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulate.errors import InputError, did_you_mean, refuse
from simulate.plan.checked import Checked
from simulate.plan.named import DEFAULT, plan_files
from simulate.plan.programmes import LEVERS
from simulate.yamlfile import read_yaml


@dataclass(frozen=True)
class Report:
    """A report by name: its notebook and the model of its levers."""

    name: str
    notebook: str
    model: type[Checked]


REPORTS = {"sponsorship": Report("sponsorship", "02_asn_sponsorship.ipynb", LEVERS["sponsorship"])}


def report(name: str) -> Report:
    """The report of that name.

    Raises:
        InputError: there is none.
    """
    if name not in REPORTS:
        raise refuse("unknown_report", "report", f"no report `{name}`", did_you_mean(name, REPORTS))
    return REPORTS[name]


def plans_of(name: str) -> list[str]:
    """The default plan and every named plan of a report's programme; an unreadable file is everyone's."""
    return [DEFAULT, *(label for label, path in plan_files().items() if _programme(path, name) == name)]


def _programme(path: Path, fallback: str) -> str:
    """Whose plan a file is; ordering an unreadable one says what is wrong with it."""
    try:
        return str(read_yaml(path).get("programme"))
    except InputError:
        return fallback
