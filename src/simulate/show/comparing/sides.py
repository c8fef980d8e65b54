"""What the sides of a comparison are called."""

from __future__ import annotations

from collections.abc import Iterable

from simulate.show.words import Words
from simulate.study.sides import Side


def named(side: Side, words: Words) -> str:
    """``B – name of the plan``; a published run is marked as one."""
    name = side.name[words.language]
    said = words("compare.run", name=name, identity=side.run.identity[:8]) if side.run else name
    return f"{side.letter} – {said}"


def brief(side: Side, words: Words) -> str:
    """``B (name)``, the name up to its colon, within a sentence."""
    return f"{side.letter} ({side.name[words.language].split(':')[0]})"


def key(sides: Iterable[Side], words: Words) -> str:
    """What each letter stands for."""
    return "; ".join(named(side, words) for side in sides)


def signed(size: float, unit: str, words: Words) -> str:
    """A difference with its sign; of shares, in percentage points."""
    if unit == "share":
        size, unit = 100 * size, "percentage_points"
    said = words.value(abs(size), unit)
    if size == 0:
        return said
    return f"{'+' if size > 0 else chr(0x2212)}{said}"
