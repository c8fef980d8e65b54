"""Tidy tables of the scorecard, and what the evidence leaves open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd

from simulate.programmes.paritrana.model import (
    BILLION,
    coverage_score,
    evidence_of,
    extremes,
    middle_weights,
    peer_codes,
    peers_of,
    rank_among,
    weighted,
    weights_of,
)
from simulate.programmes.paritrana.plan import ANY, TARGETS, ParitranaPlan
from simulate.programmes.paritrana.study import ParitranaResult
from simulate.programmes.universal.tables import other_baseline_table
from simulate.region.schemas import ASPECTS
from simulate.study.draws import mean_error, summed
from simulate.study.simulated import once

# budgets of the regency that are looked at beside the plan's [Rp]
_BUDGETS = (0, 250_000_000, 500_000_000, 1_000_000_000, 2_000_000_000, 3_000_000_000, 5_000_000_000, 10_000_000_000)


def scorecard_table(result: ParitranaResult) -> pd.DataFrame:
    """One row an item: the table of the region, with the score's distribution before any action (0 to 100).

    Columns:
        item: its key.
        aspect: what it belongs to.
        rule: how its score is computed; empty where the evidence is read by hand.
        score_low, score_high [0 to 1]: the ends of what the evidence allows; both empty where there is none.
        period: what the evidence is of.
    """
    columns = ["item", "aspect", "rule", "score_low", "score_high", "period", "status", "source"]
    known = result.region.tables["paritrana"][columns].fillna({"rule": ""}).reset_index(drop=True)
    return pd.concat([known, pd.DataFrame([summed(100 * scores) for scores in result.card.before.T])], axis=1)


def aspect_table(result: ParitranaResult) -> pd.DataFrame:
    """One row an aspect, with the score's distribution (0 to 100).

    Columns:
        aspect: its key.
        items: how many it has.
        largest [share]: draws in which bringing it to 100 would raise the whole score more than any other aspect.
        largest_error [share]: its Monte Carlo error.
    """
    most_room, rows = (result.weights * (1 - result.aspects)).argmax(axis=1), []
    for place, name in enumerate(ASPECTS):
        items, largest = int((result.card.aspect == place).sum()), (most_room == place).astype(float)
        row = {"aspect": name, "items": items, "unit": "score", **summed(100 * result.aspects[:, place])}
        rows.append(row | {"largest": float(largest.mean()), "largest_error": mean_error(largest)})
    return pd.DataFrame(rows)


def weighting_table(result: ParitranaResult) -> pd.DataFrame:
    """One row a weighting, with the score's distribution (0 to 100).

    Columns:
        weighting: all plausible weights, each scheme, and the two ends of all plausible weights.
        regulation, implementation, coverage, innovation [share]: the aspect's weight; missing where it varies.
    """
    aspects, least = result.aspects, result.plan.least_weight
    vary = dict.fromkeys(ASPECTS, np.nan)
    drawn = weights_of(ANY, least, result.region, result.numbers)
    rows = [{"weighting": ANY, **vary, **summed(100 * weighted(aspects, drawn))}]
    for scheme in result.region.tables["paritrana_weights"]["scheme"].unique():
        weights = middle_weights(scheme, result.region)
        by_aspect = dict(zip(ASPECTS, map(float, weights), strict=True))
        rows.append({"weighting": scheme, **by_aspect, **summed(100 * aspects @ weights)})
    for name, ends in zip(("lowest", "highest"), extremes(aspects, least), strict=True):
        rows.append({"weighting": name, **vary, **summed(100 * ends)})
    return pd.DataFrame(rows)


def uncertainty_table(result: ParitranaResult) -> pd.DataFrame:
    """Where the range of the score comes from.

    Columns:
        source: ``weights`` with the evidence at its mean, ``evidence`` with the weights at theirs, ``both``.
        least, most: the ends of what is possible (all hand-scored items at one end of their evidence, the weights at
            their vertices).
        of_variance [share]: of the variance of both that the source makes up alone.
        of_variance_total [share]: that with what it does together with the other.
    """
    aspects, weights, middle = result.aspects, result.weights, result.middle_weights
    mean = aspects.mean(axis=0)
    alone = {"weights": 100 * weighted(mean, weights), "evidence": 100 * weighted(aspects, middle)}
    alone["both"] = result.score
    low, high = _aspects_at_ends(result)
    ends = {"weights": result.ends(mean), "evidence": (100 * (low @ middle), 100 * (high @ middle))}
    ends["both"] = (result.ends(low)[0], result.ends(high)[1])
    # what remains of the variance, on average, when the other source is held
    left = {}
    for name, moves, held in (("weights", weights, aspects), ("evidence", aspects, weights)):
        covariance = np.cov(moves.T, bias=True)
        left[name] = 100**2 * float(np.einsum("di,ij,dj->d", held, covariance, held).mean())
    # of every weighting with every evidence: what the drawn pairs happen to share does not count
    variance = left["weights"] + float(alone["evidence"].var())
    rows = []
    for name, draws in alone.items():
        first, last = (float(end) for end in (np.min(ends[name][0]), np.max(ends[name][1])))
        share = 1.0 if name == "both" else float(draws.var() / variance)
        total = left[name] / variance if name in left else 1.0
        row = {"source": name, "unit": "score", **summed(draws), "least": first, "most": last}
        rows.append(row | {"of_variance": share, "of_variance_total": total})
    return pd.DataFrame(rows)


def _aspects_at_ends(result: ParitranaResult, actions: Iterable[str] = ()) -> list[np.ndarray]:
    """Scores of the aspects with all hand-scored items at the low end of their evidence, and at the high one.

    Items that the model computes keep their draws, and so does what the actions reach. Shapes (draws, aspects).
    """
    card = result.card
    items = [np.where(card.ruled, card.before, scores) for scores in evidence_of(result.region)]
    return [replace(card, before=scores).aspects_after(actions) for scores in items]


@once
def possible_after(result: ParitranaResult) -> tuple[float, float]:
    """The ends of what weights and evidence allow once the plan's actions are taken, 0 to 100."""
    low, high = _aspects_at_ends(result, result.chosen)
    return float(np.min(result.ends(low)[0])), float(np.max(result.ends(high)[1]))


@once
def weights_move(result: ParitranaResult) -> np.ndarray:
    """The width of the 90 % range that the weights alone give, for the evidence of each draw (score, (draws,))."""
    if result.plan.weights != ANY:
        return np.zeros(len(result.score))
    low, high = np.quantile(result.aspects @ result.weights.T, (0.05, 0.95), axis=1)
    return 100 * (high - low)


def action_table(result: ParitranaResult) -> pd.DataFrame:
    """One row an action that can be taken in the year.

    Columns:
        action: its key.
        gain_*: score.
        gain_least, gain_most: the expected gain at the extremes of the weights.
        apbd_* [Rp]: cost to APBD.
        cost_* [Rp]: cost to all payers.
        done [share]: the chance that it is done within the year.
        per_billion_*: score for each billion rupiah counted.
        best [share]: draws in which it raises the score most per rupiah.
        best_error [share]: its Monte Carlo error.
        chosen: whether it is among the plan's.
    """
    rows = []
    for action in result.plan.available:
        apbd, every = result.card.cost_rp([action])
        least, most = result.ends((result.card.aspects_after([action]) - result.aspects).mean(axis=0))
        row = {"action": action, **summed(result.gain([action]), "gain"), "gain_least": least, "gain_most": most}
        row |= {**summed(apbd, "apbd"), **summed(every, "cost"), "done": float(result.card.done[action].mean())}
        if action in result.best_share:
            best = result.best_share[action].astype(float)
            row |= {**summed(result.per_billion(action), "per_billion"), "best": float(best.mean())}
            row["best_error"] = mean_error(best)
        rows.append(row | {"chosen": action in result.chosen})
    return pd.DataFrame(rows)


def budget_table(result: ParitranaResult) -> pd.DataFrame:
    """The best set of actions for each of some budgets, the plan's among them.

    Columns:
        budget_rp [Rp]: the budget.
        actions: the set, with spaces between.
        gain: score, expected.
        gain_least: the least over the weights.
        apbd_rp [Rp]: suffices with the plan's confidence.
        all_rp [Rp]: of all payers, on average.
        step: what the best set adds to that of the budget before.
        step_per_billion: that for each billion more of ``apbd_rp``; missing where no more is spent.
        surest: the set whose least gain over the weights is highest.
        surest_least: that least gain.
    """
    choices, weights, rows, last = result.choices, result.middle_weights, [], 0
    named = [" ".join(one for one in result.plan.available if one in chosen) for chosen in choices.sets]
    for budget in sorted({*_BUDGETS, result.plan.budget_rp}):
        best = choices.best(budget, weights)
        surest = choices.surest(budget, result.plan.least_weight) if result.plan.weights == ANY else best
        step = 100 * float((choices.gains[best] - choices.gains[last]) @ weights)
        spent = float(choices.apbd_rp[best] - choices.apbd_rp[last])
        rows.append(
            {
                "budget_rp": budget,
                "actions": named[best],
                "gain": 100 * float(choices.gains[best] @ weights),
                "gain_least": result.ends(choices.gains[best])[0],
                "apbd_rp": float(choices.apbd_rp[best]),
                "all_rp": float(choices.all_rp[best]),
                "step": step,
                "step_per_billion": step / spent * BILLION if spent > 0 else np.nan,
                "surest": named[surest],
                "surest_least": result.ends(choices.gains[surest])[0],
            }
        )
        last = best
    return pd.DataFrame(rows)


def evidence_table(result: ParitranaResult) -> pd.DataFrame:
    """What settling each item would take from the range of the score, the most first.

    Columns:
        item: its key.
        aspect: what it belongs to.
        width: score that its range is worth under the mean weights; for items that the model computes its 90 % range.
        of_variance [share]: of what the evidence adds to the variance of the score under the mean weights; these sum
            to 1.
    """
    card, table = result.card, result.region.tables["paritrana"]
    worth = 100 * result.middle_weights[card.aspect] / np.bincount(card.aspect)[card.aspect]
    parts = card.before * worth
    whole = parts.sum(axis=1)
    of_variance = [float(np.cov(one, whole)[0, 1] / whole.var(ddof=1)) for one in parts.T]
    low, high = evidence_of(result.region)
    p05, p95 = np.quantile(card.before, (0.05, 0.95), axis=0)
    width = np.where(card.ruled, p95 - p05, high - low) * worth
    rows = {"item": table["item"], "aspect": table["aspect"], "width": width, "of_variance": of_variance}
    return pd.DataFrame(rows).sort_values("width", ascending=False, kind="stable", ignore_index=True)


def coverage_table(result: ParitranaResult) -> pd.DataFrame:
    """The score of the covered share (0 to 100) under every rule and published target.

    Columns:
        rule: how the share becomes a score.
        target: "" for the share itself.
        level [share]: of the target.
        own: whether the plan judges by it.
    """
    plan, rows = result.plan, []
    levels = {target.key: target.level for target in result.targets if target.key in TARGETS}
    judged = {target.key for target in plan.judged_by(result.targets)}
    for rule in get_args(ParitranaPlan.model_fields["coverage_rule"].annotation):
        for target, level in levels.items() if rule != "workers" else [("", 1.0)]:
            own = rule == plan.coverage_rule and (not target or target in judged)
            scores = 100 * coverage_score(result.before.covered_share, level, rule)
            rows.append({"rule": rule, "target": target, "level": level, "own": own, **summed(scores)})
    return pd.DataFrame(rows)


def rank_table(result: ParitranaResult) -> pd.DataFrame | None:
    """The chance of each rank, as it stands and after the plan's actions. None where nobody is compared.

    Columns:
        rank: 1 is the best.
        chance [share]: as it stands.
        chance_after [share]: after the plan's actions.
        chance_low, chance_high [share]: with every own item at the low or the high end of its evidence.
        chance_after_apart, chance_after_together [share]: after the actions, with all that is unknown of another
            region independent or moving as one.
        chance_error, chance_after_error, chance_low_error, chance_high_error, chance_after_apart_error,
            chance_after_together_error [share]: Monte Carlo error of each.
    """
    if result.ranks is None:
        return None
    ranks = {"chance": result.ranks, "chance_after": result.ranks_after(result.chosen)}
    peers, rows = result.peer_scores(), []
    for name, aspects in zip(("chance_low", "chance_high"), _aspects_at_ends(result), strict=True):
        ranks[name] = rank_among(100 * weighted(aspects, result.weights), peers)
    ranks |= {f"chance_after_{name}": result.ranks_after(result.chosen, name) for name in result.peers if name}
    for rank in range(1, peers.shape[1] + 2):
        row = {"rank": rank}
        for name, found in ranks.items():
            hit = (found == rank).astype(float)
            row |= {name: float(hit.mean()), f"{name}_error": mean_error(hit)}
        rows.append(row)
    return pd.DataFrame(rows)


def region_table(result: ParitranaResult) -> pd.DataFrame | None:
    """One row a region of the province, the regency first: the score's distribution (0 to 100). None where nobody is
    compared.

    Columns:
        region_code: code of the region.
        region: its name.
        known: how many aspects anything is known of.
    """
    if result.ranks is None:
        return None
    peers = peers_of(result.region)
    peers = peers.assign(known=peers["covered_share"].notna() | peers["score_low"].notna())
    of = peers.groupby("region_code").agg({"region": "first", "known": "sum"})
    about = {"region_code": result.region.code, "region": result.region.about.name, "known": len(ASPECTS)}
    rows = [about | summed(result.score)]
    for code, scores in zip(peer_codes(result.region), result.peer_scores().T, strict=True):
        about = {"region_code": code, "region": of.loc[code, "region"], "known": int(of.loc[code, "known"])}
        rows.append(about | summed(scores))
    return pd.DataFrame(rows)


TABLES: dict[str, Callable[[ParitranaResult], pd.DataFrame | None]] = {
    "scorecard": scorecard_table,
    "aspects": aspect_table,
    "weightings": weighting_table,
    "uncertainty": uncertainty_table,
    "actions": action_table,
    "budgets": budget_table,
    "evidence": evidence_table,
    "coverage_rules": coverage_table,
    "ranks": rank_table,
    "regions": region_table,
    "other_baseline": other_baseline_table,
}
