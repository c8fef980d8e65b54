"""Protected workers by month, beside the slogan's ceiling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.charts.axis import count_ticks, month_ticks
from simulate.show.figure import INK, MAIN, OTHER, figure
from simulate.show.levers import asked_said, weakest
from simulate.show.pieces import Piece
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult


def protected_by_month(result: SponsorshipResult) -> Piece:
    """Paid-up workers in each month with their 90 % interval; the ceiling is the dashed line."""
    table = result.monthly_table
    ceiling, end = result.outcome.ceiling_persons, table.iloc[-1]
    places = range(len(table))
    certain = bool((table["p05"] == table["p95"]).all())
    judged = weakest(result.unknowns, result.plan.collection) == "judgement"
    grade = ".share" if result.plan.participation_share is not None else ".judgement" if judged else ""

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        if certain:  # a close-up would show the same flat line again
            panels = [drawing.subplots()]
        else:
            panels = list(drawing.subplots(2, 1) if narrow else drawing.subplots(1, 2))
        for axes in panels:
            axes.fill_between(places, table["p05"], table["p95"], color=MAIN, alpha=0.22, linewidth=0)
            for edge in ("p05", "p95"):
                axes.plot(places, table[edge], color=MAIN, linewidth=0.7)
            axes.plot(places, table["p50"], color=MAIN, linewidth=2)
            month_ticks(axes, result.months, words, 3 if narrow else 4)
            count_ticks(axes.yaxis, words)
            axes.set_ylim(bottom=0)
            axes.margins(x=0.04)
        against = panels[0]
        against.set_title(words("chart.protected.against"))
        against.axhline(ceiling, color=OTHER, linestyle="--", linewidth=1.5)
        against.set_ylim(top=ceiling * 1.15)
        against.annotate(
            words("chart.protected.ceiling", ceiling=words.exact(ceiling)),
            (0, ceiling),
            xytext=(0, 4),
            textcoords="offset points",
            color=OTHER,
        )
        if certain:
            return
        close = panels[1]
        close.set_title(words("chart.protected.close"))
        close.set_ylim(top=max(float(table["p95"].max()) * 1.2, 1))
        close.annotate(
            words("chart.protected.median", count=words.estimate(end["p50"], end["p05"], end["p95"], "persons")),
            (len(table) - 1, end["p50"]),
            xytext=(0, 5),
            textcoords="offset points",
            ha="right",
            color=INK,
        )
        close.annotate(
            words("chart.protected.band"),
            (len(table) - 1, end["p95"]),
            xytext=(0, 4),
            textcoords="offset points",
            ha="right",
            color=INK,
        )

    def numbers(words: Words) -> dict[str, str]:
        return {
            "months": str(result.plan.months),
            "month": words.month(result.months[-1]),
            "p50": words.estimate(end["p50"], end["p05"], end["p95"], "persons"),
            "interval": words.interval(end["p05"], end["p95"], "persons"),
            "ceiling": words.exact(ceiling),
            "asked": asked_said(result.plan.asked, words),
            "first": words.estimate(*table.loc[0, ["p50", "p05", "p95"]], "persons"),
            "share": words.share(end["p50"] / ceiling),
            "error": "" if certain else words("chart.protected.error", error=words.error(end["mc_error"], "persons")),
        }

    return figure(
        "protected_by_month",
        result.settings.language,
        draw,
        title=lambda words: words("chart.protected.title", **numbers(words)),
        alt=lambda words: words("chart.protected.alt", **numbers(words)),
        source=lambda words: words(f"chart.protected.source{grade}", **numbers(words)),
        data=table,
        narrow=(3.7, 5.4),
    )
