"""What it costs by payer and year, and what APBD would have to pay for the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.universal.programme import COSTS
from simulate.show.cells import Section, over
from simulate.show.charts.axis import tick_form
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.said import row_of
from simulate.show.table import table
from simulate.show.universal.said import billions, december, weakest
from simulate.show.words import Words
from simulate.study.baseline.result import POOL
from simulate.study.universal.needed import needed_budgets
from simulate.study.universal.targets import own_chance

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.universal.result import UniversalResult

_COLOURS = {
    "apbd": (OTHER, 0.85),
    "registering": (OTHER, 0.6),
    "outreach": (OTHER, 0.45),
    "regulation": (OTHER, 0.3),
    "villages": (MUTED, 0.9),
    "sponsors": (MUTED, 0.6),
    "others": (MUTED, 0.3),
    "workers": (MAIN, 0.4),
    "employers": (MAIN, 0.85),
}
# a budget whose last year differs by less than this part from its first is as good as flat
_FLAT = 0.01


def _paying(result: UniversalResult) -> list[str]:
    return [payer for payer in COSTS if result.outcome.cost_rp[payer].any()]


def cost_chart(result: UniversalResult) -> Piece:
    """What each payer pays by year, stacked (means, so that they add up)."""
    found = result.cost_table.set_index(["payer", "year"])
    years, payers = list(result.years()), _paying(result)
    last = {payer: found.loc[(payer, years[-1]), "mean"] for payer in payers}

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        totals = found.loc["total"]
        base, top = np.zeros(len(years)), float(totals["p95"].max()) * 1.08
        for payer in payers:
            amounts = found.loc[payer, "mean"].to_numpy()
            colour, alpha = _COLOURS[payer]
            axes.bar(range(len(years)), amounts, bottom=base, color=colour, alpha=alpha, width=0.7, edgecolor="none")
            if amounts[-1] >= 0.06 * top:
                axes.annotate(
                    words(f"universal.payer.short.{payer}"),
                    (len(years) - 0.6, float(base[-1] + amounts[-1] / 2)),
                    va="center",
                    color=INK,
                    fontsize=8.5,
                )
            base = base + amounts
        axes.vlines(range(len(years)), totals["p05"], totals["p95"], color=INK, linewidth=1.1)
        axes.set_xticks(range(len(years)), years)
        axes.set_xlim(-0.5, len(years) + (1.1 if narrow else 0.5))
        axes.set_ylim(0, top)
        axes.yaxis.set_major_formatter(tick_form(words.rupiah))

    def numbers(words: Words) -> dict[str, str]:
        total = found.loc[("total", years[-1])]
        most = max(last, key=last.get)
        return {
            "year": years[-1],
            "total": words.rupiah(total["mean"]),
            "range": words.interval(total["p05"], total["p95"], "rp"),
            "payer": words(f"universal.payer.{most}"),
            "share": words.share(last[most] / sum(last.values()), 0),
            "error": words.error(float(found["mc_error"].max()), "rp"),
        }

    def alt(words: Words) -> str:
        rows = [f"{words(f'universal.payer.{payer}')} {words.rupiah(amount)}" for payer, amount in last.items()]
        return words("universal.chart.cost.alt", rows="; ".join(rows), **numbers(words))

    return figure(
        "cost",
        result.settings.language,
        draw,
        title=lambda words: words("universal.chart.cost.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("universal.chart.cost.source", **numbers(words)),
        data=result.cost_table,
        wide=(7.4, 3.6),
        narrow=(3.7, 3.8),
    )


def cost(result: UniversalResult) -> Piece:
    """What each payer pays by year and over the whole plan."""
    found = result.cost_table.set_index(["payer", "year"])
    years, payers = list(result.years()), _paying(result)
    whole = {payer: row_of(result, f"cost_{payer}") for payer in (*payers, "total")}

    def cells(payer: str, words: Words):
        return [*(billions(found.loc[(payer, year)], words) for year in years), billions(whole[payer], words)]

    def rows(words: Words):
        for payer in payers:
            yield (words(f"universal.payer.{payer}"), *cells(payer, words))
        yield Section([words("universal.payer.total"), *cells("total", words)])

    def note(words: Words) -> str:
        each = words("universal.table.cost.each.none")
        if "per_new_worker_year" in result.measures:
            row = row_of(result, "per_new_worker_year")
            each = words(
                "universal.table.cost.each",
                each=words.value(row["p50"], "rp"),
                each_range=words.interval(row["p05"], row["p95"], "rp"),
            )
        return words(
            "universal.table.cost.note",
            each=each,
            outreach=words(f"evidence.{weakest(result, ('registration_cost',))}"),
            employers=words(f"evidence.{weakest(result, ('new_pu_wage', 'risk_mix'))}"),
            error=words.error(float(found["mc_error"].max()), "rp"),
        )

    total = row_of(result, "cost_total")
    return table(
        "cost_table",
        result.settings.language,
        caption=lambda words: words(
            "universal.table.cost.caption",
            total=words.rupiah(total["p50"]),
            range=words.interval(total["p05"], total["p95"], "rp"),
            months=str(result.plan.months),
        ),
        header=lambda words: [words("column.payer"), *years, words("universal.column.whole")],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 2 + len(years)),
        note=note,
        data=result.cost_table,
    )


def budgets(result: UniversalResult) -> Piece:
    """The yearly APBD budget with which the target is reached with a given chance, all else as planned."""
    found = needed_budgets(result)
    spending = result.region.approved_spending
    own, _ = own_chance(result)

    def own_said(words: Words) -> str:
        return words.chance(own, result.settings.draws)

    def rows(words: Words):
        for row in found.to_dict("records"):
            wanted = words.share(row["chance"], 0)
            if own >= row["chance"]:
                wanted = over(wanted, words("universal.table.budgets.own", chance=own_said(words)))
            if np.isnan(row["budget_rp"]):
                yield (wanted, words("universal.never"), "–", "–", "–")
                continue
            yield (
                wanted,
                words.rupiah(row["budget_rp"]),
                words.count(row["workers_p50"]),
                words.share(row["budget_rp"] / spending[0], 2) if spending else "–",
                f"{words.share(row['reached'], 1)} {words.error(row['mc_error'], 'share')}",
            )

    def caption(words: Words) -> str:
        even = found.iloc[0]
        said = {
            "target": words.share(result.plan.target, 0),
            "month": december(result.plan.target_year, words),
            "even": words.share(even["chance"], 0),
        }
        if np.isnan(even["budget_rp"]):
            return words("universal.table.budgets.caption.never", **said)
        reached = ".reached" if own >= even["chance"] else ""
        said |= {"budget": words.rupiah(even["budget_rp"]), "own": own_said(words)}
        return words(f"universal.table.budgets.caption{reached}", **said)

    def note(words: Words) -> str:
        now = row_of(result, "cost_apbd")
        a_year = {name: now[name] / result.plan.months * 12 for name in ("p05", "p50", "p95")}
        said = words(
            "universal.table.budgets.note",
            now=words.rupiah(a_year["p50"]),
            now_range=words.interval(a_year["p05"], a_year["p95"], "rp"),
            year=spending[1] if spending else "–",
        )
        return " ".join([said, *_path(result, words), *_beside_the_pool(result, words)])

    return table(
        "budgets",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words(f"universal.column.{name}") for name in ("chance", "budget", "paid_for", "of_apbd", "reached_by")
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
        data=found,
    )


def _path(result: UniversalResult, words: Words) -> list[str]:
    """How the plan's own budget goes from its first whole year to its last, where it is not flat."""
    whole = [year for year, months in result.years().items() if len(months) == 12]
    paid = result.cost_table.set_index(["payer", "year"]).loc["apbd"].loc[whole, "p50"]
    if paid.empty or abs(paid.iloc[-1] - paid.iloc[0]) <= _FLAT * paid.max():
        return []
    said = {"first_year": whole[0], "first": words.rupiah(paid.iloc[0])}
    said |= {"last_year": whole[-1], "last": words.rupiah(paid.iloc[-1])}
    return [words("universal.table.budgets.path", **said)]


def _beside_the_pool(result: UniversalResult, words: Words) -> list[str]:
    """How many times the vulnerable workers of deciles 1–4 the budget would pay for, where one suffices."""
    even, pool = needed_budgets(result).iloc[0], result.region.figure("labour", POOL)
    if np.isnan(even["workers_p50"]):
        return []
    said = {
        "even": words.share(even["chance"], 0),
        "times": words.decimal(even["workers_p50"] / pool.value, 1),
        "pool": words.exact(pool.value),
        "year": pool.period,
    }
    return [words("universal.table.budgets.pool", **said)]
