"""Runs plans of the road to universal coverage over many draws."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from simulate.law.base import Reads
from simulate.model.claims import LOTTERIES, draw_claims
from simulate.model.universal.programme import UNKNOWNS, simulate_universal, unknowns_used
from simulate.plan.named import DEFAULT
from simulate.plan.settings import Settings
from simulate.plan.universal import UniversalPlan
from simulate.study.draws import event_noise
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know, read_plans
from simulate.study.running import runner, told
from simulate.study.universal.paying import paying_of, unknowns_of
from simulate.study.universal.result import UniversalResult
from simulate.study.universal.targets import LAW_GROUPS, read_targets

PROGRAMME = "universal"


def run_on(
    facts: Facts,
    plan: UniversalPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> UniversalResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    targets = read_targets(facts, reads)
    values = drawn(facts, settings.draws, settings.seed)
    paying = paying_of(facts, plan, settings, reads)
    outcome = simulate_universal(plan, facts.region, laws, values, paying)
    noise = event_noise(LOTTERIES, settings.draws, settings.seed)
    claims = draw_claims(outcome.new, outcome.new.accidents, laws, values, noise)
    return UniversalResult(
        **told(facts, plan, settings, label, name, laws, reads),
        paying=paying,
        outcome=outcome,
        claims=claims,
        targets=tuple(targets),
        used=unknowns_used(plan, int(laws[0].value("scholarship_wait")), unknowns_of(paying)),
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, UniversalPlan, run_on)


def inputs_now(plan: UniversalPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    found = inputs_of(PROGRAMME, plan, settings, files, (*plan.law_groups, *LAW_GROUPS), __name__)
    return found | read_plans(sponsorship=plan.sponsors, funding=plan.payers)


@lru_cache(maxsize=4)
def other_baseline(result: UniversalResult) -> UniversalResult:
    """The same plan from the other baseline, on the same random numbers."""
    other = "claimed" if result.plan.baseline == "reconciled" else "reconciled"
    return run_on(result.facts, result.plan.with_values({"baseline": other}), result.settings)
