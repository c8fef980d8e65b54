"""The scorecard as measures and tidy tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.identities import must_equal
from simulate.model.paritrana.actions import Card
from simulate.model.paritrana.choice import Choices, Step, choices_of, last_step
from simulate.model.paritrana.scores import rank_among, weighted
from simulate.model.paritrana.weights import extremes
from simulate.plan.paritrana import ANY, ParitranaPlan
from simulate.region.paritrana import ACTIONS, RULES
from simulate.study.paritrana.card import card_of, middle_weights, target_levels
from simulate.study.paritrana.draws import Numbers
from simulate.study.paritrana.measures import BILLION, MEASURES, measures_of
from simulate.study.paritrana.road import Levels
from simulate.study.paritrana.tables import tables_of
from simulate.study.simulated import Simulated
from simulate.study.universal.targets import Target

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, kw_only=True)
class ParitranaResult(Simulated):
    """A plan of the scorecard, what it was scored on, and what came out.

    ``weights``: of the aspects, shape (draws, aspects). ``peers``: scores of the aspects of other regions by code,
    same shape; none where they are not compared. ``peers_at``:
    the same by how what is unknown of them is treated. ``before``: what coverage is judged by without any action.
    ``election_rp``: contributions of the year's ad hoc workers, none in a year without election. ``rise``: the growth
    of coverage that a regulation asks for.
    """

    units = MEASURES
    outcomes = ("score", "lead_per_billion")
    weighed = ("score",)

    plan: ParitranaPlan
    numbers: Numbers
    card: Card
    before: Levels
    election_rp: np.ndarray | None
    weights: np.ndarray
    peers: dict[str, np.ndarray]
    peers_at: dict[str, dict[str, np.ndarray]]
    targets: tuple[Target, ...]
    rise: float

    @cached_property
    def aspects(self) -> np.ndarray:
        """Scores of the aspects before any action, 0 to 1, shape (draws, aspects)."""
        return self.card.aspects_after()

    @cached_property
    def middle_weights(self) -> np.ndarray:
        """The mean of the plan's weights, shape (aspects,)."""
        return middle_weights(self.plan, self.region)

    @cached_property
    def score(self) -> np.ndarray:
        """The whole score, 0 to 100, shape (draws,)."""
        found = 100 * weighted(self.aspects, self.weights)
        least, most = self.extremes
        # a score never leaves its extremes over the weights
        must_equal("the score lies between its extremes", np.clip(found, least, most), found)
        return found

    @cached_property
    def extremes(self) -> tuple[np.ndarray, np.ndarray]:
        """The lowest and highest score over the plan's weights by draw, 0 to 100."""
        if self.plan.weights == ANY:
            low, high = extremes(self.aspects, self.plan.least_weight)
            return 100 * low, 100 * high
        alone = 100 * weighted(self.aspects, self.weights)
        return alone, alone

    @property
    def levels(self) -> dict[str, np.ndarray]:
        """What coverage is judged by before any action, by rule, shape (draws,)."""
        return {rule: getattr(self.before, rule) for rule in RULES}

    def gain(self, actions: Iterable[str]) -> np.ndarray:
        """By how much these actions raise the score, 0 to 100, shape (draws,)."""
        return 100 * weighted(self.card.aspects_after(actions) - self.aspects, self.weights)

    def counted(self, action: str) -> np.ndarray:
        """The rupiah of an action that the plan counts [Rp], shape (draws,)."""
        apbd, every = self.card.cost_rp([action])
        return apbd if self.plan.count == "apbd" else every

    def per_billion(self, action: str) -> np.ndarray:
        """By how much an action raises the score for each billion rupiah counted, shape (draws,)."""
        return self.gain([action]) / self.counted(action) * BILLION

    @cached_property
    def best_share(self) -> dict[str, np.ndarray]:
        """Whether an action raises the score most per rupiah, by draw; of those that cost anything."""
        paid = [action for action in self.plan.available if (self.counted(action) > 0).all()]
        ratios = np.stack([self.per_billion(action) for action in paid], axis=1)
        best = ratios.argmax(axis=1)
        return {action: best == place for place, action in enumerate(paid)}

    @cached_property
    def lead(self) -> str:
        """The action that raises the score most per rupiah in most draws."""
        return max(self.best_share, key=lambda action: self.best_share[action].mean())

    @cached_property
    def choices(self) -> Choices:
        """Every set of actions, with what it adds and costs."""
        found = choices_of(self.card, self.plan.available, self.plan.confidence)
        together = self.card.aspects_after(found.sets[-1]) - self.aspects
        must_equal("gains of items are the gain of all actions", found.gains[-1], together.mean(axis=0))
        return found

    @cached_property
    def best(self) -> tuple[str, ...]:
        """The actions that add most within the budget, in the order in which they are told."""
        return _ordered(self.choices.sets[self.choices.best(self.plan.budget_rp, self.middle_weights)])

    @cached_property
    def surest(self) -> tuple[str, ...]:
        """The actions whose least gain over all weights is highest within the budget."""
        least = self.plan.least_weight if self.plan.weights == ANY else None
        if least is None:
            return self.best
        return _ordered(self.choices.sets[self.choices.surest(self.plan.budget_rp, least)])

    @cached_property
    def last_step(self) -> Step | None:
        """Of the plan's actions, the one that adds least per rupiah of APBD to the others; none where it is alone."""
        return last_step(self.choices, self.chosen, self.middle_weights)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The actions of the plan: those it names, else the best within its budget."""
        return self.best if self.plan.actions is None else _ordered(self.plan.actions)

    @cached_property
    def peer_scores(self) -> np.ndarray | None:
        """Scores of the other regions, 0 to 100, shape (draws, regions); None where nobody is compared."""
        return self._scores_of(self.peers) if self.peers else None

    def _scores_of(self, peers: dict[str, np.ndarray]) -> np.ndarray:
        return np.stack([100 * weighted(aspects, self.weights) for aspects in peers.values()], axis=1)

    @property
    def ranks(self) -> np.ndarray | None:
        """The rank among the regions of the province, 1 for the highest, shape (draws,)."""
        return None if self.peer_scores is None else rank_among(self.score, self.peer_scores)

    def ranks_after(self, actions: Iterable[str]) -> np.ndarray:
        """The rank once these actions are taken, while all others stay as they are."""
        return rank_among(self.score + self.gain(actions), self.peer_scores)

    def ranks_if(self, treatment: str) -> np.ndarray:
        """The rank after the plan's actions, with what is unknown of the others treated so."""
        return rank_among(self.score + self.gain(self.chosen), self._scores_of(self.peers_at[treatment]))

    @cached_property
    def possible(self) -> tuple[float, float]:
        """The ends of what weights and evidence allow, 0 to 100."""
        row = self.tables["uncertainty"].set_index("source").loc["both"]
        return float(row["least"]), float(row["most"])

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, as in `measures.measures_of`."""
        return measures_of(self)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""
        return {"headline": self.headline_table, **tables_of(self), "assumptions": self.assumption_table}

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The score, and what the leading action adds per billion rupiah; evidence and weights at their middle."""
        length = len(next(iter(values.values())))
        numbers = Numbers(
            {key: np.full(length, unknown.distribution.quantile(0.5)) for key, unknown in self.unknowns.items()}
            | values,
            dict.fromkeys(self.numbers.of, np.full(length, 0.5)),
        )
        target = target_levels(self.plan, list(self.targets), numbers)
        paid = self.election_rp
        paid = None if paid is None else np.full(length, np.median(paid))
        card, _ = card_of(self.plan, self.facts, list(self.laws), self.settings, numbers, target, self.rise, paid)
        weights = np.tile(self.middle_weights, (length, 1))
        there = replace(self, numbers=numbers, card=card, weights=weights, peers={}, peers_at={})
        return {"score": there.score, "lead_per_billion": there.per_billion(self.lead)}


def _ordered(actions: Iterable[str]) -> tuple[str, ...]:
    chosen = set(actions)
    return tuple(action for action in ACTIONS if action in chosen)
