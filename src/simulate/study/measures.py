"""The measures of a sponsorship plan: what its headline table counts, by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulate.study.result import SponsorshipResult

# what coverage is told on: the regency's claim, and the reconciled baseline
BASELINES = ("claim", "independent")
# each measure of the headline table with its unit
MEASURES = {
    "protected_end": "persons",
    "worker_months": "worker_months",
    "registered": "persons",
    "paid_up_of_registered": "share",
    "ceiling": "persons",
    "ceiling_share": "share",
    "joined_end": "share",
    "sponsors_end": "persons",
    "workers_per_sponsor": "ratio",
    "rejected": "persons",
    "lost_sponsor": "persons",
    "lapsed": "persons",
    "bridged_months": "worker_months",
    "contributions": "rp",
    "contributions_bridge": "rp",
    "contributions_jkk": "rp",
    "contributions_jkm": "rp",
    "contributions_jht": "rp",
    "per_sponsor_month": "rp",
    "tpp_share": "share",
    "apbd_same_cover": "rp",
    "apbd_extra": "rp",
    "apbd_freed": "rp",
    "deaths": "persons",
    "deaths_full": "persons",
    "deaths_waiting": "persons",
    "deaths_scholarship": "persons",
    "deaths_uncovered": "persons",
    "accidents": "cases",
    "benefits_jkm": "rp",
    "benefits_jkk": "rp",
    "benefits_scholarship": "rp",
    "benefits": "rp",
    "loss_ratio": "ratio",
    "loss_ratio_jkk": "ratio",
    "loss_ratio_jkm": "ratio",
    "loss_ratio_full_price": "ratio",
    "jkm_fund_net": "rp",
    "substituted": "persons",
} | {
    f"{measure}_{baseline}": unit
    for baseline in BASELINES
    for measure, unit in {
        "coverage_before": "share",
        "uncovered": "persons",
        "newly_covered": "persons",
        "coverage_gain": "percentage_points",
        "gap_closed": "share",
    }.items()
}


def measures_of(result: SponsorshipResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
    found = _workers(result) | _money(result) | _families(result) | _coverage(result)
    return {name: found[name] for name in MEASURES if name in found}


def _workers(result: SponsorshipResult) -> dict[str, np.ndarray]:
    out, flows = result.outcome, result.outcome.cohorts
    protected, registered = flows.in_force[:, -1], flows.joiners.sum(axis=1)
    by_sponsors = protected - flows.bridged[:, -1]
    sponsors = result.asked_asn * out.sponsors.sponsoring[:, -1]
    lapsed = flows.unbridged if result.plan.bridge_months else flows.stops
    found = {
        "protected_end": protected,
        "worker_months": flows.in_force.sum(axis=1),
        "registered": registered,
        "ceiling": np.full(len(protected), float(out.ceiling_persons)),
        "ceiling_share": by_sponsors / out.ceiling_persons,
        "sponsors_end": sponsors,
        "rejected": out.rejected.sum(axis=1),
        "lost_sponsor": flows.stops.sum(axis=1),
        "lapsed": lapsed.sum(axis=1),
    }
    if result.plan.participation_share is None:
        found["joined_end"] = out.sponsors.joined[:, -1]
    if result.plan.bridge_months:
        found["bridged_months"] = flows.bridged.sum(axis=1)
    if (registered > 0).all():
        found["paid_up_of_registered"] = protected / registered
        found["workers_per_sponsor"] = by_sponsors / sponsors
    return found


def _money(result: SponsorshipResult) -> dict[str, np.ndarray]:
    out, claims = result.outcome, result.claims
    paid = sum(out.paid_rp.values()).sum(axis=1)
    bridge, apbd = out.bridge_rp.sum(axis=1), out.apbd_rp.sum(axis=1)
    by_programme = {name: amount.sum(axis=1) for name, amount in out.by_programme_rp.items()}
    found = {
        "contributions": paid,
        **{f"contributions_{name}": amount for name, amount in by_programme.items()},
        "apbd_same_cover": apbd,
        "apbd_extra": apbd - paid - bridge,
    }
    if result.plan.bridge_months:
        found["contributions_bridge"] = bridge
    if result.plan.substitution:
        found["apbd_freed"] = out.freed_rp.sum(axis=1)
    if (paid > 0).all():
        found["per_sponsor_month"] = paid / (result.asked_asn * out.sponsors.sponsoring.sum(axis=1))
        if result.region.mean_tpp is not None:
            found["tpp_share"] = found["per_sponsor_month"] / result.region.mean_tpp.value
        benefits = claims.benefits_rp
        insured = {name: amount for name, amount in by_programme.items() if name in ("jkk", "jkm")}
        found["loss_ratio"] = benefits["total"] / sum(insured.values())
        found["loss_ratio_jkk"] = benefits["jkk"] / insured["jkk"]
        found["loss_ratio_jkm"] = (benefits["jkm"] + benefits["scholarship"]) / insured["jkm"]
        found["loss_ratio_full_price"] = benefits["total"] / out.full_price_rp.sum(axis=1)
    found["jkm_fund_net"] = by_programme["jkm"] - claims.benefits_rp["jkm"] - claims.benefits_rp["scholarship"]
    return found


def _families(result: SponsorshipResult) -> dict[str, np.ndarray]:
    events, benefits = result.claims.events, result.claims.benefits_rp
    found = {
        **{name: events[name] for name in ("deaths", "deaths_full", "deaths_waiting", "accidents")},
        "deaths_uncovered": events["deaths_uncovered"],
        "benefits_jkm": benefits["jkm"],
        "benefits_jkk": benefits["jkk"],
        "benefits": benefits["total"],
    }
    if result.scholarships_due:
        found["deaths_scholarship"] = events["deaths_scholarship"]
        found["benefits_scholarship"] = benefits["scholarship"]
    return found


def _coverage(result: SponsorshipResult) -> dict[str, np.ndarray]:
    out = result.outcome
    found = {}
    if result.plan.substitution:
        found["substituted"] = out.cohorts.in_force[:, -1] * out.chosen.substituted
    for baseline in BASELINES:
        found[f"coverage_before_{baseline}"] = out.coverage[f"before_{baseline}"]
        found[f"uncovered_{baseline}"] = out.coverage[f"uncovered_{baseline}"]
        found[f"newly_covered_{baseline}"] = out.coverage[f"newly_covered_{baseline}"]
        found[f"coverage_gain_{baseline}"] = 100 * out.coverage[f"gained_{baseline}"]
        found[f"gap_closed_{baseline}"] = out.coverage[f"gap_closed_{baseline}"]
    return found
