"""What is wrong with an input, said once and the same way everywhere; and sums that must hold."""

from __future__ import annotations

import difflib
import re
import string
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np


class _Sentence(string.Formatter):
    """Fills a sentence in one language: phrases in its words, numbers with its separators."""

    def __init__(self, language: str):
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> Any:
        if isinstance(value, Phrase):
            return value.text(self.language)
        text = format(value, format_spec)
        if self.language == "id" and isinstance(value, int | float):
            return text.translate(_SEPARATORS)
        return text


_SEPARATORS = str.maketrans(",.", ".,")


@cache
def sentences() -> dict[str, dict[str, str]]:
    """The sentence of each code by language: ``refusals.yaml`` here and in each folder that has its own.

    What only the command line can meet may stand in English alone.
    """
    import yaml

    found: dict[str, dict[str, str]] = {}
    for path in sorted(Path(__file__).parent.rglob("refusals.yaml")):
        found |= yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found


@dataclass(frozen=True, init=False)
class Phrase:
    """Words that each language writes by its own sentence: a code, and the values that its sentence holds.

    >>> Phrase("did_you_mean", word="months").text("id")
    'mungkin maksudnya `months`'
    """

    code: str
    values: tuple[tuple[str, Any], ...]

    def __init__(self, code: str, /, **values: Any):
        """Keeps numbers and phrases as they are, anything else as text."""
        plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in values.items()}
        kept = {
            name: value if isinstance(value, Phrase | int | float) else str(value) for name, value in plain.items()
        }
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", tuple(kept.items()))

    def text(self, language: str = "en") -> str:
        """The words in a language."""
        by_language = sentences()[self.code]
        return _Sentence(language).format(by_language.get(language, by_language["en"]), **dict(self.values))

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, init=False)
class Problem(Phrase):
    """One thing wrong with an input: what stands there, and what would be right.

    ``code`` is the name of the failure, e.g. ``unknown_lever``; what follows a dot tells cases of it apart and is not
    shown. ``where`` is the file, row, column or parameter.
    """

    where: str
    check: str

    def __init__(self, code: str, where: str, /, *, check: str = "", **values: Any):
        """Keeps the place, what the sentence holds, and the name that is shown where it is not the code's."""
        check = check or code.partition(".")[0]
        super().__init__(code, **values)
        object.__setattr__(self, "where", where)
        object.__setattr__(self, "check", check)

    def text(self, language: str = "en") -> str:
        """What is wrong and what would be right, in a language; a sentence may name the place, too."""
        return Phrase(self.code, **{"where": self.where} | dict(self.values)).text(language)

    def at(self, where: str) -> Problem:
        """The same problem at another place."""
        return Problem(self.code, where, check=self.check, **dict(self.values))

    def place(self, language: str = "en") -> str:
        """Where it is, common words in the language: ``row 3`` is ``baris 3``."""
        places = {word: said[language] for word, said in sentences()["places"].items() if language in said}
        form = rf"(?<!\S)({'|'.join(places)})(?= )"
        return re.sub(form, lambda word: places[word[1]], self.where) if places else self.where

    def line(self, language: str = "en") -> str:
        """One line about it: where it is, what it is, and its name."""
        return f"{self.place(language)}: {self.text(language)} [{self.check}]"

    def __str__(self) -> str:
        return self.line()


class InputError(ValueError):
    """Bad input: all problems of one input at once. The command line turns it into exit status 2.

    Attributes:
        language: what it is told in below a notebook's cell; `simulate.lab` sets it to the notebook's.
    """

    language: ClassVar[str] = "en"

    def __init__(self, problems: Iterable[Problem]):
        """Keeps the problems; the text is one line for each."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple:
        """Whole from one process to another."""
        return type(self), (self.problems,)

    def _render_traceback_(self) -> list[str]:
        """JupyterLab prints these lines in place of a traceback."""
        return [problem.line(type(self).language) for problem in self.problems]


class Gathered:
    """Problems of several checks, to be refused together: ``with gathered: check()`` for each of them."""

    def __init__(self, problems: Iterable[Problem] = ()):
        """Starts with the problems that are known already."""
        self.problems = list(problems)

    def __enter__(self) -> Gathered:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, InputError):
            self.problems += error.problems
        return isinstance(error, InputError)

    def refuse(self) -> None:
        """Refuses where there is any problem, each said once.

        Raises:
            InputError: with all problems.
        """
        if self.problems:
            raise InputError(dict.fromkeys(self.problems))


class BrokenIdentityError(ArithmeticError):
    """A sum that must hold does not: the run stops, and this names the sum."""


def input_error(code: str, where: str, /, **values: Any) -> InputError:
    """An `InputError` of one problem."""
    return InputError([Problem(code, where, **values)])


def did_you_mean(word: object, known: Iterable[object]) -> Phrase:
    """``did you mean `x`?`` with the nearest known word, or the list of known words.

    A number or a code has no nearest: one that is written alike is another year, or another place.
    """
    words = [str(item) for item in known]
    near = [] if re.fullmatch(r"[\d.\s-]+", str(word)) else difflib.get_close_matches(str(word), words, n=1)
    return Phrase("did_you_mean", word=near[0]) if near else Phrase("known", words=", ".join(words))


def not_read(error: OSError) -> Phrase:
    """Why a file could not be read, in the system's words where it is there."""
    return (
        Phrase("not_found")
        if isinstance(error, FileNotFoundError)
        else Phrase("as_told", text=str(error.strerror).lower())
    )


def unknown_keys(given: Iterable[object], known: Sequence[str], where: str) -> Iterator[Problem]:
    """A problem for each key that nobody knows."""
    for key in given:
        if key not in known:
            yield Problem("unknown_key", where, key=key, meant=did_you_mean(key, known))


def missing_keys(given: Container[object], wanted: Iterable[str], where: str) -> Iterator[Problem]:
    """A problem for each key that is not there."""
    for key in wanted:
        if key not in given:
            yield Problem("missing_key", where, key=key)


def must_equal(name: str, left: np.ndarray, right: np.ndarray) -> None:
    """Stops the run where two sums differ by more than rounding.

    Raises:
        BrokenIdentityError: naming the identity and the largest gap, also where a value is not finite.
    """
    if not np.allclose(left, right, rtol=1e-9, atol=1e-6):
        gap = np.max(np.abs(np.asarray(left, dtype=float) - np.asarray(right, dtype=float)))
        raise BrokenIdentityError(f"{name}: the two sides differ by up to {gap:g}")
