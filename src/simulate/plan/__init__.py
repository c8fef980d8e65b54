"""What a planner decides (levers) and nobody can know (unknowns)."""

from simulate.plan.election import ElectionPlan
from simulate.plan.funding import FundingPlan
from simulate.plan.sponsorship import SponsorshipPlan

__all__ = ["ElectionPlan", "FundingPlan", "SponsorshipPlan"]
