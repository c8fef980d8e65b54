"""The steps of each desa: money goes, a step at a time, into the channel in which the step is expected to win most.

Of each further step of a desa no more is expected than of the one before, whatever other desa get: so a desa's steps
can be known on their own, and an allocation takes the best of all desa.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulate.model.outreach.allocate import Ground


class Climb:
    """Steps placed so far in each desa, all of a desa of one size; ``placed`` counts them, int, (desa, channels)."""

    def __init__(self, ground: Ground, step_rp: np.ndarray):
        """Starts without money.

        Args:
            ground: what steps win.
            step_rp: the size of a step in each desa, shape (desa,).
        """
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


class Ladder:
    """The steps of all desa, as many as have been asked for, each with its desa, its channel and what it wins.

    ``desa``, ``channel``: int, (steps,); ``gain``: workers expected of each, (steps,), never rising in a desa.
    """

    def __init__(self, ground: Ground, step_rp: float):
        """Knows no step yet.

        Args:
            ground: what steps win.
            step_rp: the size of each.
        """
        self.ground, self.step_rp = ground, step_rp
        self._climb = Climb(ground, np.full(ground.shape[0], step_rp))
        self.desa, self.channel, self.gain = np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0)

    def reach(self, steps: float, among: np.ndarray) -> None:
        """Climbs until the best so many steps of some desa are known, or all that win anybody.

        Args:
            steps: how many.
            among: which desa, bool, (desa,).
        """
        many, rows = int(np.ceil(steps)), np.flatnonzero(among)
        known, climbed = self.gain[among[self.desa]], [(self.desa, self.channel, self.gain)]
        while many:
            # no step below this is among the best so many
            bar = np.partition(known, -many)[-many] if many <= len(known) else 0.0
            gain = self._climb.next_gain
            higher = rows[gain[rows] > bar]
            if not len(higher):
                break
            climbed.append((higher, self._climb.take(higher), gain[higher]))
            known = np.append(known, gain[higher])
        self.desa, self.channel, self.gain = map(np.concatenate, zip(*climbed, strict=True))

    def padded(self, taken: np.ndarray) -> np.ndarray:
        """How much of each known step is taken, from what was known of fewer, shape (steps,)."""
        return np.pad(taken, (0, len(self.gain) - len(taken)))

    def next_gain(self, taken: np.ndarray) -> np.ndarray:
        """Workers expected of the first step that is not wholly taken, shape (desa,)."""
        found, free = self._climb.next_gain, self.padded(taken) < 1
        np.maximum.at(found, self.desa[free], self.gain[free])
        return found

    def money_rp(self, taken: np.ndarray) -> np.ndarray:
        """Money of steps by desa and channel, shape (desa, channels).

        Args:
            taken: how much of each step, from 0 to 1; of so many as were known.
        """
        places = self.desa[: len(taken)] * self.ground.shape[1] + self.channel[: len(taken)]
        money = np.bincount(places, weights=taken * self.step_rp, minlength=self._climb.placed.size)
        return money.reshape(self.ground.shape)
