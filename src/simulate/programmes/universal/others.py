"""For whom others pay, as the funding mix and "1 ASN 1 Pekerja Rentan" have it, on the same draws."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.programmes.baseline.model import Segments, segments
from simulate.programmes.funding.delivery import Delivered, deliver
from simulate.programmes.funding.payers import keep_rate
from simulate.programmes.funding.study import run_on as run_funding
from simulate.programmes.funding.study import unknowns_used as funding_unknowns
from simulate.programmes.sponsorship.path import SponsorPath
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.written import month_number

if TYPE_CHECKING:
    from simulate.law.base import Reads
    from simulate.plan.checked import Settings
    from simulate.programmes.funding.mix import Mix
    from simulate.programmes.funding.payers import Case
    from simulate.programmes.funding.plan import FundingPlan
    from simulate.programmes.universal.plan import UniversalPlan
    from simulate.region.base import Region
    from simulate.study.facts import Facts

# which payers of the funding mix make up a channel of members; civil servants' workers come from their own programme
_PAYERS = {"subsidised": ("apbd",), "village": ("apbdes",), "others": ("csr", "zakat", "dbh", "personal")}
# plans that are compared read the same mix
_mix = lru_cache(maxsize=8)(run_funding)


@dataclass(frozen=True, eq=False)
class Others:
    """For whom others pay and what that costs, arrays of shape (draws, months).

    ``workers`` and ``joined`` (new members), and ``paid_rp``, their contributions [Rp], are by channel of members.
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
    """The programmes of others, as a pathway reads them.

    ``plan``, ``case`` and ``mix`` are a funding mix as its own report has it, ``in_mix`` the sponsored workers on its
    months and ``path`` those on the ``months`` of the pathway.
    """

    plan: FundingPlan
    case: Case
    mix: Mix
    in_mix: SponsorPath
    path: SponsorPath
    # the last answer, with what it was for: plans that are compared ask the same
    _last: list = field(default_factory=list, init=False, repr=False)

    def at(self, region: Region, start: Segments, values: Mapping[str, np.ndarray]) -> Others:
        """For whom others pay at given values of the unknowns.

        Before the mix begins APBD pays for whom it pays at the start; after its end everyone goes on as in its last
        month.
        """
        if not (self._last and self._last[0] is values and np.array_equal(self._last[1], start.funded)):
            self._last[:] = [values, start.funded, self._at(region, start.funded, values)]
        return self._last[2]

    def _at(self, region: Region, funded: np.ndarray, values: Mapping[str, np.ndarray]) -> Others:
        # from another baseline APBD goes on in the same proportion to those for whom it pays at the start
        scale = (funded / segments(self.plan.baseline, values).funded)[:, None]
        in_mix = self.in_mix.at(values)
        found: Delivered = deliver(self.plan, region, self.case, self.mix, values, in_mix)
        nobody, replaced = np.zeros_like(funded), funded * (1 - keep_rate("apbd", values))
        workers, joined, paid = {}, {}, {}
        for channel, payers in _PAYERS.items():
            there = [payer for payer in payers if payer in found.workers]
            times, now, new = (scale, funded, replaced) if channel == "subsidised" else (1.0, nobody, nobody)
            workers[channel] = self._placed(times * sum(found.workers[payer] for payer in there), now)
            joined[channel] = self._placed(times * sum(found.joined[payer] for payer in there), new)
            paid_rp = sum(found.workers[payer] * self.case.price_rp[payer] for payer in there)
            paid[channel] = self._placed(paid_rp, nobody)
        asn = in_mix if self.path is self.in_mix else self.path.at(values)
        workers["sponsored"], joined["sponsored"], paid["sponsored"] = asn.workers, asn.joined, asn.paid_rp
        registered = self._placed(found.registered + (scale - 1) * found.joined["apbd"], replaced)
        return Others(workers, joined, paid, registered * values["registration_cost"][:, None], asn.bridge_rp)

    def _placed(self, array: np.ndarray | float, before: np.ndarray) -> np.ndarray:
        """By month of the mix, moved to the months of the pathway; shape (draws, months)."""
        place = np.arange(len(self.path.months)) + month_number(self.path.months[0]) - month_number(self.plan.start)
        array = np.broadcast_to(array, (len(before), self.plan.months))
        return np.where(place < 0, before[:, None], array[:, np.clip(place, 0, self.plan.months - 1)])


def paying_of(facts: Facts, plan: UniversalPlan, settings: Settings, reads: Reads | None = None) -> Paying:
    """The funding mix and the sponsored workers that a plan reads.

    Raises:
        InputError: a plan that it names is refused, or no mix keeps its target.
    """
    settings = settings.with_values({"language": "id"})
    if reads is not None:
        found = _mix(facts, plan.payers, settings)
        reads.update({(value.group, value.since, value.key): value for value in found.law_values})
        SponsorPath.of(plan.sponsors, plan.calendar, plan.law_extension, facts.region, facts.law, reads)
    sponsors = plan.sponsors.model_dump_json() if plan.sponsors else None
    return _paying(facts, plan.payers, sponsors, tuple(plan.calendar), plan.law_extension, settings)


def unknowns_of(paying: Paying) -> tuple[str, ...]:
    """The unknowns that these programmes' numbers depend on, beside the baseline's."""
    return tuple(dict.fromkeys((*funding_unknowns(paying.plan, paying.in_mix), *paying.path.unknowns)))


@lru_cache(maxsize=8)
def _paying(
    facts: Facts,
    payers: FundingPlan,
    sponsors: str | None,
    calendar: tuple[str, ...],
    extension: str,
    settings: Settings,
) -> Paying:
    """As `paying_of`, for all plans that read the same; ``sponsors`` are the levers of that programme as JSON."""
    found, plan = _mix(facts, payers, settings), SponsorshipPlan(**json.loads(sponsors)) if sponsors else None
    path = SponsorPath.of(plan, calendar, extension, facts.region, facts.law)
    in_mix = found.desk.path
    if (path.plan, path.months) == (in_mix.plan, in_mix.months):
        path = in_mix  # both read the same programme over the same months: one answer serves both
    return Paying(found.plan, found.chosen.case, found.chosen.mix, in_mix, path)
