"""A record held against a plan: draws weighted by how well each explains it, measures and tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from simulate.model.monitoring.evidence import Filtered, Observed, Outlook, outlook
from simulate.model.monitoring.programme import Planned, planned
from simulate.model.monitoring.weights import Weights, resampled, weights
from simulate.plan.monitoring import MonitoringPlan
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.study.draws import REPLICATES, event_noise
from simulate.study.monitoring import tables
from simulate.study.monitoring.measures import MEASURES, measures_of
from simulate.study.monitoring.places import place_table
from simulate.study.monitoring.synthetic import Truth, truth_of
from simulate.study.simulated import Simulated
from simulate.study.summary import summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.monitoring.counts import Counts
    from simulate.study.monitoring.quality import Quality
    from simulate.study.monitoring.record import Recorded


@dataclass(frozen=True, eq=False, kw_only=True)
class MonitoringResult(Simulated):
    """A record, the plan that it is held against, and what each draw makes of it.

    ``records`` holds the counts by payer up to the month as of which the report is, ``known`` the number of months
    of the plan up to it. ``left_out`` says which of the sponsors' counts are left out as doubtful. ``programme`` are
    the protected workers of the plan as its own report counts them, with its own draws, shape (its draws, months).
    """

    units = MEASURES
    outcomes = ("protected_end",)
    weighed = ("protected_end",)

    plan: MonitoringPlan
    monitored: SponsorshipPlan
    record: Recorded
    records: dict[str, Counts]
    quality: Quality
    left_out: np.ndarray
    planned: Planned
    programme: np.ndarray
    values: dict[str, np.ndarray]
    observed: Observed
    found: Filtered
    known: int

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Protected workers at the end of the year as planned, at given values of the unknowns."""
        found = planned(self.monitored, self.region, list(self.laws), values)
        return {"protected_end": found.expected.stock[:, self.end]}

    @property
    def as_of(self) -> str:
        """The last month used."""
        return self.months[self.known - 1]

    @cached_property
    def end(self) -> int:
        """The place of the month whose target is watched: December of the year, or the plan's last month."""
        december = f"{self.as_of[:4]}-12"
        return self.months.index(december) if december in self.months else len(self.months) - 1

    @cached_property
    def truth(self) -> Truth | None:
        """The truth behind a made-up record; None behind one of what happened."""
        return truth_of(self.facts, self.settings.region) if self.record.synthetic else None

    @property
    def facts_date(self) -> str:
        """The newest date of a data card, the record's among them."""
        return max(super().facts_date, self.record.date)

    @cached_property
    def target(self) -> float:
        """Workers to be protected at the end of the year [persons]: as set, or the plan's median in three figures."""
        asked = self.plan.target_persons
        if asked:
            return float(asked)
        planned = float(np.median(self.programme[:, self.end]))
        return (
            round(planned, 2 - int(np.floor(np.log10(max(planned, 1))))) if planned >= 100 else float(round(planned))
        )

    @cached_property
    def _weights(self) -> dict[int, Weights]:
        return {}

    def weights(self, known: int) -> Weights:
        """How much each draw counts, given the record of the first so many months."""
        if known not in self._weights:
            likelihood = self.found.by_stock[:, :known].sum(axis=1) + self.found.by_lapse[:, :known].sum(axis=1)
            self._weights[known] = self.weighed_by(likelihood)
        return self._weights[known]

    def weighed_by(self, likelihood: np.ndarray) -> Weights:
        """Weights in proportion to a likelihood [log, by draw], flattened where too few draws would count."""
        return weights(likelihood, REPLICATES, self.plan.least_effective)

    @cached_property
    def _kept(self) -> dict[int, np.ndarray]:
        return {0: np.arange(self.settings.draws)}

    def kept(self, known: int) -> np.ndarray:
        """Which draws stand for the weighted ones, shape (draws,)."""
        if known not in self._kept:
            self._kept[known] = resampled(self.weights(known).shares)
        return self._kept[known]

    def outlook(self, known: int, month: int) -> Outlook:
        """What each draw expects of a month, given the record of the first so many months."""
        return outlook(self.planned.expected, self.found, self.values, known, month)

    @cached_property
    def usable(self) -> np.ndarray:
        """The sponsors' members paid up without what is left out, NaN where nothing is, (months, kecamatan)."""
        return np.where(self.left_out, np.nan, self.records["sponsor"].paid_up)

    @cached_property
    def deviates(self) -> np.ndarray:
        """Standard normal, for the departure of the months to come, shape (draws,)."""
        [noise] = event_noise(("departure",), self.settings.draws, self.settings.seed).values()
        return ndtri(np.clip(noise, 2**-33, 1 - 2**-33))

    def members(self, known: int, month: int) -> np.ndarray:
        """Protected workers of a month by draw, given the record of the first so many months, shape (draws,)."""
        return self.drawn_from(self.outlook(known, month), self.kept(known))

    def drawn_from(self, found: Outlook, kept: np.ndarray) -> np.ndarray:
        """Members of an outlook by draw, each kept draw with a departure of its own, shape (draws,)."""
        return Outlook(found.level[kept], found.spread[kept]).drawn(self.deviates)

    def missing(self, known: int) -> tuple[float, float]:
        """The chance of missing the target, given the first so many months, and its Monte Carlo error."""
        below, counted = self.outlook(known, self.end).below(self.target), self.weights(known)
        return counted.mean(below), counted.error(below)

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, as in `measures.measures_of`."""
        return measures_of(self)

    @cached_property
    def headline_table(self) -> pd.DataFrame:
        """As of any programme; the errors of chances, which are one number for all draws, are their own.

        What was planned is told as the programme's own report tells it.
        """
        table = super().headline_table
        for name, month in (("planned_now", self.known - 1), ("protected_end_planned", self.end)):
            own = summed(self.programme[:, month])
            table.loc[table["measure"] == name, list(own)] = list(own.values())
        for name, known in (("missed_planned", 0), ("missed", self.known)):
            table.loc[table["measure"] == name, "mc_error"] = self.missing(known)[1]
        return table

    @cached_property
    def place_table(self) -> pd.DataFrame:
        """Recorded, expected and light of each kecamatan, as in `places.place_table`."""
        return place_table(self)

    @cached_property
    def forecast_table(self) -> pd.DataFrame:
        """Protected workers by month: recorded, planned and expected now, as in `tables.forecast_table`."""
        return tables.forecast_table(self)

    @cached_property
    def chance_table(self) -> pd.DataFrame:
        """What was expected of the end of the year as of each month, as in `tables.chance_table`."""
        return tables.chance_table(self)

    @cached_property
    def change_table(self) -> pd.DataFrame:
        """What last month's counts did to the outlook, as in `tables.change_table`."""
        return tables.change_table(self)

    @cached_property
    def payer_table(self) -> pd.DataFrame:
        """The last two months by payer, as in `tables.payer_table`."""
        return tables.payer_table(self)

    @cached_property
    def quality_table(self) -> pd.DataFrame:
        """The findings, as in `tables.quality_table`."""
        return tables.quality_table(self)

    @cached_property
    def learned_table(self) -> pd.DataFrame:
        """What the record taught of each unknown, as in `tables.learned_table`."""
        return tables.learned_table(self)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""
        return {
            "headline": self.headline_table,
            "forecast_by_month": self.forecast_table,
            "chance_by_month": self.chance_table,
            "protected_by_kecamatan": self.place_table,
            "changes": self.change_table,
            "by_payer": self.payer_table,
            "quality": self.quality_table,
            "learned": self.learned_table,
            "assumptions": self.assumption_table,
        }
