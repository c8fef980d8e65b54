"""What APBD pays by budget year beside the others, what the budget allows, and what certainty costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, beside, tick_form
from simulate.page.elements import Chart, Rows, chart, table, text
from simulate.page.html import Cell, Section, estimated, over
from simulate.page.words import Words
from simulate.programmes.funding.page.numbers import begins_open, open_place, plan_numbers, with_range, years_said
from simulate.programmes.funding.study import FundingResult
from simulate.programmes.funding.tables import across
from simulate.study.draws import mean_error, summarise, summed

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _by_year(result: FundingResult) -> pd.DataFrame:
    """By budget year: what APBD is expected to pay and must hold, the budget, and what others pay [Rp]."""
    case, delivered = result.chosen.case, result.delivered
    others = {payer: persons for payer, persons in delivered.workers.items() if payer != "apbd"}
    rows = []
    for place, year in enumerate(case.years):
        inside = case.year == place
        paid = [persons[:, inside] @ case.price_rp[payer][inside] for payer, persons in others.items()]
        money = {"allocated_rp": result.allocation_rp(place), "budget_rp": float(case.budget_rp[place])}
        by_others = sum(paid, np.zeros(result.settings.draws))
        rows.append({"year": year, **summed(result.by_need_rp[:, place], "used_rp"), **money})
        rows[-1] |= summed(by_others, "others_rp")
    return pd.DataFrame(rows)


# of a year's width: where APBD's bar and that of the others begin, and how wide each is
_APBD, _OTHERS = (-0.42, 0.52), (0.14, 0.26)


@chart("budget_chart", "funding.chart.budget", wide=(7.4, 3.5), narrow=(3.7, 3.4))
def budget_chart(result: FundingResult, words: Words) -> Chart:
    """What APBD is expected to pay and has to set aside by budget year, what others pay, and the assumed budget."""
    found, place = _by_year(result), open_place(result)
    years, shares = [*found["year"]], result.number("paid_others") / result.number("contributions")

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, (start, width) = drawing.subplots(), _APBD
        lefts = np.arange(len(found)) + start
        used, set_aside, others = found["used_rp_p50"], found["allocated_rp"], found["others_rp_p50"]
        bars = {"align": "edge", "linewidth": 0}
        axes.bar(lefts, used, width, color=MAIN, alpha=0.6, **bars)
        axes.bar(lefts, np.maximum(set_aside - used, 0), width, used, color=MAIN, alpha=0.25, **bars)
        axes.bar(np.arange(len(found)) + _OTHERS[0], others, _OTHERS[1], color=OTHER, alpha=0.6, **bars)
        axes.vlines(lefts + 0.1 * width, found["used_rp_p05"], found["used_rp_p95"], color=INK, linewidth=1.2)
        # beside APBD's bar, so that the number above that is not taken for it
        axes.plot(lefts - start + sum(_OTHERS) - _OTHERS[1] / 2, found["budget_rp"], "D", color=INK, markersize=5)
        tops, highest = found[["allocated_rp", "used_rp_p95"]].max(axis=1), found[["budget_rp", "others_rp_p50"]]
        for left, row, high in zip(lefts, found.to_dict("records"), tops, strict=True):
            middle, small = left + width / 2, {"ha": "center", "fontsize": 8 if narrow else 8.5}
            kept = _lines(words.rupiah(row["allocated_rp"]), narrow)
            beside(axes, kept, (middle, high), (0, 3), va="bottom", weight="bold", **small)
            if not narrow:
                beside(axes, words.rupiah(row["used_rp_p50"]), (middle, row["used_rp_p50"] / 2), (0, 0), **small)
            if row["others_rp_p50"] > 0:
                by_others = _lines(words.rupiah(row["others_rp_p50"], 2), True)
                over_bar = (left - start + _OTHERS[0] + _OTHERS[1] / 2, row["others_rp_p50"])
                beside(axes, by_others, over_bar, (0, 2), va="bottom", ha="center", fontsize=6.5 if narrow else 8.5)
        named = [*years]
        if begins_open(result):
            named[place] = words(f"funding.chart.budget.open{'.narrow' if narrow else ''}", year=years[place])
        axes.set_xticks(lefts + width / 2, named)
        axes.tick_params(axis="x", length=0)
        axes.set_xlim(-0.55, len(found) - 0.45)
        axes.set_ylim(0, (1.3 if narrow else 1.18) * max(float(tops.max()), float(highest.max(axis=None))) or 1)
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(tick_form(words.rupiah))
        _name(drawing, words, narrow, bool(others.any()))

    rows = (
        words(
            "funding.chart.budget.alt.row",
            year=row["year"],
            used=words.rupiah(row["used_rp_p50"]),
            range=words.interval(row["used_rp_p05"], row["used_rp_p95"], "rp"),
            allocated=words.rupiah(row["allocated_rp"]),
            budget=words.rupiah(row["budget_rp"]),
            others=words.rupiah(row["others_rp_p50"]),
        )
        for row in found.to_dict("records")
    )
    numbers = plan_numbers(
        result, words, rest=words.share(1 - shares), share=words.share(shares), rows="; ".join(rows)
    )
    traces = {"rest": "paid_others", "share": "paid_others"}
    ending = "" if shares else ".alone"
    columns = [name for name in found.columns if not name.endswith(("_mean", "_mc_error"))]
    return Chart(draw, found[columns], numbers, ending, traces=traces if shares else {})


def _lines(money: str, broken: bool) -> str:
    """An amount over its scale, where there is no room beside it."""
    return money.replace("\N{NO-BREAK SPACE}", "\n") if broken else money


def _name(drawing: Figure, words: Words, narrow: bool, others: bool) -> None:
    """Names the bars and the mark of the budget above them."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    signs = {
        "used": Patch(color=MAIN, alpha=0.6, linewidth=0),
        "allocated": Patch(color=MAIN, alpha=0.25, linewidth=0),
        "budget": Line2D([], [], color=INK, marker="D", markersize=5, linewidth=0),
        **({"others": Patch(color=OTHER, alpha=0.6, linewidth=0)} if others else {}),
    }
    said = [words(f"funding.chart.budget.name.{name}") for name in signs]
    style = {"ncols": 2, "fontsize": 7.5, "handlelength": 1.2} if narrow else {"ncols": 4, "fontsize": 8.5}
    drawing.legend([*signs.values()], said, loc="outside upper left", frameon=False, columnspacing=1, **style)


@table("budget", "funding.table.budget", "budget_year budget allocated used more_workers", numeric=range(1, 5))
def budget(result: FundingResult, words: Words) -> Rows:
    """By year: what the mix takes, the budget, and how many more a billion would keep protected."""
    found, draws = result.table("limits_of_budget"), across(result)
    by_need = np.column_stack([result.by_need_rp, result.by_need_rp.sum(axis=1)])
    billion = np.column_stack([draws["billion"], draws["billion_every"]])
    rows: list[list[Cell]] = []
    for place, row in enumerate(found.to_dict("records")):
        used = estimated(summarise(by_need[:, place]), "rp", words)
        more = with_range(words.count(_whole(row["workers_more"])), billion[:, place], "persons", words)
        money = (words.rupiah(row[name]) for name in ("budget_rp", "allocated_rp"))
        rows.append([row["year"], *money, used, more])
    years, total = found[:-1], rows[-1]
    total[0] = words("funding.row.total", years=years_said(result))
    if len(years) > 1:  # quantiles of the years do not add up to that of their sum
        summed_up = words.rupiah(float(years["allocated_rp"].sum()))
        total[2] = over(total[2], words("funding.row.total.years", sum=summed_up))
    total[4] = over(total[4], words("funding.row.total.billion"))
    best = years.loc[years["workers_more"].idxmax()]
    numbers = plan_numbers(
        result,
        words,
        year=best["year"],
        more=words.count(_whole(best["workers_more"])),
        every=words.count(found["workers_more"].iloc[-1]),
    )
    return Rows([*rows[:-1], Section(total)], numbers, found)


def _whole(workers: float) -> float:
    """Workers whom more money adds; what rounding in the optimisation leaves is none."""
    return max(round(workers), 0)


@text
def budget_terms(result: FundingResult, words: Words) -> str:
    """How the columns of `budget` are to be read, and what is known of the regency's budget."""
    numbers = {
        name: words.share(result.region.figure("budget", row).value / 100)
        for name, row in (("cut", "transfer_cut_share_2026"), ("fall", "spending_fall_2026"))
    }
    return words("funding.budget_terms", plan_numbers(result, words, **numbers))


@chart("certainty", "funding.chart.certainty", wide=(7.4, 3.2), narrow=(3.7, 3.4))
def certainty_chart(result: FundingResult, words: Words) -> Chart:
    """The chance that the target is kept in each month against the cost to the regency."""
    found, chosen = result.table("certainty"), result.chosen

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        axes.plot(found["cost_rp"], found["chance"], color=MAIN, linewidth=1.6)
        for fits, face in ((True, MAIN), (False, "none")):
            rows = found[found["fits"] == fits]
            axes.plot(rows["cost_rp"], rows["chance"], "o", color=MAIN, markerfacecolor=face, markersize=6)
        axes.axhline(result.plan.confidence, color=MUTED, linewidth=0.9, linestyle="--")
        axes.plot([chosen.cost_rp], [chosen.chance], "D", color=OTHER, markersize=7)
        hoped = words("funding.chart.certainty.hoped", numbers)
        beside(axes, hoped, (result.hoped.cost_rp, result.hoped.chance), (8, -2), va="top")
        # a name at the left edge stands to the right of its point
        off, side = ((8, 8), "left") if chosen.cost_rp <= found["cost_rp"].quantile(0.3) else ((-8, 8), "right")
        label = words("funding.chart.certainty.chosen", numbers)
        beside(axes, label, (chosen.cost_rp, chosen.chance), off, ha=side, va="bottom")
        axes.set_ylim(0, 1.06)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        axes.xaxis.set_major_formatter(tick_form(words.rupiah))
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        axes.set_xlabel(words("funding.chart.certainty.axis"))

    price, error = result.dearer_rp(chosen), words.error(chosen.chance_error, "share")
    numbers = plan_numbers(result, words, price=words.rupiah(price), error=error)
    traces = dict.fromkeys(("hoped", "chance"), "target_kept") | dict.fromkeys(
        ("price", "cost"), "price_of_certainty"
    )
    return Chart(draw, found, numbers, title="" if price > 0 else ".same", traces=traces)


_MIXES = "mix counts_on apbd_end planned_cost chance_kept in_budget"


@table("certainty_table", "funding.table.certainty", _MIXES, numeric=range(1, 5))
def certainty_table(result: FundingResult, words: Words) -> Rows:
    """The hoped, the chosen and the certain mix: what APBD sets aside, how sure each is, whether the budget holds."""
    hoped, chosen, sure = result.hoped, result.chosen, result.sure
    shown = (("hoped", hoped), ("chosen", chosen), ("sure", sure))
    rows = [
        (
            words(f"funding.certainty.{name}"),
            words.exact(100 * one.quantile),
            words.count(one.mix.of("apbd", one.case)[-1]),
            words.rupiah(one.cost_rp),
            f"{words.share(one.chance, 0)} {words.error(one.chance_error, 'share')}",
            words("word.yes" if one.fits else "word.no"),
        )
        for name, one in shown
        if name == "chosen" or one is not chosen
    ]
    exceeded = (result.by_need_rp > chosen.case.budget_rp).any(axis=1).astype(float)
    numbers = plan_numbers(
        result,
        words,
        share=words.share(result.dearer_rp(sure) / result.problem.cost_counted_rp(hoped.case, hoped.mix)),
        over=words.share(float(exceeded.mean()), 0),
        over_error=words.error(mean_error(exceeded), "share"),
    )
    caption = "" if sure.chance >= result.plan.confidence else ".none"
    return Rows(rows, numbers, result.table("certainty"), caption)
