"""Workers whom civil servants sponsor, as "1 ASN 1 Pekerja Rentan" counts them, on another programme's months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.law.contribution import price_rises, price_rp
from simulate.months import month_number
from simulate.programmes.sponsorship.model import (
    contributions,
    requested_of,
    risks_of,
    sponsored_members,
    unknowns_of_members,
)
from simulate.programmes.sponsorship.take_up import ceiling_persons, price_parts_rp

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth, Reads
    from simulate.programmes.sponsorship.plan import SponsorshipPlan
    from simulate.region.base import Region


@dataclass(frozen=True, eq=False)
class Brought:
    """What the programme brings, each of shape (draws, months).

    ``workers`` are paid up; ``by_sponsors`` those of them for whom a sponsor pays, not the bridge; ``joined`` the new
    members of a month. ``paid_rp`` is what sponsors pay, ``bridge_rp`` what APBD pays for bridged workers [Rp].
    """

    workers: np.ndarray
    by_sponsors: np.ndarray
    joined: np.ndarray
    paid_rp: np.ndarray
    bridge_rp: np.ndarray


@dataclass(frozen=True, eq=False)
class SponsorPath:
    """A sponsorship plan carried on to the last of some months.

    ``plan`` is None where nobody is sponsored in any of the ``months``. ``price_rp``: of a worker-month to a
    sponsor, by month of the ``months`` [Rp]; as in the programme's first month before it begins.
    """

    plan: SponsorshipPlan | None
    region: Region
    laws: tuple[LawMonth, ...]
    months: tuple[str, ...]

    @classmethod
    def of(
        cls,
        plan: SponsorshipPlan | None,
        months: Sequence[str],
        extension: str,
        region: Region,
        law: Law,
        reads: Reads | None = None,
    ) -> SponsorPath:
        """Carries a plan on.

        Args:
            plan: a plan of the programme as it is named; None for no programme.
            months: those of the other programme.
            extension: what to do past the months that the law files vouch for.
            region: civil servants and mortality.
            law: the whole law base.
            reads: what the law is read for is noted here.

        Raises:
            InputError: the law does not vouch for the months.
        """
        if plan is None or plan.start > months[-1]:
            return cls(None, region, (), tuple(months))
        whole = plan.carried_on(months[-1], extension)
        return cls(whole, region, tuple(whole.laws(law, reads)), tuple(months))

    @property
    def unknowns(self) -> tuple[str, ...]:
        """The unknowns that it depends on."""
        if self.plan is None:
            return ()
        return unknowns_of_members(self.plan, bool(price_rises(self._prices["sponsor"]).any()))

    @property
    def price_rp(self) -> np.ndarray | None:
        """What a worker-month costs a sponsor [Rp], shape (months,); None where nobody is sponsored."""
        if self.plan is None:
            return None
        return self._placed(self._prices["sponsor"], before=self._prices["sponsor"][0])

    @property
    def _prices(self) -> dict[str, np.ndarray]:
        return price_rp(price_parts_rp(self.plan, list(self.laws)))

    def at(self, values: Mapping[str, np.ndarray]) -> Brought:
        """What it brings at given values of the unknowns, each of shape (draws,)."""
        if self.plan is None:
            draws = len(next(iter(values.values())))
            return Brought(*(np.zeros((draws, len(self.months))) for _ in range(5)))
        price, ceiling = self._prices, ceiling_persons(self.plan, self.region)
        risks = risks_of(self.region, list(self.laws), price["sponsor"])
        members = sponsored_members(self.plan, ceiling, risks, dict(values)).members
        paid, bridge, _ = contributions(members, price, requested_of(self.plan, self.region))
        by_sponsors = members.in_force - members.bridged
        found = (members.in_force, by_sponsors, members.joiners, sum(paid.values()), bridge)
        return Brought(*(self._placed(array) for array in found))

    def _placed(self, array: np.ndarray, before: float = 0.0) -> np.ndarray:
        """By month of the programme (last axis), moved to the other programme's months; its last month goes on."""
        place = np.arange(len(self.months)) + month_number(self.months[0]) - month_number(self.plan.start)
        return np.where(place < 0, before, array[..., np.clip(place, 0, self.plan.months - 1)])
