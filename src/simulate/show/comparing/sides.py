"""What the sides of a comparison are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulate.show.words import Words
from simulate.study.sides import Side


def named(side: Side, words: Words) -> str:
    """``B – name of the plan``; a published run is marked as one."""
    name = side.name[words.language]
    said = words("compare.run", name=name, identity=side.run.identity[:8]) if side.run else name
    return f"{side.letter}\N{NO-BREAK SPACE}– {said}"


def brief(side: Side, words: Words) -> str:
    """``B (name)``, the name up to its colon, within a sentence."""
    return f"{side.letter}\N{NO-BREAK SPACE}({side.name[words.language].split(':')[0]})"


def key(sides: Iterable[Side], words: Words) -> str:
    """What each letter stands for."""
    return "; ".join(named(side, words) for side in sides)


def state(side: Side) -> str:
    """``now`` of a plan; of a run ``today`` where it comes out the same, ``draws`` of others, else ``older``."""
    if not side.run:
        return "now"
    standing = "today" if side.paired else "draws"
    return standing if side.as_today else "older"


def median(numbers: Mapping[str, float], unit: str, words: Words) -> str:
    """The median of a measure, as exact as its range allows."""
    return words.estimate(numbers["p50"], numbers["p05"], numbers["p95"], unit)


def signed(size: float, unit: str, words: Words) -> str:
    """A difference with its sign; of shares, in percentage points."""
    if unit == "share":
        size, unit = 100 * size, "percentage_points"
    said = words.value(abs(size), unit)
    if said == words.value(0, unit):
        return said
    return f"+{said}" if size > 0 else f"\N{MINUS SIGN}{said}"
