"""Words and numbers as each language writes them, and values of parameters in them."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

from simulate.written import read_yaml

LANGUAGES = ("id", "en")
_PACKAGE = Path(__file__).parents[1]
# what a report is called in the index and in JupyterLab, what it answers, which abbreviations it explains, how its
# numbers come about, and what its form calls the foremost measures
_OF_EVERY_ROOM = re.compile(r"^(index\.report|start\.report|index\.story|terms|trace|form\.measure)(?=$|\.)")
# what stands around a number that can be traced: signs that no text has
_OPENS, _ENDS, _CLOSES = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_OPENS}([\\w.-]+){_ENDS}([^{_OPENS}-{_CLOSES}]*){_CLOSES}")
_HEADS = ("persons", "worker_months", "cases", "families")
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All texts by key and language: ``words.yaml`` here, and in any folder of the package that has its own.

    Texts that every programme has stand in its room under one key: its ``index.story`` is ``index.story.NAME`` here.

    Raises:
        ValueError: a key that stands in two of them.
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(_PACKAGE.rglob("words.yaml")):
        own = read_yaml(path)
        if (_PACKAGE / "programmes") in path.parents:
            named = rf"\1.{path.parts[-3]}"
            own = {_OF_EVERY_ROOM.sub(named, key): texts for key, texts in own.items()}
        if found.keys() & own.keys():
            raise ValueError(f"{path}: {', '.join(found.keys() & own.keys())} stand twice")
        found |= own
    return found


def unmarked(text: str, shown: Callable[[str, str], str] = lambda trace, number: number) -> str:
    """A text with each marked number as ``shown`` writes it, of its trace and itself; as plain text unless given."""
    return _MARKED.sub(lambda found: shown(found[1], found[2]), text)


class Words:
    """Texts and numbers in one language.

    Those that are ``traced`` mark each number of a measure, for a page to open what it rests on: see `mark`.
    """

    def __init__(self, language: str, traced: bool = False):
        """Speaks ``id`` or ``en``."""
        self.language, self.traced = language, traced
        self._locale = Locale.parse(language)

    @property
    def tracing(self) -> Words:
        """The same language, each number of a measure marked."""
        return Words(self.language, traced=True)

    def mark(self, trace: str, number: str) -> str:
        """A number as what can be traced under a name; as it is where nothing is traced."""
        return f"{_OPENS}{trace}{_ENDS}{number}{_CLOSES}" if self.traced and trace and number else number

    def __call__(self, key: str, told: Mapping[str, Any] | None = None, **values: Any) -> str:
        """The text of a key with its places filled, from ``told`` and by name.

        Raises:
            KeyError: no such text, or a place is left open.
        """
        text = catalogue()[key][self.language]
        return text.format_map(values if told is None else _Both(values, told))

    def has(self, *keys: str) -> bool:
        """Whether there is a text of any of these keys."""
        return not catalogue().keys().isdisjoint(keys)

    def of(self, row: Mapping[str, float], unit: str, trace: str = "") -> Estimate:
        """An estimate, a row with ``p05``, ``p50`` and ``p95``, as a text asks for it by form.

        ``trace`` is what it can be traced under, a measure's name.
        """
        return Estimate(row, unit, self, trace)

    def term(self, kind: str, word: str) -> str:
        """The text of a word that tables use, or the word itself where there is none."""
        key = f"{kind}.{word}"
        return self(key) if key in catalogue() else word

    def key(self, key: str, dimensions: Sequence[str] = ()) -> str:
        """The words of a legal value's key; a year stands for itself, a dimension may have words of its own."""
        parts = [key] if f"key.{key}" in catalogue() else key.split(".")
        named = dimensions if len(dimensions) == len(parts) else [""] * len(parts)
        return ", ".join(self._word(part, dimension) for part, dimension in zip(parts, named, strict=True))

    def _word(self, word: str, dimension: str) -> str:
        """A word of a dimension: its own form, the dimension's pattern, or the common word."""
        for key in (f"key.{dimension}.{word}", f"key.{dimension}"):
            if dimension and key in catalogue():
                return self(key, word=word)
        return self.term("key", word)

    def listed(self, names: Sequence[str]) -> str:
        """Names as a sentence lists them."""
        if len(names) < 3:
            return f" {self('word.and')} ".join(names)
        return f"{', '.join(names[:-1])}, {self('word.and')} {names[-1]}"

    def _form(self, number: float, pattern: str) -> str:
        """A number in a pattern of the locale data; reports write thousands of them."""
        return _pattern(pattern).apply(number, self._locale)

    def count(self, number: float) -> str:
        """Heads: estimates to three figures, small means with one decimal."""
        number = float(number)  # numpy rounds halves otherwise
        if abs(number) < 10 and not number.is_integer():
            return self._form(round(number, 1), "0.0").replace("-", "\N{MINUS SIGN}")
        return self.exact(_three_figures(number))

    def exact(self, number: float) -> str:
        """A counted number, to the unit."""
        return self._form(round(number), "#,##0").replace("-", "\N{MINUS SIGN}")

    def thousands(self, number: float) -> str:
        """A counted number in thousands, with a decimal only where it has one."""
        return f"{self.times(number / 1000)}\N{NO-BREAK SPACE}{self('scale.thousand')}" if number else self.exact(0)

    def decimal(self, number: float, digits: int = 2) -> str:
        """A plain number with so many decimals."""
        return self._form(_no_minus_zero(number, digits), "#,##0." + "0" * digits)

    def share(self, number: float, digits: int = 1) -> str:
        """A share as percent."""
        pattern = "#,##0." + "0" * digits + "%" if digits else "#,##0%"
        return self._form(_no_minus_zero(number, digits + 2), pattern)

    def chance(self, chance: float, draws: int, signs: bool = False) -> str:
        """A chance; what no draw or every draw shows lies beyond what draws can tell, with ``signs`` by < or >."""
        if chance in (0.0, 1.0):
            side = "below" if chance == 0 else "above"
            limit = self.share(abs(chance - 1 / draws), 1)
            return self(f"chance.{side}{'.sign' if signs else ''}", limit=limit)
        return self.share(chance, 1 if chance < 0.1 or chance > 0.9 else 0)

    def times(self, number: float) -> str:
        """A factor, with a decimal only where it has one."""
        return self.exact(number) if round(float(number), 1).is_integer() else self.decimal(number, 1)

    def points(self, number: float) -> str:
        """Percentage points."""
        return self("unit.points_value", number=self.decimal(number))

    def rupiah(self, number: float, figures: int = 3) -> str:
        """Rupiah in juta, miliar or triliun to so many figures; below a million to the rupiah."""
        if number < 0:
            return f"\N{MINUS SIGN}{self.rupiah(-number, figures)}"
        for size, scale in _SCALES:
            if abs(number) >= size * 0.9995:
                short = float(number) / size
                rounded = round(short, figures - 1 - math.floor(math.log10(abs(short))))
                digits = 0 if short.is_integer() else max(0, figures - 1 - math.floor(math.log10(abs(rounded))))
                shown = self.decimal(short, digits) if digits else self.exact(short)
                return f"Rp{shown}\N{NO-BREAK SPACE}{self('scale.' + scale)}"
        return f"Rp{self.exact(number)}"

    def value(self, number: float, unit: str) -> str:
        """A number in the form of its unit, without the unit's word."""
        forms = {
            "rp": lambda x: self.rupiah(x if abs(x) >= 1e6 else _three_figures(x)),
            "rp_month": self.rupiah,
            "share": lambda x: self.share(x, 2 if 0 < abs(x) < 0.01 else 1),
            "percentage_points": self.decimal,
            "ratio": self.decimal,
            "per_1000_persons_year": self.decimal,
            "years": lambda x: self.decimal(x, 0 if float(x).is_integer() else 1),
            "days": lambda x: self.decimal(x, 0 if float(x).is_integer() else 1),
            "months": lambda x: self.decimal(x, 0 if float(x).is_integer() else 1),
            "months_of_wage": self.exact,
            "km": lambda x: self.decimal(x, 1 if abs(x) >= 0.1 else 3),
        }
        return forms.get(unit, self.count)(number)

    def legal(self, number: float, unit: str, whole: bool = True) -> str:
        """A legal value, exact to its last digit; ``whole`` adds what it is reckoned on or by."""
        if unit.startswith("rp"):
            pattern = "#,##0" if float(number).is_integer() else "#,##0.00"
            said = f"Rp{self._form(number, pattern)}"
            return said if unit == "rp" or not whole else f"{said} {self(f'unit.{unit}.short')}"
        if unit in ("share", "share_of_wage", "growth"):
            pattern = "#,##0.00%" if 0 < abs(number) < 0.01 else "#,##0.##%"
            said = self._form(number, pattern).replace("-", "\N{MINUS SIGN}")
            return f"{said} {self('unit.share_of_wage.short')}" if unit == "share_of_wage" and whole else said
        one = f"unit.{unit}.one"
        return f"{self.exact(number)} {self(one if number == 1 and one in catalogue() else f'unit.{unit}')}"

    def estimate(self, middle: float, low: float, high: float, unit: str) -> str:
        """An estimate's middle; heads that are certain (no interval) are shown to the unit."""
        return self.exact(middle) if low == high and unit in _HEADS else self.value(middle, unit)

    def error(self, error: float, unit: str) -> str:
        """A simulation error, to two figures."""
        error = float(error)  # numpy rounds halves otherwise
        if error == 0:
            return "–"
        rounded = round(error, 1 - math.floor(math.log10(abs(error))))
        if unit in ("share", "percentage_points"):
            number = rounded * (100 if unit == "share" else 1)
            digits = min(4, max(0, 1 - math.floor(math.log10(number))))
            sign = "%" if unit == "share" else ""
            return f"±{self.decimal(number, digits) if digits else self.exact(number)}{sign}"
        if unit in _HEADS and rounded < 0.1:
            return f"±{self.decimal(rounded, 1 - math.floor(math.log10(rounded)))}"
        return f"±{self.rupiah(rounded, 2) if unit == 'rp' else self.value(rounded, unit)}"

    def interval(self, low: float, high: float, unit: str) -> str:
        """A range from low to high in the form of its unit."""
        first, last = self.value(low, unit), self.value(high, unit)
        if low == high:
            return self.estimate(low, low, high, unit)
        if first == last:
            return first
        if low < 0:  # a dash beside a minus sign could be read as one of them
            return f"{first} {self('word.to')} {last}"
        # the scale stands once where it is the same: Rp56–180 juta, 3,4–8,7%
        number, _, scale = first.partition("\N{NO-BREAK SPACE}")
        if (scale and last.endswith(scale)) or first == "Rp0":
            return f"{number}–{last.removeprefix('Rp')}"
        return f"{first.removesuffix('%')}–{last}"

    def with_unit(self, shown: str, unit: str) -> str:
        """A number with its unit's word, where its form does not show it."""
        return shown if unit in ("share", "rp", "ratio", "persons") else f"{shown} {self(f'unit.{unit}')}"

    def month(self, month: str, short: bool = False) -> str:
        """``2026-05`` as a month's name and year."""
        year, number = month.split("-")
        pattern = "LLL y" if short else "LLLL y"
        text = format_date(datetime.date(int(year), int(number), 1), pattern, locale=self._locale)
        return text.replace(" ", "\N{NO-BREAK SPACE}") if short else text

    def months(self, first: str, last: str) -> str:
        """A span of months; the year once where it is the same."""
        if first == last:
            return self.month(first)
        start = self.month(first)
        return f"{start.removesuffix(' ' + first[:4]) if first[:4] == last[:4] else start}–{self.month(last)}"

    def day(self, day: str) -> str:
        """``2026-11-22`` as a date."""
        return format_date(datetime.date.fromisoformat(day), "d MMMM y", locale=self._locale)


class _Both(dict):
    """What is given by name, else what is told: a mapping that may look up what it does not hold."""

    def __init__(self, values: Mapping[str, Any], told: Mapping[str, Any]):
        super().__init__(values)
        self.told = told

    def __missing__(self, name: str) -> Any:
        return self.told[name]


@dataclass(frozen=True)
class Estimate:
    """An estimate as texts write it: ``{x}`` its median, ``{x:range}`` its 90 % range; also ``mean`` and ``error``,
    and its median in the form of ``rupiah`` or ``count``.
    """

    row: Mapping[str, float]
    unit: str
    words: Words
    trace: str = ""

    def __format__(self, form: str) -> str:
        return self.words.mark(self.trace, self._written(form))

    def _written(self, form: str) -> str:
        row, unit, words = self.row, self.unit, self.words
        match form:
            case "":
                return words.estimate(row["p50"], row["p05"], row["p95"], unit)
            case "range":
                return words.interval(row["p05"], row["p95"], unit)
            case "mean":
                return words.value(row["mean"], unit)
            case "error":
                return words.error(row["mc_error"], unit)
            case "rupiah":
                return words.rupiah(row["p50"])
            case "count":
                return words.count(row["p50"])
        raise ValueError(f"no form `{form}` of an estimate")


@cache
def _pattern(text: str) -> NumberPattern:
    return parse_pattern(text)


def _no_minus_zero(number: float, digits: int) -> float:
    """What rounds to zero from below is zero: nobody reads −0,0%."""
    return number if round(float(number), digits) else 0.0


def _three_figures(number: float) -> float:
    if abs(number) < 1000 or not math.isfinite(number):
        return round(number)
    return round(float(number), 2 - math.floor(math.log10(abs(number))))


def shown_value(name: str, value: Any, words: Words, unit: str = "") -> str:
    """A parameter's value as the reader writes it."""
    forms = {
        "share": lambda share: _unset(name, words) if share is None else words.legal(share, "share"),
        "month": lambda month: words.month(month) if month else _unset(name, words),
        "rp": words.rupiah,
        "km": words.times,
        "rp_year": lambda amount: _unset(name, words) if amount is None else words.rupiah(amount),
        "yes/no": lambda said: words("word.yes" if said else "word.no"),
        "choices": lambda chosen: (
            _unset(name, words) if chosen is None else ", ".join(_chosen_said(name, one, words) for one in chosen)
        ),
        "codes": lambda codes: ", ".join(codes) or words("word.all"),
        "voters": lambda cap: words("word.by_law") if cap is None else words.exact(cap),
        "years": lambda cap: words("word.by_law") if cap is None else words.exact(cap),
        "amounts": lambda amounts: _amounts_said(amounts, words),
        "plans": lambda plans: ", ".join(map(str, plans)),
        "programme_months": lambda months: ", ".join(map(str, months)),
        "shares": lambda shares: rules_said(shares, words),
        "persons": lambda heads: _unset(name, words) if heads is None else words.times(heads),
        "draws": words.exact,
        "label": lambda plan: _unset(name, words) if plan is None else plan,
    }
    if unit == "choice":
        return _chosen_said(name, value, words)
    return forms.get(unit, str)(value)


def _chosen_said(name: str, word: str, words: Words) -> str:
    """A word chosen from a list: texts may be named for the lever, or for all its kind."""
    keys = (f"{kind}.{word}" for kind in (name, f"choice.{name}", "choice"))
    return next((words(key) for key in keys if words.has(key)), word)


def _unset(name: str, words: Words) -> str:
    """What a share is where the plan sets none."""
    said = words.term("unset", name)
    return words("word.by_evidence") if said == name else said


def _amounts_said(amounts: Mapping[str, int], words: Words) -> str:
    """Amounts by post; the law's where the plan sets none."""
    said = [f"{words.key(post)} {words.legal(amount, 'rp')}" for post, amount in amounts.items()]
    return ", ".join(said) or words("word.by_law")


def rules_said(shares: Mapping[str, float], words: Words) -> str:
    """Rules of choosing with their shares; a rule alone without."""
    if len(shares) == 1:
        return words(f"selection.{next(iter(shares))}")
    return ", ".join(f"{words(f'selection.{rule}')} {words.share(share, 0)}" for rule, share in shares.items())
