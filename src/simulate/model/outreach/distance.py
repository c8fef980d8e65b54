"""Distances between desa and outlets."""

from __future__ import annotations

import numpy as np

# mean radius of the Earth [km] (IUGG)
EARTH_KM = 6371.0088


def great_circle_km(
    latitude: np.ndarray, longitude: np.ndarray, to_latitude: np.ndarray, to_longitude: np.ndarray
) -> np.ndarray:
    """Great-circle distance from each place to each other place [km], shape (places, others).

    Args:
        latitude: of the places [degrees north], shape (places,).
        longitude: of the places [degrees east], shape (places,).
        to_latitude: of the others, shape (others,).
        to_longitude: of the others, shape (others,).

    Source: the haversine formula on a sphere, within 0.5 % of the ellipsoid.
    """
    north, east, to_north, to_east = map(np.radians, (latitude, longitude, to_latitude, to_longitude))
    apart = (
        np.sin((to_north - north[:, None]) / 2) ** 2
        + np.cos(north)[:, None] * np.cos(to_north) * np.sin((to_east - east[:, None]) / 2) ** 2
    )
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(apart, 0, 1)))
