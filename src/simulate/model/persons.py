"""The same rules person by person, for one draw: slow, plain, and the engine's witness."""

from __future__ import annotations

import numpy as np

from simulate.model.engine import Terms

# months without a contribution; one more than the law allows marks an ended membership
_PAID = 0


def live(
    newcomers: np.ndarray,
    weights: np.ndarray,
    death_rate: np.ndarray,
    relative_mortality: float,
    shares: dict[str, float],
    terms: Terms,
    rng: np.random.Generator,
    benefit_rp: np.ndarray | None = None,
    *,
    fills_target: bool = False,
) -> dict[str, np.ndarray]:
    """Simulates every member of one draw.

    Args:
        newcomers: new members by month, whole heads, shape (months,); a target as in `engine.carry` with
            ``fills_target``.
        weights: share of newcomers by risk group, shape (groups,).
        death_rate: per person-year, shape (groups, months).
        relative_mortality: factor on it.
        shares: ``stop``, ``leave``, ``resume``, ``reenter`` a month, as in `engine.Habits`.
        terms: the law's waits and limit of arrears.
        rng: the random numbers.
        benefit_rp: JKM benefit of a death by completed months and month, shape (tenures, months), the last row for
            that tenure and more; none are paid where it is not given.
        fills_target: ``newcomers`` holds the paid-up members to hold.

    Returns:
        Heads by month under the names of `engine.Flows`, and ``benefits_rp``; each of shape (months,).
    """
    months, ended = len(newcomers), terms.lapse + 1
    probability = (1 - np.exp(-relative_mortality * death_rate / 12)).astype(np.float32)
    group = joined = np.empty(0, dtype=np.int16)
    unpaid = np.empty(0, dtype=np.int8)
    names = ("in_force", "joiners", "reentered", "arrears", "left", "stops", "resumed", "arrears_months")
    deaths = ("deaths_waiting", "deaths_full", "deaths_scholarship", "deaths_uncovered")
    out = {name: np.zeros(months) for name in (*names, *deaths, "benefits_rp")}
    for month in range(months):
        again = np.flatnonzero(unpaid == ended)
        again = again[rng.random(len(again)) < shares["reenter"]]
        unpaid[again], joined[again] = _PAID, month
        new = max(int(newcomers[month]) - fills_target * int((unpaid == _PAID).sum()), 0)
        group = np.concatenate([group, rng.choice(len(weights), size=new, p=weights).astype(np.int16)])
        joined = np.concatenate([joined, np.full(new, month, dtype=np.int16)])
        unpaid = np.concatenate([unpaid, np.zeros(new, dtype=np.int8)])
        out["joiners"][month], out["reentered"][month] = new + len(again), len(again)

        paid, tenure = unpaid == _PAID, month - joined
        owing = ~paid & (unpaid < ended)
        out["in_force"][month], out["arrears"][month] = paid.sum(), owing.sum()
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
        stops = living & paid & ~leaves & (chance < shares["leave"] + (1 - shares["leave"]) * shares["stop"])
        resumes = living & owing & (chance < shares["resume"])
        out["left"][month] = leaves.sum()
        if month + 1 < months:
            out["stops"][month + 1], out["resumed"][month + 1] = stops.sum(), resumes.sum()
            out["arrears_months"][month + 1] = unpaid[resumes].sum()
        unpaid += stops | (owing & ~resumes)
        unpaid[resumes] = _PAID
        stay = living & ~leaves
        group, joined, unpaid = group[stay], joined[stay], unpaid[stay]
    return out
