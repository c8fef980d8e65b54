"""Protected workers by month: planned, recorded, and what is to be expected now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.charts.axis import count_ticks, month_ticks
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.monitoring.said import chance_said, end_said, marked, span, titled, watermarked
from simulate.show.pieces import Piece
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.monitoring.result import MonitoringResult


def forecast_chart(result: MonitoringResult) -> Piece:
    """The plan's band, the one that the record leaves, recorded counts as dots, the target as a dashed line."""
    table, known = result.forecast_table, result.known
    end = table.iloc[-1]
    narrower = 1 - (end["now_p95"] - end["now_p05"]) / max(end["planned_p95"] - end["planned_p05"], 1e-9)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(table))
        _band(axes, places, table, "planned", MUTED, 0.16)
        ahead = table.iloc[known - 1 :]
        _band(axes, range(known - 1, len(table)), ahead, "now", MAIN, 0.34)
        told = table["recorded"].notna().to_numpy()
        axes.plot([p for p in places if told[p]], table["recorded"][told].astype(float), "o", color=INK, markersize=4)
        axes.axhline(result.target, color=OTHER, linestyle="--", linewidth=1.3)
        top = float(table[["planned_p95", "now_p95"]].max().max())
        # below its line where the plan's own name is near
        apart = not 0 <= end["planned_p95"] - result.target < 0.15 * top
        last, right = len(table) - 1, {"textcoords": "offset points", "fontsize": 8.5}
        axes.annotate(
            words("monitoring.chart.forecast.target", target=words.exact(result.target)),
            (last // 4, result.target), xytext=(0, 4 if apart else -11), color=OTHER, **right,
        )  # fmt: skip
        axes.annotate(
            words("monitoring.chart.forecast.planned"),
            (last, end["planned_p95"]), xytext=(0, 3), ha="right", color=INK, **right,
        )  # fmt: skip
        axes.annotate(
            words("monitoring.chart.forecast.now", forecast=words.count(end["now_p50"])),
            (last, end["now_p05"]), xytext=(0, -11), ha="right", color=INK, **right,
        )  # fmt: skip
        dot = max(known // 2 - 1, 0) if told[max(known // 2 - 1, 0)] else known - 1
        counted = float(result.observed.stock[dot])
        axes.annotate(  # away from the target's name, which stands on its line
            words("monitoring.chart.forecast.recorded"),
            (dot, counted),
            xytext=(4, 6 if counted > result.target else -13), ha="left", color=INK, **right,
        )  # fmt: skip
        axes.set_ylim(0, top * 1.1)
        month_ticks(axes, list(table["month"]), words, 4 if narrow else 7)
        count_ticks(axes.yaxis, words)
        watermarked(drawing, result, words)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "month": words.month(result.as_of),
            "end": end_said(result, words),
            "forecast": words.count(end["now_p50"]),
            "range": span(end, words, "now"),
            "before": words.count(end["planned_p50"]),
            "before_range": span(end, words, "planned"),
            "recorded": words.exact(result.number("estimated_now")),
            "target": words.exact(result.target),
            "missed": chance_said(result, result.number("missed"), words),
            "narrower": words.share(narrower),
            "error": words.error(float(end["now_mc_error"]), "persons"),
            "error_before": words.error(float(end["planned_mc_error"]), "persons"),
        }

    key = "monitoring.chart.forecast.title" if narrower > 0 else "monitoring.chart.forecast.title.wider"
    return figure(
        "forecast",
        result.settings.language,
        draw,
        title=lambda words: titled(words(key, **numbers(words)), result, words),
        alt=lambda words: words("monitoring.chart.forecast.alt", **numbers(words)),
        source=lambda words: marked(words("monitoring.chart.forecast.source", **numbers(words)), result, words),
        data=table,
    )


def _band(axes: Axes, places: range, table, name: str, colour: str, alpha: float) -> None:
    low, high = table[f"{name}_p05"], table[f"{name}_p95"]
    axes.fill_between(places, low, high, color=colour, alpha=alpha, linewidth=0)
    for edge in (low, high):
        axes.plot(places, edge, color=colour, linewidth=0.6)
    axes.plot(places, table[f"{name}_p50"], color=colour, linewidth=1.8, linestyle="-" if name == "now" else ":")
