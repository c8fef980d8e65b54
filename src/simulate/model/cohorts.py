"""Members month by month: new business, death, stopping, arrears, tenure; exact expectations for each draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulate.errors import BrokenIdentityError


@dataclass(frozen=True)
class Cohorts:
    """Expected heads by draw and month; every array has shape (draws, months).

    ``in_force``: contribution of the month paid. ``joiners``: first contribution this month. ``stops``: paid
    last month, not this. ``deaths_waiting`` and ``deaths_full``: deaths in cover, below and past the JKM
    waiting time. ``arrears``: stopped, membership not yet ended. ``ended``: stopped for longer, cumulative.
    """

    in_force: np.ndarray
    joiners: np.ndarray
    stops: np.ndarray
    deaths_waiting: np.ndarray
    deaths_full: np.ndarray
    arrears: np.ndarray
    ended: np.ndarray


def carry_cohorts(
    target: np.ndarray,
    weights: np.ndarray,
    death_rate: np.ndarray,
    monthly_stop: np.ndarray,
    waiting_months: int,
    lapse_months: int,
) -> Cohorts:
    """Carries members so that the paid-up number meets ``target``, replacing those who die or stop.

    Within a month: the month's members are exposed to death with the tenure they have; then a share of the
    survivors stops before the next contribution; then new members fill up to the target. A member in the
    first contribution month has completed 0 months.

    Args:
        target: paid-up members, shape (draws, months), not decreasing along months.
        weights: share of joiners by risk group, shape (draws, groups).
        death_rate: per person-year, shape (draws, groups, months).
        monthly_stop: share of members who stop each month, shape (draws,).
        waiting_months: completed months before the full JKM benefit.
        lapse_months: unpaid months after which a membership ends.

    Raises:
        BrokenIdentityError: the target falls faster than members leave, or heads are not conserved.
    """
    draws, months = target.shape
    # members by risk group and completed months; the last slot holds all past the waiting time
    members = np.zeros((draws, weights.shape[1], waiting_months + 1))
    stay = (1 - monthly_stop)[:, None, None]
    out = {name: np.zeros((draws, months)) for name in ("in_force", "joiners", "stops", "waiting", "full")}
    for month in range(months):
        joiners = target[:, month] - members.sum(axis=(1, 2))
        if (joiners < -1e-9 * (1 + target[:, month])).any():
            raise BrokenIdentityError("in_force: the target falls below the members who stay")
        members[:, :, 0] += np.maximum(joiners, 0)[:, None] * weights
        died = members * (1 - np.exp(-death_rate[:, :, month, None] / 12))
        survivors = members - died
        out["joiners"][:, month] = np.maximum(joiners, 0)
        out["in_force"][:, month] = members.sum(axis=(1, 2))
        out["waiting"][:, month] = died[:, :, :waiting_months].sum(axis=(1, 2))
        out["full"][:, month] = died[:, :, waiting_months].sum(axis=1)
        if month + 1 < months:
            out["stops"][:, month + 1] = (survivors * (1 - stay)).sum(axis=(1, 2))
        members = np.zeros_like(members)
        members[:, :, 1:] = survivors[:, :, :-1] * stay
        members[:, :, -1] += survivors[:, :, -1] * stay[:, :, 0]
    stopped = np.cumsum(out["stops"], axis=1)
    ended = np.zeros_like(stopped)
    ended[:, lapse_months:] = stopped[:, :-lapse_months] if lapse_months else stopped
    cohorts = Cohorts(
        out["in_force"], out["joiners"], out["stops"], out["waiting"], out["full"], stopped - ended, ended
    )
    _conserve_heads(cohorts)
    return cohorts


def _conserve_heads(cohorts: Cohorts) -> None:
    """Everyone who ever joined is paid up, in arrears, ended, or died in cover before this month."""
    deaths = np.cumsum(cohorts.deaths_waiting + cohorts.deaths_full, axis=1)
    before = np.concatenate([np.zeros((len(deaths), 1)), deaths[:, :-1]], axis=1)
    there = cohorts.in_force + cohorts.arrears + cohorts.ended + before
    joined = np.cumsum(cohorts.joiners, axis=1)
    if not np.allclose(there, joined, rtol=1e-9, atol=1e-6):
        raise BrokenIdentityError("heads: joined is not paid up + arrears + ended + died")
