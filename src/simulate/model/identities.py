"""Sums that must hold, checked on every run."""

from __future__ import annotations

import numpy as np

from simulate.errors import BrokenIdentityError


def must_equal(name: str, left: np.ndarray, right: np.ndarray) -> None:
    """Stops the run where two sums differ by more than rounding.

    Raises:
        BrokenIdentityError: naming the identity and the largest gap, also where a value is not finite.
    """
    if not np.allclose(left, right, rtol=1e-9, atol=1e-6):
        gap = np.max(np.abs(np.asarray(left, dtype=float) - np.asarray(right, dtype=float)))
        raise BrokenIdentityError(f"{name}: the two sides differ by up to {gap:g}")
