"""Which levers and settings each programme has."""

from __future__ import annotations

from simulate.errors import did_you_mean, refuse
from simulate.plan.baseline import BaselinePlan
from simulate.plan.brief import BriefPlan, BriefSettings
from simulate.plan.checked import Checked
from simulate.plan.comparison import ComparePlan
from simulate.plan.election import ElectionPlan
from simulate.plan.funding import FundingPlan
from simulate.plan.law import LawPlan
from simulate.plan.monitoring import MonitoringPlan, MonitoringSettings
from simulate.plan.named import DEFAULT, NamedPlan, programme_of, read_plan
from simulate.plan.outreach import OutreachPlan
from simulate.plan.paritrana import ParitranaPlan
from simulate.plan.settings import Settings, Shown
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.plan.universal import UniversalPlan

LEVERS: dict[str, type[Checked]] = {
    "brief": BriefPlan,
    "baseline": BaselinePlan,
    "sponsorship": SponsorshipPlan,
    "election": ElectionPlan,
    "funding": FundingPlan,
    "universal": UniversalPlan,
    "monitoring": MonitoringPlan,
    "outreach": OutreachPlan,
    "paritrana": ParitranaPlan,
    "law": LawPlan,
    "compare": ComparePlan,
}
SETTINGS: dict[str, type[Shown]] = {
    "brief": BriefSettings,
    "baseline": Settings,
    "sponsorship": Settings,
    "election": Settings,
    "funding": Settings,
    "universal": Settings,
    "monitoring": MonitoringSettings,
    "outreach": Settings,
    "paritrana": Settings,
    "law": Shown,
    "compare": Settings,
}


def plan_of(programme: str, label: str) -> NamedPlan:
    """A programme's named plan.

    Raises:
        InputError: no such programme or plan, or a plan of another programme.
    """
    if programme not in LEVERS:
        raise refuse("unknown_programme", "programme", f"no programme `{programme}`", did_you_mean(programme, LEVERS))
    other = programme_of(label)
    if other and other != programme:  # its levers would be refused one by one
        raise refuse("other_programme", f"plan {label}", f"is for `{other}`", f"a plan of `{programme}`")
    named = read_plan(label, LEVERS[programme])
    if named.label != DEFAULT and named.programme != programme:
        raise refuse("other_programme", f"plan {label}", "names no programme", f"programme: {programme}")
    return named
