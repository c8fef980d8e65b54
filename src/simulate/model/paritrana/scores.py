"""Scores: of coverage by a stated rule, of an aspect, of all aspects under weights, and the rank among others."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri


def coverage_score(share: np.ndarray, target: np.ndarray | float, rule: str) -> np.ndarray:
    """The score of a coverage, 0 to 1; no published rule says how the jury maps one to the other.

    Args:
        share: covered workers over all workers.
        target: the coverage that is aimed at.
        rule: ``share_of_target`` (1 at the target and above), ``reached`` (1 at the target, else 0), or ``workers``
            (the share itself).
    """
    if rule == "share_of_target":
        return np.clip(share / target, 0, 1)
    return (share >= target).astype(float) if rule == "reached" else np.clip(share, 0, 1)


def part_of(found: np.ndarray, wanted: np.ndarray | float) -> np.ndarray:
    """How much of what is wanted is there, 0 to 1; below nothing counts as nothing."""
    return np.clip(found / wanted, 0, 1)


def moved_together(own: np.ndarray, common: np.ndarray, correlation: np.ndarray | float) -> np.ndarray:
    """Uniform numbers that lean on a common one: the scores of one reader err together (a normal copula).

    Args:
        own: uniform in (0, 1), shape (draws, items).
        common: uniform, shape (draws,).
        correlation: of the normal deviates of any two items, 0 to 1, by draw or for all.

    Returns:
        Uniform in (0, 1), shape (draws, items).
    """
    share = np.broadcast_to(correlation, common.shape)[:, None]
    return ndtr(np.sqrt(1 - share) * ndtri(own) + np.sqrt(share) * ndtri(common)[:, None])


def aspect_means(items: np.ndarray, aspect: np.ndarray, aspects: int) -> np.ndarray:
    """The mean score of the items of each aspect: within an aspect no item weighs more than another.

    Args:
        items: scores, shape (draws, items).
        aspect: the aspect of each item, counted from 0.
        aspects: how many there are.

    Returns:
        Shape (draws, aspects).
    """
    return np.stack([items[:, aspect == one].mean(axis=1) for one in range(aspects)], axis=1)


def weighted(aspects: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The whole score, the mean of the aspects under the weights; the last axis counts the aspects."""
    return (aspects * weights).sum(axis=-1)


def rank_among(own: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The rank by draw, 1 for the highest: how many others score more, and one.

    Args:
        own: scores, shape (draws,).
        others: theirs, shape (draws, others).
    """
    return 1 + (others > own[:, None]).sum(axis=1)
