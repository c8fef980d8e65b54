"""What was counted elsewhere beside what the model says of it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from simulate.show.charts.axis import tick_form
from simulate.show.figure import INK, MAIN, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.words import Words
from simulate.study.backtest import backtest as compared

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult

# outcomes that are shares of civil servants, so that they can stand on one axis
_SHARES = ("workers_per_asn", "joined", "sponsors_per_asn", "sponsors_inside")


def backtest(result: SponsorshipResult) -> Piece:
    """The model's 90 % interval of each count elsewhere, and the count."""
    table = compared(result)
    shown = table[table["outcome"].isin(_SHARES)].reset_index(drop=True)
    seen = shown[shown["role"] != "untested"]
    others = table[~table["outcome"].isin(_SHARES)]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(shown) - 1, -1, -1)
        axes.hlines(places, shown["p05"], shown["p95"], color=MAIN, alpha=0.4, linewidth=7)
        axes.plot(shown["p50"], places, "|", color=MAIN, markersize=13, markeredgewidth=2)
        axes.plot(shown["observed"], places, "o", color=OTHER, markersize=6)
        names = [textwrap.fill(row_name(row, words), 22 if narrow else 46) for _, row in shown.iterrows()]
        axes.set_yticks(list(places), names)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, len(shown) - 0.4)
        axes.set_xlim(0, max(float(shown["p95"].max()), float(shown["observed"].max())) * 1.05)
        axes.xaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        axes.locator_params(axis="x", nbins=4 if narrow else 8)
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel(words("chart.backtest.axis"), color=INK)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "inside": str(int(seen["inside"].sum())),
            "all": str(len(seen)),
            "outside": str(len(others) - int(others["inside"].sum())),
            "checked": str(int((seen["role"] == "checked").sum())),
            "error": words.error(float(shown["mc_error"].max()), "share"),
        }

    def alt(words: Words) -> str:
        rows = [
            words(
                "chart.backtest.alt.row" if row["observed"] == row["observed"] else "chart.backtest.alt.untested",
                name=row_name(row, words),
                seen=words.value(row["observed"], "share") if row["observed"] == row["observed"] else "",
                interval=words.interval(row["p05"], row["p95"], "share"),
            )
            for _, row in shown.iterrows()
        ]
        return words("chart.backtest.alt", rows="; ".join(rows))

    return figure(
        "backtest",
        result.settings.language,
        draw,
        title=lambda words: words("chart.backtest.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("chart.backtest.source", **numbers(words)),
        data=table,
        wide=(7.4, 0.9 + 0.36 * len(shown)),
        narrow=(3.7, 1.0 + 0.5 * len(shown)),
    )


def row_name(row: pd.Series, words: Words) -> str:
    """Where, what and when."""
    return f"{row['place']}, {words.month(row['month'], short=True)}: {words('backtest.' + row['outcome'])}"
