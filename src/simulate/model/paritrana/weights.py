"""Weights of the aspects that nobody has published: all that are plausible, drawn evenly, and their extremes."""

from __future__ import annotations

import numpy as np

from simulate.model.identities import must_equal


def any_weights(numbers: np.ndarray, least: float) -> np.ndarray:
    """Weights drawn evenly from all that sum to 1 and give each aspect at least ``least``.

    The gaps between sorted uniform numbers are uniform on the simplex (Dirichlet with all parameters 1).

    Args:
        numbers: uniform in (0, 1), shape (draws, aspects - 1).
        least: the least weight of an aspect, at most 1 / aspects.

    Returns:
        Shape (draws, aspects).
    """
    draws, cuts = numbers.shape
    edges = np.hstack([np.zeros((draws, 1)), np.sort(numbers, axis=1), np.ones((draws, 1))])
    weights = least + (1 - (cuts + 1) * least) * np.diff(edges, axis=1)
    must_equal("weights sum to 1", weights.sum(axis=1), np.ones(draws))
    return weights


def extremes(aspects: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and highest weighted mean over all weights of at least ``least``.

    A linear function over the truncated simplex has its extremes at the vertices, where one aspect has all the weight
    that is free.

    Args:
        aspects: scores, the last axis counts the aspects.
        least: the least weight of an aspect.

    Returns:
        Two arrays without the last axis.
    """
    free = 1 - aspects.shape[-1] * least
    floor = least * aspects.sum(axis=-1)
    return floor + free * aspects.min(axis=-1), floor + free * aspects.max(axis=-1)


def mean_weights(aspects: int) -> np.ndarray:
    """The mean of all plausible weights: equal ones, whatever the least weight is."""
    return np.full(aspects, 1 / aspects)
