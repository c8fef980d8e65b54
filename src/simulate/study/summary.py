"""Mean, P5, P50, P95 and their Monte Carlo error."""

from __future__ import annotations

import numpy as np

from simulate.study.draws import REPLICATES

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
