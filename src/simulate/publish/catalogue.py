"""Which report is made from which notebook."""

from __future__ import annotations

from dataclasses import dataclass

from simulate.errors import did_you_mean, refuse
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
    """The default plan and every named plan of a report's programme."""
    files = plan_files().items()
    return [DEFAULT, *(label for label, path in files if read_yaml(path).get("programme") == name)]
