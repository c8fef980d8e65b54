"""The road: coverage by year, and the chance of its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.brief.said import counted, left_out, made_from, middle, whole
from simulate.show.charts.axis import tick_form
from simulate.show.figure import INK, MAIN, OTHER, SMALL, figure
from simulate.show.pieces import Piece, sentence
from simulate.show.words import Words
from simulate.study.brief.result import Brief

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.brief.risks import Risk


def universal(brief: Brief) -> Piece:
    """Coverage at the end of each year with its 90 % range."""
    if "universal" not in brief.runs:
        return sentence(brief.settings.language, lambda words: left_out("universal", words))
    table = pd.DataFrame(brief.table("universal", "years"))
    years, end = list(table["year"]), table.iloc[-1]
    top = max(float(table["p95"].max()), *(row["level"] for row in brief.table("universal", "targets")))
    missed = next((risk for risk in brief.risks if risk.kind == "target"), None)

    def said(words: Words) -> dict[str, str]:
        return {
            "year": years[-1],
            "coverage": whole(brief, "universal", "coverage", words),
            "cost": _cost(brief, words),
            "chance": _chance(missed, words),
            "years": "; ".join(f"{row['year']} {words.share(row['p50'])}" for row in table.to_dict("records")),
        }

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(table))
        axes.fill_between(places, table["p05"], table["p95"], color=MAIN, alpha=0.25, linewidth=0)
        axes.plot(places, table["p50"], color=MAIN, linewidth=2, marker="o", markersize=4)
        if missed:
            level = missed.values["target"]
            axes.axhline(level, color=OTHER, linestyle="--", linewidth=1.5)
            label = words("brief.chart.universal.target", target=words.share(level, 0))
            axes.annotate(label, (0, level), xytext=(0, 3), textcoords="offset points", color=OTHER)
        axes.annotate(
            middle(brief, "universal", "coverage", words),
            (places[-1], end["p05"]),
            xytext=(0, -3),
            textcoords="offset points",
            ha="right",
            va="top",
            color=INK,
        )
        axes.set_xticks(list(places), years)
        axes.set_ylim(0, min(1.15, top * 1.25))
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(tick_form(lambda value: words.share(value, 0)))

    return figure(
        "universal",
        brief.settings.language,
        draw,
        title=lambda words: words(
            "brief.chart.universal.title",
            **said(words) | {"coverage": counted(brief, "universal", "coverage", words)},
        ),
        alt=lambda words: words("brief.chart.universal.alt", **said(words)),
        source=lambda words: made_from(brief, "universal", words),
        data=table,
        wide=SMALL,
        narrow=(3.7, 2.2),
    )


def _cost(brief: Brief, words: Words) -> str:
    """What APBD pays on the road; nothing where the funding mix, whose number it is, was read."""
    if "funding" in brief.runs:
        return ""
    return words("brief.chart.universal.cost", cost=whole(brief, "universal", "cost", words))


def _chance(missed: Risk | None, words: Words) -> str:
    """The chance of the road's target; nothing where the run has none."""
    if missed is None:
        return ""
    return words(
        "brief.chart.universal.chance",
        target=words.share(missed.values["target"], 0),
        year=str(missed.values["year"]),
        chance=words.chance(1 - missed.size["p50"], missed.values["draws"]),
    )
