"""What one worker costs a month, by payer and benefit programme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulate.law.contribution import contribution_parts_rp, lowest_bpu_base_rp

if TYPE_CHECKING:
    from simulate.law.base import LawMonth

SECTORS = ("transport", "other")


def price_rp(parts: dict[str, dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The price of a worker-month by payer [Rp/month], each of shape (months,)."""
    return {payer: sum(by_programme.values()) for payer, by_programme in parts.items()}


def price_rises(price: np.ndarray) -> np.ndarray:
    """How far a price rises from the month before, as a share of it and at most a doubling; shape (months,)."""
    rises = np.zeros(len(price))
    np.divide(price[1:], price[:-1], out=rises[1:], where=price[:-1] > 0)
    rises[1:] -= 1
    return np.clip(rises, 0, 1)


def worker_parts_rp(
    laws: list[LawMonth], payer: str, transport_share: float, programmes: Sequence[str]
) -> dict[str, np.ndarray]:
    """Mean contribution of a worker-month at the lowest base [Rp/month] by benefit programme, each (months,).

    Args:
        laws: the law of each month.
        payer: as the law sees who pays.
        transport_share: of the workers, who have relief in other months.
        programmes: the benefit programmes paid for.
    """
    shares = {"transport": transport_share, "other": 1 - transport_share}
    by_sector = {
        sector: [_worker_parts(law, payer, sector, programmes) for law in laws]
        for sector in SECTORS
        if shares[sector]
    }
    return {
        programme: sum(
            shares[sector] * np.array([parts[programme] for parts in months], dtype=float)
            for sector, months in by_sector.items()
        )
        for programme in programmes
    }


def _worker_parts(law: LawMonth, payer: str, sector: str, programmes: Sequence[str]) -> dict[str, int]:
    case = {"scheme": "bpu", "base_rp": lowest_bpu_base_rp(law), "payer": payer, "sector": sector}
    return contribution_parts_rp(law, programmes=programmes, **case)
