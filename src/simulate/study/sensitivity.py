"""Which unknown the uncertainty of a result comes from: Sobol' indices."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from simulate.errors import refuse
from simulate.plan.unknowns import rank_matrix
from simulate.study.draws import REPLICATES, quantiles

if TYPE_CHECKING:
    import pandas as pd

    from simulate.plan.unknowns import Unknown
    from simulate.study.simulated import Simulated

# half the width of a 90 % interval in standard errors, which come from few replicates
_HALF_90 = float(stdtrit(REPLICATES - 1, 0.95))
_TORNADO = np.array([0.05, 0.95])


def sobol_indices(result: Simulated, base: int = 2048) -> pd.DataFrame:
    """Shares of each outcome's variance by unknown.

    Unknowns that share their random numbers count as one, under the name of the first. Values that are certain
    are left out, and so are outcomes that do not vary.

    Args:
        result: the run whose plan, region and unknowns are asked about.
        base: Sobol' points for each of the unknowns and twice more, a power of two from 128.

    Returns:
        One row an outcome and unknown: ``outcome``, ``unknown``, ``first`` (share of the variance that goes when the
        unknown is known), ``total`` (share that it takes part in), each with half the width of its 90 % interval
        (``first_error``, ``total_error``) by replicated scrambles; the largest total first.

    Raises:
        InputError: unknowns are rank correlated, for which these shares are not defined.

    Source: Saltelli's estimators in SALib.
    """
    import pandas as pd
    from SALib.sample import sobol as sample

    used = {unknown.key: unknown for unknown in result.unknowns_used}
    if are_correlated(result):
        raise refuse(
            "correlated_unknowns", "unknowns", "rank correlations", "none, for Sobol' indices need independence"
        )
    varying = varying_unknowns(result)
    problem = {"num_vars": len(varying), "names": list(varying), "bounds": [[0, 1]] * len(varying)}
    parts: dict[str, list[np.ndarray]] = {name: [] for name in result.outcomes}
    for replicate in range(REPLICATES):  # one after the other, so that memory holds one
        rng = np.random.default_rng([result.settings.seed, replicate])
        points = sample.sample(problem, base // REPLICATES, calc_second_order=False, seed=rng)
        outcome = _simulate(result, used, dict(zip(varying, np.clip(points.T, 2**-33, 1 - 2**-33), strict=True)))
        for name, measured in outcome.items():
            parts[name].append(measured)
    rows = []
    for name, by_replicate in parts.items():
        values = np.concatenate(by_replicate)
        if np.ptp(values) <= 1e-9 * np.abs(values).max():
            continue
        found = np.stack([_indices(problem, part) for part in by_replicate])
        first, total = _indices(problem, values)
        first_error, total_error = _HALF_90 * found.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
        columns = zip(varying.values(), first, first_error, total, total_error, strict=True)
        told = [(name, *column) for column in columns]
        rows += sorted(told, key=lambda row: -row[4])
    return pd.DataFrame(rows, columns=["outcome", "unknown", "first", "first_error", "total", "total_error"])


def _indices(problem: dict, values: np.ndarray) -> np.ndarray:
    """First-order and total indices, shape (2, unknowns)."""
    from SALib.analyze import sobol as analyze

    # SALib's own interval takes Sobol' points for independent ones and is far too wide: replicates tell the error
    found = analyze.analyze(problem, values, calc_second_order=False, num_resamples=2, seed=0)
    return np.stack([found["S1"], found["ST"]])


@lru_cache(maxsize=4)
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
    return result.expected_at(values)
