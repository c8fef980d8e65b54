"""Axes in the reader's units."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from simulate.show.figure import INK
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def month_ticks(axes: Axes, months: list[str], words: Words, most: int) -> None:
    """Labels at most ``most`` months, always the first and evenly after it."""
    step = -(-len(months) // most)
    places = range(0, len(months), step)
    axes.set_xticks(list(places), [words.month(months[place], short=True) for place in places])


def tick_form(form: Callable[[float], str]) -> Callable[[float, int], str]:
    """A number form as matplotlib's tick formatter wants it."""
    return lambda value, _position: form(value)


def bar_label(axes: Axes, text: str, place: tuple[float, float], width: int) -> None:
    """What a bar shows, above it, broken into lines of so many letters; it does not push the axes aside."""
    label = axes.annotate(
        textwrap.fill(text, width), place, va="bottom", color=INK, fontsize=8.5, annotation_clip=False
    )
    label.set_in_layout(False)
