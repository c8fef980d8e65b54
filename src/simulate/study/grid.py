"""A grid of plans: what each combination of a few choices comes to, each a run of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulate.errors import BrokenIdentityError, Gathered, must_equal
from simulate.study.draws import summarise

if TYPE_CHECKING:
    import pandas as pd

    from simulate.plan.checked import Checked
    from simulate.study.simulated import Simulated

# the unit of a measure whose draws say whether something happens
CHANCE = "chance"
# the check that refuses what lies outside a lever's own limits, be it below the lowest
_OUTSIDE = "bad_value"
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
    """The points that can be simulated, what is measured there, and where there is one a line by month at each.

    ``points`` are in order, the last axis fastest; combinations that are refused are absent, and ``refused`` names
    the checks that refused them. ``own`` is the point of the plan itself. ``units`` maps a measure to its unit; of a
    ``chance`` each draw is 0 or 1, and its mean is what is shown. ``numbers`` maps ``mean``, ``p05``, ``p50``,
    ``p95``, ``mc_error`` to arrays of shape (points, measures), over so many ``draws``.

    ``drawn`` is the measure that lines end in, empty where there are none. ``calendar`` holds the months of all
    lines; each of ``lines`` maps ``p05``, ``p50``, ``p95`` to arrays of shape (months,), and ``stretches`` says what
    part of which line each point shows. ``joined`` makes levers of what the stops of a point say.
    """

    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    own: Point
    units: dict[str, str]
    numbers: dict[str, np.ndarray]
    draws: int
    refused: frozenset[str]
    drawn: str = ""
    calendar: tuple[str, ...] = ()
    lines: tuple[dict[str, np.ndarray], ...] = ()
    stretches: tuple[Stretch, ...] = ()
    joined: Callable[[dict[str, Any]], dict[str, Any]] = dict

    def levers(self, point: Point) -> dict[str, Any]:
        """What a point sets."""
        return _levers(self.axes, point, self.joined)

    def row(self, point: Point, measure: str) -> dict[str, float]:
        """A measure at a point, as in a row of the headline table."""
        place = self.points.index(point), list(self.units).index(measure)
        return {column: float(numbers[place]) for column, numbers in self.numbers.items()}

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a point: its levers, then median and 90 % range of each measure, of a chance its mean; to four
        figures."""
        import pandas as pd

        levers = pd.DataFrame([self.levers(point) for point in self.points])
        levers = levers.map(lambda value: " ".join(value) if isinstance(value, tuple) else value)
        columns = {}
        for place, (measure, unit) in enumerate(self.units.items()):
            for column in ("mean",) if unit == CHANCE else ("p05", "p50", "p95"):
                columns[f"{measure}_{column}"] = _four_figures(self.numbers[column][:, place])
        return levers.assign(**columns)


def _levers(axes: Sequence[Axis], point: Point, joined: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    chosen = (axis.stops[stop] for axis, stop in zip(axes, point, strict=True))
    return joined({lever: value for levers in chosen for lever, value in levers.items()})


def _four_figures(numbers: np.ndarray) -> list[int] | list[float]:
    short = [float(f"{number:.4g}") for number in numbers]
    return [int(number) for number in short] if all(number.is_integer() for number in short) else short


def axis_of(plan: Checked, lever: str, values: Sequence[Any]) -> Axis:
    """An axis of one lever: some values in the order given, and the plan's own at its place among them.

    None, where it is a value, comes first.
    """
    own, numbers = getattr(plan, lever), [value for value in values if value is not None]
    if own not in values:
        numbers = sorted([*numbers, own], reverse=numbers[0] > numbers[-1])
    unset = [None] if None in values else []
    return Axis(lever, tuple({lever: value} for value in (*unset, *numbers)))


def around(own: float, factors: Sequence[float], figures: int = 2) -> list[int]:
    """Multiples of a number to so many figures, each once: stops of a lever that plans have in their own size."""
    return [*dict.fromkeys(int(float(f"{own * factor:.{figures}g}")) for factor in factors)]


def must_be_own(found: Mapping[str, np.ndarray], own: Mapping[str, np.ndarray]) -> None:
    """Stops where a grid does not hold the plan's own numbers, to the last bit.

    Raises:
        BrokenIdentityError: naming the measure.
    """
    for measure, values in found.items():
        if not np.array_equal(values, own[measure]):
            raise BrokenIdentityError(f"{measure}: the grid at the plan's own choices is not the plan's result")


def grid_of(
    result: Simulated,
    axes: Sequence[Axis],
    units: Mapping[str, str],
    *,
    measured: Callable[[Any], Mapping[str, np.ndarray]] | None = None,
    line: tuple[str, Callable[[Any], np.ndarray]] | None = None,
    every: int = 1,
    joined: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    rising: bool = False,
) -> Grid:
    """Runs a plan at every combination of some choices, on its facts and random numbers.

    Combinations that make the same plan as one before them, and those that are refused, are left out.

    Args:
        result: of the plan.
        axes: the choices; some combination is the plan's own.
        units: the measures to keep, with their units.
        measured: gives them by draw from a result, each of shape (draws,), where they are not its own measures.
        line: a measure, and what gives it by month from a result, shape (draws, months); it ends in the measure.
        every: of the line each so many months are kept, counted back from the last; all lines must end together then.
        joined: makes levers of what the stops of a combination say, where one lever hangs on several stops.
        rising: whether each stop of the last axis asks for more than the one before; past one that is refused none is
            tried then.

    Raises:
        BrokenIdentityError: the grid does not hold the plan's own numbers, or a line does not end in its measure.
    """
    measured = measured or (lambda one: {measure: one.measures[measure] for measure in units})
    refused, own, points, months, lines = Gathered(), None, [], [], []
    numbers: list[dict[str, np.ndarray]] = []
    for point, one in _runs(result, axes, joined, rising, refused):
        found = measured(one)
        points.append(point)
        numbers.append(summarise(np.stack([found[measure] for measure in units], axis=1)))
        if one.plan == result.plan:
            own = point
            must_be_own(found, {**measured(result), **result.measures})
        if line is not None:
            by_month = line[1](one)
            must_equal(f"the line ends in {line[0]}", by_month[:, -1], found[line[0]])
            kept = slice((by_month.shape[1] - 1) % every, None, every)
            months.append(one.months[kept])
            summed = summarise(by_month[:, kept])
            lines.append({name: summed[name] for name in ("p05", "p50", "p95")})
    if own is None:
        raise BrokenIdentityError("the grid lacks the plan's own choices")
    calendar = sorted({month for some in months for month in some})
    return Grid(
        axes=tuple(axes),
        points=tuple(points),
        own=own,
        units=dict(units),
        numbers={name: np.stack([one[name] for one in numbers]) for name in numbers[0]},
        draws=result.settings.draws,
        refused=frozenset(problem.check for problem in refused.problems),
        drawn=line[0] if line else "",
        calendar=tuple(calendar),
        lines=tuple(lines),
        stretches=tuple(Stretch(place, calendar.index(some[0]), len(some)) for place, some in enumerate(months)),
        joined=joined,
    )


def _runs(
    result: Simulated,
    axes: Sequence[Axis],
    joined: Callable[[dict[str, Any]], dict[str, Any]],
    rising: bool,
    refused: Gathered,
) -> Iterator[tuple[Point, Any]]:
    """Each point with its run; the problems of those that are refused are gathered."""
    seen: list[Checked] = []
    for first in product(*(range(len(axis.stops)) for axis in axes[:-1])):
        for last in range(len(axes[-1].stops)):
            point, one, before = (*first, last), None, len(refused.problems)
            levers = _levers(axes, point, joined)
            with refused:
                plan = result.plan.with_values(levers)
                if plan in seen:
                    continue
                seen.append(plan)
                one = result.rerun(**levers)
            if one is not None:
                yield point, one
            elif rising and any(problem.check != _OUTSIDE for problem in refused.problems[before:]):
                break
