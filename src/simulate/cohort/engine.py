"""Members month by month in closed form: exact expectations for every draw at once.

A member's chance of still being paid up depends on the months since joining alone, but for death, which depends on
the risk group and the calendar month and strikes every member of a group alike. Divided by the group's survival,
heads therefore follow a linear recursion whose coefficients are the same for all groups; multiplied back, they are
the heads. So nobody's tenure need be carried: whoever joined at least ``k`` months ago follows the same recursion.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from simulate.cohort.states import LegalWaits, Members, TransitionRates, Vacancies
from simulate.errors import input_error, must_equal

# cohorts (draws x risk groups) that are worked on together: fewer spend their time in Python, more in memory
_CHUNK = 65_536


@dataclass(frozen=True)
class Trajectories:
    """Expected heads by draw and month, every array of shape (draws, months).

    ``in_force``: the month's contribution is paid. ``bridged``: of them, by the bridge and not by a sponsor.
    ``rematched``: bridged last month, paid for by a new sponsor this month. ``unbridged``: bridged last month, in
    arrears since this month. ``joiners``: first contribution this month. ``reentered``: of them, those who had been
    members. ``arrears``: in arrears, membership not ended. ``ended``: ended so far and not re-entered, the dead among
    them included. ``left``: moved on at the end of this month. ``stops``: paid by a sponsor last month, not this
    (bridged or in arrears). ``resumed``: paid their arrears this month; ``arrears_months``: the months that they paid
    for. Deaths in cover are split by completed months: ``deaths_waiting`` below the JKM waiting time, ``deaths_full``
    past it, ``deaths_scholarship`` those of them past the scholarship wait. ``deaths_uncovered``: in arrears.
    """

    in_force: np.ndarray
    bridged: np.ndarray
    rematched: np.ndarray
    unbridged: np.ndarray
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


def project(
    newcomers: np.ndarray,
    weights: np.ndarray,
    death_rate: np.ndarray,
    relative_mortality: np.ndarray,
    habits: TransitionRates,
    terms: LegalWaits,
    *,
    places: Vacancies | None = None,
    fills_target: bool = False,
) -> Trajectories:
    """Carries members over the months.

    Within a month: newcomers and re-entrants join with 0 completed months; everyone is exposed to death with the
    tenure they have; of the paid up and the bridged who survive some leave; of the paid up some stop, who are
    bridged from the next month on, or in arrears where there is no bridge; of those in arrears some resume, and
    whoever has more unpaid months than the law allows is ended. Open places are what sponsors who stay and
    re-entrants leave of the target, or the newcomers as given. Of those bridged last month a share fills open
    places, evenly and with their tenure unbroken; newcomers are nominated for the rest. Who is bridged for the last
    time and is not taken over is in arrears next month.

    As many processor threads work on it as the variable ``SIMULATE_THREADS`` says, or all; the result is the same.

    Args:
        newcomers: who is nominated by month, shape (draws, months), bridged workers among them; with
            ``fills_target`` the members to hold that sponsors pay for, not falling faster than they go.
        weights: share of newcomers by risk group, shape (draws, groups), rows summing to 1.
        death_rate: of the population per person-year, shape (groups, months).
        relative_mortality: factor on it by draw, shape (draws,).
        habits: monthly shares by draw.
        places: acceptance and the bridge; without them every nomination is accepted and nobody is bridged.
        terms: the law's waits and limit of arrears.
        fills_target: ``newcomers`` holds a target.

    Raises:
        InputError: shapes that do not fit, a value that is not finite, or a share outside 0 to 1.
        BrokenIdentityError: a target that falls below those who stay or come back, or heads that are not
            conserved.
    """
    draws, months = newcomers.shape
    places = places or Vacancies(np.ones(draws), 0, np.zeros(draws))
    shares = vars(habits) | {"accept": places.accept, "rematch": places.rematch}
    inputs = {"newcomers": newcomers, "weights": weights, "relative_mortality": relative_mortality}
    _check(inputs, death_rate, shares, places.bridge_months)
    out = {field.name: np.zeros((draws, months)) for field in fields(Trajectories)}
    each = max(1, _CHUNK // weights.shape[1])
    parts = [slice(start, start + each) for start in range(0, draws, each)]

    def work(part: slice) -> None:
        theirs = TransitionRates(**{name: share[part] for name, share in vars(habits).items()})
        open_to = Vacancies(places.accept[part], places.bridge_months, places.rematch[part])
        hazard = -relative_mortality[part] / 12
        chunk = Members(weights[part], death_rate, hazard, theirs, open_to, terms)
        # gathered month after month, as memory likes it, and checked while it is at hand
        found: dict[str, np.ndarray] = {}
        for month in range(months):
            for name, heads in chunk.step(newcomers[part, month], fills_target).items():
                if name not in found:  # what never happens is never written
                    found[name] = np.zeros((months, len(hazard)))
                found[name][month] = heads
        _conserve_heads({name: heads.T for name, heads in found.items()})
        for name, heads in found.items():
            out[name][part] = heads.T

    workers = int(os.environ.get("SIMULATE_THREADS") or 0) or os.cpu_count()
    if len(parts) == 1 or workers == 1:  # handing work to a thread takes longer than a small plan
        list(map(work, parts))
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, parts))
    return Trajectories(**out)


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


def _check(
    inputs: dict[str, np.ndarray], death_rate: np.ndarray, shares: dict[str, np.ndarray], bridge_months: int
) -> None:
    draws, months = inputs["newcomers"].shape
    groups = inputs["weights"].shape[1]
    shapes = {
        "newcomers": [(draws, months)],
        "weights": [(draws, groups)],
        "death_rate": [(groups, months)],
        "stop": [(draws,), (draws, months)],
    }
    for name, values in (inputs | shares | {"death_rate": death_rate}).items():
        wanted = shapes.get(name, [(draws,)])
        if np.shape(values) not in wanted:
            shapes = " or ".join(str(shape) for shape in wanted)
            raise input_error("wrong_shape", name, shape=np.shape(values), wanted=shapes)
        if not np.isfinite(values).all() or (values < 0).any():
            raise input_error("not_finite", name)
    for name, share in shares.items():
        if (share > 1).any():
            raise input_error("value_out_of_range.check", name, found=share.max())
    if not isinstance(bridge_months, int | np.integer) or bridge_months < 0:
        raise input_error("value_out_of_range", "bridge_months", bridge_months=bridge_months)


def _conserve_heads(flows: dict[str, np.ndarray]) -> None:
    """Everyone who ever joined is paid for, in arrears, ended, has left, or died in cover or in arrears."""
    gone = flows["deaths_waiting"] + flows["deaths_full"] + flows["deaths_uncovered"] + flows["left"]
    before = np.cumsum(gone, axis=1) - gone
    there = flows["in_force"] + flows["arrears"] + flows["ended"] + before
    joined = np.cumsum(flows["joiners"] - flows["reentered"], axis=1)
    must_equal("heads: joined is not in force + arrears + ended + left + died", there, joined)


@dataclass(frozen=True, eq=False)
class Retention:
    """How long members who pay themselves go on paying, calibrated on Garut's count.

    They stop by completed months of membership: at a constant rate up to ``span`` months, then at another.

    ``span`` whole months by draw; ``retained`` the share still active after them; ``settled_stop`` the share that
    stops in a month after them. All of shape (draws,).
    """

    span: np.ndarray
    retained: np.ndarray
    settled_stop: np.ndarray

    @classmethod
    def of(cls, values: Mapping[str, np.ndarray]) -> Retention:
        """From the unknowns ``garut_span``, ``garut_retained`` and ``settled_stop``."""
        return cls(np.round(values["garut_span"]), values["garut_retained"], values["settled_stop"])

    @cached_property
    def early_stop(self) -> np.ndarray:
        """Share that stops in a month up to ``span``, shape (draws,)."""
        return 1 - self.retained ** (1 / self.span)

    @cached_property
    def paid_months(self) -> np.ndarray:
        """Months that a member pays on average, shape (draws,)."""
        return (1 - self.retained) / self.early_stop + self.retained / self.settled_stop

    def stop(self, tenure: int) -> np.ndarray:
        """Share of members of so many completed months who stop before the next, shape (draws,)."""
        return np.where(tenure < self.span, self.early_stop, self.settled_stop)

    def keep(self, months: int) -> np.ndarray:
        """Share still paying so many months after joining, shape (draws,)."""
        early = (1 - self.early_stop) ** np.minimum(months, self.span)
        return early * (1 - self.settled_stop) ** np.maximum(months - self.span, 0)

    def left_of_present(self, months: int) -> np.ndarray:
        """Of members whose number steady enrolment held so far, the share still paying after months without any.

        Their tenures are those of a steady stock: the share is what is left of the mean of paid months.
        """
        paying = self.keep(months)
        early = (paying - self.retained) / self.early_stop + self.retained / self.settled_stop
        return np.where(months < self.span, early, paying / self.settled_stop) / self.paid_months
