"""Simulates a regency's employment social-security programmes; the short face that notebooks see."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# loaded when first used, so that `import simulate` costs next to nothing
_EXPORTS = {
    "BaselinePlan": ("simulate.programmes.baseline.plan", "BaselinePlan"),
    "BriefPlan": ("simulate.programmes.brief.plan", "BriefPlan"),
    "ElectionPlan": ("simulate.programmes.election.plan", "ElectionPlan"),
    "FundingPlan": ("simulate.programmes.funding.plan", "FundingPlan"),
    "MonitoringPlan": ("simulate.programmes.monitoring.plan", "MonitoringPlan"),
    "OutreachPlan": ("simulate.programmes.outreach.plan", "OutreachPlan"),
    "ParitranaPlan": ("simulate.programmes.paritrana.plan", "ParitranaPlan"),
    "SponsorshipPlan": ("simulate.programmes.sponsorship.plan", "SponsorshipPlan"),
    "UniversalPlan": ("simulate.programmes.universal.plan", "UniversalPlan"),
    "Law": ("simulate.law.base", "Law"),
    "Region": ("simulate.region.base", "Region"),
    "parameters": ("simulate.lab.parameters", "parameters"),
    "form": ("simulate.lab.form", "form"),
    "start": ("simulate.lab.start", None),
    "own_tables": ("simulate.lab.tables", "own_tables"),
    "charts": ("simulate.page.charts", None),
    "tables": ("simulate.page.tables", None),
    "abbreviations": ("simulate.page.evidence", "abbreviations"),
    "baseline": ("simulate.programmes.baseline.page", None),
    "brief": ("simulate.programmes.brief.page", None),
    "compare": ("simulate.programmes.compare.page", None),
    "election": ("simulate.programmes.election.page", None),
    "funding": ("simulate.programmes.funding.page", None),
    "monitoring": ("simulate.programmes.monitoring.page", None),
    "outreach": ("simulate.programmes.outreach.page", None),
    "paritrana": ("simulate.programmes.paritrana.page", None),
    "sponsorship": ("simulate.programmes.sponsorship.page", None),
    "universal": ("simulate.programmes.universal.page", None),
    "legal": ("simulate.programmes.law.page", None),
}

__all__ = list(_EXPORTS)


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module 'simulate' has no attribute {name!r}")
    module, attribute = _EXPORTS[name]
    try:
        loaded = import_module(module)
    except ModuleNotFoundError as error:
        from simulate.packages import MissingPackageError, missing

        if (error.name or "").startswith("simulate"):
            raise
        raise MissingPackageError(missing() or (str(error.name),)) from error
    return getattr(loaded, attribute) if attribute else loaded
