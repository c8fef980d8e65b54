"""What the payer rule of PP 50/2025 does: prices by payer and month, and the mix under other rules."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from simulate.show.charts.axis import month_ticks, tick_form
from simulate.show.figure import INK, MAIN, OTHER, figure
from simulate.show.funding.said import payers_said, spread
from simulate.show.pieces import Piece, sentence
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.funding.relief import price_table, relief_for_apbd_rp, topping_up_rp, under_each_law

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.funding.result import FundingResult


def price_chart(result: FundingResult) -> Piece:
    """The contribution of a worker-month, one line for payers that pay the same."""
    alike: dict[tuple[float, ...], list[str]] = {}
    for payer, prices in result.chosen.case.price_rp.items():
        alike.setdefault(tuple(prices), []).append(payer)
    lines = sorted(alike.items(), key=lambda item: -sum(item[0]))
    relieved = [payer for prices, payers in lines for payer in payers if min(prices) < max(result.full_price_rp)]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        months = np.arange(len(result.months))
        for (prices, payers), colour, wide in zip(lines, (MAIN, OTHER, INK), (5, 2.2, 2.2), strict=False):
            axes.step(months, prices, where="mid", color=colour, linewidth=wide)
            lowest = int(np.argmin(prices))
            level, above = prices[lowest], min(prices) == max(result.full_price_rp)
            axes.annotate(
                textwrap.fill(payers_said(payers, words), 22 if narrow else 80),
                (len(months) * 0.25 if above else lowest, level),
                xytext=(0, 6 if above else -6),
                textcoords="offset points",
                va="bottom" if above else "top",
                color=INK,
                in_layout=False,
            )
        axes.set_ylim(0, float(max(result.full_price_rp)) * 1.2)
        axes.locator_params(axis="y", nbins=5)
        month_ticks(axes, result.months, words, 3 if narrow else 8)
        axes.yaxis.set_major_formatter(tick_form(words.rupiah))

    def numbers(words: Words) -> dict[str, str]:
        full, low = float(max(result.full_price_rp)), min(min(prices) for prices, _ in lines)
        cheap = [month for month, p in zip(result.months, lines[-1][0], strict=True) if p < full]
        return {
            "full": words.legal(full, "rp"),
            "low": words.legal(low, "rp"),
            "relieved": payers_said(relieved, words),
            "span": words.months(cheap[0], cheap[-1]) if cheap else "–",
        }

    ending = "" if relieved else ".none"
    return figure(
        "prices",
        result.settings.language,
        draw,
        title=lambda words: words(f"funding.chart.prices.title{ending}", **numbers(words)),
        alt=lambda words: words(f"funding.chart.prices.alt{ending}", **numbers(words)),
        source=lambda words: words("funding.chart.prices.source"),
        data=price_table(result),
        wide=(7.4, 2.9),
        narrow=(3.7, 3.6),
    )


def relief(result: FundingResult) -> Piece:
    """The cheapest mix with relief as it is, with none, and with relief for every payer."""
    found = under_each_law(result).set_index("view")

    def rows(words: Words):
        for view, row in found.iterrows():
            yield (
                words(f"funding.view.{view}"),
                words.rupiah(row["cost_regency_rp"]),
                words.rupiah(row["first_year_rp"]),
                words.rupiah(row["paid_others_rp"]),
                words.rupiah(row["cost_all_rp"]),
                words.share(row["apbd_share"]),
            )

    def caption(words: Words) -> str:
        gain = relief_for_apbd_rp(result)
        now = found.loc["without", "cost_regency_rp"] - found.loc["as_is", "cost_regency_rp"]
        same = abs(now) <= 0.001 * found.loc["as_is", "cost_regency_rp"]
        if not gain.any():
            return words("funding.table.relief.caption.none")
        middle, span = spread(gain, "rp", words)
        said = {"gain": middle, "range": span, "now": words.rupiah(abs(now))}
        return words(f"funding.table.relief.caption{'' if same else '.moves'}", **said)

    return table(
        "relief",
        result.settings.language,
        caption=caption,
        header=heads("rule_of_payers", "cost_regency", "cost_first_year", "paid_others", "cost_all", "apbd_part"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4, 5),
        note=lambda words: words("funding.table.relief.note", chance=words.exact(100 * result.chosen.quantile)),
        data=under_each_law(result),
    )


def topping_up(result: FundingResult) -> Piece:
    """What is lost where APBD adds to the contributions of others."""
    lost = topping_up_rp(result)
    price = np.array([*result.chosen.case.price_rp.values()])
    each = float((result.full_price_rp - price.min(axis=0)).max())

    def text(words: Words) -> str:
        if each <= 0 or not lost.any():
            return words("funding.topping_up.none")
        middle, span = spread(lost, "rp", words)
        return words("funding.topping_up", each=words.legal(each, "rp"), lost=middle, range=span or middle)

    return sentence(result.settings.language, text)
