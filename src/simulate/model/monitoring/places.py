"""What each kecamatan may expect: the regency's outlook, divided as the record last showed it."""

from __future__ import annotations

import numpy as np

from simulate.model.identities import must_equal
from simulate.model.monitoring.evidence import HALF


def by_kecamatan(
    total: np.ndarray,
    share: np.ndarray,
    members: np.ndarray,
    age: np.ndarray,
    drift: np.ndarray,
    deviates: np.ndarray,
) -> np.ndarray:
    """Members of each kecamatan, whose sum is the regency's.

    A share that was recorded some months ago has drifted since, and stands for so many members only.

    Args:
        total: the regency's members by draw, shape (draws,).
        share: of each kecamatan when it was last recorded, or as planned, shape (kecamatan,).
        members: that were recorded then, 0 for none, shape (kecamatan,).
        age: months from then to the month asked about, shape (kecamatan,).
        drift: relative standard deviation of a month, shape (draws,).
        deviates: standard normal, shape (draws, kecamatan).

    Returns:
        Shape (draws, kecamatan).

    Raises:
        BrokenIdentityError: the parts do not sum to the regency.
    """
    spread = np.sqrt(drift[:, None] ** 2 * age + 1 / (members + HALF))
    heads = share * np.exp(spread * deviates - spread**2 / 2)
    parts = total[:, None] * heads / heads.sum(axis=1, keepdims=True)
    must_equal("kecamatan: the parts do not sum to the regency", parts.sum(axis=1), total)
    return parts
