"""Coverage month by month, from both baselines, against the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.charts.axis import end_labels, tick_form
from simulate.show.figure import INK, MAIN, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.said import row_of
from simulate.show.universal.said import apbd_said, baseline_grade, baseline_said, december, year_ticks
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
    claimed = other if other.plan.baseline == "claimed" else result
    table, theirs = result.monthly_table, other.monthly_table
    kept = ["month", "p05", "p50", "p95", "mc_error"]
    data = table[kept].merge(theirs[kept], on="month", suffixes=("", f"_{other.plan.baseline}"))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        lines = {"own": result.plan.target} | {one.key: one.level for one in result.targets if one.key in _DRAWN}
        if lines["own"] in [level for key, level in lines.items() if key != "own"]:
            del lines["own"]
        months, labels = len(table), []
        for key, level in lines.items():
            axes.plot([0, months], [level, level], color=INK, linestyle="--", linewidth=1)
            labels.append(
                (months, level, words(f"universal.target.short.{key}", level=words.legal(level, "share")), INK)
            )
        for side, colour in ((other, OTHER), (result, MAIN)):
            _band(axes, side, colour)
            end = float(side.monthly_table["p50"].iloc[-1])
            name = words(f"universal.chart.road.line.{side.plan.baseline}", end=words.share(end))
            labels.append((months, end, name, colour))
        top = max(*lines.values(), *(float(one["p95"].max()) for one in (table, theirs)))
        low = min(*lines.values(), *(float(one["p05"].min()) for one in (table, theirs)))
        axes.set_ylim(low - 0.03, top + 0.03)
        axes.set_xlim(0, months)
        end_labels(axes, labels)
        year_ticks(axes, result.months, words, narrow)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))

    def numbers(words: Words) -> dict[str, str]:
        end, start = table.iloc[-1], row_of(result, "coverage_start")
        chance, _ = own_chance(result)
        return {
            "month": words.month(result.months[-1]),
            "start": words.share(start["p50"]),
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
            "paid": apbd_said(claimed, "universal.chart.road.source.paid", words),
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


def _band(axes: Axes, side: UniversalResult, colour: str) -> None:
    """Coverage from the start on: a month's own stands at its end, where the next begins."""
    start = row_of(side, "coverage_start")
    lines = {name: [start[name], *side.monthly_table[name]] for name in ("p05", "p50", "p95")}
    places = range(len(lines["p50"]))
    axes.fill_between(places, lines["p05"], lines["p95"], color=colour, alpha=0.2, linewidth=0)
    for edge in ("p05", "p95"):
        axes.plot(places, lines[edge], color=colour, linewidth=0.6)
    axes.plot(places, lines["p50"], color=colour, linewidth=2)
