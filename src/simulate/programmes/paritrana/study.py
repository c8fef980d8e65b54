"""Scores the regency over many draws of evidence and weights: measures and tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from simulate.errors import must_equal
from simulate.law.base import Reads
from simulate.plan.checked import Settings
from simulate.plan.named import DEFAULT, plan_files
from simulate.programmes.paritrana.card import (
    BILLION,
    JUDGED_COST,
    Levels,
    Numbers,
    card_of,
    election_plan,
    election_rp,
    middle_weights,
    numbers_of,
    peer_aspects,
    target_levels,
    weights_of,
)
from simulate.programmes.paritrana.model import Card, Choices, Step, choices_of, extremes, rank_among, weighted
from simulate.programmes.paritrana.plan import ANY, ELECTIONS, ROAD, ParitranaPlan
from simulate.programmes.sponsorship.model import unknowns_used as sponsors_used
from simulate.programmes.universal.model import UNKNOWNS as ROAD_UNKNOWNS
from simulate.programmes.universal.model import paying_of, unknowns_of, unknowns_used
from simulate.programmes.universal.study import LAW_GROUPS as TARGET_GROUPS
from simulate.programmes.universal.study import Target, read_targets
from simulate.region.schemas import ACTIONS, ASPECTS, RULES
from simulate.study.facts import Facts, file_hashes, inputs_of, must_know, read_plans
from simulate.study.identity import hashes
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated, once

MEASURES = {
    **dict.fromkeys(("score", "score_least", "score_most", "score_mean_weights"), "score"),
    **{f"aspect_{aspect}": "score" for aspect in ASPECTS},
    "rank": "rank",
    "score_after": "score",
    "gain_chosen": "score",
    "rank_after": "rank",
    "apbd_chosen": "rp",
    "cost_chosen": "rp",
    **{f"gain_{action}": "score" for action in ACTIONS},
    **{f"apbd_{action}": "rp" for action in ACTIONS},
    **{f"cost_{action}": "rp" for action in ACTIONS},
    **{f"per_billion_{action}": "score_per_billion" for action in ACTIONS},
    **dict.fromkeys(RULES, "share"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class ParitranaResult(Simulated):
    """A plan of the scorecard, what it was scored on, and what came out.

    ``weights``: of the aspects, shape (draws, aspects). ``peers``: scores of the aspects of other regions by code,
    same shape; none where they are not compared. ``peers_at``: the same by how what is unknown of them is treated.
    ``before``: what coverage is judged by without any action. ``election_rp``: contributions of the year's ad hoc
    workers, none in a year without election. ``rise``: the growth of coverage that a regulation asks for.
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
        return middle_weights(self.plan.weights, self.region)

    @cached_property
    def score(self) -> np.ndarray:
        """The whole score, 0 to 100, shape (draws,)."""
        found = 100 * weighted(self.aspects, self.weights)
        must_equal("the score lies between its extremes", np.clip(found, *self.extremes), found)
        return found

    @cached_property
    def extremes(self) -> tuple[np.ndarray, np.ndarray]:
        """The lowest and highest score over the plan's weights by draw, 0 to 100."""
        if self.plan.weights == ANY:
            low, high = extremes(self.aspects, self.plan.least_weight)
            return 100 * low, 100 * high
        return (100 * weighted(self.aspects, self.weights),) * 2

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
        best = np.stack([self.per_billion(action) for action in paid], axis=1).argmax(axis=1)
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
        """The actions that add most within the budget, in the order of `ACTIONS`."""
        best = self.choices.sets[self.choices.best(self.plan.budget_rp, self.middle_weights)]
        return tuple(action for action in ACTIONS if action in best)

    @cached_property
    def chosen(self) -> tuple[str, ...]:
        """The actions of the plan: those it names, else the best within its budget."""
        named = self.plan.actions
        return self.best if named is None else tuple(action for action in ACTIONS if action in named)

    @cached_property
    def last_step(self) -> Step | None:
        """Of the plan's actions, the one that adds least per rupiah of APBD to the others; none where it is alone."""
        return self.choices.last_step(self.chosen, self.middle_weights)

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

    def ranks_after(self, actions: Iterable[str], treatment: str = "") -> np.ndarray:
        """The rank once these actions are taken, while all others stay as they are, or are treated so."""
        others = self._scores_of(self.peers_at[treatment]) if treatment else self.peer_scores
        return rank_among(self.score + self.gain(actions), others)

    @cached_property
    def possible(self) -> tuple[float, float]:
        """The ends of what weights and evidence allow, 0 to 100."""
        row = self.table("uncertainty").set_index("source").loc["both"]
        return float(row["least"]), float(row["most"])

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, shape (draws,); ranks and actions that the plan leaves out are not there, never 0."""
        least, most = self.extremes
        gain, (apbd, every) = self.gain(self.chosen), self.card.cost_rp(self.chosen)
        found = {
            "score": self.score,
            "score_least": least,
            "score_most": most,
            "score_mean_weights": 100 * self.aspects @ self.middle_weights,
            **{f"aspect_{name}": 100 * self.aspects[:, place] for place, name in enumerate(ASPECTS)},
            "score_after": self.score + gain,
            "gain_chosen": gain,
            "apbd_chosen": apbd,
            "cost_chosen": every,
            **{rule: getattr(self.before, rule) for rule in RULES},
        }
        if self.ranks is not None:
            found |= {"rank": self.ranks, "rank_after": self.ranks_after(self.chosen)}
        for action in self.plan.available:
            apbd, every = self.card.cost_rp([action])
            found |= {f"gain_{action}": self.gain([action]), f"apbd_{action}": apbd, f"cost_{action}": every}
            if action in self.best_share:
                found[f"per_billion_{action}"] = self.per_billion(action)
        return {name: found[name] for name in MEASURES if name in found}

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The score, and what the leading action adds per billion rupiah; evidence and weights at their middle."""
        length = len(next(iter(values.values())))
        middle = {key: np.full(length, one.distribution.quantile(0.5)) for key, one in self.unknowns.items()}
        numbers = Numbers(middle | values, dict.fromkeys(self.numbers.of, np.full(length, 0.5)))
        target = target_levels(self.plan, list(self.targets), numbers)
        paid = None if self.election_rp is None else np.full(length, np.median(self.election_rp))
        card, _ = card_of(self.plan, self.facts, list(self.laws), self.settings, numbers, target, self.rise, paid)
        weights = np.tile(self.middle_weights, (length, 1))
        there = replace(self, numbers=numbers, card=card, weights=weights, peers={}, peers_at={})
        return {"score": there.score, "lead_per_billion": there.per_billion(self.lead)}


PROGRAMME = "paritrana"
_GROWTH = ("coverage_growth", "2025")
# those of this programme alone; the last only where other regions are compared
_OWN = (
    *("items_together", "reached_rule", "reached_practice", "months_decree", "months_perda", "months_programme"),
    *("outlet_cost_year", "peer_error"),
)
_COSTS = tuple(f"cost_{action}" for action in JUDGED_COST)
# how what is unknown of others may be treated: each item by itself, or all items of a region as one
_TREATMENTS = {"apart": 0.0, "together": 1.0}
# of the unknowns of other programmes, those that say what families receive: scores have nothing to do with it
_FAMILIES = (
    *("risk_mix", "mean_age", "age_spread", "male_share", "relative_mortality"),
    *("accident_rate", "accident_cost"),
)
_SCHOLARSHIPS = ("scholarship_child_years", "scholarship_year")


def run_on(
    facts: Facts, plan: ParitranaPlan, settings: Settings, label: str = DEFAULT, name: dict[str, str] | None = None
) -> ParitranaResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, (*ROAD_UNKNOWNS, *_OWN, *_COSTS), PROGRAMME)
    reads: Reads = {}
    laws, targets = plan.laws(facts.law, reads), read_targets(facts, reads)
    rise = float(facts.law.at(facts.law.groups[_GROWTH[0]].horizon, reads=reads).cited(*_GROWTH).value)
    numbers = numbers_of(facts, settings.draws, settings.seed)
    target = target_levels(plan, targets, numbers)
    paid = election_rp(plan.assessment_year, plan.law_extension, facts, settings.draws, settings.seed)
    card, levels = card_of(plan, facts, laws, settings, numbers, target, rise, paid)

    def peers(together: np.ndarray | float) -> dict[str, np.ndarray]:
        return peer_aspects(plan, facts.region, card, numbers, target, together) if plan.peers else {}

    road = plan.road(frozenset(ROAD), plan.last)
    paying = unknowns_of(paying_of(facts, road, settings))
    used = [
        *unknowns_used(road, int(laws[0].value("scholarship_wait")), paying),
        *(key for key in sponsors_used(plan.sponsors, plan.sponsors.laws(facts.law)) if key not in _SCHOLARSHIPS),
    ]
    own = (*_OWN[: len(_OWN) if plan.peers else -1], *_COSTS)
    return ParitranaResult(
        **common_fields(facts, plan, settings, label, name, laws, reads),
        numbers=numbers,
        card=card,
        before=levels,
        election_rp=paid,
        weights=weights_of(plan.weights, plan.least_weight, facts.region, numbers),
        peers=peers(numbers.values["items_together"]),
        peers_at={name: peers(share) for name, share in _TREATMENTS.items()},
        targets=tuple(targets),
        rise=rise,
        used=tuple(dict.fromkeys((*(key for key in used if key not in _FAMILIES), *own))),
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, ParitranaPlan, run_on)


def inputs_now(plan: ParitranaPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known; those of the programmes whose costs it asks come
    on top.
    """
    files = dict(files or file_hashes(PROGRAMME, settings.region))
    groups = [*plan.road().law_groups, *TARGET_GROUPS, _GROWTH[0], *plan.sponsors.law_groups]
    if plan.assessment_year in ELECTIONS:
        files |= file_hashes("election", settings.region)
        groups += election_plan(plan.assessment_year, plan.law_extension).law_groups
        named = plan_files().get(ELECTIONS[plan.assessment_year])
        files |= hashes([named] if named else [])
    found = inputs_of(PROGRAMME, plan, settings, files, groups)
    return found | read_plans(sponsorship=plan.sponsors, funding=plan.road().payers)


@once
def other_baseline(result: ParitranaResult) -> ParitranaResult:
    """The same plan from the other baseline, on the same random numbers."""
    return result.rerun(baseline="claimed" if result.plan.baseline == "reconciled" else "reconciled")
