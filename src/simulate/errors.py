"""What is wrong with an input, said once and the same way everywhere; and sums that must hold."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    Attributes:
        check: the name of the failure, e.g. ``unknown_lever``.
        where: file, row, column or parameter.
        found: what stands there.
        wanted: what would be right.
    """

    check: str
    where: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.where}: {self.found}; {self.wanted} [{self.check}]"


class InputError(ValueError):
    """Bad input: all problems of one input at once. The command line turns it into exit status 2.

    Attributes:
        tell: how a problem is told below a notebook's cell; `simulate.lab` sets it to the notebook's language.
    """

    tell: ClassVar[Callable[[Problem], str]] = str

    def __init__(self, problems: Iterable[Problem]):
        """Keeps the problems; the text is one line for each."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple:
        """Whole from one process to another."""
        return type(self), (self.problems,)

    def _render_traceback_(self) -> list[str]:
        """JupyterLab prints these lines in place of a traceback."""
        return [type(self).tell(problem) for problem in self.problems]


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


def input_error(check: str, where: str, found: str, wanted: str) -> InputError:
    """An `InputError` of one problem."""
    return InputError([Problem(check, where, found, wanted)])


def did_you_mean(word: object, known: Iterable[object]) -> str:
    """``did you mean `x`?`` with the nearest known word, or the list of known words.

    A number or a code has no nearest: one that is written alike is another year, or another place.
    """
    words = [str(item) for item in known]
    near = [] if re.fullmatch(r"[\d.\s-]+", str(word)) else difflib.get_close_matches(str(word), words, n=1)
    return f"did you mean `{near[0]}`?" if near else f"known: {', '.join(words)}"


def unknown_keys(given: Iterable[object], known: Sequence[str], where: str) -> Iterator[Problem]:
    """A problem for each key that nobody knows."""
    for key in given:
        if key not in known:
            yield Problem("unknown_key", where, f"`{key}`", did_you_mean(key, known))


def missing_keys(given: Container[object], wanted: Iterable[str], where: str) -> Iterator[Problem]:
    """A problem for each key that is not there."""
    for key in wanted:
        if key not in given:
            yield Problem("missing_key", where, f"no `{key}`", f"add `{key}`")


def must_equal(name: str, left: np.ndarray, right: np.ndarray) -> None:
    """Stops the run where two sums differ by more than rounding.

    Raises:
        BrokenIdentityError: naming the identity and the largest gap, also where a value is not finite.
    """
    if not np.allclose(left, right, rtol=1e-9, atol=1e-6):
        gap = np.max(np.abs(np.asarray(left, dtype=float) - np.asarray(right, dtype=float)))
        raise BrokenIdentityError(f"{name}: the two sides differ by up to {gap:g}")
