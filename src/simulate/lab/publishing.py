"""Publishes a named plan's report from a form: in a process of its own, with progress."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulate import paths
from simulate.lab.draft import Draft
from simulate.publish.suite import cells_of


@dataclass(frozen=True)
class Published:
    """How it ended: the pages, or what was said of the failure."""

    pages: tuple[Path, ...]
    said: str


def publish_plan(draft: Draft, label: str, on_cell: Callable[[int, int], None]) -> Published:
    """Publishes the report of a named plan with a draft's settings.

    Args:
        draft: which report, region, draws and seed.
        label: of the plan.
        on_cell: told how many cells have run, of how many.

    Raises:
        InputError: the order is refused.
    """
    every, seen = cells_of(draft.order(label)), 0
    on_cell(0, every)
    with subprocess.Popen(_command(draft, label), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        said = []
        for line in run.stderr:
            if line.strip() == CELL:
                seen = min(seen + 1, every)
                on_cell(seen, every)
            else:
                said.append(line.removeprefix("simulate: ").rstrip())
        pages = tuple(paths.project() / line.strip() for line in run.stdout if line.strip().endswith(".html"))
    if run.returncode:
        return Published((), "\n".join(said[-5:]))
    on_cell(every, every)
    return Published(pages, "")


# the command prints this line for each cell that has run
CELL = "."


def _command(draft: Draft, label: str) -> list[str]:
    own = [word for name, value in draft.own_settings.items() for word in ("-p", name, str(value))]
    return [sys.executable, "-m", "simulate.cli", "report", draft.report, "--plan", label, "--cells", *own]
