""" "1 ASN 1 Pekerja Rentan": from levers and one value of each unknown to workers, money and families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.baseline.segments import UNKNOWNS as SEGMENT_UNKNOWNS
from simulate.model.baseline.segments import segments
from simulate.model.engine import Flows, divide
from simulate.model.identities import must_equal
from simulate.model.prices import price_parts_rp, price_rises, price_rp
from simulate.model.selection import Chosen, ceiling_persons, kecamatan_shares
from simulate.model.sponsored import risks_of, sponsored_members, unknowns_of_members
from simulate.model.sponsors import Sponsors

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.plan import SponsorshipPlan
    from simulate.region import Region


# what the programme's coverage is told on, and what that baseline is called
BASELINES = {"claim": "claimed", "independent": "reconciled"}


@dataclass(frozen=True)
class SponsorshipOutcome:
    """What the programme does, by draw.

    All are expectations: what happens to whom is drawn in `claims`. ``cohorts``, ``accidents`` and ``rejected`` are
    by draw and month. ``price_rp`` maps a payer (``sponsor``, ``apbd``) to the mean contribution of a worker-month,
    shape (months,), ``price_parts_rp`` to its parts by benefit programme. Of shape (draws, months) are ``paid_rp``,
    the contributions of each ASN group; ``bridge_rp``, those of APBD for bridged workers; ``by_programme_rp``, both
    by benefit programme; ``freed_rp``, what APBD no longer pays for workers taken over; ``apbd_rp``, what the same
    cover would cost it, and ``full_price_rp``, its JKK and JKM. ``by_kecamatan`` is protected workers in the last
    month, (draws, places).
    """

    ceiling_persons: float
    sponsors: Sponsors
    cohorts: Flows
    chosen: Chosen
    rejected: np.ndarray
    accidents: np.ndarray
    price_rp: dict[str, np.ndarray]
    price_parts_rp: dict[str, dict[str, np.ndarray]]
    paid_rp: dict[str, np.ndarray]
    bridge_rp: np.ndarray
    by_programme_rp: dict[str, np.ndarray]
    freed_rp: np.ndarray
    apbd_rp: np.ndarray
    full_price_rp: np.ndarray
    by_kecamatan: np.ndarray
    coverage: dict[str, np.ndarray]


def unknowns_used(plan: SponsorshipPlan, laws: list[LawMonth]) -> tuple[str, ...]:
    """The unknowns that this plan's result depends on, under the law of its months."""
    rises = price_rises(price_rp(price_parts_rp(plan, laws))["sponsor"]).any()
    late = plan.months > int(laws[0].value("scholarship_wait"))
    return (
        *unknowns_of_members(plan, bool(rises)),
        *("accident_rate", "accident_cost"),
        *(("scholarship_child_years", "scholarship_year") if late else ()),
        *SEGMENT_UNKNOWNS,
        "newly_covered",
    )


def simulate_sponsorship(
    plan: SponsorshipPlan,
    region: Region,
    laws: list[LawMonth],
    values: dict[str, np.ndarray],
) -> SponsorshipOutcome:
    """What the programme is expected to do, for all draws at once.

    Args:
        plan: the levers.
        region: ASN by group, kecamatan, mortality.
        laws: the law of each month of the horizon.
        values: each unknown's value by draw, shape (draws,).

    Raises:
        BrokenIdentityError: a sum that must hold does not.
    """
    parts = price_parts_rp(plan, laws)
    price = price_rp(parts)
    ceiling = ceiling_persons(plan, region)
    found = sponsored_members(plan, ceiling, risks_of(region, laws, price["sponsor"]), values)
    members = found.members
    paid_rp, bridge_rp, apbd_rp = contributions(members, price, asked_of(plan, region))
    by_programme = {
        programme: (members.in_force - members.bridged) * parts["sponsor"][programme]
        + members.bridged * parts["apbd"][programme]
        for programme in plan.benefit_programmes
    }
    paid_by_all = sum(paid_rp.values()) + bridge_rp
    must_equal("contributions: payers are not benefit programmes", sum(by_programme.values()), paid_by_all)
    protected_end = members.in_force[:, -1]
    # JKK and JKM without relief: what APBD paid for those whom it covered before
    full_price = members.in_force * (parts["apbd"]["jkk"] + parts["apbd"]["jkm"])
    return SponsorshipOutcome(
        ceiling_persons=ceiling,
        sponsors=found.sponsors,
        cohorts=members,
        chosen=found.chosen,
        rejected=found.rejected,
        accidents=members.in_force * values["accident_rate"][:, None] / 1000 / 12,
        price_rp=price,
        price_parts_rp=parts,
        paid_rp=paid_rp,
        bridge_rp=bridge_rp,
        by_programme_rp=by_programme,
        freed_rp=found.chosen.substituted[:, None] * full_price,
        apbd_rp=apbd_rp,
        full_price_rp=full_price,
        by_kecamatan=divide("kecamatan", protected_end, kecamatan_shares(plan, region)),
        coverage=_coverage(protected_end * (1 - found.chosen.substituted), values),
    )


def asked_of(plan: SponsorshipPlan, region: Region) -> dict[str, float]:
    """Workers asked of each group."""
    asn = region.asn_persons(plan.asn_groups)
    return {group: asn[group] * asked for group, asked in plan.asked.items()}


def contributions(
    members: Flows, price: dict[str, np.ndarray], asked: dict[str, float]
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Paid by each ASN group, by APBD for bridged workers, and what APBD would pay for all [Rp].

    Args:
        members: of shape (draws, months).
        price: of a worker-month by payer, as in `prices.price_rp`.
        asked: workers asked of each group: groups sponsor in proportion to them.

    Returns:
        Arrays of shape (draws, months).
    """
    by_sponsors = (members.in_force - members.bridged) * price["sponsor"]
    by_group = divide("payers", by_sponsors, np.array(list(asked.values())))
    paid = dict(zip(asked, np.moveaxis(by_group, -1, 0), strict=True))
    return paid, members.bridged * price["apbd"], members.in_force * price["apbd"]


def _coverage(new: np.ndarray, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Coverage before and gained, as shares of employed residents, on each baseline of `model.baseline`.

    ``new`` are the protected workers who were not taken over, shape (draws,).
    ``uncovered`` and ``newly_covered`` are persons; newly covered workers cannot exceed the uncovered.
    ``gap_closed`` is the part of the uncovered that the programme reaches.
    """
    gained = new * values["newly_covered"]
    coverage = {}
    for baseline, called in BASELINES.items():
        found = segments(called, values)
        before, uncovered = found.share, found.uncovered
        if not (uncovered > 0).all():
            raise refuse("nobody_uncovered", f"baseline {baseline}", "all workers are covered", "a share below 1")
        reached = np.minimum(gained, uncovered)
        coverage[f"before_{baseline}"] = before
        coverage[f"uncovered_{baseline}"] = uncovered
        coverage[f"newly_covered_{baseline}"] = reached
        coverage[f"gained_{baseline}"] = reached / values["employed"]
        coverage[f"gap_closed_{baseline}"] = reached / uncovered
    return coverage
