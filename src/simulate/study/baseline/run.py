"""Reckons where the regency stands over many draws."""

from __future__ import annotations

from typing import Any

from simulate.law.base import Reads
from simulate.model.baseline import definitions, segments
from simulate.model.rules import contribution_rp, lowest_bpu_base_rp
from simulate.plan.baseline import LAW_GROUPS, BaselinePlan
from simulate.plan.named import DEFAULT
from simulate.plan.settings import Settings
from simulate.study.baseline.result import BaselineResult
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know
from simulate.study.running import runner, told

PROGRAMME = "baseline"
MONTHS = 12
UNKNOWNS = tuple(dict.fromkeys((*segments.UNKNOWNS, *definitions.UNKNOWNS)))


def run_on(
    facts: Facts,
    plan: BaselinePlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> BaselineResult:
    """Reckons it on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law or the region's tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    price = MONTHS * contribution_rp(
        laws[0], scheme="bpu", base_rp=lowest_bpu_base_rp(laws[0]), payer="apbd", sector="other"
    )
    values = drawn(facts, settings.draws, settings.seed)
    return BaselineResult(
        **told(facts, plan, settings, label, name, laws, reads),
        values=values,
        found={name: segments.segments(name, values) for name in segments.BASELINES},
        year_price_rp=price,
        used=UNKNOWNS,
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, BaselinePlan, run_on)


def inputs_now(plan: BaselinePlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables."""
    files = files or file_hashes(PROGRAMME, settings.region)
    return inputs_of(PROGRAMME, plan, settings, files, LAW_GROUPS, __name__)
