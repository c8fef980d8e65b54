"""Scores, weights, actions, and the best set of actions for a budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from scipy.special import ndtr, ndtri

from simulate.errors import must_equal


def coverage_score(share: np.ndarray, target: np.ndarray | float, rule: str) -> np.ndarray:
    """The score of a covered share of workers, 0 to 1; no published rule says how the jury maps one to the other.

    ``rule``: ``share_of_target`` (1 at the target and above), ``reached`` (1 at the target, else 0), or ``workers``
    (the share itself).
    """
    if rule == "reached":
        return (share >= target).astype(float)
    return part_of(share, target if rule == "share_of_target" else 1)


def part_of(found: np.ndarray, wanted: np.ndarray | float) -> np.ndarray:
    """How much of what is wanted is there, 0 to 1; below nothing counts as nothing."""
    return np.clip(found / wanted, 0, 1)


def moved_together(own: np.ndarray, common: np.ndarray, correlation: np.ndarray | float) -> np.ndarray:
    """Uniform numbers (draws, items) that lean on a common one (draws,): the scores of one reader err together.

    A normal copula. ``correlation``: of the normal deviates of any two items, 0 to 1, by draw or for all.
    """
    share = np.broadcast_to(correlation, common.shape)[:, None]
    return ndtr(np.sqrt(1 - share) * ndtri(own) + np.sqrt(share) * ndtri(common)[:, None])


def aspect_means(items: np.ndarray, aspect: np.ndarray, aspects: int) -> np.ndarray:
    """Scores of the aspects, shape (draws, aspects): within one no item weighs more than another.

    ``items``: scores, shape (draws, items). ``aspect``: that of each item, counted from 0.
    """
    return np.stack([items[:, aspect == one].mean(axis=1) for one in range(aspects)], axis=1)


def weighted(aspects: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The whole score, the mean of the aspects under the weights; the last axis counts the aspects."""
    return (aspects * weights).sum(axis=-1)


def rank_among(own: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The rank of scores (draws,) among those of others (draws, others), 1 for the highest: how many score more."""
    return 1 + (others > own[:, None]).sum(axis=1)


def any_weights(numbers: np.ndarray, least: float) -> np.ndarray:
    """Weights (draws, aspects), drawn evenly from all that sum to 1 and give each aspect at least ``least``.

    The gaps between sorted uniform numbers are uniform on the simplex (Dirichlet with all parameters 1).
    ``numbers``: uniform in (0, 1), shape (draws, aspects - 1).
    """
    draws, cuts = numbers.shape
    edges = np.hstack([np.zeros((draws, 1)), np.sort(numbers, axis=1), np.ones((draws, 1))])
    weights = least + (1 - (cuts + 1) * least) * np.diff(edges, axis=1)
    must_equal("weights sum to 1", weights.sum(axis=1), np.ones(draws))
    return weights


def extremes(aspects: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and highest weighted mean over all weights of at least ``least``, without the last axis.

    A linear function over the truncated simplex has its extremes at the vertices, where one aspect, counted by the
    last axis, has all the weight that is free.
    """
    free = 1 - aspects.shape[-1] * least
    floor = least * aspects.sum(axis=-1)
    return floor + free * aspects.min(axis=-1), floor + free * aspects.max(axis=-1)


def mean_weights(aspects: int) -> np.ndarray:
    """The mean of all plausible weights: equal ones, whatever the least weight is."""
    return np.full(aspects, 1 / aspects)


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
        chosen, found = set(actions), self.before.copy()
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


# differences below this are rounding [score]
_TIE = 1e-12


def subsets(actions: Sequence[str]) -> Iterator[frozenset[str]]:
    """Every set of actions, the empty one first, small ones before large ones."""
    for size in range(len(actions) + 1):
        yield from (frozenset(chosen) for chosen in combinations(actions, size))


@dataclass(frozen=True)
class Step:
    """The action that adds least per rupiah of the regency's budget to the others of a set.

    ``gain`` and ``apbd_rp`` are what it adds to them; ``gain_without`` and ``apbd_without_rp`` theirs. Gains from 0
    to 1 under some weights.
    """

    action: str
    gain: float
    apbd_rp: float
    gain_without: float
    apbd_without_rp: float


@dataclass(frozen=True, eq=False)
class Choices:
    """Every set of actions with what it is expected to add and what it costs.

    ``gains``: expected rise of each aspect, shape (sets, aspects). ``apbd_rp``: the regency's budget that suffices
    with the wanted chance; ``all_rp``: what all pay on average; both of shape (sets,).
    """

    sets: tuple[frozenset[str], ...]
    gains: np.ndarray
    apbd_rp: np.ndarray
    all_rp: np.ndarray

    def best(self, budget_rp: float, weights: np.ndarray) -> int:
        """The place of the set that adds most under the weights within the budget; of equals, the cheapest."""
        return self._most(self.gains @ weights, budget_rp)

    def surest(self, budget_rp: float, least: float) -> int:
        """The place of the set whose least gain over all weights is highest within the budget."""
        return self._most(extremes(self.gains, least)[0], budget_rp)

    def _most(self, value: np.ndarray, budget_rp: float) -> int:
        cheapest_first = np.lexsort((self.all_rp, self.apbd_rp))
        order = cheapest_first[self.apbd_rp[cheapest_first] <= budget_rp]
        return int(order[np.flatnonzero(value[order] >= value[order].max() - _TIE)[0]])

    def last_step(self, chosen: Iterable[str], weights: np.ndarray) -> Step | None:
        """The step of a set; none where no action of it takes money of the regency beside another."""
        whole, gains, steps = frozenset(chosen), self.gains @ weights, []
        every = self.sets.index(whole)
        for action in sorted(whole if len(whole) > 1 else ()):
            rest = self.sets.index(whole - {action})
            (gain, without), (apbd, apbd_without) = ((of[every], of[rest]) for of in (gains, self.apbd_rp))
            steps.append(Step(action, *map(float, (gain - without, apbd - apbd_without, without, apbd_without))))
        paid = [step for step in steps if step.apbd_rp > 0]
        return min(paid, key=lambda step: step.gain / step.apbd_rp, default=None)


def choices_of(card: Card, actions: Sequence[str], confidence: float) -> Choices:
    """Every set of the actions on a scorecard, with the budget that suffices with this chance.

    Items are computed from the actions that raise them alone, and coverage from those that move it, so that no set is
    simulated twice.
    """
    sets, start = tuple(subsets(actions)), card.before.mean(axis=0)
    gains = np.zeros((len(sets), card.aspects))
    known: dict[tuple[int, frozenset[str]], float] = {}
    for row, chosen in enumerate(sets):
        for place, item in enumerate(card.items):
            movers = card.moving_coverage(chosen) if item.rule else chosen & set(item.moved_by)
            if (place, movers) not in known:
                known[place, movers] = float(card.after(movers)[:, place].mean() - start[place])
            gains[row, item.aspect] += known[place, movers]
    gains /= np.bincount(card.aspect, minlength=card.aspects)
    apbd, every = map(np.stack, zip(*map(card.cost_rp, sets), strict=True))
    return Choices(sets, gains, np.quantile(apbd, confidence, axis=1), every.mean(axis=1))
