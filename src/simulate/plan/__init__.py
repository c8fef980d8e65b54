"""What a planner decides (levers) and nobody can know (unknowns)."""

from simulate.plan.sponsorship import SponsorshipPlan

__all__ = ["SponsorshipPlan"]
