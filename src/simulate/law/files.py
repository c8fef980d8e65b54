"""Reads one law file, and refuses what is wrong in it by name."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, product
from operator import attrgetter
from pathlib import Path
from typing import Any

from simulate.errors import InputError, Phrase, Problem, did_you_mean, input_error, missing_keys, unknown_keys
from simulate.paths import shown
from simulate.written import month_number, read_yaml, readings, said, text_of

CHAPTERS = ("bpu", "pu", "jkm", "jkk", "scholarship", "membership", "election", "wage", "target", "budget")
UNITS = {
    "rp": "rupiah",
    "rp_month": "rupiah",
    "rp_year": "rupiah",
    "share": "share",
    "share_of_wage": "share",
    "growth": "rate",
    "months": "whole",
    "years": "whole",
    "months_of_wage": "whole",
    "children": "whole",
    "persons": "whole",
}
# kinds that are written in digits only
_DIGITS = ("rupiah", "whole")
STATUSES = ("in_force", "ended", "draft", "interpretation")
EVIDENCE = ("law", "press", "secondary", "recall")
_HEAD = ("name", "chapter", "place", "unit", "by", "horizon", "values")
_REQUIRED = ("reference", "evidence", "checked")
META = (*_REQUIRED, "url", "status", "note")
# amounts in the law are thousands at least
_LEAST_RP = 1000


def head_problems(content: dict[str, Any], where: str) -> Iterator[Problem]:
    """What is wrong above the values: names, unit, dimensions, months."""
    yield from missing_keys(content, _HEAD, where)
    yield from unknown_keys(content, _HEAD, where)
    for key, allowed in (("unit", tuple(UNITS)), ("chapter", CHAPTERS)):
        if content.get(key, allowed[0]) not in allowed:
            yield Problem(f"unknown_{key}.in_law", where, word=content[key], names=", ".join(allowed))
    if type(content.get("place", 0)) is not int:
        yield Problem("not_a_number.key_problems", where, content=repr(content["place"]))
    if "name" in content and not _in_both_languages(content["name"]):
        yield Problem("missing_language", where)
    by = content.get("by", {})
    mapped = isinstance(by, dict) and all(isinstance(words, list) and words for words in by.values())
    if not mapped:
        yield Problem("not_a_mapping", where)
    for dimension, words in by.items() if mapped else ():
        if not all(isinstance(word, str) or type(word) is int for word in words):
            yield Problem("not_a_word", where, dimension=dimension, words=words)
        elif len(set(words)) < len(words):
            yield Problem("repeated_word", where, dimension=dimension)
    yield from _date_problems(content, where)


def _date_problems(content: dict[str, Any], where: str):
    if not isinstance(content.get("values", {}), dict) or not content.get("values", True):
        yield Problem("not_a_mapping.date_problems", where)
        return
    months = list(content.get("values", {}))
    for month in [*months, content.get("horizon", "2000-01")]:
        try:
            month_number(month, where)
        except InputError as error:
            yield from error.problems
            return
    if months != sorted(months):
        yield Problem("overlapping_dates", where)
    elif months and "horizon" in content and content["horizon"] < months[-1]:
        yield Problem("horizon_too_early", where, content=content["horizon"], months=months[-1])


def entry_problems(entry: Any, keys: list[str], unit: str, where: str) -> Iterator[Problem]:
    """What is wrong in the values of one month."""
    if not isinstance(entry, dict):
        yield Problem("not_a_mapping.shape_problems", where)
        return
    for key in _REQUIRED:
        if not entry.get(key):
            yield Problem("missing_reference.entry_problems", where, key=key)
    yield from unknown_keys(entry, [*keys, *META], where)
    for key in keys:
        if key not in entry:
            yield Problem("gap", where, key=key)
            continue
        own = _own(entry, key)
        yield from _number_problems(own.get("value"), unit, f"{where} {key}")
        yield from _meta_problems(own, entry, f"{where} {key}")
    yield from _band_problems(entry, keys, unit, where)


def _band_problems(entry: dict[str, Any], keys: list[str], unit: str, where: str):
    """Bands are looked up by their edges, so they must rise."""
    if keys[0] != "1":
        return
    found = [_own(entry, key).get("value") for key in keys]
    if all(isinstance(number, int | float) and not _separated(number, unit) for number in found):
        for key, low, high in zip(keys[1:], found, found[1:], strict=False):
            if high <= low:
                yield Problem("bands_out_of_order", f"{where} {key}", high=high, low=low)


def _own(entry: dict[str, Any], key: str) -> dict[str, Any]:
    """What a key says of itself; its number may stand alone, or be missing."""
    return entry[key] if isinstance(entry.get(key), dict) else {"value": entry.get(key)}


def _separated(number: Any, unit: str) -> str:
    """The text of an amount or a count that is not digits only, so that its points may part thousands; "" else."""
    text = text_of(number) or ""
    return text if UNITS[unit] in _DIGITS and readings(text) else ""


def _number_problems(number: Any, unit: str, where: str):
    if text := _separated(number, unit):
        yield Problem("separated_number", where, **dict(zip(("found", "wanted"), said(text), strict=True)))
        return
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        yield Problem("not_a_number.number_problems", where, number=repr(number))
        return
    fits = {
        "rupiah": (number == 0 or number >= _LEAST_RP) and round(number, 2) == number,
        "share": 0 <= number <= 1,
        "rate": -1 <= number <= 1,
        "whole": number >= 0 and isinstance(number, int),
    }
    kind = UNITS[unit]
    if not fits[kind]:
        found = text_of(number) or f"{number!r}"
        wanted = Phrase(f"kind.{kind}", least=_LEAST_RP)
        yield Problem("value_out_of_range.of_kind", where, found=found, wanted=wanted)


def _meta_problems(own: dict[str, Any], entry: dict[str, Any], where: str):
    yield from unknown_keys(own, ["value", *META], where)
    meta = {field: own.get(field, entry.get(field)) for field in META}
    if meta["note"] is not None and not _in_both_languages(meta["note"]):
        yield Problem("missing_language.meta_problems", where)
    for field, allowed in (("status", STATUSES), ("evidence", EVIDENCE)):
        if meta[field] is not None and meta[field] not in allowed:
            yield Problem(f"unknown_{field}", where, word=meta[field], meant=did_you_mean(meta[field], allowed))
    if not meta["url"] and meta["evidence"] not in ("recall", None):
        yield Problem("missing_reference", where)
    if meta["url"] and not re.match(r"https?://", str(meta["url"])):
        yield Problem("not_an_address", where, meta=meta["url"])
    if meta["reference"] and not isinstance(meta["reference"], str):
        yield Problem("not_a_text", where, meta=repr(meta["reference"]))
    if meta["checked"] and not _is_day(meta["checked"]):
        yield Problem("not_a_date", where, meta=meta["checked"])


def _in_both_languages(text: Any) -> bool:
    told = isinstance(text, dict) and sorted(text) == ["en", "id"]
    return told and all(isinstance(said, str) and said for said in text.values())


def _is_day(text: Any) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except (TypeError, ValueError):
        return False


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
                code = "needless_dimension" if self.by else "needless_dimension.month_alone"
                raise input_error(code, self.group, dimension=dimension, names=", ".join(self.by))
            if word not in self.by[dimension]:
                meant = did_you_mean(word, self.by[dimension])
                raise input_error("unknown_word_of", dimension, check=f"unknown_{dimension}", word=word, meant=meant)
        every = [dict(zip(self.by, words, strict=True)) for words in product(*self.by.values())]
        return [".".join(key.values()) for key in every if all(key[name] == asked[name] for name in asked)]

    def entries(self, key: str) -> list[LawValue]:
        """The values of a key, oldest first, without dates on which neither number nor legal basis changed.

        Another page that says the same is no change.
        """
        basis = attrgetter("value", "reference", "status", "evidence")
        return self._changes(key, lambda value: (basis(value), value.note.get("en")))

    def history(self, key: str) -> list[LawValue]:
        """The values of a key, oldest first, without months in which nothing about the number changed."""
        return self._changes(key, attrgetter("value"))

    def unchanged_since(self, key: str, month: str) -> str:
        """The month from which a key has had the number that it has in ``month``."""
        return max(value.since for value in self.history(key) if value.since <= month)

    def _changes(self, key: str, told: Callable[[LawValue], Any]) -> list[LawValue]:
        """Of values one after another of which the same is told the first."""
        return [next(same) for _, same in groupby((self.values[since][key] for since in sorted(self.values)), told)]


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
    return LawGroup(path.stem, **content | {"by": by, "values": values})


def _law_value(group: str, key: str, month: str, entry: dict[str, Any], unit: str) -> LawValue:
    own = _own(entry, key)
    meta = {field: own.get(field, entry.get(field) or "") for field in META}
    if own.get("evidence") == "recall":
        meta["url"] = own.get("url", "")  # the month's address says nothing about this value
    meta["status"] = meta["status"] or "in_force"
    meta["note"] = meta["note"] or {}
    return LawValue(group, "" if key == "value" else key, own["value"], unit, month, **meta)
