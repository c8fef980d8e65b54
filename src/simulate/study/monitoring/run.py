"""Holds a record of what happened against a plan, over many draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.errors import refuse
from simulate.law.base import Reads
from simulate.model.monitoring.evidence import filtered
from simulate.model.monitoring.programme import planned, unknowns_used
from simulate.model.prices import worker_parts_rp
from simulate.model.selection import must_fit_the_pool
from simulate.plan.monitoring import MonitoringPlan, MonitoringSettings
from simulate.plan.named import DEFAULT
from simulate.plan.settings import Settings
from simulate.study import sponsorship
from simulate.study.facts import MONITORING as PROGRAMME
from simulate.study.facts import Facts, drawn_of, file_hashes, inputs_of, must_know
from simulate.study.monitoring.counts import Counts, counts_of, observed
from simulate.study.monitoring.quality import quality
from simulate.study.monitoring.record import recorded, without_the_other
from simulate.study.monitoring.result import MonitoringResult
from simulate.study.running import runner, told

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.plan.sponsorship import SponsorshipPlan

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
        raise refuse("too_few_usable", "record", found, "correct them, an earlier as_of, or doubtful_rows use")
    return MonitoringResult(
        **told(facts, plan, settings, label, name, laws, reads),
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
    return sponsorship.run_on(facts, monitored, own).outcome.cohorts.in_force


def inputs_now(plan: MonitoringPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = without_the_other(plan, settings.region, files or file_hashes(PROGRAMME, settings.region))
    found = inputs_of(PROGRAMME, plan, settings, files, plan.law_groups, __name__)
    return found | {"monitored": plan.monitored.model_dump(mode="json")}


def known_months(plan: MonitoringPlan, own: Counts, shares: np.ndarray) -> int:
    """How many months of the plan the record is used for: up to the last in which enough kecamatan reported.

    Raises:
        InputError: it has none of them, not the month asked for, or too little of it.
    """
    told, enough = ([own.months[place] for place in places] for places in (own.reported, own.enough(shares)))
    span = f"{own.months[0]} to {own.months[-1]}"
    if not told:
        raise refuse("nothing_recorded", "record", f"no row of payer {OWN} from {span}", "the months of the plan")
    if not enough:
        found = "in no month did kecamatan with half of the workers tell of members paid up"
        raise refuse("too_few_reported", "record", found, "the counts of more kecamatan")
    if plan.as_of is not None and plan.as_of not in enough:
        found = f"{plan.as_of}, for which too few kecamatan reported" if plan.as_of in told else plan.as_of
        raise refuse("not_recorded", "as_of", found, f"a month of the record, {enough[0]} to {enough[-1]}")
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
