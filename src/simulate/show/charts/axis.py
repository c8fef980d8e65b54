"""Axes in the reader's units."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulate.show.figure import INK, MUTED
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

_LONG = 10**4  # labels of five digits crowd a phone's axis


def month_ticks(axes: Axes, months: list[str], words: Words, most: int) -> None:
    """Labels at most ``most`` months, always the first and evenly after it."""
    step = -(-len(months) // most)
    places = range(0, len(months), step)
    axes.set_xticks(list(places), [words.month(months[place], short=True) for place in places])


def tick_form(form: Callable[[float], str]) -> Callable[[float, int], str]:
    """A number form as matplotlib's tick formatter wants it."""
    return lambda value, _position: form(value)


def count_ticks(axis: Axis, words: Words) -> None:
    """Heads along an axis: in thousands where it is long."""

    def form(value: float, _position: int) -> str:
        long = max(abs(end) for end in axis.get_view_interval()) >= _LONG
        return words.thousands(value) if long else words.exact(value)

    axis.set_major_formatter(form)


def bar_label(axes: Axes, text: str, place: tuple[float, float], width: int) -> None:
    """What a bar shows, above it, broken into lines of so many letters; it does not push the axes aside."""
    label = axes.annotate(
        textwrap.fill(text, width), place, va="bottom", color=INK, fontsize=8.5, annotation_clip=False
    )
    label.set_in_layout(False)


def end_labels(axes: Axes, labels: Sequence[tuple[float, float, str, str]], fontsize: float = 8.5) -> None:
    """Names lines at their right ends, kept apart; where a name had to move, a hair leads from it to its line.

    Args:
        axes: with the limits that it will keep.
        labels: of each line the place and height of its end, its name, and the colour of the name.
    """
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    inches = axes.get_position().height * axes.get_figure().get_size_inches()[1]
    least = 1.35 * fontsize / 72 / inches * (high - low)
    heights = [height for _, height, _, _ in labels]
    aside, gap = 0.035 * (right - left), 0.008 * (right - left)
    for (place, height, name, colour), moved in zip(labels, apart(heights, least, low, high), strict=True):
        if abs(moved - height) > 0.2 * least:
            axes.plot([place + gap, place + aside - gap], [height, moved], color=MUTED, linewidth=0.6, clip_on=False)
        axes.text(place + aside, moved, name, va="center", color=colour, fontsize=fontsize)


def apart(heights: Sequence[float], least: float, low: float, high: float) -> np.ndarray:
    """Heights moved as little as makes neighbours stand ``least`` apart, from ``low`` to ``high`` if they fit there.

    The least sum of squared moves that keeps their order, by pooling neighbours that press upon one another.
    """
    order = np.argsort(heights, kind="stable")
    pools: list[tuple[float, int]] = []  # mean of the heights less their distance from the lowest, how many
    for rank, place in enumerate(order):
        pools.append((heights[place] - rank * least, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (above, many), (below, few) = pools.pop(), pools.pop()
            pools.append(((above * many + below * few) / (many + few), many + few))
    level = np.repeat([mean for mean, _ in pools], [count for _, count in pools])
    moved = np.empty(len(order))
    moved[order] = np.clip(level, low, max(low, high - least * (len(order) - 1))) + least * np.arange(len(order))
    return moved
