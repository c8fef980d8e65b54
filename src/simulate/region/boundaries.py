"""Boundaries of places, as GeoJSON files that a region names, and whether points lie within them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.errors import Problem, input_error
from simulate.paths import shown
from simulate.region.schemas import bps_of
from simulate.written import read_text

if TYPE_CHECKING:
    import pandas as pd

# the properties of each place in such a file
PROPERTIES = ["code", "name"]
# a ring ends where it begins
_LEAST_POINTS = 4
# where Indonesia lies [degrees]: longitude and latitude, at least and at most
_LEAST, _MOST = np.array([95, -11]), np.array([141, 6])
# how near to its kecamatan's boundary a point may lie outside of it [degrees]: the lines are simplified
_NEAR = 0.001


@dataclass(frozen=True, eq=False)
class Outline:
    """The boundary of one place: its name, and the rings of its polygons with their holes.

    Each ring has shape (points, 2): longitude and latitude [degrees], the last point being the first. A point lies
    inside where a line from it crosses the rings an odd number of times.
    """

    name: str
    rings: tuple[np.ndarray, ...]


# by code of the place
Boundaries = Mapping[str, Outline]


def read_boundaries(folder: Path, file: str) -> Boundaries:
    """The boundaries in a file of a region's folder; none where the region names no file.

    Raises:
        InputError: the file is missing, or is no GeoJSON of polygons with a code and a name each.
    """
    if not file:
        return {}
    path = folder / file
    text = read_text(path)
    try:
        found = [_outline(feature) for feature in json.loads(text)["features"]]
        if not found or len(dict(found)) < len(found):
            raise ValueError("no place, or one twice")
    except (KeyError, TypeError, ValueError, RecursionError):
        raise input_error("not_boundaries", shown(path), names=" and ".join(PROPERTIES)) from None
    return dict(found)


def _outline(feature: Mapping[str, Any]) -> tuple[str, Outline]:
    """A place's code and outline.

    Raises:
        KeyError: something is missing.
        TypeError: something is of another kind.
        ValueError: something is not as it must be.
    """
    code, name = (feature["properties"][key] for key in PROPERTIES)
    if not all(isinstance(text, str) and text.strip() for text in (code, name)):
        raise ValueError("code and name are texts")
    polygons = {"Polygon": lambda parts: [parts], "MultiPolygon": list}[feature["geometry"]["type"]]
    rings = [np.array(ring, dtype=float) for ring in chain(*polygons(feature["geometry"]["coordinates"]))]
    if not rings:
        raise ValueError("no ring")
    for ring in rings:
        if ring.ndim != 2 or ring.shape[1] != len(_LEAST) or len(ring) < _LEAST_POINTS or (ring[0] != ring[-1]).any():
            raise ValueError("a ring is of points and ends where it begins")
        if not ((ring >= _LEAST) & (ring <= _MOST)).all():
            raise ValueError("a point lies elsewhere")
        ring.flags.writeable = False  # every map of the region reads it
    return code, Outline(name, tuple(rings))


def boundary_problems(boundaries: Boundaries, kecamatan: pd.DataFrame, where: str) -> Iterator[Problem]:
    """A problem for each code that is no kecamatan's, and for each kecamatan without a boundary.

    Args:
        boundaries: of the region, none where it names no file.
        kecamatan: the region's table of them, by code.
        where: the file as messages show it.
    """
    known = {"wanted": min(kecamatan.index), "wanted2": max(kecamatan.index)}
    for code in sorted({*boundaries} - {*kecamatan.index}):
        yield Problem("unknown_kecamatan", where, found=code, **known)
    for code in sorted({*kecamatan.index} - {*boundaries}) if boundaries else ():
        yield Problem("missing_kecamatan.boundary", where, found=code, place=kecamatan.loc[code, "kecamatan"])


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
        if code not in boundaries or code not in kecamatan.index or within(boundaries[code], *point, _NEAR):
            continue
        lies = next((other for other, outline in boundaries.items() if within(outline, *point)), None)
        case = "outside_its_kecamatan"
        told = {"place": kecamatan.loc[code, "kecamatan"], "code": code}
        if lies in kecamatan.index:
            bps = bps_of(lies) or ""
            case += ".bps_code" if bps.startswith(code.replace(".", "")) else ".in_another"
            told |= {"other": kecamatan.loc[lies, "kecamatan"], "lies": lies, "bps": bps}
        yield Problem(case, f"{where} row {row + 2}", **told)


def within(outline: Outline, x: float, y: float, near: float = 0) -> bool:
    """Whether a point lies inside: a line from it to the east crosses rings an odd number of times; or so near."""
    inside = False
    for ring in outline.rings:
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
