"""What each regulation and drive adds, what a target needs, in which worlds it is missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.plan.unknowns import weakest
from simulate.programmes.universal.model import OF_APBD, Way, simulate_way
from simulate.programmes.universal.others import paying_of
from simulate.programmes.universal.plan import SWITCHES
from simulate.programmes.universal.study import chance_of, other_baseline
from simulate.study.draws import summed
from simulate.study.facts import drawn
from simulate.study.sensitivity import DRAWS, Box, find_box, varying_unknowns

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.universal.plan import UniversalPlan
    from simulate.programmes.universal.study import UniversalResult

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


CHANCES = (0.5, 0.9)
# the most that is sought [Rp a year], and how close: a part of it, or an amount
_MOST_RP = 5e11
_CLOSE, _CLOSE_RP = 0.001, 3.3e7


@lru_cache(maxsize=4)
def needed_budgets(result: UniversalResult) -> pd.DataFrame:
    """The yearly APBD budget with which the plan's target is reached in its year with a given chance.

    The budget is the same every year and takes the place of the plan's own; all other levers stay.

    Returns:
        One row a chance of `CHANCES`: ``chance``, ``budget_rp`` a year (missing where no budget suffices, for there
        are not as many workers who can be enrolled), ``workers_p50`` paid for in the target month, ``reached`` (the
        share of draws) and its Monte Carlo error ``mc_error``.
    """
    import pandas as pd

    rows = []
    for chance in CHANCES:
        budget = _least_budget(result, chance)
        if budget is None:
            rows.append((chance, np.nan, np.nan, np.nan, np.nan))
            continue
        coverage, workers = _with_budget(result, budget)
        rows.append((chance, budget, float(np.median(workers)), *chance_of(coverage >= result.plan.target)))
    return pd.DataFrame(rows, columns=["chance", "budget_rp", "workers_p50", "reached", "mc_error"])


def _least_budget(result: UniversalResult, chance: float) -> float | None:
    """The least budget [Rp a year] with which so many draws reach the target; more never lowers coverage."""
    from scipy.optimize import brentq

    def above(budget: float) -> float:
        """By how much the coverage that so many draws exceed lies above the target."""
        return float(np.quantile(_with_budget(result, budget)[0], 1 - chance)) - result.plan.target

    if above(0.0) >= 0:
        return 0.0
    if above(_MOST_RP) < 0:
        return None
    return brentq(above, 0.0, _MOST_RP, xtol=_CLOSE_RP, rtol=_CLOSE) * (1 + _CLOSE)


@lru_cache(maxsize=64)
def _with_budget(result: UniversalResult, budget: float) -> tuple[np.ndarray, np.ndarray]:
    """Coverage and workers paid for in December of the target year, shape (draws,)."""
    levers = {"subsidised_budget_rp": int(budget), "subsidised_growth": 0.0}
    road, place = way_of(result, result.plan.with_values(levers)).road, result.plan.decembers[result.plan.target_year]
    return road.coverage[:, place], road.members["subsidised"][:, place]


# what is rarer than this tells too little of the worlds in which it happens
_RARE = 0.02
_QUARTER = 0.25


@dataclass(frozen=True)
class Worlds:
    """The corner of what may be true that is asked about.

    ``kind``: ``miss`` or ``reach`` the target, the rarer of the two; where one of them hardly happens, ``nearest`` to
    the target from below or ``lowest`` above it: a quarter of the draws, up to the coverage ``box.threshold``.
    """

    kind: str
    box: Box


@lru_cache(maxsize=4)
def worlds(result: UniversalResult) -> Worlds | None:
    """Where the plan's coverage in the target month lies on the rarer side; None where it is certain."""
    values = drawn(result.facts, DRAWS, result.settings.seed)
    road = simulate_way(result.plan, result.region, list(result.laws), values, result.paying).road
    coverage = road.coverage[:, result.plan.decembers[result.plan.target_year]]
    if np.ptp(coverage) <= 1e-9:
        return None
    known = {key: values[key] for key in varying_unknowns(result).values()}
    reached = coverage >= result.plan.target
    if min(reached.mean(), 1 - reached.mean()) >= _RARE:
        rarer = reached if reached.mean() < 0.5 else ~reached
        return Worlds("reach" if rarer is reached else "miss", find_box(known, rarer))
    if reached.mean() < 0.5:
        threshold = float(np.quantile(coverage, 1 - _QUARTER))
        return Worlds("nearest", replace(find_box(known, coverage >= threshold), threshold=threshold))
    threshold = float(np.quantile(coverage, _QUARTER))
    return Worlds("lowest", replace(find_box(known, coverage <= threshold), threshold=threshold))


def asked_tables(result: UniversalResult) -> dict[str, pd.DataFrame]:
    """By name; ``levers_alone`` carries the weakest grade of what each move does, ``evidence``."""
    levers = levers_alone(result)
    grades = [weakest(result.unknowns, EFFECTS[lever]) for lever in levers["lever"]]
    return {
        "levers_alone": levers.assign(evidence=grades),
        "needed_budgets": needed_budgets(result),
        "other_baseline": other_baseline(result).headline_table,
    }
