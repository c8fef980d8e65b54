"""Which lever reduces deaths, and which only pays for them: each moved alone from the plan."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from simulate.errors import InputError
from simulate.plan.election import WAGE_GROUP
from simulate.plan.posts import Role
from simulate.study.election.run import run_on
from simulate.study.summary import summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.plan.election import ElectionPlan
    from simulate.study.election.result import ElectionResult

# what each move is judged by, all expectations: who dies, whose family is paid, what it costs, what BPJS pays
JUDGED = ("deaths", "families", "cost", "benefits")
# how much nearer to the law's age limit, and how many more months of cover, the moves go
_YOUNGER, _LONGER = 5, 3


@lru_cache(maxsize=4)
def levers_alone(result: ElectionResult) -> pd.DataFrame:
    """What each of the levers of `_moves` does alone, on the run's facts and random numbers.

    Returns:
        One row a move and measure of `JUDGED` (``cost``: contributions and full screening together): ``lever``,
        ``value``, ``measure``, the plan's own median ``own``, and the difference from it, draw by draw: ``mean``,
        ``p05``, ``p50``, ``p95``, ``mc_error``. Moves that the plan or the law does not allow, or that change
        nothing, are left out.
    """
    import pandas as pd

    own, rows = _judged(result), []
    for lever, value in _moves(result.plan, int(result.at_poll.value("election_max_age"))):
        try:
            plan = result.plan.with_values(_levers_of(lever, value))
        except InputError:  # levers that do not go together
            continue
        if plan == result.plan or not _law_allows(plan, result):
            continue
        moved = _judged(run_on(result.facts, plan, result.settings))
        changes = {measure: summed(draws - own[measure]) for measure, draws in moved.items()}
        if not any(found["p05"] or found["p95"] for found in changes.values()):
            continue
        for measure, change in changes.items():
            middle = float(np.median(own[measure]))
            rows.append({"lever": lever, "value": value, "measure": measure, "own": middle, **change})
    return pd.DataFrame(rows)


def _moves(plan: ElectionPlan, law_cap: int) -> Iterator[tuple[str, Any]]:
    """What is moved, and its other values; the plan's own value is among them."""
    yield "age_cap", (plan.age_cap or law_cap)
    yield "age_cap", (plan.age_cap or law_cap) - _YOUNGER
    yield from (("screening", one) for one in ("full", "as_2024", "none"))
    yield from (("shift_limit", one) for one in (True, False))
    yield from (("registration", one) for one in ("after_induction", "before_induction"))
    yield from (("payer", one) for one in ("worker", "apbd"))
    yield "extra_months", plan.extra_months + _LONGER if plan.extra_months + _LONGER <= 12 else 0
    yield "everyone", True
    yield "roles", ("kpps", "linmas")
    yield from (("contribution_basis", one) for one in ("minimum_wage", "honorarium"))
    yield from (("programmes", one) for one in ("jkk_jkm_jht", "jkk_jkm"))


def _levers_of(lever: str, value: Any) -> dict[str, Any]:
    """The levers that a move sets."""
    return {"roles": get_args(Role), "covered_share": 1.0} if lever == "everyone" else {lever: value}


def _law_allows(plan: ElectionPlan, result: ElectionResult) -> bool:
    """Whether the law base has all that a plan asks for: not every region has a minimum wage there."""
    try:
        laws = plan.laws(result.facts.law)
    except InputError:
        return False
    paid_by_wage = plan.contribution_basis == "minimum_wage"
    return not paid_by_wage or result.region.code in laws[0].groups[WAGE_GROUP].by["region"]


def _judged(result: ElectionResult) -> dict[str, np.ndarray]:
    out = result.outcome
    return {
        "deaths": out.deaths.total,
        "families": sum(out.deaths.paid.values()) + sum(out.deaths.paid_after.values()),
        "cost": result.measures["contributions"] + out.screening_rp,
        "benefits": out.expected.benefits_rp,
    }
