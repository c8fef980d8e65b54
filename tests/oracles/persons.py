"""The same rules person by person, for one draw: slow, plain, and the engine's witness."""

from __future__ import annotations

import numpy as np

from simulate.cohort.engine import Trajectories
from simulate.cohort.states import LegalWaits

# months without a contribution; one more than the law allows marks an ended membership
_PAID = 0
# months in the bridge of whoever is not in it
_NOT_BRIDGED = 0


def live(
    newcomers: np.ndarray,
    weights: np.ndarray,
    death_rate: np.ndarray,
    relative_mortality: float,
    shares: dict[str, float | np.ndarray],
    terms: LegalWaits,
    rng: np.random.Generator,
    benefit_rp: np.ndarray | None = None,
    *,
    fills_target: bool = False,
    accept: float = 1.0,
    bridge_months: int = 0,
    rematch: float = 0.0,
) -> dict[str, np.ndarray]:
    """Simulates every member of one draw.

    Args:
        newcomers: new members by month, whole heads, shape (months,); a target as in `engine.carry` with
            ``fills_target``.
        weights: share of newcomers by risk group, shape (groups,).
        death_rate: per person-year, shape (groups, months).
        relative_mortality: factor on it.
        shares: ``stop``, ``leave``, ``resume``, ``reenter`` a month, as in `engine.Habits`; ``stop`` may be by
            month, shape (months,).
        terms: the law's waits and limit of arrears.
        rng: the random numbers.
        benefit_rp: JKM benefit of a death by completed months and month, shape (tenures, months), the last row for
            that tenure and more; none are paid where it is not given.
        fills_target: ``newcomers`` holds the members to hold that sponsors pay for.
        accept: chance that a nomination is accepted.
        bridge_months: how many months a worker is bridged whose sponsor stopped, as in `engine.Places`.
        rematch: chance of a bridged worker to be taken over in a month, as far as there are open places.

    Returns:
        Heads by month under the names of `engine.Flows`, and ``benefits_rp``; each of shape (months,).
    """
    months, ended = len(newcomers), terms.lapse + 1
    probability = (1 - np.exp(-relative_mortality * death_rate / 12)).astype(np.float32)
    group, joined, unpaid, bridged = (np.empty(0, dtype=kind) for kind in (np.int16, np.int16, np.int8, np.int16))
    stop = np.broadcast_to(shares["stop"], months)
    out = {name: np.zeros(months) for name in (*Trajectories.__dataclass_fields__, "benefits_rp") if name != "ended"}
    for month in range(months):
        again = np.flatnonzero(unpaid == ended)
        again = again[rng.random(len(again)) < shares["reenter"]]
        unpaid[again], joined[again] = _PAID, month
        sponsored = int(((unpaid == _PAID) & (bridged == _NOT_BRIDGED)).sum())
        openings = max(int(newcomers[month]) - fills_target * sponsored, 0)
        rematched, unbridged = _cross(bridged, unpaid, bridge_months, rematch, openings, rng)
        new = rng.binomial(openings - rematched, accept)
        group = np.concatenate([group, rng.choice(len(weights), size=new, p=weights).astype(np.int16)])
        joined = np.concatenate([joined, np.full(new, month, dtype=np.int16)])
        unpaid = np.concatenate([unpaid, np.full(new, _PAID, dtype=np.int8)])
        bridged = np.concatenate([bridged, np.full(new, _NOT_BRIDGED, dtype=np.int16)])
        out["joiners"][month], out["reentered"][month] = new + len(again), len(again)
        out["rematched"][month], out["unbridged"][month] = rematched, unbridged

        paid, by_bridge, tenure = unpaid == _PAID, bridged > _NOT_BRIDGED, month - joined
        owing = ~paid & (unpaid < ended)
        out["in_force"][month], out["bridged"][month] = paid.sum(), by_bridge.sum()
        out["arrears"][month] = owing.sum()
        dead = rng.random(len(group), dtype=np.float32) < probability[group, month]
        covered = tenure[dead & paid]
        out["deaths_waiting"][month] = (covered < terms.waiting).sum()
        out["deaths_full"][month] = (covered >= terms.waiting).sum()
        out["deaths_scholarship"][month] = (covered >= terms.scholarship).sum()
        out["deaths_uncovered"][month] = (dead & owing).sum()
        if benefit_rp is not None:
            out["benefits_rp"][month] = benefit_rp[np.minimum(covered, len(benefit_rp) - 1), month].sum()

        chance = rng.random(len(group), dtype=np.float32)
        living = ~dead
        leaves = living & paid & (chance < shares["leave"])
        stops = living & paid & ~by_bridge & ~leaves
        if month + 1 < months:
            stops &= chance < shares["leave"] + (1 - shares["leave"]) * stop[month + 1]
        resumes = living & owing & (chance < shares["resume"])
        out["left"][month] = leaves.sum()
        if month + 1 < months:
            out["stops"][month + 1], out["resumed"][month + 1] = stops.sum(), resumes.sum()
            out["arrears_months"][month + 1] = unpaid[resumes].sum()
        bridged += by_bridge
        (bridged if bridge_months else unpaid)[stops] = 1
        unpaid += owing & ~resumes
        unpaid[resumes] = _PAID
        stay = living & ~leaves
        group, joined, unpaid, bridged = group[stay], joined[stay], unpaid[stay], bridged[stay]
    return out


def _cross(
    bridged: np.ndarray, unpaid: np.ndarray, bridge_months: int, rematch: float, places: int, rng: np.random.Generator
) -> tuple[int, int]:
    """Takes bridged workers into open places, and others whose bridge ran out into arrears, in the arrays as given.

    Returns:
        How many of each.
    """
    there = np.flatnonzero(bridged > 1)  # who is to be bridged for the first time stopped only now
    rematched = min(rng.binomial(len(there), rematch), places)
    bridged[rng.choice(there, size=rematched, replace=False)] = _NOT_BRIDGED
    over = bridged > bridge_months
    bridged[over], unpaid[over] = _NOT_BRIDGED, 1
    return rematched, int(over.sum())
