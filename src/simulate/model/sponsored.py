"""The sponsored workers: civil servants who pay, the workers given to them, and what becomes of these."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.engine import Flows, Habits, Places, Terms, carry
from simulate.model.mortality import death_rates, group_weights
from simulate.model.prices import price_rises
from simulate.model.selection import Chosen, chosen, unknowns_of_selection
from simulate.model.sponsors import Sponsors, follow, joined_share, places_per_asn

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.plan import SponsorshipPlan
    from simulate.region import Region

# ways of collecting in which the treasurer deducts: stopping takes an act
PAYROLL = ("payroll_consent", "payroll_default")
# ways that fix how many workers each takes on
FIXED = ("payroll_default", "regulation")
# the way whose unknowns a way shares, where they have none of their own
_AS = {"circular_with_push": "circular"}


@dataclass(frozen=True)
class Risks:
    """What the months bring to any member, whatever the plan's take-up.

    ``middle`` are the mid-ages of the risk groups' bands and ``rates`` their yearly death rates by month, as in
    `mortality.death_rates`; ``terms`` are the law's months; ``rises`` how far a sponsor's price rises in each month,
    as in `prices.price_rises`.
    """

    middle: np.ndarray
    rates: np.ndarray
    terms: Terms
    rises: np.ndarray


@dataclass(frozen=True)
class Sponsored:
    """Sponsors, the workers they pay for, and how those were chosen.

    ``rejected`` are nominees who were refused, shape (draws, months).
    """

    sponsors: Sponsors
    members: Flows
    chosen: Chosen
    rejected: np.ndarray


def unknowns_of_members(plan: SponsorshipPlan, rises: bool) -> tuple[str, ...]:
    """The unknowns that sponsors and workers depend on; ``rises``: a sponsor's price rises within the plan."""
    by_evidence = plan.participation_share is None
    reach, inside = take_up_unknowns(plan.collection)
    asked_about = {
        reach: by_evidence,
        "joining_shape": by_evidence,
        "push_joins": by_evidence and bool(_pushes(plan, np.arange(1, plan.months + 1)).any()),
        inside: by_evidence,
        "workers_per_sponsor": has_surplus(plan),
        "monthly_stop": True,
        "payroll_stop": plan.collection in PAYROLL,
        "renewal_memory": plan.billing_months > 1,
        "price_rise_stop": rises,
        "asn_retiring": True,
        "worker_leaves": True,
        **dict.fromkeys(unknowns_of_selection(plan), True),
        "rematched": plan.bridge_months > 0 and by_evidence,
        **dict.fromkeys(("mean_age", "age_spread", "male_share", "relative_mortality"), True),
    }
    return tuple(key for key, used in asked_about.items() if used)


def take_up_unknowns(collection: str) -> tuple[str, str]:
    """The two unknowns of a way of collecting: how many civil servants it reaches, and how many of them sponsor."""
    way = _AS.get(collection, collection)
    return f"reach_{way}", f"inside_{way}"


def risks_of(region: Region, laws: list[LawMonth], sponsor_price: np.ndarray) -> Risks:
    """Mortality, the law's waits and rises of a sponsor's price [Rp/month, by month] over the months.

    Raises:
        InputError: no mortality for a month, or a legal number of months changes within the horizon.
    """
    months = [law.month for law in laws]
    middle, rates = death_rates(region.tables["mortality"], months, laws[0].value("bpu_entry_age"))
    return Risks(middle, rates, terms_of(laws), price_rises(sponsor_price))


def terms_of(laws: list[LawMonth]) -> Terms:
    """The law's waits and limit of arrears, which must hold over all months.

    Raises:
        InputError: one of them changes within the horizon.
    """
    groups = ("jkm_waiting", "scholarship_wait", "bpu_lapse")
    return Terms(*(_months_throughout(laws, group) for group in groups))


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
        elapsed: months since the programme began, as in `sponsors.joined_share`; 1, 2, … unless given.
        pushes: pushes so far, as there; those of the plan unless given.
    """
    if elapsed is None:
        elapsed = np.arange(1, plan.months + 1)
    if pushes is None:
        pushes = _pushes(plan, elapsed)
    sponsors = _sponsors(plan, risks, values, elapsed, pushes)
    early = values["workers_per_sponsor"] if has_surplus(plan) else np.ones(len(sponsors.sponsoring))
    places = ceiling * places_per_asn(sponsors.sponsoring, early)
    if not plan.replacement:
        places[:, 1:] -= (1 - sponsors.stop[:, 1:]) * places[:, :-1]  # only what is new is filled
        places = np.maximum(places, 0)
    nominees = chosen(plan, values)
    accept, none = nominees.accepted, np.zeros_like(nominees.accepted)
    rematch = values["rematched"] if plan.bridge_months else none
    if (
        plan.participation_share is not None
    ):  # the share is held: places go to whoever lost theirs, and none stays empty
        accept, rematch = np.ones_like(accept), np.ones_like(accept)
    members = carry(
        places,
        group_weights(
            risks.middle, values["mean_age"] - nominees.younger_by, values["age_spread"], values["male_share"]
        ),
        risks.rates[:, : plan.months],
        values["relative_mortality"],
        Habits(stop=sponsors.stop, leave=values["worker_leaves"], resume=none, reenter=none),
        risks.terms,
        fills_target=plan.replacement,
        places=Places(accept, plan.bridge_months, rematch),
    )
    refused = ((1 - nominees.accepted) / nominees.accepted)[:, None]
    experienced = _with_tenure(members, nominees.substituted[:, None])
    return Sponsored(sponsors, experienced, nominees, members.joiners * refused)


def _sponsors(
    plan: SponsorshipPlan, risks: Risks, values: dict[str, np.ndarray], elapsed: np.ndarray, pushes: np.ndarray
) -> Sponsors:
    stops = values["monthly_stop"]
    by_price = risks.rises[: plan.months]
    price_stop = np.zeros((len(stops), plan.months))
    if by_price.any():
        price_stop += values["price_rise_stop"][:, None] * by_price
    if plan.collection in PAYROLL:
        stops, price_stop = stops * values["payroll_stop"], price_stop * values["payroll_stop"][:, None]
    memory = values["renewal_memory"] if plan.billing_months > 1 else np.zeros_like(stops)
    if plan.participation_share is None:
        reach, inside = (values[key] for key in take_up_unknowns(plan.collection))
        pushed = values["push_joins"] if pushes.any() else np.zeros_like(stops)
        joined = joined_share(reach, values["joining_shape"], pushed, elapsed, pushes)
    else:
        joined, inside = np.ones((len(stops), plan.months)), np.full_like(stops, plan.participation_share)
    return follow(
        joined,
        inside,
        stops,
        values["asn_retiring"] / 12,
        plan.billing_months,
        memory,
        price_stop,
        holds=plan.participation_share is not None,
    )


def has_surplus(plan: SponsorshipPlan) -> bool:
    """Whether early sponsors may take on more workers than they are asked."""
    return plan.participation_share is None and plan.collection not in FIXED


def _pushes(plan: SponsorshipPlan, elapsed: np.ndarray) -> np.ndarray:
    """Pushes so far in each month."""
    if plan.collection != "circular_with_push":
        return np.zeros_like(elapsed)
    return sum((elapsed >= month).astype(int) for month in plan.push_months)


def _with_tenure(members: Flows, substituted: np.ndarray) -> Flows:
    """Workers taken over from APBD have passed the JKM wait already."""
    moved = substituted * members.deaths_waiting
    return replace(members, deaths_waiting=members.deaths_waiting - moved, deaths_full=members.deaths_full + moved)


def _months_throughout(laws: list[LawMonth], group: str) -> int:
    """A legal number of months that holds over the whole horizon."""
    values = {law.value(group) for law in laws}
    if len(values) > 1:
        raise refuse(
            "law_changes", f"data/law/{group}.yaml", "changes within the horizon", "simulate up to the change"
        )
    return int(values.pop())
