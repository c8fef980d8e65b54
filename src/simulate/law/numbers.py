"""What the rules share: checked inputs, whole rupiah, scalars that stay scalars."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from simulate.errors import Phrase, did_you_mean, input_error

# rupiah as a plain int for scalars, int64 for arrays
Rupiah = int | np.ndarray
SCHEMES = ("bpu", "pu")
# more is a slip of the keyboard, and sums stay exact in float64 below it
MOST_RP, MOST_MONTHS = 1e12, 1200


def whole_rupiah(amount: Any) -> Rupiah:
    """Rounds to the rupiah, half up; products of binary fractions land on their decimal value."""
    rounded = np.floor(np.asarray(amount, dtype=float) + (0.5 + 1e-6)).astype(np.int64)
    return int(rounded) if rounded.ndim == 0 else rounded


def total_rp(parts: dict[str, Rupiah]) -> Rupiah:
    """The sum of an answer's parts [Rp]."""
    return sum(parts.values())


def positive(number: Any, name: str, wanted: str) -> np.ndarray:
    """The input as float64, refused where it is not a number above zero and at most `MOST_RP`.

    Raises:
        InputError: text, a missing value, infinity, zero or less, or more than that.
    """
    return _within(number, name, wanted, MOST_RP, np.greater)


def not_negative(number: Any, name: str, wanted: str) -> np.ndarray:
    """The input as float64, refused where it is not a number from zero to `MOST_MONTHS`.

    Raises:
        InputError: text, a missing value, infinity, less than zero, or more than that.
    """
    return _within(number, name, wanted, MOST_MONTHS, np.greater_equal)


def one_of(word: object, name: str, known: Iterable[str]) -> str:
    """The word, refused where it is not one of the known.

    Raises:
        InputError: another word.
    """
    words = list(known)
    if not isinstance(word, str) or word not in words:
        meant = did_you_mean(word, words)
        raise input_error("unknown_word_of", name, check=f"unknown_{name}", word=word, meant=meant)
    return word


def _within(number: Any, name: str, wanted: str, most: float, above: np.ufunc) -> np.ndarray:
    numbers = np.asarray(number)
    if numbers.dtype.kind not in "iuf":
        raise input_error("not_a_number.of_kind", name, number=repr(number), wanted=Phrase(wanted))
    values = numbers.astype(float)
    right = above(values, 0) & (values <= most)  # a missing value fits nothing
    if not right.all():
        place = int(np.argmin(right))
        found = f"{numbers.ravel()[place].item()!r}" + (f" at position {place}" if numbers.ndim else "")
        raise input_error("bad_value.above_most", name, number=found, wanted=Phrase(wanted), most=most)
    return values
