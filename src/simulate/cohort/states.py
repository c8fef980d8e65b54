"""The engine's inputs and inner state: who is paid up, bridged, in arrears, ended, and who joined when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulate.errors import BrokenIdentityError


@dataclass(frozen=True)
class LegalWaits:
    """The law's months: the JKM wait and the scholarship wait (completed), arrears before a membership ends."""

    waiting: int
    scholarship: int
    lapse: int


@dataclass(frozen=True)
class TransitionRates:
    """What members do each month, as shares by draw, shape (draws,).

    ``stop``: of the paid up who survive and do not leave, stop paying (are no longer paid for by their sponsor); by
    month too where the shape is (draws, months): the share of those of the month before, so that the first column is
    not used. ``leave``: of the paid up or bridged who survive, move on for good (before any stop). ``resume``: of
    those in arrears, pay them and go on, their tenure unbroken. ``reenter``: of those whose membership ended, begin
    anew.
    """

    stop: np.ndarray
    leave: np.ndarray
    resume: np.ndarray
    reenter: np.ndarray


@dataclass(frozen=True)
class Vacancies:
    """Who comes into a sponsor's place, and who pays for a worker whose sponsor stopped.

    ``accept``: share of nominations that registration accepts, shape (draws,). ``bridge_months``: how many months
    APBD pays for a worker from the month in which the sponsor no longer does; 0 for none. ``rematch``: share of
    bridged workers whom open places take over in a month, before newcomers and as far as there are places, shape
    (draws,).
    """

    accept: np.ndarray
    bridge_months: int
    rematch: np.ndarray


class Stopped:
    """Members who stopped being paid for; when they did is kept to know when what holds them ends."""

    def __init__(self, shape: tuple[int, ...], longest: int):
        """Nobody is there yet; ``shape`` is (draws, groups), ``longest`` how many months a member may stay."""
        self.longest, self.turn = longest, 0
        self.members, self.stopped = np.zeros(shape), np.zeros((longest + 1, *shape))

    def next_stopped(self) -> np.ndarray:
        """Where to write who stops this month."""
        self.turn += 1
        return self.stopped[self.turn % len(self.stopped)]


class Bridge(Stopped):
    """Members whose month APBD pays since their sponsor stopped."""

    def __init__(self, shape: tuple[int, ...], months: int):
        """Nobody is there yet; ``shape`` is (draws, groups), ``months`` how long a worker is bridged."""
        super().__init__(shape, months)
        # of those who stopped together, the share still there is the same in every risk group
        self.kept = np.zeros((months + 1, shape[0], 1))

    def advance(self, stays: np.ndarray, unbridged: np.ndarray) -> None:
        """One month on, death apart, after `next_stopped` was written; writes to ``unbridged`` whose bridge ran out.

        ``stays`` is the share that neither leaves nor is taken over by a new sponsor.
        """
        new, last = self.turn % len(self.stopped), (self.turn - self.longest) % len(self.stopped)
        self.kept *= stays
        self.kept[new] = 1
        np.multiply(self.stopped[last], self.kept[last], out=unbridged)
        self.members *= stays
        self.members += self.stopped[new]
        self.members -= unbridged


class Arrears(Stopped):
    """Members in arrears and the months they owe, together."""

    def __init__(self, shape: tuple[int, ...], resume: np.ndarray, lapse: int):
        """Nobody is there yet; ``shape`` is (draws, groups), ``resume`` a column by draw."""
        super().__init__(shape, lapse)
        self.resume, self.left_over = resume, (1 - resume) ** lapse
        self.months = np.zeros(shape)

    def ending(self, returns: bool, ahead: int = 0) -> np.ndarray:
        """Whose membership ends at this turn, or at one ``ahead``, death apart; only to be read."""
        ending = self.stopped[(self.turn + ahead - self.longest) % len(self.stopped)]
        return ending * self.left_over if returns else ending

    def advance(self, returns: bool) -> np.ndarray:
        """One month on, death apart, after `next_stopped` was written; gives those whose membership ends."""
        stopped, ending = self.stopped[self.turn % len(self.stopped)], self.ending(returns)
        if returns:
            self.months += self.members
            self.months *= 1 - self.resume
            self.months += stopped
            self.months -= (self.longest + 1) * ending
            self.members *= 1 - self.resume
        self.members += stopped
        self.members -= ending
        return ending


class States:
    """Members state by state: paid up by a sponsor, then by months in the bridge, then by months not paid."""

    def __init__(self, shape: tuple[int, ...], bridge: int, lapse: int):
        """Nobody is there yet; ``bridge`` and ``lapse`` are how many months of each are told apart."""
        self.bridge = bridge
        self.states = [np.zeros(shape) for _ in range(1 + bridge + lapse)]
        self.spare = np.zeros(shape)

    @property
    def paid(self) -> np.ndarray:
        """Paid up by a sponsor."""
        return self.states[0]

    @property
    def covered(self) -> list[np.ndarray]:
        """Paid up by a sponsor, and bridged by months."""
        return self.states[: 1 + self.bridge]

    def advance(self, habits: dict[str, np.ndarray], first: int | None = None) -> None:
        """One month on, death apart, of the ``first`` places or all; whoever is past the last state is forgotten."""
        stays, (paid, *others) = 1 - habits["leave"], [state[:first] for state in self.states]
        if others:
            np.multiply(paid, stays * habits["stop"], out=self.spare[:first])
        paid *= stays * (1 - habits["stop"])
        for state in others[: self.bridge]:
            paid += (stays * habits["rematch"]) * state
            state *= stays * (1 - habits["rematch"])  # noqa: PLW2901 (in place)
        for state in others[self.bridge :]:
            paid += habits["resume"] * state
            state *= 1 - habits["resume"]  # noqa: PLW2901 (in place)
        if others:
            self.states[1:], self.spare = [self.spare, *self.states[1:-1]], self.states[-1]


class Members:
    """The members of some draws, month by month; heads are held divided by the survival of their risk group."""

    def __init__(
        self,
        weights: np.ndarray,
        death_rate: np.ndarray,
        hazard: np.ndarray,
        habits: TransitionRates,
        places: Vacancies,
        terms: LegalWaits,
    ):
        """Nobody has joined yet; as in `engine.project`, ``hazard`` is minus the relative mortality / 12."""
        shape, months = weights.shape, death_rate.shape[1]
        self.death_rate, self.hazard, self.terms, self.places = death_rate, hazard[:, None], terms, places
        self.stop = _by_month(habits.stop, months)
        # this month's; who stops and who is taken over by a new sponsor is set at every turn
        self.habits = {name: share[:, None] for name, share in vars(habits).items() if name != "stop"}
        self.returns, self.reenters = bool(habits.resume.any()), bool(habits.reenter.any())
        self.month, self.buffer, self.before = 0, np.empty(shape), {}
        self.survival, self.by_survival = np.ones(shape), weights.copy()
        self.dying, self.growth, self.died = np.empty(shape), np.empty(shape), np.empty(shape)
        self.paid, self.arrears = np.zeros(shape), Arrears(shape, self.habits["resume"], terms.lapse)
        self.bridge = Bridge(shape, places.bridge_months) if places.bridge_months else None
        self.ended = np.zeros(shape)
        # who joined in the months that tenure still matters for, and the share of them in each state by now
        recent = max(terms.waiting, terms.scholarship + 1 if months > terms.scholarship else 1)
        self.joined = np.zeros((min(months, recent), *shape))
        told = places.bridge_months, terms.lapse if self.returns else 0
        self.recent, self.late = States((len(self.joined), len(weights), 1), *told), States(shape, *told)

    def step(self, newcomers: np.ndarray, fills_target: bool) -> dict[str, np.ndarray]:
        """One month on; heads by name, each of shape (draws of the chunk,)."""
        out: dict[str, np.ndarray] = {}
        if self.month:
            self._pay_or_not()
        if self.reenters:
            back = self.habits["reenter"] * self.ended
            self.ended -= back
            out["reentered"] = np.vecdot(self.survival, back)
        openings = self._openings(newcomers, out) if fills_target else newcomers
        if self.month:
            if self.bridge:
                openings = openings - self._rematch(openings, out)
            self.recent.advance(self.habits, self.month)
        newcomers = self.places.accept * openings
        joined = self._joining(newcomers)
        if self.reenters:
            joined += back
        out["joiners"] = newcomers + out.get("reentered", 0)
        self.paid += joined
        self._set_dying()
        np.multiply(self.survival, self.dying, out=self.died)
        out["in_force"], deaths = np.vecdot(self.survival, self.paid), np.vecdot(self.died, self.paid)
        sponsored = out["in_force"] - deaths
        if self.bridge:
            # what entered and what ran out cancel but for rounding
            out["bridged"] = np.maximum(np.vecdot(self.survival, self.bridge.members), 0)
            out["in_force"] = out["in_force"] + out["bridged"]
            deaths = deaths + np.maximum(np.vecdot(self.died, self.bridge.members), 0)
        out["deaths_waiting"] = self._deaths_waiting()
        past = self.month >= self.terms.waiting
        out["deaths_full"] = np.maximum(deaths - out["deaths_waiting"], 0) if past else np.zeros_like(deaths)
        if self.month >= self.terms.scholarship:
            self._carry_late()
            out["deaths_scholarship"] = sum(np.vecdot(self.died, state) for state in self.late.covered)
        unpaid = self.arrears.members
        # what entered and what ended cancel but for rounding
        out["arrears"] = np.maximum(np.vecdot(self.survival, unpaid), 0)
        out["deaths_uncovered"] = np.maximum(np.vecdot(self.died, unpaid), 0)
        # nobody asks who stops after the last month
        leave, stop = self.habits["leave"][:, 0], self.stop[(self.month + 1) % len(self.stop)][:, 0]
        out["left"] = leave * (out["in_force"] - deaths)
        out["will_stop"] = (1 - leave) * stop * sponsored
        self.survival -= self.died
        self.by_survival *= self.growth
        if self.returns:
            resume = self.habits["resume"][:, 0]
            out["will_resume"] = resume * np.vecdot(self.survival, unpaid)
            out["will_pay"] = resume * np.vecdot(self.survival, self.arrears.months)
        self.month += 1
        return self._with_yesterdays(out)

    def _pay_or_not(self) -> None:
        """The turn of the month: some leave, some stop, some in arrears resume, some memberships end."""
        self.habits["stop"] = self.stop[self.month]
        stays = 1 - self.habits["leave"]
        # those in the bridge end only after some of them are taken over, so re-entrants are counted without them
        ending = self.arrears.ending(self.returns, ahead=1) if self.bridge and self.reenters else None
        stopped = (self.bridge or self.arrears).next_stopped()
        np.multiply(self.paid, stays * self.habits["stop"], out=stopped)
        self.paid *= stays * (1 - self.habits["stop"])
        if self.returns:
            np.multiply(self.arrears.members, self.habits["resume"], out=self.buffer)
            self.paid += self.buffer
        if not self.bridge:
            ending = self.arrears.advance(self.returns)
        if self.reenters:
            self.ended += ending

    def _openings(self, target: np.ndarray, out: dict[str, np.ndarray]) -> np.ndarray:
        """Places without a worker: what sponsors who stay and re-entrants leave of the target."""
        staying = np.vecdot(self.survival, self.paid) + out.get("reentered", 0)
        openings = target - staying
        if (openings < -1e-9 * (1 + staying)).any():
            raise BrokenIdentityError("in_force: the target falls below the members who stay")
        return np.maximum(openings, 0)

    def _rematch(self, openings: np.ndarray, out: dict[str, np.ndarray]) -> np.ndarray:
        """Open places take over bridged workers, evenly; the bridge of the others ages, and of some runs out."""
        stays = 1 - self.habits["leave"]
        there = np.maximum(stays[:, 0] * np.vecdot(self.survival, self.bridge.members), 0)
        rematched = np.minimum(self.places.rematch * there, openings)
        share = np.divide(rematched, there, out=np.zeros_like(there), where=there > 0)[:, None]
        self.habits["rematch"] = share
        np.multiply(self.bridge.members, stays * share, out=self.buffer)
        self.paid += self.buffer
        unbridged = self.arrears.next_stopped()
        self.bridge.advance(stays * (1 - share), unbridged)
        self.arrears.advance(self.returns)
        out["rematched"], out["unbridged"] = rematched, np.vecdot(self.survival, unbridged)
        return rematched

    def _joining(self, newcomers: np.ndarray) -> np.ndarray:
        """Newcomers by risk group, written where this month's are kept; all of them are paid up."""
        place = self.month % len(self.joined)
        for state in self.recent.states:
            state[place] = 0
        self.recent.paid[place] = 1
        return np.multiply(self.by_survival, newcomers[:, None], out=self.joined[place])

    def _set_dying(self) -> None:
        """This month's probability of death; tables of mortality keep a rate for years, so it seldom changes."""
        rate, month = self.death_rate, self.month
        if month and (rate[:, month] == rate[:, month - 1]).all():
            return
        np.multiply(self.hazard, rate[None, :, month], out=self.growth)
        np.exp(self.growth, out=self.growth)
        np.subtract(1, self.growth, out=self.dying)
        np.divide(1, self.growth, out=self.growth)

    def _deaths_waiting(self) -> np.ndarray:
        """Deaths below the waiting time: of those who joined lately, as far as they are still covered."""
        deaths = 0.0
        for tenure in range(min(self.terms.waiting, self.month + 1)):
            place = (self.month - tenure) % len(self.joined)
            covered = sum(state[place][:, 0] for state in self.recent.covered)
            deaths = deaths + covered * np.vecdot(self.died, self.joined[place])
        return deaths

    def _carry_late(self) -> None:
        """Members past the scholarship wait: those of last month, and whoever completes it now, in whatever state."""
        if self.month > self.terms.scholarship:
            self.late.advance(self.habits)
        place = (self.month - self.terms.scholarship) % len(self.joined)
        for late, recent in zip(self.late.states, self.recent.states, strict=True):
            np.multiply(recent[place], self.joined[place], out=self.buffer)
            late += self.buffer  # noqa: PLW2901 (in place)

    def _with_yesterdays(self, out: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Moves what is decided at the end of a month to the month in which it shows; counts the ended."""
        before, zero = self.before, np.zeros(len(self.paid))
        out["stops"] = before.get("will_stop", zero)
        out["resumed"], out["arrears_months"] = before.get("will_resume", zero), before.get("will_pay", zero)
        out.setdefault("reentered", zero)
        entering = out.get("unbridged", zero) if self.bridge else out["stops"]
        owing = before.get("arrears", zero) - before.get("deaths_uncovered", zero) + entering - out["resumed"]
        out["ended"] = before.get("ended", zero) + owing - out["arrears"] - out["reentered"]
        self.before = dict(out)
        for name in ("will_stop", "will_resume", "will_pay"):
            out.pop(name, None)
        return out


def _by_month(stop: np.ndarray, months: int) -> np.ndarray:
    """Who stops, as a column of shape (draws, 1) for each month."""
    if stop.ndim == 1:
        return np.broadcast_to(stop[:, None], (months, len(stop), 1))
    return np.ascontiguousarray(stop.T)[..., None]
