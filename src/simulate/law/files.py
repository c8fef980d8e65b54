"""Reads one law file and refuses what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from simulate.errors import InputError, did_you_mean, refuse
from simulate.law.checks import META, entry_problems, head_problems
from simulate.paths import shown
from simulate.yamlfile import read_yaml


@dataclass(frozen=True)
class LawValue:
    """One legal value and where it comes from.

    ``key`` names the value inside its group ("" where the group holds one), ``since`` is the month from
    which it is in force, ``unit`` is the group's unit. ``url`` is empty where the value is recalled.
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
    """One parameter group: its names by language, place in a chapter, dimensions, and values by month and key.

    ``by`` maps each dimension to its closed list of words; a key joins one word of each with dots.
    """

    group: str
    name: dict[str, str]
    chapter: str
    place: int
    unit: str
    by: dict[str, tuple[str, ...]]
    horizon: str
    values: dict[str, dict[str, LawValue]]

    @property
    def first_month(self) -> str:
        """The first month that the group has a value for."""
        return min(self.values)

    def keys(self, asked: Mapping[str, str]) -> list[str]:
        """The keys whose words are those asked for, by dimension; every key where nothing is asked.

        Raises:
            InputError: the group has no such dimension, or the dimension no such word.
        """
        for dimension, word in asked.items():
            if dimension not in self.by:
                known = f"it depends on {', '.join(self.by)}" if self.by else "it depends on the month alone"
                raise refuse("needless_dimension", self.group, f"does not depend on {dimension}", known)
            if word not in self.by[dimension]:
                known = did_you_mean(word, self.by[dimension])
                raise refuse(f"unknown_{dimension}", dimension, f"no {dimension} `{word}`", known)
        every = [dict(zip(self.by, words, strict=True)) for words in product(*self.by.values())]
        return [".".join(key.values()) for key in every if all(key[name] == asked[name] for name in asked)]

    def entries(self, key: str) -> list[LawValue]:
        """The values of a key, oldest first, without dates on which neither number nor legal basis changed."""
        kept: list[LawValue] = []
        for since in sorted(self.values):
            value = self.values[since][key]
            if not kept or _told(value) != _told(kept[-1]):
                kept.append(value)
        return kept

    def unchanged_since(self, key: str, month: str) -> str:
        """The month from which a key has had the number that it has in ``month``."""
        return max(value.since for value in self.history(key) if value.since <= month)

    def history(self, key: str) -> list[LawValue]:
        """The values of a key, oldest first, without months in which nothing about the number changed."""
        changes: list[LawValue] = []
        for since in sorted(self.values):
            value = self.values[since][key]
            if not changes or value.value != changes[-1].value:
                changes.append(value)
        return changes


def _told(value: LawValue) -> tuple[Any, ...]:
    """What makes one entry differ from the next; another page that says the same does not."""
    return (value.value, value.reference, value.status, value.evidence, value.note.get("en"))


def read_group(path: Path) -> LawGroup:
    """The parameter group in one file of ``data/law``.

    Raises:
        InputError: with all problems of the file.
    """
    content = read_yaml(path)
    problems = list(head_problems(content, shown(path)))
    if problems:
        raise InputError(problems)
    by = {dimension: tuple(map(str, words)) for dimension, words in content["by"].items()}
    keys = [".".join(words) for words in product(*by.values())] if by else ["value"]
    values: dict[str, dict[str, LawValue]] = {}
    for month, written in content["values"].items():
        where = f"{shown(path)} {month}"
        # a band or a year is a number in YAML and a word here
        entry = {str(key): value for key, value in written.items()} if isinstance(written, dict) else written
        found = list(entry_problems(entry, keys, content["unit"], where))
        problems += found
        if not found:
            cited = [_law_value(path.stem, key, month, entry, content["unit"]) for key in keys]
            values[month] = {value.key: value for value in cited}
    if problems:
        raise InputError(problems)
    return LawGroup(
        path.stem,
        content["name"],
        content["chapter"],
        content["place"],
        content["unit"],
        by,
        content["horizon"],
        values,
    )


def _law_value(group: str, key: str, month: str, entry: dict[str, Any], unit: str) -> LawValue:
    own = entry[key] if isinstance(entry[key], dict) else {"value": entry[key]}
    meta = {field: own.get(field, entry.get(field) or "") for field in META}
    if own.get("evidence") == "recall":
        meta["url"] = own.get("url", "")  # the month's address says nothing about this value
    meta["status"] = meta["status"] or "in_force"
    meta["note"] = meta["note"] or {}
    return LawValue(
        group=group, key="" if key == "value" else key, value=own["value"], unit=unit, since=month, **meta
    )
