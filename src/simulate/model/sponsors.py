"""Civil servants who sponsor a worker: work units join, their people take part, some stop when the bill comes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Kendal was counted three years after its circular: nobody has seen a later month, so joining ends here.
LEVEL_MONTHS = 36


@dataclass(frozen=True)
class Sponsors:
    """Shares of all civil servants asked, by draw and month; each of shape (draws, months).

    ``joined``: their work unit takes part. ``sponsoring``: they pay. ``stop``: of those who paid last month, the part
    that no longer does (the share that `engine.Habits` asks for).
    """

    joined: np.ndarray
    sponsoring: np.ndarray
    stop: np.ndarray


def joined_share(
    reach: np.ndarray, shape: np.ndarray, push_joins: np.ndarray, elapsed: np.ndarray, pushes: np.ndarray
) -> np.ndarray:
    """Share of civil servants whose work unit has joined, units weighted by their people.

    Units join with a Weibull hazard that reaches ``reach`` in month 36, and none join by themselves after it. Each
    push brings in a part of those who are still outside:

    ``1 - (1 - reach)**((u / 36)**shape) * (1 - push_joins)**pushes``

    Args:
        reach: share joined by month 36 without a push, shape (draws,).
        shape: of the hazard; 1 is even, smaller is faster at the start, shape (draws,).
        push_joins: share of those outside whom a push brings in, shape (draws,).
        elapsed: months since the programme began, 1 in its first month and 0 before, shape (months,) or
            (draws, months).
        pushes: pushes so far, of the shape of ``elapsed``.

    Returns:
        Shape (draws, months), not decreasing along months.

    Source: form is this project's assumption; levels from ``data/indonesia/sponsor_programmes.csv``.
    """
    hazard = (np.minimum(elapsed, LEVEL_MONTHS) / LEVEL_MONTHS) ** shape[:, None]
    return 1 - (1 - reach)[:, None] ** hazard * (1 - push_joins)[:, None] ** pushes


def renewal_stop(monthly_stop: np.ndarray, billing_months: int, memory: np.ndarray) -> np.ndarray:
    """Share of sponsors who stop when a bill for several months falls due.

    With ``memory`` 0 each bill is one occasion to stop, whatever it covers; with 1 everyone stops who would have
    stopped in the months since.

    Args:
        monthly_stop: share that stops at a monthly bill, shape (draws,).
        billing_months: months that a bill covers.
        memory: how far paying ahead only postpones stopping, shape (draws,).

    Returns:
        Shape (draws,).
    """
    return 1 - (1 - monthly_stop) ** (float(billing_months) ** memory)


def follow(
    joined: np.ndarray,
    inside: np.ndarray,
    monthly_stop: np.ndarray,
    monthly_retiring: np.ndarray,
    billing_months: int,
    memory: np.ndarray,
    price_stop: np.ndarray,
    *,
    holds: bool = False,
) -> Sponsors:
    """Sponsors month by month.

    When a unit joins, the share ``inside`` of its people begins to sponsor. Later others of the unit begin at the
    rate that would hold that share if everyone paid monthly; so bills that come less often, and lose fewer sponsors,
    raise it. Who stops or retires is paid up to the end of the bill; retired civil servants are replaced by others
    who have to be won anew.

    Args:
        joined: from `joined_share`, shape (draws, months).
        inside: share that sponsors inside a joined unit, shape (draws,).
        monthly_stop: share of sponsors that stops at a monthly bill, shape (draws,).
        monthly_retiring: share of civil servants who retire in a month, shape (draws,).
        billing_months: months that a bill covers.
        memory: as in `renewal_stop`, shape (draws,).
        price_stop: share that stops at its next bill because the price rose this month, shape (draws, months).
        holds: everyone who stops is replaced at once, so that the share in a unit stays ``inside``.
    """
    draws, months = joined.shape
    each_month = 1 - (1 - monthly_stop) * (1 - monthly_retiring)
    stays_a_month = inside * (1 - each_month)
    winning = np.divide(inside * each_month, 1 - stays_a_month, out=np.ones(draws), where=stays_a_month < 1)
    stays = (1 - renewal_stop(monthly_stop, billing_months, memory)) * (1 - monthly_retiring) ** billing_months
    # who pays is kept by the month in which the next bill falls due
    by_bill, total = np.zeros((billing_months, draws)), np.zeros(draws)
    before = np.zeros(draws)
    sponsoring, stop = np.zeros((draws, months)), np.zeros((draws, months))
    for month in range(months):
        due = by_bill[month % billing_months]
        # a rise since the last bill is met at this one
        risen = 1 - price_stop[:, max(month - billing_months + 1, 0) : month + 1]
        stopping = due * (1 - stays * risen.prod(axis=1))
        np.divide(stopping, total, out=stop[:, month], where=total > 0)
        total = total - stopping
        now = joined[:, month]
        won = inside * now - total if holds else winning * (before - total) + inside * (now - before)
        due += won - stopping
        total, before = total + won, now
        sponsoring[:, month] = total
    return Sponsors(joined, sponsoring, np.clip(stop, 0, 1))


def places_per_asn(sponsoring: np.ndarray, workers_per_sponsor: np.ndarray) -> np.ndarray:
    """Workers paid for, per worker that would be if every civil servant asked did what is asked.

    Early sponsors take on more than is asked; the surplus thins out as others follow, and is gone where all take
    part:
    ``s * (1 + (w - 1) * (1 - s)**2)``, which rises with ``s`` and stays at or below 1 for ``w`` up to 4.

    Args:
        sponsoring: share of civil servants who sponsor, shape (draws, months).
        workers_per_sponsor: of the first sponsors, relative to what is asked, shape (draws,).

    Returns:
        Shape (draws, months).

    Source: form is this project's assumption; see ``workers_per_sponsor`` in ``data/unknowns/sponsorship.yaml``.
    """
    return sponsoring * (1 + (workers_per_sponsor - 1)[:, None] * (1 - sponsoring) ** 2)
