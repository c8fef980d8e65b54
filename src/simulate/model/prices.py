"""What one worker costs a month, by payer and benefit programme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.rules import contribution_parts_rp, lowest_bpu_base_rp
from simulate.plan.sponsorship import ADVANCE, ADVANCE_GROUP

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.plan import SponsorshipPlan

SECTORS = ("transport", "other")
# whose price a sponsor pays, with the relief and without it (the full price, as APBD)
SPONSOR_PAYER = {True: "sponsor", False: "apbd"}


def price_parts_rp(plan: SponsorshipPlan, laws: list[LawMonth]) -> dict[str, dict[str, np.ndarray]]:
    """Mean contribution of a worker-month [Rp/month] by payer (``sponsor``, ``apbd``) and benefit programme.

    A month has the price of its own law, also where it is paid for in advance. The base is the lowest.

    Returns:
        Arrays of shape (months,).

    Raises:
        InputError: the law does not allow the months that a bill covers.
    """
    if plan.billing_months > 1:
        _must_be_allowed(plan.billing_months, laws[0])
    return {
        payer: worker_parts_rp(laws, word, plan.transport_share, plan.benefit_programmes)
        for payer, word in payer_words(plan).items()
    }


def payer_words(plan: SponsorshipPlan) -> dict[str, str]:
    """As whom the law sees each payer of the programme."""
    return {"sponsor": SPONSOR_PAYER[plan.sponsor_relief], "apbd": "apbd"}


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


def _must_be_allowed(months: int, law: LawMonth) -> None:
    """The law base names the choices one by one; only the one taken counts as read."""
    if law.value(ADVANCE_GROUP, ADVANCE[months]) != months:
        wanted = "months that BPJS Ketenagakerjaan takes at once"
        raise refuse("advance_not_allowed", "billing_months", str(months), wanted)
