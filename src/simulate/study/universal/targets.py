"""The targets of coverage, and the chance of each by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import InputError
from simulate.study.summary import mean_error

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.base import Reads
    from simulate.study.facts import Facts
    from simulate.study.universal.result import UniversalResult

# of the law base: group, year
_OF_LAW = (("target_rkp", 2026), ("target_rpjmn", 2029), ("target_ucj", 2025), ("target_rpjpn", 2045))
# of the region's table of coverage: row, year where the source names one
_OF_TABLE = (("banten_target_soon", None), ("banten_target_2030", 2030))
LAW_GROUPS = tuple(group for group, _ in _OF_LAW)
# nobody sets it, everybody speaks of it
EVERYONE = "everyone"


@dataclass(frozen=True)
class Target:
    """A level of coverage [share], its year where it has one, and where it stands."""

    key: str
    level: float
    year: int | None
    source: str
    grade: str


def read_targets(facts: Facts, reads: Reads | None = None) -> list[Target]:
    """Every target, the lowest first, ending with everyone.

    The targets of the law base are dated by the year that they are for, not by the months of a plan. Those that only
    one region's table has are left out elsewhere.
    """
    found = []
    for group, year in _OF_LAW:
        value = facts.law.at(facts.law.groups[group].horizon, reads=reads).cited(group, str(year))
        found.append(Target(group, float(value.value), year, f"{value.reference} {value.url}", value.evidence))
    for row, year in _OF_TABLE:
        try:
            figure = facts.region.figure("coverage", row)
        except InputError:
            continue
        found.append(Target(row, figure.value / 100, year, figure.source, figure.status))
    found.sort(key=lambda target: target.level)
    return [*found, Target(EVERYONE, 1.0, None, "", "")]


def target_table(result: UniversalResult) -> pd.DataFrame:
    """The chance that coverage reaches each target in December of each year.

    Returns:
        One row a target and year: ``target``, ``level`` [share], ``target_year`` (missing where none is named),
        ``year``, ``chance`` and its Monte Carlo error ``mc_error``.
    """
    import pandas as pd

    rows = []
    own = Target("own", result.plan.target, result.plan.target_year, "", "")
    for target in (own, *result.targets):
        for year, place in result.plan.decembers.items():
            chance, error = chance_of(result.outcome.road.coverage[:, place] >= target.level)
            rows.append((target.key, target.level, target.year, year, chance, error))
    columns = ["target", "level", "target_year", "year", "chance", "mc_error"]
    return pd.DataFrame(rows, columns=columns).astype({"target_year": "Int64"})


def own_chance(result: UniversalResult) -> tuple[float, float]:
    """The chance of the plan's own target in its year, and its Monte Carlo error."""
    place = result.plan.decembers[result.plan.target_year]
    return chance_of(result.outcome.road.coverage[:, place] >= result.plan.target)


def chance_of(reached: np.ndarray) -> tuple[float, float]:
    """The share of draws that reach something, shape (draws,), and its Monte Carlo error."""
    return float(reached.mean()), mean_error(reached.astype(float))


def year_reached(result: UniversalResult, level: float) -> int | None:
    """The first year in whose December half of the draws or more reach a level; None where they never do."""
    for year, place in result.plan.decembers.items():
        if (result.outcome.road.coverage[:, place] >= level).mean() >= 0.5:
            return year
    return None
