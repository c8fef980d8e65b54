"""The engine's inner state: who is paid up, in arrears, ended, and who joined when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import BrokenIdentityError

if TYPE_CHECKING:
    from simulate.model.engine import Habits, Terms


class Members:
    """The members of some draws, month by month; heads are held divided by the survival of their risk group."""

    def __init__(self, weights: np.ndarray, death_rate: np.ndarray, hazard: np.ndarray, habits: Habits, terms: Terms):
        """Nobody has joined yet; arguments as in `engine.carry`, ``hazard`` is minus the relative mortality / 12."""
        shape, months = weights.shape, death_rate.shape[1]
        self.death_rate, self.hazard, self.terms = death_rate, hazard[:, None], terms
        self.habits = {name: share[:, None] for name, share in vars(habits).items()}
        self.returns, self.reenters = bool(habits.resume.any()), bool(habits.reenter.any())
        self.tenured = _by_tenure(habits, terms)
        self.month, self.buffer, self.before = 0, np.empty(shape), {}
        self.survival, self.by_survival = np.ones(shape), weights.copy()
        self.dying, self.growth, self.died = np.empty(shape), np.empty(shape), np.empty(shape)
        self.paid, self.arrears = np.zeros(shape), _Arrears(shape, self.habits, terms.lapse)
        self.ended = np.zeros(shape)
        # who joined in the months that tenure still matters for
        self.joined = np.zeros((min(months, max(terms.waiting, terms.scholarship) + 1), *shape))
        self.late = _States(shape, terms.lapse if self.returns else 0)

    def step(self, newcomers: np.ndarray, fills_target: bool) -> dict[str, np.ndarray]:
        """One month on; heads by name, each of shape (draws of the chunk,)."""
        out: dict[str, np.ndarray] = {}
        if self.month:
            self._pay_or_not()
        joined = self.joined[self.month % len(self.joined)]
        if self.reenters:
            back = self.habits["reenter"] * self.ended
            self.ended -= back
            out["reentered"] = _dot(self.survival, back)
        if fills_target:
            newcomers = self._missing(newcomers, out)
        np.multiply(self.by_survival, newcomers[:, None], out=joined)
        if self.reenters:
            joined += back
        out["joiners"] = newcomers + out.get("reentered", 0)
        self.paid += joined
        self._set_dying()
        np.multiply(self.survival, self.dying, out=self.died)
        out["in_force"] = _dot(self.survival, self.paid)
        deaths = _dot(self.died, self.paid)
        out["deaths_waiting"] = self._deaths_waiting()
        past = self.month >= self.terms.waiting
        out["deaths_full"] = np.maximum(deaths - out["deaths_waiting"], 0) if past else np.zeros_like(deaths)
        if self.month >= self.terms.scholarship:
            self._carry_late()
            out["deaths_scholarship"] = _dot(self.died, self.late.paid)
        unpaid = self.arrears.members
        # what entered and what ended cancel but for rounding
        out["arrears"] = np.maximum(_dot(self.survival, unpaid), 0)
        out["deaths_uncovered"] = np.maximum(_dot(self.died, unpaid), 0)
        staying = out["in_force"] - deaths
        out["left"] = self.habits["leave"][:, 0] * staying
        out["will_stop"] = (1 - self.habits["leave"][:, 0]) * self.habits["stop"][:, 0] * staying
        self.survival -= self.died
        self.by_survival *= self.growth
        if self.returns:
            resume = self.habits["resume"][:, 0]
            out["will_resume"] = resume * _dot(self.survival, unpaid)
            out["will_pay"] = resume * _dot(self.survival, self.arrears.months)
        self.month += 1
        return self._with_yesterdays(out)

    def _pay_or_not(self) -> None:
        """The turn of the month: some leave, some stop, some in arrears resume, some memberships end."""
        stays = 1 - self.habits["leave"]
        stopped = self.arrears.next_stopped()
        np.multiply(self.paid, stays * self.habits["stop"], out=stopped)
        self.paid *= stays * (1 - self.habits["stop"])
        if self.returns:
            np.multiply(self.arrears.members, self.habits["resume"], out=self.buffer)
            self.paid += self.buffer
        ending = self.arrears.advance(self.returns)
        if self.reenters:
            self.ended += ending

    def _missing(self, target: np.ndarray, out: dict[str, np.ndarray]) -> np.ndarray:
        """Newcomers who fill up to the target."""
        staying = _dot(self.survival, self.paid) + out.get("reentered", 0)
        newcomers = target - staying
        if (newcomers < -1e-9 * (1 + staying)).any():
            raise BrokenIdentityError("in_force: the target falls below the members who stay")
        return np.maximum(newcomers, 0)

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
        """Deaths below the waiting time: of those who joined lately, as far as they still pay."""
        return sum(
            self.tenured[tenure][0][:, 0] * _dot(self.died, self.joined[(self.month - tenure) % len(self.joined)])
            for tenure in range(min(self.terms.waiting, self.month + 1))
        )

    def _carry_late(self) -> None:
        """Members past the scholarship wait: those of last month, and whoever completes it now, in whatever state."""
        if self.month > self.terms.scholarship:
            self.late.advance(self.habits)
        arriving = self.joined[(self.month - self.terms.scholarship) % len(self.joined)]
        for place in range(len(self.late.states)):
            np.multiply(self.tenured[self.terms.scholarship][place], arriving, out=self.buffer)
            self.late.states[place] += self.buffer

    def _with_yesterdays(self, out: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Moves what is decided at the end of a month to the month in which it shows; counts the ended."""
        before, zero = self.before, np.zeros(len(self.paid))
        out["stops"] = before.get("will_stop", zero)
        out["resumed"], out["arrears_months"] = before.get("will_resume", zero), before.get("will_pay", zero)
        out.setdefault("reentered", zero)
        owing = before.get("arrears", zero) - before.get("deaths_uncovered", zero) + out["stops"] - out["resumed"]
        out["ended"] = before.get("ended", zero) + owing - out["arrears"] - out["reentered"]
        self.before = dict(out)
        for name in ("will_stop", "will_resume", "will_pay"):
            out.pop(name, None)
        return out


class _Arrears:
    """Members in arrears and the months they owe, together; when they stopped is kept to know when they end."""

    def __init__(self, shape: tuple[int, ...], habits: dict[str, np.ndarray], lapse: int):
        self.lapse, self.habits = lapse, habits
        self.members, self.months = np.zeros(shape), np.zeros(shape)
        self.stopped, self.turn = np.zeros((lapse + 1, *shape)), 0
        self.left_over = (1 - habits["resume"]) ** lapse

    def next_stopped(self) -> np.ndarray:
        """Where to write who stops this month."""
        self.turn += 1
        return self.stopped[self.turn % len(self.stopped)]

    def advance(self, returns: bool) -> np.ndarray:
        """One month on, death apart, after `next_stopped` was written; gives those whose membership ends."""
        stopped = self.stopped[self.turn % len(self.stopped)]
        ending = self.stopped[(self.turn - self.lapse) % len(self.stopped)]
        if returns:
            ending = ending * self.left_over
            self.months += self.members
            self.months *= 1 - self.habits["resume"]
            self.months += stopped
            self.months -= (self.lapse + 1) * ending
            self.members *= 1 - self.habits["resume"]
        self.members += stopped
        self.members -= ending
        return ending


class _States:
    """Members by how many months they have not paid: 0 for the paid up, then 1 to the limit."""

    def __init__(self, shape: tuple[int, ...], lapse: int):
        self.states = [np.zeros(shape) for _ in range(lapse + 1)]

    @property
    def paid(self) -> np.ndarray:
        return self.states[0]

    def advance(self, habits: dict[str, np.ndarray]) -> None:
        """One month on, death apart."""
        stays, unpaid = 1 - habits["leave"], self.states[1:]
        stopped = self.paid * (stays * habits["stop"]) if unpaid else None
        self.states[0] *= stays * (1 - habits["stop"])
        for state in unpaid:
            self.states[0] += habits["resume"] * state
            state *= 1 - habits["resume"]  # noqa: PLW2901 (in place)
        self.states = [self.paid, stopped, *unpaid[:-1]] if unpaid else self.states


def _by_tenure(habits: Habits, terms: Terms) -> list[list[np.ndarray]]:
    """Of those who join, the share in each state after so many months, death apart; each of shape (draws, 1)."""
    columns = {name: share[:, None] for name, share in vars(habits).items()}
    states = _States((len(habits.stop), 1), terms.lapse)
    states.paid[:] = 1
    shares = [[state.copy() for state in states.states]]
    for _ in range(max(terms.waiting, terms.scholarship)):
        states.advance(columns)
        shares.append([state.copy() for state in states.states])
    return shares


def _dot(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Sum over risk groups of the product."""
    return np.vecdot(one, other)
