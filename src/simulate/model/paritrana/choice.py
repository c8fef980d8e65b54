"""Which actions to take within a budget: every set of them is looked at, so the best is exact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from simulate.model.paritrana.actions import Card
from simulate.model.paritrana.weights import extremes

# differences below this are rounding [score]
_TIE = 1e-12


def subsets(actions: Sequence[str]) -> Iterator[frozenset[str]]:
    """Every set of actions, the empty one first, small ones before large ones."""
    for size in range(len(actions) + 1):
        yield from (frozenset(chosen) for chosen in combinations(actions, size))


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

    @cached_property
    def _order(self) -> np.ndarray:
        """The sets from the cheapest, so that of equals the cheapest comes first."""
        return np.lexsort((self.all_rp, self.apbd_rp))

    def best(self, budget_rp: float, weights: np.ndarray) -> int:
        """The place of the set that adds most under the weights within the budget; of equals, the cheapest."""
        return self._most(self.gains @ weights, budget_rp)

    def surest(self, budget_rp: float, least: float) -> int:
        """The place of the set whose least gain over all weights is highest within the budget."""
        return self._most(extremes(self.gains, least)[0], budget_rp)

    def _most(self, value: np.ndarray, budget_rp: float) -> int:
        order = self._order[self.apbd_rp[self._order] <= budget_rp]
        return int(order[np.flatnonzero(value[order] >= value[order].max() - _TIE)[0]])


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


def last_step(choices: Choices, chosen: Iterable[str], weights: np.ndarray) -> Step | None:
    """The step of a set; none where no action of it takes money of the regency beside another."""
    whole = frozenset(chosen)
    places = {one: place for place, one in enumerate(choices.sets)}
    gains = choices.gains @ weights
    steps = [
        Step(
            action,
            float(gains[places[whole]] - gains[places[whole - {action}]]),
            float(choices.apbd_rp[places[whole]] - choices.apbd_rp[places[whole - {action}]]),
            float(gains[places[whole - {action}]]),
            float(choices.apbd_rp[places[whole - {action}]]),
        )
        for action in sorted(whole if len(whole) > 1 else ())
    ]
    paid = [step for step in steps if step.apbd_rp > 0]
    return min(paid, key=lambda step: step.gain / step.apbd_rp, default=None)


def choices_of(card: Card, actions: Sequence[str], confidence: float) -> Choices:
    """Looks at every set of the actions.

    Items are reckoned by the actions that raise them alone, and coverage by those that move it, so that no set is
    simulated twice.

    Args:
        card: the scorecard.
        actions: what may be taken.
        confidence: the chance with which a budget is to suffice.
    """
    sets = tuple(subsets(actions))
    start = card.before.mean(axis=0)
    known: dict[tuple[int, frozenset[str]], float] = {}

    def gain(place: int, chosen: frozenset[str]) -> float:
        item = card.items[place]
        movers = card.moving_coverage(chosen) if item.rule else chosen & set(item.moved_by)
        if (place, movers) not in known:
            known[place, movers] = float(card.after(movers)[:, place].mean() - start[place])
        return known[place, movers]

    gains = np.zeros((len(sets), card.aspects))
    for row, chosen in enumerate(sets):
        for place, item in enumerate(card.items):
            gains[row, item.aspect] += gain(place, chosen)
    gains /= np.bincount(card.aspect, minlength=card.aspects)
    costs = [card.cost_rp(chosen) for chosen in sets]
    apbd, every = map(np.stack, zip(*costs, strict=True))
    return Choices(sets, gains, np.quantile(apbd, confidence, axis=1), every.mean(axis=1))
