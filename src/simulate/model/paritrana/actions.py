"""What actions do to the scores and what they cost: each draw one state of the world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.model.paritrana.scores import aspect_means


@dataclass(frozen=True)
class Item:
    """An item of the scorecard: its key, its aspect (counted from 0), the actions that raise it.

    ``rule`` says how the model computes it from coverage; "" where it is scored by hand.
    """

    key: str
    aspect: int
    moved_by: tuple[str, ...]
    rule: str = ""


@dataclass(frozen=True, eq=False)
class Card:
    """The scorecard in each draw, before and after actions.

    ``before``: scores of the items, shape (draws, items). ``reached``: the score that an item has once an action that
    raises it is done, same shape. ``done``: by action, whether it is done within the assessment year, shape (draws,).
    ``coverage``: scores of the items with a rule, shape (draws, those items), by the actions that move coverage;
    every combination of them is there, the empty one too. ``coverage_rp``: what the regency's budget and what
    everybody else pay in the year for such a combination, beyond none, and ``own_rp`` for an action beside that
    [Rp], each of shape (draws,).
    """

    items: tuple[Item, ...]
    aspects: int
    before: np.ndarray
    reached: np.ndarray
    done: Mapping[str, np.ndarray]
    coverage: Mapping[frozenset[str], np.ndarray]
    coverage_rp: Mapping[frozenset[str], tuple[np.ndarray, np.ndarray]]
    own_rp: Mapping[str, tuple[np.ndarray, np.ndarray]]

    @cached_property
    def aspect(self) -> np.ndarray:
        """The aspect of each item."""
        return np.array([item.aspect for item in self.items])

    @cached_property
    def ruled(self) -> np.ndarray:
        """Which items the model computes, shape (items,)."""
        return np.array([bool(item.rule) for item in self.items])

    def moving_coverage(self, actions: Iterable[str]) -> frozenset[str]:
        """Those of the actions that move coverage."""
        return frozenset(actions) & max(self.coverage, key=len)

    def after(self, actions: Iterable[str]) -> np.ndarray:
        """Scores of the items when these actions are taken, shape (draws, items); none falls by an action."""
        chosen = set(actions)
        found = self.before.copy()
        for place, item in enumerate(self.items):
            for action in chosen & set(item.moved_by):
                better = np.maximum(found[:, place], self.reached[:, place])
                found[:, place] = np.where(self.done[action], better, found[:, place])
        if self.ruled.any():
            found[:, self.ruled] = self.coverage[self.moving_coverage(chosen)]
        return found

    def aspects_after(self, actions: Iterable[str] = ()) -> np.ndarray:
        """Scores of the aspects when these actions are taken, shape (draws, aspects)."""
        return aspect_means(self.after(actions), self.aspect, self.aspects)

    def cost_rp(self, actions: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """What the regency's budget, and what all together, pay for these actions in the year [Rp], (draws,)."""
        chosen = set(actions)
        apbd, others = self.coverage_rp[self.moving_coverage(chosen)]
        # in one order: sums of a set differ in their last figure from run to run
        own = [paid for action, paid in self.own_rp.items() if action in chosen]
        apbd = apbd + sum((one[0] for one in own), np.zeros_like(apbd))
        return apbd, apbd + others + sum((one[1] for one in own), np.zeros_like(apbd))
