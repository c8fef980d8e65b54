"""Where to put a budget: the allocation that is expected to win most workers, with a floor for each kecamatan.

Workers won in a desa rise with money and bend (`effort.saturating`), so that of each further rupiah less is expected.
Money is placed step by step where the next step is expected to win most, over the draws: what channels bring is not
known, and money divided among them loses less to the bend. For a concave sum over desa that is the best allocation up
to the size of a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.model.outreach.climb import Climb, Ladder
from simulate.model.outreach.effort import saturating

# steps into which a budget is cut
STEPS = 4000
# of a budget: over so much more of it the worth of the next rupiah is reckoned, many steps of a budget well cut
_NEXT = 0.02


@dataclass(frozen=True, eq=False)
class Ground:
    """What an allocation is decided on; S draws.

    ``winnable`` workers, (S, desa); ``kept``: of registrations, the workers gained at the end, (S, desa); ``yields``:
    registrations a unit of effort at first, (S, desa, channels); ``cost_rp`` of a unit, (S, channels); ``most`` units
    that a desa can take, (channels,); ``kecamatan`` of each desa, (desa,); ``weight``: each desa's proportional
    share of a budget, (desa,), summing to 1.
    """

    winnable: np.ndarray
    kept: np.ndarray
    yields: np.ndarray
    cost_rp: np.ndarray
    most: np.ndarray
    kecamatan: np.ndarray
    weight: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of desa and of channels."""
        return self.yields.shape[1:]

    @cached_property
    def due(self) -> np.ndarray:
        """Each kecamatan's proportional share of a budget, shape (kecamatan,)."""
        return np.bincount(self.kecamatan, weights=self.weight)

    def won(self, money_rp: np.ndarray) -> float:
        """Workers expected to be gained by money by desa and channel."""
        bought = np.minimum(money_rp / self.cost_rp[:, None, :], self.most)
        return float((self.kept * saturating((bought * self.yields).sum(axis=2), self.winnable)).mean(axis=0).sum())

    def sums(self, of_desa: np.ndarray) -> np.ndarray:
        """Sums by kecamatan, shape (kecamatan,)."""
        return np.bincount(self.kecamatan, weights=of_desa, minlength=len(self.due))


@dataclass(frozen=True, eq=False)
class Allocation:
    """Steps of money taken for a budget, and what more money or a lower floor is worth.

    ``taken``: how much of each step of ``ladder``, from 0 to 1, (steps,). ``price``: workers that one more rupiah is
    expected to win; 0 where no more can be used. ``floors``: kecamatan whose floor binds, bool, (kecamatan,).
    ``of_floor``: workers that one more unit of the floor's share would cost.
    """

    ladder: Ladder
    taken: np.ndarray
    price: float
    floors: np.ndarray
    of_floor: float

    @cached_property
    def money_rp(self) -> np.ndarray:
        """By desa and channel [Rp], (desa, channels)."""
        return self.ladder.money_rp(self.taken)

    def further_rp(self, amount_rp: float) -> np.ndarray:
        """Money with so much more where it is expected to win most, no floors asked [Rp], (desa, channels).

        Money that finds no use is not placed.
        """
        return self.ladder.money_rp(_filled(self.ladder, self.taken, amount_rp))


def best(ground: Ground, budget_rp: float, floor_share: float = 0.0, steps: int = STEPS) -> Allocation:
    """The allocation that is expected to win most workers.

    Args:
        ground: what it is decided on.
        budget_rp: to place, above 0.
        floor_share: each kecamatan gets at least this part of its proportional share of the budget, from 0 to 1, as
            far as it can use money.
        steps: into how many the budget is cut, or what can be used of it.
    """
    # no draw can use more than this
    usable = ground.sums(np.full(ground.shape[0], float(ground.most @ ground.cost_rp.max(axis=0))))
    ladder, taken = Ladder(ground, min(budget_rp, usable.sum()) / steps), np.zeros(0)
    floor_rp = np.minimum(floor_share * budget_rp * ground.due, usable)
    for place in np.flatnonzero(floor_rp > 0):
        taken = _filled(ladder, taken, floor_rp[place], ground.kecamatan == place)
    at_floor = ground.sums(ladder.money_rp(taken).sum(axis=1))
    taken = _filled(ladder, taken, budget_rp - at_floor.sum())
    # what the next step is worth at most, by kecamatan: steps leave desa uneven, so this is no price
    next_gain = ladder.next_gain(taken) / ladder.step_rp
    own = np.array([next_gain[ground.kecamatan == place].max(initial=0) for place in range(len(ground.due))])
    price = _price(ladder, taken, _NEXT * budget_rp)
    added = ground.sums(ladder.money_rp(taken).sum(axis=1)) - at_floor
    # money that found no use anywhere makes no floor bind
    floors = (floor_rp > 0) & (added < ladder.step_rp / 2) & (own < own.max() * 0.999)
    of_floor = float((np.maximum(price - own, 0) * budget_rp * ground.due)[floors].sum())
    return Allocation(ladder, taken, price, floors, of_floor)


def _filled(ladder: Ladder, taken: np.ndarray, amount_rp: float, among: np.ndarray | None = None) -> np.ndarray:
    """How much of each step is taken once an amount is placed on the best of some desa, or of all.

    What finds no use is not placed.
    """
    among = np.ones(ladder.ground.shape[0], dtype=bool) if among is None else among
    begun = ladder.desa[: len(taken)][taken > 0]
    ladder.reach(among[begun].sum() + amount_rp / ladder.step_rp, among)
    taken = ladder.padded(taken)
    own = np.flatnonzero(among[ladder.desa])
    # stable: a desa's steps that win alike stay in their order
    order = own[np.argsort(-ladder.gain[own], kind="stable")]
    room = 1 - taken[order]
    taken[order] += np.clip(amount_rp / ladder.step_rp - (room.cumsum() - room), 0, room)
    return taken


def _price(ladder: Ladder, taken: np.ndarray, amount_rp: float) -> float:
    """Workers expected of each of so many more rupiah [persons/Rp], as far as they find use; 0 if none does."""
    more = _filled(ladder, taken, amount_rp)
    added = more - ladder.padded(taken)
    return float(added @ ladder.gain / (added.sum() * ladder.step_rp)) if added.any() else 0.0


def inside(ground: Ground, money_rp: np.ndarray, steps: int = 8) -> np.ndarray:
    """Money given to each desa divided among its channels as is expected to win most, shape (desa, channels).

    Args:
        ground: what it is decided on.
        money_rp: by desa, shape (desa,).
        steps: into how many the money of a desa is cut.
    """
    climb = Climb(ground, money_rp / steps)
    for _ in range(steps):
        climb.take(np.arange(ground.shape[0]))
    return climb.placed * (money_rp / steps)[:, None]


def equal(ground: Ground, budget_rp: float) -> np.ndarray:
    """The same money for each desa, shape (desa, channels)."""
    return inside(ground, np.full(ground.shape[0], budget_rp / ground.shape[0]))


def proportional(ground: Ground, budget_rp: float) -> np.ndarray:
    """Money in proportion to the uncovered who are expected in each desa, shape (desa, channels)."""
    return inside(ground, budget_rp * ground.weight)
