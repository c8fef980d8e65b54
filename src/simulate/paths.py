"""Where the project's folders are."""

from __future__ import annotations

import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


def project() -> Path:
    """The folder that holds ``data/``, ``notebooks/`` and ``reports/``.

    The checkout that this package stands in, unless the variable ``SIMULATE_PROJECT`` names another.
    """
    named = os.environ.get("SIMULATE_PROJECT")
    return Path(named).resolve() if named else _CHECKOUT


def checkout() -> Path:
    """The folder that this package stands in, with its Makefile."""
    return _CHECKOUT


def data() -> Path:
    """Law, national tables, regions, unknowns and named plans."""
    return project() / "data"


def notebooks() -> Path:
    """One notebook a question."""
    return project() / "notebooks"


def reports() -> Path:
    """Where reports are published unless a run names another folder."""
    return project() / "reports"


def shown(path: Path) -> str:
    """A path as messages and records show it: below the project, with forward slashes."""
    here, text = f"{project()}{os.sep}", os.fspath(path)
    if not text.startswith(here) or ".." in text:
        text = os.path.realpath(text)
    return text.removeprefix(here).replace(os.sep, "/")
