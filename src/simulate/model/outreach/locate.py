"""Where new outlets go: the places that cover most people, or that bring them nearest (integer programmes)."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

# of placements that do the same, the one whose candidates stand first
_TIE = 1e-9


def covering(weight: np.ndarray, km: np.ndarray, standing: np.ndarray, radius_km: float, more: int) -> np.ndarray:
    """The new places with which most weight lies within reach of a place (maximal covering location).

    Args:
        weight: of each demand point, not below 0, shape (points,).
        km: from each point to each place, shape (points, places).
        standing: which places are open already, bool, shape (places,).
        radius_km: the distance within reach.
        more: places to open at most.

    Returns:
        The places to open, in the table's order; fewer than ``more`` where no further place covers anybody.
    """
    near = km <= radius_km
    candidates = np.flatnonzero(~standing)
    # only points that nothing standing covers and something could
    open_points = np.flatnonzero(~near[:, standing].any(axis=1) & near[:, candidates].any(axis=1) & (weight > 0))
    if not more or not len(open_points):
        return np.array([], dtype=int)
    reach = near[np.ix_(open_points, candidates)]
    # points that the same candidates cover are one
    kinds, kind = np.unique(reach, axis=0, return_inverse=True)
    gain = np.bincount(kind.ravel(), weights=weight[open_points], minlength=len(kinds))
    places, points = len(candidates), len(kinds)
    goal = np.concatenate([_TIE * gain.sum() * (1 + np.arange(places) / places), -gain])
    covered = sparse.hstack([-sparse.csr_array(kinds.astype(float)), sparse.eye_array(points)])
    number = sparse.csr_array(np.concatenate([np.ones(places), np.zeros(points)])[None, :])
    return candidates[_solved(goal, [(covered, 0.0), (number, more)], places)]


def p_median(weight: np.ndarray, km: np.ndarray, standing: np.ndarray, more: int) -> np.ndarray:
    """The new places with which the weighted distance to the nearest place is least (p-median); see `covering`.

    Raises:
        ValueError: no place stands and none may be opened.
    """
    candidates = np.flatnonzero(~standing)
    if not standing.any() and not more:
        raise ValueError("no place stands and none may be opened")
    if not more:
        return np.array([], dtype=int)
    # without any place a point lies as far as its farthest one, and a little more
    now = km[:, standing].min(axis=1) if standing.any() else km.max(axis=1) + 1
    saved = weight[:, None] * np.maximum(now[:, None] - km[:, candidates], 0)
    point, place = np.nonzero(saved > 0)
    if not len(point):
        return np.array([], dtype=int)
    places, pairs = len(candidates), len(point)
    gain, row = saved[point, place], np.arange(pairs)
    goal = np.concatenate([_TIE * gain.sum() * (1 + np.arange(places) / places), -gain])
    opened = sparse.csr_array((np.full(pairs, -1.0), (row, place)), shape=(pairs, places))
    only_open = sparse.hstack([opened, sparse.eye_array(pairs)])
    once = sparse.csr_array((np.ones(pairs), (point, places + row)), shape=(len(weight), places + pairs))
    number = sparse.csr_array(np.concatenate([np.ones(places), np.zeros(pairs)])[None, :])
    return candidates[_solved(goal, [(only_open, 0.0), (once, 1.0), (number, more)], places)]


def _solved(goal: np.ndarray, limits: list[tuple[sparse.csr_array, float]], places: int) -> np.ndarray:
    """The chosen among the first so many columns, which are yes or no; the others lie from 0 to 1.

    Raises:
        RuntimeError: HiGHS found no optimum, which no input explains.
    """
    whole = np.concatenate([np.ones(places), np.zeros(len(goal) - places)])
    scale = np.abs(goal).max()
    found = milp(
        goal / scale,
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(matrix.tocsc(), ub=most) for matrix, most in limits],
        options={"mip_rel_gap": 0.0},
    )
    if not found.success:
        raise RuntimeError(f"location: {found.message}")
    return np.flatnonzero(found.x[:places] > 0.5)
