"""Axes in the reader's units."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from simulate.show.figure import INK
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
