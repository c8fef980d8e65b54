"""Members by channel month by month: who joins leaves the uncovered, who stops goes back to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import must_equal

if TYPE_CHECKING:
    from simulate.programmes.baseline.model import Segments
    from simulate.programmes.universal.moves import Moves

# members without an employer, by who pays
BPU = ("self", "subsidised", "sponsored", "village", "others")
# those of them for whom somebody else pays
PAID_FOR = BPU[1:]
CHANNELS = ("pu", "jakon", *BPU)
POOLS = ("formal_uncovered", "informal_uncovered")


@dataclass(frozen=True, eq=False)
class Pathway:
    """Heads at the end of each month, arrays of shape (draws, months).

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
    order. Nobody is
    covered twice. Who dies is among those who leave; a successor is among the employed.

    Raises:
        BrokenIdentityError: heads are not conserved, or a segment falls below zero.
    """
    draws, months = moves.registered.shape
    now = {
        **{"pu": start.pu, "jakon": start.jakon, "self": start.bpu_others, "subsidised": start.funded},
        **{channel: np.zeros(draws) for channel in PAID_FOR if channel != "subsidised"},
        **{pool: getattr(start, pool) for pool in POOLS},
    }
    month = _Month(start, moves, now)
    # gathered month after month, as memory likes it
    kept: dict[str, np.ndarray] = {}
    for place in range(months):
        for name, heads in month.step(place).items():
            kept.setdefault(name, np.empty((months, draws)))[place] = heads
    found = {name: heads.T for name, heads in kept.items()}
    named = {
        kind: {one: found[f"{kind}.{one}"] for one in ones}
        for kind, ones in {"heads": (*CHANNELS, *POOLS), "joiners": CHANNELS, "stays": CHANNELS}.items()
    }
    heads = named.pop("heads")
    must_equal("heads: members and uncovered are not the employed", sum(heads.values()), found["employed"])
    least = np.minimum(np.min(list(heads.values()), axis=0), 0)
    must_equal("heads: no segment is below zero", least, np.zeros_like(least))
    return Pathway(
        found["employed"],
        {channel: heads[channel] for channel in CHANNELS},
        {pool: heads[pool] for pool in POOLS},
        **named,
        present=found["present"],
    )


class _Month:
    """The segments of all draws, moved by one month at a time."""

    def __init__(self, start: Segments, moves: Moves, now: dict[str, np.ndarray]):
        self.moves, self.now, self.employed = moves, now, start.employed
        self.contracted = np.zeros_like(start.jakon)
        # self-payers: of the start, and later ones by completed months, the last row for that many and more
        self.at_start = start.bpu_others
        # of them, and of those this month, the share that neither fewer jobs nor another payer took away
        self.untouched = self.untouched_now = np.ones_like(start.bpu_others)
        tenures = range(int(moves.retention.span.max()) + 1)
        self.since = np.zeros((len(tenures), len(start.bpu_others)))
        self.paying_on = np.stack([1 - moves.retention.stop(tenure) for tenure in tenures])

    def step(self, place: int) -> dict[str, np.ndarray]:
        """Moves by a month; heads, joiners and shares that stay, as `Road` names them."""
        now, moves = self.now, self.moves
        before = dict(now)
        joiners = dict.fromkeys(CHANNELS, np.zeros_like(self.employed))
        self._grow()
        self._stop(place)
        stays = {channel: _share(now[channel], before[channel]) for channel in CHANNELS}
        # new jobs are covered, but nobody of the month before is in them
        stays["pu"] = (1 + np.minimum(moves.growth, 0)) * (1 - moves.pu_stop)
        left = {channel: before[channel] - now[channel] for channel in BPU}

        reach = np.maximum(now["formal_uncovered"] - moves.civil_servants, 0)
        joiners["pu"] = self._take("pu", reach * moves.registered[:, place], formal=1.0)
        joiners["jakon"] = self._contract(moves.contractors[:, place])
        self._hold("village", moves.village[:, place], stays)
        joiners["village"] = self._take("village", moves.village[:, place] - now["village"])
        for channel in ("subsidised", "sponsored", "others"):
            wanted = getattr(moves, channel)[:, place]
            self._hold(channel, wanted, stays)
            additional = np.maximum(wanted - now[channel] - left[channel], 0)
            taken_over = np.minimum(moves.would_pay * additional, now["self"])
            self._take_over(channel, taken_over)
            joiners[channel] = taken_over + self._take(channel, wanted - now[channel])
        stays["self"] = self.untouched_now
        joiners["self"] = self._take("self", moves.enrolled)
        self.since[0] += joiners["self"]
        return {
            "employed": self.employed,
            "present": self._present(place),
            **{f"heads.{name}": heads for name, heads in now.items()},
            **{f"joiners.{name}": heads for name, heads in joiners.items()},
            **{f"stays.{name}": share for name, share in stays.items()},
        }

    def _hold(self, channel: str, wanted: np.ndarray, stays: dict[str, np.ndarray]) -> None:
        """Whoever is more than a channel's payers pay for goes back to the uncovered."""
        now = self.now
        kept = np.minimum(now[channel], wanted)
        stays[channel] = stays[channel] * _share(kept, now[channel])
        now["informal_uncovered"] = now["informal_uncovered"] + now[channel] - kept
        now[channel] = kept

    def _grow(self) -> None:
        """New jobs, or fewer."""
        now, moves = self.now, self.moves
        more, less = self.employed * np.maximum(moves.growth, 0), 1 + np.minimum(moves.growth, 0)
        for name in now:
            now[name] = now[name] * less
        self.untouched_now = np.ones_like(less)
        self._touch(less)
        formal = more * moves.formal_share
        covered = _share(now["pu"], now["pu"] + now["formal_uncovered"])
        now["pu"] = now["pu"] + formal * covered
        now["formal_uncovered"] = now["formal_uncovered"] + formal * (1 - covered)
        now["informal_uncovered"] = now["informal_uncovered"] + more - formal
        self.employed = self.employed * (1 + moves.growth)

    def _stop(self, place: int) -> None:
        """Who loses cover goes back to the uncovered."""
        now, moves = self.now, self.moves
        lost = now["pu"] * moves.pu_stop
        now["pu"] = now["pu"] - lost
        now["formal_uncovered"] = now["formal_uncovered"] + lost
        for channel in PAID_FOR:
            gone = now[channel] * moves.leave[channel]
            now[channel] = now[channel] - gone
            now["informal_uncovered"] = now["informal_uncovered"] + gone
        going_on = self.since * self.paying_on
        self.since[0], self.since[1:] = 0, going_on[:-1]
        self.since[-1] += going_on[-1]
        paying = self._present(place) + self.since.sum(axis=0)
        now["informal_uncovered"] = now["informal_uncovered"] + now["self"] - paying
        now["self"] = paying

    def _present(self, place: int) -> np.ndarray:
        """Self-payers of the start who still pay at the end of a month."""
        return self.at_start * self.moves.retention.left_of_present(place + 1) * self.untouched

    def _take_over(self, channel: str, heads: np.ndarray) -> None:
        """Self-payers for whom another pays from now on, whatever their months of membership."""
        keeps = 1 - _share(heads, self.now["self"], nothing=0.0)
        self._touch(keeps)
        self.now["self"] = self.now["self"] - heads
        self.now[channel] = self.now[channel] + heads

    def _touch(self, keeps: np.ndarray) -> None:
        """Of all self-payers, whatever their months of membership, only a share goes on."""
        self.untouched, self.untouched_now = self.untouched * keeps, self.untouched_now * keeps
        self.since *= keeps

    def _contract(self, wanted: np.ndarray) -> np.ndarray:
        """Workers of construction projects beyond those of the start, from both pools alike."""
        formal, informal = self._reach()
        found = self._take("jakon", wanted - self.contracted, formal=_share(formal, formal + informal))
        self.contracted = self.contracted + found
        return found

    def _take(self, channel: str, wanted: np.ndarray, formal: float | np.ndarray = 0.0) -> np.ndarray:
        """Members for a channel as far as there are any, a share of them wage earners; returns how many."""
        from_formal, from_informal = self._reach()
        formal = np.minimum(np.maximum(wanted, 0) * formal, from_formal)
        informal = np.minimum(np.maximum(wanted, 0) - formal, from_informal)
        return self._move(channel, formal, informal)

    def _reach(self) -> tuple[np.ndarray, np.ndarray]:
        """Uncovered wage earners and others who can be covered."""
        return (
            np.maximum(self.now["formal_uncovered"] - self.moves.civil_servants, 0),
            np.maximum(self.now["informal_uncovered"] - self.moves.refused, 0),
        )

    def _move(self, channel: str, formal: np.ndarray, informal: np.ndarray) -> np.ndarray:
        now = self.now
        now["formal_uncovered"] = now["formal_uncovered"] - formal
        now["informal_uncovered"] = now["informal_uncovered"] - informal
        now[channel] = now[channel] + formal + informal
        return formal + informal


def _share(part: np.ndarray, whole: np.ndarray, nothing: float = 1.0) -> np.ndarray:
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
    joiners: np.ndarray,
    stays: np.ndarray,
    least: tuple[int, ...],
    stop: Callable[[int], np.ndarray] | None = None,
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
    return [heads.T for heads in found]
