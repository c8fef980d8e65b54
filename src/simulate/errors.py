"""What is wrong with an input, said once and the same way everywhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


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
    """Bad input: all problems of one input at once. The command line turns it into exit status 2."""

    def __init__(self, problems: Iterable[Problem]):
        """Keeps the problems; the text is one line for each."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple:
        """Whole from one process to another."""
        return type(self), (self.problems,)

    def _render_traceback_(self) -> list[str]:
        """JupyterLab prints these lines in place of a traceback."""
        return [f"{type(self).__name__}: {problem}" for problem in self.problems]


class BrokenIdentityError(ArithmeticError):
    """A sum that must hold does not: the run stops, and this names the sum."""


def refuse(check: str, where: str, found: str, wanted: str) -> InputError:
    """An `InputError` of one problem."""
    return InputError([Problem(check, where, found, wanted)])


def did_you_mean(word: object, known: Iterable[object]) -> str:
    """``did you mean `x`?`` with the nearest known word, or the list of known words."""
    words = [str(item) for item in known]
    near = difflib.get_close_matches(str(word), words, n=1)
    return f"did you mean `{near[0]}`?" if near else f"known: {', '.join(words)}"
