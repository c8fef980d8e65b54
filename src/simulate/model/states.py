"""Where the engine's members stand between two months: in the bridge, in arrears, or state by state.

A month's habits are a dict of shares by name, each a column that goes with the first axes of the heads.
"""

from __future__ import annotations

import numpy as np


class Bridge:
    """Members whose month APBD pays since their sponsor stopped; when that was is kept to know when it runs out."""

    def __init__(self, shape: tuple[int, ...], months: int):
        """Nobody is there yet; ``shape`` is (draws, groups), ``months`` how long a worker is bridged."""
        self.months, self.turn = months, 0
        self.members = np.zeros(shape)
        # of those who stopped together, the share still there is the same in every risk group
        self.stopped, self.kept = np.zeros((months + 1, *shape)), np.zeros((months + 1, shape[0], 1))

    def next_stopped(self) -> np.ndarray:
        """Where to write who stops this month."""
        self.turn += 1
        return self.stopped[self.turn % len(self.stopped)]

    def advance(self, stays: np.ndarray, unbridged: np.ndarray) -> None:
        """One month on, death apart, after `next_stopped` was written; writes to ``unbridged`` whose bridge ran out.

        ``stays`` is the share that neither leaves nor is taken over by a new sponsor.
        """
        new, last = self.turn % len(self.stopped), (self.turn - self.months) % len(self.stopped)
        self.kept *= stays
        self.kept[new] = 1
        np.multiply(self.stopped[last], self.kept[last], out=unbridged)
        self.members *= stays
        self.members += self.stopped[new]
        self.members -= unbridged


class Arrears:
    """Members in arrears and the months they owe, together; when they stopped is kept to know when they end."""

    def __init__(self, shape: tuple[int, ...], resume: np.ndarray, lapse: int):
        """Nobody is there yet; ``shape`` is (draws, groups), ``resume`` a column by draw."""
        self.lapse, self.resume = lapse, resume
        self.members, self.months = np.zeros(shape), np.zeros(shape)
        self.stopped, self.turn = np.zeros((lapse + 1, *shape)), 0
        self.left_over = (1 - resume) ** lapse

    def next_stopped(self) -> np.ndarray:
        """Where to write who falls into arrears this month."""
        self.turn += 1
        return self.stopped[self.turn % len(self.stopped)]

    def ending(self, returns: bool, ahead: int = 0) -> np.ndarray:
        """Whose membership ends at this turn, or at one ``ahead``, death apart; only to be read."""
        ending = self.stopped[(self.turn + ahead - self.lapse) % len(self.stopped)]
        return ending * self.left_over if returns else ending

    def advance(self, returns: bool) -> np.ndarray:
        """One month on, death apart, after `next_stopped` was written; gives those whose membership ends."""
        stopped, ending = self.stopped[self.turn % len(self.stopped)], self.ending(returns)
        if returns:
            self.months += self.members
            self.months *= 1 - self.resume
            self.months += stopped
            self.months -= (self.lapse + 1) * ending
            self.members *= 1 - self.resume
        self.members += stopped
        self.members -= ending
        return ending


class States:
    """Members state by state: paid up by a sponsor, then by months in the bridge, then by months not paid."""

    def __init__(self, shape: tuple[int, ...], bridge: int, lapse: int):
        """Nobody is there yet; ``bridge`` and ``lapse`` are how many months of each are told apart."""
        self.bridge = bridge
        self.states = [np.zeros(shape) for _ in range(1 + bridge + lapse)]
        self.spare = np.zeros(shape)

    @property
    def paid(self) -> np.ndarray:
        """Paid up by a sponsor."""
        return self.states[0]

    @property
    def covered(self) -> list[np.ndarray]:
        """Paid up by a sponsor, and bridged by months."""
        return self.states[: 1 + self.bridge]

    def advance(self, habits: dict[str, np.ndarray], first: int | None = None) -> None:
        """One month on, death apart, of the ``first`` places or all; whoever is past the last state is forgotten."""
        stays, (paid, *others) = 1 - habits["leave"], [state[:first] for state in self.states]
        if others:
            np.multiply(paid, stays * habits["stop"], out=self.spare[:first])
        paid *= stays * (1 - habits["stop"])
        for state in others[: self.bridge]:
            paid += (stays * habits["rematch"]) * state
            state *= stays * (1 - habits["rematch"])  # noqa: PLW2901 (in place)
        for state in others[self.bridge :]:
            paid += habits["resume"] * state
            state *= 1 - habits["resume"]  # noqa: PLW2901 (in place)
        if others:
            self.states[1:], self.spare = [self.spare, *self.states[1:-1]], self.states[-1]
