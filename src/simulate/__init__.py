"""Simulates a regency's employment social-security programmes; what notebooks and analysts use, as `sim`.

``sim.run(sim.ElectionPlan(), draws=256)`` runs a plan; ``sim.election`` holds what its report shows, a function each
that takes the result; `sim.tables` and `sim.charts` take any result.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# loaded when first used, so that `import simulate` costs next to nothing; the list of programmes gives theirs
_EXPORTS = {
    "run": ("simulate.study.running", "run"),
    "tables": ("simulate.page.evidence", None),
    "charts": ("simulate.page.sensitivity", None),
    "abbreviations": ("simulate.page.evidence", "abbreviations"),
    "Law": ("simulate.law.base", "Law"),
    "Region": ("simulate.region.base", "Region"),
    "parameters": ("simulate.lab.parameters", "parameters"),
    "form": ("simulate.lab.form", "form"),
    "start": ("simulate.lab.start", None),
    "own_tables": ("simulate.lab.start", "own_tables"),
}


def _exports() -> dict[str, tuple[str, str | None]]:
    from simulate.programmes import exports

    return _EXPORTS | exports()


def __dir__() -> list[str]:
    return sorted(_exports())


def __getattr__(name: str) -> Any:
    if name.startswith("__") or name not in (_EXPORTS if name in _EXPORTS else _exports()):
        raise AttributeError(f"module 'simulate' has no attribute {name!r}")
    module, attribute = _exports()[name]
    try:
        loaded = import_module(module)
    except ModuleNotFoundError as error:
        from simulate.packages import MissingPackageError, missing

        if (error.name or "").startswith("simulate"):
            raise
        raise MissingPackageError(missing() or (str(error.name),)) from error
    if attribute:
        return getattr(loaded, attribute)
    if hasattr(loaded, "__all__"):  # a completion offers what the page shows, not what it is made of
        loaded.__dir__ = lambda: list(loaded.__all__)
    return loaded
