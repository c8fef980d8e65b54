"""The scorecard in numbers: evidence, weights, coverage by what is done for it, costs, and other regions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import did_you_mean, input_error
from simulate.law.contribution import contribution_rp, lowest_bpu_base_rp
from simulate.plan.checked import Settings
from simulate.plan.named import read_plan
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.election import study as election
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.paritrana.model import (
    Card,
    Item,
    any_weights,
    aspect_means,
    coverage_score,
    mean_weights,
    moved_together,
    part_of,
    subsets,
)
from simulate.programmes.paritrana.plan import ANY, ELECTIONS, ROAD
from simulate.programmes.sponsorship.model import simulate_sponsorship
from simulate.programmes.universal.model import OF_APBD, Way, paying_of, simulate_way
from simulate.region.schemas import ACTIONS, ASPECTS
from simulate.study.draws import uniforms
from simulate.study.facts import drawn

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.base import LawMonth
    from simulate.programmes.paritrana.plan import ParitranaPlan
    from simulate.programmes.universal.plan import UniversalPlan
    from simulate.programmes.universal.study import Target
    from simulate.region.base import Region
    from simulate.study.facts import Facts

BILLION = 1e9
_YEAR = 12
_POOL = ("labour", "vulnerable_workers_decile_1_4_2023")
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
# targets of workers covered, on the base that the award and the province use; RKP and RPJMN measure something else
SAME_BASE = ("target_ucj", "banten_target_soon", "banten_target_2030")
TARGETS = ("target_rkp", "target_rpjmn", *SAME_BASE)


@dataclass(frozen=True, eq=False)
class Numbers:
    """Values of the unknowns, and uniform numbers in (0, 1) by named stream, each of shape (draws,)."""

    values: dict[str, np.ndarray]
    of: dict[str, np.ndarray]

    def columns(self, names: list[str]) -> np.ndarray:
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


def published(plan: ParitranaPlan, targets: list[Target]) -> list[Target]:
    """The targets of coverage that the plan judges by, the lowest first.

    Raises:
        InputError: the region's tables have not the one that is asked for.
    """
    wanted = plan.coverage_target
    found = [target for target in targets if target.key in (SAME_BASE if wanted == ANY else (wanted,))]
    if not found:
        raise input_error("unknown_target", "coverage_target", target=wanted, meant=did_you_mean(wanted, [ANY]))
    return found


def target_levels(plan: ParitranaPlan, targets: list[Target], numbers: Numbers) -> np.ndarray:
    """The target of coverage in each draw: each of those published equally likely, shape (draws,)."""
    found = np.array([target.level for target in published(plan, targets)])
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
    """The weights of a scheme, or the mean of any, in the order of the aspects.

    Raises:
        InputError: no such scheme.
    """
    if scheme == ANY:
        return mean_weights(len(ASPECTS))
    table = region.tables["paritrana_weights"]
    rows = table[table["scheme"] == scheme]
    if rows.empty:
        meant = did_you_mean(scheme, [ANY, *table["scheme"].unique()])
        raise input_error("unknown_scheme", "weights", scheme=scheme, meant=meant)
    return rows.set_index("aspect")["weight"].reindex(ASPECTS).to_numpy(dtype=float)


@dataclass(frozen=True, eq=False)
class Levels:
    """What coverage is judged by, by the name of the rule, and money by who pays; each of shape (draws,)."""

    covered_share: np.ndarray
    covered_growth: np.ndarray
    funded_of_pool: np.ndarray
    apbd_rp: np.ndarray
    others_rp: np.ndarray


def levels_of(
    plan: ParitranaPlan, facts: Facts, laws: list[LawMonth], settings: Settings, numbers: Numbers, rise: float
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

    def simulated(road: UniversalPlan, months: list[LawMonth]) -> Way:
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
    sponsors = plan.sponsors.with_values({"start": sponsors_begin(plan, facts)})
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


def sponsors_begin(plan: ParitranaPlan, facts: Facts) -> str:
    """The month in which the action of 1 ASN 1 Pekerja Rentan runs: once prepared, and not before its own plan."""
    return max(plan.in_force(facts.unknowns["months_programme"].mode), plan.sponsors.start)


@lru_cache(maxsize=8)
def election_rp(year: int, extension: str, facts: Facts, draws: int, seed: int) -> np.ndarray | None:
    """Contributions of all ad hoc workers of a year's election [Rp], shape (draws,); None in a year without one.

    Draw by draw those of the election's own report.
    """
    if year not in ELECTIONS:
        return None
    own = replace(facts, unknowns=read_unknowns("election", facts.region))
    settings = Settings(region=facts.region.code, draws=draws, seed=seed)
    return election.run_on(own, election_plan(year, extension), settings).measures["contributions"]


def election_plan(year: int, extension: str) -> ElectionPlan:
    """The plan that covers every ad hoc worker of a year's election."""
    named = read_plan(ELECTIONS[year], ElectionPlan)
    return ElectionPlan(**named.levers).with_values({"law_extension": extension})


def election_name(year: int) -> dict[str, str]:
    """What the plan of a year's election is called, by language; nothing in a year without one."""
    return read_plan(ELECTIONS[year], ElectionPlan).name if year in ELECTIONS else {}


def card_of(
    plan: ParitranaPlan,
    facts: Facts,
    laws: list[LawMonth],
    settings: Settings,
    numbers: Numbers,
    target: np.ndarray,
    rise: float,
    election_rp: np.ndarray | None,
) -> tuple[Card, Levels]:
    """The scorecard in each draw, and what coverage is judged by before any action.

    ``laws`` and ``rise`` as in `levels_of`. ``target``: of coverage, shape (draws,). ``election_rp``: contributions
    of the year's ad hoc workers [Rp], same shape; None in a year without election.

    Raises:
        InputError: the law or a table does not allow it.
    """
    values, items = numbers.values, items_of(facts.region)
    levels, coverage = levels_of(plan, facts, laws, settings, numbers, rise), {}
    for taken, one in levels.items():
        scores = {
            "covered_share": coverage_score(one.covered_share, target, plan.coverage_rule),
            "covered_growth": part_of(one.covered_growth, rise),
            "funded_of_pool": part_of(one.funded_of_pool, 1.0),
        }
        by_item = [scores[item.rule] for item in items if item.rule]
        coverage[taken] = np.stack(by_item, axis=1) if by_item else np.empty((len(target), 0))
    before = scored(facts.region, items, numbers)
    before[:, [bool(item.rule) for item in items]] = coverage[frozenset()]
    of_rules = [item.aspect == ASPECTS.index("regulation") for item in items]
    reached = np.where(of_rules, values["reached_rule"][:, None], values["reached_practice"][:, None]) / 100
    none = np.zeros_like(target)
    own = {action: (values[f"cost_{action}"] if action in JUDGED_COST else none, none) for action in plan.available}
    own["outlets"] = (plan.new_outlets * values["outlet_cost_year"], none)
    if election_rp is not None:
        others_pay = election_plan(plan.assessment_year, plan.law_extension).payer in ("apbdes", "worker")
        own["election"] = (none, election_rp) if others_pay else (election_rp, none)
    card = Card(
        items=items,
        aspects=len(ASPECTS),
        before=before,
        reached=reached,
        done={action: values[MONTHS[action]] <= plan.months_left for action in ACTIONS},
        coverage=coverage,
        coverage_rp={taken: (one.apbd_rp, one.others_rp) for taken, one in levels.items()},
        own_rp=own,
    )
    return card, levels[frozenset()]


def scored(region: Region, items: tuple[Item, ...], numbers: Numbers) -> np.ndarray:
    """Scores of the items within what the evidence allows, each value as likely; without evidence from 0 to 1.

    One reader scored them all from the same pages, so their errors move together as far as ``items_together`` says.
    """
    table = region.tables["paritrana"]
    low, high = table["score_low"].fillna(0.0).to_numpy(), table["score_high"].fillna(1.0).to_numpy()
    own = numbers.columns([f"item.{item.key}" for item in items])
    return low + (high - low) * moved_together(own, numbers.of[_COMMON], numbers.values["items_together"])


def peer_aspects(
    plan: ParitranaPlan,
    region: Region,
    card: Card,
    numbers: Numbers,
    target: np.ndarray,
    together: np.ndarray | float,
) -> dict[str, np.ndarray]:
    """Scores of the aspects of every other region of the province by code, shape (draws, aspects).

    They are scored item by item as the regency is, against the same ``target`` of coverage: what is known of an
    aspect is one of its items, the growth of coverage is distributed as the regency's own, and every other item may
    be anything. ``together``: how far the items of one region move together, as in `moved_together`.
    """
    known, found = peers_of(region).set_index(["region_code", "aspect"]), {}
    # what is known of an aspect stands for its covered share, else its first item
    stands_for: dict[str, int] = {}
    for place, item in enumerate(card.items):
        if ASPECTS[item.aspect] not in stands_for or item.rule == "covered_share":
            stands_for[ASPECTS[item.aspect]] = place
    for code in peer_codes(region):
        own = numbers.columns([f"peer.{code}.{item.key}" for item in card.items])
        scores = moved_together(own, numbers.of[f"peer.{code}"], together)
        for place, item in enumerate(card.items):
            if item.rule == "covered_growth":
                scores[:, place] = np.quantile(card.before[:, place], scores[:, place])
        for aspect, place in stands_for.items():
            if (code, aspect) not in known.index:
                continue
            row = known.loc[(code, aspect)]
            if not np.isnan(row["covered_share"]):
                reported = row["covered_share"] / 100 * numbers.values["peer_error"]
                scores[:, place] = coverage_score(reported, target, plan.coverage_rule)
            elif not np.isnan(row["score_low"]):
                scores[:, place] = row["score_low"] + (row["score_high"] - row["score_low"]) * scores[:, place]
        found[code] = aspect_means(scores, card.aspect, card.aspects)
    return found
