"""Who pays, and what the same rupiah buys under each payer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.charts.axis import count_ticks, month_ticks, tick_form
from simulate.show.figure import INK, MAIN, OTHER, figure
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


def who_pays(result: SponsorshipResult) -> Piece:
    """Contributions over the horizon, beside what the same cover would cost APBD."""
    table = result.payer_table.set_index("payer")
    total, apbd = table.loc["asn_total"], table.loc["apbd_same_cover"]
    ending = ".same" if math.isclose(total["p50"], apbd["p50"]) else ""

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        for place, row, colour in ((1, total, MAIN), (0, apbd, OTHER)):
            axes.barh(place, row["p50"], color=colour, alpha=0.5, edgecolor="none", height=0.5)
            axes.annotate(words.rupiah(row["p50"]), (0, place + 0.3), xytext=(3, 0), textcoords="offset points")
            if row["p05"] == row["p95"]:
                continue
            axes.plot([row["p05"], row["p95"]], [place, place], color=INK, linewidth=1.4, marker="|", markersize=8)
        axes.set_yticks([1, 0], [words("payer.asn"), words("payer.if_apbd")])
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(tick_form(words.rupiah))
        axes.locator_params(axis="x", nbins=3 if narrow else 5)
        axes.set_xlim(0, max(float(apbd["p95"]), float(total["p95"]), 1.0) * 1.06)
        axes.set_ylim(-0.5, 1.6)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "asn": words.rupiah(total["p50"]),
            "asn_interval": words.interval(total["p05"], total["p95"], "rp"),
            "apbd": words.rupiah(apbd["p50"]),
            "apbd_interval": words.interval(apbd["p05"], apbd["p95"], "rp"),
            "error": ""
            if total["mc_error"] == 0
            else words(
                "chart.payers.error",
                asn_error=words.error(total["mc_error"], "rp"),
                apbd_error=words.error(apbd["mc_error"], "rp"),
            ),
        }

    return figure(
        "who_pays",
        result.settings.language,
        draw,
        title=lambda words: words(f"chart.payers.title{ending}", **numbers(words)),
        alt=lambda words: words("chart.payers.alt", **numbers(words)),
        source=lambda words: words("chart.payers.source", **numbers(words)),
        data=result.payer_table,
        wide=(7.4, 2.4),
        narrow=(3.7, 2.4),
    )
