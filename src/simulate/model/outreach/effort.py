"""What effort wins: registrations that rise with effort and saturate at the workers who can be won."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulate.model.outreach.places import Places

# channels whose results rise with the density of the uncovered
_DENSE = ("agent", "mobile")


@dataclass(frozen=True, eq=False)
class Effort:
    """What a unit of effort brings and costs, by draw.

    ``yields``: registrations a unit at first, (draws, desa, channels). ``cost_rp``: of a unit, (draws, channels).
    ``most``: units that a desa can take over the whole plan, (channels,).
    """

    channels: tuple[str, ...]
    yields: np.ndarray
    cost_rp: np.ndarray
    most: np.ndarray

    @property
    def per_rp(self) -> np.ndarray:
        """Registrations a rupiah at first, shape (draws, desa, channels)."""
        return self.yields / self.cost_rp[:, None, :]

    @property
    def most_rp(self) -> np.ndarray:
        """Money that a desa can take, shape (draws, channels)."""
        return self.most * self.cost_rp

    def bought(self, money_rp: np.ndarray) -> np.ndarray:
        """Units that money by desa and channel buys, at most what a desa can take, shape (draws, desa, channels)."""
        return np.minimum(money_rp / self.cost_rp[:, None, :], self.most)

    def registered(self, money_rp: np.ndarray, winnable: np.ndarray) -> np.ndarray:
        """Registrations that money by desa and channel brings, shape (draws, desa)."""
        return saturating((self.bought(money_rp) * self.yields).sum(axis=2), winnable)


def effort_of(
    channels: Sequence[str], most: Mapping[str, float], places: Places, values: Mapping[str, np.ndarray]
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
    yields = [
        values[f"{channel}_yield"][:, None] * (denser if channel in _DENSE else np.ones_like(denser))
        for channel in channels
    ]
    return Effort(
        tuple(channels),
        np.stack(yields, axis=2),
        np.stack([values[f"{channel}_cost"] for channel in channels], axis=1),
        np.array([most[channel] for channel in channels]),
    )


def saturating(tried: np.ndarray, winnable: np.ndarray) -> np.ndarray:
    """Registrations of so many tried where only some can be won: ``winnable (1 − exp(−tried / winnable))``.

    Of each further unit a smaller part meets somebody who can still be won. Nobody is won where nobody can be.
    """
    part = np.divide(tried, winnable, out=np.zeros(np.broadcast(tried, winnable).shape), where=winnable > 0)
    return winnable * -np.expm1(-part)
