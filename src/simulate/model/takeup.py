"""How many civil servants sponsor a worker, month by month."""

from __future__ import annotations

import numpy as np

# Kendal's 7.1 % was counted three years after its circular: take-up levels are stated at this age.
LEVEL_MONTHS = 36


def protected_share(level: np.ndarray, half_time: np.ndarray, months: int) -> np.ndarray:
    """Paid-up workers per civil servant in each month, growing toward the observed level.

    The share in month ``t`` (1 for the first) is ``level * (1 - 2**(-t/h)) / (1 - 2**(-36/h))``: growth
    slows with half-time ``h``, and month 36 meets the level exactly. Nobody has seen a later month, so the level is
    held from there on. It is a net count (workers whose contribution is paid up), so members who stop are already off
    it.

    Args:
        level: share at month 36, shape (draws,).
        half_time: months, shape (draws,).
        months: number of months.

    Returns:
        Shape (draws, months), not decreasing along months.

    Source: form is this project's assumption; level from ``data/indonesia/sponsor_programmes.csv``.
    """
    month = np.minimum(np.arange(1, months + 1), LEVEL_MONTHS)
    growth = 1 - 2.0 ** (-month / half_time[:, None])
    return level[:, None] * growth / (1 - 2.0 ** (-LEVEL_MONTHS / half_time[:, None]))
