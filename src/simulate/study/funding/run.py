"""Runs funding plans: the cheapest mix, made sure of, and carried out on many draws."""

from __future__ import annotations

from typing import Any

from simulate.law.base import Reads
from simulate.model.baseline.segments import UNKNOWNS as BASELINE_UNKNOWNS
from simulate.model.funding.delivery import deliver
from simulate.model.funding.mix import furthest
from simulate.model.funding.payers import CEILINGS, STARTUPS, STOPS
from simulate.model.sponsor_path import SponsorPath
from simulate.plan.funding import VILLAGE_GROUPS, FundingPlan
from simulate.plan.named import DEFAULT
from simulate.plan.settings import Settings
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know, read_plans
from simulate.study.funding.certainty import affordable, certain, hoped_for
from simulate.study.funding.desk import Desk
from simulate.study.funding.infeasible import explained
from simulate.study.funding.result import FundingResult
from simulate.study.running import runner, told

PROGRAMME = "funding"
# what only the claimed baseline rests on
_CLAIMED = ("claimed_share", "claimed_funded")
UNKNOWNS = tuple(
    dict.fromkeys((*BASELINE_UNKNOWNS, *CEILINGS.values(), *STARTUPS.values(), *STOPS.values(), "registration_cost"))
)


def run_on(
    facts: Facts,
    plan: FundingPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> FundingResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan, or no mix keeps its target.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = tuple(plan.laws(facts.law, reads))
    values = drawn(facts, settings.draws, settings.seed)
    path = SponsorPath.of(plan.sponsors, plan.calendar, plan.law_extension, facts.region, facts.law, reads)
    desk = Desk(plan, facts.region, laws, {key: facts.unknowns[key] for key in UNKNOWNS}, values, path)
    hoped = hoped_for(desk)
    if hoped is None:
        raise explained(desk)
    sure = certain(desk, hoped)
    chosen = affordable(desk, sure, hoped)
    for group in set(VILLAGE_GROUPS) & set(plan.law_groups):  # told beside the prices: whom villages may pay for
        for key in laws[0].group(group):
            laws[0].cited(group, *filter(None, [key]))
    return FundingResult(
        **told(facts, plan, settings, label, name, laws, reads),
        used=unknowns_used(plan, path),
        inputs=inputs_now(plan, settings, facts.files),
        desk=desk,
        hoped=hoped,
        sure=sure,
        chosen=chosen,
        furthest=furthest(chosen.case),
        delivered=deliver(plan, facts.region, chosen.case, chosen.mix, values, desk.brought),
    )


run = runner(PROGRAMME, FundingPlan, run_on)


def unknowns_used(plan: FundingPlan, path: SponsorPath) -> tuple[str, ...]:
    """The unknowns that a plan's result depends on."""
    baseline = [key for key in BASELINE_UNKNOWNS if plan.baseline == "claimed" or key not in _CLAIMED]
    own = [of[payer] for of in (CEILINGS, STARTUPS, STOPS) for payer in plan.payers if payer in of]
    # registering is reckoned from those whom APBD pays for at the start, whoever pays later
    return tuple(dict.fromkeys((*baseline, *own, *path.unknowns, STOPS["apbd"], "registration_cost")))


def inputs_now(plan: FundingPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    found = inputs_of(PROGRAMME, plan, settings, files, plan.law_groups, __name__)
    return found | read_plans(sponsorship=plan.sponsors)
