"""Which lever moved what between two plans, whatever the order in which they are changed."""

from __future__ import annotations

from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from simulate.study.sponsorship import run_on
from simulate.study.summary import mean_error, summarise

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.result import SponsorshipResult

# levers that only make sense together are moved together
TOGETHER = {"collection": "asking", "participation_share": "asking", "start": "span", "months": "span"} | {
    "law_extension": "span"
}


def levers_moved(before: SponsorshipResult, after: SponsorshipResult, measure: str) -> pd.DataFrame:
    """How much each lever adds to a measure on the way from one plan to another.

    Each lever's part is its mean over all orders in which the levers can be moved (its Shapley value), draw by draw,
    so the parts add up to the whole and no order is preferred.

    Args:
        before: the plan at the start.
        after: the plan at the end, on the same facts and settings.
        measure: a measure that both have.

    Returns:
        One row a lever, or levers that are moved together, from what adds most to what takes most away: ``lever``,
        ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error`` (of the worst of these), ``mean_error`` (of the mean).

    Raises:
        InputError: the law does not vouch for a month of a plan on the way.

    Source: Shapley (1953); Štrumbelj and Kononenko (2014) for models.
    """
    import pandas as pd

    groups: dict[str, dict[str, object]] = {}
    for lever in before.plan.names():
        if getattr(before.plan, lever) != getattr(after.plan, lever):
            groups.setdefault(TOGETHER.get(lever, lever), {})[lever] = getattr(after.plan, lever)
    names = tuple(groups)
    reached = {moved: _measure(before, groups, moved, measure) for moved in _subsets(names)}
    rows = []
    for name in names:
        part = np.zeros(before.settings.draws)
        others = tuple(other for other in names if other != name)
        for moved in _subsets(others):
            weight = factorial(len(moved)) * factorial(len(others) - len(moved)) / factorial(len(names))
            part += weight * (reached[moved | {name}] - reached[moved])
        rows.append({"lever": name, **summarise(part), "mean_error": mean_error(part)})
    columns = ("lever", "mean", "p05", "p50", "p95", "mc_error", "mean_error")
    return pd.DataFrame(rows, columns=columns).sort_values("mean", ascending=False, ignore_index=True, kind="stable")


def _subsets(names: tuple[str, ...]):
    for size in range(len(names) + 1):
        yield from (frozenset(chosen) for chosen in combinations(names, size))


def _measure(
    before: SponsorshipResult, groups: dict[str, dict[str, object]], moved: frozenset[str], measure: str
) -> np.ndarray:
    values = {lever: value for name in moved for lever, value in groups[name].items()}
    return run_on(before.facts, before.plan.with_values(values), before.settings).measures[measure]
