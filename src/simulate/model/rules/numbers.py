"""What the rules share: checked inputs, whole rupiah, scalars that stay scalars."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from simulate.errors import did_you_mean, refuse

# rupiah as a plain int for scalars, int64 for arrays
Rupiah = int | np.ndarray
SCHEMES = ("bpu", "pu")


def whole_rupiah(amount: Any) -> Rupiah:
    """Rounds to the rupiah, half up; binary fractions like 0.0054 x 1,500,000 land on their decimal value."""
    rounded = np.floor(np.asarray(amount, dtype=float) + (0.5 + 1e-6)).astype(np.int64)
    return int(rounded) if rounded.ndim == 0 else rounded


def total_rp(parts: dict[str, Rupiah]) -> Rupiah:
    """The sum of an answer's parts [Rp]."""
    return sum(parts.values())


def positive(number: Any, name: str, wanted: str) -> np.ndarray:
    """The input as an array, refused where it is not a number above zero.

    Raises:
        InputError: text, a missing value, infinity, zero or less.
    """
    numbers = _numbers(number, name, wanted)
    if not (numbers > 0).all():  # a missing value is not above zero either
        raise refuse("bad_value", name, _first(number, ~(numbers > 0)), wanted)
    return numbers


def not_negative(number: Any, name: str, wanted: str) -> np.ndarray:
    """The input as an array, refused where it is not a number from zero.

    Raises:
        InputError: text, a missing value, infinity or less than zero.
    """
    numbers = _numbers(number, name, wanted)
    if not (numbers >= 0).all():
        raise refuse("bad_value", name, _first(number, ~(numbers >= 0)), wanted)
    return numbers


def one_of(word: object, name: str, known: Iterable[str]) -> str:
    """The word, refused where it is not one of the known.

    Raises:
        InputError: another word.
    """
    words = list(known)
    if word not in words:
        raise refuse(f"unknown_{name}", name, f"no {name} `{word}`", did_you_mean(word, words))
    return str(word)


def _numbers(number: Any, name: str, wanted: str) -> np.ndarray:
    numbers = np.asarray(number)
    if numbers.dtype.kind not in "iuf":
        raise refuse("not_a_number", name, repr(number), wanted)
    if numbers.dtype.kind == "f" and np.isinf(numbers).any():
        raise refuse("bad_value", name, _first(number, np.isinf(numbers)), wanted)
    return numbers


def _first(number: Any, wrong: np.ndarray) -> str:
    """The first wrong value, with its place in an array."""
    numbers = np.asarray(number)
    if numbers.ndim == 0:
        return f"{numbers.item()!r}"
    place = int(np.argmax(wrong))
    return f"{numbers.ravel()[place].item()!r} at position {place}"
