"""What two runs have different: what they were made from, and which measures moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from simulate.plan.published import HeadlineRow
from simulate.study.identity import differing, is_law


class Run(Protocol):
    """What is asked of a run, published or kept: identity, what it was made from, and its measures."""

    report: str
    label: str
    identity: str
    inputs: Mapping[str, Any]
    versions: Mapping[str, str]
    headline: Sequence[HeadlineRow]


@dataclass(frozen=True)
class Change:
    """A measure in two runs: median and 90 % range of each; None where a run lacks it.

    ``error`` is the simulation error of the difference of the medians; ``within_error`` says that the difference is
    not larger, so that it may be chance alone.
    """

    measure: str
    unit: str
    before: tuple[float, float, float] | None
    after: tuple[float, float, float] | None
    error: float

    @property
    def absolute(self) -> float | None:
        """How much the median rose."""
        return self.after[1] - self.before[1] if self.before and self.after else None

    @property
    def relative(self) -> float | None:
        """How much the median rose, as a share of what it was; None from zero."""
        return self.absolute / abs(self.before[1]) if self.absolute is not None and self.before[1] else None

    @property
    def within_error(self) -> bool:
        """Whether the median moved by no more than the simulation error."""
        return self.absolute is not None and abs(self.absolute) <= self.error


@dataclass(frozen=True)
class Difference:
    """Two runs: pairs (before, after) of what differs by name, and the measures that moved."""

    before: Run
    after: Run
    levers: dict[str, tuple[Any, Any]]
    settings: dict[str, tuple[Any, Any]]
    law: dict[str, tuple[Any, Any]]
    data: dict[str, tuple[Any, Any]]
    versions: dict[str, tuple[Any, Any]]
    other: dict[str, tuple[Any, Any]]
    moved: list[Change]
    unmoved: int

    @property
    def same(self) -> bool:
        """Whether both are one run: the same inputs."""
        return self.before.identity == self.after.identity


def difference(before: Run, after: Run) -> Difference:
    """What the second run has different from the first; nothing is computed anew."""
    first, second = before.inputs, after.inputs

    def part(name: str) -> dict[str, tuple[Any, Any]]:
        return differing(*(one[name] if isinstance(one.get(name), Mapping) else {} for one in (first, second)))

    files = dict(sorted(part("data").items()))
    known = ("plan", "settings", "data")
    rest = [{name: value for name, value in one.items() if name not in known} for one in (first, second)]
    changes = _changes(before, after)
    return Difference(
        before=before,
        after=after,
        levers=part("plan"),
        settings=part("settings"),
        law={name: pair for name, pair in files.items() if is_law(name)},
        data={name: pair for name, pair in files.items() if not is_law(name)},
        versions=differing(before.versions, after.versions),
        other=differing(*rest),
        moved=[change for change in changes if change.before != change.after],
        unmoved=sum(change.before == change.after for change in changes),
    )


def _changes(before: Run, after: Run) -> list[Change]:
    rows = [{row[0]: row for row in run.headline} for run in (before, after)]
    found = []
    for measure in dict.fromkeys([*rows[0], *rows[1]]):
        pair = [one.get(measure) for one in rows]
        ranges = [row and (row[3], row[4], row[5]) for row in pair]
        error = sum(row[6] ** 2 for row in pair if row) ** 0.5
        found.append(Change(measure, next(row for row in pair if row)[1], *ranges, error))
    return found
