"""Which lever matters most: each of those that are decided once moved alone from the plan, all others as they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

from simulate.errors import InputError
from simulate.months import month_number, month_text
from simulate.plan.sponsorship import ADVANCE, PROGRAMME_SETS, SponsorshipPlan
from simulate.study.sponsorship import run_on
from simulate.study.summary import summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.result import SponsorshipResult

# what each move is judged by: whom it protects, and what it costs both payers
JUDGED = ("protected_end", "newly_covered_claim", "cost")


@lru_cache(maxsize=4)
def levers_alone(result: SponsorshipResult) -> pd.DataFrame:
    """What each of the levers of `_moves` does alone, on the run's facts and random numbers.

    Returns:
        One row a move and measure of `JUDGED` (``cost``: contributions of sponsors and APBD together, less what APBD
        saves on workers taken over): ``lever``, ``value`` (what it is moved to), ``measure``, and the difference from
        the plan, draw by draw: ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``. Moves that the plan or the law does
        not allow are left out.
    """
    import pandas as pd

    own = _judged(result)
    rows = []
    for lever, value, levers in _moves(result.plan):
        try:
            plan = result.plan.with_values(levers)
            if plan == result.plan:
                continue
            moved = run_on(result.facts, plan, result.settings)
        except InputError:
            continue
        for measure, draws in _judged(moved).items():
            rows.append({"lever": lever, "value": value, "measure": measure, **summed(draws - own[measure])})
    return pd.DataFrame(rows)


def strongest(moves: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Of each lever the move that changes a measure most, by its median; the strongest lever first."""
    found = moves[moves["measure"] == measure]
    size = found["p50"].abs()
    best = found.loc[size.groupby(found["lever"], sort=False).idxmax()]
    return best.reindex(best["p50"].abs().sort_values(ascending=False, kind="stable").index).reset_index(drop=True)


def _moves(plan: SponsorshipPlan) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """What is moved, its other value, and the levers that this sets; the plan's own value is among them.

    Not moved are the length, the months of pushes, the share of transport, and rules of choosing that need the
    regency's own tables.
    """
    start = month_number(plan.start)
    tried: dict[str, tuple[Any, ...]] = {
        "collection": get_args(SponsorshipPlan.model_fields["collection"].annotation),
        "asn_groups": (("pns",), ("pns", "pppk"), ("pns", "pppk", "pppk_paruh_waktu")),
        "workers_per_asn": (2.0,),
        "programmes": tuple(PROGRAMME_SETS),
        "billing_months": tuple(ADVANCE),
        "bridge_months": (0, 3, 6),
        "replacement": (True, False),
        "selection": ({"uncovered_first": 1.0}, {"decile_pool": 1.0}, {"younger_first": 1.0}),
        "substitution": (True, False),
        "sponsor_relief": (True, False),
        "start": (month_text(start - 3), month_text(start + 3)),
    }
    for lever, values in tried.items():
        yield from ((lever, value, levers_of(plan, lever, value)) for value in values)


def levers_of(plan: SponsorshipPlan, lever: str, value: Any) -> dict[str, Any]:
    """The levers that a move sets."""
    if lever == "workers_per_asn":
        return {f"workers_per_{group}": value for group in plan.asn_groups}
    # another way of asking means take-up by evidence
    return {lever: value} | ({"participation_share": None} if lever == "collection" else {})


def _judged(result: SponsorshipResult) -> dict[str, Any]:
    found, out = result.measures, result.outcome
    spent = found["contributions"] + (out.bridge_rp - out.freed_rp).sum(axis=1)
    return {
        "protected_end": found["protected_end"],
        "newly_covered_claim": found["newly_covered_claim"],
        "cost": spent,
    }
