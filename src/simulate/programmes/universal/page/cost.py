"""What it costs by payer and year, the JKM fund, families and benefits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.page.base import Element
from simulate.page.drawing import end_labels, tick_form
from simulate.page.elements import row_of
from simulate.page.evidence import measured, unit_said
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import Section, old_table, over
from simulate.page.words import Words
from simulate.programmes.baseline.study import POOL
from simulate.programmes.universal.analysis import needed_budgets
from simulate.programmes.universal.model import COSTS
from simulate.programmes.universal.page.headline import billions, december, weakest
from simulate.programmes.universal.study import own_chance

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.universal.study import UniversalResult

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


def cost_chart(result: UniversalResult) -> Element:
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

    return old_figure(
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


def cost(result: UniversalResult) -> Element:
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
    return old_table(
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


def budgets(result: UniversalResult) -> Element:
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

    return old_table(
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


_RATIOS = ("jkm_claim_ratio", "jkm_claim_ratio_projected")
_MONTHS = "jkm_assets_in_months_of_claims"


def fund_chart(result: UniversalResult) -> Element:
    """National JKM claims over contributions, with this plan's new members; and how long the fund would last."""
    national = result.region.tables["bpjs_experience"]
    ratios = national[national["measure"].isin(_RATIOS)].assign(share=lambda rows: rows["value"] / 100)
    lasting = national[national["measure"] == _MONTHS]
    own = result.fund_table.dropna(subset=["ratio_p50"]) if "ratio_p50" in result.fund_table else pd.DataFrame()

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        left, right = drawing.subplots(**({"nrows": 2} if narrow else {"ncols": 2, "width_ratios": (1.15, 1)}))
        _claims(left, words)
        right.plot(lasting["period"].astype(int), lasting["value"], "o-", color=MUTED, linewidth=1.8)
        for row in lasting.iloc[[0, -1]].to_dict("records"):
            right.annotate(
                words.exact(row["value"]),
                (int(row["period"]), row["value"]),
                xytext=(3, 5),
                textcoords="offset points",
                color=INK,
            )
        right.set_title(words("universal.chart.fund.lasting"))
        right.set_ylim(0, float(lasting["value"].max()) * 1.15)
        right.locator_params(axis="x", integer=True, nbins=4)

    def _claims(axes: Axes, words: Words) -> None:
        axes.axhline(1, color=INK, linestyle="--", linewidth=1)
        axes.plot(ratios["period"].astype(int), ratios["share"], "o-", color=OTHER, linewidth=1.8)
        last = ratios.iloc[-1]
        nation = words("universal.chart.fund.nation", ratio=words.share(last["share"]), year=last["period"])
        labels = [(int(last["period"]), float(last["share"]), nation, OTHER)]
        top = float(ratios["share"].max())
        if len(own):
            years, end = own["year"].astype(int), own.iloc[-1]
            axes.fill_between(years, own["ratio_p05"], own["ratio_p95"], color=MAIN, alpha=0.2, linewidth=0)
            axes.plot(years, own["ratio_p50"], color=MAIN, linewidth=2)
            top = max(top, float(own["ratio_p95"].max()))
            name = words("universal.chart.fund.own", ratio=words.share(end["ratio_p50"], 0), year=end["year"])
            labels.append((int(years.iloc[-1]), float(end["ratio_p50"]), name, MAIN))
        axes.set_title(words("universal.chart.fund.claims"))
        axes.set_ylim(0, top * 1.15)
        axes.set_xlim(int(ratios["period"].iloc[0]) - 0.3, max(place for place, *_ in labels) + 0.1)
        end_labels(axes, labels)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        axes.locator_params(axis="x", integer=True, nbins=5)

    def numbers(words: Words) -> dict[str, str]:
        first, last = ratios.iloc[0], ratios.iloc[-1]
        projected = ratios[ratios["measure"] == _RATIOS[1]]
        above = ratios[ratios["share"] > 1].iloc[0]
        said = {
            "first": words.share(first["share"]),
            "first_year": first["period"],
            "last": words.share(last["share"]),
            "last_year": last["period"],
            "above_year": above["period"],
            "projected_year": projected["period"].iloc[0],
            "lasting": words.exact(lasting["value"].iloc[-1]),
            "lasting_year": lasting["period"].iloc[-1],
            "lasting_first": words.exact(lasting["value"].iloc[0]),
            "lasting_first_year": lasting["period"].iloc[0],
        }
        if len(own):
            end = own.iloc[-1]
            said |= {
                "year": end["year"],
                "own": words.share(end["ratio_p50"], 0),
                "own_range": _whole(*end[["ratio_p05", "ratio_p95"]], words),
                "error": words.error(float(own["ratio_mc_error"].max()), "share"),
            }
        return said

    ending = "" if len(own) else ".alone"
    data = pd.concat(
        [
            national[national["measure"].isin((*_RATIOS, _MONTHS))][["period", "measure", "value", "unit", "status"]],
            own.rename(columns={"year": "period"}).assign(measure="new_members_jkm_claims_over_contributions"),
        ],
        ignore_index=True,
    )
    return old_figure(
        "fund",
        result.settings.language,
        draw,
        title=lambda words: words(f"universal.chart.fund.title{ending}", **numbers(words)),
        alt=lambda words: words(f"universal.chart.fund.alt{ending}", **numbers(words)),
        source=lambda words: words(f"universal.chart.fund.source{ending}", **numbers(words)),
        data=data,
        wide=(7.4, 3.4),
        narrow=(3.7, 5.4),
    )


def _whole(low: float, high: float, words: Words) -> str:
    """A range of ratios in whole percent."""
    return f"{words.share(low, 0).removesuffix('%')}–{words.share(high, 0)}"


_FAMILIES = (
    "new_members_end",
    "deaths",
    "deaths_full",
    "deaths_waiting",
    "deaths_scholarship",
    "accidents",
    "contributions_new",
    "benefits",
    "benefits_jkm",
    "benefits_jkk",
    "benefits_scholarship",
    "loss_ratio",
    "loss_ratio_jkm",
    "jkm_fund_net",
)
_TRILLION = 1e12


def measures(result: UniversalResult) -> Element:
    """What the members without an employer who joined since the start pay in and their families receive."""
    deficit = result.region.figure("bpjs_experience", "jkm_deficit_2023")
    net = row_of(result, "jkm_fund_net")
    unit = "ratio"

    def caption(words: Words) -> str:
        if "loss_ratio" not in result.measures:
            return words("universal.table.families.caption.none")
        both, jkm = row_of(result, "loss_ratio"), row_of(result, "loss_ratio_jkm")
        return words(
            "universal.table.families.caption",
            ratio=words.value(both["p50"], unit),
            range=words.interval(both["p05"], both["p95"], unit),
            jkm=words.value(jkm["p50"], unit),
            jkm_range=words.interval(jkm["p05"], jkm["p95"], unit),
        )

    def note(words: Words) -> str:
        a_year = {name: net[name] / result.plan.months * 12 for name in ("mean", "p05", "p95")}
        national = deficit.value * _TRILLION
        return words(
            "universal.table.families.note",
            net=words.rupiah(a_year["mean"]),
            net_range=words.interval(a_year["p05"], a_year["p95"], "rp"),
            share=words.share(abs(a_year["mean"]) / national, 2),
            year=deficit.period,
            deficit=words.rupiah(national),
            grade=words(f"evidence.{weakest(result, ('relative_mortality', 'accident_rate'))}"),
            loses=words.share(float((result.measures["jkm_fund_net"] < 0).mean()), 0),
        )

    return measured(
        result,
        "measures_families",
        _FAMILIES,
        ("loss_ratio", "loss_ratio_jkm"),
        name=lambda measure, words: words(f"universal.measure.{measure}") + unit_said(result.units[measure], words),
        caption=caption,
        note=note,
    )
