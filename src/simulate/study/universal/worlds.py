"""In which worlds the plan misses its target, or reaches it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.universal.programme import simulate_way
from simulate.study.discover import DRAWS, Box, find_box
from simulate.study.facts import drawn
from simulate.study.sensitivity import varying_unknowns

if TYPE_CHECKING:
    from simulate.study.universal.result import UniversalResult

# what is rarer than this tells too little of the worlds in which it happens
_RARE = 0.02
_QUARTER = 0.25


@dataclass(frozen=True)
class Worlds:
    """The corner of what may be true that is asked about.

    ``kind``: ``miss`` or ``reach`` the target, the rarer of the two; where one of them hardly happens, ``nearest`` to
    the target from below or ``lowest`` above it: a quarter of the draws, up to the coverage ``box.threshold``.
    """

    kind: str
    box: Box


@lru_cache(maxsize=4)
def worlds(result: UniversalResult) -> Worlds | None:
    """Where the plan's coverage in the target month lies on the rarer side; None where it is certain."""
    values = drawn(result.facts, DRAWS, result.settings.seed)
    road = simulate_way(result.plan, result.region, list(result.laws), values, result.paying).road
    coverage = road.coverage[:, result.plan.decembers[result.plan.target_year]]
    if np.ptp(coverage) <= 1e-9:
        return None
    known = {key: values[key] for key in varying_unknowns(result).values()}
    reached = coverage >= result.plan.target
    if min(reached.mean(), 1 - reached.mean()) >= _RARE:
        rarer = reached if reached.mean() < 0.5 else ~reached
        return Worlds("reach" if rarer is reached else "miss", find_box(known, rarer))
    if reached.mean() < 0.5:
        threshold = float(np.quantile(coverage, 1 - _QUARTER))
        return Worlds("nearest", replace(find_box(known, coverage >= threshold), threshold=threshold))
    threshold = float(np.quantile(coverage, _QUARTER))
    return Worlds("lowest", replace(find_box(known, coverage <= threshold), threshold=threshold))
