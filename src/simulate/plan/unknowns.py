"""What nobody can know: each unknown's distribution, range, source and grade of evidence."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import InputError, Problem, did_you_mean, refuse
from simulate.yamlfile import read_yaml

if TYPE_CHECKING:
    from simulate.region import Region
    from simulate.region.base import Figure

EVIDENCE = ("measured", "analogue", "judgement")
UNITS = ("share", "months", "years", "ratio", "per_1000_persons_year", "rp", "persons")
# divisors from a table's unit to an unknown's
_DIVISORS = {("percent", "share"): 100, ("rp_million", "rp"): 1e-6}
_KEYS = ("name", "unit", "stream", "low", "mode", "high", "evidence", "basis", "reason")
_REQUIRED = ("name", "unit", "low", "high", "evidence", "reason")


@dataclass(frozen=True)
class Unknown:
    """One unknown: PERT between ``low`` and ``high`` around ``mode``, or uniform where there is no mode.

    ``stream`` names the random numbers it draws from: unknowns that share one move together.
    ``figures`` are the cited figures behind its bounds.
    """

    key: str
    name: dict[str, str]
    unit: str
    stream: str
    low: float
    mode: float | None
    high: float
    evidence: str
    reason: dict[str, str]
    figures: tuple[Figure, ...]

    @property
    def distribution(self) -> str:
        """``fixed``, ``uniform`` or ``pert``."""
        if self.low == self.high:
            return "fixed"
        return "uniform" if self.mode is None else "pert"


def read_unknowns(programme: str, region: Region) -> dict[str, Unknown]:
    """The unknowns of a programme, with bounds taken from the region's tables where they are cited.

    Raises:
        InputError: with all problems of the file.
    """
    path = paths.data() / "unknowns" / f"{programme}.yaml"
    found, problems = {}, []
    for key, entry in read_yaml(path).items():
        where = f"{paths.shown(path)} {key}"
        wrong = list(_shape_problems(entry, where))
        problems += wrong
        if wrong:
            continue
        try:
            found[key] = _unknown(key, entry, region, where)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _shape_problems(entry: Any, where: str):
    if not isinstance(entry, dict):
        yield Problem("not_a_mapping", where, "no values", "write `key: value` lines")
        return
    for key in _REQUIRED:
        if key not in entry:
            yield Problem("missing_key", where, f"no `{key}`", f"add `{key}`")
    for key in entry:
        if key not in _KEYS:
            yield Problem("unknown_key", where, f"`{key}`", did_you_mean(key, _KEYS))
    for key, allowed in (("unit", UNITS), ("evidence", EVIDENCE)):
        if entry.get(key, allowed[0]) not in allowed:
            yield Problem(f"unknown_{key}", where, f"`{entry[key]}`", did_you_mean(entry[key], allowed))
    for key in ("name", "reason"):
        words = entry.get(key, {"id": "", "en": ""})
        if not isinstance(words, dict) or sorted(words) != ["en", "id"]:
            yield Problem("missing_language", where, f"`{key}` not in both languages", "give `id` and `en`")


def _unknown(key: str, entry: dict[str, Any], region: Region, where: str) -> Unknown:
    figures: list[Figure] = []

    def cited(name: str, place: Any) -> Figure:
        table, _, row = str(place).partition(".")
        try:
            return region.figure(table, row)
        except InputError as error:
            raise InputError(replace(p, where=f"{where} {name}: {p.where}") for p in error.problems) from None

    def bound(name: str) -> float | None:
        value = entry.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        figure = cited(name, value)
        divisor = 1 if figure.unit == entry["unit"] else _DIVISORS.get((figure.unit, entry["unit"]))
        if divisor is None:
            raise refuse("units_disagree", f"{where} {name}", f"`{value}` is in {figure.unit}", entry["unit"])
        if figure not in figures:
            figures.append(figure)
        return figure.value / divisor

    low, mode, high = bound("low"), bound("mode"), bound("high")
    shown = f"low {low}, mode {mode}, high {high}"
    if low is None or high is None or not low <= (low if mode is None else mode) <= high:
        raise refuse("bounds_cross", where, shown, "low <= mode <= high")
    lowest, highest = (0, 1) if entry["unit"] == "share" else (math.ulp(0), sys.float_info.max)
    if not (lowest <= low and high <= highest):
        raise refuse("value_out_of_range", where, shown, "finite and above 0; a share from 0 to 1")
    bases = entry.get("basis", [])
    figures += [cited("basis", basis) for basis in (bases if isinstance(bases, list) else [bases])]
    return Unknown(
        key,
        entry["name"],
        entry["unit"],
        entry.get("stream", key),
        low,
        mode,
        high,
        entry["evidence"],
        entry["reason"],
        tuple(figures),
    )
