"""Protected workers by kecamatan."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simulate.model.selection import SHARED_BY
from simulate.show.charts.axis import count_ticks
from simulate.show.charts.tile_map import draw_tiles
from simulate.show.figure import MAIN, figure
from simulate.show.pieces import Piece
from simulate.show.values import rules_said
from simulate.show.words import Words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult


def protected_by_kecamatan(result: SponsorshipResult) -> Piece:
    """Protected workers in the last month by kecamatan: a tile map, or dots where the region has no tiles."""
    table, tiles = result.kecamatan_table, result.region.tables.get("tiles")
    top, last = table.iloc[0], table.iloc[-1]
    form = "dots" if tiles is None else "map"
    ending = ".rule" if set(result.plan.selection) & set(SHARED_BY) else ""

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        told = [words.estimate(row.p50, row.p05, row.p95, "persons") for row in table.itertuples()]
        if tiles is None:
            _draw_dots(drawing.subplots(), table.assign(text=told), words, narrow)
        else:
            shown = table.assign(value=table["p50"], text=told)
            draw_tiles(drawing.subplots(), tiles, shown, narrow, partial(words.interval, unit="persons"))

    def numbers(words: Words) -> dict[str, str]:
        return {
            "top": top["kecamatan"],
            "top_count": words.estimate(*top[["p50", "p05", "p95"]], "persons"),
            "top_interval": words.interval(top["p05"], top["p95"], "persons"),
            "last": last["kecamatan"],
            "last_count": words.estimate(*last[["p50", "p05", "p95"]], "persons"),
            "last_interval": words.interval(last["p05"], last["p95"], "persons"),
            "places": str(len(table)),
            "error": words.error(table["mc_error"].max(), "persons"),
            "month": words.month(result.months[-1]),
            "rules": rules_said(result.plan.selection, words),
            "form": words(f"chart.kecamatan.{form}"),
            "marks": words(f"chart.kecamatan.{form}.marks"),
        }

    return figure(
        "protected_by_kecamatan",
        result.settings.language,
        draw,
        title=lambda words: words(f"chart.kecamatan.title{ending}", **numbers(words)),
        alt=lambda words: words("chart.kecamatan.alt", **numbers(words)),
        source=lambda words: words(f"chart.kecamatan.source{ending}", **numbers(words)),
        data=table,
        wide=(7.4, 6.0) if tiles is None else (7.4, 4.6),
        narrow=(3.7, 6.6) if tiles is None else (3.7, 4.4),
    )


def _draw_dots(axes: Axes, table: pd.DataFrame, words: Words, narrow: bool) -> None:
    """Each kecamatan with its 90 % interval, largest first."""
    places = range(len(table) - 1, -1, -1)
    axes.hlines(places, table["p05"], table["p95"], color=MAIN, alpha=0.35, linewidth=5)
    axes.plot(table["p50"], places, "o", color=MAIN, markersize=4)
    for place, row in zip(places, table.itertuples(), strict=True):
        axes.annotate(row.text, (row.p95, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(list(places), table["kecamatan"])
    axes.tick_params(axis="y", length=0)
    count_ticks(axes.xaxis, words)
    axes.set_xlim(0, max(float(table["p95"].max()) * (1.2 if narrow else 1.1), 1))
    axes.set_ylim(-0.7, len(table) - 0.3)
    axes.locator_params(axis="x", nbins=4 if narrow else 8)
    axes.set_xlabel(words("chart.kecamatan.axis"))
