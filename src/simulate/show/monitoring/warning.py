"""The chance of missing the target as of each month: the early warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.charts.axis import tick_form
from simulate.show.figure import INK, MAIN, OTHER, figure
from simulate.show.monitoring.said import (
    chance_said,
    end_said,
    light_said,
    marked,
    rule_said,
    titled,
    watermarked,
)
from simulate.show.pieces import Piece
from simulate.show.words import Words
from simulate.study.monitoring.tables import warned_since

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.monitoring.result import MonitoringResult


def warning_chart(result: MonitoringResult) -> Piece:
    """The chance by month of the record, first before any, with the two thresholds dashed."""
    table, since = result.chance_table, warned_since(result)
    now = table.iloc[-1]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(table))
        axes.plot(places, table["missed"], "-o", color=MAIN, linewidth=2, markersize=4)
        for name in ("watch", "warn"):
            level = getattr(result.plan, f"{name}_above")
            axes.axhline(level, color=OTHER, linestyle="--" if name == "warn" else ":", linewidth=1.2)
            axes.annotate(
                words(f"monitoring.chart.warning.{name}", level=words.share(level, 0)),
                (len(table) - 1, level), xytext=(0, 3), textcoords="offset points", ha="right", color=INK,
                fontsize=8.5,
            )  # fmt: skip
        step = max(1, -(-len(table) // (4 if narrow else 9)))
        shown = [*places][::step]
        axes.set_xticks(shown, [_as_of(table["as_of"].iloc[place], words) for place in shown])
        axes.set_ylim(0, 1.05)
        axes.margins(x=0.05)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        watermarked(drawing, result, words)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "month": words.month(result.as_of),
            "end": end_said(result, words),
            "missed": chance_said(result, float(now["missed"]), words),
            "light": light_said(now["light"], words),
            "since": words.month(since) if since else words("monitoring.no_record"),
            "target": words.exact(result.target),
            "rule": rule_said(result, words),
            "error": words.error(float(table["missed_error"].max()), "share"),
            "path": "; ".join(f"{_as_of(row.as_of, words)} {words.share(row.missed)}" for row in table.itertuples()),
        }

    key = "monitoring.chart.warning.title" + ("" if since is not None else ".calm")
    return figure(
        "warning",
        result.settings.language,
        draw,
        title=lambda words: titled(words(key, **numbers(words)), result, words),
        alt=lambda words: words("monitoring.chart.warning.alt", **numbers(words)),
        source=lambda words: marked(words("monitoring.chart.warning.source", **numbers(words)), result, words),
        data=table,
        wide=(7.4, 3.2),
        narrow=(3.7, 3.4),
    )


def _as_of(month: str, words: Words) -> str:
    return words.month(month, short=True) if month else words("monitoring.chart.warning.start")
