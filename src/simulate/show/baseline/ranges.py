"""Estimates one below the other, each with its 90 % range, and the claim that they are held against."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from simulate.show.charts.axis import tick_form
from simulate.show.figure import INK, MAIN, MUTED, OTHER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def draw_ranges(
    axes: Axes,
    table: pd.DataFrame,
    names: Sequence[str],
    claim: float,
    form: Callable[[float], str],
    *,
    marks: Mapping[str, float],
    claimed: str,
    narrow: bool,
) -> None:
    """Draws them; ranges that hold the claim stand out.

    Args:
        axes: where.
        table: one row an estimate, with ``p05``, ``p50``, ``p95`` and ``fits``.
        names: what each is called.
        claim: the dashed line.
        form: a number as the reader writes it.
        marks: thin lines beside it, by what they are called.
        claimed: what the dashed line is called.
        narrow: whether this is for a phone.
    """
    places = list(range(len(table) - 1, -1, -1))
    for place, row in zip(places, table.to_dict("records"), strict=True):
        colour = OTHER if row["fits"] == "inside" else MAIN
        axes.hlines(place, row["p05"], row["p95"], color=colour, alpha=0.4, linewidth=7)
        axes.plot([row["p50"]], [place], "|", color=colour, markersize=13, markeredgewidth=2)
        axes.annotate(
            form(row["p50"]),
            (row["p50"], place),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=INK,
            fontsize=8.5,
        )
    lines = [(claimed, claim, INK, "--"), *((name, value, MUTED, ":") for name, value in marks.items())]
    for step, (name, value, colour, style) in enumerate(lines):  # one name above the other
        top = len(table) - 0.3 + 0.5 * step
        axes.plot([value, value], [-0.6, top], color=colour, linestyle=style, linewidth=1.2)
        axes.annotate(name, (value, top), ha="center", va="bottom", color=colour, fontsize=8.5)
    axes.set_yticks(places, [textwrap.fill(name, 24 if narrow else 44) for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(table) - 0.3 + 0.5 * len(lines))
    axes.set_xlim(0, max(float(table["p95"].max()), claim) * 1.06)
    axes.xaxis.set_major_formatter(tick_form(form))
    axes.locator_params(axis="x", nbins=3 if narrow else 5)
    axes.grid(axis="x", linewidth=0.5)
    axes.set_axisbelow(True)
