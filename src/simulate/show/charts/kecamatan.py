"""Protected workers by kecamatan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.charts.axis import tick_form
from simulate.show.figure import MAIN, figure
from simulate.show.pieces import Piece
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult


def protected_by_kecamatan(result: SponsorshipResult) -> Piece:
    """Protected workers in the last month, each kecamatan with its 90 % interval, largest first."""
    table = result.kecamatan_table
    places = range(len(table) - 1, -1, -1)
    top, last = table.iloc[0], table.iloc[-1]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        axes.hlines(places, table["p05"], table["p95"], color=MAIN, alpha=0.35, linewidth=5)
        axes.plot(table["p50"], places, "o", color=MAIN, markersize=4)
        for place, (_, row) in zip(places, table.iterrows(), strict=True):
            axes.annotate(
                words.estimate(row["p50"], row["p05"], row["p95"], "persons"),
                (row["p95"], place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        axes.set_yticks(list(places), table["kecamatan"])
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(tick_form(words.exact))
        axes.set_xlim(0, max(float(table["p95"].max()) * (1.2 if narrow else 1.1), 1))
        axes.set_ylim(-0.7, len(table) - 0.3)
        axes.locator_params(axis="x", nbins=4 if narrow else 8)
        axes.set_xlabel(words("chart.kecamatan.axis"))

    def numbers(words: Words) -> dict[str, str]:
        return {
            "top": top["kecamatan"],
            "top_count": words.estimate(*top[["p50", "p05", "p95"]], "persons"),
            "top_interval": words.interval(top["p05"], top["p95"], "persons"),
            "last": last["kecamatan"],
            "last_count": words.estimate(*last[["p50", "p05", "p95"]], "persons"),
            "places": str(len(table)),
            "error": words.error(table["mc_error"].max(), "persons"),
            "month": words.month(result.months[-1]),
        }

    return figure(
        "protected_by_kecamatan",
        result.settings.language,
        draw,
        title=lambda words: words("chart.kecamatan.title", **numbers(words)),
        alt=lambda words: words("chart.kecamatan.alt", **numbers(words)),
        source=lambda words: words("chart.kecamatan.source", **numbers(words)),
        data=table,
        wide=(7.4, 6.0),
        narrow=(3.7, 6.6),
    )
