"""Random numbers, the same for every plan of a comparison, and summaries of what was drawn."""

from __future__ import annotations

import zlib

import numpy as np
import scipy

from simulate.plan.unknowns import Unknown, normal_correlation, rank_matrix

# independent scrambles of equal size: their spread is the Monte Carlo error
REPLICATES = 8


def uniforms(streams: list[str], draws: int, seed: int, family: str = "unknowns") -> dict[str, np.ndarray]:
    """Uniform numbers in (0, 1) for each named stream, shape (draws,), replicate after replicate.

    Each replicate is its own scramble of a Sobol' sequence over all streams, in an order of its own. Plans that share
    streams and seed share their numbers; another ``family`` of streams is independent of them, which two scrambles
    alone are not (Latin supercube sampling, Owen 1998).
    """
    from scipy.stats import qmc

    each = draws // REPLICATES
    points = []
    for replicate in range(REPLICATES):
        rng = np.random.default_rng([seed, zlib.crc32(family.encode()), replicate])
        sobol = qmc.Sobol(len(streams), scramble=True, rng=rng)
        points.append(rng.permutation(sobol.random_base2(each.bit_length() - 1)))
    grid = np.concatenate(points)
    # a scramble may hit 0 exactly, where a quantile can be infinite
    return {name: np.clip(grid[:, column], 2**-33, 1 - 2**-33) for column, name in enumerate(streams)}


def event_noise(names: tuple[str, ...], draws: int, seed: int) -> dict[str, np.ndarray]:
    """Independent uniform numbers for counting events, one named stream each, shape (draws,)."""
    return {name: np.random.default_rng([seed, zlib.crc32(name.encode())]).random(draws) for name in names}


def numbers_of(unknowns: dict[str, Unknown], draws: int, seed: int) -> dict[str, np.ndarray]:
    """The uniform numbers of each stream of the unknowns, shape (draws,).

    Each file of unknowns is a family: what stands in it has the same numbers, draw by draw, in every programme that
    reads it.
    """
    families: dict[str, dict[str, None]] = {}
    for unknown in unknowns.values():
        families.setdefault(unknown.family, {})[unknown.stream] = None
    found: dict[str, np.ndarray] = {}
    for family, streams in families.items():
        found = uniforms(list(streams), draws, seed, family) | found
    return {stream: found[stream] for stream in rank_matrix(unknowns)[0]}


def values_of(unknowns: dict[str, Unknown], draws: int, seed: int) -> dict[str, np.ndarray]:
    """A value of each unknown for each draw, shape (draws,); ranks correlate as the unknowns say."""
    return values_at(unknowns, numbers_of(unknowns, draws, seed))


def values_at(unknowns: dict[str, Unknown], numbers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The value of each unknown at uniform numbers of all streams; ranks correlate as the unknowns say.

    The first stream keeps its numbers; each other leans on those before it (a normal copula).
    """
    streams, ranks = rank_matrix(unknowns)
    order = [streams.index(stream) for stream in numbers]
    ranks = ranks[np.ix_(order, order)]
    if (ranks != np.eye(len(ranks))).any():
        deviates = scipy.special.ndtri(np.stack(list(numbers.values())))
        leaning = scipy.special.ndtr(np.linalg.cholesky(normal_correlation(ranks)) @ deviates)
        numbers = dict(zip(numbers, leaning, strict=True))
    return quantiles(unknowns, numbers)


def quantiles(unknowns: dict[str, Unknown], numbers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The value of each unknown at the uniform numbers of its stream, which stay as they are."""
    # in designs most numbers stand in many rows, and quantiles are slow
    streams = {unknown.stream for unknown in unknowns.values()}
    distinct = {stream: np.unique(one, return_inverse=True) for stream, one in numbers.items() if stream in streams}
    found = {}
    for key, unknown in unknowns.items():
        points, rows = distinct[unknown.stream]
        found[key] = unknown.distribution.quantile(points)[rows]
    return found


COLUMNS = ("mean", "p05", "p50", "p95", "mc_error")


def summarise(values: np.ndarray) -> dict[str, np.ndarray]:
    """Sums up draws, shape (draws,) or (draws, columns).

    Returns:
        ``mean``, ``p05``, ``p50``, ``p95`` over all draws, and ``mc_error``: the largest standard error among
        those four, estimated from the spread between the independent replicates; each of shape ``()`` or
        ``(columns,)``.

    Raises:
        ValueError: a value is not finite.
    """
    if not np.isfinite(values).all():
        raise ValueError("a draw is not finite")
    # what varies by rounding alone does not vary
    certain = np.ptp(values, axis=0) <= 1e-9 * np.abs(values).max(axis=0)
    values = np.where(certain, values[:1], values)
    whole = _statistics(values, axis=0)
    parts = _statistics(values.reshape(REPLICATES, -1, *values.shape[1:]), axis=1)
    error = np.where(certain, 0.0, parts.std(axis=1, ddof=1).max(axis=0) / np.sqrt(REPLICATES))
    whole = np.where(certain, values[0], whole)
    return dict(zip(COLUMNS, (*whole, error[()]), strict=True))


def summed(values: np.ndarray, name: str = "") -> dict[str, float]:
    """`summarise` of draws of shape (draws,) as plain numbers, for a row of a table.

    Args:
        values: the draws.
        name: what each key begins with, ``name_p50``; nothing unless given.
    """
    return {f"{name}_{one}" if name else one: float(number) for one, number in summarise(values).items()}


def quantile_error(values: np.ndarray, chance: float) -> float:
    """Monte Carlo standard error of a quantile over draws, shape (draws,), from the independent replicates."""
    parts = np.quantile(values.reshape(REPLICATES, -1), chance, axis=1)
    return float(parts.std(ddof=1) / np.sqrt(REPLICATES))


def mean_error(values: np.ndarray) -> float:
    """Monte Carlo standard error of the mean over draws, shape (draws,), from the independent replicates."""
    return float(values.reshape(REPLICATES, -1).mean(axis=1).std(ddof=1) / np.sqrt(REPLICATES))


def _statistics(values: np.ndarray, axis: int) -> np.ndarray:
    return np.stack([values.mean(axis=axis), *np.quantile(values, (0.05, 0.5, 0.95), axis=axis)])
