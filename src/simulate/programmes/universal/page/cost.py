"""What it costs by payer and year, what each regulation and drive adds, the JKM fund, families and benefits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import dropwhile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, beside, end_labels, fan, tick_form
from simulate.page.elements import Chart, Numbers, Rows, chart, signed, table
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows, range_of
from simulate.page.html import Cell, Row, Section, over, source
from simulate.page.words import Words
from simulate.plan.unknowns import weakest
from simulate.programmes.baseline.study import POOL
from simulate.programmes.universal.model import COSTS
from simulate.programmes.universal.plan import SWITCHES
from simulate.programmes.universal.study import MEASURES, own_chance

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.universal.study import UniversalResult


def common(result: UniversalResult, words: Words) -> dict[str, str]:
    """What many texts hold beside measures: the last month, the target with its month and chance, the baseline."""
    return {
        "month": words.month(result.months[-1]),
        "months": str(result.plan.months),
        "target": words.share(result.plan.target, 0),
        "target_month": words.month(f"{result.plan.target_year}-12"),
        "chance": words.chance(own_chance(result)[0], result.settings.draws),
        "baseline": words(f"told.baseline.{result.plan.baseline}"),
    }


def sentence(result: UniversalResult, words: Words, key: str, **numbers: Any) -> str:
    """A text with measures, the `common` numbers and others in it."""
    return words(f"universal.{key}", Numbers(result, words, common(result, words) | numbers))


def grade(result: UniversalResult, words: Words, *unknowns: str) -> str:
    """The weakest grade of evidence among unknowns."""
    return words(f"evidence.{weakest(result.unknowns, unknowns)}")


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
    return Chart(draw, result.table("cost_by_year"), numbers)


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
    return Rows(rows, numbers, result.table("cost_by_year"), columns=columns, numeric=numeric)


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
    even, now = found.iloc[0], result.row("cost_apbd")
    a_year = {name: now[name] / result.plan.months * 12 for name in ("p05", "p50", "p95")}
    numbers = common(result, words) | {"even": words.share(even["chance"], 0), "now": words.of(a_year, "rp")}
    note = [words("universal.table.budgets.note", numbers, year=spending[1] if spending else "–")]
    # how the plan's own budget goes from its first whole year to its last, where it is not flat
    whole = [year for year, months in result.years().items() if len(months) == 12]
    paid = _costs(result)[0].loc["apbd"].loc[whole, "p50"]
    if len(paid) and abs(paid.iloc[-1] - paid.iloc[0]) > _FLAT * paid.max():
        ends = {"first_year": whole[0], "first": words.rupiah(paid.iloc[0]), "last_year": whole[-1]}
        note.append(words("universal.table.budgets.path", ends, last=words.rupiah(paid.iloc[-1])))
    if np.isnan(even["budget_rp"]):
        return Rows(rows, numbers, found, caption=".never", note=" ".join(note))
    # how many times the vulnerable workers of deciles 1–4 such a budget would pay for
    pool = result.region.figure("labour", POOL)
    numbers |= {"budget": words.rupiah(even["budget_rp"]), "pool": words.exact(pool.value), "year": pool.period}
    numbers |= {"times": words.decimal(even["workers_p50"] / pool.value, 1)}
    note.append(words("universal.table.budgets.pool", numbers))
    return Rows(rows, numbers, found, caption=".reached" if own >= even["chance"] else "", note=" ".join(note))


_SHOWN = ("covered_end", "coverage_end", "cost_apbd", "cost_total")
_MOVES = " ".join(["move", *(f"change_{measure}" for measure in _SHOWN), "each_added_year", "evidence"])
_KINDS = {
    "obligations": (*SWITCHES, "all_switches"),
    "drives": ("compliance_drive", "self_pay_drive"),
    "payers": ("sponsorship", "subsidised_growth"),
}
# the law base has no tariff of construction projects
_UNPRICED = "contractors_from"
# fewer years of cover than this are none
_LEAST_YEARS = 1.0


@table("levers", "universal.table.levers", _MOVES, numeric=range(1, 6))
def levers(result: UniversalResult, words: Words) -> Rows:
    """Each regulation and drive moved alone: members, points, costs, and the grade of its effect."""
    found = result.table("levers_alone")
    moves = {key: rows.set_index("measure") for key, rows in found.groupby(["lever", "value"], sort=False)}
    rows: list[Row] = []
    for kind, members in _KINDS.items():
        alike = {key: changes for key, changes in moves.items() if key[0] in members}
        if alike:
            rows.append(Section([words(f"universal.levers.{kind}"), *[""] * (len(_SHOWN) + 2)]))
        for (lever, value), changes in alike.items():
            cells = [_change(changes.loc[measure], words) for measure in _SHOWN]
            years, paid = changes.loc["worker_years", "mean"], changes.loc["cost_total", "mean"]
            # what a year of cover more costs all payers together, of means
            each = words.value(paid / years, "rp") if years >= _LEAST_YEARS and paid > 0 else "–"
            if lever == _UNPRICED:
                cells[-1] = words("universal.levers.unpriced")
            if lever in (_UNPRICED, "all_switches"):
                each = "–"
            rows.append((_move(lever, value, words), *cells, each, words(f"evidence.{changes['evidence'].iloc[0]}")))
    alone = {key: changes.loc["covered_end"] for key, changes in moves.items() if key[0] != "all_switches"}
    best, most = max(alone.items(), key=lambda move: move[1]["p50"])
    errors = found.groupby("unit")["mc_error"].max()
    numbers = {
        "move": _move(*best, words),
        "change": signed(most["p50"], "persons", words),
        "range": words.interval(most["p05"], most["p95"], "persons"),
        "grade": words(f"evidence.{most['evidence']}"),
        "error": words.error(errors["persons"], "persons"),
        "error_rp": words.error(errors["rp"], "rp"),
    }
    data = found.drop(columns="evidence")
    return Rows(rows, numbers, data, caption="" if most["p50"] > 0 else ".none")


def _change(row: pd.Series, words: Words) -> Cell:
    """A change by its median over its 90 % range; of rupiah, in billions."""
    unit = row["unit"]
    if unit == "rp":
        return billions(row, words, sign=True)
    shown = signed(row["p50"], unit, words)
    if row["p05"] == row["p95"]:
        return shown if row["p05"] else "–"
    if row["p05"] >= 0:
        return over(shown, words.interval(row["p05"], row["p95"], unit))
    return over(shown, f" {words('word.to')} ".join(signed(row[end], unit, words) for end in ("p05", "p95")))


def _move(lever: str, value: str, words: Words) -> str:
    """What a move does; its value as the table holds it."""
    key = f"universal.move.{lever}"
    if words.has(f"{key}.{value}"):
        return words(f"{key}.{value}")
    if lever == "subsidised_growth":
        return words(key, value=words.share(float(value), 0))
    return words(key, plan=value) if lever == "sponsorship" else words(key, month=words.month(value))


# what an obligation is taken to do and may be asked about, and how its legal basis was read: in the press, or in a
# copy of the regulation
_BASIS = {
    "contractors_from": ("contractors_gain", "evidence.secondary"),
    "permits_from": ("permits_yearly", "status.press"),
    "village_workers_from": ("village_workers", "status.press"),
}


@table("legal_basis", "universal.table.basis", "obligation in_this_plan legal_basis assumed_effect ask", stacked=True)
def legal_basis(result: UniversalResult, words: Words) -> Rows:
    """Each obligation with its legal basis, the range of its effect, the grades of both, and how to learn it."""
    rows = []
    for switch, (effect, read) in _BASIS.items():
        unknown, since, basis = result.unknowns[effect], getattr(result.plan, switch), f"universal.basis.{switch}"
        evidence = words(f"evidence.{unknown.evidence}")
        rows.append(
            (
                words(basis),
                words.month(since) if since else words("universal.basis.not_yet"),
                [words(f"{basis}.law"), " ", source(words(f"{basis}.source")), f" ({words(read)})"],
                f"{unknown.name[words.language]}: {range_of(unknown, words)} ({evidence})",
                unknown.ask.get(words.language, "–"),
            )
        )
    return Rows(rows)


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
        own.rename(columns={"year": "period"}).assign(measure="new_members_jkm_claims_over_contributions"),
    ]
    ending = "" if len(own) else ".alone"
    return Chart(draw, pd.concat(parts, ignore_index=True), numbers, ending, ending, ending)


# families and benefits are the measures from deaths on
_FAMILIES = ("new_members_end", *dropwhile(lambda name: name != "deaths", MEASURES))
_TRILLION = 1e12


@table("measures_families", "universal.table.families", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: UniversalResult, words: Words) -> Rows:
    """What the members without an employer who joined since the start pay in and their families receive."""
    net, deficit = result.row("jkm_fund_net"), result.region.figure("bpjs_experience", "jkm_deficit_2023")
    a_year, deficit_rp = net[["mean", "p05", "p95"]] / result.plan.months * 12, deficit.value * _TRILLION
    numbers = common(result, words) | {
        "net": words.of(a_year, "rp"),
        "share": words.share(abs(a_year["mean"]) / deficit_rp, 2),
        "year": deficit.period,
        "deficit": words.rupiah(deficit_rp),
        "grade": grade(result, words, "relative_mortality", "accident_rate"),
        "loses": words.share(float((result.measures["jkm_fund_net"] < 0).mean()), 0),
    }
    rows = measure_rows(result, words, _FAMILIES, "universal.measure", ("loss_ratio", "loss_ratio_jkm"))
    return replace(rows, numbers=numbers, caption="" if "loss_ratio" in result.measures else ".none")
