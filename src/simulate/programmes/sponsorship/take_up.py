"""Civil servants who sponsor, whom they are given, and what a worker costs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import Gathered, Phrase, Problem, input_error
from simulate.law.contribution import worker_parts_rp
from simulate.programmes.sponsorship.plan import ADVANCE, ADVANCE_GROUP

if TYPE_CHECKING:
    from simulate.law.base import LawMonth
    from simulate.plan.unknowns import Unknown
    from simulate.programmes.sponsorship.plan import SponsorshipPlan
    from simulate.region.base import Region

# ways of collecting in which the treasurer deducts: stopping takes an act
PAYROLL = ("payroll_consent", "payroll_default")
# ways that fix how many workers each takes on
FIXED = ("payroll_default", "regulation")
# the rule whose list is not screened for members before nominees are registered
UNSCREENED = "decile_pool"
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


def chosen(plan: SponsorshipPlan, values: dict[str, np.ndarray]) -> Chosen:
    """What becomes of nominees at values of the unknowns, each of shape (draws,).

    Some are refused (age, invalid NIK); some turn out to be members already. Of these, whoever APBD pays for is taken
    over where the plan allows it; all others are refused too.
    """
    unscreened = plan.selection.get(UNSCREENED, 0.0)
    shares = {"active_screened": 1 - unscreened, "active_pool": unscreened}
    active = sum(share * values[key] for key, share in shares.items() if share)
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
        InputError: naming the workers requested, the pool and where it comes from.
    """
    requested = ceiling_persons(plan, region) * (plan.participation_share if plan.assumed else 1.0)
    if region.uncovered_persons is None:
        fewest = unknowns["employed"].low * (1 - unknowns["claimed_share"].high)
        pools = [(1.0, fewest, Phrase("pool_of_residents"))]
    else:
        pools = [(1.0, region.uncovered_persons, "uncovered.csv")]
        sources = "uncovered.csv " + region.tables["kecamatan"]["kecamatan_code"]
        pools += zip(kecamatan_shares(plan, region), region.kecamatan_weights("uncovered"), sources, strict=True)
    if UNSCREENED in plan.selection:
        figure = region.figure("labour", "vulnerable_workers_decile_1_4_2023")
        pools.append((plan.selection[UNSCREENED], figure.value, Phrase("pool_of_deciles")))
    names = ", ".join(f"workers_per_{group}" for group in plan.asn_groups)
    Gathered(
        Problem("more_than_uncovered", names, workers=round(requested * share), pool=round(pool), source=source)
        for share, pool, source in pools
        if requested * share > pool
    ).refuse()


def requested_of(plan: SponsorshipPlan, region: Region) -> dict[str, float]:
    """Workers requested of each group [persons]."""
    asn = region.asn_persons(plan.asn_groups)
    return {group: asn[group] * workers for group, workers in plan.requested.items()}


def ceiling_persons(plan: SponsorshipPlan, region: Region) -> float:
    """Workers protected if every civil servant asked did what is asked."""
    return float(sum(requested_of(plan, region).values()))


# Kendal was counted three years after its circular: nobody has seen a later month, so joining ends here.
LEVEL_MONTHS = 36


@dataclass(frozen=True)
class Sponsors:
    """Shares of all civil servants asked, by draw and month; each of shape (draws, months).

    ``joined``: their work unit takes part. ``sponsoring``: they pay. ``stop``: of those who paid last month, the part
    that no longer does (the share that `states.TransitionRates` asks for).
    """

    joined: np.ndarray
    sponsoring: np.ndarray
    stop: np.ndarray


def take_up_unknowns(collection: str) -> tuple[str, str]:
    """The two unknowns of a way of collecting: how many civil servants it reaches, and how many of them sponsor."""
    # with a push or without, a circular is one way
    way = "circular" if collection == "circular_with_push" else collection
    return f"reach_{way}", f"inside_{way}"


def has_surplus(plan: SponsorshipPlan) -> bool:
    """Whether early sponsors may take on more workers than they are asked."""
    return not plan.assumed and plan.collection not in FIXED


def pushes_so_far(plan: SponsorshipPlan, elapsed: np.ndarray) -> np.ndarray:
    """Pushes so far in each month."""
    if plan.collection != "circular_with_push":
        return np.zeros_like(elapsed)
    return sum((elapsed >= month).astype(int) for month in plan.push_months)


def joined_share(
    reach: np.ndarray, shape: np.ndarray, push_joins: np.ndarray, elapsed: np.ndarray, pushes: np.ndarray
) -> np.ndarray:
    """Share of civil servants whose work unit has joined, units weighted by their people; shape (draws, months).

    Units join with a Weibull hazard that reaches ``reach`` in month 36, and none join by themselves after it. Each
    push brings in a part of those who are still outside:

    ``1 - (1 - reach)**((u / 36)**shape) * (1 - push_joins)**pushes``

    Args:
        reach: share joined by month 36 without a push, shape (draws,).
        shape: of the hazard; 1 is even, smaller is faster at the start, shape (draws,).
        push_joins: share of those outside whom a push brings in, shape (draws,).
        elapsed: months since the programme began, 1 in its first month, 0 before; (months,) or (draws, months).
        pushes: pushes so far, of the shape of ``elapsed``.

    Source: form is this project's assumption; levels from ``data/indonesia/sponsor_programmes.csv``.
    """
    hazard = (np.minimum(elapsed, LEVEL_MONTHS) / LEVEL_MONTHS) ** shape[:, None]
    return 1 - (1 - reach)[:, None] ** hazard * (1 - push_joins)[:, None] ** pushes


def renewal_stop(monthly_stop: np.ndarray, billing_months: int, memory: np.ndarray) -> np.ndarray:
    """Share of sponsors who stop when a bill for several months falls due, shape (draws,).

    Args:
        monthly_stop: share that stops at a monthly bill, shape (draws,).
        billing_months: months that a bill covers.
        memory: how far paying ahead only postpones stopping, shape (draws,). With 0 each bill is one occasion to
            stop, whatever it covers; with 1 everyone stops who would have stopped in the months since.
    """
    return 1 - (1 - monthly_stop) ** (float(billing_months) ** memory)


def follow(
    joined: np.ndarray,
    inside: np.ndarray,
    monthly_stop: np.ndarray,
    monthly_retiring: np.ndarray,
    billing_months: int,
    memory: np.ndarray,
    price_stop: np.ndarray,
    *,
    holds: bool = False,
) -> Sponsors:
    """Sponsors month by month.

    When a unit joins, the share ``inside`` of its people begins to sponsor. Later others of the unit begin at the
    rate that would hold that share if everyone paid monthly; so bills that come less often, and lose fewer sponsors,
    raise it. Who stops or retires is paid up to the end of the bill; retired civil servants are replaced by others
    who have to be won anew.

    Args:
        joined: from `joined_share`, shape (draws, months).
        inside: share that sponsors inside a joined unit, shape (draws,).
        monthly_stop: share of sponsors that stops at a monthly bill, shape (draws,).
        monthly_retiring: share of civil servants who retire in a month, shape (draws,).
        billing_months: months that a bill covers.
        memory: as in `renewal_stop`, shape (draws,).
        price_stop: share that stops at its next bill because the price rose this month, shape (draws, months).
        holds: everyone who stops is replaced at once, so that the share in a unit stays ``inside``.
    """
    draws, months = joined.shape
    each_month = 1 - (1 - monthly_stop) * (1 - monthly_retiring)
    stays_a_month = inside * (1 - each_month)
    winning = np.divide(inside * each_month, 1 - stays_a_month, out=np.ones(draws), where=stays_a_month < 1)
    stays = (1 - renewal_stop(monthly_stop, billing_months, memory)) * (1 - monthly_retiring) ** billing_months
    # who pays is held by the month in which the next bill falls due
    by_bill, total, before = np.zeros((billing_months, draws)), np.zeros(draws), np.zeros(draws)
    sponsoring, stop = np.zeros((draws, months)), np.zeros((draws, months))
    for month in range(months):
        due = by_bill[month % billing_months]
        # a rise since the last bill is met at this one
        risen = 1 - price_stop[:, max(month - billing_months + 1, 0) : month + 1]
        stopping = due * (1 - stays * risen.prod(axis=1))
        np.divide(stopping, total, out=stop[:, month], where=total > 0)
        total = total - stopping
        now = joined[:, month]
        won = inside * now - total if holds else winning * (before - total) + inside * (now - before)
        due += won - stopping
        total, before = total + won, now
        sponsoring[:, month] = total
    return Sponsors(joined, sponsoring, np.clip(stop, 0, 1))


def sponsors_of(
    plan: SponsorshipPlan,
    rises: np.ndarray,
    values: dict[str, np.ndarray],
    elapsed: np.ndarray,
    pushes: np.ndarray | None = None,
) -> Sponsors:
    """The sponsors of a plan at values of the unknowns, each of shape (draws,).

    Args:
        plan: the levers.
        rises: how far a sponsor's price rises in each month, as in `contribution.price_rises`.
        values: each unknown's value by draw.
        elapsed: as in `joined_share`.
        pushes: as there; those of the plan unless given.
    """
    stops, pushes = values["monthly_stop"], pushes_so_far(plan, elapsed) if pushes is None else pushes
    price_stop = np.zeros((len(stops), plan.months))
    if rises.any():
        price_stop += values["price_rise_stop"][:, None] * rises
    if plan.collection in PAYROLL:
        stops, price_stop = stops * values["payroll_stop"], price_stop * values["payroll_stop"][:, None]
    memory = values["renewal_memory"] if plan.billing_months > 1 else np.zeros_like(stops)
    if plan.assumed:
        joined = np.ones_like(price_stop)
    else:
        pushed = values["push_joins"] if pushes.any() else np.zeros_like(stops)
        reach = values[take_up_unknowns(plan.collection)[0]]
        joined = joined_share(reach, values["joining_shape"], pushed, elapsed, pushes)
    inside, retiring = inside_share(plan, values), values["asn_retiring"] / 12
    return follow(joined, inside, stops, retiring, plan.billing_months, memory, price_stop, holds=plan.assumed)


def inside_share(plan: SponsorshipPlan, values: dict[str, np.ndarray]) -> np.ndarray:
    """Share that sponsors inside a joined unit, shape (draws,)."""
    if plan.assumed:
        return np.full_like(values["monthly_stop"], plan.participation_share)
    return values[take_up_unknowns(plan.collection)[1]]


def early_workers(plan: SponsorshipPlan, values: dict[str, np.ndarray]) -> np.ndarray:
    """Workers that each of the first sponsors takes on, relative to what is asked, shape (draws,)."""
    return values["workers_per_sponsor"] if has_surplus(plan) else np.ones_like(values["monthly_stop"])


def places_per_asn(sponsoring: np.ndarray, workers_per_sponsor: np.ndarray) -> np.ndarray:
    """Workers paid for, per worker that would be if every civil servant asked did what is asked; (draws, months).

    Early sponsors take on more than is asked; the surplus thins out as others follow, and is gone where all take
    part: ``s * (1 + (w - 1) * (1 - s)**2)``, which rises with ``s`` and stays at or below 1 for ``w`` up to 4.

    Args:
        sponsoring: share of civil servants who sponsor, shape (draws, months).
        workers_per_sponsor: of the first sponsors, relative to what is asked, shape (draws,).

    Source: form is this project's assumption; see ``workers_per_sponsor`` in ``data/unknowns/sponsorship.yaml``.
    """
    return sponsoring * (1 + (workers_per_sponsor - 1)[:, None] * (1 - sponsoring) ** 2)


def price_parts_rp(plan: SponsorshipPlan, laws: list[LawMonth]) -> dict[str, dict[str, np.ndarray]]:
    """Mean contribution of a worker-month [Rp/month] by payer (``sponsor``, ``apbd``) and benefit programme.

    A month has the price of its own law, also where it is paid for in advance. The base is the lowest.

    Returns:
        Arrays of shape (months,).

    Raises:
        InputError: the law does not allow the months that a bill covers.
    """
    months = plan.billing_months
    # the law base names the choices one by one; only the one taken counts as read
    if months > 1 and laws[0].value(ADVANCE_GROUP, ADVANCE[months]) != months:
        raise input_error("advance_not_allowed", "billing_months", months=str(months))
    # without the relief the law sees a sponsor as it sees APBD, who pays the full price
    payers = {"sponsor": "sponsor" if plan.sponsor_relief else "apbd", "apbd": "apbd"}
    return {
        payer: worker_parts_rp(laws, seen_as, plan.transport_share, plan.benefit_programmes)
        for payer, seen_as in payers.items()
    }
