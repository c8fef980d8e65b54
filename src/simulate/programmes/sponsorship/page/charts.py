"""Protected workers by month and kecamatan, contributions, families."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.page.base import Element
from simulate.page.drawing import count_ticks, draw_tiles, month_ticks, tick_form
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.values import rules_said
from simulate.page.words import Words
from simulate.programmes.sponsorship.page.levers import asked_said, weakest
from simulate.programmes.sponsorship.take_up import SHARED_BY
from simulate.study.draws import summarise

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.sponsorship.study import SponsorshipResult


def protected_by_month(result: SponsorshipResult) -> Element:
    """Paid-up workers in each month with their 90 % interval; the ceiling is the dashed line."""
    table = result.monthly_table
    ceiling, end = result.outcome.ceiling_persons, table.iloc[-1]
    places = range(len(table))
    certain = bool((table["p05"] == table["p95"]).all())
    judged = weakest(result.unknowns, result.plan.collection) == "judgement"
    grade = ".share" if result.plan.participation_share is not None else ".judgement" if judged else ""

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        if certain:  # a close-up would show the same flat line again
            panels = [drawing.subplots()]
        else:
            panels = list(drawing.subplots(2, 1) if narrow else drawing.subplots(1, 2))
        for axes in panels:
            axes.fill_between(places, table["p05"], table["p95"], color=MAIN, alpha=0.22, linewidth=0)
            for edge in ("p05", "p95"):
                axes.plot(places, table[edge], color=MAIN, linewidth=0.7)
            axes.plot(places, table["p50"], color=MAIN, linewidth=2)
            month_ticks(axes, result.months, words, 3 if narrow else 4)
            count_ticks(axes.yaxis, words)
            axes.set_ylim(bottom=0)
            axes.margins(x=0.04)
        against = panels[0]
        against.set_title(words("chart.protected.against"))
        against.axhline(ceiling, color=OTHER, linestyle="--", linewidth=1.5)
        against.set_ylim(top=ceiling * 1.15)
        against.annotate(
            words("chart.protected.ceiling", ceiling=words.exact(ceiling)),
            (0, ceiling),
            xytext=(0, 4),
            textcoords="offset points",
            color=OTHER,
        )
        if certain:
            return
        close = panels[1]
        close.set_title(words("chart.protected.close"))
        close.set_ylim(top=max(float(table["p95"].max()) * 1.2, 1))
        close.annotate(
            words("chart.protected.median", count=words.estimate(end["p50"], end["p05"], end["p95"], "persons")),
            (len(table) - 1, end["p50"]),
            xytext=(0, 5),
            textcoords="offset points",
            ha="right",
            color=INK,
        )
        close.annotate(
            words("chart.protected.band"),
            (len(table) - 1, end["p95"]),
            xytext=(0, 4),
            textcoords="offset points",
            ha="right",
            color=INK,
        )

    def numbers(words: Words) -> dict[str, str]:
        return {
            "months": str(result.plan.months),
            "month": words.month(result.months[-1]),
            "p50": words.estimate(end["p50"], end["p05"], end["p95"], "persons"),
            "interval": words.interval(end["p05"], end["p95"], "persons"),
            "ceiling": words.exact(ceiling),
            "asked": asked_said(result.plan.asked, words),
            "first": words.estimate(*table.loc[0, ["p50", "p05", "p95"]], "persons"),
            "share": words.share(end["p50"] / ceiling),
            "error": "" if certain else words("chart.protected.error", error=words.error(end["mc_error"], "persons")),
        }

    return old_figure(
        "protected_by_month",
        result.settings.language,
        draw,
        title=lambda words: words("chart.protected.title", **numbers(words)),
        alt=lambda words: words("chart.protected.alt", **numbers(words)),
        source=lambda words: words(f"chart.protected.source{grade}", **numbers(words)),
        data=table,
        narrow=(3.7, 5.4),
    )


def payments_by_month(result: SponsorshipResult) -> Element:
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
    return old_figure(
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


def families(result: SponsorshipResult) -> Element:
    """The chance of each number of families paid over the horizon."""
    deaths = result.measures["deaths"]
    heads, draws = np.unique(deaths.astype(int), return_counts=True)
    chances = pd.DataFrame({"families": heads, "chance": draws / draws.sum()})
    row = result.headline_table.set_index("measure").loc["deaths"]
    waiting = result.headline_table.set_index("measure").loc["deaths_waiting"]
    none = float((deaths == 0).mean())

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        import seaborn as sns
        from matplotlib.ticker import MultipleLocator

        axes = drawing.subplots()
        spread = int(deaths.max() - deaths.min())
        bins = {"discrete": True} if spread <= 40 else {"binwidth": -(-spread // 30)}
        sns.histplot(
            x=deaths,
            stat="probability",
            color=MAIN,
            alpha=0.85,
            edgecolor="none",
            shrink=0.82,
            ax=axes,
            **bins,
        )
        axes.set_ylim(top=axes.get_ylim()[1] * 1.15)
        axes.axvline(row["mean"], color=INK, linewidth=1.5, linestyle="--")
        axes.annotate(
            words("chart.families.mean", mean=words.count(row["mean"])),
            (row["mean"], axes.get_ylim()[1]),
            xytext=(4, -10),
            textcoords="offset points",
            color=INK,
        )
        axes.set_ylabel(words("chart.families.chance"))
        axes.set_xlabel(words("chart.families.axis"))
        axes.yaxis.set_major_locator(MultipleLocator(0.05 if chances["chance"].max() < 0.4 else 0.2))
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        count_ticks(axes.xaxis, words)
        axes.xaxis.get_major_locator().set_params(integer=True)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "mean": words.count(row["mean"]),
            "interval": words.interval(row["p05"], row["p95"], "persons"),
            "none": words.share(none, 0),
            "waiting": words.count(waiting["mean"]),
            "months": str(result.plan.months),
            "error": words.error(row["mc_error"], "persons"),
        }

    return old_figure(
        "families",
        result.settings.language,
        draw,
        title=lambda words: words("chart.families.title", **numbers(words)),
        alt=lambda words: words("chart.families.alt", **numbers(words)),
        source=lambda words: words("chart.families.source", **numbers(words)),
        data=chances,
        wide=(7.4, 3.0),
        narrow=(3.7, 3.0),
    )


def protected_by_kecamatan(result: SponsorshipResult) -> Element:
    """Protected workers in the last month by kecamatan: a tile map, or dots where the region has no tiles."""
    table, tiles = result.kecamatan_table, result.region.tables.get("tiles")
    top, last = table.iloc[0], table.iloc[-1]
    form = "dots" if tiles is None else "map"
    ending = ".rule" if set(result.plan.selection) & set(SHARED_BY) else ""

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        told = [words.estimate(row.p50, row.p05, row.p95, "persons") for row in table.itertuples()]
        if tiles is None:
            _draw_dots(drawing.subplots(), table.assign(text=told), words, narrow)
        else:
            shown = table.assign(value=table["p50"], text=told)
            draw_tiles(drawing.subplots(), tiles, shown, narrow, partial(words.interval, unit="persons"))

    def numbers(words: Words) -> dict[str, str]:
        return {
            "top": top["kecamatan"],
            "top_count": words.estimate(*top[["p50", "p05", "p95"]], "persons"),
            "top_interval": words.interval(top["p05"], top["p95"], "persons"),
            "last": last["kecamatan"],
            "last_count": words.estimate(*last[["p50", "p05", "p95"]], "persons"),
            "last_interval": words.interval(last["p05"], last["p95"], "persons"),
            "places": str(len(table)),
            "error": words.error(table["mc_error"].max(), "persons"),
            "month": words.month(result.months[-1]),
            "rules": rules_said(result.plan.selection, words),
            "form": words(f"chart.kecamatan.{form}"),
            "marks": words(f"chart.kecamatan.{form}.marks"),
        }

    return old_figure(
        "protected_by_kecamatan",
        result.settings.language,
        draw,
        title=lambda words: words(f"chart.kecamatan.title{ending}", **numbers(words)),
        alt=lambda words: words("chart.kecamatan.alt", **numbers(words)),
        source=lambda words: words(f"chart.kecamatan.source{ending}", **numbers(words)),
        data=table,
        wide=(7.4, 6.0) if tiles is None else (7.4, 4.6),
        narrow=(3.7, 6.6) if tiles is None else (3.7, 4.4),
    )


def _draw_dots(axes: Axes, table: pd.DataFrame, words: Words, narrow: bool) -> None:
    """Each kecamatan with its 90 % interval, largest first."""
    places = range(len(table) - 1, -1, -1)
    axes.hlines(places, table["p05"], table["p95"], color=MAIN, alpha=0.35, linewidth=5)
    axes.plot(table["p50"], places, "o", color=MAIN, markersize=4)
    for place, row in zip(places, table.itertuples(), strict=True):
        axes.annotate(row.text, (row.p95, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(list(places), table["kecamatan"])
    axes.tick_params(axis="y", length=0)
    count_ticks(axes.xaxis, words)
    axes.set_xlim(0, max(float(table["p95"].max()) * (1.2 if narrow else 1.1), 1))
    axes.set_ylim(-0.7, len(table) - 0.3)
    axes.locator_params(axis="x", nbins=4 if narrow else 8)
    axes.set_xlabel(words("chart.kecamatan.axis"))
