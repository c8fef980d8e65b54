"""The page of the funding mix: first screen, who pays for how many, what certainty costs, who is placed where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.drawing import (
    INK,
    MAIN,
    MUTED,
    OTHER,
    beside,
    count_ticks,
    end_labels,
    month_ticks,
    tick_form,
)
from simulate.page.elements import Chart, Rows, chart, first_up, table, text
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows
from simulate.page.face import Card, Page, over_said, range_said
from simulate.page.html import Cell, Section, estimated
from simulate.page.places import most_first, others_said
from simulate.page.words import Words
from simulate.programmes.baseline.model import segments
from simulate.programmes.funding.page.limits import plan_numbers
from simulate.programmes.funding.plan import LAW_GROUPS
from simulate.programmes.funding.study import FundingResult, run
from simulate.programmes.funding.tables import EVERY_YEAR, across, highest_floor
from simulate.study.draws import mean_error, summarise, summed

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# fewer than this part of those paid for today, and the plan keeps as many
_ALIKE = 0.01


def _against_today(result: FundingResult) -> str:
    """Whether the plan ``keeps``, ``raises`` or ``lowers`` the number of workers paid for before it starts."""
    at_start = result.chosen.case.at_start
    more = result.plan.workers - at_start
    return "keeps" if abs(more) <= _ALIKE * at_start else "raises" if more > 0 else "lowers"


def _rises(result: FundingResult) -> bool:
    """Whether the target number is reached step by step; fewer than today are wanted at once."""
    target = result.chosen.case.target
    return bool(target[0] < target[-1])


def _title(result: FundingResult, words: Words) -> str:
    """How many, and whether that keeps, raises or lowers the number paid for today."""
    return words(f"funding.title.{_against_today(result)}", plan_numbers(result, words))


def _answer(result: FundingResult, words: Words) -> str:
    """What the money is for, what it costs, and how likely the target is kept."""
    enough = result.sure.fits and result.chosen.chance >= result.plan.confidence
    parts = ("raising" if _rises(result) else "every_month", "cost", "chance" if enough else "chance.short")
    numbers = plan_numbers(result, words)
    return " ".join(words(f"funding.answer.{part}", numbers) for part in parts)


def _cards(result: FundingResult, words: Words) -> list[Card]:
    numbers = plan_numbers(result, words)
    cost, others = numbers["cost_recourse"], numbers["workers_others"]
    nearest = f"funding.number.nearest{'.raising' if _rises(result) else ''}"
    return [
        (f"{cost:rupiah}", words("funding.number.cost", numbers), range_said(result, "cost_recourse", words)),
        (f"{others}", words("funding.number.others", numbers), range_said(result, "workers_others", words)),
        (words.count(result.furthest.reach), words(nearest, numbers), ""),
    ]


def _notes(result: FundingResult, words: Words) -> list[str]:
    """What must be known beside the numbers: what a billion buys, how certain the payers are, the start, the law."""
    worth = result.table("limits_of_budget").set_index("year")["workers_more"]
    years = worth.drop(EVERY_YEAR)
    held = set(LAW_GROUPS) & set(result.extended_law)
    known = min((result.facts.law.groups[group].horizon for group in held), default=None)
    numbers = plan_numbers(
        result,
        words,
        year=years.idxmax(),
        more=words.count(years.max()),
        every=words.count(worth[EVERY_YEAR]),
        billion=words.of(summarise(across(result)["billion_every"]), "persons"),
        funded=words.of(summarise(segments(result.plan.baseline, result.problem.values).funded), "persons"),
        apart=words.count(abs(result.plan.workers - result.chosen.case.at_start)),
        known=words.month(known) if known else "",
    )
    today = (f"baseline.{result.plan.baseline}", f"today.{_against_today(result)}")
    return [
        *over_said(result, words, result.region.about.opens),
        words("funding.note.billion", numbers),
        words("funding.note.evidence"),
        " ".join(words(f"funding.note.{part}", numbers) for part in today),
        *([words("funding.note.held", numbers)] if known else []),
        words("headline.note.range"),
    ]


# public money of others than APBD
_PUBLIC = ("apbdes", "dbh")


@chart("mix", "funding.chart.mix", wide=(7.4, 3.7), narrow=(3.7, 6.4))
def mix_chart(result: FundingResult, words: Words) -> Chart:
    """APBD and all other payers on top of one another with the target, and below the other payers one by one."""
    case, found = result.chosen.case, result.table("mix_by_month")
    middles = found.pivot(index="month", columns="payer", values="p50")
    together = found[found["payer"] == "all"]
    apbd, others = middles["apbd"], middles[[payer for payer in case.payers if payer != "apbd"]]
    months, end = np.arange(len(middles)), len(middles) - 1
    named = {payer: f"{words(f'choice.{payer}')} {words.count(middles[payer].iloc[-1])}" for payer in case.payers}

    def draw(drawing: Figure, narrow: bool) -> None:
        left, right = drawing.subplots(**({"nrows": 2} if narrow else {"ncols": 2}))
        left.fill_between(months, 0, apbd, color=MAIN, alpha=0.55, linewidth=0)
        left.fill_between(months, apbd, together["p50"], color=OTHER, alpha=0.55, linewidth=0)
        left.fill_between(months, together["p05"], together["p95"], color=OTHER, alpha=0.2, linewidth=0)
        left.plot(months, case.target, "--", color=INK, linewidth=1.2)
        for payer in others:
            colour = MAIN if payer in _PUBLIC else OTHER
            right.plot(months, others[payer], color=colour, linewidth=1.6, alpha=0.9)
        names = [(end, apbd.iloc[-1] / 2, words("choice.apbd"), INK)]
        if len(others.columns):
            middle = (apbd.iloc[-1] + together["p50"].iloc[-1]) / 2
            names.append((end, middle, words("funding.chart.mix.others"), INK))
        names.append((end, float(case.target[-1]), words("funding.chart.mix.target"), INK))
        persons = [(end, others[payer].iloc[-1], named[payer], INK) for payer in others]
        most = others.to_numpy().max() if len(others.columns) else 1.0
        panels = ((left, "all", together["p95"].max(), names), (right, "others", most, persons))
        for axes, name, highest, labels in panels:
            axes.set_xlim(0, end)
            axes.set_ylim(0, float(highest) * 1.05)
            end_labels(axes, labels)
            axes.set_title(words(f"funding.chart.mix.panel.{name}"))
            month_ticks(axes, result.months, words, 2 if narrow else 3)
            count_ticks(axes.yaxis, words)

    first, last = words.count(apbd.iloc[0]), words.count(apbd.iloc[-1])
    numbers = plan_numbers(result, words, first=first, last=last, rows="; ".join(named.values()))
    return Chart(draw, found[["month", "payer", "planned", "p05", "p50", "p95"]], numbers)


@table("mix_by_year", "funding.table.mix", "payer workers_year_end price_month contribution", numeric=(1, 2, 3))
def mix_by_year(result: FundingResult, words: Words) -> Rows:
    """By year and payer: workers at the year's end, price, contributions, and what registering costs."""
    found, case, rows = result.table("mix_by_year"), result.chosen.case, []

    def rounded(row: dict, name: str, digits: int, unit: str) -> Cell:
        return estimated(
            {end: float(round(row[f"{name}_{end}"], digits)) for end in ("p05", "p50", "p95")}, unit, words
        )

    for place, year in enumerate(case.years):
        rows.append(Section([year, "", "", ""]))
        for row in found[found["year"] == year].to_dict("records"):
            payer, paid = row["payer"], rounded(row, "paid_rp", -3, "rp")
            if payer == "registering":
                rows.append((words("funding.row.registering"), "", "", paid))
                continue
            price = "–".join(words.exact(one) for one in sorted({*case.price_rp[payer][case.year == place]}))
            workers = rounded(row, "workers", 0, "persons")
            rows.append((first_up(words(f"choice.{payer}")), workers, f"Rp{price}", paid))
    numbers = {
        "share": words.share(result.number("paid_others") / result.number("contributions")),
        "error": words.error(float(found["workers_mc_error"].max()), "persons"),
        "error_rp": words.error(float(found["paid_rp_mc_error"].max()), "rp"),
    }
    return Rows(rows, numbers, found)


@table("measures", "funding.table.measures", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: FundingResult, words: Words) -> Rows:
    """The measures that vary with the draws: those that have a text."""
    shown = [name for name in result.units if words.has(f"funding.measure.{name}")]
    return measure_rows(result, words, shown, "funding.measure")


@chart("certainty", "funding.chart.certainty", wide=(7.4, 3.6))
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
    hoped = words.share(result.hoped.chance, 0)
    numbers = plan_numbers(result, words, hoped=hoped, price=words.rupiah(price), error=error)
    return Chart(draw, found, numbers, title="" if price > 0 else ".same")


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
    over = (result.by_need_rp > chosen.case.budget_rp).any(axis=1).astype(float)
    numbers = plan_numbers(
        result,
        words,
        share=words.share(result.dearer_rp(sure) / result.problem.cost_counted_rp(hoped.case, hoped.mix)),
        most=words.share(sure.chance, 0),
        over=words.share(float(over.mean()), 0),
        over_error=words.error(mean_error(over), "share"),
    )
    caption = "" if sure.chance >= result.plan.confidence else ".none"
    return Rows(rows, numbers, result.table("certainty"), caption)


@table("places", "funding.table.places", "kecamatan apbd_workers protected_share", numeric=(1, 2))
def places(result: FundingResult, words: Words) -> Rows:
    """APBD's workers at the end and the share protected, where it pays for most, and in all others together."""
    found, protected = result.table("by_kecamatan"), result.delivered.kecamatan_share
    apbd, need = found["apbd"].to_numpy(), found["need"].to_numpy()
    top, last = found.loc[found["apbd"].idxmax()], found.loc[found["apbd"].idxmin()]
    alone, together = most_first(apbd)
    rows = [(found.loc[one, "kecamatan"], [one]) for one in alone]
    rows += [(others_said(len(together), words), together)] * bool(len(together))

    def share(several: Sequence[int]) -> str:
        of_all = (protected[:, several] * need[several]).sum(axis=1) / max(need[several].sum(), 1e-9)
        row = summed(of_all)
        return words.interval(row["p05"], row["p95"], "share")

    said = [(name, words.count(apbd[several].sum()), share(several)) for name, several in rows]
    numbers = plan_numbers(
        result,
        words,
        top=top["kecamatan"],
        top_count=words.count(top["apbd"]),
        last=last["kecamatan"],
        last_count=words.count(last["apbd"]),
    )
    return Rows(said, numbers, found)


@text
def fairness(result: FundingResult, words: Words) -> str:
    """The floor, how high it could be, and why."""
    binds = result.chosen.mix.of_floor * 0.01 >= max(result.plan.min_kecamatan_share, 1e-9)
    basis = words(f"funding.need.{'uncovered' if 'uncovered' in result.region.tables else 'population'}")
    numbers = plan_numbers(result, words, most=words.share(highest_floor(result)), basis=basis)
    return words(f"funding.fairness{'' if binds else '.free'}", numbers)


Page("funding", _title, _answer, _cards, _notes, method=plan_numbers).hand_out(__name__, run)
