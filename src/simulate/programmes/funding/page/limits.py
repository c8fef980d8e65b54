"""What binds the mix, what more would buy, and cost against workers protected."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.drawing import count_ticks, tick_form
from simulate.page.figure import INK, MAIN, OTHER, old_figure
from simulate.page.table import Section, headers, old_table, over
from simulate.page.words import Words
from simulate.programmes.funding.analysis import (
    EVERY_YEAR,
    across,
    budget_worth,
    ceilings_worth,
    costs,
    frontier,
    highest_floor,
    target_worth_rp,
)
from simulate.programmes.funding.page.headline import ceiling_grade, payer_said, spread, whose_said

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.funding.study import FundingResult

# a rupiah of budget that saves less than this does not bind
_FREE = 1e-6


def limits(result: FundingResult) -> Element:
    """Target, each payer's ceiling and the kecamatan floor: how far each binds, and the worth of one more unit."""
    found = ceilings_worth(result)
    known = across(result)
    payers = result.chosen.case.payers

    # draws are solved without the limit of the budget: where it binds the plan, they say something else
    ranges = result.chosen.mix.of_budget.max() < _FREE

    def money(value: float, draws: np.ndarray, words: Words) -> str:
        said, span = words.value(value, "rp"), spread(draws, "rp", words)[1] if ranges else ""
        return f"{said} ({span})" if span else said

    def rows(words: Words):
        yield (
            words("funding.limit.target"),
            words("funding.limit.target.now", workers=words.exact(result.plan.workers)),
            words(
                "funding.limit.target.worth",
                money=money(target_worth_rp(result), known["target_rp"], words),
            ),
            words("evidence.analogue"),
        )
        for row in found.to_dict("records"):
            payer = row["payer"]
            now = words(
                "funding.limit.payer.now",
                planned=words.count(row["planned_end"]),
                ceiling=words.count(row["ceiling_end"]),
                months=str(row["months_full"]),
            )
            saved = money(row["saved_rp"], known["saved_rp"][:, payers.index(payer)], words)
            binds = row["saved_rp"] >= 1
            yield (
                words("funding.limit.payer", payer=payer_said(payer, words)),
                now,
                words("funding.limit.payer.worth", money=saved) if binds else words("funding.limit.free"),
                words(f"evidence.{ceiling_grade(result, payer)}"),
            )
        floor = result.plan.min_kecamatan_share
        yield (
            words("funding.limit.floor"),
            words("funding.limit.floor.now", floor=words.share(floor, 0), most=words.share(highest_floor(result))),
            _floor_worth(result, words),
            words("evidence.analogue"),
        )

    def caption(words: Words) -> str:
        binding = found[found["saved_rp"] >= 1]
        said = {"whose": whose_said(result, words), "money": words.value(target_worth_rp(result), "rp")}
        if binding.empty:
            return words("funding.table.limits.caption.none", **said)
        best = binding.loc[binding["saved_rp"].idxmax()]
        return words(
            "funding.table.limits.caption",
            **said,
            payer=payer_said(best["payer"], words),
            saved=words.value(best["saved_rp"], "rp"),
        )

    return old_table(
        "limits",
        result.settings.language,
        caption=caption,
        header=headers("limit", "limit_now", "limit_worth", "evidence"),
        rows=lambda words: list(rows(words)),
        note=lambda words: " ".join(
            words(f"funding.table.limits.{part}", draws=words.exact(len(known["reach"])))
            for part in ("note", *(["range"] if ranges else []))
        ),
        data=found,
        stacked=True,
    )


def _floor_worth(result: FundingResult, words: Words) -> str:
    """What a percentage point less of the floor would save; nothing where the floor does not bind."""
    floor = result.plan.min_kecamatan_share
    point = result.chosen.mix.of_floor * 0.01 / floor if floor else 0.0
    if point < 1:
        return words("funding.limit.free")
    return words("funding.limit.floor.worth", money=words.value(point, "rp"))


def budget(result: FundingResult) -> Element:
    """By year: what the mix takes, the budget, and how many more a billion would keep protected."""
    found = budget_worth(result)
    draws = across(result)
    years = result.chosen.case.years

    def more(row: dict, words: Words) -> str:
        place = draws["billion_every"] if row["year"] == EVERY_YEAR else draws["billion"][:, years.index(row["year"])]
        _, span = spread(place, "persons", words)
        said = words.count(max(row["workers_more"], 0.0))
        return f"{said} ({span})" if span else said

    def summed(words: Words) -> str:
        """The sum of the years' allocations: quantiles do not add up to that of the sum."""
        by_year = found.loc[found["year"] != EVERY_YEAR, "allocated_rp"]
        return words("funding.row.total.years", sum=words.rupiah(float(by_year.sum())))

    def rows(words: Words):
        by_need = dict(zip(years, result.by_need_rp.T, strict=True)) | {EVERY_YEAR: result.by_need_rp.sum(axis=1)}
        for row in found.to_dict("records"):
            whole, allocated = row["year"] == EVERY_YEAR, words.rupiah(row["allocated_rp"])
            cells = (
                words("funding.row.total") if whole else row["year"],
                words.rupiah(row["budget_rp"]),
                over(allocated, summed(words)) if whole and len(years) > 1 else allocated,
                "{} ({})".format(*spread(by_need[row["year"]], "rp", words)),
                over(more(row, words), words("funding.row.total.billion")) if whole else more(row, words),
            )
            yield Section(cells) if whole else cells

    def caption(words: Words) -> str:
        single = found[found["year"] != EVERY_YEAR]
        best = single.loc[single["workers_more"].idxmax()]
        every = found.set_index("year").loc[EVERY_YEAR, "workers_more"]
        return words(
            "funding.table.budget.caption",
            year=best["year"],
            more=words.count(max(best["workers_more"], 0.0)),
            every=words.count(every),
        )

    return old_table(
        "budget",
        result.settings.language,
        caption=caption,
        header=headers("budget_year", "budget", "allocated", "cost_by_need", "billion_buys"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=lambda words: words(
            "funding.table.budget.note",
            cut=words.share(result.region.figure("budget", "transfer_cut_share_2026").value / 100),
            fall=words.share(result.region.figure("budget", "spending_fall_2026").value / 100),
            draws=words.exact(len(draws["reach"])),
            confidence=words.share(result.plan.confidence, 0),
        ),
        data=found,
    )


_CLAIM = ("coverage", "protected_vulnerable_workers_claim_sep_2025")
_COLOURS = {"hoped": MAIN, "chosen": OTHER}


def frontier_chart(result: FundingResult) -> Element:
    """The least cost of each number of workers: counting on the middle, and carefully; solid as far as the budget."""
    found = frontier(result)
    ends = {name: rows[rows["within"]].iloc[-1] for name, rows in found.groupby("counting_on")}

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        for name, colour in _COLOURS.items():
            rows = found[found["counting_on"] == name]
            within = rows[rows["within"]]
            axes.plot(within["workers"], within["cost_rp"], color=colour, linewidth=2)
            axes.plot(*rows[["workers", "cost_rp"]].iloc[-2:].to_numpy().T, ":", color=colour, linewidth=2)
            end, low = ends[name], name == "hoped"
            axes.plot([end["workers"]], [end["cost_rp"]], "o", color=colour, markersize=5)
            # lines rise: above them is room to the left, below them to the right
            said = words(f"funding.chart.frontier.{name}", workers=words.count(end["workers"]))
            axes.annotate(
                textwrap.fill(said, 18) if narrow else said,
                (end["workers"], end["cost_rp"]),
                xytext=(0.98, 0.2) if low else (0.02, 0.92),
                textcoords="axes fraction",
                ha="right" if low else "left",
                va="center",
                color=colour,
                arrowprops={
                    "arrowstyle": "-",
                    "color": colour,
                    "linewidth": 0.6,
                    "relpos": (0.5, 1) if low else (1, 0.5),
                },
            )
        axes.plot([result.plan.workers], [result.chosen.cost_rp], "D", color=INK, markersize=5)
        axes.locator_params(axis="x", nbins=3 if narrow else 6)
        count_ticks(axes.xaxis, words)
        axes.yaxis.set_major_formatter(tick_form(words.rupiah))
        axes.set_xlabel(words("funding.chart.frontier.axis"))

    def numbers(words: Words) -> dict[str, str]:
        return {
            "worth": words.value(target_worth_rp(result) * 1000, "rp"),
            "workers": words.exact(result.plan.workers),
            "cost": words.rupiah(result.chosen.cost_rp),
            "hoped": words.count(ends["hoped"]["workers"]),
            "chosen": words.count(ends["chosen"]["workers"]),
            "whose": whose_said(result, words),
        }

    return old_figure(
        "frontier",
        result.settings.language,
        draw,
        title=lambda words: words("funding.chart.frontier.title", **numbers(words)),
        alt=lambda words: words("funding.chart.frontier.alt", **numbers(words)),
        source=lambda words: words("funding.chart.frontier.source", **numbers(words)),
        data=found,
    )


def claim(result: FundingResult) -> Element:
    """Which budget the claimed number of protected workers would take, by the same optimisation."""
    claimed = result.region.figure(*_CLAIM)
    case = result.hoped.case

    def text(words: Words) -> str:
        said = {"claimed": words.exact(claimed.value), "status": words(f"status.{claimed.status}")}
        if claimed.value > case.people:
            return words("funding.claim.people", **said, people=words.count(case.people))
        cost = costs(result, case, claimed.value)
        return words(
            "funding.claim",
            **said,
            budget=words.rupiah(cost["first_year_rp"]),
            times=words.decimal(cost["first_year_rp"] / max(result.plan.apbd_budget_rp, 1), 1),
            own=words.rupiah(result.plan.apbd_budget_rp),
            cost=words.rupiah(cost["cost_rp"]),
            months=str(result.plan.months),
        )

    return old_sentence(result.settings.language, text)
