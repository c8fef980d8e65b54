"""For whom others pay, and the whole pathway: from levers and values of the unknowns to members, money, families."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.claims import death_rates, group_weights
from simulate.errors import input_error, must_equal
from simulate.law.contribution import contribution_parts_rp, price_rp, worker_parts_rp
from simulate.law.numbers import total_rp
from simulate.programmes.baseline.model import UNKNOWNS as SEGMENT_UNKNOWNS
from simulate.programmes.baseline.model import Segments, segments
from simulate.programmes.funding.model import keep_rate
from simulate.programmes.funding.problem import deliver
from simulate.programmes.funding.study import run_on as run_funding
from simulate.programmes.sponsorship.model import SponsorPath
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.universal.pathway import (
    BPU,
    Moves,
    Others,
    Pathway,
    moves_of,
    share_of,
    simulate_pathway,
    since_start,
    with_tenure,
)
from simulate.written import month_number

if TYPE_CHECKING:
    from simulate.law.base import LawMonth, Reads
    from simulate.plan.checked import Settings
    from simulate.programmes.funding.plan import FundingPlan
    from simulate.programmes.funding.study import FundingResult
    from simulate.programmes.universal.plan import UniversalPlan
    from simulate.region.base import Region
    from simulate.study.facts import Facts

# which payers of the funding mix make up a channel of members; civil servants' workers come from their own programme
_PAYERS = {"subsidised": ("apbd",), "village": ("apbdes",), "others": ("csr", "zakat", "dbh", "personal")}
# plans that are compared read the same mix
_mix = lru_cache(maxsize=8)(run_funding)


@dataclass(frozen=True, eq=False)
class Paying:
    """The programmes of others, as a pathway reads them.

    ``funding`` is a funding mix as its own report has it, ``path`` sponsored workers on the months of the pathway.
    """

    funding: FundingResult
    path: SponsorPath
    # the last answer, with what it was for: plans that are compared ask the same
    _last: list = field(default_factory=list, init=False, repr=False)

    def at(self, region: Region, start: Segments, values: Mapping[str, np.ndarray]) -> Others:
        """For whom others pay at given values of the unknowns.

        Before the mix begins APBD pays for whom it pays at the start; after its end everyone goes on as in its last
        month.
        """
        if not (self._last and self._last[0] is values and np.array_equal(self._last[1], start.funded)):
            self._last[:] = [values, start.funded, self._at(region, start.funded, values)]
        return self._last[2]

    def _at(self, region: Region, funded: np.ndarray, values: Mapping[str, np.ndarray]) -> Others:
        # from another baseline APBD goes on in the same proportion to those for whom it pays at the start
        plan, chosen = self.funding.plan, self.funding.chosen
        scale = (funded / segments(plan.baseline, values).funded)[:, None]
        in_mix = self.funding.problem.path.at(values)
        found = deliver(plan, region, chosen.case, chosen.mix, values, in_mix)
        nobody, replaced = np.zeros_like(funded), funded * (1 - keep_rate("apbd", values))
        workers, joined, paid = {}, {}, {}
        for channel, payers in _PAYERS.items():
            there = [payer for payer in payers if payer in found.workers]
            times, now, new = (scale, funded, replaced) if channel == "subsidised" else (1.0, nobody, nobody)
            workers[channel] = self._placed(times * sum(found.workers[payer] for payer in there), now)
            joined[channel] = self._placed(times * sum(found.joined[payer] for payer in there), new)
            paid_rp = sum(found.workers[payer] * chosen.case.price_rp[payer] for payer in there)
            paid[channel] = self._placed(paid_rp, nobody)
        asn = in_mix if self.path is self.funding.problem.path else self.path.at(values)
        workers["sponsored"], joined["sponsored"], paid["sponsored"] = asn.workers, asn.joined, asn.paid_rp
        registered = self._placed(found.registered + (scale - 1) * found.joined["apbd"], replaced)
        return Others(workers, joined, paid, registered * values["registration_cost"][:, None], asn.bridge_rp)

    def _placed(self, array: np.ndarray | float, before: np.ndarray) -> np.ndarray:
        """By month of the mix, moved to the months of the pathway; shape (draws, months)."""
        months, mix = self.path.months, self.funding.plan
        place = np.arange(len(months)) + month_number(months[0]) - month_number(mix.start)
        array = np.broadcast_to(array, (len(before), mix.months))
        return np.where(place < 0, before[:, None], array[:, np.clip(place, 0, mix.months - 1)])


def paying_of(facts: Facts, plan: UniversalPlan, settings: Settings, reads: Reads | None = None) -> Paying:
    """The funding mix and the sponsored workers that a plan reads.

    Raises:
        InputError: a plan that it names is refused, or no mix keeps its target.
    """
    settings = settings.with_values({"language": "id"})
    if reads is not None:
        found = _mix(facts, plan.payers, settings)
        reads.update({(value.group, value.since, value.key): value for value in found.law_values})
        SponsorPath.of(plan.sponsors, plan.calendar, plan.law_extension, facts.region, facts.law, reads)
    sponsors = plan.sponsors.model_dump_json() if plan.sponsors else None
    return _paying(facts, plan.payers, sponsors, tuple(plan.calendar), plan.law_extension, settings)


def unknowns_of(paying: Paying) -> tuple[str, ...]:
    """The unknowns that these programmes' numbers depend on, beside the baseline's."""
    return tuple(dict.fromkeys((*paying.funding.used, *paying.path.unknowns)))


@lru_cache(maxsize=8)
def _paying(
    facts: Facts,
    payers: FundingPlan,
    sponsors: str | None,
    calendar: tuple[str, ...],
    extension: str,
    settings: Settings,
) -> Paying:
    """As `paying_of`, for all plans that read the same; ``sponsors`` are the levers of that programme as JSON."""
    found, plan = _mix(facts, payers, settings), SponsorshipPlan(**json.loads(sponsors)) if sponsors else None
    path = SponsorPath.of(plan, calendar, extension, facts.region, facts.law)
    in_mix = found.problem.path
    # where both read the same programme over the same months, one answer serves both
    same = (path.plan, path.months) == (in_mix.plan, in_mix.months)
    return Paying(found, in_mix if same else path)


# who pays for each channel of members without an employer, as the law sees them
PAYERS = {"self": "personal", "subsidised": "apbd", "sponsored": "sponsor", "village": "apbdes", "others": "csr"}
PROGRAMMES = ("jkk", "jkm")


def _employer_rp(laws: list[LawMonth], region: str, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """JKK and JKM of a newly registered wage earner [Rp/month], shape (draws, months).

    The wage is ``new_pu_wage`` minimum wages, the JKK rate lies ``risk_mix`` of the way from the lowest class to the
    highest.

    Raises:
        InputError: the law base has no minimum wage of the region.
    """
    if region not in laws[0].groups["umk"].by["region"]:
        raise input_error("unknown_law_key.law_umk", "law umk", region=region)

    def on_one_wage(risk_class: str) -> np.ndarray:
        case = {"scheme": "pu", "risk_class": risk_class, "programmes": PROGRAMMES}
        parts = (contribution_parts_rp(law, base_rp=law.value("umk", region), **case) for law in laws)
        return np.array([total_rp(one) for one in parts], dtype=float)

    lowest, highest = on_one_wage("very_low"), on_one_wage("very_high")
    return values["new_pu_wage"][:, None] * (lowest + values["risk_mix"][:, None] * (highest - lowest))


@dataclass(frozen=True, eq=False)
class NewMembers:
    """Members without an employer who joined since the start, and their expected deaths; shape (draws, months).

    ``by_channel`` are persons. The deaths are those that `claims.draw_claims` reads from `engine.Flows`: below the
    JKM waiting time, past it, and of these past the scholarship wait; nobody is uncovered here.
    """

    by_channel: dict[str, np.ndarray]
    deaths_waiting: np.ndarray
    deaths_full: np.ndarray
    deaths_scholarship: np.ndarray
    deaths_uncovered: np.ndarray
    accidents: np.ndarray

    @property
    def persons(self) -> np.ndarray:
        """All of them, shape (draws, months)."""
        return sum(self.by_channel.values())


def _new_members(
    pathway: Pathway, moves: Moves, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray]
) -> NewMembers:
    """Who joined since the start, month by month, with expected deaths and accidents.

    Whoever comes from another payer begins again with the waiting time. Deaths are those of the population of their
    ages and sex times ``relative_mortality``.

    Raises:
        BrokenIdentityError: self-payers of the start and since do not add up.

    Source: ``data/indonesia/mortality.csv`` (UN WPP 2024).
    """
    waits = (0, int(laws[0].value("jkm_waiting")), int(laws[0].value("scholarship_wait")))
    by_channel, past_wait, long = {}, 0.0, 0.0
    for channel in BPU:
        stop = moves.retention.stop if channel == "self" else None
        joined, past, longer = with_tenure(pathway.joiners[channel], pathway.stays[channel], waits, stop)
        by_channel[channel], past_wait, long = joined, past_wait + past, long + longer
    own = pathway.present + by_channel["self"]
    must_equal("heads: self-payers of the start and since are not all", own, pathway.members["self"])
    every = sum(by_channel.values())
    months = [law.month for law in laws]
    middle, rates = death_rates(region.tables["mortality"], months, laws[0].value("bpu_entry_age"))
    weights = group_weights(middle, values["mean_age"], values["age_spread"], values["male_share"])
    dying = values["relative_mortality"][:, None] * (weights @ rates) / 12
    return NewMembers(
        by_channel,
        deaths_waiting=(every - past_wait) * dying,
        deaths_full=past_wait * dying,
        deaths_scholarship=long * dying,
        deaths_uncovered=np.zeros_like(every),
        accidents=every * values["accident_rate"][:, None] / 1000 / 12,
    )


UNKNOWNS = (
    *SEGMENT_UNKNOWNS,
    # jobs, employers, obligations
    *("employment_growth", "registered_yearly", "pu_stopped", "strong_compliance", "contractors_gain"),
    *("permits_yearly", "phase_in", "village_workers", "village_complied"),
    # self-payers, who leaves, who cannot be reached
    *("garut_retained", "garut_span", "settled_stop", "self_pay_renewal", "strong_self_pay", "would_pay"),
    *("worker_leaves", "government_stop", "donor_stop", "unreachable"),
    # what it costs, deaths and accidents, what families receive
    *("cost_permits", "cost_village", "cost_drives", "registration_cost", "new_pu_wage", "risk_mix"),
    *("mean_age", "age_spread", "male_share", "relative_mortality", "accident_rate", "accident_cost"),
    *("scholarship_child_years", "scholarship_year"),
)
# a part of a person that is left of a difference by rounding alone
_ROUNDING = 1e-6
# who bears which cost
COSTS = ("apbd", "registering", "outreach", "regulation", "villages", "sponsors", "others", "workers", "employers")
# of them, what the regency's own budget bears
OF_APBD = ("apbd", "registering", "outreach", "regulation")


@dataclass(frozen=True, eq=False)
class Way:
    """Members and money, arrays of shape (draws, months).

    ``cost_rp`` by payer of `COSTS`: APBD's contributions for vulnerable workers, registering them and those of the
    funding mix, registering whom outreach and obligations add, and making and enforcing regulation; villages, for RT
    and RW heads and others; civil servants who sponsor; companies, Baznas, DBH and self-payers of the funding mix;
    self-payers; employers, for wage earners registered since the start (``registered``), JKK and JKM alone.
    ``price_rp`` by channel and benefit programme, (months,).
    """

    start: Segments
    moves: Moves
    road: Pathway
    price_rp: dict[str, dict[str, np.ndarray]]
    registered: np.ndarray
    cost_rp: dict[str, np.ndarray]

    @property
    def total_rp(self) -> np.ndarray:
        """What all of them pay [Rp], shape (draws, months)."""
        return sum(self.cost_rp.values())


@dataclass(frozen=True, eq=False)
class UniversalOutcome(Way):
    """Members and money, and what happens to members without an employer who joined since the start (``new``).

    ``paid_rp`` are their contributions by benefit programme, shape (draws, months).
    """

    new: NewMembers
    paid_rp: dict[str, np.ndarray]


def unknowns_used(plan: UniversalPlan, scholarship_wait: int, paying: tuple[str, ...]) -> tuple[str, ...]:
    """The unknowns that a plan's result depends on; ``paying`` are those of the programmes of others."""
    compliance, self_pay = plan.compliance_drive, plan.self_pay_drive
    needed = {
        ("claimed_share", "claimed_funded"): plan.baseline == "claimed",
        ("registered_yearly",): compliance != "none",
        ("strong_compliance",): compliance == "strong",
        ("contractors_gain",): plan.contractors_from,
        ("permits_yearly",): plan.permits_from,
        ("phase_in",): plan.contractors_from or plan.permits_from or plan.village_workers_from,
        ("village_workers", "village_complied", "cost_village"): plan.village_workers_from,
        ("self_pay_renewal",): self_pay != "none",
        ("strong_self_pay",): self_pay == "strong",
        ("worker_leaves",): plan.sponsors,
        ("cost_permits",): plan.contractors_from or plan.permits_from,
        ("cost_drives",): "strong" in (compliance, self_pay),
        ("scholarship_child_years", "scholarship_year"): plan.months > scholarship_wait,
    }
    without = {key for keys, used in needed.items() if not used for key in keys}
    return tuple(dict.fromkeys((*(key for key in UNKNOWNS if key not in without), *paying)))


def simulate_way(
    plan: UniversalPlan, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray], paying: Paying
) -> Way:
    """Members and money of a plan on given values of the unknowns.

    Args:
        plan: the levers.
        region: its civil servants.
        laws: the law of each month of the plan.
        values: every unknown by draw, shape (draws,).
        paying: the programmes of others.

    Raises:
        InputError: the law base has no minimum wage of the region.
        BrokenIdentityError: heads are not conserved.
    """
    start = segments(plan.baseline, values)
    # all pay on the lowest base
    parts = {name: worker_parts_rp(laws, payer, plan.transport_share, PROGRAMMES) for name, payer in PAYERS.items()}
    price = price_rp(parts)
    others = paying.at(region, start, values)
    moves = moves_of(plan, region, start, price["subsidised"], values, others)
    pathway = simulate_pathway(start, moves)
    members, joiners = pathway.members, pathway.joiners
    registered = since_start(joiners["pu"], pathway.stays["pu"])
    registration = values["registration_cost"][:, None]
    by_outreach = joiners["self"] * share_of(moves.extra_enrolled, moves.enrolled, nothing=0.0)[:, None]
    more = _beyond_the_mix("subsidised", pathway, others) if plan.subsidised_budget_rp is not None else 0.0
    more_of_villages = _beyond_the_mix("village", pathway, others) if plan.village_workers_from else 0.0
    found = {name: share_of(members[name], wanted, nothing=0.0) for name, wanted in others.workers.items()}
    cost = {
        "apbd": members["subsidised"] * price["subsidised"] + others.bridge_rp,
        "registering": others.registering_rp + more * registration,
        "outreach": (by_outreach + more_of_villages) * registration,
        "regulation": _regulation_rp(plan, values),
        "villages": moves.village_heads * price["village"],
        "sponsors": others.paid_rp["sponsored"] * found["sponsored"],
        "others": others.paid_rp["others"] * found["others"],
        "workers": members["self"] * price["self"],
        "employers": registered * _employer_rp(laws, region.code, values),
    }
    return Way(start, moves, pathway, parts, registered, cost)


def simulate_universal(
    plan: UniversalPlan, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray], paying: Paying
) -> UniversalOutcome:
    """`simulate_way`, with deaths and accidents of the new members; arguments and refusals are its own."""
    found = simulate_way(plan, region, laws, values, paying)
    new = _new_members(found.road, found.moves, region, laws, values)
    paid = {
        programme: sum(new.by_channel[channel] * found.price_rp[channel][programme] for channel in PAYERS)
        for programme in PROGRAMMES
    }
    by_payer = sum(new.by_channel[channel] * price for channel, price in price_rp(found.price_rp).items())
    must_equal("contributions: payers are not benefit programmes", sum(paid.values()), by_payer)
    return UniversalOutcome(**vars(found), new=new, paid_rp=paid)


def _regulation_rp(plan: UniversalPlan, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """What making and enforcing regulation costs the regency [Rp], shape (draws, months).

    A regulation costs once, in its first month; permits and contracts are one. Inspection and outreach cost every
    month in which they are strengthened, half for each of the two.
    """
    found = np.zeros((len(values["employed"]), plan.months))
    firms = min(filter(None, (plan.contractors_from, plan.permits_from)), default=None)
    for key, month in (("cost_permits", firms), ("cost_village", plan.village_workers_from)):
        if month is not None:
            found[:, plan.calendar.index(month)] += values[key]
    drives = (plan.compliance_drive, plan.self_pay_drive).count("strong")
    return found + (values["cost_drives"][:, None] * drives / 2 / 12 if drives else 0.0)


def _beyond_the_mix(channel: str, pathway: Pathway, others: Others) -> np.ndarray:
    """New members of a channel whom a plan adds to those of the funding mix, shape (draws, months)."""
    more = pathway.joiners[channel] - others.joined[channel]
    return np.where(np.isclose(more, 0, atol=_ROUNDING), 0.0, more)
