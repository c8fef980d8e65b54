"""The tables written beside the report: what a run gives, what the records say, and the model held against counts."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple, get_args

import numpy as np
import pandas as pd

from simulate.cohort.claims import poisson_quantile
from simulate.law.base import LawMonth
from simulate.programmes.election.model import KPU_ROLES, at_poll_of, expected_claims, simulate_election
from simulate.programmes.election.people import (
    POLL_DAYS,
    RECORDS,
    TABLE,
    YEAR_DAYS,
    Draws,
    elections,
    expected_deaths,
    mean_rate,
    staffing,
    stations_of,
)
from simulate.programmes.election.plan import ElectionPlan, Role
from simulate.programmes.election.study import MEASURES, ElectionResult, calendar, levers_alone
from simulate.region.base import Region
from simulate.study.draws import event_noise, summarise, summed
from simulate.study.simulated import once

# past elections whose staffing is reproduced, and the month whose staffing rules they are calculated by: those of
# earlier elections are not in the law base
_PAST = {"pemilu_2019": "2024-02", "pemilu_2024": "2024-02", "pilkada_2024": "2024-11"}


def workers_by_role(result: ElectionResult) -> pd.DataFrame:
    """Workers by role, when and for how long they are covered, and what that costs: one row a role.

    Columns:
        role: what they are appointed as.
        body: the body whose term it has.
        first_month: the first month of service.
        months_served: months of service.
        months_covered: months with contributions; 0 where the plan leaves the role out.
        persons_* [persons]: who serve.
        covered_p50 [persons]: who are registered.
        contributions_rp_* [Rp]: for all months of cover.
        deaths_mean: deaths expected in service.
    """
    rows, out, none = [], result.outcome, np.zeros(result.settings.draws)
    for role, body in result.plan.bodies.items():
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
    """People to insure by month, kecamatan and role, where there are any.

    Columns:
        role: what they are appointed as.
        persons_p50 [persons]: median.
    """
    codes = result.region.tables["kecamatan"]["kecamatan_code"].tolist()
    rows = []
    for role in (role for role in result.plan.bodies if role in result.plan.roles):
        counts = np.median(result.covered_by_kecamatan(role), axis=0).tolist()
        for month in (result.months[place] for place in result.cover(role)):
            rows += [(month, code, role, count) for code, count in zip(codes, counts, strict=True) if count]
    return pd.DataFrame(rows, columns=["month", "kecamatan_code", "role", "persons_p50"])


def workers_by_kecamatan(result: ElectionResult) -> pd.DataFrame:
    """Workers to insure by kecamatan (persons), largest first, where any serve.

    Columns:
        tps_p50: polling stations, median.
    """
    staff = result.outcome.staff
    places = result.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
    covered = sum(result.covered_by_kecamatan(role) for role in result.plan.bodies)
    table = places.assign(unit="persons", **summarise(covered), tps_p50=np.median(staff.tps, axis=0))
    table = table[sum(staff.persons.values()).any(axis=0)]
    return table.sort_values(["p50", "kecamatan_code"], ascending=[False, True], ignore_index=True)


def contributions_by_month(result: ElectionResult) -> pd.DataFrame:
    """Contributions by month [Rp].

    Columns:
        persons_p50 [persons]: the people they cover, median.
    """
    persons = np.zeros((result.settings.draws, len(result.months)))
    for role, covered in result.outcome.covered.items():
        persons[:, result.cover(role)] += covered[:, None]
    table = pd.DataFrame({"month": result.months, "unit": "rp"} | summarise(result.by_month_rp))
    return table.assign(persons_p50=np.median(persons, axis=0))


def distribution(result: ElectionResult) -> pd.DataFrame:
    """What a reserve is set by, one row a measure.

    Columns:
        p90: 90 of 100 draws lie below.
        p99: 99 of 100 draws lie below.
    """
    names = ("deaths", "deaths_paid", "benefits")
    found = np.quantile([result.measures[name] for name in names], (0.5, 0.9, 0.99), axis=1)
    units = [MEASURES[name] for name in names]
    return pd.DataFrame({"measure": names, "unit": units, **dict(zip(("p50", "p90", "p99"), found, strict=True))})


def chances(result: ElectionResult) -> pd.DataFrame:
    """The chance of so many or more.

    Columns:
        k: how many.
        deaths_k_or_more [share]: draws with so many deaths in service.
        families_k_or_more [share]: draws with so many families paid for them.
    """
    measures = result.measures
    drawn = {"deaths": measures["deaths"], "families": measures["deaths_jkm"] + measures["deaths_jkk"]}
    counts = np.arange(int(max(*(draws.max() for draws in drawn.values()), 1)) + 1)
    reached = {f"{name}_k_or_more": (draws >= counts[:, None]).mean(axis=1) for name, draws in drawn.items()}
    return pd.DataFrame({"k": counts} | reached)


def by_budget_year(result: ElectionResult) -> pd.DataFrame:
    """Contributions of the plan by budget year and whose workers they cover [Rp].

    Columns:
        institution: ``kpu``, ``bawaslu``, or ``all`` of them.
    """
    bawaslu = [role for role in get_args(Role) if role not in KPU_ROLES]
    employed, years = {"kpu": KPU_ROLES, "bawaslu": bawaslu, "all": get_args(Role)}, np.array(result.months, "U4")
    return pd.DataFrame(
        {"year": year, "institution": institution, "unit": "rp"}
        | summed(result.contributions_rp(roles)[:, years == year].sum(axis=1))
        for year in np.unique(years).tolist()
        for institution, roles in employed.items()
    )


def workers_by_election(result: ElectionResult) -> pd.DataFrame:
    """Workers by election and role: the past elections of which the region has the rolls, then the plan's own.

    Columns:
        event: kind and year, such as ``pemilu_2024``.
        role: what they are appointed as.
        persons [persons]: whole numbers; the plan's own: the median.
    """
    known = elections(result.region)
    dates = known[known["voters"].notna() & known["tps"].notna()].set_index("event")["date"]
    persons: dict[str, Draws] = {}
    for event in (event for event in _PAST if event in dates):
        plan = ElectionPlan(event=event.split("_")[0], date=dates[event])
        staff = staffing(plan, result.region, result.facts.law.at(_PAST[event]), result.values)
        persons[event] = {role: staff.role(role).sum(axis=1) for role in plan.serving}
    persons.setdefault(own_event(result), result.outcome.persons)
    return pd.DataFrame(
        {"event": event, "role": role, "persons": round(float(np.median(count)))}
        for event, own in persons.items()
        for role, count in own.items()
    )


def own_event(result: ElectionResult) -> str:
    """What the plan's own election is called among `workers_by_election`; ``…_plan`` where none was as it is."""
    name = f"{result.plan.event}_{result.plan.date[:4]}"
    return f"{name}_plan" if name in _PAST and result.outcome.staff.projected else name


# KPPS serve a month [days]
_MONTH = YEAR_DAYS / 12


class ReportingCurve(NamedTuple):
    """How KPU's count of KPPS deaths grew in 2019: a total times a gamma distribution of the days since the poll."""

    total: float
    delay: Any

    def count_by(self, day: float) -> float:
        """Deaths listed by so many days after the poll."""
        return self.total * self.delay.cdf(day)


@once
def reporting_curve(result: ElectionResult) -> ReportingCurve:
    """The curve through the press's counts of 2019, by least squares.

    Source: ``data/indonesia/election_records.csv``, measure ``kpu_deaths_kpps``.
    """
    from scipy.optimize import curve_fit
    from scipy.stats import gamma

    days, counts = press_counts(result.region)

    def listed(day: np.ndarray, total: float, shape: float, scale: float) -> np.ndarray:
        return total * gamma.cdf(day, shape, scale=scale)

    (total, shape, scale), _ = curve_fit(listed, days, counts, p0=(counts.max(), 2.0, 5.0), bounds=(1e-3, np.inf))
    return ReportingCurve(float(total), gamma(shape, scale=scale))


def press_counts(region: Region) -> tuple[np.ndarray, np.ndarray]:
    """Days after the poll of 2019 on which the press gave KPU's count of dead KPPS, and the counts."""
    table = region.tables[RECORDS]
    rows = table[(table["segment"] == "pemilu_2019.kpps") & (table["measure"] == "kpu_deaths_kpps")]
    days = [days_after(region, "pemilu_2019", day) for day in rows["period"]]
    return np.array(days, dtype=float), rows["value"].to_numpy(dtype=float)


def days_after(region: Region, event: str, day: str) -> int:
    """Days from the poll of an election to a day ``YYYY-MM-DD``; of a month alone, to its last day."""
    poll = elections(region).set_index("event").loc[event, "day"]
    return (pd.Period(day).end_time.date() - datetime.date.fromisoformat(poll)).days


def kpps_of_2019(result: ElectionResult) -> float:
    """KPPS nationwide in 2019: polling stations times those of each."""
    return _record(result, "tps_2019") * _staff(result, "kpps")


def _record(result: ElectionResult, row: str) -> float:
    return result.region.figure(RECORDS, row).value


def _staff(result: ElectionResult, body: str) -> int:
    """Chair and members of a body in one place, by the law of the plan."""
    posts = (f"{body}_chair", f"{body}_member")
    return sum(int(result.at_poll.value("election_staff", result.plan.law_event, post)) for post in posts)


def against_population(result: ElectionResult) -> pd.DataFrame:
    """Each national record beside what population mortality gives for as many people of their age in as many days.

    Columns:
        record: whose deaths, in which election, on whose list.
        recorded: deaths on it.
        workers [persons]: whom the record is about.
        days: days that it spans.
        expected_*: deaths by the population's mortality.
        ratio_*: recorded over expected.
    """
    region, cap = result.region, result.max_age
    # KPPS with security, PPS, PPK, and a supervisor for each polling station
    all_of_2019 = sum(_record(result, row) for row in ("officers_2019", "pps_2019", "ppk_2019", "tps_2019"))
    kpps, kpps_pilkada = _record(result, "kpps_2024"), _record(result, "tps_pilkada_2024") * _staff(result, "kpps")
    pps = _record(result, "desa_2024") * _staff(result, "pps")
    ppk = _record(result, "kecamatan_2024") * _staff(result, "ppk")
    records = (
        # how many died among how many, the year of the mortality table, the highest age, the days
        ("kpu_2019", reporting_curve(result).count_by(POLL_DAYS - 1), kpps_of_2019(result), 2019, None, POLL_DAYS),
        ("kpu_2019_final", _record(result, "kpu_2019_final"), all_of_2019, 2019, None, _MONTH),
        ("kpu_2024", _record(result, "kpu_2024_kpps"), kpps, 2024, cap, POLL_DAYS),
        ("kpu_2024_pps", _record(result, "kpu_2024_pps"), pps, 2024, None, POLL_DAYS),
        ("kpu_2024_ppk", _record(result, "kpu_2024_ppk"), ppk, 2024, None, POLL_DAYS),
        ("kemenkes_2024", _record(result, "kemenkes_2024_kpps"), kpps, 2024, cap, POLL_DAYS),
        ("kpu_pilkada_2024", _record(result, "kpu_pilkada_2024_kpps"), kpps_pilkada, 2024, cap, _MONTH),
    )
    rows = []
    for record, recorded, workers, year, highest, days in records:
        expected = workers * mean_rate(region, year, highest, result.values) * days / YEAR_DAYS
        known = {"record": record, "recorded": recorded, "workers": workers, "days": days}
        rows.append(known | summed(expected, "expected") | summed(recorded / expected, "ratio"))
    return pd.DataFrame(rows)


@once
def since_2019(result: ElectionResult) -> dict[str, np.ndarray | float]:
    """What became of the KPPS' recorded deaths from 2019 to 2024, by the same day after the poll.

    Returns:
        ``rate_2019`` and ``rate_2024`` recorded deaths per million, ``ratio`` of the two; by draw ``age_cap`` (the
        part of it that the age limit explains) and ``rest`` (screening, workload, recording), whose product it is.
    """
    region, values = result.region, result.values
    rate_2019 = reporting_curve(result).count_by(POLL_DAYS - 1) / kpps_of_2019(result) * 1e6
    rate_2024 = _record(result, "kpu_2024_kpps") / _record(result, "kpps_2024") * 1e6
    # one mortality period, so that nothing but the limit moves
    by_cap = mean_rate(region, 2024, result.max_age, values) / mean_rate(region, 2024, None, values)
    ratio = rate_2024 / rate_2019
    return {"rate_2019": rate_2019, "rate_2024": rate_2024, "ratio": ratio, "age_cap": by_cap, "rest": ratio / by_cap}


# counts that do not overlap: not the parts of a total, not the rupiah of families that are counted
DISTINCT = ("bpjs_2024", "kpu_2024", "kpu_2019", "kpu_pilkada_2024")
# the row of ``elections.csv`` that each count is held against
OBSERVED = {
    "kpu_2019": "kpu_deaths_apr_2019",
    "kpu_2024": "kpu_deaths_feb_2024",
    "kpu_2024_kpps": "kpu_deaths_feb_2024_kpps",
    "kpu_2024_linmas": "kpu_deaths_feb_2024_linmas",
    "bpjs_2024": "bpjs_families_mar_2024",
    "bpjs_2024_rp": "bpjs_benefits_mar_2024",
    "kpu_pilkada_2024": "kpu_deaths_dec_2024",
}


def backtest(result: ElectionResult) -> pd.DataFrame:
    """What the model says of each count of the regency, on the draws of a run.

    Lists of KPU: the national list's deaths a person on the same day after the poll, times the regency's workers,
    with ``regional_ratio`` for how regions differ and ``linmas_ratio`` for TPS security, then the lottery of deaths.
    Families paid by BPJS Ketenagakerjaan: the model's own deaths in the month of the poll, times the share registered
    (``insured_2024``, not known) and claimed.

    Columns:
        case: the count, one row each.
        observed: what was counted.
        at_most [share]: draws that do not exceed the count.
        inside: whether it lies in the 90 % interval.
    """
    rows = []
    for case, row in OBSERVED.items():
        figure, draws = result.region.figure(TABLE, row), predicted(result)[case]
        unit, scale = ("rp", 1e6) if figure.unit == "rp_million" else ("persons", 1)
        seen, found = figure.value * scale, summed(draws)
        within = {"at_most": float((draws <= seen).mean()), "inside": bool(found["p05"] <= seen <= found["p95"])}
        known = {"status": figure.status, "source": figure.source}
        rows.append({"case": case, "unit": unit, "observed": seen} | found | within | known)
    return pd.DataFrame(rows)


@once
def predicted(result: ElectionResult) -> Draws:
    """The counts as the model draws them, by case, each of shape (draws,)."""
    region, law, values = result.region, result.facts.law, result.values
    noise = event_noise(tuple(f"backtest_{case}" for case in OBSERVED), result.settings.draws, result.settings.seed)
    at_2024, curve = law.at("2024-02"), reporting_curve(result)
    of_2019 = _crew(ElectionPlan(date="2019-04"), region, at_2024, values)
    of_2024 = _crew(ElectionPlan(date="2024-02"), region, at_2024, values)
    of_pilkada = _crew(ElectionPlan(event="pilkada", date="2024-11"), region, law.at("2024-11"), values)

    def share_read(case: str, event: str) -> float:
        """The share of a list that was reported on the day when the regency's was read."""
        return curve.delay.cdf(days_after(region, event, region.figure(TABLE, OBSERVED[case]).period))

    # deaths a person of the national list by the day on which the regency's was read
    by_2019 = curve.total * share_read("kpu_2019", "pemilu_2019") / kpps_of_2019(result)
    listed = region.figure(RECORDS, "kpu_2024_kpps")
    late = curve.delay.cdf(days_after(region, "pemilu_2024", listed.period))
    by_2024 = listed.value / _record(result, "kpps_2024") * share_read("kpu_2024", "pemilu_2024") / late
    crew_listed = sum(_record(result, f"kpu_pilkada_2024_{role}") for role in ("kpps", "linmas"))
    stations, read_pilkada = _record(result, "tps_pilkada_2024"), share_read("kpu_pilkada_2024", "pilkada_2024")
    own, linmas = values["regional_ratio"], values["linmas_ratio"]
    # security's ratio is to KPPS under the age limit, which did not hold in 2019
    cap = int(at_2024.value("election_max_age"))
    younger = mean_rate(region, 2019, cap, values) / mean_rate(region, 2019, None, values)
    expected = {
        "kpu_2019": own * by_2019 * (of_2019["kpps"] + linmas * younger * of_2019["linmas"]),
        "kpu_2024_kpps": own * by_2024 * of_2024["kpps"],
        "kpu_2024_linmas": own * by_2024 * linmas * of_2024["linmas"],
        "kpu_pilkada_2024": own * crew_listed / stations * of_pilkada["tps"] * read_pilkada,
    }
    found = {case: poisson_quantile(noise[f"backtest_{case}"], mean) for case, mean in expected.items()}
    found["kpu_2024"] = found["kpu_2024_kpps"] + found["kpu_2024_linmas"]
    return found | _families(result, noise)


def _crew(plan: ElectionPlan, region: Region, at_poll: LawMonth, values: Draws) -> Draws:
    """KPPS, TPS security and polling stations of a past election in the regency, each of shape (draws,)."""
    staff = staffing(plan, region, at_poll, values)
    crew = {role: staff.role(role) for role in ("kpps", "linmas")} | {"tps": staff.tps}
    return {name: count.sum(axis=1) for name, count in crew.items()}


def _families(result: ElectionResult, noise: Draws) -> Draws:
    """Families paid for deaths in the month of the Pemilu of 2024, and what they got [Rp]."""
    plan, values = ElectionPlan(date="2024-02", law_extension="none"), result.values
    laws = plan.laws(result.facts.law)
    at_poll = at_poll_of(plan, laws)
    outcome = simulate_election(plan, result.region, laws, values)
    month = dict.fromkeys(outcome.service, (0, 1))
    cap = int(at_poll.value("election_max_age"))
    there = {role: persons for role, persons in outcome.persons.items() if role != "pantarlih"}
    deaths = expected_deaths(plan, result.region, there, month, cap, values["insured_2024"], values)
    paid = expected_claims(deaths, np.zeros_like(values["claim_share"]), outcome.work_rp, at_poll, values)
    by_work = poisson_quantile(noise["backtest_bpjs_2024"], paid.events["deaths_jkk"])
    by_nature = poisson_quantile(noise["backtest_bpjs_2024_rp"], paid.events["deaths_jkm"])
    benefits = by_nature * paid.jkm_rp + by_work * (paid.work_death_rp + paid.promised_rp)
    return {"bpjs_2024": by_nature + by_work, "bpjs_2024_rp": benefits}


def pilkada_stations(result: ElectionResult) -> tuple[float, float]:
    """Polling stations of the Pilkada of 2024: as the fill of that year's Pemilu predicts them, and as counted."""
    region = result.region
    desa, law = region.tables["desa"]["tps_regular_2024"].to_numpy(), result.facts.law.at("2024-11")
    voters = region.figure(TABLE, "pilkada_2024_voters").value * desa / desa.sum()
    fill, cap = region.figure(TABLE, "tps_fill_pemilu_2024").value, law.value("election_tps_cap", "pilkada_2024")
    return float(stations_of(voters, int(cap), fill).sum()), region.figure(TABLE, "pilkada_2024_tps").value


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
