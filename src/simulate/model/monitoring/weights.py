"""Weights of draws: how many still count, how weights are flattened where too few do, draws that follow them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# halvings of the interval in which the exponent lies that leaves enough draws
_STEPS = 40


@dataclass(frozen=True)
class Weights:
    """How much each draw counts, summing to 1 within each replicate, shape (replicates, draws of one).

    ``effective``: Kish's number of draws that count, all replicates together. ``exponent``: 1, or the power to which
    weights were raised so that enough of them count; ``untempered`` is what there were at 1.
    """

    shares: np.ndarray
    effective: float
    exponent: float
    untempered: float

    @property
    def flat(self) -> np.ndarray:
        """The weight of each draw, shape (draws,), summing to 1."""
        return self.shares.ravel() / len(self.shares)

    def mean(self, values: np.ndarray) -> float:
        """The mean of values by draw, shape (draws,)."""
        return float(self.flat @ values)

    def error(self, values: np.ndarray) -> float:
        """The Monte Carlo standard error of that mean, from the spread between replicates."""
        each = (self.shares * values.reshape(self.shares.shape)).sum(axis=1)
        return float(each.std(ddof=1) / np.sqrt(len(each)))


def weights(likelihood: np.ndarray, replicates: int, least: float) -> Weights:
    """Weights in proportion to the likelihood, flattened where fewer than ``least`` draws would count.

    Args:
        likelihood: its logarithm by draw, shape (draws,), replicate after replicate.
        replicates: how many there are.
        least: effective draws that must remain; at most half of all are asked for.
    """
    logs = likelihood.reshape(replicates, -1)
    least = min(least, likelihood.size / 2)
    untempered = effective(_shares(logs, 1.0))
    exponent = 1.0
    if untempered < least:
        low, high = 0.0, 1.0  # at 0 all draws count
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if effective(_shares(logs, middle)) >= least else (low, middle)
        exponent = low
    shares = _shares(logs, exponent)
    return Weights(shares, effective(shares), exponent, untempered)


def effective(shares: np.ndarray) -> float:
    """Kish's effective number of draws of each replicate, 1 / sum of squares, summed over them."""
    return float((1 / (shares**2).sum(axis=1)).sum())


def _shares(logs: np.ndarray, exponent: float) -> np.ndarray:
    raised = exponent * logs
    raised = np.exp(raised - raised.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def resampled(shares: np.ndarray) -> np.ndarray:
    """Which draws stand for the weighted ones, each as often as its weight says (systematic resampling).

    Every replicate gives as many draws as it has, so that the spread between them stays the Monte Carlo error.

    Returns:
        Indices into all draws, shape (draws,), replicate after replicate.
    """
    each = shares.shape[1]
    points = (np.arange(each) + 0.5) / each
    chosen = [
        np.minimum(np.searchsorted(np.cumsum(own), points), each - 1) + place * each
        for place, own in enumerate(shares)
    ]
    return np.concatenate(chosen)
