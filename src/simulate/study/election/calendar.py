"""What to budget when: the elections to come, each on the law held and the run's random numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, get_args

import numpy as np

from simulate.model.election.money import KPU_ROLES
from simulate.model.election.staffing import TABLE, elections
from simulate.months import month_number, month_text
from simulate.plan.election import ElectionPlan
from simulate.plan.posts import Role
from simulate.study.election.run import run_on
from simulate.study.summary import summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.region import Region
    from simulate.study.election.result import ElectionResult

_COLUMNS = (
    "event",
    "kind",
    "date",
    "desa",
    "payer",
    "first_month",
    "last_month",
    "workers",
    "p05",
    "p50",
    "p95",
    "mc_error",
    "deaths",
)
# who employs which roles
_INSTITUTIONS = {
    "kpu": KPU_ROLES,
    "bawaslu": tuple(role for role in get_args(Role) if role not in KPU_ROLES),
    "all": get_args(Role),
}


@lru_cache(maxsize=4)
def calendar(result: ElectionResult) -> pd.DataFrame:
    """Elections to come: the Pemilu and the Pilkada that are expected, and village elections a term after their last.

    Everyone is covered; a Pilkada is paid from the grant, all else from APBD, a village election on the minimum
    wage. A round of village elections counts its desa as the mean of all.

    Returns:
        One row an election: ``event`` (``pemilu_2029``), ``kind``, ``date``, ``desa`` (missing where all vote),
        ``payer``, ``first_month`` and ``last_month`` of cover, ``workers`` (median), contributions [Rp] ``p05``,
        ``p50``, ``p95``, ``mc_error``, and ``deaths`` (mean, expected).
    """
    import pandas as pd

    rows, years = [], result.region.tables["mortality"]
    for event, kind, date, desa in _coming(result):
        plan = _plan_of(kind, date, desa, result.region)
        if not years["year_from"].le(int(date[:4])).mul(years["year_to"].gt(int(date[:4]))).any():
            continue  # beyond the years of the mortality table
        found = run_on(result.facts, plan, result.settings)
        money = summed(found.measures["contributions"])
        rows.append(
            {
                "event": event,
                "kind": kind,
                "date": date,
                "desa": float("nan") if desa is None else float(desa),
                "payer": plan.payer,
                "first_month": found.months[0],
                "last_month": found.months[-1],
                "workers": float(np.median(found.measures["workers"])),
                **{name: money[name] for name in ("p05", "p50", "p95", "mc_error")},
                "deaths": float(found.outcome.deaths.total.mean()),
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS).sort_values("date", ignore_index=True)


@lru_cache(maxsize=4)
def by_budget_year(result: ElectionResult) -> pd.DataFrame:
    """Contributions of the plan by budget year and whose workers they cover [Rp].

    Returns:
        One row a year and ``institution`` (``kpu``, ``bawaslu``, or ``all`` of them): ``mean``, ``p05``, ``p50``,
        ``p95``, ``mc_error``.
    """
    import pandas as pd

    rows = []
    for year in sorted({month[:4] for month in result.months}):
        inside = [month.startswith(year) for month in result.months]
        for institution, roles in _INSTITUTIONS.items():
            paid = result.contributions_rp(roles)[:, inside].sum(axis=1)
            rows.append({"year": year, "institution": institution, "unit": "rp", **summed(paid)})
    return pd.DataFrame(rows)


def _coming(result: ElectionResult) -> list[tuple[str, str, str, int | None]]:
    """Event, kind, month of the poll, and how many desa vote; None where all do."""
    found = elections(result.region)
    expected = found[found["expected"].notna()] if "expected" in found else found.iloc[:0]
    rows = [(row["event"], row["event"].split("_")[0], row["date"], None) for row in expected.to_dict("records")]
    term = village_head_term(result)
    villages = found[found["desa_voting"].notna()] if "desa_voting" in found else found.iloc[:0]
    for row in villages.to_dict("records"):
        date = month_text(month_number(row["date"]) + 12 * term)
        rows.append((f"pilkades_{date[:4]}", "pilkades", date, int(row["desa_voting"])))
    return rows


def village_head_term(result: ElectionResult) -> int:
    """The term of a village head by the newest law [years]."""
    law = result.facts.law
    return int(law.at(law.groups["village_head_term"].horizon).value("village_head_term"))


def _plan_of(kind: str, date: str, desa: int | None, region: Region) -> ElectionPlan:
    """The plan of an election to come; of a village election how many ``desa`` vote."""
    own = {
        "pemilu": {},
        "pilkada": {"payer": "nphd"},
        "pilkades": {
            "desa_voting": desa,
            "contribution_basis": "minimum_wage",
            "tps_cap": int(region.figure(TABLE, "pilkades_voters_a_station").value) if kind == "pilkades" else None,
        },
    }
    return ElectionPlan(event=kind, date=date, **own[kind])
