"""The measures of the scorecard: what its headline table counts, by draw; scores run from 0 to 100."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.region.paritrana import ACTIONS, ASPECTS, RULES

if TYPE_CHECKING:
    from simulate.study.paritrana.result import ParitranaResult

MEASURES = {
    "score": "score",
    "score_least": "score",
    "score_most": "score",
    "score_mean_weights": "score",
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
BILLION = 1e9


def measures_of(result: ParitranaResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); ranks and actions that the plan leaves out are left out, never zero."""
    least, most = result.extremes
    found = {
        "score": result.score,
        "score_least": least,
        "score_most": most,
        "score_mean_weights": 100 * result.aspects @ result.middle_weights,
        **{f"aspect_{name}": 100 * result.aspects[:, place] for place, name in enumerate(ASPECTS)},
        "score_after": result.score + result.gain(result.chosen),
        "gain_chosen": result.gain(result.chosen),
        "apbd_chosen": result.card.cost_rp(result.chosen)[0],
        "cost_chosen": result.card.cost_rp(result.chosen)[1],
        **result.levels,
    }
    if result.ranks is not None:
        found |= {"rank": result.ranks, "rank_after": result.ranks_after(result.chosen)}
    for action in result.plan.available:
        apbd, every = result.card.cost_rp([action])
        found |= {f"gain_{action}": result.gain([action]), f"apbd_{action}": apbd, f"cost_{action}": every}
        if (result.counted(action) > 0).all():
            found[f"per_billion_{action}"] = result.per_billion(action)
    return {name: found[name] for name in MEASURES if name in found}
