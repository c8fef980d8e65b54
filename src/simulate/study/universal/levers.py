"""What each regulation and drive adds by the end, and what it costs: each moved alone from the plan."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.model.universal.programme import OF_APBD, Way, simulate_way
from simulate.plan.universal import SWITCHES
from simulate.study.facts import drawn
from simulate.study.summary import summed
from simulate.study.universal.paying import paying_of

if TYPE_CHECKING:
    import pandas as pd

    from simulate.plan.universal import UniversalPlan
    from simulate.study.universal.result import UniversalResult

# what each move is judged by, with its unit
JUDGED = {
    "covered_end": "persons",
    "coverage_end": "percentage_points",
    "cost_apbd": "rp",
    "cost_total": "rp",
    "worker_years": "worker_years",
}
# the value of an obligation that is taken out
NEVER = "none"
# when an obligation that the plan has not begins, counted from its first month
_LATER = 12
# how much faster the budget grows, a year
_FASTER = 0.1
# the ways of asking civil servants that are tried: their own report compares all of them
PAYROLL_DEFAULT = ("payroll_default_2027",)
# the unknowns that say what a move does
EFFECTS = {
    "contractors_from": ("contractors_gain", "phase_in"),
    "permits_from": ("permits_yearly", "phase_in"),
    "village_workers_from": ("village_workers", "village_complied"),
    "compliance_drive": ("registered_yearly", "strong_compliance"),
    "self_pay_drive": ("garut_retained", "garut_span", "strong_self_pay"),
    "sponsorship": ("reach_payroll_default", "inside_payroll_default"),
    "subsidised_growth": ("would_pay", "unreachable"),
    "all_switches": ("contractors_gain", "permits_yearly", "village_complied"),
}


@lru_cache(maxsize=4)
def levers_alone(result: UniversalResult) -> pd.DataFrame:
    """What each of the moves does alone, on the run's facts and random numbers.

    Returns:
        One row a move and measure of `JUDGED` (``cost_apbd``: contributions, registration and outreach;
        ``worker_years``: years of cover of all workers): ``lever``, ``value`` (text), ``measure``, ``unit``, and the
        difference from the plan, draw by draw: ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``.
    """
    import pandas as pd

    own, rows = _judged(result.outcome), []
    for lever, value, levers in _moves(result.plan):
        moved = _judged(way_of(result, result.plan.with_values(levers)))
        for measure, draws in moved.items():
            change = summed(draws - own[measure])
            rows.append({"lever": lever, "value": value, "measure": measure, "unit": JUDGED[measure], **change})
    return pd.DataFrame(rows)


def way_of(result: UniversalResult, plan: UniversalPlan) -> Way:
    """Members and money of another plan on the run's facts and random numbers."""
    values = drawn(result.facts, result.settings.draws, result.settings.seed)
    paying = paying_of(result.facts, plan, result.settings)
    return simulate_way(plan, result.region, plan.laws(result.facts.law), values, paying)


def _moves(plan: UniversalPlan) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is moved, its other value as text, and the levers that this sets."""
    later = plan.calendar[min(_LATER, plan.months - 1)]
    without = {name: later for name in SWITCHES if getattr(plan, name) is None}
    for name in SWITCHES:
        value = without.get(name)
        yield name, value or NEVER, {name: value}
    if len(without) > 1:
        yield "all_switches", later, without
    for name in ("compliance_drive", "self_pay_drive"):
        for value in ("strong", "as_now", "none"):
            if value != getattr(plan, name):
                yield name, value, {name: value}
    for label in (None, *PAYROLL_DEFAULT):
        if label != plan.sponsorship:
            yield "sponsorship", label or NEVER, {"sponsorship": label}
    faster = round(plan.subsidised_growth + _FASTER, 6)
    if plan.subsidised_budget_rp is not None and faster <= 1:
        yield "subsidised_growth", f"{faster:g}", {"subsidised_growth": faster}


def _judged(way: Way) -> dict[str, np.ndarray]:
    covered = way.road.covered
    return {
        "covered_end": covered[:, -1],
        "coverage_end": 100 * way.road.coverage[:, -1],
        "cost_apbd": sum(way.cost_rp[name] for name in OF_APBD).sum(axis=1),
        "cost_total": way.total_rp.sum(axis=1),
        "worker_years": covered.sum(axis=1) / 12,
    }
