"""Which lever matters most: each moved alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.charts.axis import bar_label, count_ticks
from simulate.show.charts.waterfall import signed
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.levers import judged_said, moved_said
from simulate.show.pieces import Piece
from simulate.show.words import Words
from simulate.study.levers import levers_alone, strongest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult

_ROW = 0.62
_WAY = "collection"
# other levers shown
_MOST = 5


def levers(result: SponsorshipResult) -> Piece:
    """Change in protected workers: every other way of collecting, and the strongest move of each other lever."""
    moves = levers_alone(result)
    protected = moves[moves["measure"] == "protected_end"]
    ways = protected[protected["lever"] == _WAY].sort_values("p50", ascending=False)
    others = strongest(moves[moves["lever"] != _WAY], "protected_end")
    others = others[others["p50"].abs() >= 0.5].head(_MOST).reset_index(drop=True)
    first = strongest(moves, "protected_end").iloc[0]

    def name(row: dict, words: Words) -> str:
        return moved_said(row["lever"], row["value"], words)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        counts = [max(len(rows), 1) for rows in (ways, others)]
        shape = {"nrows": 2, "height_ratios": counts} if narrow else {"ncols": 2}
        for axes, rows, kind in zip(drawing.subplots(**shape), (ways, others), ("ways", "others"), strict=True):
            _panel(axes, rows, words, lambda row: name(row, words), narrow)
            axes.set_title(words(f"chart.levers.{kind}"))
            axes.set_ylim(-(len(rows) if narrow else max(counts)) + 0.55, 0.85)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "value": name(first, words),
            "size": signed(first["p50"], words),
            "interval": f"{signed(first['p05'], words)} {words('word.to')} {signed(first['p95'], words)}",
            "error": words.error(float(protected["mc_error"].max()), "persons"),
            "judged": judged_said(result, words),
        }

    def alt(words: Words) -> str:
        said = [
            words(
                "chart.waterfall.alt.step",
                lever=name(row, words),
                size=signed(row["p50"], words),
                interval=f"{signed(row['p05'], words)} {words('word.to')} {signed(row['p95'], words)}",
            )
            for row in pd.concat([ways, others]).to_dict("records")
        ]
        return words("chart.levers.alt", moves="; ".join(said))

    most = max(len(ways), len(others))
    return figure(
        "levers",
        result.settings.language,
        draw,
        title=lambda words: words("chart.levers.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("chart.levers.source", **numbers(words)),
        data=pd.concat([ways, others]).drop(columns=["measure", "mean"]).astype({"value": str}),
        wide=(7.4, 0.6 + _ROW * most),
        narrow=(3.7, 1.1 + _ROW * (len(ways) + len(others))),
    )


def _panel(axes: Axes, rows: pd.DataFrame, words: Words, name, narrow: bool) -> None:
    """Bars from zero with their range, each under what is moved."""
    ends = [0.0, *rows["p05"], *rows["p95"]]
    low, high = min(ends), max(ends)
    room = 0.12 * max(high - low, 1e-9)
    for place, row in enumerate(rows.to_dict("records")):
        colour = MAIN if row["p50"] >= 0 else OTHER
        axes.barh(-place, row["p50"], color=colour, alpha=0.7, height=0.32, edgecolor="none")
        axes.plot([row["p05"], row["p95"]], [-place, -place], color=INK, linewidth=1.1)
        axes.plot([0, 0], [-place - 0.26, -place + 0.16], color=MUTED, linewidth=1.2)
        bar_label(axes, f"{name(row)}: {signed(row['p50'], words)}", (low - room, -place + 0.2), 46)
    axes.set_xlim(low - room, high + room)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=4)
    count_ticks(axes.xaxis, words)
