"""Holds a record of what happened against a plan, over many draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from simulate.errors import input_error
from simulate.law.base import Reads
from simulate.law.prices import worker_parts_rp
from simulate.plan.checked import Settings
from simulate.plan.named import DEFAULT
from simulate.programmes.monitoring.model import (
    Filtered,
    Observed,
    Outlook,
    Planned,
    Weights,
    filtered,
    outlook,
    planned,
    resampled,
    unknowns_used,
    weights,
)
from simulate.programmes.monitoring.plan import LIGHTS, MonitoringPlan, MonitoringSettings
from simulate.programmes.monitoring.record import (
    Counts,
    counts_of,
    observed,
    quality,
    recorded,
    without_the_other,
)
from simulate.programmes.monitoring.truth import Truth, truth_of
from simulate.programmes.sponsorship import study
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.take_up import must_fit_the_pool
from simulate.study.draws import REPLICATES, event_noise, summed
from simulate.study.facts import MONITORING as PROGRAMME
from simulate.study.facts import Facts, drawn_of, file_hashes, inputs_of, must_know
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.base import LawMonth
    from simulate.programmes.monitoring.record import Quality, Recorded


MEASURES = {
    "recorded_now": "persons",
    "estimated_now": "persons",
    "planned_now": "persons",
    "target": "persons",
    "protected_end_planned": "persons",
    "protected_end": "persons",
    "missed_planned": "share",
    "missed": "share",
    "registrations_needed": "persons",
    "registered_recent": "persons",
    "contributions_recorded": "rp",
    "contributions_planned": "rp",
    "claims_recorded": "cases",
    "claims_expected": "cases",
    "effective_draws": "draws",
} | {f"kecamatan_{light}": "kecamatan" for light in LIGHTS}


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
        return self.room("measures").measures_of(self)

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
        return self.room("measures").place_table(self)

    @cached_property
    def forecast_table(self) -> pd.DataFrame:
        """Protected workers by month: recorded, planned and expected now, as in `tables.forecast_table`."""
        return self.room("tables").forecast_table(self)

    @cached_property
    def chance_table(self) -> pd.DataFrame:
        """What was expected of the end of the year as of each month, as in `tables.chance_table`."""
        return self.room("tables").chance_table(self)

    @cached_property
    def change_table(self) -> pd.DataFrame:
        """What last month's counts did to the outlook, as in `tables.change_table`."""
        return self.room("tables").change_table(self)

    @cached_property
    def payer_table(self) -> pd.DataFrame:
        """The last two months by payer, as in `tables.payer_table`."""
        return self.room("tables").payer_table(self)

    @cached_property
    def quality_table(self) -> pd.DataFrame:
        """The findings, as in `tables.quality_table`."""
        return self.room("tables").quality_table(self)

    @cached_property
    def learned_table(self) -> pd.DataFrame:
        """What the record taught of each unknown, as in `tables.learned_table`."""
        return self.room("tables").learned_table(self)

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


# whose members the plan is about
OWN = "sponsor"
# what a contribution buys that others pay for a worker without an employer
_OTHERS_BUY = ("jkk", "jkm")


def run_on(
    facts: Facts,
    plan: MonitoringPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> MonitoringResult:
    """Holds the record against the plan on facts already read.

    Raises:
        InputError: the record, the law or the region's tables do not allow it.
        BrokenIdentityError: a sum that must hold does not.
    """
    monitored, reads = plan.monitored, Reads()
    laws = plan.laws(facts.law, reads)
    must_know(facts, unknowns_used(monitored, laws), PROGRAMME)
    must_fit_the_pool(monitored, facts.region, facts.unknowns)
    record = recorded(facts, plan.record)
    months = [law.month for law in laws]
    codes = list(facts.region.tables["kecamatan"]["kecamatan_code"])
    payers = sorted({*record.rows["payer"]} | {OWN}, key=lambda payer: (payer != OWN, payer))
    whole = {payer: counts_of(record.rows, payer, months, codes) for payer in payers}
    values = drawn_of(facts, unknowns_used(monitored, laws), settings.draws, settings.seed)
    expectation = planned(monitored, facts.region, laws, values)
    known = known_months(plan, whole[OWN], expectation.shares)
    begun = [place for place in whole[OWN].reported if place >= known] if plan.as_of is None else []
    records = {payer: counts.up_to(known) for payer, counts in whole.items()}
    outside = sorted({*record.rows["month"]} - {*months})
    prices = _prices(monitored, laws, expectation.price_rp, payers)
    looked = quality(records, known, prices, outside, OWN).with_begun(whole[OWN], begun)
    use = plan.doubtful_rows == "use"
    none = looked.doubtful_stock & False
    stock, flow = (none, none) if use else (looked.doubtful_stock, looked.doubtful_flow)
    seen = observed(records[OWN], expectation.shares, stock, flow)
    if np.isnan(seen.stock[known - 1]):
        found = f"{months[known - 1]}, in which the counts of most kecamatan jump"
        raise input_error("too_few_usable", "record", found, "correct them, an earlier as_of, or doubtful_rows use")
    return MonitoringResult(
        **common_fields(facts, plan, settings, label, name, laws, reads),
        monitored=monitored,
        record=record,
        records=records,
        quality=looked,
        left_out=stock,
        planned=expectation,
        programme=_of_programme(facts, monitored, settings),
        values=values,
        observed=seen,
        found=filtered(expectation.expected, values, seen),
        known=known,
        used=unknowns_used(monitored, laws),
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, MonitoringPlan, run_on, MonitoringSettings)


def _of_programme(facts: Facts, monitored: SponsorshipPlan, settings: Settings) -> np.ndarray:
    """Protected workers as the programme's own report counts them, shape (its draws, months)."""
    own = Settings(region=settings.region, seed=settings.seed)
    return study.run_on(facts, monitored, own).outcome.cohorts.in_force


def inputs_now(plan: MonitoringPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = without_the_other(plan, settings.region, files or file_hashes(PROGRAMME, settings.region))
    found = inputs_of(PROGRAMME, plan, settings, files, plan.law_groups)
    return found | {"monitored": plan.monitored.model_dump(mode="json")}


def known_months(plan: MonitoringPlan, own: Counts, shares: np.ndarray) -> int:
    """How many months of the plan the record is used for: up to the last in which enough kecamatan reported.

    Raises:
        InputError: it has none of them, not the month asked for, or too little of it.
    """
    told, enough = ([own.months[place] for place in places] for places in (own.reported, own.enough(shares)))
    span = f"{own.months[0]} to {own.months[-1]}"
    if not told:
        raise input_error(
            "nothing_recorded", "record", f"no row of payer {OWN} from {span}", "the months of the plan"
        )
    if not enough:
        found = "in no month did kecamatan with half of the workers tell of members paid up"
        raise input_error("too_few_reported", "record", found, "the counts of more kecamatan")
    if plan.as_of is not None and plan.as_of not in enough:
        found = f"{plan.as_of}, for which too few kecamatan reported" if plan.as_of in told else plan.as_of
        raise input_error("not_recorded", "as_of", found, f"a month of the record, {enough[0]} to {enough[-1]}")
    return own.months.index(plan.as_of or enough[-1]) + 1


def _prices(
    plan: SponsorshipPlan, laws: list[LawMonth], own: np.ndarray, payers: list[str]
) -> dict[str, np.ndarray | None]:
    """What a worker-month costs each payer [Rp], by month; None where a payment is not for its month alone."""
    others = {
        payer: sum(worker_parts_rp(laws, payer, plan.transport_share, _OTHERS_BUY).values())
        for payer in payers
        if payer != OWN
    }
    return others | {OWN: own if plan.billing_months == 1 and not plan.bridge_months else None}
