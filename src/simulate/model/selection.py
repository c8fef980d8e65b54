"""Whom sponsors are given: who is refused, who was paid for before, how old they are, where they live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import Gathered, Problem

if TYPE_CHECKING:
    from simulate.plan import SponsorshipPlan
    from simulate.plan.unknowns import Unknown
    from simulate.region import Region

# the rule whose list is not screened for members before nominees are registered
_UNSCREENED = "decile_pool"
# what each rule shares the kecamatan by
SHARED_BY = {"by_uncovered": "uncovered", "by_poverty": "poor"}


@dataclass(frozen=True)
class Chosen:
    """Nominees and who of them becomes a sponsored worker; each of shape (draws,).

    ``accepted``: of all nominees. ``substituted``: of the accepted, those whom APBD paid for before, who bring their
    tenure. ``younger_by``: years below the mean age of workers chosen without a rule on age.
    """

    accepted: np.ndarray
    substituted: np.ndarray
    younger_by: np.ndarray


def unknowns_of_selection(plan: SponsorshipPlan) -> tuple[str, ...]:
    """The unknowns that the choice of workers depends on."""
    screened = "active_screened" if set(plan.selection) != {_UNSCREENED} else None
    pool = "active_pool" if _UNSCREENED in plan.selection else None
    paid = "active_apbd_paid" if plan.substitution else None
    younger = "younger_by" if "younger_first" in plan.selection else None
    return tuple(key for key in ("rejected", screened, pool, paid, younger) if key)


def chosen(plan: SponsorshipPlan, values: dict[str, np.ndarray]) -> Chosen:
    """What becomes of nominees.

    Some are refused (age, invalid NIK); some turn out to be members already. Of these, whoever APBD pays for is taken
    over where the plan allows it; all others are refused too.

    Args:
        plan: the rules of choosing, and whether APBD's workers may be taken over.
        values: each unknown's value by draw, shape (draws,).
    """
    unscreened = plan.selection.get(_UNSCREENED, 0.0)
    active = np.zeros_like(values["rejected"])
    if unscreened < 1:
        active = active + (1 - unscreened) * values["active_screened"]
    if unscreened > 0:
        active = active + unscreened * values["active_pool"]
    taken_over = active * values["active_apbd_paid"] if plan.substitution else np.zeros_like(active)
    registered = 1 - active + taken_over
    younger = plan.selection.get("younger_first", 0.0)
    return Chosen(
        accepted=(1 - values["rejected"]) * registered,
        substituted=np.divide(taken_over, registered, out=np.zeros_like(active), where=registered > 0),
        younger_by=younger * values["younger_by"] if younger else np.zeros_like(active),
    )


def kecamatan_shares(plan: SponsorshipPlan, region: Region) -> np.ndarray:
    """Share of the sponsored workers in each kecamatan, in the order of the region's table; sums to 1.

    Rules that say nothing of places follow the population.

    Raises:
        InputError: a rule needs a table that the region does not have.
    """
    by: dict[str, float] = {}
    for rule, share in plan.selection.items():
        kind = SHARED_BY.get(rule, "population")
        by[kind] = by.get(kind, 0.0) + share
    weights = {kind: region.kecamatan_weights(kind) for kind in by}
    return sum(share * weights[kind] / weights[kind].sum() for kind, share in by.items())


def must_fit_the_pool(plan: SponsorshipPlan, region: Region, unknowns: dict[str, Unknown]) -> None:
    """Refuses a plan that asks for more workers than there are to sponsor.

    The pool is the region's own count of uncovered workers, of each kecamatan too, or, without one, the fewest that
    the ranges allow; for names from deciles 1 to 4 also the workers in them.

    Raises:
        InputError: naming the asked, the pool and where it comes from.
    """
    asked = ceiling_persons(plan, region) * (1.0 if plan.participation_share is None else plan.participation_share)
    own = region.uncovered_persons
    fewest = unknowns["employed"].low * (1 - unknowns["claimed_share"].high)
    if own is None:
        pools = [(1.0, fewest, "employed residents, least, times the share not covered")]
    else:
        pools = [(1.0, own, "uncovered.csv")]
        there = region.kecamatan_weights("uncovered")
        codes = region.tables["kecamatan"]["kecamatan_code"]
        shares = zip(kecamatan_shares(plan, region), there, codes, strict=True)
        pools += [(share, count, f"uncovered.csv {code}") for share, count, code in shares]
    if _UNSCREENED in plan.selection:
        figure = region.figure("labour", "vulnerable_workers_decile_1_4_2023")
        pools.append((plan.selection[_UNSCREENED], figure.value, "workers in deciles 1 to 4"))
    names = ", ".join(f"workers_per_{group}" for group in plan.asn_groups)
    Gathered(
        Problem(
            "more_than_uncovered", names, f"{asked * share:,.0f} workers asked", f"at most {pool:,.0f} ({source})"
        )
        for share, pool, source in pools
        if asked * share > pool
    ).refuse()


def ceiling_persons(plan: SponsorshipPlan, region: Region) -> float:
    """Workers protected if every civil servant asked did what is asked."""
    asn = region.asn_persons(plan.asn_groups)
    return float(sum(asn[group] * asked for group, asked in plan.asked.items()))
