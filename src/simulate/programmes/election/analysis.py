"""What an election plan is asked further: levers one by one, the elections to come."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from simulate.errors import InputError
from simulate.months import month_number, month_text
from simulate.programmes.election.backtest import against_population, backtest
from simulate.programmes.election.model import KPU_ROLES
from simulate.programmes.election.plan import WAGE_GROUP, ElectionPlan, Role
from simulate.programmes.election.staffing import TABLE, elections, staffing
from simulate.programmes.election.study import run_on
from simulate.study.draws import summed
from simulate.study.facts import drawn

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.election.study import ElectionResult
    from simulate.region.base import Region

# what each move is judged by, all expectations: who dies, whose family is paid, what it costs, what BPJS pays
JUDGED = ("deaths", "families", "cost", "benefits")
# how much nearer to the law's age limit, and how many more months of cover, the moves go
_YOUNGER, _LONGER = 5, 3


@lru_cache(maxsize=4)
def levers_alone(result: ElectionResult) -> pd.DataFrame:
    """What each of the levers of `_moves` does alone, on the run's facts and random numbers.

    Returns:
        One row a move and measure of `JUDGED` (``cost``: contributions and full screening together): ``lever``,
        ``value``, ``measure``, the plan's own median ``own``, and the difference from it, draw by draw: ``mean``,
        ``p05``, ``p50``, ``p95``, ``mc_error``. Moves that the plan or the law does not allow, or that change
        nothing, are left out.
    """
    import pandas as pd

    own, rows = _judged(result), []
    for lever, value in _moves(result.plan, int(result.at_poll.value("election_max_age"))):
        try:
            plan = result.plan.with_values(_levers_of(lever, value))
        except InputError:  # levers that do not go together
            continue
        if plan == result.plan or not _law_allows(plan, result):
            continue
        moved = _judged(run_on(result.facts, plan, result.settings))
        changes = {measure: summed(draws - own[measure]) for measure, draws in moved.items()}
        if not any(found["p05"] or found["p95"] for found in changes.values()):
            continue
        for measure, change in changes.items():
            middle = float(np.median(own[measure]))
            rows.append({"lever": lever, "value": value, "measure": measure, "own": middle, **change})
    return pd.DataFrame(rows)


def _moves(plan: ElectionPlan, law_cap: int) -> Iterator[tuple[str, Any]]:
    """What is moved, and its other values; the plan's own value is among them."""
    yield "age_cap", (plan.age_cap or law_cap)
    yield "age_cap", (plan.age_cap or law_cap) - _YOUNGER
    yield from (("screening", one) for one in ("full", "as_2024", "none"))
    yield from (("shift_limit", one) for one in (True, False))
    yield from (("registration", one) for one in ("after_induction", "before_induction"))
    yield from (("payer", one) for one in ("worker", "apbd"))
    yield "extra_months", plan.extra_months + _LONGER if plan.extra_months + _LONGER <= 12 else 0
    yield "everyone", True
    yield "roles", ("kpps", "linmas")
    yield from (("contribution_basis", one) for one in ("minimum_wage", "honorarium"))
    yield from (("programmes", one) for one in ("jkk_jkm_jht", "jkk_jkm"))


def _levers_of(lever: str, value: Any) -> dict[str, Any]:
    """The levers that a move sets."""
    return {"roles": get_args(Role), "covered_share": 1.0} if lever == "everyone" else {lever: value}


def _law_allows(plan: ElectionPlan, result: ElectionResult) -> bool:
    """Whether the law base has all that a plan asks for: not every region has a minimum wage there."""
    try:
        laws = plan.laws(result.facts.law)
    except InputError:
        return False
    paid_by_wage = plan.contribution_basis == "minimum_wage"
    return not paid_by_wage or result.region.code in laws[0].groups[WAGE_GROUP].by["region"]


def _judged(result: ElectionResult) -> dict[str, np.ndarray]:
    out = result.outcome
    return {
        "deaths": out.deaths.total,
        "families": sum(out.deaths.paid.values()) + sum(out.deaths.paid_after.values()),
        "cost": result.measures["contributions"] + out.screening_rp,
        "benefits": out.expected.benefits_rp,
    }


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
