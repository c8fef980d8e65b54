"""Which levers each programme has."""

from __future__ import annotations

from simulate.plan.checked import Checked
from simulate.plan.sponsorship import SponsorshipPlan

LEVERS: dict[str, type[Checked]] = {"sponsorship": SponsorshipPlan}
