"""What the brief takes from each report, and what such a report would be made from now."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from simulate.plan.checked import Checked
from simulate.plan.settings import Shown
from simulate.yamlfile import read_yaml


@dataclass(frozen=True)
class Source:
    """A report that a brief can read: the module that makes its results, the brief's names of its measures, SQL."""

    study: str
    measures: dict[str, str]
    tables: dict[str, str] = field(default_factory=dict)
    if_there: dict[str, str] = field(default_factory=dict)

    def inputs_now(self, levers: Checked, settings: Shown) -> dict[str, Any]:
        """All that a run of these levers would depend on, as the files stand.

        Asked by name: the brief's own identity does not rest on the models behind what it reads.
        """
        return import_module(f"simulate.study.{self.study}").inputs_now(levers, settings)


@cache
def sources() -> dict[str, Source]:
    """``sources.yaml``, by report."""
    content = read_yaml(Path(__file__).with_name("sources.yaml"))
    return {name: Source(**told) for name, told in content.items()}
