"""What a planner decides (levers) and nobody can know (unknowns)."""

from simulate.plan.brief import BriefPlan
from simulate.plan.election import ElectionPlan
from simulate.plan.sponsorship import SponsorshipPlan

__all__ = ["BriefPlan", "ElectionPlan", "SponsorshipPlan"]
