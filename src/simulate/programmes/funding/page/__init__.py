"""The page of the funding mix: its face, who pays for how many by month and payer, who is placed where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.drawing import INK, MAIN, OTHER, beside, count_ticks, end_labels, month_ticks, ranked
from simulate.page.elements import Chart, Numbers, Rows, chart, first_up, table, text
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows
from simulate.page.face import Card, Page, Point, over_said, range_said
from simulate.page.html import Cell, Section, estimated
from simulate.page.places import most_first, others_said
from simulate.page.words import Words
from simulate.programmes.funding.page.numbers import (
    RESTS,
    begins_open,
    open_place,
    other_payers,
    plan_numbers,
    traces,
)
from simulate.programmes.funding.page.years import budget_chart
from simulate.programmes.funding.plan import LAW_GROUPS
from simulate.programmes.funding.study import FundingResult, run
from simulate.programmes.funding.tables import highest_floor
from simulate.study.draws import summarise, summed

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
    """How many workers, in which years, and how much of it from APBD."""
    return words("funding.title", plan_numbers(result, words))


def _answer(result: FundingResult, words: Words) -> str:
    """What APBD has to set aside, first in the year that can still be decided; or that the budget does not hold."""
    years, doing = result.chosen.case.years, "raise" if _rises(result) else "keep"
    numbers = plan_numbers(result, words)
    if not _enough(result):
        return words(f"funding.answer.short.{doing}", numbers)
    first = begins_open(result)
    numbers |= {"doing": words(f"funding.doing.{doing}", numbers), "open": words("funding.open") if first else ""}
    ending = "one" if len(years) == 1 else "years.open" if first else "years"
    return words(f"funding.answer.{ending}", numbers)


def _enough(result: FundingResult) -> bool:
    """Whether the target is kept with the chance asked for within the budget."""
    return result.sure.fits and result.chosen.chance >= result.plan.confidence


def _cards(result: FundingResult, words: Words) -> list[Card]:
    numbers = plan_numbers(result, words)
    used = summarise(result.by_need_rp[:, open_place(result)])
    interval = words.mark("allocation_year", words.interval(used["p05"], used["p95"], "rp"))
    first = ".short" if not _enough(result) else ".open" if begins_open(result) else ""
    return [
        Card(
            f"{numbers['first']}",
            words(f"funding.number.first{first}", numbers),
            words("funding.number.used", interval=interval),
            "budget",
        ),
        Card(
            f"{numbers['cost_recourse']:rupiah}",
            words("funding.number.cost", numbers),
            range_said(result, "cost_recourse", words),
            "budget",
            "cost_recourse",
        ),
        Card(
            f"{numbers['workers_others']}",
            words("funding.number.others", numbers),
            range_said(result, "workers_others", words),
            "others",
            "workers_others",
        ),
    ]


def _points(result: FundingResult, words: Words) -> list[Point]:
    """What to set aside, what the assumed budget is, what certainty costs, and how many are paid for today."""
    numbers, enough = plan_numbers(result, words), _enough(result)
    if enough:
        certain = "certainty" if result.dearer_rp(result.chosen) > 0 else "certainty.same"
    else:
        certain = "certainty.short" if result.sure.chance >= result.plan.confidence else "certainty.none"
    told = [
        *((one, "parameters") for one in over_said(result, words, result.region.about.opens)),
        (words(f"funding.point.spending{'' if enough else '.short'}", numbers), "budget"),
        (words("funding.point.budget", numbers), "budget"),
        (words(f"funding.point.{certain}", numbers), "certainty"),
        (words(f"funding.point.{result.plan.baseline}.{_against_today(result)}", numbers), "mix"),
    ]
    # at most four: of a plan that begins too early, that the price of certainty is left to its chart
    return told if len(told) < 5 else [*told[:3], told[4]]


def _sure(result: FundingResult, words: Words) -> list[str]:
    """That nothing could be tried on the past, and up to when the rules are known."""
    held = set(LAW_GROUPS) & set(result.extended_law)
    known = min((result.facts.law.groups[group].horizon for group in held), default="")
    said = [words("funding.sure.evidence")]
    return [*said, words("funding.sure.held", known=words.month(known))] if known else said


@chart("mix", "funding.chart.mix", wide=(7.4, 3.2), narrow=(3.7, 3.4))
def mix_chart(result: FundingResult, words: Words) -> Chart:
    """Workers paid for by APBD and by all other payers, on top of one another, by month, with the target."""
    case, found = result.chosen.case, result.table("mix_by_month")
    apbd, together = (found[found["payer"] == payer].reset_index(drop=True) for payer in ("apbd", "all"))
    months, end = np.arange(len(together)), len(together) - 1
    alone = len(case.payers) == 1

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        axes.fill_between(months, 0, apbd["p50"], color=MAIN, alpha=0.55, linewidth=0)
        axes.fill_between(months, apbd["p50"], together["p50"], color=OTHER, alpha=0.55, linewidth=0)
        axes.fill_between(months, together["p05"], together["p95"], color=OTHER, alpha=0.2, linewidth=0)
        axes.plot(months, case.target, "--", color=INK, linewidth=1.2)
        names = [(end, apbd["p50"].iloc[-1] / 2, words("choice.apbd"), INK)]
        if not alone:
            middle = (apbd["p50"].iloc[-1] + together["p50"].iloc[-1]) / 2
            names.append((end, middle, words("funding.chart.mix.others"), INK))
        names.append((end, float(case.target[-1]), words("funding.chart.mix.target"), INK))
        axes.set_xlim(0, end)
        axes.set_ylim(0, float(together["p95"].max()) * 1.05)
        end_labels(axes, names)
        month_ticks(axes, result.months, words, 2 if narrow else -(-len(months) // 12))
        count_ticks(axes.yaxis, words)
        axes.set_ylabel(words("funding.chart.mix.axis"))

    first, last = (words.count(apbd["p50"].iloc[place]) for place in (0, -1))
    numbers = plan_numbers(result, words, began=first, ends=last)
    data = together[["month", "p05", "p50", "p95", "target"]].assign(apbd=apbd["p50"])
    traces = dict.fromkeys(("began", "ends"), "workers_apbd")
    return Chart(draw, data, numbers, ".alone" if alone else "", traces=traces)


@chart("others", "funding.chart.others")
def others_chart(result: FundingResult, words: Words) -> Chart | str:
    """Workers whom each payer but APBD pays for in the last month, with the range of each."""
    found = other_payers(result)
    if found.empty:
        return words("funding.chart.others.none")
    names = [first_up(words(f"choice.{payer}")) for payer in found["payer"]]
    shown = [f"{words.of(row, 'persons')}" for row in found.to_dict("records")]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, most = drawing.subplots(), float(found["p95"].max())
        ranked(axes, names, found["p50"], [""] * len(found), colours=OTHER, most=1.25 * most or 1)
        places = range(len(found) - 1, -1, -1)
        axes.hlines(places, found["p05"], found["p95"], color=INK, linewidth=1.2)
        for place, count, high in zip(places, shown, found["p95"], strict=True):
            beside(axes, count, (high, place), (6, 0), va="center")
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        count_ticks(axes.xaxis, words)
        axes.set_xlabel(words("funding.chart.others.axis", month=words.month(result.months[-1])))

    rows = (
        f"{name} {text} ({words.interval(row['p05'], row['p95'], 'persons')})"
        for name, text, row in zip(names, shown, found.to_dict("records"), strict=True)
    )
    numbers = plan_numbers(result, words, payer=names[0], most=shown[0], rows="; ".join(rows))
    size = 0.9 + 0.32 * len(found)
    data = found[["payer", "p05", "p50", "p95", "mc_error"]]
    return Chart(draw, data, numbers, wide=(7.4, size), narrow=(3.7, size), traces={"most": "workers_payer"})


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


def _places(result: FundingResult, words: Words) -> Numbers:
    found = result.table("by_kecamatan")
    top, last = found.loc[found["apbd"].idxmax()], found.loc[found["apbd"].idxmin()]
    return plan_numbers(
        result,
        words,
        top=top["kecamatan"],
        top_count=words.count(top["apbd"]),
        last=last["kecamatan"],
        last_count=words.count(last["apbd"]),
    )


@table("places", "funding.table.places", "kecamatan apbd_workers protected_share", numeric=(1, 2))
def places(result: FundingResult, words: Words) -> Rows:
    """APBD's workers at the end and the share protected, where it pays for most, and in all others together."""
    found, protected = result.table("by_kecamatan"), result.delivered.kecamatan_share
    apbd, need = found["apbd"].to_numpy(), found["need"].to_numpy()
    alone, together = most_first(apbd)
    rows = [(found.loc[one, "kecamatan"], [one]) for one in alone]
    if len(together):
        rows.append((others_said(len(together), words), together))

    def share(several: Sequence[int]) -> str:
        row = summed((protected[:, several] * need[several]).sum(axis=1) / max(need[several].sum(), 1e-9))
        return words.interval(row["p05"], row["p95"], "share")

    said = [(name, words.count(apbd[several].sum()), share(several)) for name, several in rows]
    return Rows(said, _places(result, words), found)


@text
def fairness(result: FundingResult, words: Words) -> str:
    """The floor, how high it could be, and why."""
    binds = result.chosen.mix.of_floor * 0.01 >= max(result.plan.min_kecamatan_share, 1e-9)
    basis = words(f"funding.need.{'uncovered' if 'uncovered' in result.region.tables else 'population'}")
    numbers = plan_numbers(result, words, most=words.share(highest_floor(result)), basis=basis)
    return words(f"funding.fairness{'' if binds else '.free'}", numbers)


def _asked(result: FundingResult, words: Words) -> list[tuple[str, str]]:
    """Who pays: what this scenario sets aside, and how few others pay for."""
    return [(words("funding.asked.claim"), words("funding.asked.answer", plan_numbers(result, words)))]


Page(
    "funding",
    _title,
    _answer,
    _cards,
    _points,
    budget_chart,
    sure=_sure,
    rests=RESTS,
    traces=traces,
    method=plan_numbers,
    asked=_asked,
).hand_out(__name__, run)
