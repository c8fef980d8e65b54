"""Coverage month by month, from both baselines, against the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.charts.axis import tick_form
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.universal.said import baseline_grade, baseline_said, december, year_ticks
from simulate.show.words import Words
from simulate.study.universal.run import other_baseline
from simulate.study.universal.targets import own_chance

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.universal.result import UniversalResult

# targets drawn beside the plan's own: the others would lie on top of one another
_DRAWN = ("target_rpjmn", "banten_target_soon", "banten_target_2030")


def road_chart(result: UniversalResult) -> Piece:
    """Coverage with its 90 % band from both baselines; targets are dashed lines."""
    other = other_baseline(result)
    table, theirs = result.monthly_table, other.monthly_table
    kept = ["month", "p05", "p50", "p95", "mc_error"]
    data = table[kept].merge(theirs[kept], on="month", suffixes=("", f"_{other.plan.baseline}"))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        lines = {"own": result.plan.target} | {one.key: one.level for one in result.targets if one.key in _DRAWN}
        if lines["own"] in [level for key, level in lines.items() if key != "own"]:
            del lines["own"]
        months = len(table)
        for key, level in lines.items():
            axes.plot([0, months - 1], [level, level], color=INK, linestyle="--", linewidth=1)
            axes.annotate(
                words(f"universal.target.short.{key}", level=words.legal(level, "share")),
                (months - 1, level),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                color=INK,
                fontsize=8.5,
            )
        for side, colour in ((other, OTHER), (result, MAIN)):
            _band(axes, side, colour, words)
        top = max(*lines.values(), *(float(one["p95"].max()) for one in (table, theirs)))
        low = min(*lines.values(), *(float(one["p05"].min()) for one in (table, theirs)))
        axes.set_ylim(low - 0.03, top + 0.06)
        axes.set_xlim(0, months * (1.42 if narrow else 1.24))
        year_ticks(axes, result.months, words, narrow)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))

    def numbers(words: Words) -> dict[str, str]:
        end, first = table.iloc[-1], table.iloc[0]
        chance, _ = own_chance(result)
        return {
            "month": words.month(result.months[-1]),
            "first": words.share(first["p50"]),
            "end": words.share(end["p50"]),
            "range": words.interval(end["p05"], end["p95"], "share"),
            "target": words.share(result.plan.target, 0),
            "target_month": december(result.plan.target_year, words),
            "chance": words.chance(chance, result.settings.draws),
            "baseline": baseline_said(result.plan.baseline, words),
            "other": baseline_said(other.plan.baseline, words),
            "other_end": words.share(theirs["p50"].iloc[-1]),
            "other_range": words.interval(*theirs.iloc[-1][["p05", "p95"]], "share"),
            "error": words.error(float(table["mc_error"].max()), "share"),
            "grade": baseline_grade(result, "reconciled", words),
            "claim": baseline_grade(result, "claimed", words),
        }

    return figure(
        "road",
        result.settings.language,
        draw,
        title=lambda words: words("universal.chart.road.title", **numbers(words)),
        alt=lambda words: words("universal.chart.road.alt", **numbers(words)),
        source=lambda words: words("universal.chart.road.source", **numbers(words)),
        data=data,
    )


def _band(axes: Axes, side: UniversalResult, colour: str, words: Words) -> None:
    table = side.monthly_table
    places = range(len(table))
    axes.fill_between(places, table["p05"], table["p95"], color=colour, alpha=0.2, linewidth=0)
    for edge in ("p05", "p95"):
        axes.plot(places, table[edge], color=colour, linewidth=0.6)
    axes.plot(places, table["p50"], color=colour, linewidth=2)
    axes.annotate(
        words(f"universal.chart.road.line.{side.plan.baseline}", end=words.share(table["p50"].iloc[-1])),
        (len(table) - 1, table["p95"].iloc[-1]),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right",
        color=INK if colour == MAIN else MUTED,
    )
