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
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise refuse("not_a_number", name, f"`{text[:40]}`", wanted)
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
    if not re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?", text):
        raise refuse("not_a_number", name, f"`{text[:40]}`", "a number with a decimal point, e.g. 0.4")
    return float(text)


def dimensions(only: tuple[str, ...], **named: str | None) -> dict[str, str]:
    """The words asked for, by dimension: from ``DIMENSION=WORD`` texts and from options of their own.

    Raises:
        InputError: a text of another form, or a dimension asked for twice.
    """
    pairs = [tuple(text.partition("=")[::2]) for text in only]
    pairs += [(dimension, word) for dimension, word in named.items() if word is not None]
    chosen: dict[str, str] = {}
    for dimension, word in pairs:
        if not dimension or not word:
            raise refuse("not_a_pair", "--only", f"`{dimension}={word}`", "DIMENSION=WORD, e.g. role=kpps_chair")
        if dimension in chosen:
            raise refuse("asked_twice", dimension, f"`{chosen[dimension]}` and `{word}`", "one of them")
        chosen[dimension] = word
    return chosen


def needed(text: str | None, name: str) -> str:
    """The text of an option that this question needs.

    Raises:
        InputError: nothing was typed.
    """
    if not text:
        wanted = {"on": "--on YYYY-MM, the month asked about", "base": "--base RP, the income or wage of a month"}
        raise refuse(f"missing_{name}", name, "not given", wanted[name])
    return text
