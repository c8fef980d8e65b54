"""Which report is made from which notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulate.errors import InputError, did_you_mean, refuse
from simulate.plan.checked import Checked
from simulate.plan.named import DEFAULT, plan_files
from simulate.plan.programmes import LEVERS, SETTINGS
from simulate.plan.settings import Shown
from simulate.yamlfile import read_yaml


@dataclass(frozen=True)
class Report:
    """A report by name, and its notebook."""

    name: str
    notebook: str

    @property
    def model(self) -> type[Checked]:
        """The levers of its programme."""
        return LEVERS[self.name]

    @property
    def settings(self) -> type[Shown]:
        """What its runs need beside the levers."""
        return SETTINGS[self.name]


REPORTS = {
    name: Report(name, notebook)
    for name, notebook in {"sponsorship": "02_asn_sponsorship.ipynb", "law": "10_law.ipynb"}.items()
}


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
