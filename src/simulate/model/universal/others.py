"""For whom others pay: as the funding mix and "1 ASN 1 Pekerja Rentan" have it, on the months of the road."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.baseline.segments import Segments, segments
from simulate.model.funding.delivery import Delivered, deliver
from simulate.model.funding.payers import keep_rate
from simulate.months import month_number

if TYPE_CHECKING:
    from simulate.model.funding.case import Case
    from simulate.model.funding.mix import Mix
    from simulate.model.sponsor_path import SponsorPath
    from simulate.plan.funding import FundingPlan
    from simulate.region import Region

# which payers of the funding mix make up a channel of members; civil servants' workers come from their own programme
_PAYERS = {"subsidised": ("apbd",), "village": ("apbdes",), "others": ("csr", "zakat", "dbh", "personal")}


@dataclass(frozen=True, eq=False)
class Others:
    """For whom others pay and what that costs, arrays of shape (draws, months).

    ``workers`` and ``joined`` (new members), and ``paid_rp``, their contributions [Rp], are by channel of the road.
    ``registering_rp`` is what registering all of them costs the regency, ``bridge_rp`` what APBD pays for bridged
    workers.
    """

    workers: dict[str, np.ndarray]
    joined: dict[str, np.ndarray]
    paid_rp: dict[str, np.ndarray]
    registering_rp: np.ndarray
    bridge_rp: np.ndarray


@dataclass(frozen=True, eq=False)
class Paying:
    """The programmes of others, as a road reads them.

    ``plan``, ``case`` and ``mix`` are a funding mix as its own report has it, ``in_mix`` the sponsored workers on its
    months and ``path`` those on the ``months`` of the road.
    """

    plan: FundingPlan
    case: Case
    mix: Mix
    in_mix: SponsorPath
    path: SponsorPath
    # what was asked last: plans that are compared ask the same
    _asked: list = field(default_factory=list, init=False, repr=False)

    def at(self, region: Region, start: Segments, values: Mapping[str, np.ndarray]) -> Others:
        """As `_at`, which answers a question once."""
        if not (self._asked and self._asked[0] is values and np.array_equal(self._asked[1], start.funded)):
            self._asked[:] = [values, start.funded, self._at(region, start, values)]
        return self._asked[2]

    def _at(self, region: Region, start: Segments, values: Mapping[str, np.ndarray]) -> Others:
        """For whom others pay at given values of the unknowns.

        Before the mix begins APBD pays for whom it pays at the start; after its end everyone goes on as in its last
        month.
        """
        # from another baseline APBD goes on in the same proportion to those for whom it pays at the start
        scale = (start.funded / segments(self.plan.baseline, values).funded)[:, None]
        sponsored = self.in_mix.at(values)
        found: Delivered = deliver(self.plan, region, self.case, self.mix, values, sponsored)
        brought = sponsored if self.path is self.in_mix else self.path.at(values)
        nobody = np.zeros_like(start.funded)
        replaced = start.funded * (1 - keep_rate("apbd", values))
        workers, joined, paid = {}, {}, {}
        for channel, payers in _PAYERS.items():
            there = [payer for payer in payers if payer in found.workers]
            now, new = (start.funded, replaced) if channel == "subsidised" else (nobody, nobody)
            times = scale if channel == "subsidised" else 1.0
            workers[channel] = self._placed(times * _sum(found.workers[payer] for payer in there), now)
            joined[channel] = self._placed(times * _sum(found.joined[payer] for payer in there), new)
            paid_rp = _sum(found.workers[payer] * self.case.price_rp[payer] for payer in there)
            paid[channel] = self._placed(paid_rp, nobody)
        workers["sponsored"], joined["sponsored"], paid["sponsored"] = (
            brought.workers,
            brought.joined,
            brought.paid_rp,
        )
        registered = self._placed(found.registered + (scale - 1) * found.joined["apbd"], replaced)
        return Others(workers, joined, paid, registered * values["registration_cost"][:, None], brought.bridge_rp)

    def _placed(self, array: np.ndarray | float, before: np.ndarray) -> np.ndarray:
        """By month of the mix, moved to the months of the road; shape (draws, months)."""
        place = np.arange(len(self.path.months)) + month_number(self.path.months[0]) - month_number(self.plan.start)
        array = np.broadcast_to(array, (len(before), self.plan.months))
        return np.where(place < 0, before[:, None], array[:, np.clip(place, 0, self.plan.months - 1)])


def _sum(parts) -> np.ndarray | float:
    return sum(parts, 0.0)
