"""The small charts of the brief, one a question; where a report was not read, a sentence says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulate.page.drawing import INK, MAIN, OTHER, SMALL, beside, count_ticks, fan, month_ticks, tick_form
from simulate.page.elements import Chart, chart, median
from simulate.page.words import Words
from simulate.programmes.brief.page.headline import texts
from simulate.programmes.brief.study import Brief

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# payers that have a bar; the page has no room for more
_DRAWN = 4


def _bars(
    bars: Sequence[tuple[str, Mapping[str, Any]]], unit: str, words: Words, most: float | None = None
) -> Callable[[Figure, bool], None]:
    """Draws level bars from top to bottom, each with its range and its number; ``most`` is where the axis ends."""

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(bars) - 1, -1, -1)
        for place, (_, row) in zip(places, bars, strict=True):
            axes.barh(place, row["p50"], color=MAIN, alpha=0.75, height=0.5, edgecolor="none")
            if row["p05"] < row["p95"]:
                axes.plot([row["p05"], row["p95"]], [place, place], color=INK, linewidth=1.2)
            beside(axes, median(row, unit, words), (max(row["p50"], row["p95"]), place), va="center")
        axes.set_yticks(list(places), [name for name, _ in bars])
        axes.set_ylim(-0.6, len(bars) - 0.4)
        axes.set_xlim(0, 1.3 * (most or max(float(row["p95"]) for _, row in bars) * 1.04 or 1.0))
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])  # each bar says its number
        axes.spines["bottom"].set_visible(False)

    return draw


def _not_read(source: str, words: Words) -> str:
    return words("brief.left_out", report=words(f"brief.report.{source}"))


@chart("coverage", "brief.chart", SMALL, (3.7, 1.8))
def baseline(brief: Brief, words: Words) -> Chart | str:
    """Covered share as claimed and as reconciled."""
    if "baseline" not in brief.runs:
        return _not_read("baseline", words)
    found = {name: brief.row("baseline", name) for name in ("claimed", "covered")}
    bars = [(words(f"brief.chart.coverage.{name}"), row) for name, row in found.items()]
    data = pd.DataFrame([{"measure": name, **row} for name, row in found.items()])
    numbers = texts(brief, "baseline", words)
    return Chart(_bars(bars, "share", words, 0.9), data, numbers, ".baseline", ".baseline")


@chart("election", "brief.chart", SMALL, (3.7, 1.8))
def election(brief: Brief, words: Words) -> Chart | str:
    """Contributions by budget year."""
    if "election" not in brief.runs:
        return _not_read("election", words)
    found = brief.table("election", "years")
    most = max(found, key=lambda row: row["p50"])
    years = "; ".join(f"{row['year']}: {words.rupiah(row['p50'])}" for row in found)
    numbers = {"year": str(most["year"]), "amount": words.rupiah(most["p50"]), "years": years}
    draw = _bars([(str(row["year"]), row) for row in found], "rp", words)
    return Chart(draw, pd.DataFrame(found), texts(brief, "election", words) | numbers, ".election", ".election")


@chart("funding", "brief.chart", SMALL, (3.7, 2.1))
def funding(brief: Brief, words: Words) -> Chart | str:
    """Workers by payer in the cheapest mix."""
    if "funding" not in brief.runs:
        return _not_read("funding", words)
    found = [row for row in brief.table("funding", "payers") if row["p95"] > 0]
    bars = [(words.term("brief.payer", row["payer"]), row) for row in found]
    payers = [f"{name} {median(row, 'persons', words)}" for name, row in bars]
    numbers = {
        "payer": bars[0][0],
        "workers": median(found[0], "persons", words),
        "month": words.month(brief.table("funding", "target")[-1]["month"]),
        "payers": "; ".join(payers),
        "drawn": str(_DRAWN),
        "all": str(len(found)),
    }
    numbers, some = texts(brief, "funding", words) | numbers, ".some" if len(found) > _DRAWN else ""
    draw = _bars(bars[:_DRAWN], "persons", words)
    return Chart(draw, pd.DataFrame(found), numbers, ".funding", ".funding", some)


@chart("protected", "brief.chart", SMALL, (3.7, 2.4))
def sponsorship(brief: Brief, words: Words) -> Chart | str:
    """Paid-up workers by month with their 90 % range; one worker for each civil servant is the dashed line."""
    if "sponsorship" not in brief.runs:
        return _not_read("sponsorship", words)
    data, numbers = pd.DataFrame(brief.table("sponsorship", "months")), texts(brief, "sponsorship", words)
    ceiling, months = numbers["ceiling"].row["p50"], list(data["month"])
    numbers |= {"month": words.month(months[-1]), "ceiling": words.exact(ceiling)}

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        fan(axes, range(len(data)), data)
        axes.axhline(ceiling, color=OTHER, linestyle="--", linewidth=1.5)
        beside(axes, words("brief.chart.sponsorship.ceiling", numbers), (0, ceiling), (0, 3), color=OTHER)
        beside(axes, f"{numbers['protected']}", (len(data) - 1, data["p95"].iloc[-1]), (0, 3), ha="right")
        month_ticks(axes, months, words, 2)
        count_ticks(axes.yaxis, words)
        axes.locator_params(axis="y", nbins=4)
        axes.set_ylim(0, max(ceiling, float(data["p95"].max())) * 1.2)

    return Chart(draw, data, numbers, ".sponsorship", ".sponsorship")


@chart("universal", "brief.chart", SMALL, (3.7, 2.2))
def universal(brief: Brief, words: Words) -> Chart | str:
    """Coverage at the end of each year with its 90 % range; what APBD pays only where no funding mix was read."""
    if "universal" not in brief.runs:
        return _not_read("universal", words)
    data, numbers = pd.DataFrame(brief.table("universal", "years")), texts(brief, "universal", words)
    years, coverage = list(data["year"]), f"{numbers['coverage']}"
    top = max(float(data["p95"].max()), *(row["level"] for row in brief.table("universal", "targets")))
    missed = next((risk for risk in brief.risks if risk.kind == "target"), None)
    shares = [f"{row['year']} {words.share(row['p50'])}" for row in data.to_dict("records")]
    cost = "" if "funding" in brief.runs else words("brief.chart.universal.cost", numbers)
    numbers |= {"year": years[-1], "years": "; ".join(shares), "cost": cost, "chance": ""}
    if missed:
        level, year = words.share(missed.values["target"], 0), str(missed.values["year"])
        chance = words.chance(1 - missed.size["p50"], missed.values["draws"])
        numbers["chance"] = words("brief.chart.universal.chance", target=level, year=year, chance=chance)

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(data))
        fan(axes, places, data, marker="o", markersize=4)
        if missed:
            axes.axhline(missed.values["target"], color=OTHER, linestyle="--", linewidth=1.5)
            label = words("brief.chart.universal.target", target=level)
            beside(axes, label, (0, missed.values["target"]), (0, 3), color=OTHER)
        beside(axes, coverage, (places[-1], data["p05"].iloc[-1]), (0, -3), ha="right", va="top")
        axes.set_xticks(list(places), years)
        axes.set_ylim(0, min(1.15, top * 1.25))
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(tick_form(lambda value: words.share(value, 0)))

    return Chart(draw, data, numbers, ".universal", ".universal")
