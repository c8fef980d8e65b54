"""Contributions by payer and month, with the months of relief."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.charts.axis import month_ticks, tick_form
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.words import Words
from simulate.study.summary import summarise

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult


def payments_by_month(result: SponsorshipResult) -> Piece:
    """What sponsors and APBD pay in each month, beside what the same cover would cost APBD; relief months shaded."""
    out = result.outcome
    paid = sum(out.paid_rp.values())
    table = pd.DataFrame(
        {"month": result.months}
        | {f"asn_{name}_rp": found for name, found in summarise(paid).items()}
        | {f"apbd_bridge_{name}_rp": found for name, found in summarise(out.bridge_rp).items()}
        | {f"apbd_same_cover_{name}_rp": found for name, found in summarise(out.apbd_rp).items()}
    )
    relief = [result.months.index(month) for month in result.relief_months]
    bridged = bool(result.plan.bridge_months)
    certain = bool((table["asn_p05_rp"] == table["asn_p95_rp"]).all())
    end = table.iloc[-1]
    total = result.headline_table.set_index("measure").loc["contributions"]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(table))
        top = float(table[["asn_p95_rp", "apbd_same_cover_p50_rp"]].max().max()) or 1.0
        if relief:
            axes.axvspan(relief[0] - 0.5, relief[-1] + 0.5, color=MUTED, alpha=0.13, linewidth=0)
            axes.annotate(words("chart.payments.relief"), (relief[0] - 0.4, top * 1.2), va="top", color=INK)
        axes.bar(places, table["asn_p50_rp"], color=MAIN, alpha=0.75, width=0.8, edgecolor="none")
        if bridged:
            axes.bar(
                places,
                table["apbd_bridge_p50_rp"],
                bottom=table["asn_p50_rp"],
                color=OTHER,
                alpha=0.85,
                width=0.8,
                edgecolor="none",
            )
        if not certain:
            axes.vlines(places, table["asn_p05_rp"], table["asn_p95_rp"], color=INK, linewidth=1.1)
        axes.step(places, table["apbd_same_cover_p50_rp"], where="mid", color=OTHER, linewidth=1.8, linestyle="--")
        axes.set_ylim(0, top * 1.22)
        axes.set_xlim(-0.7, len(table) - 0.3)
        month_ticks(axes, result.months, words, 3 if narrow else 6)
        axes.yaxis.set_major_formatter(tick_form(words.rupiah))

    def numbers(words: Words) -> dict[str, str]:
        span = words.months(result.relief_months[0], result.relief_months[-1]) if relief else ""
        return {
            "month": words.month(result.months[-1]),
            "asn": words.rupiah(end["asn_p50_rp"]),
            "asn_interval": words.interval(end["asn_p05_rp"], end["asn_p95_rp"], "rp"),
            "apbd": words.rupiah(end["apbd_same_cover_p50_rp"]),
            "relief": span,
            "total": words.rupiah(result.number("contributions")),
            "total_interval": words.interval(total["p05"], total["p95"], "rp"),
            "bridge": words.rupiah(result.number("contributions_bridge")) if bridged else "",
            "error": words.error(float(table["asn_mc_error_rp"].max()), "rp"),
        }

    def said(key: str, words: Words) -> str:
        parts = [words(f"chart.payments.{key}", **numbers(words))]
        more = {"error": key == "source" and not certain, "relief": bool(relief), "bridge": bridged}
        parts += [words(f"chart.payments.{key}.{name}", **numbers(words)) for name, holds in more.items() if holds]
        return " ".join(parts)

    title = "title" if relief else "title.same"
    return figure(
        "payments_by_month",
        result.settings.language,
        draw,
        title=lambda words: words(f"chart.payments.{title}", **numbers(words)),
        alt=lambda words: said("alt", words),
        source=lambda words: said("source", words),
        data=table,
        wide=(7.4, 3.4),
        narrow=(3.7, 3.4),
    )
