"""What each kecamatan may expect: the regency's outlook, divided as the record last showed it."""

from __future__ import annotations

import numpy as np

from simulate.model.identities import must_equal
from simulate.model.monitoring.evidence import HALF

# relative standard deviation of the planned share of a kecamatan that never reported (an assumption of this project)
UNSEEN = 0.5


def renewal(now: np.ndarray, later: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """By how much chance alone moves a kecamatan's members between two months, relative to a Poisson count.

    Some of those of now leave by chance, others come by chance, and where these come to is judged by where those of
    now are. None where nobody leaves or comes.

    Args:
        now: the regency's members, shape (draws,).
        later: those of the later month, shape (draws,).
        kept: the part of the members of now who are still there then, shape (draws,).
    """
    new = np.clip(1 - kept * now / np.maximum(later, HALF), 0, 1)
    return (1 - new) * (1 - kept) + new + new**2 * later / np.maximum(now, HALF)


def by_kecamatan(
    total: np.ndarray,
    share: np.ndarray,
    seen: np.ndarray,
    age: np.ndarray,
    chance: np.ndarray,
    drift: np.ndarray,
    deviates: np.ndarray,
) -> np.ndarray:
    """Members of each kecamatan, whose sum is the regency's.

    A share that was recorded some months ago has drifted since, and chance moves single heads.

    Args:
        total: the regency's members by draw, shape (draws,).
        share: of each kecamatan when it was last recorded, or as planned, above 0, shape (kecamatan,).
        seen: whether it ever was recorded, shape (kecamatan,).
        age: months from then to the month asked about, shape (kecamatan,).
        chance: as `renewal` gives it, shape (draws,).
        drift: relative standard deviation of a month, shape (draws,).
        deviates: standard normal, shape (draws, kecamatan).

    Returns:
        Shape (draws, kecamatan).

    Raises:
        BrokenIdentityError: the parts do not sum to the regency.
    """
    counted = chance[:, None] / (total[:, None] * share / share.sum() + HALF)
    spread = np.sqrt(drift[:, None] ** 2 * age + counted + np.where(seen, 0, UNSEEN) ** 2)
    heads = share * np.exp(spread * deviates - spread**2 / 2)
    parts = total[:, None] * heads / heads.sum(axis=1, keepdims=True)
    must_equal("kecamatan: the parts do not sum to the regency", parts.sum(axis=1), total)
    return parts
