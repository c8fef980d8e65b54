"""What a planner decides (levers) and nobody can know (unknowns)."""

from simulate.plan.baseline import BaselinePlan
from simulate.plan.brief import BriefPlan
from simulate.plan.election import ElectionPlan
from simulate.plan.funding import FundingPlan
from simulate.plan.monitoring import MonitoringPlan
from simulate.plan.outreach import OutreachPlan
from simulate.plan.paritrana import ParitranaPlan
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.plan.universal import UniversalPlan

__all__ = [
    "BaselinePlan",
    "BriefPlan",
    "ElectionPlan",
    "FundingPlan",
    "MonitoringPlan",
    "OutreachPlan",
    "ParitranaPlan",
    "SponsorshipPlan",
    "UniversalPlan",
]
