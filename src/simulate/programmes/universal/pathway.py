"""Members by channel month by month: what moves them, who joins from the uncovered, who stops and goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.engine import Retention
from simulate.errors import must_equal
from simulate.plan.checked import TASPEN

if TYPE_CHECKING:
    from simulate.programmes.baseline.model import Segments
    from simulate.programmes.universal.plan import UniversalPlan
    from simulate.region.base import Region

# members without an employer, by who pays
BPU = ("self", "subsidised", "sponsored", "village", "others")
# those of them for whom somebody else pays
PAID_FOR = BPU[1:]
CHANNELS = ("pu", "jakon", *BPU)
POOLS = ("formal_uncovered", "informal_uncovered")
# which unknown says who leaves, by who pays
STOPS = {
    "subsidised": "government_stop",
    "village": "government_stop",
    "sponsored": "worker_leaves",
    "others": "donor_stop",
}


@dataclass(frozen=True, eq=False)
class Others:
    """For whom others pay and what that costs, arrays of shape (draws, months).

    ``workers`` and ``joined`` (new members), and ``paid_rp``, their contributions [Rp], are by channel of members.
    ``registering_rp`` is what registering all of them costs the regency, ``bridge_rp`` what APBD pays for bridged
    workers.
    """

    workers: dict[str, np.ndarray]
    joined: dict[str, np.ndarray]
    paid_rp: dict[str, np.ndarray]
    registering_rp: np.ndarray
    bridge_rp: np.ndarray


@dataclass(frozen=True, eq=False)
class Moves:
    """What happens each month; arrays of shape (draws,), or (draws, months) where it changes over time.

    ``growth``: of the employed in a month. ``formal_share``: of new jobs. ``pu_stop``: wage earners who lose cover.
    ``registered``: of the uncovered wage earners who can be registered, those who are, (draws, months).
    ``contractors``, ``village``, ``subsidised``, ``sponsored``, ``others``: how many members each is to have
    [persons], (draws, months); contractors count those beyond the start; others are those for whom companies,
    Baznas and DBH pay, and who pay themselves after outreach. ``village_heads``: RT and RW heads and
    others for whom villages pay, covered otherwise or not, (draws, months). ``leave``: members who go, by who pays.
    ``enrolled``: self-payers who enrol [persons]. ``extra_enrolled``: the part of them owed to stronger outreach.
    ``would_pay``: of those additionally paid for by APBD or civil servants, who paid themselves before.
    ``civil_servants`` and ``refused`` [persons] can't be reached among uncovered wage earners and uncovered others.
    """

    growth: np.ndarray
    formal_share: np.ndarray
    pu_stop: np.ndarray
    registered: np.ndarray
    contractors: np.ndarray
    village: np.ndarray
    village_heads: np.ndarray
    subsidised: np.ndarray
    sponsored: np.ndarray
    others: np.ndarray
    leave: Mapping[str, np.ndarray]
    retention: Retention
    enrolled: np.ndarray
    extra_enrolled: np.ndarray
    would_pay: np.ndarray
    civil_servants: np.ndarray
    refused: np.ndarray


def moves_of(
    plan: UniversalPlan,
    region: Region,
    start: Segments,
    subsidised_price_rp: np.ndarray,
    values: Mapping[str, np.ndarray],
    others: Others,
) -> Moves:
    """What a plan moves on given values of the unknowns.

    Args:
        plan: the levers.
        region: its civil servants.
        start: employed residents by cover at the start.
        subsidised_price_rp: what APBD pays for a worker [Rp/month], shape (months,).
        values: the unknowns by draw.
        others: for whom the programmes of others pay.
    """

    def in_force(switch: str) -> np.ndarray:
        """How far an obligation works in each month, from 0 to 1, shape (draws, months)."""
        return np.minimum(np.array(plan.months_in_force(switch), dtype=float) / values["phase_in"][:, None], 1)

    retention, nobody = Retention.of(values), np.zeros_like(start.bpu_others)
    # of the uncovered wage earners who can be registered
    staying = np.ones((len(nobody), plan.months))
    if plan.compliance_drive != "none":
        times = values["strong_compliance"] if plan.compliance_drive == "strong" else 1.0
        staying *= ((1 - values["registered_yearly"]) ** (times / 12))[:, None]
    if plan.permits_from:
        staying *= (1 - values["permits_yearly"])[:, None] ** (in_force("permits_from") / 12)
    subsidised = others.workers["subsidised"]
    if plan.subsidised_budget_rp is not None:
        grown = (1 + plan.subsidised_growth) ** (np.arange(plan.months) // 12)
        paid_for = plan.subsidised_budget_rp / 12 * grown / subsidised_price_rp
        subsidised = np.broadcast_to(paid_for, subsidised.shape)
    enrolled = extra = nobody
    if plan.self_pay_drive != "none":
        enrolled = values["self_pay_renewal"] * start.bpu_others / retention.paid_months
    if plan.self_pay_drive == "strong":
        enrolled, extra = enrolled * values["strong_self_pay"], enrolled * (values["strong_self_pay"] - 1)
    # values that nothing in the plan depends on need not be given
    heads = contractors = np.zeros(staying.shape)
    if plan.village_workers_from:
        heads = in_force("village_workers_from") * (values["village_workers"] * values["village_complied"])[:, None]
    if plan.contractors_from:
        contractors = in_force("contractors_from") * (values["contractors_gain"] * start.jakon)[:, None]
    taspen = float(sum(region.asn_persons(TASPEN).values()))
    return Moves(
        growth=values["employment_growth"] ** (1 / 12) - 1,
        formal_share=values["formal_share"],
        pu_stop=1 - (1 - values["pu_stopped"]) ** (1 / 12),
        registered=1 - staying,
        contractors=contractors,
        # as many of them as of all the employed are covered already; some of them villages pay for anyway
        village=np.maximum(heads * (1 - start.share)[:, None], others.workers["village"]),
        village_heads=np.maximum(heads, others.workers["village"]),
        subsidised=subsidised,
        sponsored=others.workers["sponsored"],
        others=others.workers["others"],
        leave={
            name: values[stop] if plan.sponsors or name != "sponsored" else nobody for name, stop in STOPS.items()
        },
        retention=retention,
        enrolled=enrolled,
        extra_enrolled=extra,
        would_pay=values["would_pay"],
        civil_servants=np.minimum(taspen, start.formal_uncovered),
        refused=values["unreachable"] * start.informal_uncovered,
    )


@dataclass(frozen=True, eq=False)
class Pathway:
    """Persons at the end of each month, arrays of shape (draws, months).

    ``members`` by channel of `CHANNELS`, ``uncovered`` by pool of `POOLS`; both add up to ``employed``. ``joiners``
    by channel came in from the uncovered or from another payer (of ``pu`` those whom employers registered, not new
    jobs). ``stays``: of a channel's members of the month before, the share that is still there but for the stopping
    of self-payers, which depends on their months of membership. ``present``: self-payers of the start still paying.
    """

    employed: np.ndarray
    members: dict[str, np.ndarray]
    uncovered: dict[str, np.ndarray]
    joiners: dict[str, np.ndarray]
    stays: dict[str, np.ndarray]
    present: np.ndarray

    @property
    def covered(self) -> np.ndarray:
        """Members of all channels [persons], shape (draws, months)."""
        return sum(self.members.values())

    @property
    def coverage(self) -> np.ndarray:
        """Covered over employed residents, shape (draws, months)."""
        return self.covered / self.employed


def simulate_pathway(start: Segments, moves: Moves) -> Pathway:
    """Carries the segments over the months.

    Within a month: employment grows, new jobs covered as the present ones are (where it shrinks, every segment does);
    some of each channel stop and go back to the uncovered; employers register, then obligations on contractors,
    villages, APBD, civil servants, the other payers, and self-payers take from the uncovered what there is, in this
    order. Nobody is covered twice. Who dies is among those who leave; a successor is among the employed.

    Raises:
        BrokenIdentityError: heads are not conserved, or a segment falls below zero.
    """
    draws, months = moves.registered.shape
    month, found = _Month(start, moves), {}
    # gathered month after month, as memory likes it
    for place in range(months):
        for kind, by_name in month.step(place).items():
            for name, numbers in by_name.items():
                found.setdefault(kind, {}).setdefault(name, np.empty((months, draws)))[place] = numbers
    found = {kind: {name: numbers.T for name, numbers in by_name.items()} for kind, by_name in found.items()}
    persons, own = found["persons"], found["own"]
    must_equal("heads: members and uncovered are not the employed", sum(persons.values()), own["employed"])
    least = np.minimum(np.min(list(persons.values()), axis=0), 0)
    must_equal("heads: no segment is below zero", least, np.zeros_like(least))
    members, uncovered = ({name: persons[name] for name in names} for names in (CHANNELS, POOLS))
    return Pathway(members=members, uncovered=uncovered, joiners=found["joiners"], stays=found["stays"], **own)


class _Month:
    """The segments of all draws, moved by one month at a time."""

    def __init__(self, start: Segments, moves: Moves):
        nobody = np.zeros_like(start.jakon)
        self.moves, self.employed, self.contracted = moves, start.employed, nobody
        self.now = {
            **{"pu": start.pu, "jakon": start.jakon, "self": start.bpu_others, "subsidised": start.funded},
            **{channel: nobody for channel in PAID_FOR if channel != "subsidised"},
            **{pool: getattr(start, pool) for pool in POOLS},
        }
        # self-payers: of the start, and later ones by completed months, the last row for that many and more
        self.at_start = start.bpu_others
        # of them, and of those this month, the share that neither fewer jobs nor another payer took away
        self.untouched = self.untouched_now = np.ones_like(start.bpu_others)
        tenures = range(int(moves.retention.span.max()) + 1)
        self.since = np.zeros((len(tenures), len(start.bpu_others)))
        self.paying_on = np.stack([1 - moves.retention.stop(tenure) for tenure in tenures])

    def step(self, place: int) -> dict[str, dict[str, np.ndarray]]:
        """Moves by a month; returns persons by segment, joiners, shares that stay, and ``own`` numbers."""
        now, moves = self.now, self.moves
        before = dict(now)
        self._grow()
        self._stop(place)
        stays = {channel: share_of(now[channel], before[channel]) for channel in CHANNELS}
        # new jobs are covered, but nobody of the month before is in them
        stays["pu"] = (1 + np.minimum(moves.growth, 0)) * (1 - moves.pu_stop)
        left = {channel: before[channel] - now[channel] for channel in BPU}

        formal, _ = self._reach()
        joiners = {"pu": self._take("pu", formal * moves.registered[:, place], formal=1.0)}
        # workers of construction projects beyond those of the start come from both pools alike
        formal, informal = self._reach()
        share = share_of(formal, formal + informal)
        joiners["jakon"] = self._take("jakon", moves.contractors[:, place] - self.contracted, share)
        self.contracted = self.contracted + joiners["jakon"]
        for channel in ("village", "subsidised", "sponsored", "others"):
            wanted, taken_over = getattr(moves, channel)[:, place], 0.0
            # whoever is more than the channel's payers pay for goes back to the uncovered
            held = np.minimum(now[channel], wanted)
            stays[channel] = stays[channel] * share_of(held, now[channel])
            self._leave_all_but(channel, held)
            if channel != "village":
                # self-payers for whom another pays from now on, whatever their months of membership
                additional = np.maximum(wanted - now[channel] - left[channel], 0)
                taken_over = np.minimum(moves.would_pay * additional, now["self"])
                self._touch(1 - share_of(taken_over, now["self"], nothing=0.0))
                self._move("self", channel, taken_over)
            joiners[channel] = taken_over + self._take(channel, wanted - now[channel])
        stays["self"] = self.untouched_now
        joiners["self"] = self._take("self", moves.enrolled)
        self.since[0] += joiners["self"]
        own = {"employed": self.employed, "present": self._present(place)}
        return {"persons": now, "joiners": joiners, "stays": stays, "own": own}

    def _grow(self) -> None:
        """New jobs, or fewer."""
        now, moves = self.now, self.moves
        more, less = self.employed * np.maximum(moves.growth, 0), 1 + np.minimum(moves.growth, 0)
        for name in now:
            now[name] = now[name] * less
        self.untouched_now = np.ones_like(less)
        self._touch(less)
        formal = more * moves.formal_share
        covered = share_of(now["pu"], now["pu"] + now["formal_uncovered"])
        now["pu"] = now["pu"] + formal * covered
        now["formal_uncovered"] = now["formal_uncovered"] + formal * (1 - covered)
        now["informal_uncovered"] = now["informal_uncovered"] + more - formal
        self.employed = self.employed * (1 + moves.growth)

    def _stop(self, place: int) -> None:
        """Who loses cover goes back to the uncovered."""
        now, moves = self.now, self.moves
        self._move("pu", "formal_uncovered", now["pu"] * moves.pu_stop)
        for channel in PAID_FOR:
            self._move(channel, "informal_uncovered", now[channel] * moves.leave[channel])
        going_on = self.since * self.paying_on
        self.since[0], self.since[1:] = 0, going_on[:-1]
        self.since[-1] += going_on[-1]
        self._leave_all_but("self", self._present(place) + self.since.sum(axis=0))

    def _present(self, place: int) -> np.ndarray:
        """Self-payers of the start who still pay at the end of a month."""
        return self.at_start * self.moves.retention.left_of_present(place + 1) * self.untouched

    def _touch(self, share: np.ndarray) -> None:
        """Of all self-payers, whatever their months of membership, only a share goes on."""
        self.untouched, self.untouched_now = self.untouched * share, self.untouched_now * share
        self.since *= share

    def _reach(self) -> tuple[np.ndarray, np.ndarray]:
        """Uncovered wage earners and others who can be covered."""
        return (
            np.maximum(self.now["formal_uncovered"] - self.moves.civil_servants, 0),
            np.maximum(self.now["informal_uncovered"] - self.moves.refused, 0),
        )

    def _take(self, channel: str, wanted: np.ndarray, formal: float | np.ndarray = 0.0) -> np.ndarray:
        """Members for a channel as far as there are any, a share of them wage earners; returns how many."""
        from_formal, from_informal = self._reach()
        formal = np.minimum(np.maximum(wanted, 0) * formal, from_formal)
        informal = np.minimum(np.maximum(wanted, 0) - formal, from_informal)
        self._move("formal_uncovered", channel, formal)
        self._move("informal_uncovered", channel, informal)
        return formal + informal

    def _move(self, origin: str, to: str, persons: np.ndarray) -> None:
        self.now[origin], self.now[to] = self.now[origin] - persons, self.now[to] + persons

    def _leave_all_but(self, channel: str, staying: np.ndarray) -> None:
        """All members of a channel but so many go back to the uncovered."""
        now = self.now
        now["informal_uncovered"] = now["informal_uncovered"] + now[channel] - staying
        now[channel] = staying


def share_of(part: np.ndarray, whole: np.ndarray, nothing: float = 1.0) -> np.ndarray:
    """A part over its whole; ``nothing`` where there is no whole."""
    return np.divide(part, whole, out=np.full_like(whole, nothing), where=whole > 0)


def since_start(joiners: np.ndarray, stays: np.ndarray) -> np.ndarray:
    """Of those who joined since the start, how many are there; all arrays of shape (draws, months).

    Args:
        joiners: by month.
        stays: share of the month before that is still there.
    """
    found, there = np.empty(joiners.shape[::-1]), 0.0
    for place in range(len(found)):
        there = there * stays[:, place] + joiners[:, place]
        found[place] = there
    return found.T


def with_tenure(
    joiners: np.ndarray, stays: np.ndarray, least: tuple[int, ...], stop: Callable[[int], np.ndarray] | None = None
) -> list[np.ndarray]:
    """Of those who joined since the start, how many are there with at least so many completed months.

    Args:
        joiners: by month, shape (draws, months).
        stays: share of the month before that is still there, shape (draws, months).
        least: completed months, each asked for.
        stop: of a number of completed months, the share that stops before the next, shape (draws,).

    Returns:
        For each of ``least`` an array of shape (draws, months).
    """
    # months along the first axis, as memory likes it
    cohort, stays = joiners.T.copy(), np.ascontiguousarray(stays.T)
    found = [np.zeros_like(cohort) for _ in least]
    for tenure in range(len(cohort)):  # `cohort` joined so many months ago
        for place, months in enumerate(least):
            if tenure >= months:
                found[place] += cohort
        cohort[1:] = cohort[:-1] * stays[1:]
        cohort[0] = 0
        if stop is not None:
            cohort *= 1 - stop(tenure)
    return [persons.T for persons in found]
