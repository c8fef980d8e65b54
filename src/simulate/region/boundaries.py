"""The boundaries of a region's kecamatan, where it has them: in which kecamatan a point lies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import Problem, refuse
from simulate.paths import shown
from simulate.region.cards import read_card
from simulate.region.codes import bps_of

if TYPE_CHECKING:
    import pandas as pd

FILE = "kecamatan_boundaries.geojson"
# the properties of each kecamatan in it
_PROPERTIES = ["code", "name"]
# how near to its kecamatan's boundary a point may lie outside of it [degrees]: the lines are simplified
_NEAR = 0.001

# by code the rings of its polygons, each of shape (points, 2): longitude, latitude
Boundaries = Mapping[str, list[np.ndarray]]


def read_boundaries(folder: Path) -> Boundaries:
    """The boundaries that stand in a region's folder, with a card beside them; none where it has none.

    Raises:
        InputError: the file is no GeoJSON of polygons with a code each, or its card is refused.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    read_card(path.with_suffix(".yaml"), _PROPERTIES)
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return {feature["properties"]["code"]: list(_rings(feature["geometry"])) for feature in features}
    except (KeyError, TypeError, ValueError):
        wanted = f"GeoJSON of polygons, each with {' and '.join(_PROPERTIES)}"
        raise refuse("not_boundaries", shown(path), "not readable as boundaries", wanted) from None


def _rings(geometry: dict) -> Iterator[np.ndarray]:
    single = geometry["type"] == "Polygon"
    for polygon in [geometry["coordinates"]] if single else geometry["coordinates"]:
        for ring in polygon:
            yield np.asarray(ring, dtype=float).reshape(-1, 2)


def place_problems(
    places: pd.DataFrame, boundaries: Boundaries, kecamatan: pd.DataFrame, where: str
) -> Iterator[Problem]:
    """A problem for each place whose point lies outside the kecamatan that its row names.

    Args:
        places: rows with ``kecamatan_code``, ``latitude`` and ``longitude``.
        boundaries: of the region; a kecamatan without one is not looked at.
        kecamatan: the region's table of them, by code.
        where: the file of the places as messages show it.
    """
    for row, place in zip(places.index, places.to_dict("records"), strict=True):
        code, point = place["kecamatan_code"], (place["longitude"], place["latitude"])
        if code not in boundaries or code not in kecamatan.index or _within(boundaries[code], *point, _NEAR):
            continue
        lies = next((other for other, rings in boundaries.items() if _within(rings, *point)), None)
        named = f"{kecamatan.loc[code, 'kecamatan']} ({code})"
        found = f"the point lies outside {named}"
        wanted = "a point within it"
        if lies in kecamatan.index:
            found = f"the point lies in {kecamatan.loc[lies, 'kecamatan']} ({lies}), not in {named}"
            wanted = f"a point within {code}, or kecamatan_code {lies}"
            if (bps := bps_of(lies) or "").startswith(code.replace(".", "")):
                wanted = f"kecamatan_code {lies}: {code} begins BPS code {bps} of {kecamatan.loc[lies, 'kecamatan']}"
        yield Problem("outside_its_kecamatan", f"{where} row {row + 2}", found, wanted)


def _within(rings: list[np.ndarray], x: float, y: float, near: float = 0) -> bool:
    """Whether a point lies inside: a line from it to the east crosses rings an odd number of times; or so near."""
    inside = False
    for ring in rings:
        (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
        crosses = (y0 > y) != (y1 > y)
        rise = np.where(crosses, y1 - y0, 1)
        inside ^= bool(np.count_nonzero(crosses & (x < x0 + (y - y0) * (x1 - x0) / rise)) % 2)
        if near:
            length = np.maximum((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-18)
            along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0, 1)
            away = np.hypot(x0 + along * (x1 - x0) - x, y0 + along * (y1 - y0) - y)
            if away.min() <= near:
                return True
    return inside
