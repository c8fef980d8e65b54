"""Where names stand on a map: inside what they name where they find room there, and never on one another."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

# of a line of text, in sizes: from line to line, and from the top of its box to where letters stand
_LINE, _ASCENT = 1.12, 0.88
# letters of a single word from which on it may be broken
_LONG_NAME = 8
# the part of a name's box inside its place that is as good as all of it, and the least
_ENOUGH, _LEAST = 0.95, 0.6
# room around a name, in units, that makes one place better than another
_AROUND = (3, 8, 16)


@dataclass(frozen=True)
class Label:
    """A text on a map: its lines, their size, and the box that they fill (left, top, width, height) [units]."""

    lines: tuple[str, ...]
    size: float
    box: tuple[int, int, int, int]

    @property
    def middle(self) -> float:
        """Where its lines have their middle."""
        return self.box[0] + self.box[2] / 2

    def foot(self, line: int) -> float:
        """Where the letters of a line stand, to half a unit."""
        return round(2 * (self.box[1] + (line * _LINE + _ASCENT) * self.size)) / 2


def raster(rings: Iterable[np.ndarray], width: int, height: int) -> np.ndarray:
    """Which units of a drawing have their middle inside rings: bool, shape (height, width)."""
    crossings = np.zeros((height, width + 1), dtype=int)
    rows = np.arange(height) + 0.5
    for ring in rings:
        for (x0, y0), (x1, y1) in pairwise(ring):
            crossed = np.flatnonzero((y0 > rows) != (y1 > rows))
            at = x0 + (rows[crossed] - y0) * (x1 - x0) / ((y1 - y0) or 1)
            np.add.at(crossings, (crossed, np.clip(np.ceil(at - 0.5), 0, width).astype(int)), 1)
    return crossings.cumsum(axis=1)[:, :width] % 2 == 1


def lines_of(name: str, *, whole: bool = False) -> list[tuple[str, ...]]:
    """The ways to write a name: on one line, its words below one another, and a long single word, unless it must stay
    ``whole``, broken between syllables."""
    words = tuple(name.split())
    if len(words) > 1:
        return [(name,), *([(words[0], " ".join(words[1:]))] if len(words) > 2 else []), words]
    if whole or len(name) < _LONG_NAME or not name.isalpha():
        return [(name,)]
    # in Indonesian a syllable begins with the last consonant before a vowel; ng and ny are one
    starts = [found.start() for found in re.finditer(r"(ng|ny|[^aiueo])(?=[aiueo])", name) if found.start() > 1]
    if not starts:
        return [(name,)]
    at = min(starts, key=lambda start: abs(start - len(name) / 2))
    return [(name,), (f"{name[:at]}-", name[at:])]


def place(
    mask: np.ndarray,
    taken: np.ndarray,
    ways: Sequence[tuple[str, ...]],
    sizes: Sequence[float],
    least: float = _LEAST,
) -> Label | None:
    """A name in the part of a map that it names, clear of what is taken; None where it finds no room.

    The largest size that fits inside is taken, a broken word only where none does, and the place with most room
    around it; a name that fits nowhere stands where most of it lies inside.

    Args:
        mask: the part, bool of shape (height, width).
        taken: where no other text may stand, of the same shape.
        ways: to write it, the best first.
        sizes: that it may have, largest first.
        least: the part of its box that must lie inside.
    """
    if not mask.any():
        return None
    broken = [way for way in ways if way[0].endswith("-")]
    options = [(way, size) for size in sizes for way in ways if way not in broken]
    best: tuple[float, Label] | None = None
    for way, size in [*options, *((way, size) for size in sizes for way in broken)]:
        width, height = (
            math.ceil(max(_width(line) for line in way) * size) + 2,
            math.ceil(len(way) * _LINE * size) + 1,
        )
        found = _best(mask, taken, width, height)
        if found is None:
            continue
        inside, left, top = found
        label = Label(way, size, (left, top, width, height))
        if inside >= max(_ENOUGH, least):
            return label
        if inside >= least and (best is None or inside > best[0]):
            best = (inside, label)
    return best[1] if best else None


def _best(mask: np.ndarray, taken: np.ndarray, width: int, height: int) -> tuple[float, int, int] | None:
    """The best upper left of a box that is clear of what is taken, and the part of it that lies inside the mask."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    top, left = max(rows[0] - height, 0), max(columns[0] - width, 0)
    near = np.s_[top : rows[-1] + height + 1, left : columns[-1] + width + 1]
    mask, taken = mask[near], taken[near]
    if mask.shape[0] < height or mask.shape[1] < width:
        return None
    inside, free = _share(mask, width, height), _share(taken, width, height) == 0
    if not free.any():
        return None
    around = sum(_share(np.pad(mask, room), width + 2 * room, height + 2 * room) for room in _AROUND)
    row, column = np.unravel_index(np.argmax(np.where(free, 10 * inside + around, -1)), inside.shape)
    return float(inside[row, column]), int(column + left), int(row + top)


def _share(mask: np.ndarray, width: int, height: int) -> np.ndarray:
    """The part of a box of that size that lies inside the mask, by its upper left corner."""
    sums = np.pad(mask.astype(np.int64), ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    inside = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    return inside / (width * height)


def wrapped(text: str, room: float) -> list[str]:
    """A text on lines of at most so many sizes, but for a word that is longer."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=256)
def _width(text: str) -> float:
    """The width of a text, in sizes, in a font wider than those that a page may be shown in."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    return text_to_path.get_text_width_height_descent(text, FontProperties(size=100), ismath=False)[0] / 100
