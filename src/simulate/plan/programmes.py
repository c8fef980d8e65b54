"""Which levers and settings each programme has."""

from __future__ import annotations

from simulate.plan.checked import Checked
from simulate.plan.law import LawPlan
from simulate.plan.settings import Settings, Shown
from simulate.plan.sponsorship import SponsorshipPlan

LEVERS: dict[str, type[Checked]] = {"sponsorship": SponsorshipPlan, "law": LawPlan}
SETTINGS: dict[str, type[Shown]] = {"sponsorship": Settings, "law": Shown}
