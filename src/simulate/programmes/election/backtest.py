"""What the national records say, and the model held against counts of the regency."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.claims import poisson_quantile
from simulate.programmes.election.model import at_poll_of, expected_claims, simulate_election
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.election.risk import POLL_DAYS, YEAR_DAYS, expected_deaths, mean_rate
from simulate.programmes.election.staffing import TABLE, elections, staffing, stations_of
from simulate.study.draws import event_noise, summed
from simulate.study.facts import drawn

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.base import LawMonth
    from simulate.programmes.election.study import ElectionResult
    from simulate.region.base import Region

RECORDS = "election_records"
_CURVE = "kpu_deaths_kpps"
# KPPS serve a month [days]
_MONTH = YEAR_DAYS / 12


@dataclass(frozen=True)
class ReportingCurve:
    """How KPU's count of KPPS deaths grew in 2019: a total times a gamma distribution of the days since the poll.

    ``days`` and ``counts`` are the press's counts.
    """

    days: np.ndarray
    counts: np.ndarray
    total: float
    shape: float
    scale: float

    def share_by(self, day: float) -> float:
        """Share of all listed deaths that was reported by so many days after the poll."""
        from scipy.stats import gamma

        return float(gamma.cdf(day, self.shape, scale=self.scale))

    def count_by(self, day: float) -> float:
        """Deaths listed by so many days after the poll."""
        return self.total * self.share_by(day)

    @property
    def fitted(self) -> np.ndarray:
        """The curve at the days of the counts."""
        return np.array([self.count_by(day) for day in self.days])

    @property
    def half_day(self) -> float:
        """Days after the poll by which half was reported."""
        from scipy.stats import gamma

        return float(gamma.ppf(0.5, self.shape, scale=self.scale))


@lru_cache(maxsize=4)
def reporting_curve(result: ElectionResult) -> ReportingCurve:
    """The curve through the press's counts of 2019, by least squares.

    Source: ``data/indonesia/election_records.csv``, measure ``kpu_deaths_kpps``.
    """
    from scipy.optimize import curve_fit
    from scipy.stats import gamma

    region, table = result.region, result.region.tables[RECORDS]
    rows = table[(table["segment"] == "pemilu_2019.kpps") & (table["measure"] == _CURVE)]
    days = np.array([days_after(region, "pemilu_2019", day) for day in rows["period"]], dtype=float)
    counts = rows["value"].to_numpy(dtype=float)

    def listed(day: np.ndarray, total: float, shape: float, scale: float) -> np.ndarray:
        return total * gamma.cdf(day, shape, scale=scale)

    found, _ = curve_fit(listed, days, counts, p0=(counts.max(), 2.0, 5.0), bounds=(1e-3, np.inf))
    return ReportingCurve(days, counts, *map(float, found))


def days_after(region: Region, event: str, day: str) -> int:
    """Days from the poll of an election to a day ``YYYY-MM-DD``; of a month alone, to its last day."""
    import pandas as pd

    poll = elections(region).set_index("event").loc[event, "day"]
    return (pd.Period(day).end_time.date() - datetime.date.fromisoformat(poll)).days


def kpps_of_2019(result: ElectionResult) -> float:
    """KPPS nationwide in 2019: polling stations times those of each."""
    return result.region.figure(RECORDS, "tps_2019").value * _kpps_a_station(result)


def _all_of_2019(region: Region) -> float:
    """Workers of 2019 nationwide: KPPS with security, PPS, PPK, and a supervisor for each polling station."""
    return sum(_value(region, row) for row in ("officers_2019", "pps_2019", "ppk_2019", "tps_2019"))


def _kpps_a_station(result: ElectionResult) -> int:
    """KPPS of a polling station by the law of the plan."""
    return _heads(result, "kpps_chair", "kpps_member")


def _heads(result: ElectionResult, *posts: str) -> int:
    """So many persons hold these posts in one place, by the law of the plan."""
    return sum(int(result.at_poll.value("election_staff", result.plan.law_event, post)) for post in posts)


@lru_cache(maxsize=4)
def against_population(result: ElectionResult) -> pd.DataFrame:
    """Each national record beside what population mortality gives for as many people of their age in as many days.

    Returns:
        One row a record: ``record``, ``recorded``, ``workers``, ``days``, then ``expected_*`` and ``ratio_*`` as
        `summary.summed` names them.
    """
    import pandas as pd

    region, curve = result.region, reporting_curve(result)
    values = drawn(result.facts, result.settings.draws, result.settings.seed)
    cap = int(result.at_poll.value("election_max_age"))
    pilkada = region.figure(RECORDS, "tps_pilkada_2024").value * _kpps_a_station(result)
    committees = {
        "pps": _value(region, "desa_2024") * _heads(result, "pps_chair", "pps_member"),
        "ppk": _value(region, "kecamatan_2024") * _heads(result, "ppk_chair", "ppk_member"),
    }
    told = (
        ("kpu_2019", curve.count_by(POLL_DAYS - 1), kpps_of_2019(result), 2019, None, POLL_DAYS),
        ("kpu_2019_final", _value(region, "kpu_2019_final"), _all_of_2019(region), 2019, None, _MONTH),
        ("kpu_2024", _value(region, "kpu_2024_kpps"), _value(region, "kpps_2024"), 2024, cap, POLL_DAYS),
        ("kpu_2024_pps", _value(region, "kpu_2024_pps"), committees["pps"], 2024, None, POLL_DAYS),
        ("kpu_2024_ppk", _value(region, "kpu_2024_ppk"), committees["ppk"], 2024, None, POLL_DAYS),
        ("kemenkes_2024", _value(region, "kemenkes_2024_kpps"), _value(region, "kpps_2024"), 2024, cap, POLL_DAYS),
        ("kpu_pilkada_2024", _value(region, "kpu_pilkada_2024_kpps"), pilkada, 2024, cap, _MONTH),
    )
    rows = []
    for record, recorded, workers, year, highest, days in told:
        expected = workers * mean_rate(region.tables["mortality"], year, highest, values) * days / YEAR_DAYS
        rows.append(
            {
                "record": record,
                "recorded": recorded,
                "workers": workers,
                "days": days,
                **summed(expected, "expected"),
                **summed(recorded / expected, "ratio"),
            }
        )
    return pd.DataFrame(rows)


@lru_cache(maxsize=4)
def since_2019(result: ElectionResult) -> dict[str, np.ndarray | float]:
    """What became of the KPPS' recorded deaths from 2019 to 2024, by the same day after the poll.

    Returns:
        ``rate_2019`` and ``rate_2024`` recorded deaths per million, ``ratio`` of the two; by draw ``age_cap`` (the
        part of it that the age limit explains) and ``rest`` (screening, workload, recording), whose product it is.
    """
    region, mortality = result.region, result.region.tables["mortality"]
    values = drawn(result.facts, result.settings.draws, result.settings.seed)
    cap = int(result.at_poll.value("election_max_age"))
    rate_2019 = reporting_curve(result).count_by(POLL_DAYS - 1) / kpps_of_2019(result) * 1e6
    rate_2024 = _value(region, "kpu_2024_kpps") / _value(region, "kpps_2024") * 1e6
    # one mortality period, so that nothing but the limit moves
    by_cap = mean_rate(mortality, 2024, cap, values) / mean_rate(mortality, 2024, None, values)
    ratio = rate_2024 / rate_2019
    return {
        "rate_2019": rate_2019,
        "rate_2024": rate_2024,
        "ratio": ratio,
        "age_cap": by_cap,
        "rest": ratio / by_cap,
    }


def _value(region: Region, row: str) -> float:
    return region.figure(RECORDS, row).value


# counts that do not overlap: not the parts of a total, not the rupiah of families that are counted
DISTINCT = ("bpjs_2024", "kpu_2024", "kpu_2019", "kpu_pilkada_2024")
_CASES = (
    "kpu_2019",
    "kpu_2024",
    "kpu_2024_kpps",
    "kpu_2024_linmas",
    "bpjs_2024",
    "bpjs_2024_rp",
    "kpu_pilkada_2024",
)
# the row of ``elections.csv`` that each is held against
OBSERVED = {
    "kpu_2019": "kpu_deaths_apr_2019",
    "kpu_2024": "kpu_deaths_feb_2024",
    "kpu_2024_kpps": "kpu_deaths_feb_2024_kpps",
    "kpu_2024_linmas": "kpu_deaths_feb_2024_linmas",
    "bpjs_2024": "bpjs_families_mar_2024",
    "bpjs_2024_rp": "bpjs_benefits_mar_2024",
    "kpu_pilkada_2024": "kpu_deaths_dec_2024",
}


@lru_cache(maxsize=4)
def backtest(result: ElectionResult) -> pd.DataFrame:
    """What the model says of each count of the regency, on the draws of a run.

    Lists of KPU: the national list's deaths a person on the same day after the poll, times the regency's workers,
    with ``regional_ratio`` for how regions differ and ``linmas_ratio`` for TPS security, then the lottery of deaths.
    Families paid by BPJS Ketenagakerjaan: the model's own deaths in the month of the poll, times the share registered
    (``insured_2024``, not known) and claimed.

    Returns:
        One row a count: ``case``, ``unit``, ``observed``, ``p05``, ``p50``, ``p95``, ``mean``, ``mc_error``,
        ``at_most`` (share of draws that do not exceed the count) and ``inside`` the 90 % interval.
    """
    import pandas as pd

    said = predicted(result)
    region, rows = result.region, []
    for case in _CASES:
        figure = region.figure(TABLE, OBSERVED[case])
        seen = figure.value * (1e6 if figure.unit == "rp_million" else 1)
        draws = said[case]
        found = summed(draws)
        rows.append(
            {
                "case": case,
                "unit": "rp" if figure.unit == "rp_million" else "persons",
                "observed": seen,
                **found,
                "at_most": float((draws <= seen).mean()),
                "inside": bool(found["p05"] <= seen <= found["p95"]),
                "status": figure.status,
                "source": figure.source,
            }
        )
    return pd.DataFrame(rows)


@lru_cache(maxsize=4)
def predicted(result: ElectionResult) -> dict[str, np.ndarray]:
    """The counts as the model draws them, by case, each of shape (draws,)."""
    region, facts, settings = result.region, result.facts, result.settings
    values = drawn(facts, settings.draws, settings.seed)
    noise = event_noise(tuple(f"backtest_{case}" for case in _CASES), settings.draws, settings.seed)
    at_2024 = facts.law.at("2024-02")
    curve = reporting_curve(result)
    crews = {
        "2019": _crew(ElectionPlan(date="2019-04"), result, at_2024, values),
        "2024": _crew(ElectionPlan(date="2024-02"), result, at_2024, values),
        "pilkada": _crew(ElectionPlan(event="pilkada", date="2024-11"), result, facts.law.at("2024-11"), values),
    }
    # deaths a person of the national list by the day on which the regency's was read
    by_2019 = curve.count_by(_read_after(region, "kpu_2019", "pemilu_2019")) / kpps_of_2019(result)
    listed = region.figure(RECORDS, "kpu_2024_kpps")
    late = curve.share_by(days_after(region, "pemilu_2024", listed.period))
    early = curve.share_by(_read_after(region, "kpu_2024", "pemilu_2024"))
    by_2024 = listed.value / region.figure(RECORDS, "kpps_2024").value * early / late
    stations = region.figure(RECORDS, "tps_pilkada_2024").value
    crew_listed = sum(region.figure(RECORDS, f"kpu_pilkada_2024_{role}").value for role in ("kpps", "linmas"))
    by_day = curve.share_by(_read_after(region, "kpu_pilkada_2024", "pilkada_2024"))
    own = values["regional_ratio"]
    # security's ratio is to KPPS under the age limit, which did not hold in 2019
    mortality, cap = region.tables["mortality"], int(at_2024.value("election_max_age"))
    younger = mean_rate(mortality, 2019, cap, values) / mean_rate(mortality, 2019, None, values)
    expected = {
        "kpu_2019": own
        * by_2019
        * (crews["2019"]["kpps"] + values["linmas_ratio"] * younger * crews["2019"]["linmas"]),
        "kpu_2024_kpps": own * by_2024 * crews["2024"]["kpps"],
        "kpu_2024_linmas": own * by_2024 * values["linmas_ratio"] * crews["2024"]["linmas"],
        "kpu_pilkada_2024": own * crew_listed / stations * crews["pilkada"]["tps"] * by_day,
    }
    found = {case: poisson_quantile(noise[f"backtest_{case}"], mean) for case, mean in expected.items()}
    found["kpu_2024"] = found["kpu_2024_kpps"] + found["kpu_2024_linmas"]
    return found | _families(result, values, noise)


def _read_after(region: Region, case: str, event: str) -> int:
    """Days from the poll to the day that the regency's list was read."""
    return days_after(region, event, region.figure(TABLE, OBSERVED[case]).period)


def _crew(
    plan: ElectionPlan, result: ElectionResult, at_poll: LawMonth, values: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """KPPS, TPS security and polling stations of a past election in the regency, each of shape (draws,)."""
    staff = staffing(plan, result.region, at_poll, values)
    return {role: staff.role(role, plan.posts).sum(axis=1) for role in ("kpps", "linmas")} | {
        "tps": staff.tps.sum(axis=1)
    }


def _families(
    result: ElectionResult, values: dict[str, np.ndarray], noise: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Families paid for deaths in the month of the Pemilu of 2024, and what they got [Rp]."""
    plan = ElectionPlan(date="2024-02", law_extension="none")
    laws = plan.laws(result.facts.law)
    at_poll = at_poll_of(plan, laws)
    outcome = simulate_election(plan, result.region, laws, values)
    month = dict.fromkeys(outcome.service, (0, 1))
    cap = int(at_poll.value("election_max_age"))
    there = {role: heads for role, heads in outcome.persons.items() if role != "pantarlih"}
    deaths = expected_deaths(plan, result.region, there, month, cap, values["insured_2024"], values)
    paid = expected_claims(deaths, np.zeros_like(values["claim_share"]), outcome.work_rp, at_poll, values)
    by_work = poisson_quantile(noise["backtest_bpjs_2024"], paid.events["deaths_jkk"])
    by_nature = poisson_quantile(noise["backtest_bpjs_2024_rp"], paid.events["deaths_jkm"])
    benefits = by_nature * paid.jkm_rp + by_work * (paid.work_death_rp + paid.promised_rp)
    return {"bpjs_2024": by_nature + by_work, "bpjs_2024_rp": benefits}


@lru_cache(maxsize=4)
def pilkada_stations(result: ElectionResult) -> tuple[float, float]:
    """Polling stations of the Pilkada of 2024: as the fill of that year's Pemilu foretells them, and as counted."""
    region = result.region
    desa = region.tables["desa"]["tps_regular_2024"].to_numpy()
    cap = int(result.facts.law.at("2024-11").value("election_tps_cap", "pilkada_2024"))
    voters = region.figure(TABLE, "pilkada_2024_voters").value * desa / desa.sum()
    foretold = stations_of(voters, cap, region.figure(TABLE, "tps_fill_pemilu_2024").value).sum()
    return float(foretold), region.figure(TABLE, "pilkada_2024_tps").value
