"""The uncovered by desa: the regency's number, spread by what is known of places and a judged difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.identities import must_equal

if TYPE_CHECKING:
    import pandas as pd

    from simulate.region import Region


@dataclass(frozen=True, eq=False)
class Places:
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
    def kecamatans(self) -> int:
        """How many kecamatan there are."""
        return len(self.codes)

    def by_kecamatan(self, of_desa: np.ndarray) -> np.ndarray:
        """Sums over the desa of each kecamatan; shape (..., desa) becomes (..., kecamatan)."""
        return of_desa @ (self.kecamatan[:, None] == np.arange(self.kecamatans))


def places_of(region: Region) -> Places:
    """The desa of a region, weighed by its own table of the uncovered where it stands, else by residents.

    Inside a kecamatan residents divide the table's number: nothing finer is known.

    Raises:
        InputError: nobody lives in a kecamatan of the table, or nobody is uncovered in any.
    """
    desa: pd.DataFrame = region.tables["desa"]
    codes = tuple(region.tables["kecamatan"]["kecamatan_code"])
    kecamatan = desa["kecamatan_code"].map({code: place for place, code in enumerate(codes)}).to_numpy()
    people = desa["population_2025"].to_numpy(dtype=float)
    living = np.bincount(kecamatan, weights=people, minlength=len(codes))
    if (living <= 0).any():
        code = codes[int(np.argmin(living))]
        where = f"data/regions/{region.code}/desa.csv"
        raise refuse("no_residents", where, f"nobody lives in {code}", "population_2025 of its desa")
    counted = "uncovered" in region.tables
    by_kecamatan = region.kecamatan_weights("uncovered" if counted else "population").astype(float)
    weight = by_kecamatan[kecamatan] * people / living[kecamatan]
    return Places(
        weight / weight.sum(),
        kecamatan,
        people,
        desa["area_km2"].to_numpy(dtype=float),
        desa["latitude"].to_numpy(dtype=float),
        desa["longitude"].to_numpy(dtype=float),
        codes,
        counted,
    )


@dataclass(frozen=True, eq=False)
class Deviates:
    """Standard normal numbers by place: ``desa`` (draws, desa), ``kecamatan`` (draws, kecamatan)."""

    desa: np.ndarray
    kecamatan: np.ndarray


def spread(places: Places, persons: np.ndarray, values: Mapping[str, np.ndarray], deviates: Deviates) -> np.ndarray:
    """Persons by desa: their expected shares times lognormal differences between kecamatan and between desa.

    The differences have the relative standard deviations of the unknowns and a mean of 1; in each draw they are
    scaled so that the desa add up. Where kecamatan are counted, only desa inside them differ.

    Args:
        places: the desa.
        persons: of the whole regency, shape (draws,).
        values: ``kecamatan_spread`` and ``desa_spread`` by draw, shape (draws,).
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
