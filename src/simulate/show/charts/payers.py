"""What the same rupiah buys under each payer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.charts.axis import count_ticks, month_ticks
from simulate.show.figure import MAIN, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult

BILLION_RP = 1_000_000_000


def what_a_billion_buys(result: SponsorshipResult) -> Piece:
    """Worker-months that Rp1 billion pays in each month, from sponsors and from APBD."""
    prices = result.monthly_table[["month", "price_sponsor_rp", "price_apbd_rp"]]
    bought = pd.DataFrame(
        {
            "month": prices["month"],
            "sponsor_worker_months": BILLION_RP / prices["price_sponsor_rp"],
            "apbd_worker_months": BILLION_RP / prices["price_apbd_rp"],
        }
    )
    ratio = bought["sponsor_worker_months"] / bought["apbd_worker_months"]
    cheaper = bought["month"][ratio > 1.001].tolist()
    best = int(ratio.to_numpy().argmax())

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(bought))
        for column, colour, name, above in (
            ("sponsor_worker_months", MAIN, "payer.sponsor", 5),
            ("apbd_worker_months", OTHER, "payer.apbd", -13),
        ):
            axes.step(places, bought[column], where="mid", color=colour, linewidth=2.2)
            axes.annotate(
                f"{words(name)}: {words.count(bought[column].iloc[best])}",
                (best, bought[column].iloc[best]),
                xytext=(2, above),
                textcoords="offset points",
                color=colour,
            )
        month_ticks(axes, result.months, words, 3 if narrow else 6)
        axes.set_ylim(0, float(bought.iloc[:, 1:].max().max()) * 1.18)
        count_ticks(axes.yaxis, words)
        axes.set_title(words("chart.billion.axis"))
        axes.margins(x=0.03)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "cheaper": words.months(cheaper[0], cheaper[-1]) if cheaper else "",
            "count": str(len(cheaper)),
            "up_to": words("word.up_to") if len(set(ratio[ratio > 1.001].round(6))) > 1 else "",
            "ratio": words.times(float(ratio.iloc[best])),
            "sponsor": words.count(bought["sponsor_worker_months"].iloc[best]),
            "apbd": words.count(bought["apbd_worker_months"].iloc[best]),
            "price_sponsor": words.rupiah(prices["price_sponsor_rp"].iloc[best]),
            "price_apbd": words.rupiah(prices["price_apbd_rp"].iloc[best]),
        }

    ending = "" if cheaper else ".same"
    return figure(
        "what_a_billion_buys",
        result.settings.language,
        draw,
        title=lambda words: words(f"chart.billion.title{ending}", **numbers(words)),
        alt=lambda words: words(f"chart.billion.alt{ending}", **numbers(words)),
        source=lambda words: words("chart.billion.source"),
        data=bought,
        wide=(7.4, 3.3),
        narrow=(3.7, 3.3),
    )
