"""Numbers and words as people type them on a command line, refused by name where they are not plain."""

from __future__ import annotations

import re

from simulate.errors import refuse


def rupiah(text: str | None) -> int | None:
    """Whole rupiah; separators are refused, for 1.000 is a thousand to one reader and one to another."""
    return whole(text, "base", "rupiah a month above 0, digits only, e.g. 1234567", least=1)


def whole(text: str | None, name: str, wanted: str = "a whole number, not below 0", least: int = 0) -> int | None:
    """A whole number, None where nothing was typed.

    Raises:
        InputError: anything else, or less than ``least``.
    """
    if text is None:
        return None
    if not re.fullmatch(r"[+-]?\d+", text):
        raise refuse("not_a_number", name, f"`{text}`", wanted)
    if int(text) < least:
        raise refuse("bad_value", name, text, wanted)
    return int(text)


def decimal(text: str | None, name: str) -> float | None:
    """A number with or without a decimal point, None where nothing was typed.

    Raises:
        InputError: anything else.
    """
    if text is None:
        return None
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        raise refuse("not_a_number", name, f"`{text}`", "a number with a decimal point, e.g. 0.4")
    return float(text)


def pairs(texts: tuple[str, ...]) -> dict[str, str]:
    """``DIMENSION=WORD`` by dimension.

    Raises:
        InputError: a text of another form.
    """
    chosen = {}
    for text in texts:
        dimension, _, word = text.partition("=")
        if not dimension or not word:
            raise refuse("not_a_pair", "--only", f"`{text}`", "DIMENSION=WORD, e.g. role=kpps_chair")
        chosen[dimension] = word
    return chosen


def needed(text: str | None, name: str) -> str:
    """The text of an option that this question needs.

    Raises:
        InputError: nothing was typed.
    """
    if text is None:
        wanted = {"on": "--on YYYY-MM, the month asked about", "base": "--base RP, the income or wage of a month"}
        raise refuse(f"missing_{name}", name, "not given", wanted[name])
    return text
