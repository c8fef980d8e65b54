"""Simulates a regency's employment social-security programmes; the short face that notebooks see."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# loaded when first used, so that `import simulate` costs next to nothing
_FACE = {
    "BriefPlan": ("simulate.plan", "BriefPlan"),
    "SponsorshipPlan": ("simulate.plan", "SponsorshipPlan"),
    "BaselinePlan": ("simulate.plan", "BaselinePlan"),
    "ElectionPlan": ("simulate.plan", "ElectionPlan"),
    "FundingPlan": ("simulate.plan", "FundingPlan"),
    "UniversalPlan": ("simulate.plan", "UniversalPlan"),
    "MonitoringPlan": ("simulate.plan", "MonitoringPlan"),
    "OutreachPlan": ("simulate.plan", "OutreachPlan"),
    "ParitranaPlan": ("simulate.plan", "ParitranaPlan"),
    "Law": ("simulate.law", "Law"),
    "Region": ("simulate.region", "Region"),
    "run": ("simulate.study.sponsorship", "run"),
    "read_law": ("simulate.study.law", "read_law"),
    "compare": ("simulate.study.comparison", "compare"),
    "parameters": ("simulate.lab.parameters", "parameters"),
    "form": ("simulate.lab.form", "form"),
    "start": ("simulate.lab.start", None),
    "own_tables": ("simulate.lab.tables", "own_tables"),
    "charts": ("simulate.show.charts", None),
    "tables": ("simulate.show.tables", None),
    "abbreviations": ("simulate.show.abbreviations", "abbreviations"),
    "report": ("simulate.show.report", None),
    "legal": ("simulate.show.legal", None),
    "baseline": ("simulate.show.baseline", None),
    "brief": ("simulate.show.brief", None),
    "election": ("simulate.show.election", None),
    "funding": ("simulate.show.funding", None),
    "universal": ("simulate.show.universal", None),
    "monitoring": ("simulate.show.monitoring", None),
    "outreach": ("simulate.show.outreach", None),
    "paritrana": ("simulate.show.paritrana", None),
    "comparing": ("simulate.show.comparing", None),
    "what_if": ("simulate.show.choices", "what_if"),
}

__all__ = list(_FACE)


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module 'simulate' has no attribute {name!r}")
    module, attribute = _FACE[name]
    try:
        loaded = import_module(module)
    except ModuleNotFoundError as error:
        from simulate.packages import MissingPackageError, missing

        if (error.name or "").startswith("simulate"):
            raise
        raise MissingPackageError(missing() or (str(error.name),)) from error
    return getattr(loaded, attribute) if attribute else loaded
