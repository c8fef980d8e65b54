"""The tables written beside the report: by place, of ways to divide the budget, of outlets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulate.programmes.outreach.allocation import STEPS, best, equal
from simulate.programmes.outreach.model import outlets_of
from simulate.programmes.outreach.plan import CHANNELS, OBJECTIVES
from simulate.programmes.outreach.study import BILLION, OutreachResult, outlet_cost
from simulate.study.draws import mean_error, summarise, summed

# what effort of a channel is counted in
UNITS = {"officer": "officer_months", "agent": "agent_months", "mobile": "mobile_days"}
_MILLION = 1e6
# other budgets, as parts of the plan's, divided a little more coarsely than it
MULTIPLES = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0)
_STEPS = STEPS // 2


def _effort(result: OutreachResult) -> dict[str, np.ndarray]:
    """Money and the units of effort expected of it, mean over draws; each of shape (desa,), 0 where unused."""
    bought = result.field.effort.bought(result.chosen.money_rp).mean(axis=0)
    used = {UNITS[channel]: bought[:, place] for place, channel in enumerate(result.plan.channels)}
    idle = {UNITS[channel]: np.zeros(len(bought)) for channel in CHANNELS}
    return {"money_rp": result.chosen.money_rp.sum(axis=1)} | idle | used


def _named(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    return {f"{name}_{column}": found for column, found in summarise(values).items()}


def ranks(result: OutreachResult) -> tuple[np.ndarray, np.ndarray]:
    """What equal money brings in each desa, by draw, and whether it is then among the first.

    Returns:
        Workers gained for each million rupiah, and bool; each of shape (draws, desa).
    """
    spent, won = (of(result.rules["equal"]) for of in (result.field.effort.spent_rp, result.field.effort.won))
    per_million = np.divide(won, spent, out=np.zeros_like(spent), where=spent > 0) * _MILLION
    place = np.argsort(np.argsort(-per_million, axis=1, kind="stable"), axis=1, kind="stable")
    return per_million, place < result.plan.first_desa


def desa_table(result: OutreachResult) -> pd.DataFrame:
    """One row a desa, the one that gains most workers for a rupiah first.

    Columns:
        kind: ``desa`` or ``kelurahan``.
        uncovered_* [persons]: workers of all kinds.
        money_rp [Rp]: planned there.
        officer_months: of outreach officers, planned.
        agent_months: of agents (Perisai), planned.
        mobile_days: of mobile service, planned.
        gained_* [persons]: workers still paying at the end under the plan.
        per_million_* [persons per million Rp]: workers for each million rupiah if every desa got the same money.
        rank: by the median of ``per_million``.
        km_before [km]: by road to the nearest outlet today, at the median detour.
        km_after [km]: the same with the plan's new ones.
        chance_first [share]: draws in which it is among the first so many that the plan names.
        chance_first_mc_error [share]: its Monte Carlo error.
    """
    desa = result.region.tables["desa"][["desa_code", "desa", "kind", "kecamatan_code"]].reset_index(drop=True)
    names = result.region.tables["kecamatan"].set_index("kecamatan_code")["kecamatan"]
    per_million, first = ranks(result)
    table = desa.assign(
        kecamatan=desa["kecamatan_code"].map(names),
        **_named("uncovered", result.field.uncovered),
        **_effort(result),
        **_named("gained", result.won["best"]),
        **_named("per_million", per_million),
    )
    table = table.assign(
        rank=table["per_million_p50"].rank(ascending=False, method="first").astype(int),
        km_before=result.outlets.nearest() * result.median_detour,
        km_after=result.outlets.nearest(result.outlets.chosen) * result.median_detour,
        chance_first=first.mean(axis=0),
        chance_first_mc_error=[mean_error(one.astype(float)) for one in first.T],
    )
    return table.sort_values("rank", ignore_index=True)


def kecamatan_table(result: OutreachResult) -> pd.DataFrame:
    """One row a kecamatan in the order of its table.

    Columns:
        uncovered_*, money_rp, officer_months, agent_months, mobile_days, gained_*: as in ``by_desa``, of all its
            desa.
        floor_binds: whether the plan's floor gives it more than it would get otherwise.
    """
    sums = result.places.by_kecamatan
    table = result.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
    return table.assign(
        **_named("uncovered", sums(result.field.uncovered)),
        **{name: sums(effort) for name, effort in _effort(result).items()},
        **_named("gained", sums(result.won["best"])),
        floor_binds=result.chosen.floors,
    )


def allocation_table(result: OutreachResult) -> pd.DataFrame:
    """Ways of dividing the budget, without a floor only where it binds.

    Columns:
        rule: how the budget is divided.
        money_rp [Rp]: spent.
        lowest_kecamatan_share [share]: the least that any kecamatan gets of its proportional share of the budget.
        gained_* [persons]: workers still paying at the end.
        less_* [persons]: how many fewer than the plan, draw by draw.
    """
    own, effort, rows = result.won["best"].sum(axis=1), result.field.effort, []
    someone = effort.due > 0
    for rule, money in result.rules.items():
        if rule == "free" and not result.chosen.floors.any():
            continue
        gained = result.won[rule].sum(axis=1)
        lowest = effort.sums(money.sum(axis=1))[someone] / (money.sum() * effort.due[someone])
        row = {"rule": rule, "money_rp": float(money.sum()), "lowest_kecamatan_share": float(lowest.min())}
        rows.append(row | summed(gained, "gained") | summed(own - gained, "less"))
    return pd.DataFrame(rows)


def budget_curve(result: OutreachResult) -> pd.DataFrame:
    """Workers gained (persons) at other budgets, by way of dividing them.

    Columns:
        budget_rp [Rp]: the budget.
        rule: how it is divided.
    """
    effort, plan, rows = result.effort, result.plan, []
    for times in MULTIPLES:
        budget = plan.budget_rp * times
        own = result.chosen if times == 1 else best(effort, budget, plan.floor_share, _STEPS)
        for rule, money in (("best", own.money_rp), ("equal", equal(effort, budget))):
            rows.append({"budget_rp": budget, "rule": rule, **summed(result.field.effort.won(money).sum(axis=1))})
    return pd.DataFrame(rows)


def _placed(result: OutreachResult, new: tuple[int, ...]) -> dict[str, str | float]:
    """Of new outlets: ``opened`` (outlet_ids), ``within_…`` people, ``mean_km_…``."""
    reached, far = result.reach(new)
    opened = " ".join(result.outlets.table["outlet_id"].iloc[list(new)])
    return {"opened": opened} | summed(reached, "within") | summed(far, "mean_km")


def outlet_steps(result: OutreachResult) -> pd.DataFrame:
    """So many new outlets, each number placed anew.

    Columns:
        new_outlets: how many.
        opened: outlet_ids.
        within_planned [persons]: people within reach at the detour on which places are decided.
        mean_km_planned [km]: mean way at that detour.
        within_* [persons]: people within reach.
        mean_km_* [km]: mean way by road to the nearest outlet.
        gained_* [persons]: workers still paying at the end.
        added_* [persons]: of them by the last outlet; missing without any.
        added_per_billion_* [persons per billion Rp]: the same for each billion of its cost.
    """
    planned, rows, last = np.array([result.median_detour]), [], np.zeros(result.settings.draws)
    for more, new in enumerate(result.outlets.steps):
        ((reached,), (far,)), gained = result.reach(new, planned), result.gained_by(new)
        row = {"new_outlets": more, "opened": "", "within_planned": reached, "mean_km_planned": far}
        row |= _placed(result, new) | summed(gained, "gained") | summed(gained - last, "added")
        if more:
            row |= summed((gained - last) / outlet_cost(result) * BILLION, "added_per_billion")
        rows.append(row)
        last = gained
    return pd.DataFrame(rows)


def by_objective(result: OutreachResult) -> pd.DataFrame:
    """The plan's number of new outlets placed for each aim, and today without any.

    Columns:
        objective: ``today``, then each aim.
        opened: outlet_ids.
        within_*, mean_km_*, gained_*: as in ``outlets_by_number``; ``gained`` is missing where none is opened.
        gained_per_billion_* [persons per billion Rp]: workers for each billion of what the outlets cost.
    """
    chosen = {"today": ()} | dict.fromkeys(OBJECTIVES, result.outlets.chosen)
    [other] = (aim for aim in OBJECTIVES if aim != result.plan.objective)
    plan = result.plan.with_values({"objective": other})
    chosen[other] = outlets_of(plan, result.region, result.places, result.median_detour).chosen
    rows = []
    for aim, new in chosen.items():
        rows.append({"objective": aim} | _placed(result, new))
        if new:
            gained, cost = result.gained_by(new), outlet_cost(result) * len(new)
            rows[-1] |= summed(gained, "gained") | summed(gained / cost * BILLION, "gained_per_billion")
    return pd.DataFrame(rows)


def outlets_table(result: OutreachResult) -> pd.DataFrame:
    """Every outlet, one row each.

    Columns:
        outlet_id: its key.
        outlet: its name.
        kind: of service point.
        latitude, longitude [degrees]: where it stands.
        role: ``open``, ``new`` (opened by the plan), or neither.
    """
    table = result.outlets.table[["outlet_id", "outlet", "kind", "kecamatan_code", "latitude", "longitude", "status"]]
    role = np.where(result.outlets.standing, "open", "")
    role[list(result.outlets.chosen)] = "new"
    return table.assign(role=role)


TABLES = {
    "by_kecamatan": kecamatan_table,
    "by_desa": desa_table,
    "allocations": allocation_table,
    "budget_curve": budget_curve,
    "outlets_by_number": outlet_steps,
    "outlets_by_objective": by_objective,
    "outlets": outlets_table,
}
