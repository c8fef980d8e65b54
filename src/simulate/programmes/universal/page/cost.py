"""What it costs by payer and year, which budget the target needs, the JKM fund, families and benefits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import dropwhile
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, beside, end_labels, fan, tick_form
from simulate.page.elements import Chart, Rows, chart, table, text
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows
from simulate.page.html import Cell, Section, over
from simulate.page.words import Words
from simulate.programmes.baseline.study import POOL
from simulate.programmes.universal.model import COSTS
from simulate.programmes.universal.page.numbers import a_year, common, grade, sentence
from simulate.programmes.universal.study import MEASURES, own_chance

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.universal.study import UniversalResult


_SHADES = (0.85, 0.6, 0.45, 0.3, 0.9, 0.6, 0.3, 0.4, 0.85)
# APBD's four parts, then other payers, then workers and employers
_COLOURS = dict(zip(COSTS, zip([OTHER] * 4 + [MUTED] * 3 + [MAIN] * 2, _SHADES, strict=True), strict=True))
# a budget whose last year differs by less than this part from its first is as good as flat
_FLAT = 0.01


def _costs(result: UniversalResult) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Costs by payer and year, the years, and who pays anything."""
    payers = [payer for payer in COSTS if result.outcome.cost_rp[payer].any()]
    return result.table("cost_by_year").set_index(["payer", "year"]), list(result.years()), payers


def billions(row: Mapping[str, float], words: Words, sign: bool = False) -> Cell:
    """A median in billions of rupiah over its 90 % range, for tables of many columns; with ``sign``, a change."""

    def billion(amount: float, sign: bool) -> str:
        size = abs(amount) / 1e9
        number = words.decimal(size, 2 if size < 10 else 1) if size < 100 else words.count(size)
        return f"\N{MINUS SIGN}{number}" if amount < 0 else f"+{number}" if sign and amount else number

    if row["p05"] == row["p95"]:
        return billion(row["p50"], sign) if row["p05"] else "–"
    mixed = row["p05"] < 0
    ends = (billion(row[end], mixed) for end in ("p05", "p95"))
    return over(billion(row["p50"], sign), (f" {words('word.to')} " if mixed else "–").join(ends))


@chart("cost", "universal.chart.cost", wide=(7.4, 3.6), narrow=(3.7, 3.8))
def cost_chart(result: UniversalResult, words: Words) -> Chart:
    """What each payer pays by year, stacked (means, so that they add up)."""
    found, years, payers = _costs(result)
    last = {payer: found.loc[(payer, years[-1]), "mean"] for payer in payers}

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places, totals = drawing.subplots(), range(len(years)), found.loc["total"]
        base, top = np.zeros(len(years)), float(totals["p95"].max()) * 1.08
        for payer in payers:
            amounts, (colour, alpha) = found.loc[payer, "mean"].to_numpy(), _COLOURS[payer]
            axes.bar(places, amounts, bottom=base, color=colour, alpha=alpha, width=0.7, edgecolor="none")
            if amounts[-1] >= 0.06 * top:
                place = (len(years) - 0.65, float(base[-1] + amounts[-1] / 2))
                beside(axes, words(f"universal.payer.short.{payer}"), place, va="center", fontsize=8.5)
            base = base + amounts
        axes.vlines(places, totals["p05"], totals["p95"], color=INK, linewidth=1.1)
        axes.set_xticks(places, years)
        axes.set_xlim(-0.5, len(years) + (1.1 if narrow else 0.5))
        axes.set_ylim(0, top)
        axes.yaxis.set_major_formatter(tick_form(words.rupiah))

    most = max(last, key=last.get)
    rows = (f"{words(f'universal.payer.{payer}')} {words.rupiah(amount)}" for payer, amount in last.items())
    numbers = {
        "year": years[-1],
        "total": words.of(found.loc[("total", years[-1])], "rp"),
        "payer": words(f"universal.payer.{most}"),
        "share": words.share(last[most] / sum(last.values()), 0),
        "error": words.error(float(found["mc_error"].max()), "rp"),
        "rows": "; ".join(rows),
    }
    means, whole = found["mean"].unstack(0)[[*payers, "total"]], found.loc["total"]
    data = means.assign(total_p05=whole["p05"], total_p95=whole["p95"]).reset_index()
    return Chart(draw, data, numbers, traces={"share": "cost_total"})


@table("cost_table", "universal.table.cost")
def cost(result: UniversalResult, words: Words) -> Rows:
    """What each payer pays by year and over the whole plan."""
    found, years, payers = _costs(result)
    rows = []
    for payer in (*payers, "total"):
        amounts = (*(found.loc[(payer, year)] for year in years), result.row(f"cost_{payer}"))
        rows.append([words(f"universal.payer.{payer}"), *(billions(row, words) for row in amounts)])
    each = "each" if "per_new_worker_year" in result.measures else "each.none"
    numbers = common(result, words) | {
        "each": sentence(result, words, f"table.cost.{each}"),
        "outreach": grade(result, words, "registration_cost"),
        "employers": grade(result, words, "new_pu_wage", "risk_mix"),
        "error": words.error(float(found["mc_error"].max()), "rp"),
    }
    rows = [*rows[:-1], Section(rows[-1])]
    columns, numeric = ["payer", *years, "whole_plan"], range(1, 2 + len(years))
    data = result.table("cost_by_year").drop(columns=["unit", "mean", "mc_error"])
    return Rows(rows, numbers, data, columns=columns, numeric=numeric)


_BUDGETS = "chance_wanted budget_a_year paid_for of_apbd reached_by"


@table("budgets", "universal.table.budgets", _BUDGETS, numeric=range(1, 5))
def budgets(result: UniversalResult, words: Words) -> Rows:
    """The yearly APBD budget with which the target is reached with a given chance, all else as planned."""
    found, spending = result.table("needed_budgets"), result.region.approved_spending
    own, _ = own_chance(result)
    rows = []
    for row in found.to_dict("records"):
        wanted: Cell = words.share(row["chance"], 0)
        if own >= row["chance"]:
            wanted = over(wanted, sentence(result, words, "table.budgets.own"))
        cells = [words("universal.never"), "–", "–", "–"]
        if not np.isnan(row["budget_rp"]):
            cells = [
                words.rupiah(row["budget_rp"]),
                words.count(row["workers_p50"]),
                words.share(row["budget_rp"] / spending[0], 2) if spending else "–",
                f"{words.share(row['reached'], 1)} {words.error(row['mc_error'], 'share')}",
            ]
        rows.append((wanted, *cells))
    even = found.iloc[0]
    numbers = common(result, words) | {"even": words.share(even["chance"], 0)}
    numbers["now"] = words.of(a_year(result, "cost_apbd"), "rp")
    note = [words("universal.table.budgets.note", numbers)]
    if np.isnan(even["budget_rp"]):
        return Rows(rows, numbers, found, caption=".never", note=note[0])
    # how many times the vulnerable workers of deciles 1–4 such a budget would pay for
    pool = result.region.figure("labour", POOL)
    numbers |= {"budget": words.rupiah(even["budget_rp"]), "pool": words.exact(pool.value), "year": pool.period}
    numbers |= {"times": words.decimal(even["workers_p50"] / pool.value, 1)}
    note.append(words("universal.table.budgets.pool", numbers))
    return Rows(rows, numbers, found, caption=".reached" if own >= even["chance"] else "", note=" ".join(note))


@text
def budget_terms(result: UniversalResult, words: Words) -> str:
    """How the budgets of `budgets` compare with the plan's own."""
    spending = result.region.approved_spending
    said = [words("universal.budget_terms", year=spending[1] if spending else "–")]
    # how the plan's own budget goes from its first whole year to its last, where it is not flat
    whole = [year for year, months in result.years().items() if len(months) == 12]
    paid = _costs(result)[0].loc["apbd"].loc[whole, "p50"]
    if len(paid) and abs(paid.iloc[-1] - paid.iloc[0]) > _FLAT * paid.max():
        ends = {"first_year": whole[0], "first": words.rupiah(paid.iloc[0]), "last_year": whole[-1]}
        said.append(words("universal.table.budgets.path", ends, last=words.rupiah(paid.iloc[-1])))
    return " ".join(said)


_RATIOS = ("jkm_claim_ratio", "jkm_claim_ratio_projected")
_MONTHS = "jkm_assets_in_months_of_claims"


@chart("fund", "universal.chart.fund", wide=(7.4, 3.4), narrow=(3.7, 5.4))
def fund_chart(result: UniversalResult, words: Words) -> Chart:
    """National JKM claims over contributions, with this plan's new members; and how long the fund would last."""
    national, own = result.region.tables["bpjs_experience"], result.table("fund_by_year")
    ratios = national[national["measure"].isin(_RATIOS)].assign(share=lambda rows: rows["value"] / 100)
    lasting = national[national["measure"] == _MONTHS]
    own = own.dropna(subset=["ratio_p50"]) if "ratio_p50" in own else pd.DataFrame()

    def draw(drawing: Figure, narrow: bool) -> None:
        left, right = drawing.subplots(**({"nrows": 2} if narrow else {"ncols": 2, "width_ratios": (1.15, 1)}))
        left.axhline(1, color=INK, linestyle="--", linewidth=1)
        left.plot(ratios["period"].astype(int), ratios["share"], "o-", color=OTHER, linewidth=1.8)
        last, top = ratios.iloc[-1], float(ratios["share"].max())
        name = words("universal.chart.fund.nation", ratio=words.share(last["share"]))
        labels = [(int(last["period"]), float(last["share"]), name, OTHER)]
        if len(own):
            end = own.iloc[-1]
            fan(left, own["year"].astype(int), own.rename(columns=lambda column: column.removeprefix("ratio_")))
            top = max(top, float(own["ratio_p95"].max()))
            name = words("universal.chart.fund.own", ratio=words.share(end["ratio_p50"], 0), year=end["year"])
            labels.append((int(end["year"]), float(end["ratio_p50"]), name, MAIN))
        left.set_title(words("universal.chart.fund.claims"))
        left.set_ylim(0, top * 1.15)
        left.set_xlim(int(ratios["period"].iloc[0]) - 0.3, max(place for place, *_ in labels) + 0.1)
        end_labels(left, labels)
        left.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        left.locator_params(axis="x", integer=True, nbins=5)
        right.plot(lasting["period"].astype(int), lasting["value"], "o-", color=MUTED, linewidth=1.8)
        for row in lasting.iloc[[0, -1]].to_dict("records"):
            beside(right, words.exact(row["value"]), (int(row["period"]), row["value"]), (3, 5))
        right.set_title(words("universal.chart.fund.lasting"))
        right.set_ylim(0, float(lasting["value"].max()) * 1.15)
        right.locator_params(axis="x", integer=True, nbins=4)

    numbers = {
        "above_year": ratios[ratios["share"] > 1]["period"].iloc[0],
        "projected_year": ratios[ratios["measure"] == _RATIOS[1]]["period"].iloc[0],
    }
    for name, place in (("first", 0), ("last", -1)):
        ratio, months = ratios.iloc[place], lasting.iloc[place]
        numbers |= {name: words.share(ratio["share"]), f"{name}_year": ratio["period"]}
        numbers |= {f"lasting_{name}": words.exact(months["value"]), f"lasting_{name}_year": months["period"]}
    if len(own):
        end = own.iloc[-1]
        low, middle, high = (words.share(end[f"ratio_{name}"], 0) for name in ("p05", "p50", "p95"))
        numbers |= {"year": end["year"], "own": middle, "own_range": f"{low.removesuffix('%')}–{high}"}
        numbers["error"] = words.error(float(own["ratio_mc_error"].max()), "share")
    columns = ["period", "measure", "value", "unit", "status"]
    parts = [
        national[national["measure"].isin((*_RATIOS, _MONTHS))][columns],
        own.filter(regex="^(year|ratio_p)")
        .rename(columns={"year": "period"})
        .assign(measure="new_members_jkm_claims_over_contributions"),
    ]
    ending = "" if len(own) else ".alone"
    return Chart(draw, pd.concat(parts, ignore_index=True), numbers, ending, ending, ending)


# families and benefits are the measures from deaths on
_FAMILIES = ("new_members_end", *dropwhile(lambda name: name != "deaths", MEASURES))
_TRILLION = 1e12


@table("measures_families", "universal.table.families", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: UniversalResult, words: Words) -> Rows:
    """What the members without an employer who joined since the start pay in and their families receive."""
    net, deficit = a_year(result, "jkm_fund_net"), result.region.figure("bpjs_experience", "jkm_deficit_2023")
    deficit_rp = deficit.value * _TRILLION
    numbers = common(result, words) | {
        "net": words.of(net, "rp"),
        "share": words.share(abs(net["mean"]) / deficit_rp, 2),
        "year": deficit.period,
        "deficit": words.rupiah(deficit_rp),
        "grade": grade(result, words, "relative_mortality", "accident_rate"),
        "loses": words.share(float((result.measures["jkm_fund_net"] < 0).mean()), 0),
    }
    rows = measure_rows(result, words, _FAMILIES, "universal.measure", ("loss_ratio", "loss_ratio_jkm"))
    return replace(rows, numbers=numbers, caption="" if "loss_ratio" in result.measures else ".none")
