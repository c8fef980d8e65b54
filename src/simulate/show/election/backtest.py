"""Calibrated on the nation, held against the regency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.show.cells import source
from simulate.show.charts.axis import tick_form
from simulate.show.figure import INK, MAIN, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.election.backtest import DISTINCT, backtest, predicted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.election.result import ElectionResult

# counts whose reason only tells why they lie outside
_EXPLAINED = ("kpu_2024", "kpu_2024_kpps", "kpu_pilkada_2024")


def backtest_chart(result: ElectionResult) -> Piece:
    """The model's distribution of each count, and the count."""
    found = backtest(result).set_index("case")
    drawn = found.loc[[*DISTINCT], "inside"]
    ending = ".all" if drawn.all() else ""
    chances = {case: _chances(predicted(result)[case]) for case in DISTINCT}

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        shape = {"nrows": len(DISTINCT)} if narrow else {"nrows": 2, "ncols": 2}
        for axes, case in zip(drawing.subplots(**shape).ravel(), DISTINCT, strict=True):
            _panel(axes, chances[case], found.loc[case], words(f"election.panel.{case}"), words)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "inside": str(int(drawn.sum())),
            "all": str(len(drawn)),
            "error": words.error(float(found.loc[[*DISTINCT], "mc_error"].max()), "persons"),
        }

    def alt(words: Words) -> str:
        rows = [
            words(
                "election.chart.backtest.alt.row",
                case=words(f"election.case.{case}"),
                seen=words.count(found.loc[case, "observed"]),
                range=words.interval(found.loc[case, "p05"], found.loc[case, "p95"], "persons"),
            )
            for case in DISTINCT
        ]
        return words("election.chart.backtest.alt", rows="; ".join(rows))

    return figure(
        "backtest",
        result.settings.language,
        draw,
        title=lambda words: words(f"election.chart.backtest.title{ending}", **numbers(words)),
        alt=alt,
        source=lambda words: words("election.chart.backtest.source", **numbers(words)),
        data=pd.concat(chances, names=["case"]).reset_index(level=0),
        wide=(7.4, 4.4),
        narrow=(3.7, 6.6),
    )


def _chances(draws: np.ndarray) -> pd.DataFrame:
    heads_, times = np.unique(draws.astype(int), return_counts=True)
    return pd.DataFrame({"count": heads_, "chance": times / times.sum()})


def _panel(axes: Axes, chances: pd.DataFrame, row: pd.Series, name: str, words: Words) -> None:
    """Bars of the model's chances, and a line where the count lies."""
    axes.bar(chances["count"], chances["chance"], color=MAIN, alpha=0.6, width=0.85, edgecolor="none")
    top = float(chances["chance"].max()) * 1.35
    axes.plot([row["observed"]] * 2, [0, top * 0.86], color=OTHER, linewidth=2)
    axes.annotate(
        words("election.chart.backtest.seen", seen=words.exact(row["observed"])),
        (row["observed"], top * 0.88),
        ha="center",
        va="bottom",
        color=INK,
    )
    right = max(float(chances.loc[chances["chance"].cumsum() <= 0.995, "count"].max()), row["observed"])
    axes.set_xlim(-0.8, right + 2)
    axes.set_ylim(0, top)
    axes.set_title(name)
    axes.locator_params(axis="x", nbins=7, integer=True)
    axes.locator_params(axis="y", nbins=3)
    axes.xaxis.set_major_formatter(tick_form(words.exact))
    axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))


def _reading(row: Mapping[str, Any], words: Words) -> str:
    """Why a count lies where it does; inside the interval some need no reason."""
    key = f"election.reading.{row['case']}"
    return words("election.reading.agrees") if row["inside"] and row["case"] in _EXPLAINED else words(key)


def backtest_table(result: ElectionResult) -> Piece:
    """Each count of the regency: observed, the model's median and interval, whether it lies inside, and why not."""
    found = backtest(result)

    def rows(words: Words):
        for row in found.to_dict("records"):
            unit = row["unit"]
            yield (
                words(f"election.case.{row['case']}"),
                words.value(row["observed"], unit),
                words.value(row["p50"], unit),
                words.interval(row["p05"], row["p95"], unit),
                words("word.yes" if row["inside"] else "word.no"),
                _reading(row, words),
                [source(row["source"]), f" ({words('status.' + row['status'])})"],
            )

    def caption(words: Words) -> str:
        inside = found.set_index("case").loc[[*DISTINCT], "inside"]
        return words("election.table.backtest.caption", inside=str(int(inside.sum())), all=str(len(inside)))

    def note(words: Words) -> str:
        by_unit = found.groupby("unit")["mc_error"].max()
        regional = result.unknowns["regional_ratio"]
        return words(
            "election.table.backtest.note",
            regional=words.interval(regional.low, regional.high, "ratio"),
            error=words.error(float(by_unit["persons"]), "persons"),
            error_rp=words.error(float(by_unit["rp"]), "rp"),
        )

    return table(
        "backtest_table",
        result.settings.language,
        caption=caption,
        header=heads("count_here", "observed", "model_median", "interval", "inside", "reading", "source"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3),
        note=note,
        data=found,
        stacked=True,
    )
