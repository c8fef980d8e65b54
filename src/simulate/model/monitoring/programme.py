"""What the monitored plan expects, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.monitoring.evidence import UNKNOWNS as OWN_UNKNOWNS
from simulate.model.monitoring.evidence import Expected
from simulate.model.prices import price_parts_rp, price_rises, price_rp
from simulate.model.selection import ceiling_persons, kecamatan_shares
from simulate.model.sponsored import risks_of, sponsored_members, unknowns_of_members

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.plan import SponsorshipPlan
    from simulate.region import Region


@dataclass(frozen=True)
class Planned:
    """The plan's expectations by draw and month, shape (draws, months), and what holds for all draws.

    ``claims``: deaths and accidents of members. ``price_rp``: of a worker-month to a sponsor [Rp], shape (months,).
    ``shares``: of the workers by kecamatan, in the order of the region's table.
    """

    expected: Expected
    claims: np.ndarray
    price_rp: np.ndarray
    ceiling_persons: float
    shares: np.ndarray


def unknowns_used(plan: SponsorshipPlan, laws: list[LawMonth]) -> tuple[str, ...]:
    """The unknowns that monitoring this plan depends on."""
    rises = price_rises(price_rp(price_parts_rp(plan, laws))["sponsor"]).any()
    return (*unknowns_of_members(plan, bool(rises)), "accident_rate", *OWN_UNKNOWNS, "kecamatan_drift")


def planned(plan: SponsorshipPlan, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray]) -> Planned:
    """What the plan expects at given values of the unknowns, each of shape (draws,)."""
    price = price_rp(price_parts_rp(plan, laws))
    ceiling = ceiling_persons(plan, region)
    members = sponsored_members(plan, ceiling, risks_of(region, laws, price["sponsor"]), values).members
    stock = members.in_force
    before = stock[:, :-1]
    gone = np.maximum(before + members.joiners[:, 1:] - stock[:, 1:], 0)
    share = np.zeros_like(stock)
    np.divide(gone, before, out=share[:, 1:], where=before > 0)
    accidents = stock * values["accident_rate"][:, None] / 1000 / 12
    return Planned(
        expected=Expected(stock, share),
        claims=members.deaths_waiting + members.deaths_full + accidents,
        price_rp=price["sponsor"],
        ceiling_persons=ceiling,
        shares=kecamatan_shares(plan, region),
    )
