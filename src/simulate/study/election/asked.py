"""The tables of what an election plan is asked further, as they are written beside its report."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.election.staffing import elections, staffing
from simulate.plan.election import ElectionPlan
from simulate.study.election.backtest import backtest
from simulate.study.election.calendar import by_budget_year, calendar
from simulate.study.election.levers import levers_alone
from simulate.study.election.records import against_population
from simulate.study.facts import drawn

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.election.result import ElectionResult

# past elections whose staffing is reproduced, and the month whose staffing rules they are reckoned by: those of
# earlier elections are not in the law base
_PAST = {"pemilu_2019": "2024-02", "pemilu_2024": "2024-02", "pilkada_2024": "2024-11"}


@lru_cache(maxsize=4)
def staffing_table(result: ElectionResult) -> pd.DataFrame:
    """Workers by election and role: ``event``, ``role``, ``persons`` (whole numbers; the plan's own: the median).

    The past elections of `_PAST` as far as the region has their rolls, then the plan's own as ``KIND_YEAR``.
    """
    import pandas as pd

    facts, rows = result.facts, []
    known = elections(result.region)
    known = known[known["voters"].notna() & known["tps"].notna()].set_index("event")
    values = drawn(facts, result.settings.draws, result.settings.seed)
    for event, month in _PAST.items():
        if event not in known.index:
            continue
        plan = ElectionPlan(event=event.split("_")[0], date=known.loc[event, "date"])
        staff = staffing(plan, result.region, facts.law.at(month), values)
        rows += _rows(event, {role: staff.role(role, plan.posts).sum(axis=1) for role in plan.serving})
    own = _rows(own_event(result), result.outcome.persons)
    rows += [row for row in own if row not in rows]
    return pd.DataFrame(rows, columns=["event", "role", "persons"])


def own_event(result: ElectionResult) -> str:
    """What the plan's own election is called in `staffing_table`; ``…_plan`` where it is not as a past one was."""
    name = f"{result.plan.event}_{result.plan.date[:4]}"
    return f"{name}_plan" if name in _PAST and result.outcome.staff.projected else name


def asked_tables(result: ElectionResult) -> dict[str, pd.DataFrame]:
    """By name; a lever's value is text."""
    levers = levers_alone(result)
    return {
        "staffing": staffing_table(result),
        "levers_alone": levers.assign(value=levers["value"].astype(str)),
        "backtest": backtest(result),
        "records": against_population(result),
        "by_budget_year": by_budget_year(result),
        "calendar": calendar(result),
    }


def _rows(event: str, persons: dict[str, np.ndarray]) -> list[tuple[str, str, int]]:
    return [(event, role, round(float(np.median(heads)))) for role, heads in persons.items()]
