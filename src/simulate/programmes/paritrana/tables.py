"""Tidy tables of the scorecard, and what the evidence leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from simulate.programmes.paritrana.card import BILLION, TARGETS, peers_of, published, scheme_weights, weights_of
from simulate.programmes.paritrana.model import aspect_means, coverage_score, extremes, rank_among, weighted
from simulate.programmes.paritrana.plan import ANY, ParitranaPlan
from simulate.programmes.paritrana.study import other_baseline
from simulate.region.schemas import ASPECTS
from simulate.study.draws import mean_error, summed
from simulate.study.simulated import once

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.paritrana.model import Choices
    from simulate.programmes.paritrana.study import ParitranaResult

ENDS = ("low", "high")


def aspects_at(result: ParitranaResult, end: str) -> np.ndarray:
    """Scores of the aspects with all hand-scored items at one end of `ENDS`, shape (draws, aspects).

    Items that the model computes keep their draws; without evidence the ends are 0 and 1.
    """
    scores = result.region.tables["paritrana"][f"score_{end}"].fillna(float(ENDS.index(end))).to_numpy()
    items = np.where(result.card.ruled, result.card.before, scores)
    return aspect_means(items, result.card.aspect, result.card.aspects)


def evidence_table(result: ParitranaResult) -> pd.DataFrame:
    """What settling each item would take from the range of the score, the most first.

    Columns: ``item``, ``aspect``, ``width`` (score that its range is worth under the mean weights; for items that the
    model computes its 90 % range) and ``of_variance``, its share of what the evidence adds to the variance of the
    score under the mean weights; these sum to 1.
    """
    import pandas as pd

    card, weights = result.card, result.middle_weights
    worth = 100 * weights[card.aspect] / np.bincount(card.aspect)[card.aspect]
    parts = card.before * worth
    whole = parts.sum(axis=1)
    of_variance = [
        float(np.cov(parts[:, place], whole)[0, 1] / whole.var(ddof=1)) for place in range(len(card.items))
    ]
    table = result.region.tables["paritrana"]
    low, high = table["score_low"].fillna(0.0).to_numpy(), table["score_high"].fillna(1.0).to_numpy()
    p05, p95 = np.quantile(card.before, (0.05, 0.95), axis=0)
    width = np.where(card.ruled, p95 - p05, high - low) * worth
    rows = {"item": table["item"], "aspect": table["aspect"], "width": width, "of_variance": of_variance}
    return pd.DataFrame(rows).sort_values("width", ascending=False, kind="stable", ignore_index=True)


def coverage_table(result: ParitranaResult) -> pd.DataFrame:
    """The score of the covered share under every rule and published target, 0 to 100.

    One row a rule and target: ``rule``, ``target`` ("" for the share itself), ``level`` [share], its distribution,
    and ``own``, whether the plan judges by it.
    """
    import pandas as pd

    share, plan, rows = result.before.covered_share, result.plan, []
    every = [target for target in result.targets if target.key in TARGETS]
    judged = {target.key for target in published(plan, list(result.targets))}
    for rule in get_args(ParitranaPlan.model_fields["coverage_rule"].annotation):
        for target in every if rule != "workers" else [None]:
            level = target.level if target else 1.0
            own = rule == plan.coverage_rule and (target is None or target.key in judged)
            row = {"rule": rule, "target": target.key if target else "", "level": level, "own": own}
            rows.append(row | summed(100 * coverage_score(share, level, rule)))
    return pd.DataFrame(rows)


# budgets of the regency that are asked beside the plan's [Rp]
BUDGETS = (0, 250_000_000, 500_000_000, 1_000_000_000, 2_000_000_000, 3_000_000_000, 5_000_000_000, 10_000_000_000)


def scorecard_table(result: ParitranaResult) -> pd.DataFrame:
    """One row an item: the table of the region, with the score's distribution before any action (0 to 100)."""
    import pandas as pd

    rows = result.region.tables["paritrana"].copy()
    told = pd.DataFrame([summed(100 * result.card.before[:, place]) for place in range(len(rows))])
    kept = rows[["item", "aspect", "rule", "score_low", "score_high", "period", "status", "source"]]
    return pd.concat([kept.fillna({"rule": ""}).reset_index(drop=True), told], axis=1)


def aspect_table(result: ParitranaResult) -> pd.DataFrame:
    """One row an aspect: ``items``, the score's distribution (0 to 100), and ``largest``, the share of draws in which
    bringing it to 100 would raise the whole score more than any other aspect, with its ``largest_error``."""
    import pandas as pd

    room = result.weights * (1 - result.aspects)
    best = room.argmax(axis=1)
    return pd.DataFrame(
        [
            {
                "aspect": name,
                "items": int((result.card.aspect == place).sum()),
                "unit": "score",
                **summed(100 * result.aspects[:, place]),
                "largest": float((best == place).mean()),
                "largest_error": mean_error((best == place).astype(float)),
            }
            for place, name in enumerate(ASPECTS)
        ]
    )


def weighting_table(result: ParitranaResult) -> pd.DataFrame:
    """One row a weighting: the plan's own, each scheme, and the two ends of all plausible weights.

    Columns: ``weighting``, the weight of each aspect (missing where it varies), and the score's distribution.
    """
    import pandas as pd

    table = result.region.tables["paritrana_weights"]
    rows = [{"weighting": ANY, **dict.fromkeys(ASPECTS, np.nan), **summed(_any_score(result))}]
    for scheme in dict.fromkeys(table["scheme"]):
        weights = scheme_weights(scheme, result.region)
        by_aspect = dict(zip(ASPECTS, map(float, weights), strict=True))
        rows.append({"weighting": scheme, **by_aspect, **summed(100 * result.aspects @ weights)})
    for name, ends in zip(("lowest", "highest"), extremes(result.aspects, result.plan.least_weight), strict=True):
        rows.append({"weighting": name, **dict.fromkeys(ASPECTS, np.nan), **summed(100 * ends)})
    return pd.DataFrame(rows)


def _any_score(result: ParitranaResult) -> np.ndarray:
    """The score under all plausible weights, whichever the plan itself takes."""
    if result.plan.weights == ANY:
        return result.score
    plan = result.plan.with_values({"weights": ANY})
    return 100 * weighted(result.aspects, weights_of(plan, result.region, result.numbers))


def uncertainty_table(result: ParitranaResult) -> pd.DataFrame:
    """Where the range of the score comes from.

    One row a source: ``weights`` with the evidence at its mean, ``evidence`` with the weights at theirs, ``both``.
    Columns: the score's distribution; ``least`` and ``most``, the ends of what is possible (all hand-scored items at
    one end of their evidence, the weights at their vertices); ``of_variance``, the share of the variance of both that
    the source makes up alone, and ``of_variance_total``, that share with what it does together with the other.
    """
    import pandas as pd

    mean = result.aspects.mean(axis=0)
    alone = {
        "weights": 100 * weighted(mean, result.weights),
        "evidence": 100 * weighted(result.aspects, result.middle_weights),
        "both": result.score,
    }
    any_weights = result.plan.weights == ANY
    left = _left(result)
    # of every weighting with every evidence: what the drawn pairs happen to share does not count
    variance = left["weights"] + float(alone["evidence"].var())
    mean_ends = extremes(mean, result.plan.least_weight) if any_weights else (mean @ result.middle_weights,) * 2
    low, high = (aspects_at(result, end) for end in ENDS)
    ends = {"weights": mean_ends, "evidence": [aspects @ result.middle_weights for aspects in (low, high)]}
    ends["both"] = ends["evidence"]
    if any_weights:
        ends["both"] = [extremes(one, result.plan.least_weight)[end] for end, one in enumerate((low, high))]
    return pd.DataFrame(
        [
            {
                "source": name,
                "unit": "score",
                **summed(draws),
                "least": 100 * float(np.min(ends[name][0])),
                "most": 100 * float(np.max(ends[name][1])),
                "of_variance": 1.0 if name == "both" else float(draws.var() / variance),
                "of_variance_total": left[name] / variance if name in left else 1.0,
            }
            for name, draws in alone.items()
        ]
    )


def _left(result: ParitranaResult) -> dict[str, float]:
    """What remains of the score's variance, on average, when the other source than the named one is held."""
    spread = {"weights": np.cov(result.weights.T, bias=True), "evidence": np.cov(result.aspects.T, bias=True)}
    held = {"weights": result.aspects, "evidence": result.weights}
    return {
        name: 100**2 * float(np.einsum("di,ij,dj->d", held[name], spread[name], held[name]).mean()) for name in spread
    }


@once
def weights_move(result: ParitranaResult) -> np.ndarray:
    """The width of the 90 % range that the weights alone give, for the evidence of each draw (score, (draws,))."""
    if result.plan.weights != ANY:
        return np.zeros(len(result.score))
    low, high = np.quantile(result.aspects @ result.weights.T, (0.05, 0.95), axis=1)
    return 100 * (high - low)


def action_table(result: ParitranaResult) -> pd.DataFrame:
    """One row an action that can be taken in the year.

    Columns: ``action``; ``gain`` (score), ``apbd`` and ``cost`` of all payers [Rp], ``per_billion`` (score per
    billion rupiah counted) each as ``_mean``, ``_p05``, …; ``done``, the chance that it is done within the year;
    ``best``, the share of draws in which it raises the score most per rupiah, with ``best_error``; ``gain_least`` and
    ``gain_most``, the expected gain at the extremes of the weights; ``chosen``, whether it is among the plan's.
    """
    import pandas as pd

    rows = []
    for action in result.plan.available:
        apbd, every = result.card.cost_rp([action])
        moved = (result.card.aspects_after([action]) - result.aspects).mean(axis=0)
        least, most = _gain_ends(result, moved)
        row = {"action": action, **summed(result.gain([action]), "gain"), "gain_least": least, "gain_most": most}
        row |= {**summed(apbd, "apbd"), **summed(every, "cost"), "done": float(result.card.done[action].mean())}
        if action in result.best_share:
            best = result.best_share[action].astype(float)
            row |= {**summed(result.per_billion(action), "per_billion"), "best": float(best.mean())}
            row["best_error"] = mean_error(best)
        rows.append(row | {"chosen": action in result.chosen})
    return pd.DataFrame(rows)


def _gain_ends(result: ParitranaResult, moved: np.ndarray) -> tuple[float, float]:
    """The least and most that the score is expected to rise over the plan's weights, from the aspects' rise."""
    if result.plan.weights == ANY:
        low, high = extremes(moved, result.plan.least_weight)
        return 100 * float(low), 100 * float(high)
    alone = 100 * float(moved @ result.middle_weights)
    return alone, alone


def budget_table(result: ParitranaResult) -> pd.DataFrame:
    """The best set of actions for each budget of `BUDGETS`, and for the plan's.

    Columns: ``budget_rp``, ``actions`` (with spaces between), ``gain`` expected and ``gain_least`` over the weights
    (score), ``apbd_rp`` (suffices with the plan's confidence), ``all_rp`` on average; ``step`` and
    ``step_per_billion``, what the best set adds to that of the budget before, and that for each billion more of
    ``apbd_rp`` (missing where no more is spent); ``surest`` (actions) and
    ``surest_least`` (score): the set whose least gain over the weights is highest.
    """
    import pandas as pd

    choices, rows, last = result.choices, [], 0
    for budget in sorted({*BUDGETS, result.plan.budget_rp}):
        place = choices.best(budget, result.middle_weights)
        before, last = last, place
        sure = choices.surest(budget, result.plan.least_weight) if result.plan.weights == ANY else place
        rows.append(
            {
                "budget_rp": budget,
                "actions": _told(result, place),
                "gain": 100 * float(choices.gains[place] @ result.middle_weights),
                "gain_least": _gain_ends(result, choices.gains[place])[0],
                "apbd_rp": float(choices.apbd_rp[place]),
                "all_rp": float(choices.all_rp[place]),
                **_step(choices, before, place, result.middle_weights),
                "surest": _told(result, sure),
                "surest_least": _gain_ends(result, choices.gains[sure])[0],
            }
        )
    return pd.DataFrame(rows)


def _step(choices: Choices, before: int, place: int, weights: np.ndarray) -> dict[str, float]:
    more = 100 * float((choices.gains[place] - choices.gains[before]) @ weights)
    spent = float(choices.apbd_rp[place] - choices.apbd_rp[before])
    return {"step": more, "step_per_billion": more / spent * BILLION if spent > 0 else np.nan}


def _told(result: ParitranaResult, place: int) -> str:
    return " ".join(action for action in result.plan.available if action in result.choices.sets[place])


def rank_table(result: ParitranaResult) -> pd.DataFrame:
    """The chance of each rank, as it stands and after the plan's actions, each with its Monte Carlo error.

    Also with every own item at the low or the high end of its evidence (``chance_low``, ``chance_high``), and after
    the actions with all that is unknown of another region independent or moving as one (``chance_after_apart``,
    ``chance_after_together``).
    """
    import pandas as pd

    if result.ranks is None:
        return None
    ranks = {"chance": result.ranks, "chance_after": result.ranks_after(result.chosen)}
    for end in ENDS:
        ranks[f"chance_{end}"] = rank_among(
            100 * weighted(aspects_at(result, end), result.weights), result.peer_scores
        )
    for treatment in result.peers_at:
        ranks[f"chance_after_{treatment}"] = result.ranks_if(treatment)
    rows = []
    for rank in range(1, result.peer_scores.shape[1] + 2):
        row = {"rank": rank}
        for name, found in ranks.items():
            hit = (found == rank).astype(float)
            row |= {name: float(hit.mean()), f"{name}_error": mean_error(hit)}
        rows.append(row)
    return pd.DataFrame(rows)


def region_table(result: ParitranaResult) -> pd.DataFrame:
    """One row a region of the province, the regency first: the score's distribution (0 to 100) and how many aspects
    anything is ``known`` of."""
    import pandas as pd

    if result.ranks is None:
        return None
    peers = peers_of(result.region)
    told = peers[peers["covered_share"].notna() | peers["score_low"].notna()]
    rows = [{"region_code": result.region.code, "region": result.region.about.name, "known": len(ASPECTS)}]
    rows[0] |= summed(result.score)
    for place, code in enumerate(result.peers):
        name = peers.loc[peers["region_code"] == code, "region"].iloc[0]
        known = int((told["region_code"] == code).sum())
        rows.append({"region_code": code, "region": name, "known": known, **summed(result.peer_scores[:, place])})
    return pd.DataFrame(rows)


TABLES = {
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
    "other_baseline": lambda result: other_baseline(result).headline_table,
}
