"""In which worlds a plan is weak: a small PRIM (patient rule induction) over the unknowns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.sponsorship import simulate_sponsorship
from simulate.study.draws import REPLICATES
from simulate.study.facts import drawn
from simulate.study.sensitivity import varying_unknowns

if TYPE_CHECKING:
    from simulate.study.result import SponsorshipResult

DRAWS = 4096
_PEEL, _LEAST_MASS = 0.05, 0.05
# a limit that adds less than this to the score says nothing
_LEAST_SCORE = 0.02


@dataclass(frozen=True)
class Box:
    """A corner of what may be true, and how well it tells where the plan is weak.

    ``limits`` maps an unknown to its lowest and highest value in the box, infinite where that side is free; an
    unknown that is free on both sides is not named. ``coverage`` is the share of all weak draws that lie in it,
    ``density`` the share of weak draws among those that lie in it with its Monte Carlo error ``density_error``,
    ``mass`` the share of all draws that do; ``weak`` the share of all draws that are weak. ``threshold`` is the most
    that a weak draw reaches, where it was asked of a plan.
    """

    limits: dict[str, tuple[float, float]]
    coverage: float
    density: float
    density_error: float
    mass: float
    weak: float
    threshold: float | None = None


def weak_worlds(result: SponsorshipResult, share: float = 0.25) -> Box | None:
    """Where fewest workers are protected in the last month; None where the plan's result is certain.

    Args:
        result: the run that is asked about.
        share: of the draws, the weakest, that count as weak.
    """
    values = drawn(result.facts, DRAWS, result.settings.seed)
    outcome = simulate_sponsorship(result.plan, result.region, list(result.laws), values)
    protected = outcome.cohorts.in_force[:, -1]
    if np.ptp(protected) <= 1e-9 * protected.max():
        return None
    threshold = float(np.quantile(protected, share))
    known = {key: values[key] for key in varying_unknowns(result).values()}
    return replace(find_box(known, protected <= threshold), threshold=threshold)


def find_box(values: dict[str, np.ndarray], weak: np.ndarray) -> Box:
    """Peels a twentieth off the side that leaves the box densest in weak draws, again and again.

    Of the boxes on the way, the one that tells weak from strong best (the harmonic mean of coverage and density) is
    kept, without limits that add nothing to that.

    Args:
        values: of each unknown by draw, shape (draws,).
        weak: whether the plan is weak in the draw, shape (draws,); both must occur.

    Source: Friedman and Fisher, Bump hunting in high-dimensional data, Statistics and Computing 9 (1999).
    """
    limits: dict[str, tuple[float, float]] = {}
    best, best_score = limits, _score(np.ones_like(weak), weak)
    inside = np.ones_like(weak)
    while inside.mean() > _LEAST_MASS:
        peels = []
        for name, one in values.items():
            low, high = map(float, np.quantile(one[inside], (_PEEL, 1 - _PEEL)))
            old = limits.get(name, (-np.inf, np.inf))
            for new in ((low, old[1]), (old[0], high)):
                kept = inside & (one >= new[0]) & (one <= new[1])
                if kept.any() and not kept[inside].all():
                    peels.append((weak[kept].mean(), name, new, kept))
        if not peels:
            break
        _, name, new, inside = max(peels, key=lambda peel: peel[0])
        limits = limits | {name: new}
        score = _score(inside, weak)
        if score > best_score:
            best, best_score = limits, score
    for name, side in [(name, side) for name in sorted(best) for side in (0, 1)]:
        freed = list(best[name])
        freed[side] = (-np.inf, np.inf)[side]
        wider = best | {name: tuple(freed)}
        if _score(_inside(wider, values), weak) > _score(_inside(best, values), weak) - _LEAST_SCORE:
            best = wider
    best = {name: sides for name, sides in best.items() if sides != (-np.inf, np.inf)}
    inside = _inside(best, values)
    coverage, density = weak[inside].sum() / weak.sum(), weak[inside].mean()
    parts = [found[there].mean() for there, found in _replicates(inside, weak) if there.any()]
    error = np.std(parts, ddof=1) / np.sqrt(len(parts))
    return Box(best, float(coverage), float(density), float(error), float(inside.mean()), float(weak.mean()))


def _replicates(inside: np.ndarray, weak: np.ndarray):
    return zip(np.split(inside, REPLICATES), np.split(weak, REPLICATES), strict=True)


def _inside(limits: dict[str, tuple[float, float]], values: dict[str, np.ndarray]) -> np.ndarray:
    found = np.ones(len(next(iter(values.values()))), dtype=bool)
    for name, (low, high) in limits.items():
        found &= (values[name] >= low) & (values[name] <= high)
    return found


def _score(inside: np.ndarray, weak: np.ndarray) -> float:
    """Harmonic mean of coverage and density."""
    return 2 * float((inside & weak).sum()) / float(inside.sum() + weak.sum())
