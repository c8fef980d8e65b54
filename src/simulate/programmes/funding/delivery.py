"""What a planned mix comes to when payers bring more or fewer, and where its workers are placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulate.errors import must_equal
from simulate.programmes.baseline.model import segments
from simulate.programmes.funding.mix import Mix
from simulate.programmes.funding.payers import Case, ceilings, keep_rate, need_shares, people_to_protect
from simulate.programmes.funding.plan import FundingPlan
from simulate.programmes.sponsorship.model import Brought
from simulate.region.base import Region


def placed(need: np.ndarray, others: np.ndarray, persons: float) -> np.ndarray:
    """Persons that APBD pays for in each kecamatan: the lowest protected share is raised as far as they go.

    Args:
        need: workers to protect by kecamatan, some above 0; shape (kecamatan,).
        others: those of them whom other payers protect, shape (kecamatan,).
        persons: to place, not below 0.

    Returns:
        Persons by kecamatan, not below 0; they sum to ``persons``.
    """
    share = np.divide(others, need, out=np.full(len(need), np.inf), where=need > 0)
    order = np.argsort(share, kind="stable")
    reached = share[order]
    # persons that lift the first so many kecamatan to the share of the next
    need_sum, others_sum = np.cumsum(need[order]), np.cumsum(others[order])
    costs = need_sum[:-1] * reached[1:] - others_sum[:-1]
    lifted = int(np.searchsorted(costs, persons, side="right"))
    level = (persons + others_sum[lifted]) / need_sum[lifted]
    return np.maximum(level * need - others, 0)


# a payer whose ceiling the plan exhausts brings all that it can
_EXHAUSTED = 1e-6
# persons: what rounding in the optimisation may lack
ROUNDING = 0.5


@dataclass(frozen=True, eq=False)
class Delivered:
    """What a mix brings, draw by draw.

    ``workers`` by payer, shape (draws, months), APBD's as planned; ``by_need`` those APBD must pay for so that the
    target is just kept, whatever the others bring. ``registering_rp`` and ``registering_by_need_rp`` are the cost
    of new members by month in the two, ``registered`` the new members of the first, ``joined`` these by payer.
    ``kecamatan`` the protected workers at the end of the plan, shape (draws, kecamatan), and ``need`` those to
    protect there.
    """

    workers: dict[str, np.ndarray]
    by_need: np.ndarray
    joined: dict[str, np.ndarray]
    registered: np.ndarray
    registering_rp: np.ndarray
    registering_by_need_rp: np.ndarray
    kecamatan: np.ndarray
    need: np.ndarray

    @property
    def protected(self) -> np.ndarray:
        """Protected workers by month, shape (draws, months)."""
        return sum(self.workers.values())

    @property
    def kecamatan_share(self) -> np.ndarray:
        """Protected share of those to protect at the end, shape (draws, kecamatan); whole where nobody is."""
        return np.divide(self.kecamatan, self.need, out=np.ones_like(self.need), where=self.need > 0)

    def short(self, target: np.ndarray) -> np.ndarray:
        """In which months fewer are protected than wanted, shape (draws, months)."""
        return self.protected < target - ROUNDING


def others_deliver(case: Case, mix: Mix, able: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Workers whom each payer but APBD pays for, shape (draws, months).

    ``case`` is what the plan counted on, ``able`` are ceilings by draw.
    """
    found = {}
    for payer, planned in zip(case.payers, mix.workers, strict=True):
        if payer != "apbd":
            exhausted = planned >= case.ceiling[payer] - _EXHAUSTED
            found[payer] = np.where(exhausted, able[payer], np.minimum(planned, able[payer]))
    return found


def deliver(
    plan: FundingPlan, region: Region, case: Case, mix: Mix, values: Mapping[str, np.ndarray], brought: Brought
) -> Delivered:
    """Carries out a planned mix on given values of the unknowns.

    ``case`` is what the plan counted on, with its prices and ceilings; ``values`` are every unknown by draw, and
    ``brought`` is what civil servants bring at them.

    Raises:
        BrokenIdentityError: the kecamatan do not add up to the regency.
    """
    workers = others_deliver(case, mix, ceilings(plan, region, case.price_rp, values, brought.workers))
    cost = values["registration_cost"][:, None]
    others = sum(workers.values(), np.zeros((len(cost), len(case.target))))
    apbd = np.broadcast_to(mix.of("apbd", case), others.shape)
    by_need = np.maximum(case.target - others, 0)
    new = {payer: _registered(persons, keep_rate(payer, values), 0.0) for payer, persons in workers.items()}
    if "sponsor" in new:
        new["sponsor"] = brought.joined
    joined = sum(new.values(), np.zeros_like(others))
    at_start, keep = segments(plan.baseline, values).funded, keep_rate("apbd", values)
    new["apbd"], needed = (_registered(persons, keep, at_start) for persons in (apbd, by_need))
    committed, needed = joined + new["apbd"], joined + needed
    need = people_to_protect(plan, values)[:, None] * need_shares(region)
    # APBD's workers are placed as planned, those of the others are where they live
    _, placed_apbd = planned_places(case, mix)
    live = (np.outer(persons[:, -1], case.places[payer]) for payer, persons in workers.items())
    places = np.broadcast_to(sum(live, placed_apbd[None, :]), need.shape)
    must_equal("kecamatan add up to the regency", places.sum(axis=1), (others + apbd)[:, -1])
    ordered = {payer: apbd if payer == "apbd" else workers[payer] for payer in case.payers}
    return Delivered(ordered, by_need, new, committed, committed * cost, needed * cost, places, need)


def _registered(workers: np.ndarray, keep: np.ndarray, at_start: np.ndarray | float) -> np.ndarray:
    """New members by month: as many as are paid for beyond those who stayed, shape (draws, months)."""
    before = np.concatenate([np.broadcast_to(at_start, len(workers))[:, None], workers[:, :-1]], axis=1)
    return np.maximum(workers - keep[:, None] * before, 0)


def planned_places(case: Case, mix: Mix) -> tuple[np.ndarray, np.ndarray]:
    """Planned workers by kecamatan at the end: those of the other payers, and APBD's; each of shape (kecamatan,)."""
    live = (mix.of(payer, case)[-1] * shares for payer, shares in case.places.items())
    others = sum(live, np.zeros(len(case.need)))
    return others, placed(case.need, others, float(mix.of("apbd", case)[-1]))
