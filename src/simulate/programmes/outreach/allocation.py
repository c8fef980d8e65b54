"""Where to put a budget: step by step where it is expected to win most, with a floor for each kecamatan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.programmes.outreach.places import saturating


class MarginalSteps:
    """Steps placed so far in each desa, all of a desa of one size; ``placed`` counts them, int, (desa, channels)."""

    def __init__(self, ground: AllocationProblem, step_rp: np.ndarray):
        """Starts without money; ``step_rp`` is the size of a step in each desa, shape (desa,)."""
        draws = len(ground.winnable)
        winnable = ground.winnable.T[:, None, :]
        yields = ground.yields.transpose(1, 2, 0)
        self.placed = np.zeros(ground.shape, dtype=int)
        self._step_rp = step_rp
        self._per_rp, self._most = 1 / ground.cost_rp.T, ground.most
        # so much money in a channel meets its limit in no draw
        self._free_rp = ground.most * ground.cost_rp.min(axis=0)
        # per unit of effort; nobody is won where nobody can be
        self._rate = np.divide(yields, winnable, out=np.zeros(yields.shape), where=winnable > 0)
        # workers still to be gained, by draw, so that the sum over draws is what is expected, (desa, draws)
        self._left = np.ascontiguousarray((ground.kept * ground.winnable).T / draws)
        # the part of them that the next step in each channel wins, (desa, channels, draws)
        desa, channels = np.indices(ground.shape).reshape(2, -1)
        self._part = self._won_part(desa, channels).reshape(*ground.shape, draws)
        self._next = self._gains(np.arange(len(step_rp)))

    @property
    def next_gain(self) -> np.ndarray:
        """Workers expected of one more step in each desa, in its best channel, shape (desa,)."""
        return self._next.max(axis=1)

    def take(self, rows: np.ndarray) -> np.ndarray:
        """Places one more step in each of some desa; returns the channels, shape of ``rows``."""
        channels = self._next[rows].argmax(axis=1)
        self._left[rows] *= 1 - self._part[rows, channels]
        self.placed[rows, channels] += 1
        # away from the limit each step wins the same part as the one before
        met = (self.placed[rows, channels] + 1) * self._step_rp[rows] > self._free_rp[channels]
        self._part[rows[met], channels[met]] = self._won_part(rows[met], channels[met])
        self._next[rows] = self._gains(rows)
        return channels

    def _won_part(self, rows: np.ndarray, channels: np.ndarray) -> np.ndarray:
        """What the next step in a channel wins of those not yet won, shape (rows, draws)."""
        step, per_rp, most = self._step_rp[rows, None], self._per_rp[channels], self._most[channels, None]
        before = self.placed[rows, channels][:, None] * step
        bought = np.minimum((before + step) * per_rp, most) - np.minimum(before * per_rp, most)
        return 1 - np.exp(-bought * self._rate[rows, channels])

    def _gains(self, rows: np.ndarray) -> np.ndarray:
        return np.matmul(self._part[rows], self._left[rows, :, None])[:, :, 0]


class StepsByPrice:
    """The steps of all desa, as many as have been needed so far, each with its desa, its channel and what it wins.

    ``desa``, ``channel``: int, (steps,); ``gain``: workers expected of each, (steps,), never rising in a desa.
    """

    def __init__(self, ground: AllocationProblem, step_rp: float):
        """Knows no step yet; each is of ``step_rp``."""
        self.ground, self.step_rp = ground, step_rp
        self._marginal = MarginalSteps(ground, np.full(ground.shape[0], step_rp))
        self.desa, self.channel, self.gain = np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0)

    def reach(self, steps: float, among: np.ndarray) -> None:
        """Takes steps until the best so many of some desa, bool, (desa,), are known, or all that win anybody."""
        many, rows = int(np.ceil(steps)), np.flatnonzero(among)
        known, found = self.gain[among[self.desa]], [(self.desa, self.channel, self.gain)]
        while many:
            # no step below this is among the best so many
            bar = np.partition(known, -many)[-many] if many <= len(known) else 0.0
            gain = self._marginal.next_gain
            higher = rows[gain[rows] > bar]
            if not len(higher):
                break
            found.append((higher, self._marginal.take(higher), gain[higher]))
            known = np.append(known, gain[higher])
        self.desa, self.channel, self.gain = map(np.concatenate, zip(*found, strict=True))

    def padded(self, taken: np.ndarray) -> np.ndarray:
        """How much of each known step is taken, from what was known of fewer, shape (steps,)."""
        return np.pad(taken, (0, len(self.gain) - len(taken)))

    def filled(self, taken: np.ndarray, amount_rp: float, among: np.ndarray | None = None) -> np.ndarray:
        """How much of each step is taken once an amount is placed on the best of some desa, or of all.

        What finds no use is not placed.
        """
        among = np.ones(self.ground.shape[0], dtype=bool) if among is None else among
        begun = self.desa[: len(taken)][taken > 0]
        self.reach(among[begun].sum() + amount_rp / self.step_rp, among)
        taken = self.padded(taken)
        own = np.flatnonzero(among[self.desa])
        # stable: a desa's steps that win alike stay in their order
        order = own[np.argsort(-self.gain[own], kind="stable")]
        room = 1 - taken[order]
        taken[order] += np.clip(amount_rp / self.step_rp - (room.cumsum() - room), 0, room)
        return taken

    def next_gain(self, taken: np.ndarray) -> np.ndarray:
        """Workers expected of the first step that is not wholly taken, shape (desa,)."""
        found, free = self._marginal.next_gain, self.padded(taken) < 1
        np.maximum.at(found, self.desa[free], self.gain[free])
        return found

    def money_rp(self, taken: np.ndarray) -> np.ndarray:
        """Money by desa and channel, (desa, channels), where of each step known so much is taken, from 0 to 1."""
        places = self.desa[: len(taken)] * self.ground.shape[1] + self.channel[: len(taken)]
        money = np.bincount(places, weights=taken * self.step_rp, minlength=self._marginal.placed.size)
        return money.reshape(self.ground.shape)


# steps into which a budget is cut
STEPS = 4000
# of a budget: over so much more of it the worth of the next rupiah is taken, many steps of a budget well cut
_NEXT = 0.02


@dataclass(frozen=True, eq=False)
class AllocationProblem:
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

    ``taken``: how much of each step of ``steps``, from 0 to 1, (steps,). ``price``: workers that one more rupiah is
    expected to win; 0 where no more can be used. ``floors``: kecamatan whose floor binds, bool, (kecamatan,).
    ``of_floor``: workers that one more unit of the floor's share would cost.
    """

    steps: StepsByPrice
    taken: np.ndarray
    price: float
    floors: np.ndarray
    of_floor: float

    @cached_property
    def money_rp(self) -> np.ndarray:
        """By desa and channel [Rp], (desa, channels)."""
        return self.steps.money_rp(self.taken)

    def further_rp(self, amount_rp: float) -> np.ndarray:
        """Money with so much more where it is expected to win most, whatever the floors [Rp], (desa, channels).

        Money that finds no use is not placed.
        """
        return self.steps.money_rp(self.steps.filled(self.taken, amount_rp))


def best(ground: AllocationProblem, budget_rp: float, floor_share: float = 0.0, steps: int = STEPS) -> Allocation:
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
    known, taken = StepsByPrice(ground, min(budget_rp, usable.sum()) / steps), np.zeros(0)
    floor_rp = np.minimum(floor_share * budget_rp * ground.due, usable)
    for place in np.flatnonzero(floor_rp > 0):
        taken = known.filled(taken, floor_rp[place], ground.kecamatan == place)
    at_floor = ground.sums(known.money_rp(taken).sum(axis=1))
    taken = known.filled(taken, budget_rp - at_floor.sum())
    # what the next step is worth at most, by kecamatan: steps leave desa uneven, so this is no price
    next_gain = known.next_gain(taken) / known.step_rp
    own = np.array([next_gain[ground.kecamatan == place].max(initial=0) for place in range(len(ground.due))])
    # a little more money, as far as it finds use
    further = known.filled(taken, _NEXT * budget_rp) - known.padded(taken)
    price = float(further @ known.gain / (further.sum() * known.step_rp)) if further.any() else 0.0
    added = ground.sums(known.money_rp(taken).sum(axis=1)) - at_floor
    # money that found no use anywhere makes no floor bind
    floors = (floor_rp > 0) & (added < known.step_rp / 2) & (own < own.max() * 0.999)
    of_floor = float((np.maximum(price - own, 0) * budget_rp * ground.due)[floors].sum())
    return Allocation(known, taken, price, floors, of_floor)


def inside(ground: AllocationProblem, money_rp: np.ndarray, steps: int = 8) -> np.ndarray:
    """Money given to each desa, (desa,), divided among its channels in so many steps as is expected to win most.

    Returns:
        Shape (desa, channels).
    """
    marginal = MarginalSteps(ground, money_rp / steps)
    for _ in range(steps):
        marginal.take(np.arange(ground.shape[0]))
    return marginal.placed * (money_rp / steps)[:, None]


def equal(ground: AllocationProblem, budget_rp: float) -> np.ndarray:
    """The same money for each desa, shape (desa, channels)."""
    return inside(ground, np.full(ground.shape[0], budget_rp / ground.shape[0]))


def proportional(ground: AllocationProblem, budget_rp: float) -> np.ndarray:
    """Money in proportion to the uncovered who are expected in each desa, shape (desa, channels)."""
    return inside(ground, budget_rp * ground.weight)
