"""A grid of plans: what comes out at every combination of a few levers' stops that can be simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# the place of a stop on each axis in turn
Point = tuple[int, ...]


@dataclass(frozen=True)
class Axis:
    """One choice: its name, and what each of its stops sets, by lever."""

    name: str
    stops: tuple[Mapping[str, Any], ...]


class Stretch(NamedTuple):
    """The part of a line that a point shows: its first ``length`` months, from place ``first`` of the calendar on."""

    line: int
    first: int
    length: int


@dataclass(frozen=True, eq=False)
class Grid:
    """The points that can be simulated, what is measured there, and a line by month at each.

    ``points`` are in order, the last axis fastest; combinations that are refused are absent, and ``refused`` names
    the checks that refused them. ``own`` is the point of the plan itself. ``units`` maps a measure to its unit, and
    ``numbers`` maps ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error`` to arrays of shape (points, measures).
    ``calendar`` holds the months of all lines; each of ``lines`` maps ``p05``, ``p50``, ``p95`` to arrays of shape
    (months,), and ``stretches`` says what part of which line each point shows.
    """

    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    own: Point
    units: dict[str, str]
    numbers: dict[str, np.ndarray]
    calendar: tuple[str, ...]
    lines: tuple[dict[str, np.ndarray], ...]
    stretches: tuple[Stretch, ...]
    refused: frozenset[str]

    def levers(self, point: Point) -> dict[str, Any]:
        """What a point sets."""
        chosen = (axis.stops[stop] for axis, stop in zip(self.axes, point, strict=True))
        return {lever: value for levers in chosen for lever, value in levers.items()}

    def row(self, point: Point, measure: str) -> dict[str, float]:
        """A measure at a point, as in a row of the headline table."""
        place = self.points.index(point), list(self.units).index(measure)
        return {column: float(numbers[place]) for column, numbers in self.numbers.items()}

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a point: its levers, then median and 90 % range of each measure, to four figures."""
        import pandas as pd

        levers = pd.DataFrame([self.levers(point) for point in self.points])
        columns = {
            f"{measure}_{column}": _four_figures(self.numbers[column][:, place])
            for place, measure in enumerate(self.units)
            for column in ("p05", "p50", "p95")
        }
        return levers.assign(**columns)


def _four_figures(numbers: np.ndarray) -> list[int] | list[float]:
    short = [float(f"{number:.4g}") for number in numbers]
    return [int(number) for number in short] if all(number.is_integer() for number in short) else short
