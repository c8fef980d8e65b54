"""Cost against workers protected."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from simulate.show.charts.axis import count_ticks, tick_form
from simulate.show.figure import INK, MAIN, OTHER, figure
from simulate.show.funding.said import whose_said
from simulate.show.pieces import Piece, sentence
from simulate.show.words import Words
from simulate.study.funding.frontier import costs, frontier
from simulate.study.funding.limits import target_worth_rp

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.funding.result import FundingResult

_CLAIM = ("coverage", "protected_vulnerable_workers_claim_sep_2025")
_COLOURS = {"hoped": MAIN, "chosen": OTHER}


def frontier_chart(result: FundingResult) -> Piece:
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

    return figure(
        "frontier",
        result.settings.language,
        draw,
        title=lambda words: words("funding.chart.frontier.title", **numbers(words)),
        alt=lambda words: words("funding.chart.frontier.alt", **numbers(words)),
        source=lambda words: words("funding.chart.frontier.source", **numbers(words)),
        data=found,
    )


def claim(result: FundingResult) -> Piece:
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

    return sentence(result.settings.language, text)
