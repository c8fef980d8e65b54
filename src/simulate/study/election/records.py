"""What the national records say: how fast deaths were reported, how they compare with population mortality."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.election.risk import POLL_DAYS, YEAR_DAYS, mean_rate
from simulate.model.election.staffing import elections
from simulate.study.facts import drawn
from simulate.study.summary import summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.region import Region
    from simulate.study.election.result import ElectionResult

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
