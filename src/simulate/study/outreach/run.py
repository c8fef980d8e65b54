"""Runs plans of outreach: an allocation decided over some of the draws, carried out on all."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtri

from simulate.law.base import Reads
from simulate.model.outreach.allocate import best, equal, proportional
from simulate.model.outreach.outlets import outlets_of
from simulate.model.outreach.places import Deviates, places_of
from simulate.model.outreach.programme import UNKNOWNS, field_of, unknowns_used
from simulate.model.prices import worker_parts_rp
from simulate.plan.named import DEFAULT
from simulate.plan.outreach import OutreachPlan
from simulate.plan.settings import Settings
from simulate.study.draws import uniforms
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know
from simulate.study.outreach.result import OutreachResult
from simulate.study.running import runner, told

PROGRAMME = "outreach"
# numbers of new outlets that are placed whatever the plan opens
STEPS = 6


def run_on(
    facts: Facts,
    plan: OutreachPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> OutreachResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    places = places_of(facts.region)
    detour = float(facts.unknowns["detour"].distribution.quantile(0.5))
    outlets = outlets_of(plan, facts.region, places, detour, STEPS)
    nearest = outlets.nearest()
    prices = {
        payer: sum(worker_parts_rp(laws, payer, plan.transport_share, ("jkk", "jkm")).values())
        for payer in ("personal", "apbd")
    }
    values = drawn(facts, settings.draws, settings.seed)
    field = field_of(
        plan,
        places,
        nearest,
        values,
        _differing(len(places.weight), places.kecamatans, settings.draws, settings.seed),
    )
    ground = field.ground
    chosen = best(ground, plan.budget_rp, plan.floor_share)
    return OutreachResult(
        **told(facts, plan, settings, label, name, laws, reads),
        used=unknowns_used(plan, places.counted),
        inputs=inputs_now(plan, settings, facts.files),
        places=places,
        outlets=outlets,
        ground=ground,
        chosen=chosen,
        # a floor that binds nowhere changes nothing
        free=best(ground, plan.budget_rp) if chosen.floors.any() else chosen,
        equal_rp=equal(ground, plan.budget_rp),
        proportional_rp=proportional(ground, plan.budget_rp),
        field=field,
        price_rp=prices,
    )


run = runner(PROGRAMME, OutreachPlan, run_on)


def inputs_now(plan: OutreachPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    return inputs_of(PROGRAMME, plan, settings, files, plan.law_groups, __name__)


@lru_cache(maxsize=4)
def _differing(desa: int, kecamatans: int, draws: int, seed: int) -> Deviates:
    """Normal numbers by place and draw, independent of the unknowns; a form asks for them at each move."""
    names = [f"{kind}.{place}" for kind, many in (("desa", desa), ("kecamatan", kecamatans)) for place in range(many)]
    numbers = ndtri(np.stack(list(uniforms(names, draws, seed, "places").values()), axis=1))
    return Deviates(numbers[:, :desa], numbers[:, desa:])
