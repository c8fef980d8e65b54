"""The uncovered by desa, and what effort wins of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulate.errors import input_error, must_equal

if TYPE_CHECKING:
    from simulate.region.base import Region


@dataclass(frozen=True, eq=False)
class Villages:
    """The desa of a region, in the order of its table.

    ``weight`` is each one's expected share of the uncovered, (desa,), summing to 1; ``kecamatan`` the place of its
    kecamatan among the region's, (desa,); ``people`` its residents, ``area_km2``, ``latitude`` and ``longitude`` of
    its centroid, each (desa,). ``counted`` tells whether a table of the uncovered by kecamatan carries the weights.
    """

    weight: np.ndarray
    kecamatan: np.ndarray
    people: np.ndarray
    area_km2: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    codes: tuple[str, ...]
    counted: bool

    @property
    def numbers(self) -> tuple[int, int]:
        """How many desa and how many kecamatan there are."""
        return len(self.weight), len(self.codes)

    def by_kecamatan(self, of_desa: np.ndarray) -> np.ndarray:
        """Sums over the desa of each kecamatan; shape (..., desa) becomes (..., kecamatan)."""
        return of_desa @ (self.kecamatan[:, None] == np.arange(len(self.codes)))


def villages_of(region: Region) -> Villages:
    """The desa of a region, weighed by its own table of the uncovered where it stands, else by residents.

    Inside a kecamatan residents divide the table's number: nothing finer is known.

    Raises:
        InputError: nobody lives in a kecamatan of the table, or nobody is uncovered in any.
    """
    desa, codes = region.tables["desa"], tuple(region.tables["kecamatan"]["kecamatan_code"])
    kecamatan = desa["kecamatan_code"].map({code: place for place, code in enumerate(codes)}).to_numpy()
    people = desa["population_2025"].to_numpy(dtype=float)
    living = np.bincount(kecamatan, weights=people, minlength=len(codes))
    if (living <= 0).any():
        where, code = f"data/regions/{region.code}/desa.csv", codes[int(np.argmin(living))]
        raise input_error("no_residents", where, found=code)
    counted = "uncovered" in region.tables
    by_kecamatan = region.kecamatan_weights("uncovered" if counted else "population").astype(float)
    weight = by_kecamatan[kecamatan] * people / living[kecamatan]
    others = (desa[column].to_numpy(dtype=float) for column in ("area_km2", "latitude", "longitude"))
    return Villages(weight / weight.sum(), kecamatan, people, *others, codes, counted)


class Deviates(NamedTuple):
    """Standard normal numbers by place: ``desa`` (draws, desa), ``kecamatan`` (draws, kecamatan)."""

    desa: np.ndarray
    kecamatan: np.ndarray


def spread(places: Villages, persons: np.ndarray, values: Mapping[str, np.ndarray], deviates: Deviates) -> np.ndarray:
    """Persons by desa: their expected shares times lognormal differences between kecamatan and between desa.

    The differences have the relative standard deviations of the unknowns and a mean of 1; in each draw they are
    scaled so that the desa add up. Where kecamatan are counted, only desa inside them differ.

    Args:
        places: the desa.
        persons: of the whole regency, shape (draws,).
        values: ``kecamatan_spread`` and ``desa_spread``, shape (draws,).
        deviates: normal numbers by place.

    Returns:
        Shape (draws, desa), not below 0.

    Raises:
        BrokenIdentityError: desa, kecamatan and regency do not add up.
    """
    differs = _mean_one(deviates.desa, values["desa_spread"])
    shares = places.weight * differs
    inside = places.by_kecamatan(shares)
    if places.counted:
        wanted = np.broadcast_to(places.by_kecamatan(places.weight), inside.shape)
        # nobody is uncovered in a kecamatan that counts none
        shares *= np.divide(wanted, inside, out=np.zeros_like(inside), where=inside > 0)[:, places.kecamatan]
    else:
        shares *= _mean_one(deviates.kecamatan, values["kecamatan_spread"])[:, places.kecamatan]
    found = persons[:, None] * shares / shares.sum(axis=1, keepdims=True)
    must_equal("places: desa do not add up to the regency", found.sum(axis=1), persons)
    must_equal("places: kecamatan do not add up to the regency", places.by_kecamatan(found).sum(axis=1), persons)
    return found


def _mean_one(normal: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """Lognormal numbers of mean 1 and these relative standard deviations, shape of ``normal``."""
    sigma = np.sqrt(np.log1p(relative**2))[:, None]
    return np.exp(sigma * normal - sigma**2 / 2)


# channels whose results rise with the density of the uncovered
DENSE_CHANNELS = ("agent", "mobile")


@dataclass(frozen=True, eq=False)
class Effort:
    """What a unit of effort brings and costs, by draw.

    ``yields``: registrations a unit at first, (draws, desa, channels). ``cost_rp``: of a unit, (draws, channels).
    ``most``: units that a desa can take over the whole plan, (channels,).
    """

    yields: np.ndarray
    cost_rp: np.ndarray
    most: np.ndarray

    def bought(self, money_rp: np.ndarray) -> np.ndarray:
        """Units that money by desa and channel buys, at most what a desa can take, shape (draws, desa, channels)."""
        return np.minimum(money_rp / self.cost_rp[:, None, :], self.most)

    def registered(self, money_rp: np.ndarray, winnable: np.ndarray) -> np.ndarray:
        """Registrations that money by desa and channel brings, shape (draws, desa)."""
        return saturating((self.bought(money_rp) * self.yields).sum(axis=2), winnable)


def effort_of(
    channels: Sequence[str], most: Mapping[str, float], places: Villages, values: Mapping[str, np.ndarray]
) -> Effort:
    """Yields, costs and limits of the channels on given values of the unknowns.

    Agents and mobile service bring more where the uncovered live densely; over all the uncovered the mean result is
    the unknown's.
    """
    anybody = places.weight > 0
    density = np.zeros_like(places.weight)
    density[anybody] = np.log(places.weight[anybody] / places.area_km2[anybody])
    denser = np.exp(values["density_elasticity"][:, None] * np.where(anybody, density - density[anybody].mean(), 0))
    denser /= (denser @ places.weight)[:, None]
    alike = np.ones_like(denser)
    yields = [
        values[f"{channel}_yield"][:, None] * (denser if channel in DENSE_CHANNELS else alike) for channel in channels
    ]
    cost_rp = np.stack([values[f"{channel}_cost"] for channel in channels], axis=1)
    return Effort(np.stack(yields, axis=2), cost_rp, np.array([most[channel] for channel in channels]))


def saturating(tried: np.ndarray, winnable: np.ndarray) -> np.ndarray:
    """Registrations of so many tried where only some can be won: ``winnable (1 − exp(−tried / winnable))``.

    Of each further unit a smaller part meets somebody who can still be won. Nobody is won where nobody can be.
    """
    part = np.divide(tried, winnable, out=np.zeros(np.broadcast(tried, winnable).shape), where=winnable > 0)
    return winnable * -np.expm1(-part)
