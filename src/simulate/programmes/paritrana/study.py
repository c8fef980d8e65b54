"""Scores the regency over many draws of evidence and weights: what actions change, measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from simulate.errors import must_equal
from simulate.law.base import LawMonth, Reads
from simulate.law.contribution import contribution_rp, lowest_bpu_base_rp
from simulate.plan.checked import Settings
from simulate.plan.named import plan_files
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.election.study import run_on as run_election
from simulate.programmes.paritrana.model import (
    BILLION,
    JUDGED_COST,
    Card,
    Choices,
    Levels,
    Numbers,
    Step,
    card_of,
    choices_of,
    extremes,
    middle_weights,
    numbers_of,
    peer_aspects,
    peer_codes,
    rank_among,
    subsets,
    target_levels,
    weighted,
    weights_of,
)
from simulate.programmes.paritrana.plan import ANY, ELECTIONS, ROAD, ParitranaPlan, election_plan
from simulate.programmes.sponsorship.model import simulate_sponsorship
from simulate.programmes.sponsorship.model import unknowns_used as sponsors_used
from simulate.programmes.universal.model import OF_APBD, Way, paying_of, simulate_way, unknowns_of, unknowns_used
from simulate.programmes.universal.model import UNKNOWNS as ROAD_UNKNOWNS
from simulate.programmes.universal.plan import UniversalPlan
from simulate.programmes.universal.study import LAW_GROUPS as TARGET_GROUPS
from simulate.programmes.universal.study import Target, read_targets
from simulate.region.schemas import ACTIONS, ASPECTS, RULES
from simulate.study.facts import Facts, file_hashes, inputs_of, must_know, read_plans
from simulate.study.identity import hashes
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated

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

    ``weights``: of the aspects, shape (draws, aspects). ``peers``: scores of the aspects of other regions, shape
    (draws, regions, aspects), by how what is unknown of them is treated, "" as it is believed to be; none where they
    are not compared. ``before``: what coverage is judged by without any action. ``election_rp``: contributions of the
    year's ad hoc workers, none in a year without election. ``rise``: the growth of coverage that a regulation asks
    for.
    """

    units = MEASURES
    outcomes = ("score", "lead_per_billion")
    tornado_outcomes = ("score",)

    plan: ParitranaPlan
    numbers: Numbers
    card: Card
    before: Levels
    election_rp: np.ndarray | None
    weights: np.ndarray
    peers: dict[str, np.ndarray]
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
            return self.ends(self.aspects)
        return (100 * weighted(self.aspects, self.weights),) * 2

    def ends(self, aspects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The least and most, 0 to 100, that scores of the aspects come to over the plan's weights; no last axis."""
        if self.plan.weights == ANY:
            low, high = extremes(aspects, self.plan.least_weight)
        else:
            low = high = aspects @ self.middle_weights
        return 100 * low, 100 * high

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
        """Whether an action raises the score most per rupiah, by draw; of those that cost anything.

        None does in a draw in which none is done in time.
        """
        paid = [action for action in self.plan.available if (self.counted(action) > 0).all()]
        found = np.stack([self.per_billion(action) for action in paid], axis=1)
        best, any_raises = found.argmax(axis=1), found.max(axis=1) > 0
        return {action: (best == place) & any_raises for place, action in enumerate(paid)}

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

    def peer_scores(self, treatment: str = "") -> np.ndarray:
        """The scores of the other regions, 0 to 100, shape (draws, regions)."""
        return 100 * weighted(self.peers[treatment], self.weights[:, None, :])

    @cached_property
    def ranks(self) -> np.ndarray | None:
        """The rank among the regions of the province, 1 for the highest, (draws,); None where nobody is compared."""
        return rank_among(self.score, self.peer_scores()) if self.peers else None

    def ranks_after(self, actions: Iterable[str], treatment: str = "") -> np.ndarray:
        """The rank once these actions are taken, while all others stay as they are, or are treated so."""
        return rank_among(self.score + self.gain(actions), self.peer_scores(treatment))

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

    def evaluate(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The score, and what the leading action adds per billion rupiah; evidence and weights at their middle."""
        length = len(next(iter(values.values())))
        middle = {key: np.full(length, one.distribution.quantile(0.5)) for key, one in self.unknowns.items()}
        numbers = Numbers(middle | values, dict.fromkeys(self.numbers.of, np.full(length, 0.5)))
        target = target_levels(self.plan, self.targets, numbers)
        paid = None if self.election_rp is None else np.full(length, np.median(self.election_rp))
        levels = levels_of(self.plan, self.facts, self.laws, self.settings, numbers, self.rise)
        card = card_of(self.plan, self.region, levels, numbers, target, self.rise, paid)
        weights = np.tile(self.middle_weights, (length, 1))
        there = replace(self, numbers=numbers, card=card, weights=weights, peers={})
        return {"score": there.score, "lead_per_billion": there.per_billion(self.lead)}


PROGRAMME = "paritrana"
_YEAR = 12
_POOL = ("labour", "vulnerable_workers_decile_1_4_2023")
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


def levels_of(
    plan: ParitranaPlan, facts: Facts, laws: Sequence[LawMonth], settings: Settings, numbers: Numbers, rise: float
) -> dict[frozenset[str], Levels]:
    """Coverage and yearly cost by combination of the actions that move coverage.

    Without any action it is that of the road to universal coverage, from where that begins; actions add to it what
    they change within the assessment year. Obligations hold from the month in which their regulation is issued at the
    middle of its range, where it is issued within the year. Inspection and outreach move coverage by the part of the
    year in which they work. A higher budget adds workers but those who paid themselves before; sponsored workers are
    added as their own model counts them. ``laws``: of each month of `ParitranaPlan.approach`. ``rise``: by how much
    APBD pays for more workers, relative to now.
    """
    values, year = numbers.values, laws[-_YEAR:]
    regulated = plan.in_force(facts.unknowns["months_decree"].mode)

    def simulated(road: UniversalPlan, months: Sequence[LawMonth]) -> Way:
        return simulate_way(road, facts.region, months, values, paying_of(facts, road, settings))

    approach = simulated(plan.approach, laws)
    ways = {taken: simulated(plan.road(taken, regulated), year) for taken in subsets(ROAD)}
    start = ways[frozenset()]
    # the part of the year in which what is prepared works
    working = np.clip((plan.months_left - values["months_programme"]) / _YEAR, 0, 1)
    issued, runs = (values[f"months_{kind}"] <= plan.months_left for kind in ("decree", "programme"))
    pool, extra = facts.region.figure(*_POOL).value, rise * start.start.funded
    base_rp = lowest_bpu_base_rp(year[0])
    price = _YEAR * contribution_rp(year[0], scheme="bpu", base_rp=base_rp, payer="apbd", sector="other")
    added_rp = extra * working * price + extra * values["registration_cost"]
    # as the plan of 1 ASN 1 Pekerja Rentan has it, draw by draw, from the month in which it can run
    begin = plan.sponsors_begin(facts.unknowns["months_programme"].mode)
    sponsors = plan.sponsors.with_values({"start": begin})
    sponsors = sponsors.carried_on(plan.last, plan.law_extension)
    by_asn = simulate_sponsorship(sponsors, facts.region, sponsors.laws(facts.law), values)
    sponsored, sponsors_rp = by_asn.coverage["newly_covered_independent"], sum(by_asn.paid_rp.values()).sum(axis=1)
    before, employed = approach.road.covered[:, -1 - _YEAR], approach.road.employed[:, -1]

    def apbd_rp(way: Way) -> np.ndarray:
        """Of the regency's budget; what regulation and drives cost is the actions' own."""
        return sum(way.cost_rp[name] for name in OF_APBD if name != "regulation").sum(axis=1)

    def others_rp(way: Way) -> np.ndarray:
        return sum(paid for name, paid in way.cost_rp.items() if name not in OF_APBD).sum(axis=1)

    def added(taken: frozenset[str], of: Callable[[Way], np.ndarray]) -> np.ndarray:
        """What actions change: obligations where they are issued, drives in the part of the year they work."""
        drives = taken & {"drives"}
        share = working if drives else np.ones_like(working)
        there = share * of(ways[taken]) + (1 - share) * of(ways[taken - drives])
        without = share * of(ways[drives]) + (1 - share) * of(start)
        return np.where(issued, there, without) - of(start)

    found = {}
    for actions in subsets((*ROAD, "apbd", "sponsorship")):
        taken, apbd, asn = actions.intersection(ROAD), "apbd" in actions, "sponsorship" in actions
        covered = approach.road.covered[:, -1] + added(taken, lambda way: way.road.covered[:, -1])
        covered = covered + runs * (apbd * extra * (1 - values["would_pay"]) + asn * sponsored)
        covered = np.minimum(covered, employed)
        funded = approach.road.members["subsidised"][:, -1] + apbd * runs * extra
        own = added(taken, apbd_rp) + apbd * added_rp
        others = added(taken, others_rp) + asn * runs * sponsors_rp
        found[actions] = Levels(covered / employed, covered / before - 1, funded / pool, own, others)
    return found


@lru_cache(maxsize=8)
def election_rp(year: int, extension: str, facts: Facts, draws: int, seed: int) -> np.ndarray | None:
    """Contributions of all ad hoc workers of a year's election [Rp], shape (draws,); None in a year without one.

    Draw by draw those of the election's own report.
    """
    plan = election_plan(year, extension)
    if plan is None:
        return None
    own = replace(facts, unknowns=read_unknowns("election", facts.region))
    settings = Settings(region=facts.region.code, draws=draws, seed=seed)
    return run_election(own, plan, settings).measures["contributions"]


def run_on(facts: Facts, plan: ParitranaPlan, settings: Settings) -> ParitranaResult:
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
    levels = levels_of(plan, facts, laws, settings, numbers, rise)
    card = card_of(plan, facts.region, levels, numbers, target, rise, paid)
    treatments = {"": numbers.values["items_together"], **_TREATMENTS}
    if not plan.peers or not peer_codes(facts.region):
        treatments = {}
    rule = plan.coverage_rule
    peers = {
        name: peer_aspects(rule, facts.region, card, numbers, target, share) for name, share in treatments.items()
    }
    road = plan.road(frozenset(ROAD), plan.last)
    paying = unknowns_of(paying_of(facts, road, settings))
    used = [
        *unknowns_used(road, int(laws[0].value("scholarship_wait")), paying),
        *(key for key in sponsors_used(plan.sponsors, plan.sponsors.laws(facts.law)) if key not in _SCHOLARSHIPS),
    ]
    own = (*_OWN[: len(_OWN) if plan.peers else -1], *_COSTS)
    return ParitranaResult(
        **common_fields(facts, plan, settings, laws, reads),
        numbers=numbers,
        card=card,
        before=levels[frozenset()],
        election_rp=paid,
        weights=weights_of(plan.weights, plan.least_weight, facts.region, numbers),
        peers=peers,
        targets=tuple(targets),
        rise=rise,
        used=tuple(dict.fromkeys((*(key for key in used if key not in _FAMILIES), *own))),
    )


run = runner(PROGRAMME, ParitranaPlan, run_on)


def inputs_now(plan: ParitranaPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known; those of the programmes whose costs it asks come
    on top.
    """
    files = dict(files or file_hashes(PROGRAMME, settings.region))
    groups = [*plan.road().law_groups, *TARGET_GROUPS, _GROWTH[0], *plan.sponsors.law_groups]
    if plan.election is not None:
        files |= file_hashes("election", settings.region)
        groups += plan.election.law_groups
        named = plan_files().get(ELECTIONS[plan.assessment_year])
        files |= hashes([named] if named else [])
    found = inputs_of(PROGRAMME, plan, settings, files, groups)
    return found | read_plans(sponsorship=plan.sponsors, funding=plan.road().payers)
