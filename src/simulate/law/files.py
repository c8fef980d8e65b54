"""Reads one law file and refuses what is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from simulate.errors import InputError, Problem, did_you_mean
from simulate.months import month_number
from simulate.paths import shown
from simulate.yamlfile import read_yaml

UNITS = ("rp", "rp_month", "share", "months", "years", "months_of_wage")
STATUSES = ("in_force", "ended", "draft", "interpretation")
EVIDENCE = ("law", "press", "secondary", "recall")
_HEAD = ("name", "unit", "by", "horizon", "values")
_REQUIRED = ("reference", "url", "evidence", "checked")
_META = (*_REQUIRED, "status", "note")


@dataclass(frozen=True)
class LawValue:
    """One legal value and where it comes from.

    ``key`` names the value inside its group ("" where the group holds one), ``since`` is the month from
    which it is in force, ``unit`` is the group's unit.
    """

    group: str
    key: str
    value: int | float
    unit: str
    since: str
    reference: str
    url: str
    status: str
    evidence: str
    checked: str
    note: dict[str, str]


@dataclass(frozen=True)
class LawGroup:
    """One parameter group: its names by language, dimensions, and values by month."""

    group: str
    name: dict[str, str]
    unit: str
    by: dict[str, tuple[str, ...]]
    horizon: str
    values: dict[str, dict[str, LawValue]]

    @property
    def first_month(self) -> str:
        """The first month that the group has a value for."""
        return min(self.values)


def read_group(path: Path) -> LawGroup:
    """The parameter group in one file of ``data/law``.

    Raises:
        InputError: with all problems of the file.
    """
    content = read_yaml(path)
    problems = list(_head_problems(content, shown(path)))
    if problems:
        raise InputError(problems)
    by = {dimension: tuple(words) for dimension, words in content["by"].items()}
    keys = [".".join(words) for words in product(*by.values())] if by else ["value"]
    values: dict[str, dict[str, LawValue]] = {}
    for month, entry in content["values"].items():
        where = f"{shown(path)} {month}"
        found = list(_entry_problems(entry, keys, content["unit"], where))
        problems += found
        if not found:
            values[month] = {key: _law_value(path.stem, key, month, entry, content["unit"]) for key in keys}
    if problems:
        raise InputError(problems)
    return LawGroup(path.stem, content["name"], content["unit"], by, content["horizon"], values)


def _head_problems(content: dict[str, Any], where: str):
    for key in _HEAD:
        if key not in content:
            yield Problem("missing_key", where, f"no `{key}`", f"add `{key}`")
    for key in content:
        if key not in _HEAD:
            yield Problem("unknown_key", where, f"`{key}`", did_you_mean(key, _HEAD))
    if content.get("unit", UNITS[0]) not in UNITS:
        yield Problem("unknown_unit", where, f"unit `{content['unit']}`", f"one of {', '.join(UNITS)}")
    name = content.get("name", {})
    if "name" in content and (not isinstance(name, dict) or sorted(name) != ["en", "id"]):
        yield Problem("missing_language", where, "`name` not in both languages", "give `id` and `en`")
    by = content.get("by", {})
    if not isinstance(by, dict) or not all(isinstance(words, list) and words for words in by.values()):
        yield Problem("not_a_mapping", where, "`by` does not list the words of its dimensions", "dimension: [words]")
    if not isinstance(content.get("values", {}), dict) or not content.get("values", True):
        yield Problem("not_a_mapping", where, "`values` holds no months", "month: the values from then on")
        return
    months = list(content.get("values", {}))
    for month in [*months, content.get("horizon", "2000-01")]:
        try:
            month_number(month, where)
        except InputError as error:
            yield from error.problems
            return
    if months != sorted(months):
        yield Problem("overlapping_dates", where, "months out of order", "list them oldest first")


def _entry_problems(entry: Any, keys: list[str], unit: str, where: str):
    if not isinstance(entry, dict):
        yield Problem("not_a_mapping", where, "no values", "write `key: value` lines")
        return
    for key in _REQUIRED:
        if not entry.get(key):
            yield Problem("missing_reference", where, f"no `{key}`", f"add `{key}`")
    for key in entry:
        if key not in (*keys, *_META):
            yield Problem("unknown_key", where, f"`{key}`", did_you_mean(key, [*keys, *_META]))
    for key in keys:
        if key not in entry:
            yield Problem("gap", where, f"no value for `{key}`", "each month gives every value, changed or not")
            continue
        meta = entry[key] if isinstance(entry[key], dict) else {"value": entry[key]}
        number = meta.get("value")
        if isinstance(number, bool) or not isinstance(number, int | float):
            yield Problem("not_a_number", f"{where} {key}", f"{number!r}", "write a number")
        elif not (0 <= number <= 1 if unit == "share" else number >= 0 and isinstance(number, int)):
            wanted = "a share from 0 to 1" if unit == "share" else "a whole number, not below 0"
            yield Problem("value_out_of_range", f"{where} {key}", f"{number!r}", wanted)
        yield from (
            Problem("unknown_key", f"{where} {key}", f"`{extra}`", did_you_mean(extra, ["value", *_META]))
            for extra in meta
            if extra not in ("value", *_META)
        )
        note = meta.get("note", entry.get("note", {}))
        if note and (not isinstance(note, dict) or sorted(note) != ["en", "id"]):
            yield Problem("missing_language", f"{where} {key}", "`note` not in both languages", "give `id` and `en`")
        for field, allowed in (("status", STATUSES), ("evidence", EVIDENCE)):
            word = meta.get(field, entry.get(field))
            if word is not None and word not in allowed:
                yield Problem(f"unknown_{field}", f"{where} {key}", f"`{word}`", did_you_mean(word, allowed))


def _law_value(group: str, key: str, month: str, entry: dict[str, Any], unit: str) -> LawValue:
    own = entry[key] if isinstance(entry[key], dict) else {"value": entry[key]}
    meta = {field: own.get(field, entry.get(field, "")) for field in _META}
    meta["status"] = meta["status"] or "in_force"
    meta["note"] = meta["note"] or {}
    return LawValue(
        group=group, key="" if key == "value" else key, value=own["value"], unit=unit, since=month, **meta
    )
