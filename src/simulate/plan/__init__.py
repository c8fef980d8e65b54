"""What a planner decides (levers) and nobody can know (unknowns)."""

from simulate.plan.election import ElectionPlan
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.plan.universal import UniversalPlan

__all__ = ["ElectionPlan", "SponsorshipPlan", "UniversalPlan"]
