"""Workers protected by 1 ASN 1 Pekerja Rentan, month by month, against the slogan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.brief.said import counted, left_out, made_from, middle, whole
from simulate.show.charts.axis import count_ticks, month_ticks
from simulate.show.figure import INK, MAIN, OTHER, SMALL, figure
from simulate.show.pieces import Piece, sentence
from simulate.show.words import Words
from simulate.study.brief.result import Brief

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def sponsorship(brief: Brief) -> Piece:
    """Paid-up workers by month with their 90 % range; one worker for each civil servant is the dashed line."""
    if "sponsorship" not in brief.runs:
        return sentence(brief.settings.language, lambda words: left_out("sponsorship", words))
    table = pd.DataFrame(brief.table("sponsorship", "months"))
    ceiling, months = brief.row("sponsorship", "ceiling")["p50"], list(table["month"])

    def said(words: Words) -> dict[str, str]:
        return {
            "month": words.month(months[-1]),
            "protected": whole(brief, "sponsorship", "protected", words),
            "share": middle(brief, "sponsorship", "share", words),
            "ceiling": words.exact(ceiling),
            "contributions": whole(brief, "sponsorship", "contributions", words),
        }

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(table))
        axes.fill_between(places, table["p05"], table["p95"], color=MAIN, alpha=0.25, linewidth=0)
        axes.plot(places, table["p50"], color=MAIN, linewidth=2)
        axes.axhline(ceiling, color=OTHER, linestyle="--", linewidth=1.5)
        labels = (
            (words("brief.chart.sponsorship.ceiling", ceiling=words.exact(ceiling)), 0, ceiling, "left", OTHER),
            (middle(brief, "sponsorship", "protected", words), len(table) - 1, table["p95"].iloc[-1], "right", INK),
        )
        for text, place, height, side, colour in labels:
            axes.annotate(text, (place, height), xytext=(0, 3), textcoords="offset points", ha=side, color=colour)
        month_ticks(axes, months, words, 2)
        count_ticks(axes.yaxis, words)
        axes.locator_params(axis="y", nbins=4)
        axes.set_ylim(0, max(ceiling, float(table["p95"].max())) * 1.2)

    return figure(
        "protected",
        brief.settings.language,
        draw,
        title=lambda words: words(
            "brief.chart.sponsorship.title",
            **said(words) | {"protected": counted(brief, "sponsorship", "protected", words)},
        ),
        alt=lambda words: words("brief.chart.sponsorship.alt", **said(words)),
        source=lambda words: made_from(brief, "sponsorship", words),
        data=table,
        wide=SMALL,
        narrow=(3.7, 2.4),
    )
