"""Who pays for how many by month and year, what certainty costs, where workers are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.drawing import count_ticks, draw_tiles, end_labels, month_ticks, tick_form
from simulate.page.elements import row_of
from simulate.page.evidence import measured, unit_said
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import Section, estimated, headers, old_table
from simulate.page.words import Words
from simulate.programmes.funding.analysis import highest_floor
from simulate.programmes.funding.page.headline import chance_said, payer_said, whose_said
from simulate.programmes.funding.problem import certainty_curve, cost_counted_rp
from simulate.study.draws import mean_error, summarise

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.funding.study import FundingResult

_REGISTERING = "registering"
# public money of others than APBD
_PUBLIC = ("apbdes", "dbh")


def mix_chart(result: FundingResult) -> Element:
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

    return old_figure(
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


def mix_by_year(result: FundingResult) -> Element:
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

    return old_table(
        "mix_by_year",
        result.settings.language,
        caption=caption,
        header=headers("payer", "workers_year_end", "price_month", "contribution"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3),
        note=lambda words: words(
            "funding.table.mix.note",
            error=words.error(float(found["workers_mc_error"].max()), "persons"),
            error_rp=words.error(float(found["paid_rp_mc_error"].max()), "rp"),
        ),
        data=found,
    )


def measures(result: FundingResult) -> Element:
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


def certainty_chart(result: FundingResult) -> Element:
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
    return old_figure(
        "certainty",
        result.settings.language,
        draw,
        title=lambda words: words(f"funding.chart.certainty.title{ending}", **numbers(words)),
        alt=lambda words: words("funding.chart.certainty.alt", **numbers(words)),
        source=lambda words: words("funding.chart.certainty.source", **numbers(words)),
        data=found,
        wide=(7.4, 3.6),
    )


def certainty_table(result: FundingResult) -> Element:
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

    return old_table(
        "certainty_table",
        result.settings.language,
        caption=lambda words: _caption(result, words),
        header=headers("mix", "counts_on", "apbd_end", "planned_cost", "chance_kept", "in_budget"),
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


def places(result: FundingResult) -> Element:
    """A tile map of APBD's workers at the end with the share protected; a table where the region has no tiles."""
    found, tiles = result.kecamatan_table, result.region.tables.get("tiles")
    top, last = found.loc[found["apbd"].idxmax()], found.loc[found["apbd"].idxmin()]

    def numbers(words: Words) -> dict[str, str]:
        lowest = row_of(result, "lowest_kecamatan")
        return {
            "month": words.month(result.months[-1]),
            "top": top["kecamatan"],
            "top_count": words.count(top["apbd"]),
            "last": last["kecamatan"],
            "last_count": words.count(last["apbd"]),
            "lowest": words.share(lowest["p50"]),
            "range": words.interval(lowest["p05"], lowest["p95"], "share"),
            "error": words.error(lowest["mc_error"], "share"),
            "places": str(len(found)),
        }

    def span(row, words: Words) -> str:
        return words.interval(row["share_p05"], row["share_p95"], "share")

    if tiles is None:
        return old_table(
            "places",
            result.settings.language,
            caption=lambda words: words("funding.chart.places.title", **numbers(words)),
            header=headers("kecamatan", "apbd_workers", "protected_share"),
            rows=lambda words: [
                (row["kecamatan"], words.count(row["apbd"]), span(row, words)) for row in found.to_dict("records")
            ],
            numeric=(1, 2),
            note=lambda words: words("funding.chart.places.source", **numbers(words)),
            data=found,
        )

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        told = [words.count(heads_) for heads_ in found["apbd"]]
        draw_tiles(drawing.subplots(), tiles, found.assign(value=found["apbd"], text=told), narrow)

    return old_figure(
        "places",
        result.settings.language,
        draw,
        title=lambda words: words("funding.chart.places.title", **numbers(words)),
        alt=lambda words: words("funding.chart.places.alt", **numbers(words)),
        source=lambda words: words("funding.chart.places.source", **numbers(words)),
        data=found,
        wide=(7.4, 4.6),
        narrow=(3.7, 4.4),
    )


def fairness(result: FundingResult) -> Element:
    """The floor, how high it could be, and why."""
    floor = result.plan.min_kecamatan_share

    def text(words: Words) -> str:
        ending = "" if result.chosen.mix.of_floor * 0.01 >= max(floor, 1e-9) else ".free"
        return words(
            f"funding.fairness{ending}",
            floor=words.share(floor, 0),
            most=words.share(highest_floor(result)),
            basis=words(f"funding.need.{'uncovered' if 'uncovered' in result.region.tables else 'population'}"),
            people=words.count(result.chosen.case.people),
        )

    return old_sentence(result.settings.language, text)
