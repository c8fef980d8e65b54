"""Who pays for how many, month by month and year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.show.cells import Section, estimated
from simulate.show.charts.axis import count_ticks, end_labels, month_ticks
from simulate.show.figure import INK, MAIN, OTHER, figure
from simulate.show.funding.said import payer_said
from simulate.show.pieces import Piece
from simulate.show.said import row_of
from simulate.show.table import heads, table
from simulate.show.tables.measured import measured, unit_said
from simulate.show.words import Words
from simulate.study.summary import summarise

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.funding.result import FundingResult

_REGISTERING = "registering"
# public money of others than APBD
_PUBLIC = ("apbdes", "dbh")


def mix_chart(result: FundingResult) -> Piece:
    """APBD and all other payers on top of one another with the target, and below the other payers one by one."""
    case = result.chosen.case
    others = [payer for payer in case.payers if payer != "apbd"]
    middles = {payer: np.median(heads, axis=0) for payer, heads in result.delivered.workers.items()}
    apbd = middles["apbd"]
    together = summarise(result.delivered.protected)
    months = np.arange(len(case.target))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        left, right = drawing.subplots(**({"nrows": 2} if narrow else {"ncols": 2}))
        left.fill_between(months, 0, apbd, color=MAIN, alpha=0.55, linewidth=0)
        left.fill_between(months, apbd, together["p50"], color=OTHER, alpha=0.55, linewidth=0)
        left.fill_between(months, together["p05"], together["p95"], color=OTHER, alpha=0.2, linewidth=0)
        left.plot(months, case.target, "--", color=INK, linewidth=1.2)
        left.set_ylim(0, float(together["p95"].max()) * 1.05)
        left.set_xlim(0, months[-1])
        end = months[-1]
        names = [(end, float(apbd[-1]) / 2, payer_said("apbd", words), INK)]
        if others:
            names.append((end, float(apbd[-1] + together["p50"][-1]) / 2, words("funding.chart.mix.others"), INK))
        end_labels(left, [*names, (end, float(case.target[-1]), words("funding.chart.mix.target"), INK)])
        _one_by_one(right, months, {payer: middles[payer] for payer in others}, words)
        for axes, name in ((left, "all"), (right, "others")):
            axes.set_title(words(f"funding.chart.mix.panel.{name}"))
            month_ticks(axes, result.months, words, 2 if narrow else 3)
            count_ticks(axes.yaxis, words)

    def numbers(words: Words) -> dict[str, str]:
        row = row_of(result, "workers_others")
        return {
            "first": words.count(apbd[0]),
            "last": words.count(apbd[-1]),
            "others": words.count(row["p50"]),
            "range": words.interval(row["p05"], row["p95"], "persons"),
            "month": words.month(result.months[-1]),
            "target": words.exact(result.plan.workers),
            "chance": words.exact(100 * result.chosen.quantile),
            "error": words.error(row["mc_error"], "persons"),
        }

    def alt(words: Words) -> str:
        rows = [f"{payer_said(payer, words)} {words.count(middles[payer][-1])}" for payer in case.payers]
        return words("funding.chart.mix.alt", rows="; ".join(rows), **numbers(words))

    return figure(
        "mix",
        result.settings.language,
        draw,
        title=lambda words: words("funding.chart.mix.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("funding.chart.mix.source", **numbers(words)),
        data=result.monthly_table[["month", "payer", "planned", "p05", "p50", "p95"]],
        wide=(7.4, 3.7),
        narrow=(3.7, 6.4),
    )


def _one_by_one(axes: Axes, months: np.ndarray, middles: dict[str, np.ndarray], words: Words) -> None:
    """A line for each payer, named at its end."""
    for payer, workers in middles.items():
        axes.plot(months, workers, color=MAIN if payer in _PUBLIC else OTHER, linewidth=1.6, alpha=0.9)
    axes.set_xlim(0, months[-1])
    axes.set_ylim(0, max((float(workers.max()) for workers in middles.values()), default=1.0) * 1.05)
    end_labels(
        axes,
        [
            (months[-1], float(workers[-1]), f"{payer_said(payer, words)} {words.count(workers[-1])}", INK)
            for payer, workers in middles.items()
        ],
    )


def mix_by_year(result: FundingResult) -> Piece:
    """By year and payer: workers at the year's end, price, contributions, and what registering costs."""
    found = result.yearly_table
    case = result.chosen.case

    def price(payer: str, place: int, words: Words) -> str:
        inside = sorted(set(case.price_rp[payer][case.year == place]))
        ends = [words.exact(inside[0]), words.exact(inside[-1])]
        return f"Rp{ends[0]}" if len(inside) == 1 else f"Rp{ends[0]}–{ends[1]}"

    def rows(words: Words):
        for place, year in enumerate(case.years):
            yield Section([year, "", "", ""])
            for row in found[found["year"] == year].to_dict("records"):
                payer = row["payer"]
                money = {name: float(round(row[f"paid_rp_{name}"], -3)) for name in ("p05", "p50", "p95")}
                if payer == _REGISTERING:
                    yield (words("funding.row.registering"), "", "", estimated(money, "rp", words))
                    continue
                workers = {name: float(round(row[f"workers_{name}"])) for name in ("p05", "p50", "p95")}
                yield (
                    payer_said(payer, words, first=True),
                    estimated(workers, "persons", words),
                    price(payer, place, words),
                    estimated(money, "rp", words),
                )

    def caption(words: Words) -> str:
        paid, others = row_of(result, "contributions"), row_of(result, "paid_others")
        return words(
            "funding.table.mix.caption",
            others=words.rupiah(others["p50"]),
            range=words.interval(others["p05"], others["p95"], "rp"),
            share=words.share(others["p50"] / paid["p50"]),
            paid=words.rupiah(paid["p50"]),
        )

    return table(
        "mix_by_year",
        result.settings.language,
        caption=caption,
        header=heads("payer", "workers_year_end", "price_month", "contribution"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3),
        note=lambda words: words(
            "funding.table.mix.note",
            error=words.error(float(found["workers_mc_error"].max()), "persons"),
            error_rp=words.error(float(found["paid_rp_mc_error"].max()), "rp"),
        ),
        data=found,
    )


def measures(result: FundingResult) -> Piece:
    """Every measure that varies with the draws."""
    elsewhere = ("target_kept", "budget_kept", "allocation", "price_of_certainty", "nearest_target")
    shown = [name for name in result.units if name not in elsewhere]
    shown = [name for name in shown if not name.startswith(("workers_", "paid_")) or name.endswith("others")]
    return measured(
        result,
        "measures",
        shown,
        name=lambda measure, words: words(f"funding.measure.{measure}") + unit_said(result.units[measure], words),
        caption=lambda words: words("funding.table.measures.caption"),
        note=lambda words: words("funding.table.measures.note"),
    )
