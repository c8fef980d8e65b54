"""What people write: numbers, months, YAML.

A point or a comma parts thousands for one reader and decimals for another: Indonesian writes two thousand as 2.000,
which is two in English and to a computer. Where whole things are counted, persons or rupiah, a text is therefore
digits only; what a text of another form may mean is told, never guessed. A number that comes from code is no text.
Months are texts, ``2026-05``. YAML is read as data, and no key may stand twice.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from simulate.errors import Phrase, input_error, not_read
from simulate.paths import shown

# units of whole things: a figure in them is never told by thousandths
WHOLE_UNITS = (
    "persons",
    "cases",
    "claims",
    "months",
    "polling_stations",
    "desa",
    "polls",
    "kecamatan",
    "rp",
    "rp_month",
    "rp_month_per_head",
    "rp_year",
)
# the thousands of 4567.000 are parted once only
_GROUPS = re.compile(r"[+-]?(?:\d{1,3}(?:[.,'\s]\d{3})+(?:[.,]0+)?|\d{4,}[.,]\d{3})")
_DECIMALS = re.compile(r"([+-]?\d+)[.,]0*")
_SHORTENED = re.compile(r"[+-]?\d+(?:[.,]\d*)?[eE][+-]?\d+")


# amounts of rupiah are typed in these in a form
BILLION = 10**9


class Written(float):
    """A number whose text is kept, for only that tells what it may mean."""

    text: str


class Billions(str):
    """The text of an amount of rupiah that is typed in billions."""

    __slots__ = ()


def as_written(number: float, text: str) -> float:
    """The number with its text, where the text may mean another one, too, or is not how whole things are counted."""
    if not readings(text):
        return number
    kept = Written(number)
    kept.text = text
    return kept


def text_of(value: object) -> str | None:
    """The text that a value was written as, None for a number that comes from code."""
    return value if isinstance(value, str) else getattr(value, "text", None)


def readings(text: str) -> tuple[int, ...]:
    """The whole numbers that a text with a point, a comma, a space or an exponent may mean; none for any other text.

    ``2.000`` may be 2 or 2000, ``4567.000`` 4567 or 4567000, ``1.234.567`` can only be 1234567, ``2.0`` only 2.
    """
    text = text.strip().replace("_", "")
    found = []
    if decimals := _DECIMALS.fullmatch(text):
        found.append(int(decimals[1]))
    if _GROUPS.fullmatch(text):
        whole = re.sub(r"(?<=\d{3})[.,]0{1,2}$", "", text) if len(re.findall(r"[.,]", text)) > 1 else text
        found.append(int(re.sub(r"[.,'\s]", "", whole)))
    if _SHORTENED.fullmatch(text):
        number = float(text.replace(",", "."))
        found += [int(number)] if number.is_integer() else []
    return tuple(dict.fromkeys(found))


def maybe_thousands(text: str) -> bool:
    """Whether the points or commas of a text may part thousands."""
    return bool(_GROUPS.fullmatch(text.strip()))


def only_thousands(text: str) -> bool:
    """Whether the points or commas of a text can only part thousands where whole things are counted."""
    return maybe_thousands(text) and len(readings(text)) == 1


def parted_by_comma(parts: Sequence[str]) -> str:
    """The number that a list of values tore apart at its commas, as 12 and 000; "" where none did."""
    torn = (f"{one},{two}" for one, two in itertools.pairwise(parts))
    return next((number for number in torn if re.fullmatch(r"\d{1,3},0\d\d", number)), "")


def said(text: str, whole: bool = True) -> tuple[Phrase, Phrase]:
    """What a text may mean, and what to write for it.

    Args:
        text: one that has `readings`, or that is `maybe_thousands`.
        whole: whether whole things alone are counted; else a decimal is a reading, too.
    """
    if isinstance(text, Billions):
        return _said_of_billions(text.strip())
    text, meant = text.strip(), readings(text)
    if not whole and re.fullmatch(r"[+-]?\d+[.,]\d{3}", text):
        decimal, thousands = float(text.replace(",", ".")), int(re.sub("[.,]", "", text))
        decimals = f"{decimal:.12g}"
        wanted = Phrase("thousands_or_decimal", thousands=str(thousands), decimal=decimals)
        return Phrase("may_be", text=text, one=decimals, other=Phrase("whole", number=thousands)), wanted
    if len(meant) > 1:
        one, other = (Phrase("whole", number=number) for number in meant[:2])
        found = Phrase("may_be", text=text, one=one, other=other)
        return found, Phrase("digits_only.two", one=str(meant[0]), other=str(meant[1]))
    return Phrase("quoted", text=text), Phrase("digits_only", number=str(meant[0]))


def billions_of(rupiah: int) -> str:
    """Rupiah in billions, so written that no three decimals may be thousands."""
    text = f"{Decimal(rupiah) / BILLION:.9f}".rstrip("0").rstrip(".")
    return f"{text}0" if maybe_thousands(text) else text


def _said_of_billions(text: str) -> tuple[Phrase, Phrase]:
    """`said` of a text that is `maybe_thousands` where billions are typed.

    A point or a comma that stands once may part decimals; a text of other marks may be an amount in rupiah.
    """
    once = re.fullmatch(r"[+-]?\d+[.,]\d{3}", text)
    whole = readings(text)[-1] * BILLION
    other = int(Decimal(text.replace(",", ".")) * BILLION) if once else readings(text)[-1]

    def billions(rupiah: int) -> Phrase:
        amount = Decimal(rupiah) / BILLION
        return Phrase("billions", number=int(amount) if amount == int(amount) else float(amount), rupiah=rupiah)

    if other == whole:
        return Phrase("quoted", text=text), Phrase("in_billions", number=_decimal(whole))
    wanted = Phrase("in_billions.two", one=_decimal(other), other=_decimal(whole))
    return Phrase("may_be", text=text, one=billions(other), other=billions(whole)), wanted


def _decimal(rupiah: int) -> Phrase:
    """Rupiah in billions as a number to type: a point or a comma before decimals, as the language has it."""
    whole, _, part = billions_of(rupiah).partition(".")
    return Phrase("decimal", whole=whole, part=part) if part else Phrase("as_told", text=whole)


_FORM = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def month_number(month: str, where: str = "month") -> int:
    """Months since year 0; the difference of two numbers is the distance in months.

    Raises:
        InputError: ``month`` is not text of the form YYYY-MM.
    """
    match = _FORM.fullmatch(month) if isinstance(month, str) else None
    if match is None:
        raise input_error("not_a_month", where, month=repr(month))
    return int(match[1]) * 12 + int(match[2]) - 1


def month_text(number: int) -> str:
    """The inverse of `month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_from(start: str, count: int) -> list[str]:
    """``count`` consecutive months, the first being ``start``."""
    first = month_number(start)
    return [month_text(first + step) for step in range(count)]


# the C parser reads the same YAML ten times faster
_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "tag:yaml.org,2002:merge"


class _UniqueKeys(_SAFE_LOADER):
    """A safe loader that refuses a key written twice, and leaves months and dates as the text they are."""


def _mapping(loader: _UniqueKeys, node: yaml.MappingNode) -> dict[str, Any]:
    own = [key for key, _ in node.value if key.tag != _MERGE]
    keys = [loader.construct_object(key, deep=True) for key in own]
    if not all(isinstance(key, str | int | float) for key in keys):
        raise input_error("not_a_key", f"{loader.file} line {node.start_mark.line + 1}")
    for position, key in enumerate(keys):
        if key in keys[:position]:
            line = own[position].start_mark.line + 1
            raise input_error("duplicate_key", f"{loader.file} line {line}", key=key)
    loader.flatten_mapping(node)
    return dict(loader.construct_pairs(node, deep=True))


def _float(loader: _UniqueKeys, node: yaml.ScalarNode) -> float:
    return as_written(loader.construct_yaml_float(node), node.value)


_UniqueKeys.add_constructor("tag:yaml.org,2002:float", _float)
_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
# dates stay text, and only true and false are truth values: `no` and `on` are words; a whole number is decimal, for
# YAML reads 0100 as 64 and 1:30 as 90
_UniqueKeys.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if not tag.endswith((":timestamp", ":bool", ":int"))]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_UniqueKeys.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf"))
_UniqueKeys.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?(0|[1-9][0-9_]*)$"), list("-+0123456789")
)


def read_text(path: Path) -> str:
    """The text of a file in UTF-8.

    Raises:
        InputError: the file is missing, or holds something else.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise input_error("missing_file.yaml", shown(path), found=not_read(error)) from None
    except UnicodeDecodeError as error:
        raise input_error("not_utf8", shown(path), start=error.start) from None


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file.

    Raises:
        InputError: the file is missing, is not YAML, is not a mapping, or has a key twice.
    """
    text = read_text(path)
    try:
        loader = _UniqueKeys(text)
        loader.file = shown(path)
        content = loader.get_single_data()
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        found = getattr(error, "problem", None) or Phrase("not_yaml.unreadable")
        raise input_error("not_yaml", f"{shown(path)}{line}", found=found) from None
    if not isinstance(content, dict):
        raise input_error("not_a_mapping.read_yaml", shown(path))
    return content
