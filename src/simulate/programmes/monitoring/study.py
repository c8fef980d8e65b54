"""Holds a record of what happened against a plan, over many draws."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from simulate.cohort.claims import poisson_quantile
from simulate.errors import input_error
from simulate.law.base import Reads
from simulate.law.contribution import worker_parts_rp
from simulate.plan.checked import Settings
from simulate.programmes.monitoring import model
from simulate.programmes.monitoring.plan import LIGHTS, MonitoringPlan, MonitoringSettings
from simulate.programmes.monitoring.record import (
    Counts,
    Finding,
    Recorded,
    Truth,
    counts_of,
    enough,
    observed,
    quality,
    recorded,
    total,
    truth_of,
    without_the_other,
)
from simulate.programmes.sponsorship import study
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.take_up import must_fit_the_pool
from simulate.study.draws import REPLICATES, event_noise, summed
from simulate.study.facts import Facts, drawn_of, file_hashes, inputs_of, must_know
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated, once

if TYPE_CHECKING:
    import pandas as pd

PROGRAMME = "monitoring"
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

# those that the record weighs draw by draw
_GIVEN = ("protected_end", "registrations_needed", "claims_expected")
# the payer whose members the plan is about
OWN = "sponsor"
# what a contribution buys that others pay for a worker without an employer
_BUY = ("jkk", "jkm")


@dataclass(frozen=True, eq=False, kw_only=True)
class MonitoringResult(Simulated):
    """A record, the plan that it is held against, and what each draw makes of it.

    ``records`` holds the counts by payer up to the month as of which the report is, ``known`` the number of months
    of the plan up to it. ``left_out`` says which of the sponsors' counts are left out as doubtful. ``programme`` are
    the protected workers of the plan as its own report counts them, with its own draws, shape (its draws, months).
    """

    units = MEASURES
    # sensitivity is asked of the plan before any record: after it, assumptions no longer move one at a time
    outcomes = ("protected_end_planned",)
    tornado_outcomes = outcomes

    plan: MonitoringPlan
    record: Recorded
    records: dict[str, Counts]
    findings: tuple[Finding, ...]
    left_out: np.ndarray
    planned: model.Planned
    programme: np.ndarray
    values: dict[str, np.ndarray]
    observed: model.Observed
    filtered: model.Filtered
    known: int

    def evaluate(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Protected workers at the end of the year as planned, at given values of the unknowns."""
        found = model.planned(self.plan.monitored, self.region, list(self.laws), values)
        return {"protected_end_planned": found.expected.stock[:, self.end]}

    def drawn_behind(self, measure: str) -> dict[str, np.ndarray]:
        """The value of each unknown in a measure's draws; given the record, in those that stand for it."""
        chosen = self.chosen(self.known) if measure in _GIVEN else slice(None)
        return {key: values[chosen] for key, values in self.values.items()}

    @property
    def own(self) -> Counts:
        """The sponsors' counts."""
        return self.records[OWN]

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
        if self.plan.target_persons:
            return float(self.plan.target_persons)
        median = float(np.median(self.programme[:, self.end]))
        return round(median, 2 - int(np.log10(median))) if median >= 100 else float(round(median))

    @once
    def weights(self, known: int) -> model.Weights:
        """How much each draw counts, given the record of the first so many months."""
        by_stock, by_lapse = self.filtered.by_stock[:, :known], self.filtered.by_lapse[:, :known]
        return self.weighed_by(by_stock.sum(axis=1) + by_lapse.sum(axis=1))

    def weighed_by(self, likelihood: np.ndarray) -> model.Weights:
        """Weights in proportion to a likelihood [log, by draw], flattened where too few draws would count."""
        return model.weights(likelihood, REPLICATES, self.plan.least_effective)

    @once
    def chosen(self, known: int) -> np.ndarray:
        """Which draws stand for the weighted ones, shape (draws,)."""
        return model.resampled(self.weights(known).shares) if known else np.arange(self.settings.draws)

    def outlook(self, known: int, month: int) -> model.Outlook:
        """What each draw expects of a month, given the record of the first so many months."""
        return model.outlook(self.planned.expected, self.filtered, self.values, known, month)

    @cached_property
    def usable(self) -> np.ndarray:
        """The sponsors' members paid up without what is left out, NaN where nothing is, (months, kecamatan)."""
        return np.where(self.left_out, np.nan, self.own.paid_up)

    @cached_property
    def deviates(self) -> np.ndarray:
        """Standard normal, for the departure of the months to come, shape (draws,)."""
        return scipy.special.ndtri(np.clip(self.noise("departure"), 2**-33, 1 - 2**-33))

    def noise(self, name: str) -> np.ndarray:
        """Uniform numbers of a named stream, for counting events, shape (draws,)."""
        return event_noise((name,), self.settings.draws, self.settings.seed)[name]

    def members(self, known: int, month: int) -> np.ndarray:
        """Protected workers of a month by draw, given the record of the first so many months, shape (draws,)."""
        return self.drawn_from(self.outlook(known, month), self.chosen(known))

    def drawn_from(self, found: model.Outlook, chosen: np.ndarray) -> np.ndarray:
        """Members of an outlook in the chosen draws, each with a departure of its own, shape (draws,)."""
        return model.Outlook(found.level[chosen], found.spread[chosen]).drawn(self.deviates)

    def missing(self, known: int) -> tuple[float, float]:
        """The chance of missing the target, given the first so many months, and its Monte Carlo error."""
        below, counted = self.outlook(known, self.end).below(self.target), self.weights(known)
        return counted.mean(below), counted.error(below)

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, shape (draws,); what was not recorded is left out, never made zero."""
        known, end, lights = self.known, self.end, list(self.table("protected_by_kecamatan")["light"])
        certain = {
            "recorded_now": total(self.usable[known - 1]),
            "estimated_now": self.observed.stock[known - 1],
            "target": self.target,
            "registered_recent": registered_recent(self),
            "contributions_recorded": total(self.own.contributions_rp),
            "claims_recorded": total(self.own.claims),
            "effective_draws": self.weights(known).effective,
            "missed_planned": self.missing(0)[0],
            "missed": self.missing(known)[0],
        } | {f"kecamatan_{light}": float(lights.count(light)) for light in LIGHTS}
        # contributions of the kecamatan that reported theirs
        reported = ~np.isnan(self.own.contributions_rp) @ self.planned.shares
        members = np.stack([self.members(0, month) for month in range(known)], axis=1)
        found = {name: np.full(self.settings.draws, value) for name, value in certain.items() if not np.isnan(value)}
        found |= {
            "planned_now": members[:, -1],
            "protected_end_planned": self.members(0, end),
            "protected_end": self.members(known, end),
            "contributions_planned": members @ (self.planned.price_rp[:known] * reported[:known]),
        }
        if "claims_recorded" in found:
            found["claims_expected"] = poisson_quantile(self.noise("claims"), claim_means(self))
        if known <= end:
            found["registrations_needed"] = registrations_needed(self)
        return {name: found[name] for name in MEASURES if name in found}

    @cached_property
    def headline_table(self) -> pd.DataFrame:
        """As of any programme; the errors of chances, which are one number for all draws, are their own.

        What was planned is given as the programme's own report gives it.
        """
        table = super().headline_table
        for name, month in (("planned_now", self.known - 1), ("protected_end_planned", self.end)):
            own = summed(self.programme[:, month])
            table.loc[table["measure"] == name, list(own)] = list(own.values())
        for name, known in (("missed_planned", 0), ("missed", self.known)):
            table.loc[table["measure"] == name, "mc_error"] = self.missing(known)[1]
        return table


# months whose mean registrations are set beside those needed
_RECENT = 3


def recent_months(result: MonitoringResult) -> list[int]:
    """Those of the last three months (places) whose registrations were recorded in enough kecamatan."""
    months = enough(result.own.registered, result.planned.shares)
    return [month for month in months if result.known - _RECENT <= month < result.known]


def registered_recent(result: MonitoringResult) -> float:
    """Mean registrations of a month of the whole regency over `recent_months` [persons]; NaN where there is none.

    What the kecamatan that recorded them have is divided by their part of the workers as planned: the others are not
    zero.
    """
    months, shares = recent_months(result), result.planned.shares
    if not months:
        return np.nan
    counts = result.own.registered[months]
    parts = (~np.isnan(counts)) @ shares / shares.sum()
    return float((np.nansum(counts, axis=1) / parts).mean())


def registrations_needed(result: MonitoringResult) -> np.ndarray:
    """Registrations each month, from now on, that lead to the target at the end of the year, by draw [persons].

    With the share of members whom each draw loses in a month; 0 where the members of now suffice.
    """
    known, chosen = result.known, result.chosen(result.known)
    stays = 1 - result.planned.expected.lapse_share[chosen, known : result.end + 1]
    # what is left at the end of a worker registered in each month, and of those of now
    left = np.cumprod(stays[:, ::-1], axis=1)[:, ::-1]
    of_now, of_new = left[:, 0], np.concatenate([left[:, 1:], np.ones((len(chosen), 1))], axis=1).sum(axis=1)
    return np.maximum(result.target - result.members(known, known - 1) * of_now, 0) / of_new


def claim_means(result: MonitoringResult) -> np.ndarray:
    """Claims expected up to now of the members recorded, where claims were; shape (draws,)."""
    known, shares = result.known, result.planned.shares
    stock, there = result.planned.expected.stock[:, :known], result.observed.stock[:known]
    rate = np.divide(result.planned.claims[:, :known], stock, out=np.zeros_like(stock), where=stock > 0)
    reported = (~np.isnan(result.own.claims[:known])) @ shares
    return (rate @ np.nan_to_num(there * reported))[result.chosen(known)]


def claims_tell(result: MonitoringResult) -> float:
    """The part of the draws that would still count if the claims were weighed too: near 1, they say nothing."""
    mean, count = np.maximum(claim_means(result), 1e-12), total(result.own.claims)
    chance = np.exp(count * np.log(mean) - mean - scipy.special.gammaln(count + 1))
    return float(chance.sum() ** 2 / (chance**2).sum() / len(chance))


@lru_cache(maxsize=2)
def _planned(facts: Facts, levers: str, used: tuple[str, ...], draws: int, seed: int) -> tuple[model.Planned, Reads]:
    """What a plan expects and the law that this read, once for all that is asked of it; ``levers`` as JSON."""
    plan, reads = SponsorshipPlan(**json.loads(levers)), Reads()
    laws, values = plan.laws(facts.law, reads), drawn_of(facts, used, draws, seed)
    return model.planned(plan, facts.region, laws, values), reads


def run_on(facts: Facts, plan: MonitoringPlan, settings: Settings) -> MonitoringResult:
    """Holds the record against the plan on facts already read.

    Raises:
        InputError: the record, the law or the region's tables do not allow it.
        BrokenIdentityError: a sum that must hold does not.
    """
    monitored, reads = plan.monitored, Reads()
    laws = plan.laws(facts.law, reads)
    used = model.unknowns_used(monitored, laws)
    must_know(facts, used, PROGRAMME)
    must_fit_the_pool(monitored, facts.region, facts.unknowns)
    record = recorded(facts, plan.record)
    months = [law.month for law in laws]
    codes = list(facts.region.tables["kecamatan"]["kecamatan_code"])
    payers = sorted({*record.rows["payer"]} | {OWN}, key=lambda payer: (payer != OWN, payer))
    whole = {payer: counts_of(record.rows, payer, months, codes) for payer in payers}
    values = drawn_of(facts, used, settings.draws, settings.seed)
    expectation, read = _planned(facts, monitored.model_dump_json(), used, settings.draws, settings.seed)
    reads |= read
    known = known_months(plan, whole[OWN], expectation.shares)
    later = [place for place in whole[OWN].reported if place >= known] if plan.as_of is None else []
    begun = {months[place]: whole[OWN].rows[place].sum() for place in later}
    outside = sorted({*record.rows["month"]} - {*months})
    records = {payer: counts.up_to(known) for payer, counts in whole.items()}
    prices = {
        payer: sum(worker_parts_rp(laws, payer, monitored.transport_share, _BUY).values()) for payer in payers[1:]
    }
    # a bill for several months is not one for its month alone
    prices[OWN] = expectation.price_rp if monitored.billing_months == 1 and not monitored.bridge_months else None
    looked = quality(records, known, prices, outside, OWN, begun)
    stock, flow = looked.doubtful_stock, looked.doubtful_flow
    if plan.doubtful_rows == "use":
        stock, flow = np.zeros_like(stock), np.zeros_like(flow)
    seen = observed(records[OWN], expectation.shares, stock, flow)
    if np.isnan(seen.stock[known - 1]):
        raise input_error("too_few_usable", "record", months=months[known - 1])
    # with its own draws, as its own report has it
    programme = study.run_on(facts, monitored, Settings(region=settings.region, seed=settings.seed))
    return MonitoringResult(
        **common_fields(facts, plan, settings, laws, reads),
        record=record,
        records=records,
        findings=looked.findings,
        left_out=stock,
        planned=expectation,
        programme=programme.outcome.cohorts.in_force,
        values=values,
        observed=seen,
        filtered=model.filtered(expectation.expected, values, seen),
        known=known,
        used=used,
    )


run = runner(PROGRAMME, MonitoringPlan, run_on, MonitoringSettings)


def inputs_now(plan: MonitoringPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = without_the_other(plan, settings.region, files or file_hashes(PROGRAMME, settings.region))
    found = inputs_of(PROGRAMME, plan, settings, files, plan.monitored.law_groups)
    return found | {"monitored": plan.monitored.model_dump(mode="json")}


def known_months(plan: MonitoringPlan, own: Counts, shares: np.ndarray) -> int:
    """How many months of the plan the record is used for: up to the last in which enough kecamatan reported.

    Raises:
        InputError: it has none of them, not the requested month, or too little of it.
    """
    reported = [own.months[place] for place in own.reported]
    usable = [own.months[place] for place in enough(own.paid_up, shares)]
    if not reported:
        raise input_error("nothing_recorded", "record", payer=OWN, first=own.months[0], last=own.months[-1])
    if not usable:
        raise input_error("too_few_reported", "record")
    if plan.as_of is not None and plan.as_of not in usable:
        code = "not_recorded.too_few" if plan.as_of in reported else "not_recorded"
        raise input_error(code, "as_of", month=plan.as_of, first=usable[0], last=usable[-1])
    return own.months.index(plan.as_of or usable[-1]) + 1
