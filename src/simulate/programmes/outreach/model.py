"""Outreach as a whole: from levers and a value of each unknown to workers by desa, money and distances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.engine import Retention
from simulate.errors import must_equal
from simulate.programmes.baseline.model import UNKNOWNS as SEGMENT_UNKNOWNS
from simulate.programmes.baseline.model import Segments, segments
from simulate.programmes.outreach.allocation import AllocationProblem
from simulate.programmes.outreach.places import DENSE_CHANNELS, Deviates, Effort, Villages, effort_of, spread
from simulate.programmes.outreach.plan import CHANNELS

if TYPE_CHECKING:
    from simulate.programmes.outreach.plan import OutreachPlan

UNKNOWNS = (
    *SEGMENT_UNKNOWNS,
    "kecamatan_spread",
    "desa_spread",
    "unreachable",
    "winnable",
    *(f"{channel}_{what}" for channel in CHANNELS for what in ("yield", "cost")),
    "density_elasticity",
    "anyway",
    "garut_retained",
    "garut_span",
    "settled_stop",
    "self_pay_renewal",
    "detour",
    "renewal_decay",
    "registration_decay",
    "at_outlets",
    "outlet_cost_year",
    "registration_cost",
)
# draws over which an allocation is decided
DECIDING = 256


@dataclass(frozen=True, eq=False)
class OutreachState:
    """What outreach finds, whatever is spent: arrays by draw.

    ``uncovered``: all without cover, ``winnable``: the informal of them whom outreach can win; each (draws, desa).
    ``paying``: of all registrations of the plan, spread evenly over its months, those who pay in each month, (draws,
    months), whatever the distance. ``kept``: of them, those who still pay at the end and would not have registered
    anyway, (draws, desa): lower far from an outlet.
    """

    places: Villages
    start: Segments
    retention: Retention
    effort: Effort
    uncovered: np.ndarray
    winnable: np.ndarray
    paying: np.ndarray
    kept: np.ndarray

    def won(self, money_rp: np.ndarray) -> np.ndarray:
        """Workers gained by money by desa and channel, still paying at the end, shape (draws, desa)."""
        return self.kept * self.effort.registered(money_rp, self.winnable)

    def spent_rp(self, money_rp: np.ndarray) -> np.ndarray:
        """What effort really costs [Rp], at most the money, shape (draws, desa)."""
        return (self.effort.bought(money_rp) * self.effort.cost_rp[:, None, :]).sum(axis=2)

    @cached_property
    def ground(self) -> AllocationProblem:
        """What an allocation is decided on: the expectation over evenly chosen draws."""
        every = slice(None, None, max(1, len(self.winnable) // DECIDING))
        return AllocationProblem(
            self.winnable[every],
            self.kept[every],
            self.effort.yields[every],
            self.effort.cost_rp[every],
            self.effort.most,
            self.places.kecamatan,
            self.places.weight,
        )


def unknowns_used(plan: OutreachPlan, counted: bool) -> tuple[str, ...]:
    """The unknowns that a plan's result depends on; ``counted``: a table of the uncovered by kecamatan stands."""
    claimed = plan.baseline == "claimed"
    without = {
        **dict.fromkeys(("claimed_share", "claimed_funded"), not claimed),
        "kecamatan_spread": counted,
        "density_elasticity": not {*DENSE_CHANNELS} & {*plan.channels},
        **{f"{channel}_{what}": channel not in plan.channels for channel in CHANNELS for what in ("yield", "cost")},
        **dict.fromkeys(("registration_decay", "at_outlets", "outlet_cost_year"), not plan.new_outlets),
    }
    return tuple(key for key in UNKNOWNS if not without.get(key, False))


def field_of(
    plan: OutreachPlan, places: Villages, nearest_km: np.ndarray, values: Mapping[str, np.ndarray], deviates: Deviates
) -> OutreachState:
    """What outreach finds on given values of the unknowns by draw.

    ``nearest_km`` is the straight distance of each desa to its nearest outlet today, shape (desa,); ``deviates`` are
    normal numbers by place, for the differences between them.

    Raises:
        InputError: the figures cover more than are employed.
        BrokenIdentityError: desa, kecamatan and regency do not add up.
    """
    start = segments(plan.baseline, values)
    uncovered = spread(places, start.uncovered, values, deviates)
    informal = uncovered * (start.informal_uncovered / start.uncovered)[:, None]
    must_equal("places: informal uncovered", informal.sum(axis=1), start.informal_uncovered)
    retention = Retention.of(values)
    ages = np.stack([retention.keep(age) for age in range(plan.months)], axis=1)
    # who registers evenly over the months is in month t from 0 to t months old
    paying = ages.cumsum(axis=1) / plan.months
    from_mean = values["detour"][:, None] * (nearest_km - nearest_km @ places.people / places.people.sum())
    by_distance = np.exp(np.log1p(-values["renewal_decay"])[:, None] * from_mean)
    kept = np.minimum(paying[:, -1:] * by_distance, 1) * (1 - values["anyway"])[:, None]
    return OutreachState(
        places,
        start,
        retention,
        effort_of(plan.channels, plan.most_units, places, values),
        uncovered,
        informal * ((1 - values["unreachable"]) * values["winnable"])[:, None],
        paying,
        kept,
    )
