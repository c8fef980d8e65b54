"""Small bar charts, each bar with its 90 % range and its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulate.show.figure import INK, MAIN
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# what a bar is called, and its p05, p50, p95
Bars = Callable[[Words], Sequence[tuple[str, Mapping[str, Any]]]]


def bars(rows: Bars, unit: str, most: float | None = None) -> Callable[[Figure, Words, bool], None]:
    """Draws level bars from top to bottom.

    Args:
        rows: the bars.
        unit: of their numbers.
        most: where the axis ends; past the longest bar unless given.
    """

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes, told = drawing.subplots(), rows(words)
        places = range(len(told) - 1, -1, -1)
        end = most or max(float(row["p95"]) for _, row in told) * 1.04 or 1.0
        for place, (_, row) in zip(places, told, strict=True):
            axes.barh(place, row["p50"], color=MAIN, alpha=0.75, height=0.5, edgecolor="none")
            if row["p05"] < row["p95"]:
                axes.plot([row["p05"], row["p95"]], [place, place], color=INK, linewidth=1.2)
            said = words.estimate(row["p50"], row["p05"], row["p95"], unit)
            axes.annotate(
                said,
                (max(row["p50"], row["p95"]), place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                color=INK,
            )
        axes.set_yticks(list(places), [name for name, _ in told])
        axes.set_ylim(-0.6, len(told) - 0.4)
        axes.set_xlim(0, end * 1.3)
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])  # each bar says its number
        axes.spines["bottom"].set_visible(False)

    return draw
