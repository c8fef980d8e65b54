"""What the evidence leaves open: the ends of items, what settling each takes away, other rules of coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from simulate.model.paritrana.scores import aspect_means, coverage_score
from simulate.plan.paritrana import ParitranaPlan
from simulate.study.paritrana.card import TARGETS, published
from simulate.study.summary import summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.paritrana.result import ParitranaResult

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
