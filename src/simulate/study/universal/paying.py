"""The programmes of others that a road reads, run as their own reports run them, on the same random numbers."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from simulate.model.sponsor_path import SponsorPath
from simulate.model.universal.others import Paying
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.study.funding.run import run_on as run_funding
from simulate.study.funding.run import unknowns_used as funding_unknowns

if TYPE_CHECKING:
    from simulate.law.base import Reads
    from simulate.plan.funding import FundingPlan
    from simulate.plan.settings import Settings
    from simulate.plan.universal import UniversalPlan
    from simulate.study.facts import Facts
    from simulate.study.funding.result import FundingResult


def paying_of(facts: Facts, plan: UniversalPlan, settings: Settings, reads: Reads | None = None) -> Paying:
    """The funding mix and the sponsored workers that a plan reads.

    Raises:
        InputError: a plan that it names is refused, or no mix keeps its target.
    """
    settings = settings.with_values({"language": "id"})
    if reads is not None:
        found = _mix(facts, plan.payers, settings)
        reads.update({(value.group, value.since, value.key): value for value in found.law_values})
        SponsorPath.of(plan.sponsors, plan.calendar, plan.law_extension, facts.region, facts.law, reads)
    sponsors = plan.sponsors.model_dump_json() if plan.sponsors else None
    return _paying(facts, plan.payers, sponsors, tuple(plan.calendar), plan.law_extension, settings)


def unknowns_of(paying: Paying) -> tuple[str, ...]:
    """The unknowns that these programmes' numbers depend on, beside the baseline's."""
    return tuple(dict.fromkeys((*funding_unknowns(paying.plan, paying.in_mix), *paying.path.unknowns)))


@lru_cache(maxsize=8)
def _paying(
    facts: Facts,
    payers: FundingPlan,
    sponsors: str | None,
    calendar: tuple[str, ...],
    extension: str,
    settings: Settings,
) -> Paying:
    """As `paying_of`, for all plans that read the same; ``sponsors`` are the levers of that programme as JSON."""
    found = _mix(facts, payers, settings)
    plan = SponsorshipPlan(**json.loads(sponsors)) if sponsors else None
    path = SponsorPath.of(plan, calendar, extension, facts.region, facts.law)
    in_mix = found.desk.path
    if (path.plan, path.months) == (in_mix.plan, in_mix.months):
        path = in_mix  # both read the same programme over the same months: one answer serves both
    return Paying(found.plan, found.chosen.case, found.chosen.mix, in_mix, path)


@lru_cache(maxsize=8)
def _mix(facts: Facts, plan: FundingPlan, settings: Settings) -> FundingResult:
    return run_funding(facts, plan, settings)
