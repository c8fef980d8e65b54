"""The tables written beside the report, and the worlds in which the target is missed.

Tables of estimates have ``mean``, ``p05``, ``p50``, ``p95`` and ``mc_error``, the Monte Carlo error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from simulate.cohort.claims import family_benefits
from simulate.plan.unknowns import weakest
from simulate.programmes.universal.model import OF_APBD, Way, paying_of, simulate_way
from simulate.programmes.universal.plan import SWITCHES, UniversalPlan
from simulate.programmes.universal.study import UniversalResult, chance_of, other_baseline
from simulate.study.draws import summarise, summed
from simulate.study.facts import drawn
from simulate.study.sensitivity import DRAWS, Box, find_box, varying_unknowns
from simulate.study.simulated import Simulated, once


def coverage_by_month(result: UniversalResult) -> pd.DataFrame:
    """Coverage (share) at the end of each month.

    Columns:
        covered_p50 [persons]: median.
        employed_p50 [persons]: median.
    """
    pathway = result.outcome.road
    table = pd.DataFrame({"month": result.months, "unit": "share"} | summarise(pathway.coverage))
    medians = {name: np.median(getattr(pathway, name), axis=0) for name in ("covered", "employed")}
    return table.assign(**{f"{name}_p50": persons for name, persons in medians.items()})


def members_by_month(result: UniversalResult) -> pd.DataFrame:
    """Members by channel and the uncovered (persons) at the end of each month, one row a month and channel.

    Columns:
        channel: what covers them, or why nothing does.
    """
    parts = result.outcome.road.members | result.outcome.road.uncovered
    return pd.concat(
        [
            pd.DataFrame({"month": result.months, "channel": name, "unit": "persons"} | summarise(persons))
            for name, persons in parts.items()
        ],
        ignore_index=True,
    )


def targets(result: UniversalResult) -> pd.DataFrame:
    """The chance that coverage reaches each target in December of each year: one row a target and year.

    Columns:
        target: ``own`` is the plan's; the others are published.
        level [share]: coverage to be reached.
        target_year: when; missing where none is named.
        chance [share]: draws in which it is reached in December of ``year``.
    """
    plan, coverage = result.plan, result.outcome.road.coverage
    levels = [("own", plan.target, plan.target_year), *((one.key, one.level, one.year) for one in result.targets)]
    rows = [
        (key, level, wanted, year, *chance_of(coverage[:, place] >= level))
        for key, level, wanted in levels
        for year, place in plan.decembers.items()
    ]
    columns = ["target", "level", "target_year", "year", "chance", "mc_error"]
    return pd.DataFrame(rows, columns=columns).astype({"target_year": "Int64"})


def cost_by_year(result: UniversalResult) -> pd.DataFrame:
    """What each payer, and all of them, pay by calendar year [Rp], one row a year and payer.

    Columns:
        payer: who pays; ``total`` is all of them.
    """
    costs = result.outcome.cost_rp | {"total": result.outcome.total_rp}
    return pd.DataFrame(
        [
            {"year": year, "payer": payer, "unit": "rp", **summed(amounts[:, places].sum(axis=1))}
            for year, places in result.years().items()
            for payer, amounts in costs.items()
        ]
    )


def fund_by_year(result: UniversalResult) -> pd.DataFrame:
    """JKM of the new members by calendar year: expected benefits over contributions, and what is left.

    Without the lottery of single events; scholarships promised are benefits.

    Columns:
        ratio_*: benefits over contributions; missing in a year in which nobody pays.
        net_rp_* [Rp]: contributions less benefits.
    """
    by_month = [family_benefits(law) for law in result.laws]
    new, values = result.outcome.new, drawn(result.facts, result.settings.draws, result.settings.seed)
    benefits = new.deaths_waiting * [family.waiting_rp for family in by_month]
    benefits += new.deaths_full * [family.full_rp for family in by_month]
    if result.scholarships_due:
        promised = values["scholarship_child_years"] * values["scholarship_year"]
        benefits = benefits + new.deaths_scholarship * promised[:, None]
    rows = []
    for year, places in result.years().items():
        paid, due = (amounts[:, places].sum(axis=1) for amounts in (result.outcome.paid_rp["jkm"], benefits))
        ratio = summed(due / paid, "ratio") if (paid > 0).all() else {}
        rows.append({"year": year, **ratio, **summed(paid - due, "net_rp")})
    return pd.DataFrame(rows)


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


def levers_alone(result: UniversalResult) -> pd.DataFrame:
    """What each of the moves does alone, on the run's facts and random numbers.

    Columns:
        lever: the lever that is moved.
        value: what it is moved to, as text.
        measure: what is judged; ``cost_apbd`` is contributions, registration and outreach, ``worker_years`` years of
            cover of all workers. The numbers are differences from the plan, draw by draw.
        evidence: the weakest grade of what the move does.
    """
    own, rows = _judged(result.outcome), []
    for lever, value, levers in _moves(result.plan):
        grade = weakest(result.unknowns, EFFECTS[lever])
        for measure, draws in _judged(_pathway_of(result, levers)).items():
            named = {"lever": lever, "value": value, "measure": measure, "unit": JUDGED[measure]}
            rows.append(named | summed(draws - own[measure]) | {"evidence": grade})
    return pd.DataFrame(rows)


def _pathway_of(result: UniversalResult, levers: dict[str, Any]) -> Way:
    """Members and money of the plan with levers moved; claims, which take longest, are left out."""
    plan, values = result.plan.with_values(levers), drawn(result.facts, result.settings.draws, result.settings.seed)
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


def _judged(found: Way) -> dict[str, np.ndarray]:
    covered = found.road.covered
    return {
        "covered_end": covered[:, -1],
        "coverage_end": 100 * found.road.coverage[:, -1],
        "cost_apbd": sum(found.cost_rp[name] for name in OF_APBD).sum(axis=1),
        "cost_total": found.total_rp.sum(axis=1),
        "worker_years": covered.sum(axis=1) / 12,
    }


CHANCES = (0.5, 0.9)
# the most that is sought [Rp a year], and how close: a part of it, or an amount
_MOST_RP = 5e11
_CLOSE, _CLOSE_RP = 0.001, 3.3e7


def needed_budgets(result: UniversalResult) -> pd.DataFrame:
    """The yearly APBD budget with which the plan's target is reached in its year with a given chance.

    The budget is the same every year and takes the place of the plan's own; all other levers stay.

    Columns:
        chance [share]: of reaching it.
        budget_rp [Rp/year]: missing where no budget suffices, for there are not as many workers who can be enrolled.
        workers_p50 [persons]: paid for in the target month.
        reached [share]: draws in which it is reached.
    """
    from scipy.optimize import brentq

    target, rows = result.plan.target, []
    for chance in CHANCES:

        def above(budget: float, chance: float = chance) -> float:
            """By how much the coverage that so many draws exceed lies above the target; more never lowers it."""
            return float(np.quantile(_with_budget(result, budget)[0], 1 - chance)) - target

        budget = 0.0
        if above(budget) < 0:
            if above(_MOST_RP) < 0:
                rows.append((chance, np.nan, np.nan, np.nan, np.nan))
                continue
            budget = brentq(above, 0.0, _MOST_RP, xtol=_CLOSE_RP, rtol=_CLOSE) * (1 + _CLOSE)
        coverage, workers = _with_budget(result, budget)
        rows.append((chance, budget, float(np.median(workers)), *chance_of(coverage >= target)))
    return pd.DataFrame(rows, columns=["chance", "budget_rp", "workers_p50", "reached", "mc_error"])


@once
def _with_budget(result: UniversalResult, budget: float) -> tuple[np.ndarray, np.ndarray]:
    """Coverage and workers paid for in December of the target year, shape (draws,)."""
    pathway = _pathway_of(result, {"subsidised_budget_rp": int(budget), "subsidised_growth": 0.0}).road
    place = result.plan.decembers[result.plan.target_year]
    return pathway.coverage[:, place], pathway.members["subsidised"][:, place]


_OWN = (coverage_by_month, members_by_month, targets, cost_by_year, fund_by_year, levers_alone, needed_budgets)


def other_baseline_table(result: Simulated) -> pd.DataFrame:
    """The measures of the plan if the other baseline held."""
    return other_baseline(result).headline_table


TABLES: dict[str, Callable[[UniversalResult], pd.DataFrame]] = {
    **{table.__name__: table for table in _OWN},
    "other_baseline": other_baseline_table,
}

# what is rarer than this tells too little of the worlds in which it happens
_RARE = 0.02
_QUARTER = 0.25


@once
def worlds(result: UniversalResult) -> tuple[str, Box] | None:
    """Where the plan's coverage in the target month lies on the rarer side; None where it is certain.

    Returns:
        Which corner of what may be true is asked about, and the corner: ``miss`` or ``reach`` the target, the rarer
        of the two; where one of them hardly happens, ``nearest`` to the target from below or ``lowest`` above it: a
        quarter of the draws, up to the coverage that is the box's threshold.
    """
    values = drawn(result.facts, DRAWS, result.settings.seed)
    pathway = simulate_way(result.plan, result.region, list(result.laws), values, result.paying).road
    coverage = pathway.coverage[:, result.plan.decembers[result.plan.target_year]]
    if np.ptp(coverage) <= 1e-9:
        return None
    known = {key: values[key] for key in varying_unknowns(result).values()}
    reached = coverage >= result.plan.target
    often = reached.mean() >= 0.5
    if min(reached.mean(), 1 - reached.mean()) >= _RARE:
        return ("miss", find_box(known, ~reached)) if often else ("reach", find_box(known, reached))
    threshold = float(np.quantile(coverage, _QUARTER if often else 1 - _QUARTER))
    box = find_box(known, coverage <= threshold if often else coverage >= threshold)
    return "lowest" if often else "nearest", replace(box, threshold=threshold)
