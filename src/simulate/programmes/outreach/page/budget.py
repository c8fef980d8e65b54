"""How far a budget goes, ways of dividing it, and the measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.page.base import Element
from simulate.page.drawing import count_ticks, tick_form
from simulate.page.elements import row_of, signed
from simulate.page.evidence import measured, unit_said
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import estimated, old_table
from simulate.page.words import Words
from simulate.programmes.outreach.analysis import budget_curve
from simulate.programmes.outreach.page.outlets import error_said, told, weakest
from simulate.programmes.outreach.study import MEASURES, MORE_RP

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.outreach.study import OutreachResult

# of the workers gained: a rule that loses less is as good as the best
_ALIKE = 0.01


def budget_chart(result: OutreachResult) -> Element:
    """Workers gained at other budgets: the best way with its 90 % band, and equal money for each desa."""
    curve = budget_curve(result)
    best, same = (curve[curve["rule"] == rule].reset_index(drop=True) for rule in ("best", "equal"))
    budget = float(result.plan.budget_rp)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        money = [0.0, *best["budget_rp"]]
        axes.fill_between(money, [0, *best["p05"]], [0, *best["p95"]], color=MAIN, alpha=0.2, linewidth=0)
        axes.plot(money, [0, *best["p50"]], color=MAIN, linewidth=2)
        axes.plot(money, [0, *same["p50"]], color=OTHER, linewidth=1.4, linestyle="--")
        axes.plot([budget, budget], [0, row_of(result, "gained_end")["p50"]], color=MUTED, linewidth=1)
        labels = (
            ("best", best, (0, 5), "bottom", INK),
            ("equal", same, (0, -30 if narrow else -14), "top", INK),
        )
        for rule, line, offset, side, colour in labels:
            axes.annotate(
                words(f"outreach.rule.short.{rule}"),
                (line["budget_rp"].iloc[-1], line["p50"].iloc[-1]),
                xytext=offset,
                textcoords="offset points",
                ha="right",
                va=side,
                color=colour,
                fontsize=8.5,
            )
        axes.annotate(
            words("outreach.chart.budget.here"),
            (budget, 0),
            xytext=(4, 4),
            textcoords="offset points",
            color=INK,
            fontsize=8.5,
        )
        axes.set_xlim(0, best["budget_rp"].iloc[-1] * 1.02)
        axes.set_ylim(0, float(best["p95"].max()) * 1.05)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        axes.xaxis.set_major_formatter(tick_form(lambda amount: words.rupiah(amount) if amount else "0"))
        count_ticks(axes.yaxis, words)

    def numbers(words: Words) -> dict[str, str]:
        own, double = (best[best["budget_rp"] == budget * times].iloc[0] for times in (1, 2))
        return {
            "budget": words.rupiah(budget),
            "double": words.rupiah(2 * budget),
            "gained": words.count(row_of(result, "gained_end")["p50"]),
            "gained_double": words.count(double["p50"]),
            "range_double": words.interval(double["p05"], double["p95"], "persons"),
            "range": words.interval(own["p05"], own["p95"], "persons"),
            "times": words.decimal(double["p50"] / own["p50"], 2),
            "more_rp": words.rupiah(MORE_RP),
            **told(result, "gained_next", words, "more"),
            "lowest": words.rupiah(best["budget_rp"].iloc[0]),
            "gained_lowest": words.count(best["p50"].iloc[0]),
            "error": words.error(float(curve["mc_error"].max()), "persons"),
            "more_error": words.error(row_of(result, "gained_next")["mc_error"], "persons"),
        }

    return old_figure(
        "budget",
        result.settings.language,
        draw,
        title=lambda words: words("outreach.chart.budget.title", **numbers(words)),
        alt=lambda words: words("outreach.chart.budget.alt", **numbers(words)),
        source=lambda words: words("outreach.chart.budget.source", **numbers(words)),
        data=curve.round(1),
        wide=(7.4, 3.4),
        narrow=(3.7, 3.4),
    )


def _rules(result: OutreachResult, words: Words) -> str:
    """What the simple rules of dividing the money lose."""
    least = row_of(result, "over_proportional")["p50"]
    small = _ALIKE * row_of(result, "gained_end")["p50"]
    same = abs(row_of(result, "over_equal")["p50"]) <= small
    ending = "" if abs(least) > small else ".same" if same else ".alike"
    return words(
        f"outreach.allocations.rules{ending}",
        **told(result, "over_equal", words, "equal"),
        **told(result, "over_proportional", words, "proportional"),
    )


def allocations(result: OutreachResult) -> Element:
    """Ways of dividing the same budget, and what each loses against the plan."""
    found = result.allocation_table

    def rows(words: Words):
        for row in found.to_dict("records"):
            gained = {end: row[f"gained_{end}"] for end in ("p05", "p50", "p95")}
            own = row["rule"] == "best"
            yield (
                words(f"outreach.rule.{row['rule']}"),
                estimated(gained, "persons", words),
                "–" if own else signed(-row["less_p50"], "persons", words),
                "–" if own else words.interval(-row["less_p95"], -row["less_p05"], "persons"),
                words.share(row["lowest_kecamatan_share"], 0),
            )

    def note(words: Words) -> str:
        return words(
            "outreach.allocations.note",
            rules=_rules(result, words),
            more_rp=words.rupiah(MORE_RP),
            **told(result, "gained_next", words, "more"),
            floor=words.share(result.plan.floor_share, 0),
            error=words.error(float(found["gained_mc_error"].max()), "persons"),
            less_error=words.error(float(found["less_mc_error"].max()), "persons"),
            grade=weakest(result, [f"{channel}_yield" for channel in result.plan.channels], words),
        )

    def caption(words: Words) -> str:
        equal, proportional = (row_of(result, f"over_{rule}") for rule in ("equal", "proportional"))
        return words(
            "outreach.allocations.caption",
            equal=signed(-equal["p50"], "persons", words),
            proportional=signed(-proportional["p50"], "persons", words),
        )

    return old_table(
        "allocations",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("outreach.column.rule"),
            words("outreach.column.gained"),
            words("outreach.column.difference"),
            words("column.interval"),
            words("outreach.column.lowest"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
    )


# those told in tables of their own
_ELSEWHERE = ("gained_free", "gained_equal", "gained_proportional", "floor_cost", "apbd_same_money")


def measures(result: OutreachResult) -> Element:
    """Every measure of effort and outlets."""

    def name(measure: str, words: Words) -> str:
        unit = result.units[measure]
        said = f" ({words('unit.km')})" if unit == "km" else unit_said(unit, words)
        told = {
            "radius": words.times(result.plan.radius_km),
            "year_span": str(result.plan.months + 12),
            "two_span": str(result.plan.months + 24),
            "more_rp": words.rupiah(MORE_RP),
        }
        return words(f"outreach.measure.{measure}", **told) + said

    return measured(
        result,
        "measures_outreach",
        [measure for measure in MEASURES if measure not in _ELSEWHERE],
        ("per_worker", "per_registration"),
        name=name,
        caption=lambda words: words("outreach.measures.caption", months=str(result.plan.months)),
        note=lambda words: words("outreach.measures.note"),
        error=lambda error, unit, words: error_said(error, unit, words, 1),
    )
