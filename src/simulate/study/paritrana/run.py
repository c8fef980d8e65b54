"""Scores the regency over many draws of evidence and weights, and looks for the actions that raise the score most."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from simulate.law.base import Reads
from simulate.model.sponsorship import unknowns_used as sponsors_used
from simulate.model.universal.programme import UNKNOWNS as ROAD_UNKNOWNS
from simulate.model.universal.programme import unknowns_used
from simulate.plan.named import DEFAULT, plan_files
from simulate.plan.paritrana import ELECTIONS, ROAD, ParitranaPlan
from simulate.plan.settings import Settings
from simulate.study.facts import Facts, file_hashes, inputs_of, must_know, read_plans
from simulate.study.identity import hashes
from simulate.study.paritrana.card import JUDGED_COST, card_of, items_of, peer_aspects, target_levels, weights_of
from simulate.study.paritrana.draws import numbers_of
from simulate.study.paritrana.result import ParitranaResult
from simulate.study.paritrana.road import election_plan, election_rp
from simulate.study.running import runner, told
from simulate.study.universal.paying import paying_of, unknowns_of
from simulate.study.universal.targets import LAW_GROUPS as TARGET_GROUPS
from simulate.study.universal.targets import read_targets

if TYPE_CHECKING:
    import numpy as np

PROGRAMME = "paritrana"
GROWTH = ("coverage_growth", "2025")
OWN = (
    "items_together",
    "reached_rule",
    "reached_practice",
    "months_decree",
    "months_perda",
    "months_programme",
    "outlet_cost_year",
    "peer_error",
)
# how what is unknown of others may be treated: each item by itself, or all items of a region as one
TREATMENTS = {"apart": 0.0, "together": 1.0}
# of the road's unknowns, those that say what families receive: scores have nothing to do with it
_FAMILIES = (
    "risk_mix",
    "mean_age",
    "age_spread",
    "male_share",
    "relative_mortality",
    "accident_rate",
    "accident_cost",
)
_SCHOLARSHIPS = ("scholarship_child_years", "scholarship_year")


def run_on(
    facts: Facts,
    plan: ParitranaPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> ParitranaResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    costs = tuple(f"cost_{action}" for action in JUDGED_COST)
    must_know(facts, (*ROAD_UNKNOWNS, *OWN, *costs), PROGRAMME)
    items_of(facts.region)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    targets = read_targets(facts, reads)
    group = facts.law.groups[GROWTH[0]]
    rise = float(facts.law.at(group.horizon, reads=reads).cited(*GROWTH).value)
    numbers = numbers_of(facts, settings.draws, settings.seed)
    target = target_levels(plan, targets, numbers)
    paid = election_rp(plan, facts, settings)
    card, levels = card_of(plan, facts, laws, settings, numbers, target, rise, paid)
    road = plan.road(frozenset(ROAD), plan.last)

    def peers(together: np.ndarray | float) -> dict[str, np.ndarray]:
        return peer_aspects(plan, facts.region, card, numbers, target, together) if plan.peers else {}

    paying = unknowns_of(paying_of(facts, road, settings))
    used = [
        key for key in unknowns_used(road, int(laws[0].value("scholarship_wait")), paying) if key not in _FAMILIES
    ]
    sponsors = sponsors_used(plan.sponsors, plan.sponsors.laws(facts.law))
    used = list(dict.fromkeys((*used, *(key for key in sponsors if key not in _FAMILIES + _SCHOLARSHIPS))))
    return ParitranaResult(
        **told(facts, plan, settings, label, name, laws, reads),
        numbers=numbers,
        card=card,
        before=levels,
        election_rp=paid,
        weights=weights_of(plan, facts.region, numbers),
        peers=peers(numbers.values["items_together"]),
        peers_at={name: peers(share) for name, share in TREATMENTS.items()},
        targets=tuple(targets),
        rise=rise,
        used=tuple(dict.fromkeys((*used, *OWN[: len(OWN) if plan.peers else -1], *costs))),
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, ParitranaPlan, run_on)


def inputs_now(plan: ParitranaPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known; those of the programmes whose costs it asks come
    on top.
    """
    files = dict(files or file_hashes(PROGRAMME, settings.region))
    groups = [*plan.road().law_groups, *TARGET_GROUPS, GROWTH[0], *plan.sponsors.law_groups]
    if plan.assessment_year in ELECTIONS:
        files |= file_hashes("election", settings.region)
        groups += election_plan(plan.assessment_year, plan.law_extension).law_groups
        named = plan_files().get(ELECTIONS[plan.assessment_year])
        files |= hashes([named] if named else [])
    found = inputs_of(PROGRAMME, plan, settings, files, groups, __name__)
    return found | read_plans(sponsorship=plan.sponsors, funding=plan.road().payers)


@lru_cache(maxsize=4)
def other_baseline(result: ParitranaResult) -> ParitranaResult:
    """The same plan from the other baseline, on the same random numbers."""
    other = "claimed" if result.plan.baseline == "reconciled" else "reconciled"
    return run_on(result.facts, result.plan.with_values({"baseline": other}), result.settings)
