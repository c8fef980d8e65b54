"""The plan at one value of each unknown: what the optimisation works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.baseline.segments import segments
from simulate.model.funding.payers import (
    ceilings,
    keep_rate,
    need_shares,
    place_shares,
    years_since,
)

if TYPE_CHECKING:
    from simulate.plan.funding import FundingPlan
    from simulate.region import Region


@dataclass(frozen=True, eq=False)
class Case:
    """Numbers of a funding plan.

    ``price_rp``, ``ceiling`` and ``keep`` by payer: contribution and most workers by month, and the share that stays
    a month; APBD has no ceiling but its money, and of civil servants' workers none is left out. ``at_start``
    whom APBD pays for before the first month; ``workers`` to keep protected, and ``risen`` the share of the rise to
    them by month, where they are more than at the start;
    ``registering_rp`` the cost of a new member; ``years`` the calendar years,
    ``year`` of each month its place among them, ``budget_rp`` what APBD has in each and ``budget_shape`` the same
    relative to the first whole year; ``need`` workers to protect by kecamatan, ``floor`` the share of them to protect
    at least at each year's end; ``places`` by payer but APBD the share of its workers in each kecamatan.
    """

    price_rp: dict[str, np.ndarray]
    ceiling: dict[str, np.ndarray]
    keep: dict[str, float]
    at_start: float
    workers: float
    risen: np.ndarray
    registering_rp: float
    years: tuple[str, ...]
    year: np.ndarray
    budget_rp: np.ndarray
    budget_shape: np.ndarray
    need: np.ndarray
    floor: float
    places: dict[str, np.ndarray]

    @property
    def payers(self) -> tuple[str, ...]:
        """The payers, in order."""
        return tuple(self.price_rp)

    @property
    def slope(self) -> np.ndarray:
        """How much of one more worker the target asks for in each month."""
        return self.risen if self.workers > self.at_start else np.ones(len(self.risen))

    @property
    def fixed(self) -> np.ndarray:
        """What the target asks for in each month beside ``slope`` times the workers."""
        return self.at_start * (1 - self.slope)

    @property
    def target(self) -> np.ndarray:
        """Workers to keep protected by month."""
        return self.fixed + self.slope * self.workers

    @cached_property
    def ends(self) -> np.ndarray:
        """Places of the last month of each year."""
        return np.flatnonzero(np.diff(self.year, append=len(self.years)))

    @property
    def people(self) -> float:
        """Workers there are to protect."""
        return float(self.need.sum())


def case_at(
    plan: FundingPlan,
    region: Region,
    prices: dict[str, np.ndarray],
    values: Mapping[str, float],
    sponsored: np.ndarray,
) -> Case:
    """The plan's numbers at one value of each unknown.

    Args:
        plan: the levers.
        region: its tables.
        prices: contribution by payer [Rp/month], from `payers.prices_rp`.
        values: the unknowns.
        sponsored: workers whom civil servants pay for by month, shape (months,).
    """
    one = {key: np.array([value]) for key, value in values.items()}
    at_start = float(segments(plan.baseline, one).funded[0])
    shape = budget_shape(plan)
    return Case(
        price_rp=prices,
        ceiling={payer: most[0] for payer, most in ceilings(plan, region, prices, one, sponsored[None]).items()},
        keep={payer: float(keep_rate(payer, one)[0]) for payer in plan.payers},
        at_start=at_start,
        workers=float(plan.workers),
        risen=risen(plan),
        registering_rp=float(one["registration_cost"][0]),
        years=calendar_years(plan),
        year=years_since(plan),
        budget_rp=plan.apbd_budget_rp * shape,
        budget_shape=shape,
        need=people_to_protect(plan, one)[0] * need_shares(region),
        floor=plan.min_kecamatan_share,
        places=place_shares(plan, region),
    )


def calendar_years(plan: FundingPlan) -> tuple[str, ...]:
    """The calendar years that the plan touches."""
    return tuple(str(int(plan.start[:4]) + year) for year in range(int(years_since(plan)[-1]) + 1))


def risen(plan: FundingPlan) -> np.ndarray:
    """Share of the rise from the number at the start to the target by month, shape (months,)."""
    return np.minimum(np.arange(1, plan.months + 1) / max(plan.ramp_months, 1), 1)


def budget_shape(plan: FundingPlan) -> np.ndarray:
    """What APBD has in each year, relative to the first whole year; shape (years,)."""
    months = np.bincount(years_since(plan))
    return months / 12 * (1 + plan.apbd_yearly_change) ** np.arange(len(months))


def people_to_protect(plan: FundingPlan, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Workers without an employer whom nobody covers or APBD pays for [persons], shape (draws,)."""
    found = segments(plan.baseline, values)
    return found.informal_uncovered + found.funded
