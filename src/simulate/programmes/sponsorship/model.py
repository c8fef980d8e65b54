""" "1 ASN 1 Pekerja Rentan": from levers and one value of each unknown to workers, money and families."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.claims import death_rates, group_weights
from simulate.cohort.engine import Trajectories, divide, project
from simulate.cohort.states import LegalWaits, TransitionRates, Vacancies
from simulate.errors import input_error, must_equal
from simulate.law.contribution import price_rises, price_rp
from simulate.programmes.baseline.model import UNKNOWNS as SEGMENT_UNKNOWNS
from simulate.programmes.baseline.model import segments
from simulate.programmes.sponsorship.take_up import (
    PAYROLL,
    UNSCREENED,
    Chosen,
    Sponsors,
    ceiling_persons,
    chosen,
    early_workers,
    has_surplus,
    kecamatan_shares,
    places_per_asn,
    price_parts_rp,
    pushes_so_far,
    requested_of,
    sponsors_of,
    take_up_unknowns,
)
from simulate.written import month_number

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth, Reads
    from simulate.programmes.sponsorship.plan import SponsorshipPlan
    from simulate.region.base import Region


@dataclass(frozen=True)
class Risks:
    """What the months bring to any member, whatever the plan's take-up.

    ``middle`` are the mid-ages of the risk groups' bands and ``rates`` their yearly death rates by month, as in
    `claims.death_rates`; ``terms`` are the law's months; ``rises`` how far a sponsor's price rises in each month,
    as in `contribution.price_rises`.
    """

    middle: np.ndarray
    rates: np.ndarray
    terms: LegalWaits
    rises: np.ndarray


@dataclass(frozen=True)
class Sponsored:
    """Sponsors, the workers they pay for, and how those were chosen.

    ``rejected`` are nominees who were refused, shape (draws, months).
    """

    sponsors: Sponsors
    cohorts: Trajectories
    chosen: Chosen
    rejected: np.ndarray


def unknowns_of_members(plan: SponsorshipPlan, rises: bool) -> tuple[str, ...]:
    """The unknowns that sponsors and workers depend on; ``rises``: a sponsor's price rises within the plan."""
    by_evidence, rules = not plan.assumed, set(plan.selection)
    reach, inside = take_up_unknowns(plan.collection)
    needed = {
        reach: by_evidence,
        "joining_shape": by_evidence,
        "push_joins": by_evidence and bool(pushes_so_far(plan, np.arange(1, plan.months + 1)).any()),
        inside: by_evidence,
        "workers_per_sponsor": has_surplus(plan),
        "monthly_stop": True,
        "payroll_stop": plan.collection in PAYROLL,
        "renewal_memory": plan.billing_months > 1,
        "price_rise_stop": rises,
        "asn_retiring": True,
        "worker_leaves": True,
        "rejected": True,
        "active_screened": rules != {UNSCREENED},
        "active_pool": UNSCREENED in rules,
        "active_apbd_paid": plan.substitution,
        "younger_by": "younger_first" in rules,
        "rematched": plan.bridge_months > 0 and by_evidence,
        **dict.fromkeys(("mean_age", "age_spread", "male_share", "relative_mortality"), True),
    }
    return tuple(key for key, used in needed.items() if used)


def risks_of(region: Region, laws: list[LawMonth], sponsor_price: np.ndarray) -> Risks:
    """Mortality, the law's waits and rises of a sponsor's price [Rp/month, by month] over the months.

    Raises:
        InputError: no mortality for a month, or a legal number of months changes within the horizon.
    """
    months = [law.month for law in laws]
    middle, rates = death_rates(region.tables["mortality"], months, laws[0].value("bpu_entry_age"))
    return Risks(middle, rates, terms_of(laws), price_rises(sponsor_price))


def terms_of(laws: list[LawMonth]) -> LegalWaits:
    """The law's waits and limit of arrears, which must hold over all months.

    Raises:
        InputError: one of them changes within the horizon.
    """
    terms = []
    for group in ("jkm_waiting", "scholarship_wait", "bpu_lapse"):
        months, *others = {law.value(group) for law in laws}
        if others:
            raise input_error("law_changes", f"data/law/{group}.yaml")
        terms.append(int(months))
    return LegalWaits(*terms)


def sponsored_members(
    plan: SponsorshipPlan,
    ceiling: float,
    risks: Risks,
    values: dict[str, np.ndarray],
    elapsed: np.ndarray | None = None,
    pushes: np.ndarray | None = None,
) -> Sponsored:
    """The sponsors and their workers by draw and month; no month depends on those after it.

    Args:
        plan: the levers; of them only who takes part, how they pay, who is chosen, and for how many months.
        ceiling: workers asked of all civil servants [persons].
        risks: of at least the plan's months.
        values: each unknown's value by draw, shape (draws,).
        elapsed: months since the programme began, as in `take_up.joined_share`; 1, 2, … unless given.
        pushes: pushes so far, as there; those of the plan unless given.
    """
    elapsed = np.arange(1, plan.months + 1) if elapsed is None else elapsed
    sponsors = sponsors_of(plan, risks.rises[: plan.months], values, elapsed, pushes)
    places = ceiling * places_per_asn(sponsors.sponsoring, early_workers(plan, values))
    if not plan.replacement:
        places[:, 1:] -= (1 - sponsors.stop[:, 1:]) * places[:, :-1]  # only what is new is filled
        places = np.maximum(places, 0)
    nominees = chosen(plan, values)
    accept, none = nominees.accepted, np.zeros_like(nominees.accepted)
    rematch = values["rematched"] if plan.bridge_months else none
    if plan.assumed:  # the share is held: places go to whoever lost theirs, and none stays empty
        accept = rematch = np.ones_like(accept)
    ages = values["mean_age"] - nominees.younger_by
    members = project(
        places,
        group_weights(risks.middle, ages, values["age_spread"], values["male_share"]),
        risks.rates[:, : plan.months],
        values["relative_mortality"],
        TransitionRates(stop=sponsors.stop, leave=values["worker_leaves"], resume=none, reenter=none),
        risks.terms,
        fills_target=plan.replacement,
        places=Vacancies(accept, plan.bridge_months, rematch),
    )
    # workers taken over from APBD have passed the JKM wait already
    moved = nominees.substituted[:, None] * members.deaths_waiting
    experienced = replace(
        members, deaths_waiting=members.deaths_waiting - moved, deaths_full=members.deaths_full + moved
    )
    refused = ((1 - nominees.accepted) / nominees.accepted)[:, None]
    return Sponsored(sponsors, experienced, nominees, members.joiners * refused)


# the baselines that coverage is measured on, and what the baseline programme calls them
BASELINES = {"claim": "claimed", "independent": "reconciled"}


@dataclass(frozen=True)
class SponsorshipOutcome(Sponsored):
    """What the programme does, by draw.

    All are expectations: what happens to whom is drawn in `claims`. ``cohorts``, ``accidents`` and ``rejected`` are
    by draw and month. ``price_rp`` maps a payer (``sponsor``, ``apbd``) to the mean contribution of a worker-month,
    shape (months,), ``price_parts_rp`` to its parts by benefit programme. Of shape (draws, months) are ``paid_rp``,
    the contributions of each ASN group; ``bridge_rp``, those of APBD for bridged workers; ``by_programme_rp``, both
    by benefit programme; ``freed_rp``, what APBD no longer pays for workers taken over; ``apbd_rp``, what the same
    cover would cost it, and ``full_price_rp``, its JKK and JKM. ``by_kecamatan`` is protected workers in the last
    month, (draws, places). ``coverage`` maps each measure of coverage to its draws.
    """

    ceiling_persons: float
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
    benefits = ("accident_rate", "accident_cost", *(("scholarship_child_years", "scholarship_year") if late else ()))
    return (*unknowns_of_members(plan, bool(rises)), *benefits, *SEGMENT_UNKNOWNS, "newly_covered")


def simulate_sponsorship(
    plan: SponsorshipPlan, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray]
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
    parts, ceiling = price_parts_rp(plan, laws), ceiling_persons(plan, region)
    price = price_rp(parts)
    found = sponsored_members(plan, ceiling, risks_of(region, laws, price["sponsor"]), values)
    members, substituted = found.cohorts, found.chosen.substituted
    paid_rp, bridge_rp, apbd_rp = contributions(members, price, requested_of(plan, region))
    by_programme = {
        programme: (members.in_force - members.bridged) * parts["sponsor"][programme]
        + members.bridged * parts["apbd"][programme]
        for programme in plan.benefit_programmes
    }
    paid_by_all = sum(paid_rp.values()) + bridge_rp
    must_equal("contributions: payers are not benefit programmes", sum(by_programme.values()), paid_by_all)
    # JKK and JKM without relief: what APBD paid for those whom it covered before
    full_price = members.in_force * (parts["apbd"]["jkk"] + parts["apbd"]["jkm"])
    return SponsorshipOutcome(
        **vars(found),
        ceiling_persons=ceiling,
        accidents=members.in_force * values["accident_rate"][:, None] / 1000 / 12,
        price_rp=price,
        price_parts_rp=parts,
        paid_rp=paid_rp,
        bridge_rp=bridge_rp,
        by_programme_rp=by_programme,
        freed_rp=substituted[:, None] * full_price,
        apbd_rp=apbd_rp,
        full_price_rp=full_price,
        by_kecamatan=divide("kecamatan", members.in_force[:, -1], kecamatan_shares(plan, region)),
        coverage=_coverage(members.in_force[:, -1] * (1 - substituted), values),
    )


def contributions(
    members: Trajectories, price: dict[str, np.ndarray], requested: dict[str, float]
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Paid by each ASN group, by APBD for bridged workers, and what APBD would pay for all [Rp].

    Args:
        members: of shape (draws, months).
        price: of a worker-month by payer, as in `contribution.price_rp`.
        requested: workers requested of each group: groups sponsor in proportion to them.

    Returns:
        Arrays of shape (draws, months).
    """
    by_sponsors = (members.in_force - members.bridged) * price["sponsor"]
    by_group = divide("payers", by_sponsors, np.array(list(requested.values())))
    paid = dict(zip(requested, np.moveaxis(by_group, -1, 0), strict=True))
    return paid, members.bridged * price["apbd"], members.in_force * price["apbd"]


def _coverage(new: np.ndarray, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The measures of coverage on each baseline of the baseline programme, where newly covered are no more than were
    uncovered; ``new`` are the protected workers who were not taken over, shape (draws,).
    """
    gained, coverage = new * values["newly_covered"], {}
    for baseline, called in BASELINES.items():
        found = segments(called, values)
        if not (found.uncovered > 0).all():
            raise input_error("nobody_uncovered", f"baseline {baseline}")
        reached = np.minimum(gained, found.uncovered)
        coverage |= {
            f"coverage_before_{baseline}": found.share,
            f"uncovered_{baseline}": found.uncovered,
            f"newly_covered_{baseline}": reached,
            f"coverage_gain_{baseline}": 100 * (reached / values["employed"]),
            f"gap_closed_{baseline}": reached / found.uncovered,
        }
    return coverage


@dataclass(frozen=True, eq=False)
class Brought:
    """What the programme brings, each of shape (draws, months).

    ``workers`` are paid up, ``joined`` the new members of a month. ``paid_rp`` is what sponsors pay, ``bridge_rp``
    what APBD pays for bridged workers [Rp].
    """

    workers: np.ndarray
    joined: np.ndarray
    paid_rp: np.ndarray
    bridge_rp: np.ndarray


@dataclass(frozen=True, eq=False)
class SponsorPath:
    """A sponsorship plan carried on to the last of some months.

    ``plan`` is None where nobody is sponsored in any of the ``months``. ``price_rp``: of a worker-month to a
    sponsor, by month of the ``months`` [Rp]; as in the programme's first month before it begins.
    """

    plan: SponsorshipPlan | None
    region: Region
    laws: tuple[LawMonth, ...]
    months: tuple[str, ...]

    @classmethod
    def of(
        cls,
        plan: SponsorshipPlan | None,
        months: Sequence[str],
        extension: str,
        region: Region,
        law: Law,
        reads: Reads | None = None,
    ) -> SponsorPath:
        """Carries a plan on.

        Args:
            plan: a plan of the programme as it is named; None for no programme.
            months: those of the other programme.
            extension: what to do past the months that the law files vouch for.
            region: civil servants and mortality.
            law: the whole law base.
            reads: what the law is read for is noted here.

        Raises:
            InputError: the law does not vouch for the months.
        """
        if plan is None or plan.start > months[-1]:
            return cls(None, region, (), tuple(months))
        whole = plan.carried_on(months[-1], extension)
        return cls(whole, region, tuple(whole.laws(law, reads)), tuple(months))

    @property
    def unknowns(self) -> tuple[str, ...]:
        """The unknowns that it depends on."""
        if self.plan is None:
            return ()
        return unknowns_of_members(self.plan, bool(price_rises(self._prices["sponsor"]).any()))

    @property
    def price_rp(self) -> np.ndarray | None:
        """What a worker-month costs a sponsor [Rp], shape (months,); None where nobody is sponsored."""
        if self.plan is None:
            return None
        return self._placed(self._prices["sponsor"], before=self._prices["sponsor"][0])

    @property
    def _prices(self) -> dict[str, np.ndarray]:
        return price_rp(price_parts_rp(self.plan, list(self.laws)))

    def at(self, values: Mapping[str, np.ndarray]) -> Brought:
        """What it brings at given values of the unknowns, each of shape (draws,)."""
        if self.plan is None:
            draws = len(next(iter(values.values())))
            return Brought(*(np.zeros((draws, len(self.months))) for _ in range(4)))
        price, ceiling = self._prices, ceiling_persons(self.plan, self.region)
        risks = risks_of(self.region, list(self.laws), price["sponsor"])
        members = sponsored_members(self.plan, ceiling, risks, dict(values)).cohorts
        paid, bridge, _ = contributions(members, price, requested_of(self.plan, self.region))
        return Brought(*map(self._placed, (members.in_force, members.joiners, sum(paid.values()), bridge)))

    def _placed(self, array: np.ndarray, before: float = 0.0) -> np.ndarray:
        """By month of the programme (last axis), moved to the other programme's months; its last month goes on."""
        place = np.arange(len(self.months)) + month_number(self.months[0]) - month_number(self.plan.start)
        return np.where(place < 0, before, array[..., np.clip(place, 0, self.plan.months - 1)])
