"""How many families are paid: a small number, shown as the lottery that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.show.charts.axis import count_ticks, tick_form
from simulate.show.figure import INK, MAIN, figure
from simulate.show.pieces import Piece
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult


def families(result: SponsorshipResult) -> Piece:
    """The chance of each number of families paid over the horizon."""
    deaths = result.measures["deaths"]
    heads, draws = np.unique(deaths.astype(int), return_counts=True)
    chances = pd.DataFrame({"families": heads, "chance": draws / draws.sum()})
    row = result.headline_table.set_index("measure").loc["deaths"]
    waiting = result.headline_table.set_index("measure").loc["deaths_waiting"]
    none = float((deaths == 0).mean())

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        import seaborn as sns
        from matplotlib.ticker import MultipleLocator

        axes = drawing.subplots()
        spread = int(deaths.max() - deaths.min())
        bins = {"discrete": True} if spread <= 40 else {"binwidth": -(-spread // 30)}
        sns.histplot(
            x=deaths,
            stat="probability",
            color=MAIN,
            alpha=0.85,
            edgecolor="none",
            shrink=0.82,
            ax=axes,
            **bins,
        )
        axes.set_ylim(top=axes.get_ylim()[1] * 1.15)
        axes.axvline(row["mean"], color=INK, linewidth=1.5, linestyle="--")
        axes.annotate(
            words("chart.families.mean", mean=words.count(row["mean"])),
            (row["mean"], axes.get_ylim()[1]),
            xytext=(4, -10),
            textcoords="offset points",
            color=INK,
        )
        axes.set_ylabel(words("chart.families.chance"))
        axes.set_xlabel(words("chart.families.axis"))
        axes.yaxis.set_major_locator(MultipleLocator(0.05 if chances["chance"].max() < 0.4 else 0.2))
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        count_ticks(axes.xaxis, words)
        axes.xaxis.get_major_locator().set_params(integer=True)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "mean": words.count(row["mean"]),
            "interval": words.interval(row["p05"], row["p95"], "persons"),
            "none": words.share(none, 0),
            "waiting": words.count(waiting["mean"]),
            "months": str(result.plan.months),
            "error": words.error(row["mc_error"], "persons"),
        }

    return figure(
        "families",
        result.settings.language,
        draw,
        title=lambda words: words("chart.families.title", **numbers(words)),
        alt=lambda words: words("chart.families.alt", **numbers(words)),
        source=lambda words: words("chart.families.source", **numbers(words)),
        data=chances,
        wide=(7.4, 3.0),
        narrow=(3.7, 3.0),
    )
