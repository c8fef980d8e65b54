"""Calendar months as text, ``2026-05``, and the steps between them."""

from __future__ import annotations

import re

from simulate.errors import input_error

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
