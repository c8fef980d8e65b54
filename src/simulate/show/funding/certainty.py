"""What certainty costs: mixes that count on more or less of what payers promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.show.charts.axis import tick_form
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.funding.said import chance_said, whose_said
from simulate.show.pieces import Piece
from simulate.show.said import row_of
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.funding.certainty import certainty_curve
from simulate.study.funding.desk import cost_counted_rp
from simulate.study.summary import mean_error

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.funding.result import FundingResult


def certainty_chart(result: FundingResult) -> Piece:
    """The chance that the target is kept in each month against the cost to the regency."""
    found = certainty_curve(result.desk)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        axes.plot(found["cost_rp"], found["chance"], color=MAIN, linewidth=1.6)
        for fits, face in ((True, MAIN), (False, "none")):
            rows = found[found["fits"] == fits]
            axes.plot(rows["cost_rp"], rows["chance"], "o", color=MAIN, markerfacecolor=face, markersize=6)
        axes.axhline(result.plan.confidence, color=MUTED, linewidth=0.9, linestyle="--")
        axes.plot([result.chosen.cost_rp], [result.chance], "D", color=OTHER, markersize=7)
        # a name at the left edge stands to the right of its point
        room = result.chosen.cost_rp > found["cost_rp"].quantile(0.3)
        chosen = ((-8, 8), "right") if room else ((8, 8), "left")
        marks = ((result.hoped, "hoped", (8, -2), "left", "top"), (result.chosen, "chosen", *chosen, "bottom"))
        for one, name, shift, side, edge in marks:
            axes.annotate(
                words(f"funding.chart.certainty.{name}", chance=chance_said(one.chance, words)),
                (one.cost_rp, one.chance),
                xytext=shift,
                textcoords="offset points",
                ha=side,
                va=edge,
                color=INK,
            )
        axes.set_ylim(0, 1.06)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        axes.xaxis.set_major_formatter(tick_form(words.rupiah))
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        axes.set_xlabel(words("funding.chart.certainty.axis"))

    def numbers(words: Words) -> dict[str, str]:
        return {
            "hoped": chance_said(result.hoped.chance, words),
            "chosen": chance_said(result.chance, words),
            "price": words.rupiah(price),
            "whose": whose_said(result, words),
            "error": words.error(result.chosen.chance_error, "share"),
            "cost": words.rupiah(result.chosen.cost_rp),
        }

    price = result.dearer_rp(result.chosen)
    ending = "" if price > 0 else ".same"
    return figure(
        "certainty",
        result.settings.language,
        draw,
        title=lambda words: words(f"funding.chart.certainty.title{ending}", **numbers(words)),
        alt=lambda words: words("funding.chart.certainty.alt", **numbers(words)),
        source=lambda words: words("funding.chart.certainty.source", **numbers(words)),
        data=found,
        wide=(7.4, 3.6),
    )


def certainty_table(result: FundingResult) -> Piece:
    """The hoped, the chosen and the certain mix: what APBD sets aside, how sure each is, whether the budget holds."""
    shown = [("hoped", result.hoped), ("chosen", result.chosen)]
    shown += [] if result.sure is result.chosen else [("sure", result.sure)]
    if result.chosen is result.hoped:
        shown = shown[1:]
    over = (result.by_need_rp > result.chosen.case.budget_rp).any(axis=1).astype(float)

    def rows(words: Words):
        for name, one in shown:
            yield (
                words(f"funding.certainty.{name}"),
                words.exact(100 * one.quantile),
                words.count(one.mix.of("apbd", one.case)[-1]),
                words.rupiah(one.cost_rp),
                f"{chance_said(one.chance, words)} {words.error(one.chance_error, 'share')}",
                words("word.yes" if one.fits else "word.no"),
            )

    def note(words: Words) -> str:
        return words(
            "funding.table.certainty.note",
            over=chance_said(float(over.mean()), words),
            over_error=words.error(mean_error(over), "share"),
            planned=words.rupiah(row_of(result, "cost_regency")["p50"]),
            median=words.rupiah(float(np.median(result.measures["cost_recourse"]))),
        )

    return table(
        "certainty_table",
        result.settings.language,
        caption=lambda words: _caption(result, words),
        header=heads("mix", "counts_on", "apbd_end", "planned_cost", "chance_kept", "in_budget"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
        data=certainty_curve(result.desk),
    )


def _caption(result: FundingResult, words: Words) -> str:
    sure, price = result.sure, result.price_of_certainty_rp
    ending = "" if sure.chance >= result.plan.confidence else ".none"
    return words(
        f"funding.table.certainty.caption{ending}",
        price=words.rupiah(price),
        share=words.share(price / cost_counted_rp(result.hoped.case, result.hoped.mix, result.desk.counted)),
        whose=whose_said(result, words),
        confidence=chance_said(result.plan.confidence, words),
        chance=chance_said(sure.chance, words),
    )
