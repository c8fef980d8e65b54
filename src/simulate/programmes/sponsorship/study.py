"""Runs sponsorship plans over many draws: measures and tidy tables."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.cohort.claims import LOTTERIES, Claims, draw_claims
from simulate.errors import InputError
from simulate.law.base import Reads
from simulate.law.contribution import price_rp
from simulate.plan.checked import Settings
from simulate.plan.unknowns import weakest
from simulate.programmes.sponsorship.model import BASELINES, SponsorshipOutcome, simulate_sponsorship, unknowns_used
from simulate.programmes.sponsorship.plan import WAYS, SponsorshipPlan
from simulate.programmes.sponsorship.take_up import must_fit_the_pool, price_parts_rp, take_up_unknowns
from simulate.study.draws import event_noise
from simulate.study.facts import Facts, drawn, inputs_reader, must_know
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated, once
from simulate.written import months_from

# each measure of the headline table with its unit
MEASURES = {
    name: unit
    for unit, names in (
        ("persons", "protected_end"),
        ("worker_months", "worker_months"),
        ("persons", "registered"),
        ("share", "paid_up_of_registered"),
        ("persons", "ceiling"),
        ("share", "ceiling_share joined_end"),
        ("persons", "sponsors_end"),
        ("ratio", "workers_per_sponsor"),
        ("persons", "rejected lost_sponsor lapsed"),
        ("worker_months", "bridged_months"),
        ("rp", "contributions contributions_bridge contributions_jkk contributions_jkm contributions_jht"),
        ("rp", "per_sponsor_month"),
        ("share", "tpp_share"),
        ("rp", "apbd_same_cover apbd_extra apbd_freed"),
        ("persons", "deaths deaths_full deaths_waiting deaths_scholarship deaths_uncovered"),
        ("cases", "accidents"),
        ("rp", "benefits_jkm benefits_jkk benefits_scholarship benefits"),
        ("ratio", "loss_ratio loss_ratio_jkk loss_ratio_jkm loss_ratio_full_price"),
        ("rp", "jkm_fund_net"),
        ("persons", "substituted"),
    )
    for name in names.split()
} | {
    f"{measure}_{baseline}": unit
    for baseline in BASELINES
    for measure, unit in (
        *(("coverage_before", "share"), ("uncovered", "persons"), ("newly_covered", "persons")),
        *(("coverage_gain", "percentage_points"), ("gap_closed", "share")),
    )
}


def _workers(result: SponsorshipResult) -> dict[str, np.ndarray]:
    out, flows, bridged = result.outcome, result.outcome.cohorts, result.plan.bridge_months > 0
    protected, registered = flows.in_force[:, -1], flows.joiners.sum(axis=1)
    by_sponsors = protected - flows.bridged[:, -1]
    sponsors = result.asked_asn * out.sponsors.sponsoring[:, -1]
    found = {
        "protected_end": protected,
        "worker_months": flows.in_force.sum(axis=1),
        "registered": registered,
        "ceiling": np.full(len(protected), float(out.ceiling_persons)),
        "ceiling_share": by_sponsors / out.ceiling_persons,
        "sponsors_end": sponsors,
        "rejected": out.rejected.sum(axis=1),
        "lost_sponsor": flows.stops.sum(axis=1),
        "lapsed": (flows.unbridged if bridged else flows.stops).sum(axis=1),
    }
    if not result.plan.assumed:
        found["joined_end"] = out.sponsors.joined[:, -1]
    if bridged:
        found["bridged_months"] = flows.bridged.sum(axis=1)
    if (registered > 0).all():
        found |= {"paid_up_of_registered": protected / registered, "workers_per_sponsor": by_sponsors / sponsors}
    if result.plan.substitution:
        found["substituted"] = protected * out.chosen.substituted
    return found | out.coverage


def _money(result: SponsorshipResult) -> dict[str, np.ndarray]:
    out, benefits = result.outcome, result.claims.benefits_rp
    paid = sum(out.paid_rp.values()).sum(axis=1)
    bridge, apbd = out.bridge_rp.sum(axis=1), out.apbd_rp.sum(axis=1)
    by_programme = {name: amount.sum(axis=1) for name, amount in out.by_programme_rp.items()}
    jkk, jkm = by_programme["jkk"], by_programme["jkm"]
    found = {
        "contributions": paid,
        **{f"contributions_{name}": amount for name, amount in by_programme.items()},
        "apbd_same_cover": apbd,
        "apbd_extra": apbd - paid - bridge,
        "jkm_fund_net": jkm - benefits["jkm"] - benefits["scholarship"],
    }
    if result.plan.bridge_months:
        found["contributions_bridge"] = bridge
    if result.plan.substitution:
        found["apbd_freed"] = out.freed_rp.sum(axis=1)
    if (paid > 0).all():
        found |= {
            "per_sponsor_month": paid / (result.asked_asn * out.sponsors.sponsoring.sum(axis=1)),
            "loss_ratio": benefits["total"] / (jkk + jkm),
            "loss_ratio_jkk": benefits["jkk"] / jkk,
            "loss_ratio_jkm": (benefits["jkm"] + benefits["scholarship"]) / jkm,
            "loss_ratio_full_price": benefits["total"] / out.full_price_rp.sum(axis=1),
        }
        if result.region.mean_tpp is not None:
            found["tpp_share"] = found["per_sponsor_month"] / result.region.mean_tpp.value
    return found


def _families(result: SponsorshipResult) -> dict[str, np.ndarray]:
    events, benefits = result.claims.events, result.claims.benefits_rp
    kinds = ("deaths", "deaths_full", "deaths_waiting", "deaths_uncovered", "accidents")
    found = {name: events[name] for name in kinds}
    found |= {"benefits_jkm": benefits["jkm"], "benefits_jkk": benefits["jkk"], "benefits": benefits["total"]}
    if result.scholarships_due:
        found |= {"deaths_scholarship": events["deaths_scholarship"], "benefits_scholarship": benefits["scholarship"]}
    return found


@dataclass(frozen=True, eq=False, kw_only=True)
class SponsorshipResult(Simulated):
    """A sponsorship plan, what it was run on, and what came out.

    ``price_after`` is the month after the horizon and a sponsor's price of a worker then [Rp/month]; None
    where the law files do not vouch for that month.
    """

    units = MEASURES
    outcomes = ("protected_end", "contributions", "deaths")
    # contributions follow the protected workers
    tornado_outcomes = ("protected_end", "deaths")

    plan: SponsorshipPlan
    outcome: SponsorshipOutcome
    claims: Claims
    price_after: tuple[str, float] | None

    def evaluate(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Protected workers in the last month, contributions [Rp] and deaths at given values of the unknowns."""
        found = simulate_sponsorship(self.plan, self.region, list(self.laws), values)
        return {
            "protected_end": found.cohorts.in_force[:, -1],
            "contributions": sum(found.paid_rp.values()).sum(axis=1),
            "deaths": (found.cohorts.deaths_waiting + found.cohorts.deaths_full).sum(axis=1),
        }

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
        found = _workers(self) | _money(self) | _families(self)
        return {name: found[name] for name in MEASURES if name in found}

    @property
    def asked_asn(self) -> int:
        """Civil servants who are asked for a worker or more [persons]."""
        asn = self.region.asn_persons(self.plan.asn_groups)
        return sum(persons for group, persons in asn.items() if self.plan.requested[group])

    def evidence_of(self, way: str) -> str:
        """The weakest grade of what is known of a way of collecting: of units that join, and of people in them."""
        return weakest(self.unknowns, take_up_unknowns(way))

    @property
    def relief_months(self) -> list[str]:
        """Months in which a sponsor pays less than APBD would."""
        prices = zip(self.months, self.outcome.price_rp["sponsor"], self.outcome.price_rp["apbd"], strict=True)
        return [month for month, sponsor, apbd in prices if sponsor < apbd]

    @property
    def relief_prices_rp(self) -> list[float]:
        """The distinct prices of a worker to a sponsor in the months of relief, lowest first [Rp/month]."""
        sponsor, apbd = self.outcome.price_rp["sponsor"], self.outcome.price_rp["apbd"]
        return sorted({float(price) for price in sponsor[sponsor < apbd]})

    @property
    def scholarships_due(self) -> bool:
        """Whether a member can have contributed long enough for a JKM scholarship."""
        return self.plan.months > int(self.laws[0].value("scholarship_wait"))


PROGRAMME = "sponsorship"


@once
def from_open_budget(result: SponsorshipResult) -> SponsorshipResult | None:
    """The same plan from the first month whose budget can still be decided; None where it does not begin before."""
    first = result.region.about.opens
    return result.rerun(start=first, law_extension="hold") if result.plan.start < first else None


@once
def by_collection(result: SponsorshipResult) -> dict[str, SponsorshipResult]:
    """The same plan under each way of asking civil servants, take-up by evidence, on the same random numbers.

    A way that the plan's other levers do not allow is left out.
    """
    found = {}
    for way in WAYS:
        with suppress(InputError):
            found[way] = result.rerun(collection=way, participation_share=None)
    return found


def run_on(facts: Facts, plan: SponsorshipPlan, settings: Settings) -> SponsorshipResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Args:
        facts: of `PROGRAMME`, in the region of the settings.
        plan: the levers.
        settings: draws, seed, language.

    Raises:
        InputError: the law does not vouch for a month, or an unknown is missing.
        BrokenIdentityError: a sum that must hold does not.
    """
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    values = drawn(facts, settings.draws, settings.seed)
    noise = event_noise(LOTTERIES, settings.draws, settings.seed)
    used = unknowns_used(plan, laws)
    must_know(facts, used, PROGRAMME)
    must_fit_the_pool(plan, facts.region, facts.unknowns)
    outcome = simulate_sponsorship(plan, facts.region, laws, values)
    claims = draw_claims(outcome.cohorts, outcome.accidents, laws, values, noise)
    after, law = months_from(plan.start, plan.months + 1)[-1], facts.law.only(plan.law_groups)
    price_after = None
    if after <= law.horizon:
        price_after = after, float(price_rp(price_parts_rp(plan, [law.at(after)]))["sponsor"][0])
    return SponsorshipResult(
        **common_fields(facts, plan, settings, laws, reads),
        outcome=outcome,
        claims=claims,
        price_after=price_after,
        used=used,
    )


run = runner(PROGRAMME, SponsorshipPlan, run_on)
inputs_now = inputs_reader(PROGRAMME, lambda plan: plan.law_groups)
