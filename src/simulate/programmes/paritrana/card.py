"""The scorecard in numbers, and its random numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import did_you_mean, input_error
from simulate.programmes.paritrana.coverage import Levels, Numbers, by_payer, levels_of, rule_scores
from simulate.programmes.paritrana.model import (
    Card,
    Item,
    any_weights,
    aspect_means,
    coverage_score,
    mean_weights,
    moved_together,
)
from simulate.programmes.paritrana.plan import ANY
from simulate.region.schemas import ACTIONS, ASPECTS
from simulate.study.draws import uniforms
from simulate.study.facts import drawn

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.base import LawMonth
    from simulate.plan.checked import Settings
    from simulate.programmes.paritrana.plan import ParitranaPlan
    from simulate.programmes.universal.study import Target
    from simulate.region.base import Region
    from simulate.study.facts import Facts


BILLION = 1e9


@lru_cache(maxsize=4)
def numbers_of(facts: Facts, draws: int, seed: int) -> Numbers:
    """All random numbers; the same for every plan on these facts."""
    items = list(facts.region.tables["paritrana"]["item"])
    own = [
        *(f"item.{item}" for item in items),
        *WEIGHTS,
        "target",
        COMMON,
        *(stream for code in peer_codes(facts.region) for stream in [f"peer.{code}", *peer_streams(code, items)]),
    ]
    return Numbers(drawn(facts, draws, seed), uniforms(own, draws, seed, "scorecard"))


# the stream that all items of the regency's scorecard lean on
COMMON = "items"
WEIGHTS = [f"weight.{place}" for place in range(1, len(ASPECTS))]


def peers_of(region: Region) -> pd.DataFrame:
    """What is known of the other regions of the province."""
    peers = region.tables["paritrana_peers"]
    province = peers["region_code"].str.startswith(region.code.split(".")[0] + ".")
    return peers[province & (peers["region_code"] != region.code)]


def peer_codes(region: Region) -> list[str]:
    """The other regions of the province, by code."""
    return sorted(set(peers_of(region)["region_code"]))


def peer_streams(code: str, items: list[str]) -> list[str]:
    """The streams of another region, one an item; ``peer.CODE`` is the one that they lean on."""
    return [f"peer.{code}.{item}" for item in items]


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
# scores that actions reach are told of 100
_TOP = 100


def items_of(region: Region) -> tuple[Item, ...]:
    """The items of the region's scorecard.

    Raises:
        InputError: the region has no scorecard.
    """
    if "paritrana" not in region.tables:
        where = f"data/regions/{region.code}/paritrana.csv"
        raise input_error("missing_table", where, "not there", "put it there; `simulate check --template paritrana`")
    rows = region.tables["paritrana"].fillna({"rule": "", "moved_by": ""}).to_dict("records")
    return tuple(
        Item(row["item"], ASPECTS.index(row["aspect"]), tuple(row["moved_by"].split()), row["rule"]) for row in rows
    )


def published(plan: ParitranaPlan, targets: list[Target]) -> list[Target]:
    """The targets of coverage that the plan judges by, the lowest first.

    Raises:
        InputError: the region's tables have not the one that is asked for.
    """
    keys = SAME_BASE if plan.coverage_target == ANY else (plan.coverage_target,)
    found = [target for target in targets if target.key in keys]
    if not found:
        raise input_error(
            "unknown_target", "coverage_target", plan.coverage_target, did_you_mean(plan.coverage_target, [ANY])
        )
    return found


def target_levels(plan: ParitranaPlan, targets: list[Target], numbers: Numbers) -> np.ndarray:
    """The target of coverage in each draw: each of those published equally likely, shape (draws,)."""
    found = np.array([target.level for target in published(plan, targets)])
    return found[np.minimum((numbers.of["target"] * len(found)).astype(int), len(found) - 1)]


def weights_of(plan: ParitranaPlan, region: Region, numbers: Numbers) -> np.ndarray:
    """The weights of the aspects in each draw, shape (draws, aspects).

    Raises:
        InputError: no such scheme.
    """
    if plan.weights == ANY:
        return any_weights(numbers.columns(WEIGHTS), plan.least_weight)
    return np.tile(scheme_weights(plan.weights, region), (len(numbers.of["target"]), 1))


def middle_weights(plan: ParitranaPlan, region: Region) -> np.ndarray:
    """The mean of the plan's weights, shape (aspects,)."""
    return mean_weights(len(ASPECTS)) if plan.weights == ANY else scheme_weights(plan.weights, region)


def scheme_weights(name: str, region: Region) -> np.ndarray:
    """The weights of a scheme, in the order of the aspects.

    Raises:
        InputError: no such scheme.
    """
    table = region.tables["paritrana_weights"]
    rows = table[table["scheme"] == name]
    if rows.empty:
        known = [ANY, *dict.fromkeys(table["scheme"])]
        raise input_error("unknown_scheme", "weights", f"`{name}`", did_you_mean(name, known))
    return rows.set_index("aspect")["weight"].reindex(ASPECTS).to_numpy(dtype=float)


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

    Args:
        plan: the levers.
        facts: law, region, unknowns.
        laws: the law of each month of `ParitranaPlan.approach`.
        settings: of the run.
        numbers: all random numbers.
        target: of coverage, shape (draws,).
        rise: by how much APBD pays for more workers, relative to now.
        election_rp: contributions of the year's ad hoc workers [Rp], shape (draws,); None in a year without election.

    Raises:
        InputError: the law or a table does not allow it.
    """
    region, values = facts.region, numbers.values
    items = items_of(region)
    levels = levels_of(plan, facts, laws, settings, numbers, rise)
    rules = [item.rule for item in items if item.rule]
    coverage = {
        taken: rule_scores(one, rules, target, rise, plan.coverage_rule) if rules else np.empty((len(target), 0))
        for taken, one in levels.items()
    }
    before = scored(region, items, numbers)
    ruled = np.array([bool(item.rule) for item in items])
    before[:, ruled] = coverage[frozenset()]
    by_rule = np.array([item.aspect == ASPECTS.index("regulation") for item in items])
    reached = np.where(by_rule, values["reached_rule"][:, None], values["reached_practice"][:, None]) / _TOP
    none = np.zeros_like(target)
    own = {action: (values[f"cost_{action}"] if action in JUDGED_COST else none, none) for action in plan.available}
    own["outlets"] = (plan.new_outlets * values["outlet_cost_year"], none)
    if election_rp is not None:
        own["election"] = by_payer(plan, election_rp)
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
    low, high = (table["score_low"].fillna(0.0).to_numpy(), table["score_high"].fillna(1.0).to_numpy())
    drawn = numbers.columns([f"item.{item.key}" for item in items])
    drawn = moved_together(drawn, numbers.of[COMMON], numbers.values["items_together"])
    return low + (high - low) * drawn


def peer_aspects(
    plan: ParitranaPlan,
    region: Region,
    card: Card,
    numbers: Numbers,
    target: np.ndarray,
    together: np.ndarray | float,
) -> dict[str, np.ndarray]:
    """Scores of the aspects of every other region of the province by code, shape (draws, aspects).

    They are scored item by item as the regency is: what is known of an aspect is one of its items, the growth of
    coverage is distributed as the regency's own, and every other item may be anything.

    Args:
        plan: the levers.
        region: with what is known of the others.
        card: the regency's own.
        numbers: all random numbers.
        target: of coverage, shape (draws,).
        together: how far the items of one region move together, as in `scores.moved_together`.
    """
    known = peers_of(region).set_index(["region_code", "aspect"])
    items, places, found = card.items, _told_places(card.items), {}
    grown = [place for place, item in enumerate(items) if item.rule == "covered_growth"]
    for code in peer_codes(region):
        drawn = numbers.columns(peer_streams(code, [item.key for item in items]))
        scores = moved_together(drawn, numbers.of[f"peer.{code}"], together)
        for place in grown:
            scores[:, place] = np.quantile(card.before[:, place], scores[:, place])
        for aspect, place in places.items():
            if (code, aspect) not in known.index:
                continue
            row = known.loc[(code, aspect)]
            if row["covered_share"] == row["covered_share"]:
                reported = row["covered_share"] / 100 * numbers.values["peer_error"]
                scores[:, place] = coverage_score(reported, target, plan.coverage_rule)
            elif row["score_low"] == row["score_low"]:
                scores[:, place] = row["score_low"] + (row["score_high"] - row["score_low"]) * scores[:, place]
        found[code] = aspect_means(scores, card.aspect, card.aspects)
    return found


def _told_places(items: tuple[Item, ...]) -> dict[str, int]:
    """The item of each aspect that stands for what is known of it elsewhere: the covered share, else the first."""
    found: dict[str, int] = {}
    for place, item in enumerate(items):
        if ASPECTS[item.aspect] not in found or item.rule == "covered_share":
            found[ASPECTS[item.aspect]] = place
    return found
