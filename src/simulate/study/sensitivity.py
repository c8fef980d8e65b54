"""Which unknown the uncertainty of a result comes from (Sobol' indices), and in which worlds it is weak (PRIM)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy
from numpy.polynomial.legendre import legvander

from simulate.errors import input_error
from simulate.plan.unknowns import rank_matrix
from simulate.study.draws import REPLICATES, quantiles
from simulate.study.simulated import once

if TYPE_CHECKING:
    import pandas as pd

    from simulate.plan.unknowns import Unknown
    from simulate.study.simulated import Simulated

# of the polynomials; a higher one changes no share by more than its error
_DEGREE = 4
# of Sobol', a power of two, at least eight times as many as four polynomials for each unknown
_POINTS = 8192
_TORNADO = np.array([0.05, 0.95])


@once
def sobol_indices(result: Simulated) -> pd.DataFrame:
    """Shares of each outcome's variance by unknown: first-order Sobol' indices.

    Unknowns that share their random numbers count as one, under the name of the first. Values that are certain
    are left out, and so are outcomes that do not vary.

    Each outcome is regressed on polynomials of one unknown at a time, which are orthogonal over uniform numbers: the
    squares of an unknown's coefficients are the variance that it explains alone. All are fitted together, so that the
    noise of one unknown is only what unknowns do in combination.

    Args:
        result: the run whose plan, region and unknowns are asked about.

    Returns:
        One row an outcome and unknown: ``outcome``, ``unknown``, ``first`` (share of the variance that goes when the
        unknown is known) with half the width of its 90 % interval (``first_error``) by replicated scrambles; the
        largest first.

    Raises:
        InputError: unknowns are rank correlated, for which these shares are not defined.

    Source: Sudret, Global sensitivity analysis using polynomial chaos expansions, Reliability Engineering and System
    Safety 93 (2008).
    """
    import pandas as pd
    from scipy.stats import qmc

    used = {unknown.key: unknown for unknown in result.unknowns_used}
    if are_correlated(result):
        raise input_error("correlated_unknowns", "unknowns")
    varying = varying_unknowns(result)
    found: dict[str, list[np.ndarray]] = {name: [] for name in result.outcomes}
    for replicate in range(REPLICATES if varying else 0):
        rng = np.random.default_rng([result.settings.seed, replicate])
        numbers = qmc.Sobol(len(varying), rng=rng).random(_POINTS // REPLICATES)
        numbers = np.clip(numbers, 2**-33, 1 - 2**-33)
        for name, values in _simulate(result, used, dict(zip(varying, numbers.T, strict=True))).items():
            if np.ptp(values) > 1e-9 * np.abs(values).max():
                found[name].append(_shares_alone(numbers, values))
    rows, half_90 = [], float(scipy.special.stdtrit(REPLICATES - 1, 0.95))
    for name, by_replicate in found.items():
        if len(by_replicate) == REPLICATES:
            first = np.mean(by_replicate, axis=0)
            error = half_90 * np.std(by_replicate, axis=0, ddof=1) / np.sqrt(REPLICATES)
            columns = zip(varying.values(), first, error, strict=True)
            rows += sorted(((name, *column) for column in columns), key=lambda row: -row[2])
    return pd.DataFrame(rows, columns=["outcome", "unknown", "first", "first_error"])


def _shares_alone(numbers: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The part of the variance of ``values`` that each column of uniform ``numbers`` explains alone."""
    points, unknowns = numbers.shape
    scale = np.sqrt(2 * np.arange(1, _DEGREE + 1) + 1)
    terms = (legvander(2 * numbers - 1, _DEGREE)[..., 1:] * scale).reshape(points, -1)
    design = np.column_stack([np.ones(points), terms])
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ (design.T @ values)
    left = values - design @ coefficients
    noise = left @ left / (points - design.shape[1]) * np.diag(inverse)  # squares of noise are no variance explained
    explained = (coefficients**2 - noise)[1:].reshape(unknowns, _DEGREE).sum(axis=1)
    return explained / values.var()


@once
def one_at_a_time(result: Simulated) -> pd.DataFrame:
    """Each outcome with one unknown at its P5 and at its P95, all others at their middle (a tornado).

    Unknowns that share their random numbers move together, under the name of the first.

    Returns:
        One row an outcome and unknown: ``outcome``, ``unknown``, ``low`` and ``high`` (the outcome at the unknown's
        P5 and P95), ``middle``, and the unknown's own ``value_low`` and ``value_high``; the widest first.
    """
    import pandas as pd

    used = {unknown.key: unknown for unknown in result.unknowns_used}
    varying = varying_unknowns(result)
    # draw 0 has all at their middle, then each stream takes two draws
    numbers = {stream: np.full(1 + 2 * len(varying), 0.5) for stream in varying}
    for place, stream in enumerate(varying):
        numbers[stream][1 + 2 * place : 3 + 2 * place] = _TORNADO
    outcome = _simulate(result, used, numbers or {"": np.array([0.5])})
    rows = []
    for name, measured in outcome.items():
        middle, *ends = measured
        told = [
            (name, key, ends[2 * place], ends[2 * place + 1], middle, *used[key].distribution.quantile(_TORNADO))
            for place, key in enumerate(varying.values())
        ]
        rows += sorted(told, key=lambda row: -abs(row[3] - row[2]))
    return pd.DataFrame(rows, columns=["outcome", "unknown", "low", "high", "middle", "value_low", "value_high"])


def are_correlated(result: Simulated) -> bool:
    """Whether any unknowns that the result depends on are rank correlated."""
    streams, ranks = rank_matrix(result.unknowns)
    used = [streams.index(stream) for stream in varying_unknowns(result)]
    return bool((ranks[np.ix_(used, used)] != np.eye(len(used))).any())


def varying_unknowns(result: Simulated) -> dict[str, str]:
    """The streams of random numbers that the result depends on, each with the first unknown that it moves."""
    used = {unknown.key: unknown for unknown in result.unknowns_used}
    return {unknown.stream: key for key, unknown in reversed(used.items()) if unknown.form != "fixed"}


def _simulate(result: Simulated, used: dict[str, Unknown], numbers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The plan on the given uniform numbers by stream, all others at their middle."""
    middle = np.full(len(next(iter(numbers.values()))), 0.5)
    streams = {unknown.stream for unknown in used.values()}
    values = quantiles(used, {stream: numbers.get(stream, middle) for stream in streams})
    return result.evaluate(values)


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
    names, every, inside = list(values), np.stack([*values.values()], axis=1), np.ones_like(weak)
    best, best_score = limits, _score(inside, weak)
    while inside.mean() > _LEAST_MASS:
        there, bad = every[inside], weak[inside, None, None]
        ends = np.quantile(there, (_PEEL, 1 - _PEEL), axis=0)
        kept = np.stack([there >= ends[0], there <= ends[1]], axis=2)  # by draw, unknown and side that is peeled
        left = kept.sum(axis=0)
        peels = (left > 0) & (left < len(there))
        if not peels.any():
            break
        density = np.where(peels, (kept & bad).sum(axis=0) / np.maximum(left, 1), -1)
        place, side = np.unravel_index(density.argmax(), density.shape)
        new = list(limits.get(names[place], (-np.inf, np.inf)))
        new[side] = float(ends[side, place])
        limits = limits | {names[place]: tuple(new)}
        inside = _inside(limits, values)
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


class Mover(NamedTuple):
    """An assumption, and a measure where the assumption is low and where it is high."""

    unknown: str
    low: float
    high: float


# of the draws, those in which an assumption is lowest and those in which it is highest
_TAIL = 0.1


@once
def movers(result: Simulated, measure: str) -> list[Mover]:
    """The assumptions by how far each moves a measure, the one that moves it most first.

    An outcome is simulated with one assumption at a time low or high (`one_at_a_time`); of any other measure the
    run's own draws are asked: its medians in the tenth of them where an assumption is lowest, and where highest.
    Assumptions that move it less than those draws can tell are left out.

    Raises:
        InputError: no such measure, or it is undefined for this plan.
    """
    if measure in result.outcomes:
        moved = one_at_a_time(result)
        rows = moved[moved["outcome"] == measure]
        found = [Mover(*row) for row in rows[["unknown", "low", "high"]].itertuples(index=False)]
        return [one for one in found if abs(one.high - one.low) > 1e-6 * max(abs(one.high), abs(one.low))]
    values = result.frame(measure)["value"].to_numpy()
    if np.ptp(values) <= 1e-9 * np.abs(values).max():
        return []
    drawn = result.drawn_behind(measure)
    found = []
    for key in varying_unknowns(result).values():
        order = np.argsort(drawn[key], kind="stable")
        tail, distinct = max(1, int(_TAIL * len(order))), len(np.unique(drawn[key]))
        if abs(scipy.stats.spearmanr(drawn[key], values).statistic) < 3 / np.sqrt(distinct):
            continue
        found.append(Mover(key, *(float(np.median(values[part])) for part in (order[:tail], order[-tail:]))))
    return sorted(found, key=lambda one: -abs(one.high - one.low))
