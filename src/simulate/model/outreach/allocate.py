"""Where to put a budget: the allocation that is expected to win most workers, with a floor for each kecamatan.

Workers won in a desa rise with money and bend (`effort.saturating`), so that of each further rupiah less is expected.
Money is placed step by step where the next step is expected to win most, over the draws: what channels bring is not
known, and money divided among them loses less to the bend. For a concave sum over desa that is the best allocation up
to the size of a step; `shortfall` bounds how far it can be from it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

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
        return Filling(self, money_rp).won()

    def sums(self, of_desa: np.ndarray) -> np.ndarray:
        """Sums by kecamatan, shape (kecamatan,)."""
        return np.bincount(self.kecamatan, weights=of_desa, minlength=len(self.due))


@dataclass(eq=False)
class Filling:
    """Money placed so far, (desa, channels), and what it tries to register, ``tried`` (S, desa)."""

    ground: Ground
    money_rp: np.ndarray
    tried: np.ndarray = field(init=False)

    def __post_init__(self):
        """Reckons what the money tries."""
        self.money_rp = self.money_rp.astype(float)
        every = np.arange(len(self.money_rp))
        self.tried = (self._bought(every, self.money_rp) * self.ground.yields).sum(axis=2)

    def _bought(self, rows: np.ndarray, money_rp: np.ndarray) -> np.ndarray:
        """Units of effort that money of some desa buys, shape (S, rows, channels)."""
        return np.minimum(money_rp / self.ground.cost_rp[:, None, :], self.ground.most)

    def _left(self, rows: np.ndarray, tried: np.ndarray) -> np.ndarray:
        """The part of winnable workers who are not won yet, 1 where nobody can be; shape of ``tried``."""
        winnable = self.ground.winnable[:, rows]
        winnable = winnable if tried.ndim == 2 else winnable[:, :, None]
        return np.exp(-np.divide(tried, winnable, out=np.zeros_like(tried), where=winnable > 0))

    def won(self) -> float:
        """Workers expected to be gained."""
        rows = np.arange(len(self.money_rp))
        ground = self.ground
        return float((ground.kept * ground.winnable * (1 - self._left(rows, self.tried))).mean(axis=0).sum())

    def gains(self, rows: np.ndarray, step_rp: np.ndarray) -> np.ndarray:
        """Workers expected of one more step in each channel of some desa, shape (rows, channels).

        Args:
            rows: the desa.
            step_rp: its size for each of them, shape (rows,).
        """
        more = self._bought(rows, self.money_rp[rows] + step_rp[:, None]) - self._bought(rows, self.money_rp[rows])
        tried = self.tried[:, rows, None]
        fresh = self._left(rows, self.tried[:, rows])[:, :, None] - self._left(
            rows, tried + more * self.ground.yields[:, rows]
        )
        value = self.ground.kept[:, rows] * self.ground.winnable[:, rows]
        return np.einsum("sr,src->rc", value, fresh) / len(value)

    def take(self, rows: np.ndarray, channels: np.ndarray, step_rp: np.ndarray) -> None:
        """Places a step in one channel of each of some desa."""
        self.money_rp[rows, channels] += step_rp
        bought = self._bought(rows, self.money_rp[rows])
        self.tried[:, rows] = (bought * self.ground.yields[:, rows]).sum(axis=2)


@dataclass(frozen=True, eq=False)
class Allocation:
    """Money by desa and channel [Rp], (desa, channels), and what more money or a lower floor is worth.

    ``price``: workers that one more rupiah is expected to win; 0 where no more can be used. ``floors``: kecamatan
    whose floor binds, bool, (kecamatan,). ``of_floor``: workers that one more unit of the floor's share would cost.
    ``step_rp``: the size of the steps in which money was placed.
    """

    money_rp: np.ndarray
    price: float
    floors: np.ndarray
    of_floor: float
    step_rp: float


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
    filling, step = Filling(ground, np.zeros(ground.shape)), min(budget_rp, usable.sum()) / steps
    floor_rp = np.minimum(floor_share * budget_rp * ground.due, usable)
    for place in np.flatnonzero(floor_rp > 0):
        _greedily(filling, np.flatnonzero(ground.kecamatan == place), floor_rp[place], step)
    at_floor = ground.sums(filling.money_rp.sum(axis=1))
    every = np.arange(ground.shape[0])
    _greedily(filling, every, budget_rp - at_floor.sum(), step)
    # what the next rupiah is worth at most, by kecamatan: steps leave desa uneven, so this is no price
    small = step * 1e-3
    next_gain = filling.gains(every, np.full(len(every), small)).max(axis=1) / small
    own = np.array([next_gain[ground.kecamatan == place].max(initial=0) for place in range(len(ground.due))])
    price = _price(filling, _NEXT * budget_rp, step)
    added = ground.sums(filling.money_rp.sum(axis=1)) - at_floor
    # money that found no use anywhere makes no floor bind
    floors = (floor_rp > 0) & (added < step / 2) & (own < own.max() * 0.999)
    of_floor = float((np.maximum(price - own, 0) * budget_rp * ground.due)[floors].sum())
    return Allocation(filling.money_rp, price, floors, of_floor, step)


def further(ground: Ground, chosen: Allocation, amount_rp: float) -> np.ndarray:
    """An allocation with more money placed where it is expected to win most, no floors asked, (desa, channels).

    Money that finds no use is not placed.
    """
    filling = Filling(ground, chosen.money_rp)
    _greedily(filling, np.arange(ground.shape[0]), amount_rp, chosen.step_rp)
    return filling.money_rp


def _price(filled: Filling, amount_rp: float, step_rp: float) -> float:
    """Workers expected of each of so many more rupiah [persons/Rp], as far as they find use; 0 if none does."""
    more = Filling(filled.ground, filled.money_rp)
    _greedily(more, np.arange(filled.ground.shape[0]), amount_rp, step_rp)
    placed = float(more.money_rp.sum() - filled.money_rp.sum())
    return (more.won() - filled.won()) / placed if placed > 0 else 0.0


def _greedily(filling: Filling, rows: np.ndarray, amount_rp: float, step_rp: float) -> None:
    """Places an amount among some desa, step by step; what finds no use is not placed."""
    if not len(rows):
        return
    gains, one = filling.gains(rows, np.full(len(rows), step_rp)), np.array([step_rp])
    queue = [(-gain.max(), int(row), int(gain.argmax())) for row, gain in zip(rows, gains, strict=True)]
    heapq.heapify(queue)
    left = amount_rp
    while left > step_rp * 1e-9:
        gain, row, channel = queue[0]
        if gain >= 0:
            return
        at = np.array([row])
        filling.take(at, np.array([channel]), np.minimum(one, left))
        left -= step_rp
        gain = filling.gains(at, one)[0]
        heapq.heapreplace(queue, (-gain.max(), row, int(gain.argmax())))


def inside(ground: Ground, money_rp: np.ndarray, steps: int = 8) -> np.ndarray:
    """Money given to each desa divided among its channels as is expected to win most, shape (desa, channels).

    Args:
        ground: what it is decided on.
        money_rp: by desa, shape (desa,).
        steps: into how many the money of a desa is cut.
    """
    filling, every = Filling(ground, np.zeros(ground.shape)), np.arange(ground.shape[0])
    for _ in range(steps):
        filling.take(every, filling.gains(every, money_rp / steps).argmax(axis=1), money_rp / steps)
    return filling.money_rp


def equal(ground: Ground, budget_rp: float) -> np.ndarray:
    """The same money for each desa, shape (desa, channels)."""
    return inside(ground, np.full(ground.shape[0], budget_rp / ground.shape[0]))


def proportional(ground: Ground, budget_rp: float) -> np.ndarray:
    """Money in proportion to the uncovered who are expected in each desa, shape (desa, channels)."""
    return inside(ground, budget_rp * ground.weight)
