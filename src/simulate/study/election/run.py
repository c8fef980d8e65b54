"""Runs election plans over many draws."""

from __future__ import annotations

from typing import Any

from simulate.law.base import Reads
from simulate.model.election.money import LOTTERIES, draw_claims
from simulate.model.election.programme import UNKNOWNS, at_poll_of, simulate_election, unknowns_used
from simulate.plan.election import JHT_GROUP, WAGE_GROUP, ElectionPlan
from simulate.plan.named import DEFAULT
from simulate.plan.settings import Settings
from simulate.study.draws import event_noise
from simulate.study.election.result import ElectionResult
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know
from simulate.study.running import runner, told

PROGRAMME = "election"
# what its levers and its calendar ask beside what the plan rests on
ASKED_GROUPS = (JHT_GROUP, WAGE_GROUP, "village_head_term")


def run_on(
    facts: Facts,
    plan: ElectionPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> ElectionResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    values = drawn(facts, settings.draws, settings.seed)
    outcome = simulate_election(plan, facts.region, laws, values)
    claims = draw_claims(
        outcome.expected, at_poll_of(plan, laws), event_noise(LOTTERIES, settings.draws, settings.seed)
    )
    return ElectionResult(
        **told(facts, plan, settings, label, name, laws, reads),
        outcome=outcome,
        claims=claims,
        used=unknowns_used(plan, outcome.staff.projected, outcome.service),
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, ElectionPlan, run_on)


def inputs_now(plan: ElectionPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    return inputs_of(PROGRAMME, plan, settings, files, (*plan.law_groups, *ASKED_GROUPS), __name__)
