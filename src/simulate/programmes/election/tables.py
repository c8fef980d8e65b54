"""The tables written beside the report, each a function of a result."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import numpy as np
import pandas as pd

from simulate.programmes.election.analysis import calendar, levers_alone
from simulate.programmes.election.backtest import against_population, backtest
from simulate.programmes.election.model import KPU_ROLES
from simulate.programmes.election.plan import ElectionPlan, Role
from simulate.programmes.election.staffing import elections, staffing
from simulate.programmes.election.study import MEASURES, ElectionResult
from simulate.study.draws import summarise, summed

# chances of the distribution of deaths and benefits that a reserve is set by
_QUANTILES = (0.5, 0.9, 0.99)
# past elections whose staffing is reproduced, and the month whose staffing rules they are calculated by: those of
# earlier elections are not in the law base
_PAST = {"pemilu_2019": "2024-02", "pemilu_2024": "2024-02", "pilkada_2024": "2024-11"}


def workers_by_role(result: ElectionResult) -> pd.DataFrame:
    """Workers by role with first month, months covered, wage base and contribution, one row a role."""
    rows, out, none = [], result.outcome, np.zeros(result.settings.draws)
    for role, body in result.bodies.items():
        span, paid = result.cover(role), out.contributions_rp.get(role, {})
        rows.append(
            {
                "role": role,
                "body": body,
                "first_month": result.months[span.start],
                "months_served": len(span) - result.plan.extra_months,
                "months_covered": len(span) if role in result.plan.roles else 0,
                **summed(out.persons[role], "persons"),
                "covered_p50": float(np.median(out.covered[role])),
                **summed(sum((amounts.sum(axis=1) for amounts in paid.values()), none), "contributions_rp"),
                "deaths_mean": float(out.deaths.serving[role].mean()),
            }
        )
    return pd.DataFrame(rows)


def to_insure(result: ElectionResult) -> pd.DataFrame:
    """People to insure by month, kecamatan and role (median, persons), where there are any."""
    codes = result.region.tables["kecamatan"]["kecamatan_code"].tolist()
    rows = []
    for role in (role for role in result.bodies if role in result.plan.roles):
        counts = np.median(result.covered_by_kecamatan(role), axis=0).tolist()
        for month in (result.months[place] for place in result.cover(role)):
            rows += [(month, code, role, count) for code, count in zip(codes, counts, strict=True) if count]
    return pd.DataFrame(rows, columns=["month", "kecamatan_code", "role", "persons_p50"])


def workers_by_kecamatan(result: ElectionResult) -> pd.DataFrame:
    """Workers to insure by kecamatan (persons), largest first, with polling stations; where any serve."""
    staff = result.outcome.staff
    places = result.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
    covered = sum(result.covered_by_kecamatan(role) for role in result.bodies)
    table = places.assign(unit="persons", **summarise(covered), tps_p50=np.median(staff.tps, axis=0))
    table = table[sum(staff.role(role, result.plan.posts) for role in result.bodies).any(axis=0)]
    return table.sort_values(["p50", "kecamatan_code"], ascending=[False, True], ignore_index=True)


def contributions_by_month(result: ElectionResult) -> pd.DataFrame:
    """Contributions by month [Rp], with the people they cover (median, persons)."""
    persons = np.zeros((result.settings.draws, len(result.months)))
    for role, covered in result.outcome.covered.items():
        persons[:, result.cover(role)] += covered[:, None]
    table = pd.DataFrame({"month": result.months, "unit": "rp"} | summarise(result.by_month_rp))
    return table.assign(persons_p50=np.median(persons, axis=0))


def distribution(result: ElectionResult) -> pd.DataFrame:
    """P50, P90 and P99 of what a reserve is set by, one row a measure."""
    columns = [f"p{round(100 * chance)}" for chance in _QUANTILES]
    return pd.DataFrame(
        {
            "measure": name,
            "unit": MEASURES[name],
            **dict(zip(columns, np.quantile(result.measures[name], _QUANTILES), strict=True)),
        }
        for name in ("deaths", "deaths_paid", "benefits")
    )


def chances(result: ElectionResult) -> pd.DataFrame:
    """The chance of so many or more.

    Columns: ``k``, ``deaths_k_or_more`` in service, ``families_k_or_more`` paid for them.
    """
    deaths, paid = result.measures["deaths"], result.measures["deaths_jkm"] + result.measures["deaths_jkk"]
    counts = np.arange(int(max(deaths.max(), paid.max(), 1)) + 1)
    return pd.DataFrame(
        {
            "k": counts,
            "deaths_k_or_more": [float((deaths >= count).mean()) for count in counts],
            "families_k_or_more": [float((paid >= count).mean()) for count in counts],
        }
    )


def by_budget_year(result: ElectionResult) -> pd.DataFrame:
    """Contributions of the plan by budget year and whose workers they cover [Rp].

    Returns:
        One row a year and ``institution`` (``kpu``, ``bawaslu``, or ``all`` of them): ``mean``, ``p05``, ``p50``,
        ``p95``, ``mc_error``.
    """
    bawaslu = tuple(role for role in get_args(Role) if role not in KPU_ROLES)
    employed, rows = {"kpu": KPU_ROLES, "bawaslu": bawaslu, "all": get_args(Role)}, []
    for year in sorted({month[:4] for month in result.months}):
        inside = [month.startswith(year) for month in result.months]
        for institution, roles in employed.items():
            paid = result.contributions_rp(roles)[:, inside].sum(axis=1)
            rows.append({"year": year, "institution": institution, "unit": "rp", **summed(paid)})
    return pd.DataFrame(rows)


def workers_by_election(result: ElectionResult) -> pd.DataFrame:
    """Workers by election and role: ``event``, ``role``, ``persons`` (whole numbers; the plan's own: the median).

    The past elections of `_PAST` as far as the region has their rolls, then the plan's own as ``KIND_YEAR``.
    """
    known = elections(result.region)
    dates = known[known["voters"].notna() & known["tps"].notna()].set_index("event")["date"]
    persons: dict[str, dict[str, np.ndarray]] = {}
    for event, month in _PAST.items():
        if event in dates:
            plan = ElectionPlan(event=event.split("_")[0], date=dates[event])
            staff = staffing(plan, result.region, result.facts.law.at(month), result.values)
            persons[event] = {role: staff.role(role, plan.posts).sum(axis=1) for role in plan.serving}
    persons.setdefault(own_event(result), result.outcome.persons)
    medians = {event: {role: np.median(count) for role, count in own.items()} for event, own in persons.items()}
    rows = [(event, role, round(float(count))) for event, own in medians.items() for role, count in own.items()]
    return pd.DataFrame(rows, columns=["event", "role", "persons"])


def own_event(result: ElectionResult) -> str:
    """What the plan's own election is called among `workers_by_election`; ``…_plan`` where none was as it is."""
    name = f"{result.plan.event}_{result.plan.date[:4]}"
    return f"{name}_plan" if name in _PAST and result.outcome.staff.projected else name


TABLES: dict[str, Callable[[ElectionResult], pd.DataFrame]] = {
    "workers_by_role": workers_by_role,
    "to_insure": to_insure,
    "workers_by_kecamatan": workers_by_kecamatan,
    "contributions_by_month": contributions_by_month,
    "distribution": distribution,
    "chances": chances,
    "staffing": workers_by_election,
    "levers_alone": levers_alone,
    "backtest": backtest,
    "records": against_population,
    "by_budget_year": by_budget_year,
    "calendar": calendar,
}
