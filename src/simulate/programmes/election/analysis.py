"""What takes runs of other plans on the same facts: levers one by one, the elections to come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import numpy as np
import pandas as pd

from simulate.errors import InputError
from simulate.programmes.election.plan import ElectionPlan, Role
from simulate.programmes.election.staffing import TABLE, Draws, elections
from simulate.programmes.election.study import ElectionResult, run_on
from simulate.study.draws import summed
from simulate.written import month_number, month_text

# what each move is judged by, all expectations, with its unit: who dies, whose family is paid, what it costs, what
# BPJS pays
JUDGED = {"deaths": "persons", "families": "persons", "cost": "rp", "benefits": "rp"}
# how much nearer to the law's age limit, and how many more months of cover, the moves go
_YOUNGER, _LONGER = 5, 3


def levers_alone(result: ElectionResult) -> pd.DataFrame:
    """What each of the levers of `_moves` does alone, on the run's facts and random numbers.

    Returns:
        One row a move and measure of `JUDGED` (``cost``: contributions and full screening together): ``lever``,
        ``value`` as text, ``measure``, the plan's own median ``own``, and the difference from it, draw by draw:
        ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``. Moves that the plan or the law does not allow, or that
        change nothing, are left out.
    """
    own, rows = _judged(result), []
    for lever, value in _moves(result.plan, result.max_age):
        levers = {"roles": get_args(Role), "covered_share": 1.0} if lever == "everyone" else {lever: value}
        try:
            if result.plan.with_values(levers) == result.plan:
                continue
            moved = _judged(result.rerun(**levers))
        except InputError:  # levers that do not go together, or what the law base has not: a region's minimum wage
            continue
        changes = {measure: summed(draws - own[measure]) for measure, draws in moved.items()}
        if any(change["p05"] or change["p95"] for change in changes.values()):
            move = {"lever": lever, "value": str(value)}
            rows += [
                move | {"measure": measure, "own": float(np.median(own[measure]))} | change
                for measure, change in changes.items()
            ]
    return pd.DataFrame(rows)


def _moves(plan: ElectionPlan, law_cap: int) -> Iterator[tuple[str, Any]]:
    """What is moved, and its other values; the plan's own value is among them."""
    cap, longer = plan.age_cap or law_cap, plan.extra_months + _LONGER
    moves = {
        "age_cap": (cap, cap - _YOUNGER),
        "screening": ("full", "as_2024", "none"),
        "shift_limit": (True, False),
        "registration": ("after_induction", "before_induction"),
        "payer": ("worker", "apbd"),
        "extra_months": (longer if longer <= 12 else 0,),
        "everyone": (True,),
        "roles": (("kpps", "linmas"),),
        "contribution_basis": ("minimum_wage", "honorarium"),
        "programmes": ("jkk_jkm_jht", "jkk_jkm"),
    }
    return ((lever, value) for lever, values in moves.items() for value in values)


def _judged(result: ElectionResult) -> Draws:
    out = result.outcome
    return {
        "deaths": out.deaths.total,
        "families": sum(out.deaths.paid.values()) + sum(out.deaths.paid_after.values()),
        "cost": result.measures["contributions"] + out.screening_rp,
        "benefits": out.expected.benefits_rp,
    }


def calendar(result: ElectionResult) -> pd.DataFrame:
    """Elections to come: the Pemilu and the Pilkada that are expected, and village elections a term after their last.

    Everyone is covered; a Pilkada is paid from the grant, all else from APBD, a village election on the minimum
    wage. A round of village elections counts its desa as the mean of all.

    Returns:
        One row an election: ``event`` (``pemilu_2029``), ``kind``, ``date``, ``desa`` (missing where all vote),
        ``payer``, ``first_month`` and ``last_month`` of cover, ``workers`` (median), contributions [Rp] ``p05``,
        ``p50``, ``p95``, ``mc_error``, and ``deaths`` (mean, expected).
    """
    rows, years = [], result.region.tables["mortality"]
    for event, plan in _coming(result):
        year = int(plan.date[:4])
        if not years["year_from"].le(year).mul(years["year_to"].gt(year)).any():
            continue  # beyond the years of the mortality table
        found = run_on(result.facts, plan, result.settings)
        money = summed(found.measures["contributions"])
        rows.append(
            {
                "event": event,
                "kind": plan.event,
                "date": plan.date,
                "desa": float("nan") if plan.desa_voting is None else float(plan.desa_voting),
                "payer": plan.payer,
                "first_month": found.months[0],
                "last_month": found.months[-1],
                "workers": float(np.median(found.measures["workers"])),
                **{name: money[name] for name in ("p05", "p50", "p95", "mc_error")},
                "deaths": float(found.outcome.deaths.total.mean()),
            }
        )
    columns = "event kind date desa payer first_month last_month workers p05 p50 p95 mc_error deaths"
    return pd.DataFrame(rows, columns=columns.split()).sort_values("date", ignore_index=True)


def _coming(result: ElectionResult) -> Iterator[tuple[str, ElectionPlan]]:
    """The elections to come by name, with the plan that covers everyone."""
    found = elections(result.region).reindex(columns=["event", "date", "expected", "desa_voting"])
    for row in found[found["expected"].notna()].itertuples():
        kind = row.event.split("_")[0]
        yield row.event, ElectionPlan(event=kind, date=row.date, payer="nphd" if kind == "pilkada" else "apbd")
    for row in found[found["desa_voting"].notna()].itertuples():
        date = month_text(month_number(row.date) + 12 * village_head_term(result))
        cap = int(result.region.figure(TABLE, "pilkades_voters_a_station").value)
        villages = {"desa_voting": int(row.desa_voting), "contribution_basis": "minimum_wage", "tps_cap": cap}
        yield f"pilkades_{date[:4]}", ElectionPlan(event="pilkades", date=date, **villages)


def village_head_term(result: ElectionResult) -> int:
    """The term of a village head by the newest law [years]."""
    law = result.facts.law
    return int(law.at(law.groups["village_head_term"].horizon).value("village_head_term"))
