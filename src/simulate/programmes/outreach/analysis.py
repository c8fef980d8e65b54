"""What outreach is asked further: other budgets, other numbers of outlets, the other aim of placing them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.programmes.outreach.allocation import STEPS, best, equal
from simulate.programmes.outreach.outlets import mean_km, outlets_of, within
from simulate.programmes.outreach.plan import OBJECTIVES
from simulate.programmes.outreach.study import BILLION, outlet_cost
from simulate.study.draws import summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.outreach.study import OutreachResult

# of other budgets, a little coarser than the plan's own
_STEPS = STEPS // 2
# of the plan's budget
MULTIPLES = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0)


@lru_cache(maxsize=4)
def budget_curve(result: OutreachResult) -> pd.DataFrame:
    """Workers gained at other budgets, by way of dividing them.

    Returns:
        One row a budget and rule: ``budget_rp``, ``rule``, ``p05`` … of workers gained.
    """
    import pandas as pd

    ground, plan, rows = result.ground, result.plan, []
    for times in MULTIPLES:
        budget = plan.budget_rp * times
        own = result.chosen if times == 1 else best(ground, budget, plan.floor_share, _STEPS)
        for rule, money in (("best", own.money_rp), ("equal", equal(ground, budget))):
            rows.append({"budget_rp": budget, "rule": rule, **summed(result.field.won(money).sum(axis=1))})
    return pd.DataFrame(rows)


@lru_cache(maxsize=4)
def outlet_steps(result: OutreachResult) -> pd.DataFrame:
    """So many new outlets, each number placed anew.

    Returns:
        One row a number: ``new_outlets``, ``opened`` (outlet_ids), ``within_planned`` (people within reach at the
        detour on which places are decided), ``within_…`` people, ``mean_km_…``, ``gained_…`` workers at the end, and
        ``added_…`` by the last outlet, with ``added_per_billion_…`` of its cost; missing without any.
    """
    import pandas as pd

    people, detour, cost = result.places.people, result.values["detour"], outlet_cost(result)
    planned = np.array([float(result.unknowns["detour"].distribution.quantile(0.5))])
    rows, last = [], np.zeros(result.settings.draws)
    for more, new in enumerate(result.outlets.steps):
        nearest, gained = result.outlets.nearest(new), result.gained_by(new)
        rows.append(
            {
                "new_outlets": more,
                "opened": " ".join(result.outlets.table["outlet_id"].iloc[list(new)]),
                "within_planned": float(within(people, nearest, planned, result.plan.radius_km)[0]),
                "mean_km_planned": float(mean_km(people, nearest, planned)[0]),
                **summed(within(people, nearest, detour, result.plan.radius_km), "within"),
                **summed(mean_km(people, nearest, detour), "mean_km"),
                **summed(gained, "gained"),
                **summed(gained - last, "added"),
                **(summed((gained - last) / cost * BILLION, "added_per_billion") if more else {}),
            }
        )
        last = gained
    return pd.DataFrame(rows)


@lru_cache(maxsize=4)
def by_objective(result: OutreachResult) -> pd.DataFrame:
    """The plan's number of new outlets placed for each aim, and today without any.

    Returns:
        One row an aim (``today``, then those of `OBJECTIVES`): ``objective``, ``opened`` (outlet_ids), ``within_…``,
        ``mean_km_…`` and ``gained_…`` as in `outlet_steps`, ``gained_per_billion_…`` of their cost; what they gain is
        missing where none is opened.
    """
    import pandas as pd

    people, detour, cost = result.places.people, result.values["detour"], outlet_cost(result)
    middle = float(result.unknowns["detour"].distribution.quantile(0.5))
    chosen = {"today": ()}
    for aim in OBJECTIVES:
        own = aim == result.plan.objective
        plan = result.plan.with_values({"objective": aim})
        found = result.outlets if own else outlets_of(plan, result.region, result.places, middle)
        chosen[aim] = found.chosen
    return pd.DataFrame(
        [
            {
                "objective": aim,
                "opened": " ".join(result.outlets.table["outlet_id"].iloc[list(new)]),
                **summed(within(people, result.outlets.nearest(new), detour, result.plan.radius_km), "within"),
                **summed(mean_km(people, result.outlets.nearest(new), detour), "mean_km"),
                **(summed(result.gained_by(new), "gained") if new else {}),
                **(summed(result.gained_by(new) / (cost * len(new)) * BILLION, "gained_per_billion") if new else {}),
            }
            for aim, new in chosen.items()
        ]
    )


def asked_tables(result: OutreachResult) -> dict[str, pd.DataFrame]:
    """By name, as they are written beside the report."""
    return {
        "budget_curve": budget_curve(result),
        "outlets_by_number": outlet_steps(result),
        "outlets_by_objective": by_objective(result),
        "outlets": outlets_table(result),
    }


def outlets_table(result: OutreachResult) -> pd.DataFrame:
    """Every outlet with whether it stands (``open``), is opened by the plan (``new``), or neither."""
    table = result.outlets.table[["outlet_id", "outlet", "kind", "kecamatan_code", "latitude", "longitude", "status"]]
    role = np.where(result.outlets.standing, "open", "")
    role[list(result.outlets.chosen)] = "new"
    return table.assign(role=role)
