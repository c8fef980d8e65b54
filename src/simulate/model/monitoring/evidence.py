"""How well each draw explains a record of what happened, and what it then expects of the months ahead.

Of members paid up, reality is the model's expectation ``m`` times ``exp(g u)``. The departure ``u`` is a stationary
first-order process of standard deviation 1 and memory ``phi``; its weight ``g`` grows where heads are few:
``g**2 = sigma**2 + 1 / m``. A record shows it with an error, so that month by month a Kalman filter of one state
gives both the likelihood of the record and the departure that is left. Of those who lapsed, a record is a negative
binomial count around the model's share of last month's members. Registrations follow from both (stock = stock before
+ registered - lapsed) and tell nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, ndtr

# counts are taken half a person up, so that none has a logarithm
HALF = 0.5
# variance of rounding to whole heads
_ROUNDING = 1 / 12
UNKNOWNS = ("departure", "departure_memory", "reporting_error", "lapse_spread")


@dataclass(frozen=True)
class Expected:
    """What each draw expects: members paid up, and the share of last month's who no longer are; (draws, months).

    The first month's share is not used.
    """

    stock: np.ndarray
    lapse_share: np.ndarray


@dataclass(frozen=True)
class Observed:
    """A regency's record by month of the plan, each of shape (months,); NaN where nothing was recorded.

    ``stock``: members paid up, those who reported scaled up to all. ``unreported``: the part of it that the scaling
    added, 0 to 1. ``lapsed``: of ``exposed``, the members of the month before, no longer paid up.
    """

    stock: np.ndarray
    unreported: np.ndarray
    lapsed: np.ndarray
    exposed: np.ndarray


@dataclass(frozen=True)
class Filtered:
    """What the record tells of each draw, by month of the plan; every array of shape (draws, months).

    ``by_stock`` and ``by_lapse``: the log likelihood of the month's count given those before it, 0 where there is
    none. ``state`` and ``variance``: mean and variance of the departure, given the record up to the month.
    """

    by_stock: np.ndarray
    by_lapse: np.ndarray
    state: np.ndarray
    variance: np.ndarray


def filtered(expected: Expected, values: Mapping[str, np.ndarray], observed: Observed) -> Filtered:
    """Goes through a record month by month, for all draws at once.

    Args:
        expected: by each draw.
        values: `UNKNOWNS` and ``kecamatan_drift`` by draw, shape (draws,).
        observed: the record, NaN from the month on after which nothing is used.
    """
    level, weight = np.log(expected.stock + HALF), departure_weight(expected.stock, values["departure"])
    found = [np.zeros_like(level) for _ in range(4)]
    state, variance = np.zeros(len(level)), np.ones(len(level))
    for month in range(level.shape[1]):
        if month:
            state, variance = ahead(state, variance, values["departure_memory"], 1)
        stock, weighs = observed.stock[month], weight[:, month]
        if not np.isnan(stock):
            error = values["reporting_error"] ** 2 + _ROUNDING / (stock + HALF) ** 2
            error = error + (observed.unreported[month] * values["kecamatan_drift"]) ** 2
            miss = np.log(stock + HALF) - level[:, month] - weighs * state
            total = weighs**2 * variance + error
            found[0][:, month] = -0.5 * (np.log(2 * np.pi * total) + miss**2 / total)
            gain = weighs * variance / total
            state, variance = state + gain * miss, variance * (1 - gain * weighs)
        lapsed, exposed = observed.lapsed[month], observed.exposed[month]
        if month and not np.isnan(lapsed) and exposed > 0:
            mean = np.maximum(expected.lapse_share[:, month] * exposed, 1e-9)
            found[1][:, month] = negative_binomial(lapsed, mean, values["lapse_spread"])
        found[2][:, month], found[3][:, month] = state, variance
    return Filtered(*found)


def departure_weight(stock: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Standard deviation of the departure: relative, and of counting where heads are few; of the shape of ``stock``.

    Args:
        stock: expected members, shape (draws, months).
        spread: relative standard deviation of many heads, shape (draws,).
    """
    return np.sqrt(spread[:, None] ** 2 + 1 / (stock + HALF))


def ahead(state: np.ndarray, variance: np.ndarray, memory: np.ndarray, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the departure so many months on; it forgets at the rate at which it came."""
    kept = memory**months
    return kept * state, kept**2 * variance + 1 - kept**2


def negative_binomial(count: float, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Log chance of a count whose mean varies with a relative standard deviation ``spread`` (gamma)."""
    size = 1 / spread**2
    chance = np.log(size / (size + mean))
    rest = np.log(mean / (size + mean))
    return gammaln(count + size) - gammaln(size) - gammaln(count + 1) + size * chance + count * rest


@dataclass(frozen=True)
class Outlook:
    """What each draw expects of a month: log members (half a person up) and its standard deviation; (draws,)."""

    level: np.ndarray
    spread: np.ndarray

    def drawn(self, deviates: np.ndarray) -> np.ndarray:
        """Members at standard normal deviates, shape (draws,); not below 0."""
        return np.maximum(np.exp(self.level + self.spread * deviates) - HALF, 0)

    def below(self, members: float) -> np.ndarray:
        """Chance by draw that there are fewer members, shape (draws,)."""
        return ndtr((np.log(members + HALF) - self.level) / np.maximum(self.spread, 1e-9))


def outlook(expected: Expected, found: Filtered, values: Mapping[str, np.ndarray], known: int, month: int) -> Outlook:
    """The outlook on a month of the plan (from 0), given the record of its first ``known`` months; of none by 0."""
    stock = expected.stock[:, month : month + 1]
    weight = departure_weight(stock, values["departure"])[:, 0]
    state, variance = np.zeros(len(stock)), np.ones(len(stock))
    if known:
        last = found.state[:, known - 1], found.variance[:, known - 1]
        state, variance = ahead(*last, values["departure_memory"], max(month - known + 1, 0))
    return Outlook(np.log(stock[:, 0] + HALF) + weight * state, weight * np.sqrt(variance))
