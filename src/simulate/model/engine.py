"""Members month by month in closed form: exact expectations for every draw at once.

A member's chance of still being paid up depends on the months since joining alone, but for death, which depends on
the risk group and the calendar month and strikes every member of a group alike. Divided by the group's survival,
heads therefore follow a linear recursion whose coefficients are the same for all groups; multiplied back, they are
the heads. So nobody's tenure need be carried: whoever joined at least ``k`` months ago follows the same recursion.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np

from simulate.errors import BrokenIdentityError, refuse
from simulate.model.identities import must_equal
from simulate.model.members import Members

# cohorts (draws x risk groups) that are worked on together: fewer spend their time in Python, more in memory
_CHUNK = 65_536


@dataclass(frozen=True)
class Terms:
    """The law's months: the JKM wait and the scholarship wait (completed), arrears before a membership ends."""

    waiting: int
    scholarship: int
    lapse: int


@dataclass(frozen=True)
class Habits:
    """What members do each month, as shares by draw, shape (draws,).

    ``stop``: of the paid up who survive, stop paying. ``leave``: of the paid up who survive, move on for good (before
    any stop). ``resume``: of those in arrears, pay them and go on, their tenure unbroken. ``reenter``: of those whose
    membership ended, begin anew.
    """

    stop: np.ndarray
    leave: np.ndarray
    resume: np.ndarray
    reenter: np.ndarray

    @classmethod
    def stopping(cls, stop: np.ndarray) -> Habits:
        """Members who only stop."""
        none = np.zeros_like(stop)
        return cls(stop, none, none, none)


@dataclass(frozen=True)
class Flows:
    """Expected heads by draw and month, every array of shape (draws, months).

    ``in_force``: the month's contribution is paid. ``joiners``: first contribution this month. ``reentered``: of
    them, those who had been members. ``arrears``: in arrears, membership not ended. ``ended``: ended so far and not
    re-entered, the dead among them included. ``left``: moved on at the end of this month. ``stops``: paid last month,
    not this. ``resumed``: paid their arrears this month; ``arrears_months``: the months that they paid for. Deaths in
    cover are split by completed months: ``deaths_waiting`` below the JKM waiting time, ``deaths_full`` past it,
    ``deaths_scholarship`` those of them past the scholarship wait. ``deaths_uncovered``: in arrears.
    """

    in_force: np.ndarray
    joiners: np.ndarray
    reentered: np.ndarray
    arrears: np.ndarray
    ended: np.ndarray
    left: np.ndarray
    stops: np.ndarray
    resumed: np.ndarray
    arrears_months: np.ndarray
    deaths_waiting: np.ndarray
    deaths_full: np.ndarray
    deaths_scholarship: np.ndarray
    deaths_uncovered: np.ndarray


def carry(
    newcomers: np.ndarray,
    weights: np.ndarray,
    death_rate: np.ndarray,
    relative_mortality: np.ndarray,
    habits: Habits,
    terms: Terms,
    *,
    fills_target: bool = False,
    threads: int | None = None,
) -> Flows:
    """Carries members over the months.

    Within a month: newcomers and re-entrants join with 0 completed months; everyone is exposed to death with the
    tenure they have; of the paid up who survive some leave, then some stop; of those in arrears some resume, and
    whoever has more unpaid months than the law allows is ended.

    Args:
        newcomers: new members by month, shape (draws, months); with ``fills_target`` the paid-up members to hold,
            which newcomers fill up to, not falling faster than members go.
        weights: share of newcomers by risk group, shape (draws, groups), rows summing to 1.
        death_rate: of the population per person-year, shape (groups, months).
        relative_mortality: factor on it by draw, shape (draws,).
        habits: monthly shares by draw.
        terms: the law's waits and limit of arrears.
        fills_target: ``newcomers`` holds a target.
        threads: processor threads to use; all unless given, here or by the variable ``SIMULATE_THREADS``. The result
            does not depend on it.

    Raises:
        InputError: shapes that do not fit, a value that is not finite, or a share outside 0 to 1.
        BrokenIdentityError: a target that falls below those who stay, or heads that are not conserved.
    """
    inputs = {"newcomers": newcomers, "weights": weights, "relative_mortality": relative_mortality} | vars(habits)
    _check(inputs, death_rate, habits)
    draws, months = newcomers.shape
    out = {field.name: np.zeros((draws, months)) for field in fields(Flows)}
    each = max(1, _CHUNK // weights.shape[1])
    places = [slice(start, start + each) for start in range(0, draws, each)]

    def work(place: slice) -> None:
        part = Habits(**{name: share[place] for name, share in vars(habits).items()})
        hazard = -relative_mortality[place] / 12
        chunk = Members(weights[place], death_rate, hazard, part, terms)
        # gathered month after month, as memory likes it, and checked while it is at hand
        found = {name: np.zeros((months, len(hazard))) for name in out}
        for month in range(months):
            for name, heads in chunk.step(newcomers[place, month], fills_target).items():
                found[name][month] = heads
        flows = Flows(**{name: heads.T for name, heads in found.items()})
        _conserve_heads(flows)
        for name, heads in vars(flows).items():
            out[name][place] = heads

    workers = threads or int(os.environ.get("SIMULATE_THREADS") or 0) or os.cpu_count()
    if len(places) == 1 or workers == 1:  # handing work to a thread takes longer than a small plan
        list(map(work, places))
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, places))
    return Flows(**out)


def divide(name: str, total: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """A total of the regency by its parts (kecamatan, payers), in proportion to their heads.

    Exact, not an approximation, where all parts have the same habits and mix of risk groups: the engine is linear in
    newcomers, so a part carried on its own gives its share of the whole.

    Args:
        name: what the parts are, for the message.
        total: any shape.
        heads: of each part, shape (parts,), not all zero.

    Returns:
        Shape of ``total`` and (parts,).

    Raises:
        BrokenIdentityError: the parts do not sum to the total.
    """
    parts = total[..., None] * (heads / heads.sum())
    must_equal(f"{name}: the parts do not sum to the regency", parts.sum(axis=-1), total)
    return parts


def _check(inputs: dict[str, np.ndarray], death_rate: np.ndarray, habits: Habits) -> None:
    draws, months = inputs["newcomers"].shape
    groups = inputs["weights"].shape[1]
    shapes = {"newcomers": (draws, months), "weights": (draws, groups)}
    for name, values in (inputs | {"death_rate": death_rate}).items():
        wanted = shapes.get(name, (groups, months) if name == "death_rate" else (draws,))
        if np.shape(values) != wanted:
            raise refuse("wrong_shape", name, f"shape {np.shape(values)}", f"shape {wanted}")
        if not np.isfinite(values).all() or (values < 0).any():
            raise refuse("not_finite", name, "a value is missing, infinite or below 0", "finite values from 0")
    for name, share in vars(habits).items():
        if (share > 1).any():
            raise refuse("value_out_of_range", name, f"{share.max():g}", "a share from 0 to 1")


def _conserve_heads(flows: Flows) -> None:
    """Everyone who ever joined is paid up, in arrears, ended, has left, or died in cover or in arrears."""
    gone = flows.deaths_waiting + flows.deaths_full + flows.deaths_uncovered + flows.left
    before = np.cumsum(gone, axis=1) - gone
    there = flows.in_force + flows.arrears + flows.ended + before
    joined = np.cumsum(flows.joiners - flows.reentered, axis=1)
    if not np.allclose(there, joined, rtol=1e-9, atol=1e-6):
        raise BrokenIdentityError("heads: joined is not paid up + arrears + ended + left + died")
