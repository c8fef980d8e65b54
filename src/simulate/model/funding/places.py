"""Where APBD's workers are placed, so that the kecamatan worst off is as well off as it can be."""

from __future__ import annotations

import numpy as np


def placed(need: np.ndarray, others: np.ndarray, persons: float) -> np.ndarray:
    """Persons that APBD pays for in each kecamatan: the lowest protected share is raised as far as they go.

    Args:
        need: workers to protect by kecamatan, some above 0; shape (kecamatan,).
        others: those of them whom other payers protect, shape (kecamatan,).
        persons: to place, not below 0.

    Returns:
        Persons by kecamatan, not below 0; they sum to ``persons``.
    """
    share = np.divide(others, need, out=np.full(len(need), np.inf), where=need > 0)
    order = np.argsort(share, kind="stable")
    reached = share[order]
    # persons that lift the first so many kecamatan to the share of the next
    need_sum, others_sum = np.cumsum(need[order]), np.cumsum(others[order])
    costs = need_sum[:-1] * reached[1:] - others_sum[:-1]
    lifted = int(np.searchsorted(costs, persons, side="right"))
    level = (persons + others_sum[lifted]) / need_sum[lifted]
    return np.maximum(level * need - others, 0)
