"""Charts: workers by month and place, contributions, families, counts elsewhere, levers; and the what-if panel."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, bar_label, beside, count_ticks, fan, month_ticks, tick_form
from simulate.page.elements import Chart, Numbers, Rows, chart, first_up, signed, table
from simulate.page.places import place_rows
from simulate.page.whatif import Panel, panel_of
from simulate.page.whatif import what_if as panel
from simulate.page.words import Words, rules_said, shown_value
from simulate.programmes.sponsorship.analysis import choices
from simulate.programmes.sponsorship.page.compared import ceiling_said
from simulate.programmes.sponsorship.page.tables import measure_name
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.tables import levers_alone, strongest
from simulate.programmes.sponsorship.take_up import SHARED_BY
from simulate.study.draws import summarise
from simulate.study.simulated import once

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.sponsorship.study import SponsorshipResult


# what the band by month is drawn from; the file beside the report holds all else of a month
_BAND = ["month", "mean", "p05", "p50", "p95", "mc_error"]


@chart("protected_by_month", "chart.protected", wide=(7.4, 3.2), narrow=(3.7, 3.2))
def protected_by_month(result: SponsorshipResult, words: Words) -> Chart:
    """Paid-up workers in each month with their 90 % interval."""
    table, plan = result.table("protected_by_month"), result.plan
    first, end, last = table.iloc[0], table.iloc[-1], len(table) - 1
    certain = bool((table["p05"] == table["p95"]).all())
    judged = result.evidence_of(plan.collection) == "judgement"
    numbers = Numbers(result, words, {})

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        fan(axes, range(len(table)), table)
        axes.plot(table[["p05", "p95"]], color=MAIN, linewidth=0.7)
        month_ticks(axes, result.months, words, 3 if narrow else 6)
        count_ticks(axes.yaxis, words)
        axes.margins(x=0.04)
        axes.set_ylim(0, max(float(table["p95"].max()) * 1.2, 1))
        axes.set_ylabel(words("chart.protected.axis"))
        beside(axes, words("chart.protected.median", numbers), (last, end["p50"]), (0, 5), ha="right")
        if not certain:
            beside(axes, words("chart.protected.band"), (last, end["p95"]), (0, 4), ha="right")

    numbers |= {
        "start": words.month(plan.start),
        "month": words.month(result.months[-1]),
        "first": words.of(first, "persons"),
        "error": "" if certain else words("chart.protected.error", numbers),
    }
    title = ".certain" if certain else ".one" if last == 0 else ""
    source = ".share" if plan.assumed else ".judgement" if judged else ""
    return Chart(draw, table[_BAND], numbers, title=title, source=source, traces={"first": "protected_first"})


@chart("payments_by_month", "chart.payments", wide=(7.4, 3.4), narrow=(3.7, 3.4))
def payments_by_month(result: SponsorshipResult, words: Words) -> Chart:
    """What sponsors and APBD pay in each month, beside what the same cover would cost APBD; relief months shaded."""
    out, months, relief = result.outcome, result.months, result.relief_months
    by_payer = {"asn": sum(out.paid_rp.values()), "apbd_bridge": out.bridge_rp, "apbd_same_cover": out.apbd_rp}
    paid = {payer: pd.DataFrame(summarise(amounts)) for payer, amounts in by_payer.items()}
    table = pd.concat([found.add_prefix(f"{payer}_").add_suffix("_rp") for payer, found in paid.items()], axis=1)
    table.insert(0, "month", months)
    bridged, asn = bool(result.plan.bridge_months), paid["asn"]
    certain = bool((asn["p05"] == asn["p95"]).all())

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places, full = drawing.subplots(), range(len(table)), paid["apbd_same_cover"]["p50"]
        top = float(max(asn["p95"].max(), full.max())) or 1.0
        if relief:
            first, last = months.index(relief[0]), months.index(relief[-1])
            axes.axvspan(first - 0.5, last + 0.5, color=MUTED, alpha=0.13, linewidth=0)
            beside(axes, words("chart.payments.relief"), (first - 0.4, top * 1.2), (0, 0), va="top")
        axes.bar(places, asn["p50"], color=MAIN, alpha=0.75, width=0.8, edgecolor="none")
        if bridged:
            bridge = paid["apbd_bridge"]["p50"]
            axes.bar(places, bridge, bottom=asn["p50"], color=OTHER, alpha=0.85, width=0.8, edgecolor="none")
        if not certain:
            axes.vlines(places, asn["p05"], asn["p95"], color=INK, linewidth=1.1)
        axes.step(places, full, where="mid", color=OTHER, linewidth=1.8, linestyle="--")
        axes.set_ylim(0, top * 1.22)
        axes.set_xlim(-0.7, len(table) - 0.3)
        month_ticks(axes, months, words, 3 if narrow else 6)
        axes.yaxis.set_major_formatter(tick_form(lambda paid: words.rupiah(paid) if float(paid).is_integer() else ""))

    numbers = {
        "month": words.month(months[-1]),
        "asn": words.of(asn.iloc[-1], "rp"),
        "apbd": words.of(paid["apbd_same_cover"].iloc[-1], "rp"),
        "relief": words.months(relief[0], relief[-1]) if relief else "",
        "full": words.rupiah(max(out.price_rp["apbd"])),
        "reduced": "–".join(map(words.rupiah, result.relief_prices_rp)),
        "error": words.error(float(asn["mc_error"].max()), "rp"),
    }
    known, held = Numbers(result, words, numbers), {"error": not certain, "relief": bool(relief), "bridge": bridged}
    for part in ("alt", "source"):
        keys = [f"chart.payments.{part}.{name}" for name, holds in held.items() if holds]
        numbers[f"more_{part}"] = "".join(f" {words(key, known)}" for key in keys if words.has(key))
    traces = {"full": "price", "reduced": "price"}
    drawn = [name for name in table if bridged or not name.startswith("apbd_bridge")]
    return Chart(draw, table[drawn], numbers, title="" if relief else ".same", traces=traces)


@chart("families", "chart.families", wide=(7.4, 3.0), narrow=(3.7, 3.0))
def families(result: SponsorshipResult, words: Words) -> Chart:
    """The chance of each number of families paid over the horizon."""
    deaths, mean = result.measures["deaths"], result.number("deaths", "mean")
    persons, draws = np.unique(deaths.astype(int), return_counts=True)
    chances = pd.DataFrame({"families": persons, "chance": draws / draws.sum()})

    def draw(drawing: Figure, narrow: bool) -> None:
        import seaborn as sns
        from matplotlib.ticker import MultipleLocator

        axes, spread = drawing.subplots(), int(np.ptp(deaths))
        bins = {"discrete": True} if spread <= 40 else {"binwidth": -(-spread // 30)}
        style = {"color": MAIN, "alpha": 0.85, "edgecolor": "none", "shrink": 0.82}
        sns.histplot(x=deaths, stat="probability", ax=axes, **style, **bins)
        axes.set_ylim(top=axes.get_ylim()[1] * 1.15)
        axes.axvline(mean, color=INK, linewidth=1.5, linestyle="--")
        beside(axes, words("chart.families.mean", Numbers(result, words, {})), (mean, axes.get_ylim()[1]), (4, -10))
        axes.set_ylabel(words("chart.families.chance"))
        axes.set_xlabel(words("chart.families.axis"))
        axes.yaxis.set_major_locator(MultipleLocator(0.05 if chances["chance"].max() < 0.4 else 0.2))
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        count_ticks(axes.xaxis, words)
        axes.xaxis.get_major_locator().set_params(integer=True)

    numbers = {"none": words.share(float((deaths == 0).mean()), 0), "months": str(result.plan.months)}
    return Chart(draw, chances, numbers)


@table("protected_by_kecamatan", "table.kecamatan", "kecamatan median interval", numeric=(1, 2))
def protected_by_kecamatan(result: SponsorshipResult, words: Words) -> Rows:
    """Protected workers in the last month in the kecamatan with most, and in all others together."""
    found, names = result.table("protected_by_kecamatan"), result.region.tables["kecamatan"]["kecamatan"].tolist()
    top, last = found.iloc[0], found.iloc[-1]
    numbers = {
        "top": top["kecamatan"],
        "most": words.of(top, "persons"),
        "last": last["kecamatan"],
        "least": words.of(last, "persons"),
        "error": words.error(found["mc_error"].max(), "persons"),
        "month": words.month(result.months[-1]),
        "rules": rules_said(result.plan.selection, words),
    }
    rule = ".rule" if set(result.plan.selection) & set(SHARED_BY) else ""
    rows = place_rows(result.outcome.by_kecamatan, names, "persons", words)
    return Rows(rows, numbers, found, caption=rule, note=rule)


def _intervals(axes: Axes, table: pd.DataFrame, names: list[str], narrow: bool) -> range:
    """Draws the 90 % range of each row as a bar beside its name, the first on top; gives where they lie."""
    places = range(len(table) - 1, -1, -1)
    axes.hlines(places, table["p05"], table["p95"], color=MAIN, alpha=0.4, linewidth=6)
    axes.set_yticks(list(places), names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.7, len(table) - 0.3)
    axes.locator_params(axis="x", nbins=4 if narrow else 8)
    return places


def counted_where(row: Mapping[str, Any], words: Words) -> str:
    """Where and when something was counted."""
    return f"{row['place']}, {words.month(row['month'], short=True)}"


# outcomes that are shares of civil servants, so that they can stand on one axis
_SHARES = ("workers_per_asn", "joined", "sponsors_per_asn", "sponsors_inside")


@chart("backtest", "chart.backtest")
def backtest_chart(result: SponsorshipResult, words: Words) -> Chart:
    """The model's 90 % interval of each count elsewhere, and the count."""
    found = result.table("backtest")
    drawn = found["outcome"].isin(_SHARES)
    shown, others = found[drawn], found[~drawn]
    seen = shown[shown["role"] != "untested"]
    rows = shown.to_dict("records")
    names = [f"{counted_where(row, words)}: {words('backtest.' + row['outcome'])}" for row in rows]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        places = _intervals(axes, shown, [textwrap.fill(name, 22 if narrow else 46) for name in names], narrow)
        axes.plot(shown["p50"], places, "|", color=MAIN, markersize=13, markeredgewidth=2)
        axes.plot(shown["observed"], places, "o", color=OTHER, markersize=6)
        axes.set_xlim(0, float(shown[["p95", "observed"]].max().max()) * 1.05)
        axes.xaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel(words("chart.backtest.axis"), color=INK)

    texts = [
        words(
            "chart.backtest.alt.untested" if row["role"] == "untested" else "chart.backtest.alt.row",
            name=name,
            seen="" if row["role"] == "untested" else words.value(row["observed"], "share"),
            interval=words.interval(row["p05"], row["p95"], "share"),
        )
        for name, row in zip(names, rows, strict=True)
    ]
    numbers = {
        "rows": "; ".join(texts),
        "inside": str(int(seen["inside"].sum())),
        "all": str(len(seen)),
        "outside": str(len(others) - int(others["inside"].sum())),
        "checked": str(int((seen["role"] == "checked").sum())),
        "error": words.error(float(shown["mc_error"].max()), "share"),
    }
    wide, narrow = (7.4, 0.9 + 0.36 * len(shown)), (3.7, 1.0 + 0.5 * len(shown))
    return Chart(draw, found, numbers, wide=wide, narrow=narrow)


@table(
    "backtest_table",
    "table.backtest",
    "place what collection observed model_median interval residual inside role_in",
    numeric=range(3, 7),
    stacked=True,
)
def backtest_table(result: SponsorshipResult, words: Words) -> Rows:
    """Each count elsewhere: observed, the model's median and interval, residual, whether it lies inside, its role."""
    found = result.table("backtest")
    planned = result.region.tables["sponsor_programmes"].set_index("id")["value"]
    ratios, untested = found["outcome"] == "workers_per_sponsor", found["role"] == "untested"
    error = words.error(float(found.loc[~ratios, "mc_error"].max()), "share")
    rows, notes = [], [words("table.backtest.note", error=error)]
    for row in found.to_dict("records"):
        unit = "ratio" if row["outcome"] == "workers_per_sponsor" else "share"
        seen = words("table.elsewhere.none"), "–", "–"
        if row["role"] != "untested":
            within = words("word.yes" if row["inside"] else "word.no")
            seen = words.value(row["observed"], unit), signed(row["residual"], unit, words), within
        else:
            asn = float(planned[row["figure"]])
            numbers = {
                "place": row["place"],
                "since": words.month(row["since"]),
                "asn": words.exact(asn),
                "month": words.month(row["month"]),
                "workers": words.of({name: asn * row[name] for name in ("p05", "p50", "p95")}, "persons"),
            }
            notes.append(words("table.backtest.untested", numbers))
        what = words(f"backtest.{row['outcome']}"), words(f"collection.{row['collection']}"), seen[0]
        model = words.value(row["p50"], unit), words.interval(row["p05"], row["p95"], unit)
        rows.append((counted_where(row, words), *what, *model, *seen[1:], words(f"backtest.role.{row['role']}")))
    numbers = {"inside": str(int(found.loc[~untested, "inside"].sum())), "all": str(int((~untested).sum()))}
    return Rows(rows, numbers, note=" ".join(notes))


def value_said(lever: str, value: Any, unit: str, words: Words) -> str:
    """A lever's value as a sentence holds it."""
    if lever == "asn_groups":
        return "+".join(words(f"payer.asn_{group}") for group in value)
    return words.legal(value, unit) if unit == "months" else shown_value(lever, value, words, unit)


def _move_said(lever: str, value: Any, words: Words) -> str:
    """What a move of `tables.levers_alone` does."""
    if isinstance(value, bool) or value == 0:
        return words(f"move.{lever}.{'yes' if value else 'no'}")
    unit = "persons" if lever == "workers_per_asn" else SponsorshipPlan.unit(lever)
    shown = value_said(lever, value, unit, words)
    return words(f"move.{lever}", value=shown) if words.has(f"move.{lever}") else shown


def change_range(row: Mapping[str, Any], unit: str, words: Words) -> str:
    """A change from one end of its 90 % range to the other."""
    return f" {words('word.to')} ".join(signed(row[end], unit, words) for end in ("p05", "p95"))


def change_said(lever: str, row: Mapping[str, Any], middle: str, words: Words) -> str:
    """What a lever changes, for who hears the page; ``middle`` is the column of the number that is drawn."""
    size = signed(row[middle], "persons", words)
    return words("chart.waterfall.alt.step", lever=lever, size=size, interval=change_range(row, "persons", words))


_ROW = 0.62
# levers shown, the strongest first
_MOST = 5


@chart("levers", "chart.levers")
def levers_chart(result: SponsorshipResult, words: Words) -> Chart | str:
    """Change in protected workers by the strongest move of each lever but the way of asking; a sentence for none."""
    moves = levers_alone(result)
    shown = strongest(moves[moves["lever"] != "collection"], "protected_end")
    shown = shown[shown["p50"].abs() >= 0.5].head(_MOST)
    if shown.empty:
        return words("chart.levers.none")
    rows = shown.to_dict("records")
    low, high = (end([0.0, *shown["p05"], *shown["p95"]]) for end in (min, max))
    room = 0.12 * (high - low)

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        for place, row in enumerate(rows):
            colour = MAIN if row["p50"] >= 0 else OTHER
            axes.barh(-place, row["p50"], color=colour, alpha=0.7, height=0.32, edgecolor="none")
            axes.plot([row["p05"], row["p95"]], [-place, -place], color=INK, linewidth=1.1)
            axes.plot([0, 0], [-place - 0.26, -place + 0.16], color=MUTED, linewidth=1.2)
            label = f"{_move_said(row['lever'], row['value'], words)}: {signed(row['p50'], 'persons', words)}"
            bar_label(axes, label, (low - room, -place + 0.2))
        axes.set_xlim(low - room, high + room)
        axes.set_ylim(-len(rows) + 0.55, 0.85)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.locator_params(axis="x", nbins=4)
        count_ticks(axes.xaxis, words)

    first = rows[0]
    texts = [change_said(_move_said(row["lever"], row["value"], words), row, "p50", words) for row in rows]
    numbers = {
        "value": _move_said(first["lever"], first["value"], words),
        "size": signed(first["p50"], "persons", words),
        "interval": change_range(first, "persons", words),
        "moves": "; ".join(texts),
        "error": words.error(float(shown["mc_error"].max()), "persons"),
    }
    data = shown.drop(columns=["measure", "mean"]).astype({"value": str})
    height = 0.6 + _ROW * len(rows)
    return Chart(draw, data, numbers, wide=(7.4, height), narrow=(3.7, height))


_grid = once(choices)


@panel("choices")
def what_if(result: SponsorshipResult, words: Words) -> Panel:
    """Other ways of asking, starts and lengths of a plan, computed on the same facts and random numbers."""
    grid, horizon = _grid(result), result.facts.law.only(result.plan.law_groups).horizon
    absent = ""
    if grid.refused:
        law_alone = grid.refused == {"past_the_law"}
        absent = words("choices.absent.law" if law_alone else "choices.absent", month=words.month(horizon))
    elif grid.calendar[-1] > horizon:
        absent = words("choices.held", month=words.month(horizon))
    ceiling, measures = ceiling_said(result, words), [measure_name(one, words) for one in grid.units]
    return panel_of(grid, "choices", words, partial(_stop, words), {"ceiling": ceiling}, absent, measures)


def _stop(words: Words, levers: Mapping[str, Any]) -> str:
    if "start" in levers:
        return words.month(levers["start"])
    if "months" in levers:
        return words.legal(levers["months"], "months")
    share = levers["participation_share"]
    if share is None:
        return first_up(words(f"collection.{levers['collection']}"))
    return words("choices.everyone") if share == 1 else words("choices.share", share=words.share(share, 0))
