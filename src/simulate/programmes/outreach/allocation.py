"""Where to put money and outlets: a budget step by step where it wins most, new outlets by integer programmes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy


def saturating(tried: np.ndarray, winnable: np.ndarray) -> np.ndarray:
    """Registrations of so many tried where only some can be won: ``winnable (1 − exp(−tried / winnable))``.

    Of each further unit a smaller part meets somebody who can still be won. Nobody is won where nobody can be.
    """
    part = np.divide(tried, winnable, out=np.zeros(np.broadcast(tried, winnable).shape), where=winnable > 0)
    return winnable * -np.expm1(-part)


@dataclass(frozen=True, eq=False)
class Effort:
    """What effort brings and costs in each desa, by draw; what an allocation is decided on.

    ``winnable`` workers, (draws, desa); ``kept``: of registrations, the workers gained at the end, (draws, desa);
    ``yields``: registrations a unit of effort at first, (draws, desa, channels); ``cost_rp`` of a unit, (draws,
    channels); ``most`` units that a desa can take over the whole plan, (channels,); ``kecamatan`` of each desa,
    (desa,); ``weight``: each desa's proportional share of a budget, (desa,), summing to 1.
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

    def sums(self, of_desa: np.ndarray) -> np.ndarray:
        """Sums by kecamatan, shape (kecamatan,)."""
        return np.bincount(self.kecamatan, weights=of_desa, minlength=len(self.due))

    def bought(self, money_rp: np.ndarray) -> np.ndarray:
        """Units that money by desa and channel buys, at most what a desa can take, shape (draws, desa, channels)."""
        return np.minimum(money_rp / self.cost_rp[:, None, :], self.most)

    def spent_rp(self, money_rp: np.ndarray) -> np.ndarray:
        """What effort really costs [Rp], at most the money, shape (draws, desa)."""
        return (self.bought(money_rp) * self.cost_rp[:, None, :]).sum(axis=2)

    def registered(self, money_rp: np.ndarray) -> np.ndarray:
        """Registrations that money by desa and channel brings, shape (draws, desa)."""
        return saturating((self.bought(money_rp) * self.yields).sum(axis=2), self.winnable)

    def won(self, money_rp: np.ndarray) -> np.ndarray:
        """Workers gained by money by desa and channel, still paying at the end, shape (draws, desa)."""
        return self.kept * self.registered(money_rp)

    def thinned(self, draws: int) -> Effort:
        """The same on about so many evenly chosen draws."""
        every = slice(None, None, max(1, len(self.winnable) // draws))
        by_draw = {name: getattr(self, name)[every] for name in ("winnable", "kept", "yields", "cost_rp")}
        return replace(self, **by_draw)


class MarginalSteps:
    """Steps placed so far in each desa, all of a desa of one size; ``placed`` counts them, int, (desa, channels)."""

    def __init__(self, effort: Effort, step_rp: np.ndarray):
        """Starts without money; ``step_rp`` is the size of a step in each desa, shape (desa,)."""
        draws = len(effort.winnable)
        winnable = effort.winnable.T[:, None, :]
        yields = effort.yields.transpose(1, 2, 0)
        self.placed = np.zeros(effort.shape, dtype=int)
        self._step_rp = step_rp
        self._per_rp, self._most = 1 / effort.cost_rp.T, effort.most
        # so much money in a channel meets its limit in no draw
        self._free_rp = effort.most * effort.cost_rp.min(axis=0)
        # per unit of effort; nobody is won where nobody can be
        self._rate = np.divide(yields, winnable, out=np.zeros(yields.shape), where=winnable > 0)
        # workers still to be gained, by draw, so that the sum over draws is what is expected, (desa, draws)
        self._left = np.ascontiguousarray((effort.kept * effort.winnable).T / draws)
        # the part of them that the next step in each channel wins, (desa, channels, draws)
        desa, channels = np.indices(effort.shape).reshape(2, -1)
        self._part = self._won_part(desa, channels).reshape(*effort.shape, draws)
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

    def __init__(self, effort: Effort, step_rp: float):
        """Knows no step yet; each is of ``step_rp``."""
        self.effort, self.step_rp = effort, step_rp
        self._marginal = MarginalSteps(effort, np.full(effort.shape[0], step_rp))
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
        among = np.ones(self.effort.shape[0], dtype=bool) if among is None else among
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
        places = self.desa[: len(taken)] * self.effort.shape[1] + self.channel[: len(taken)]
        money = np.bincount(places, weights=taken * self.step_rp, minlength=self._marginal.placed.size)
        return money.reshape(self.effort.shape)


# steps into which a budget is cut
STEPS = 4000
# of a budget: over so much more of it the worth of the next rupiah is taken, many steps of a budget well cut
_NEXT = 0.02


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


def best(effort: Effort, budget_rp: float, floor_share: float = 0.0, steps: int = STEPS) -> Allocation:
    """The allocation that is expected to win most workers.

    Args:
        effort: what it is decided on.
        budget_rp: to place, above 0.
        floor_share: each kecamatan gets at least this part of its proportional share of the budget, from 0 to 1, as
            far as it can use money.
        steps: into how many the budget is cut, or what can be used of it.
    """
    # no draw can use more than this
    usable = effort.sums(np.full(effort.shape[0], float(effort.most @ effort.cost_rp.max(axis=0))))
    known, taken = StepsByPrice(effort, min(budget_rp, usable.sum()) / steps), np.zeros(0)
    floor_rp = np.minimum(floor_share * budget_rp * effort.due, usable)
    for place in np.flatnonzero(floor_rp > 0):
        taken = known.filled(taken, floor_rp[place], effort.kecamatan == place)
    at_floor = effort.sums(known.money_rp(taken).sum(axis=1))
    taken = known.filled(taken, budget_rp - at_floor.sum())
    # what the next step is worth at most, by kecamatan: steps leave desa uneven, so this is no price
    next_gain = known.next_gain(taken) / known.step_rp
    own = np.array([next_gain[effort.kecamatan == place].max(initial=0) for place in range(len(effort.due))])
    # a little more money, as far as it finds use
    further = known.filled(taken, _NEXT * budget_rp) - known.padded(taken)
    price = float(further @ known.gain / (further.sum() * known.step_rp)) if further.any() else 0.0
    added = effort.sums(known.money_rp(taken).sum(axis=1)) - at_floor
    # money that found no use anywhere makes no floor bind
    floors = (floor_rp > 0) & (added < known.step_rp / 2) & (own < own.max() * 0.999)
    of_floor = float((np.maximum(price - own, 0) * budget_rp * effort.due)[floors].sum())
    return Allocation(known, taken, price, floors, of_floor)


def inside(effort: Effort, money_rp: np.ndarray, steps: int = 8) -> np.ndarray:
    """Money given to each desa, (desa,), divided among its channels in so many steps as is expected to win most.

    Returns:
        Shape (desa, channels).
    """
    marginal = MarginalSteps(effort, money_rp / steps)
    for _ in range(steps):
        marginal.take(np.arange(effort.shape[0]))
    return marginal.placed * (money_rp / steps)[:, None]


def equal(effort: Effort, budget_rp: float) -> np.ndarray:
    """The same money for each desa, shape (desa, channels)."""
    return inside(effort, np.full(effort.shape[0], budget_rp / effort.shape[0]))


def proportional(effort: Effort, budget_rp: float) -> np.ndarray:
    """Money in proportion to the uncovered who are expected in each desa, shape (desa, channels)."""
    return inside(effort, budget_rp * effort.weight)


def covering(weight: np.ndarray, km: np.ndarray, standing: np.ndarray, radius_km: float, more: int) -> np.ndarray:
    """The new places with which most weight lies within reach of a place (maximal covering location).

    Args:
        weight: of each demand point, not below 0, shape (points,).
        km: from each point to each place, shape (points, places).
        standing: which places are open already, at least one, bool, shape (places,).
        radius_km: the distance within reach.
        more: places to open at most.

    Returns:
        The places to open, in the table's order; fewer than ``more`` where no further place brings anything.
    """
    near, candidates = km <= radius_km, np.flatnonzero(~standing)
    # only points that nothing standing covers and something could
    open_points = np.flatnonzero(~near[:, standing].any(axis=1) & near[:, candidates].any(axis=1) & (weight > 0))
    # points that the same candidates cover are one
    kinds, kind = np.unique(near[np.ix_(open_points, candidates)], axis=0, return_inverse=True)
    gain = np.bincount(kind.ravel(), weights=weight[open_points], minlength=len(kinds))
    covered = scipy.sparse.hstack([-scipy.sparse.csr_array(kinds.astype(float)), scipy.sparse.eye_array(len(kinds))])
    return _opened(candidates, gain, [(covered, 0.0)], more)


def p_median(weight: np.ndarray, km: np.ndarray, standing: np.ndarray, more: int) -> np.ndarray:
    """The new places with which the weighted distance to the nearest place is least (p-median); see `covering`."""
    now, candidates = km[:, standing].min(axis=1), np.flatnonzero(~standing)
    saved = weight[:, None] * np.maximum(now[:, None] - km[:, candidates], 0)
    point, place = np.nonzero(saved > 0)
    places, row, one = len(candidates), np.arange(len(point)), np.ones(len(point))
    opened = scipy.sparse.csr_array((-one, (row, place)), shape=(len(row), places))
    only_open = scipy.sparse.hstack([opened, scipy.sparse.eye_array(len(row))])
    once = scipy.sparse.csr_array((one, (point, places + row)), shape=(len(weight), places + len(row)))
    return _opened(candidates, saved[point, place], [(only_open, 0.0), (once, 1.0)], more)


# of placements that do the same, the one whose candidates stand first
_TIE = 1e-9


def _opened(
    candidates: np.ndarray, gain: np.ndarray, limits: Sequence[tuple[scipy.sparse.sparray, float]], more: int
) -> np.ndarray:
    """The candidates that gain most, at most so many of them.

    Columns are the candidates, which are opened or not, then what is gained, each from 0 to 1.

    Raises:
        RuntimeError: HiGHS found no optimum, which no input explains.
    """
    places = len(candidates)
    if not more or not len(gain):
        return np.array([], dtype=int)
    goal = np.concatenate([_TIE * gain.sum() * (1 + np.arange(places) / places), -gain])
    whole = np.concatenate([np.ones(places), np.zeros(len(gain))])
    found = scipy.optimize.milp(
        goal / np.abs(goal).max(),
        integrality=whole,
        bounds=scipy.optimize.Bounds(0, 1),
        constraints=[
            scipy.optimize.LinearConstraint(matrix.tocsc(), ub=most)
            for matrix, most in (*limits, (scipy.sparse.csr_array(whole[None, :]), more))
        ],
        options={"mip_rel_gap": 0.0},
    )
    if not found.success:
        raise RuntimeError(f"location: {found.message}")
    return candidates[found.x[:places] > 0.5]
