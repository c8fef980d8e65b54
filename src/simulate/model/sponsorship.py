""" "1 ASN 1 Pekerja Rentan": from levers and one value of each unknown to workers, money and families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.engine import Flows, Habits, Terms, carry, divide
from simulate.model.mortality import death_rates, group_weights
from simulate.model.rules import contribution_rp, lowest_bpu_base_rp
from simulate.model.takeup import protected_share

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.plan import SponsorshipPlan
    from simulate.region import Region

SECTORS = ("transport", "other")
# whose price a sponsor pays, with the relief and without it (the full price, as APBD)
SPONSOR_PAYER = {True: "sponsor", False: "apbd"}


@dataclass(frozen=True)
class Risks:
    """What the months bring to any member, whatever the plan's take-up and prices.

    ``middle`` are the mid-ages of the risk groups' bands and ``rates`` their yearly death rates by month, as in
    `mortality.death_rates`; ``terms`` are the law's months.
    """

    middle: np.ndarray
    rates: np.ndarray
    terms: Terms


@dataclass(frozen=True)
class SponsorshipOutcome:
    """What the programme does, by draw.

    All are expectations: what happens to whom is drawn in `claims`. ``cohorts`` and ``accidents`` are by draw and
    month. ``price_rp`` maps a payer (``sponsor``, ``apbd``) to the mean contribution of a worker-month, shape
    (months,). ``paid_rp`` maps an ASN group to its contributions, shape (draws, months). ``by_kecamatan`` is
    protected workers in the last month, (draws, places).
    """

    ceiling_persons: int
    cohorts: Flows
    accidents: np.ndarray
    price_rp: dict[str, np.ndarray]
    paid_rp: dict[str, np.ndarray]
    apbd_rp: np.ndarray
    by_kecamatan: np.ndarray
    coverage: dict[str, np.ndarray]


def unknowns_used(plan: SponsorshipPlan, scholarship_wait: int) -> tuple[str, ...]:
    """The unknowns that this plan's result depends on; scholarships fall due past the law's wait [months]."""
    behaviour = () if plan.participation_share is not None else (f"take_up_{plan.collection}", "half_time")
    members = ("monthly_stop", "mean_age", "age_spread", "male_share", "relative_mortality")
    events = ("accident_rate", "accident_cost")
    scholarships = ("scholarship_child_years", "scholarship_year") if plan.months > scholarship_wait else ()
    return (
        *behaviour,
        *members,
        *events,
        *scholarships,
        "employed",
        "covered_claim",
        "covered_independent",
        "newly_covered",
    )


def price_by_month_rp(laws: list[LawMonth], payer: str, transport_share: float) -> np.ndarray:
    """Mean contribution of one worker-month for a payer [Rp/month], shape (months,)."""
    shares = {"transport": transport_share, "other": 1 - transport_share}
    return np.array(
        [sum(shares[sector] * _price_rp(law, payer, sector) for sector in SECTORS if shares[sector]) for law in laws]
    )


def _price_rp(law: LawMonth, payer: str, sector: str) -> int:
    """JKK and JKM of one worker at the lowest base [Rp/month]."""
    return contribution_rp(law, scheme="bpu", base_rp=lowest_bpu_base_rp(law), payer=payer, sector=sector)


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
    asn = region.asn_persons(plan.asn_groups)
    cohorts = sponsored_members(plan, sum(asn.values()), risks_of(region, laws), values)
    price = prices_rp(plan, laws)
    paid_rp, apbd_rp = contributions(cohorts.in_force, price, asn)
    accidents = cohorts.in_force * values["accident_rate"][:, None] / 1000 / 12
    protected_end = cohorts.in_force[:, -1]
    people = region.tables["kecamatan"]["population_2025"].to_numpy(dtype=float)
    by_kecamatan = divide("kecamatan", protected_end, people)
    return SponsorshipOutcome(
        ceiling_persons=sum(asn.values()),
        cohorts=cohorts,
        accidents=accidents,
        price_rp=price,
        paid_rp=paid_rp,
        apbd_rp=apbd_rp,
        by_kecamatan=by_kecamatan,
        coverage=_coverage(protected_end, values),
    )


def risks_of(region: Region, laws: list[LawMonth]) -> Risks:
    """Mortality and the law's waits over the months.

    Raises:
        InputError: no mortality for a month, or a legal number of months changes within the horizon.
    """
    months = [law.month for law in laws]
    middle, rates = death_rates(region.tables["mortality"], months, laws[0].value("bpu_entry_age"))
    groups = ("jkm_waiting", "scholarship_wait", "bpu_lapse")
    return Risks(middle, rates, Terms(*(_months_throughout(laws, group) for group in groups)))


def sponsored_members(plan: SponsorshipPlan, ceiling: int, risks: Risks, values: dict[str, np.ndarray]) -> Flows:
    """The sponsored workers by draw and month; no month depends on those after it.

    Args:
        plan: the levers; of them only who takes part, and for how many months.
        ceiling: civil servants who are asked [persons].
        risks: of at least the plan's months.
        values: each unknown's value by draw, shape (draws,).
    """
    return carry(
        ceiling * _share(plan, values),
        group_weights(risks.middle, values["mean_age"], values["age_spread"], values["male_share"]),
        risks.rates[:, : plan.months],
        values["relative_mortality"],
        Habits.stopping(values["monthly_stop"]),
        risks.terms,
        fills_target=True,
    )


def _months_throughout(laws: list[LawMonth], group: str) -> int:
    """A legal number of months that holds over the whole horizon."""
    values = {law.value(group) for law in laws}
    if len(values) > 1:
        raise refuse(
            "law_changes", f"data/law/{group}.yaml", "changes within the horizon", "simulate up to the change"
        )
    return int(values.pop())


def _share(plan: SponsorshipPlan, values: dict[str, np.ndarray]) -> np.ndarray:
    """Paid-up workers per ASN by draw and month."""
    if plan.participation_share is not None:
        return np.full((len(values["monthly_stop"]), plan.months), plan.participation_share)
    return protected_share(values[f"take_up_{plan.collection}"], values["half_time"], plan.months)


def prices_rp(plan: SponsorshipPlan, laws: list[LawMonth]) -> dict[str, np.ndarray]:
    """Mean contribution of a worker-month to a sponsor and to APBD [Rp/month], each of shape (months,)."""
    return {
        "sponsor": price_by_month_rp(laws, SPONSOR_PAYER[plan.sponsor_relief], plan.transport_share),
        "apbd": price_by_month_rp(laws, "apbd", plan.transport_share),
    }


def contributions(
    in_force: np.ndarray, price: dict[str, np.ndarray], asn: dict[str, int]
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Paid by each ASN group, and what APBD would pay for the same; arrays of shape (draws, months) [Rp]."""
    by_payer = divide("payers", in_force * price["sponsor"], np.array(list(asn.values()), dtype=float))
    return dict(zip(asn, np.moveaxis(by_payer, -1, 0), strict=True)), in_force * price["apbd"]


def _coverage(protected: np.ndarray, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Coverage before and gained, as shares of employed residents, on each baseline.

    ``uncovered`` and ``newly_covered`` are persons; newly covered workers cannot exceed the uncovered.
    ``gap_closed`` is the part of the uncovered that the programme reaches.
    """
    gained = protected * values["newly_covered"]
    coverage = {}
    for baseline in ("claim", "independent"):
        before = values[f"covered_{baseline}"]
        uncovered = values["employed"] * (1 - before)
        if not (uncovered > 0).all():
            raise refuse("nobody_uncovered", f"covered_{baseline}", "all workers are covered", "a share below 1")
        reached = np.minimum(gained, uncovered)
        coverage[f"before_{baseline}"] = before
        coverage[f"uncovered_{baseline}"] = uncovered
        coverage[f"newly_covered_{baseline}"] = reached
        coverage[f"gained_{baseline}"] = reached / values["employed"]
        coverage[f"gap_closed_{baseline}"] = reached / uncovered
    return coverage
