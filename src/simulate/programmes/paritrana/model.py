"""The scorecard in numbers: evidence, weights, scores, actions and their costs, the best set, and other regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulate.errors import did_you_mean, input_error, must_equal
from simulate.programmes.paritrana.plan import ANY
from simulate.region.schemas import ACTIONS, ASPECTS
from simulate.study.draws import uniforms
from simulate.study.facts import drawn

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.paritrana.plan import ParitranaPlan
    from simulate.programmes.universal.study import Target
    from simulate.region.base import Region
    from simulate.study.facts import Facts

BILLION = 1e9
# the stream that all items of the regency's scorecard lean on; ``peer.CODE`` is that of another region
_COMMON = "items"
_WEIGHTS = [f"weight.{place}" for place in range(1, len(ASPECTS))]
# which unknown says how long an action takes
MONTHS = {
    **dict.fromkeys(("perbup_asn", "permits", "village"), "months_decree"),
    "perda": "months_perda",
    **dict.fromkeys(("apbd", "drives", "sponsorship", "election", "monitoring", "outlets"), "months_programme"),
}
# actions whose own cost is an unknown, `cost_ACTION`, paid from the regency's budget
JUDGED_COST = ("perbup_asn", "perda", "permits", "village", "drives", "sponsorship", "monitoring")


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
    from scipy.special import ndtr, ndtri

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
        better = np.maximum(found, self.reached)
        for place, item in enumerate(self.items):
            for action in chosen & set(item.moved_by):
                found[:, place] = np.where(self.done[action], better[:, place], found[:, place])
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
        own = (np.stack(paid) for action, paid in self.own_rp.items() if action in chosen)
        own_apbd, own_others = sum(own, np.zeros((2, len(apbd))))
        return apbd + own_apbd, apbd + own_apbd + others + own_others


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


@dataclass(frozen=True, eq=False)
class Numbers:
    """Values of the unknowns, and uniform numbers in (0, 1) by named stream, each of shape (draws,)."""

    values: dict[str, np.ndarray]
    of: dict[str, np.ndarray]

    def columns(self, names: Iterable[str]) -> np.ndarray:
        """The uniform numbers of some streams, shape (draws, streams)."""
        return np.stack([self.of[name] for name in names], axis=1)


@lru_cache(maxsize=4)
def numbers_of(facts: Facts, draws: int, seed: int) -> Numbers:
    """All random numbers; the same for every plan on these facts.

    Raises:
        InputError: the region has no scorecard.
    """
    items = [item.key for item in items_of(facts.region)]
    own = [*(f"item.{item}" for item in items), *_WEIGHTS, "target", _COMMON]
    for code in peer_codes(facts.region):
        own += [f"peer.{code}", *(f"peer.{code}.{item}" for item in items)]
    return Numbers(drawn(facts, draws, seed), uniforms(own, draws, seed, "scorecard"))


def peers_of(region: Region) -> pd.DataFrame:
    """What is known of the other regions of the province."""
    peers = region.tables["paritrana_peers"]
    province = peers["region_code"].str.startswith(region.code.split(".")[0] + ".")
    return peers[province & (peers["region_code"] != region.code)]


def peer_codes(region: Region) -> list[str]:
    """The other regions of the province, by code."""
    return sorted(set(peers_of(region)["region_code"]))


def items_of(region: Region) -> tuple[Item, ...]:
    """The items of the region's scorecard.

    Raises:
        InputError: the region has no scorecard.
    """
    if "paritrana" not in region.tables:
        where = f"data/regions/{region.code}/paritrana.csv"
        raise input_error("missing_table.items_of", where)
    rows = region.tables["paritrana"].fillna({"rule": "", "moved_by": ""}).to_dict("records")
    return tuple(
        Item(row["item"], ASPECTS.index(row["aspect"]), tuple(row["moved_by"].split()), row["rule"]) for row in rows
    )


def target_levels(plan: ParitranaPlan, targets: Iterable[Target], numbers: Numbers) -> np.ndarray:
    """The target of coverage in each draw: each of those published equally likely, shape (draws,)."""
    found = np.array([target.level for target in plan.judged_by(targets)])
    return found[np.minimum((numbers.of["target"] * len(found)).astype(int), len(found) - 1)]


def weights_of(scheme: str, least: float, region: Region, numbers: Numbers) -> np.ndarray:
    """The weights of the aspects in each draw, shape (draws, aspects), each at least ``least`` where any may be.

    Raises:
        InputError: no such scheme.
    """
    if scheme == ANY:
        return any_weights(numbers.columns(_WEIGHTS), least)
    return np.tile(middle_weights(scheme, region), (len(numbers.of["target"]), 1))


def middle_weights(scheme: str, region: Region) -> np.ndarray:
    """The weights of a scheme in the order of the aspects, or the mean of any: equal ones, whatever the least is.

    Raises:
        InputError: no such scheme.
    """
    if scheme == ANY:
        return np.full(len(ASPECTS), 1 / len(ASPECTS))
    table = region.tables["paritrana_weights"]
    rows = table[table["scheme"] == scheme]
    if rows.empty:
        meant = did_you_mean(scheme, [ANY, *table["scheme"].unique()])
        raise input_error("unknown_scheme", "weights", scheme=scheme, meant=meant)
    return rows.set_index("aspect")["weight"].reindex(ASPECTS).to_numpy(dtype=float)


class Levels(NamedTuple):
    """What coverage is judged by, by the name of the rule, and money by who pays; each of shape (draws,)."""

    covered_share: np.ndarray
    covered_growth: np.ndarray
    funded_of_pool: np.ndarray
    apbd_rp: np.ndarray
    others_rp: np.ndarray


def card_of(
    plan: ParitranaPlan,
    region: Region,
    levels: Mapping[frozenset[str], Levels],
    numbers: Numbers,
    target: np.ndarray,
    rise: float,
    election_rp: np.ndarray | None,
) -> Card:
    """The scorecard in each draw.

    ``levels``: by combination of the actions that move coverage. ``target``: of coverage, shape (draws,); ``rise``:
    of its growth. ``election_rp``: contributions of the year's ad hoc workers [Rp], shape (draws,); None in a year
    without election.

    Raises:
        InputError: the region has no scorecard.
    """
    values, items, coverage = numbers.values, items_of(region), {}
    for taken, one in levels.items():
        scores = {
            "covered_share": coverage_score(one.covered_share, target, plan.coverage_rule),
            "covered_growth": part_of(one.covered_growth, rise),
            "funded_of_pool": part_of(one.funded_of_pool, 1.0),
        }
        by_item = [scores[item.rule] for item in items if item.rule]
        coverage[taken] = np.stack(by_item, axis=1) if by_item else np.empty((len(target), 0))
    before = scored(region, items, numbers)
    before[:, [bool(item.rule) for item in items]] = coverage[frozenset()]
    of_rules = [item.aspect == ASPECTS.index("regulation") for item in items]
    reached = np.where(of_rules, values["reached_rule"][:, None], values["reached_practice"][:, None]) / 100
    none = np.zeros_like(target)
    own = {action: (values[f"cost_{action}"] if action in JUDGED_COST else none, none) for action in plan.available}
    own["outlets"] = (plan.new_outlets * values["outlet_cost_year"], none)
    if election_rp is not None:
        others_pay = plan.election.payer in ("apbdes", "worker")
        own["election"] = (none, election_rp) if others_pay else (election_rp, none)
    done = {action: values[MONTHS[action]] <= plan.months_left for action in ACTIONS}
    coverage_rp = {taken: (one.apbd_rp, one.others_rp) for taken, one in levels.items()}
    return Card(items, len(ASPECTS), before, reached, done, coverage, coverage_rp, own)


def evidence_of(region: Region) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and highest score that the evidence allows each item, from 0 to 1 without any; shape (items,)."""
    table = region.tables["paritrana"]
    return table["score_low"].fillna(0.0).to_numpy(), table["score_high"].fillna(1.0).to_numpy()


def scored(region: Region, items: tuple[Item, ...], numbers: Numbers) -> np.ndarray:
    """Scores of the items within what the evidence allows, each value as likely.

    One reader scored them all from the same pages, so their errors move together as far as ``items_together`` says.
    """
    low, high = evidence_of(region)
    own = numbers.columns([f"item.{item.key}" for item in items])
    return low + (high - low) * moved_together(own, numbers.of[_COMMON], numbers.values["items_together"])


def peer_aspects(
    rule: str, region: Region, card: Card, numbers: Numbers, target: np.ndarray, together: np.ndarray | float
) -> np.ndarray:
    """Scores of the aspects of every other region, shape (draws, regions in the order of `peer_codes`, aspects).

    They are scored item by item as the regency is, by the same ``rule`` and ``target`` of coverage: what is known of
    an aspect is one of its items, the growth of coverage is distributed as the regency's own, and every other item
    may be anything. ``together``: how far the items of one region move together, as in `moved_together`.
    """
    known, found = peers_of(region).set_index(["region_code", "aspect"]), []
    # what is known of an aspect stands for its covered share, else its first item
    stand: dict[str, int] = {}
    for place, item in enumerate(card.items):
        if ASPECTS[item.aspect] not in stand or item.rule == "covered_share":
            stand[ASPECTS[item.aspect]] = place
    for code in peer_codes(region):
        own = numbers.columns([f"peer.{code}.{item.key}" for item in card.items])
        scores = moved_together(own, numbers.of[f"peer.{code}"], together)
        for place, item in enumerate(card.items):
            if item.rule == "covered_growth":
                scores[:, place] = np.quantile(card.before[:, place], scores[:, place])
        there = {place: known.loc[(code, aspect)] for aspect, place in stand.items() if (code, aspect) in known.index}
        for place, row in there.items():
            if not np.isnan(row["covered_share"]):
                reported = row["covered_share"] / 100 * numbers.values["peer_error"]
                scores[:, place] = coverage_score(reported, target, rule)
            elif not np.isnan(row["score_low"]):
                scores[:, place] = row["score_low"] + (row["score_high"] - row["score_low"]) * scores[:, place]
        found.append(aspect_means(scores, card.aspect, card.aspects))
    return np.stack(found, axis=1)
