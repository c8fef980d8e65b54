"""How well each draw explains a record, the weights of draws, and what is then expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy

from simulate.errors import must_equal
from simulate.law.contribution import price_rises, price_rp
from simulate.programmes.sponsorship.model import risks_of, sponsored_members, unknowns_of_members
from simulate.programmes.sponsorship.take_up import ceiling_persons, kecamatan_shares, price_parts_rp

if TYPE_CHECKING:
    from simulate.law.base import LawMonth
    from simulate.programmes.sponsorship.plan import SponsorshipPlan
    from simulate.region.base import Region

# counts are taken half a person up, so that none has a logarithm
HALF = 0.5
# variance of rounding to whole persons
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
    """What the record says of each draw, by month of the plan; every array of shape (draws, months).

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
    by_stock, by_lapse, states, variances = (np.zeros_like(level) for _ in range(4))
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
            by_stock[:, month] = -0.5 * (np.log(2 * np.pi * total) + miss**2 / total)
            gain = weighs * variance / total
            state, variance = state + gain * miss, variance * (1 - gain * weighs)
        lapsed, exposed = observed.lapsed[month], observed.exposed[month]
        if month and not np.isnan(lapsed) and exposed > 0:
            mean = np.maximum(expected.lapse_share[:, month] * exposed, 1e-9)
            by_lapse[:, month] = negative_binomial(lapsed, mean, values["lapse_spread"])
        states[:, month], variances[:, month] = state, variance
    return Filtered(by_stock, by_lapse, states, variances)


def departure_weight(stock: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Standard deviation of the departure from expected members, (draws, months): of counting where they are few,
    and ``spread`` relative to them where they are many, shape (draws,).
    """
    return np.sqrt(spread[:, None] ** 2 + 1 / (stock + HALF))


def ahead(state: np.ndarray, variance: np.ndarray, memory: np.ndarray, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the departure so many months on; it forgets at the rate at which it came."""
    left = memory**months
    return left * state, left**2 * variance + 1 - left**2


def negative_binomial(count: float, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Log chance of a count whose mean varies with a relative standard deviation ``spread`` (gamma)."""
    gammaln, size = scipy.special.gammaln, 1 / spread**2
    chance, rest = np.log(size / (size + mean)), np.log(mean / (size + mean))
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
        return scipy.special.ndtr((np.log(members + HALF) - self.level) / np.maximum(self.spread, 1e-9))


def outlook(expected: Expected, found: Filtered, values: Mapping[str, np.ndarray], known: int, month: int) -> Outlook:
    """The outlook on a month of the plan (from 0), given the record of its first ``known`` months; of none by 0."""
    stock = expected.stock[:, month : month + 1]
    weight = departure_weight(stock, values["departure"])[:, 0]
    state, variance = np.zeros(len(stock)), np.ones(len(stock))
    if known:
        last = found.state[:, known - 1], found.variance[:, known - 1]
        state, variance = ahead(*last, values["departure_memory"], max(month - known + 1, 0))
    return Outlook(np.log(stock[:, 0] + HALF) + weight * state, weight * np.sqrt(variance))


@dataclass(frozen=True)
class Weights:
    """How much each draw counts, summing to 1 within each replicate, shape (replicates, draws of one).

    ``effective``: Kish's number of draws that count, all replicates together. ``exponent``: 1, or the power to which
    weights were raised so that enough of them count; ``untempered`` is what there were at 1.
    """

    shares: np.ndarray
    effective: float
    exponent: float
    untempered: float

    @property
    def flat(self) -> np.ndarray:
        """The weight of each draw, shape (draws,), summing to 1."""
        return self.shares.ravel() / len(self.shares)

    def mean(self, values: np.ndarray) -> float:
        """The mean of values by draw, shape (draws,)."""
        return float(self.flat @ values)

    def error(self, values: np.ndarray) -> float:
        """The Monte Carlo standard error of that mean, from the spread between replicates."""
        each = (self.shares * values.reshape(self.shares.shape)).sum(axis=1)
        return float(each.std(ddof=1) / np.sqrt(len(each)))


# halvings of the interval in which the exponent lies that leaves enough draws
_STEPS = 40


def weights(likelihood: np.ndarray, replicates: int, least: float) -> Weights:
    """Weights in proportion to the likelihood, flattened where fewer than ``least`` draws would count.

    Args:
        likelihood: its logarithm by draw, shape (draws,), replicate after replicate.
        replicates: how many there are.
        least: effective draws that must remain; at most half of all are required.
    """
    logs = likelihood.reshape(replicates, -1)

    def raised(exponent: float) -> np.ndarray:
        powers = exponent * logs
        powers = np.exp(powers - powers.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    least = min(least, likelihood.size / 2)
    shares, exponent = raised(1.0), 1.0
    untempered = effective(shares)
    if untempered < least:
        exponent, high = 0.0, 1.0  # at 0 all draws count
        for _ in range(_STEPS):
            middle = (exponent + high) / 2
            exponent, high = (middle, high) if effective(raised(middle)) >= least else (exponent, middle)
        shares = raised(exponent)
    return Weights(shares, effective(shares), exponent, untempered)


def effective(shares: np.ndarray) -> float:
    """Kish's effective number of draws of each replicate, 1 / sum of squares, summed over them."""
    return float((1 / (shares**2).sum(axis=1)).sum())


def resampled(shares: np.ndarray) -> np.ndarray:
    """Which draws stand for the weighted ones, each as often as its weight says (systematic resampling).

    Every replicate gives as many draws as it has, so that the spread between them stays the Monte Carlo error.

    Returns:
        Indices into all draws, shape (draws,), replicate after replicate.
    """
    each = shares.shape[1]
    points = (np.arange(each) + 0.5) / each
    found = [np.minimum(np.searchsorted(np.cumsum(own), points), each - 1) for own in shares]
    return np.concatenate([own + place * each for place, own in enumerate(found)])


# relative standard deviation of the planned share of a kecamatan that never reported (an assumption of this project)
UNSEEN = 0.5


def renewal(now: np.ndarray, later: np.ndarray, stays: np.ndarray) -> np.ndarray:
    """By how much chance alone moves a kecamatan's members between two months, relative to a Poisson count.

    Some of those of now leave by chance, others come by chance, and where these come to is judged by where those of
    now are. None where nobody leaves or comes.

    Args:
        now: the regency's members, shape (draws,).
        later: those of the later month, shape (draws,).
        stays: the part of the members of now who are still there then, shape (draws,).
    """
    new = np.clip(1 - stays * now / np.maximum(later, HALF), 0, 1)
    return (1 - new) * (1 - stays) + new + new**2 * later / np.maximum(now, HALF)


def by_kecamatan(
    total: np.ndarray,
    share: np.ndarray,
    seen: np.ndarray,
    age: np.ndarray,
    chance: np.ndarray,
    drift: np.ndarray,
    deviates: np.ndarray,
) -> np.ndarray:
    """Members of each kecamatan, whose sum is the regency's.

    A share that was recorded some months ago has drifted since, and chance moves single members.

    Args:
        total: the regency's members by draw, shape (draws,).
        share: of each kecamatan when it was last recorded, or as planned, above 0, shape (kecamatan,).
        seen: whether it ever was recorded, shape (kecamatan,).
        age: months from then to the month in question, shape (kecamatan,).
        chance: as `renewal` gives it, shape (draws,).
        drift: relative standard deviation of a month, shape (draws,).
        deviates: standard normal, shape (draws, kecamatan).

    Returns:
        Shape (draws, kecamatan).

    Raises:
        BrokenIdentityError: the parts do not sum to the regency.
    """
    counted = chance[:, None] / (total[:, None] * share / share.sum() + HALF)
    spread = np.sqrt(drift[:, None] ** 2 * age + counted + np.where(seen, 0, UNSEEN) ** 2)
    moved = share * np.exp(spread * deviates - spread**2 / 2)
    parts = total[:, None] * moved / moved.sum(axis=1, keepdims=True)
    must_equal("kecamatan: the parts do not sum to the regency", parts.sum(axis=1), total)
    return parts


@dataclass(frozen=True)
class Planned:
    """The plan's expectations by draw and month, shape (draws, months), and what holds for all draws.

    ``claims``: deaths and accidents of members. ``price_rp``: of a worker-month to a sponsor [Rp], shape (months,).
    ``shares``: of the workers by kecamatan, in the order of the region's table.
    """

    expected: Expected
    claims: np.ndarray
    price_rp: np.ndarray
    ceiling_persons: float
    shares: np.ndarray


def unknowns_used(plan: SponsorshipPlan, laws: list[LawMonth]) -> tuple[str, ...]:
    """The unknowns that monitoring this plan depends on."""
    rises = price_rises(price_rp(price_parts_rp(plan, laws))["sponsor"]).any()
    return (*unknowns_of_members(plan, bool(rises)), "accident_rate", *UNKNOWNS, "kecamatan_drift")


def planned(plan: SponsorshipPlan, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray]) -> Planned:
    """What the plan expects at given values of the unknowns, each of shape (draws,)."""
    price = price_rp(price_parts_rp(plan, laws))["sponsor"]
    ceiling = ceiling_persons(plan, region)
    members = sponsored_members(plan, ceiling, risks_of(region, laws, price), values).cohorts
    stock, lapse_share = members.in_force, np.zeros_like(members.in_force)
    before = stock[:, :-1]
    gone = np.maximum(before + members.joiners[:, 1:] - stock[:, 1:], 0)
    np.divide(gone, before, out=lapse_share[:, 1:], where=before > 0)
    accidents = stock * values["accident_rate"][:, None] / 1000 / 12
    claims = members.deaths_waiting + members.deaths_full + accidents
    return Planned(Expected(stock, lapse_share), claims, price, ceiling, kecamatan_shares(plan, region))


@dataclass(frozen=True)
class Happened:
    """A world for each draw, by month, every array of whole persons, shape (draws, months).

    ``stock``: members paid up in truth. ``recorded``: as the record has it. ``registered`` and ``lapsed`` explain
    each month's record by the one before.
    """

    stock: np.ndarray
    recorded: np.ndarray
    registered: np.ndarray
    lapsed: np.ndarray


def happened(expected: Expected, values: Mapping[str, np.ndarray], rng: np.random.Generator) -> Happened:
    """What happens, and what is recorded, where each draw is the truth.

    Where more lapse than the stock can lose beside the registrations, the lapses give way.

    Args:
        expected: of each world.
        values: `UNKNOWNS` by draw, shape (draws,).
        rng: the chance in these worlds.
    """
    draws, months = expected.stock.shape
    memory, departure = values["departure_memory"], rng.standard_normal(draws)
    weight = departure_weight(expected.stock, values["departure"])
    stock, lapsed = np.zeros((draws, months)), np.zeros((draws, months))
    for month in range(months):
        if month:
            departure = memory * departure + np.sqrt(1 - memory**2) * rng.standard_normal(draws)
        stock[:, month] = np.round(expected.stock[:, month] * np.exp(weight[:, month] * departure))
    slips = np.exp(values["reporting_error"][:, None] * rng.standard_normal((draws, months)))
    recorded = np.round(stock * slips)
    before = np.concatenate([np.zeros((draws, 1)), recorded[:, :-1]], axis=1)
    size = 1 / values["lapse_spread"] ** 2
    for month in range(1, months):
        rate = rng.gamma(size, 1 / size) * expected.lapse_share[:, month]
        counted = np.minimum(rng.poisson(rate * before[:, month]), before[:, month])
        lapsed[:, month] = np.maximum(counted, before[:, month] - recorded[:, month])
    return Happened(stock, recorded, recorded - before + lapsed, lapsed)
