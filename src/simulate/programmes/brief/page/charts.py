"""The small charts of the brief, one a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulate.page.base import Element, old_sentence
from simulate.page.drawing import count_ticks, month_ticks, tick_form
from simulate.page.figure import INK, MAIN, OTHER, SMALL, old_figure
from simulate.page.words import Words
from simulate.programmes.brief.page.headline import counted, event, left_out, made_from, median, middle, span, whole
from simulate.programmes.brief.result import Brief

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.brief.result import Risk

# what a bar is called, and its p05, p50, p95
Bars = Callable[[Words], Sequence[tuple[str, Mapping[str, Any]]]]


def bars(rows: Bars, unit: str, most: float | None = None) -> Callable[[Figure, Words, bool], None]:
    """Draws level bars from top to bottom.

    Args:
        rows: the bars.
        unit: of their numbers.
        most: where the axis ends; past the longest bar unless given.
    """

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes, told = drawing.subplots(), rows(words)
        places = range(len(told) - 1, -1, -1)
        end = most or max(float(row["p95"]) for _, row in told) * 1.04 or 1.0
        for place, (_, row) in zip(places, told, strict=True):
            axes.barh(place, row["p50"], color=MAIN, alpha=0.75, height=0.5, edgecolor="none")
            if row["p05"] < row["p95"]:
                axes.plot([row["p05"], row["p95"]], [place, place], color=INK, linewidth=1.2)
            said = words.estimate(row["p50"], row["p05"], row["p95"], unit)
            axes.annotate(
                said,
                (max(row["p50"], row["p95"]), place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                color=INK,
            )
        axes.set_yticks(list(places), [name for name, _ in told])
        axes.set_ylim(-0.6, len(told) - 0.4)
        axes.set_xlim(0, end * 1.3)
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])  # each bar says its number
        axes.spines["bottom"].set_visible(False)

    return draw


_NAMES = ("claimed", "covered")


def baseline(brief: Brief) -> Element:
    """Covered share as claimed and as reconciled."""
    if "baseline" not in brief.runs:
        return old_sentence(brief.settings.language, lambda words: left_out("baseline", words))
    found = {name: brief.row("baseline", name) for name in _NAMES}

    def said(words: Words) -> dict[str, str]:
        return {name: whole(brief, "baseline", name, words) for name in found} | {
            "uncovered": middle(brief, "baseline", "uncovered", words),
            "informal": middle(brief, "baseline", "informal", words),
            "formal": middle(brief, "baseline", "formal", words),
        }

    def titled(words: Words) -> dict[str, str]:
        return {name: counted(brief, "baseline", name, words) for name in found}

    return old_figure(
        "coverage",
        brief.settings.language,
        bars(
            lambda words: [(words(f"brief.chart.coverage.{name}"), row) for name, row in found.items()], "share", 0.9
        ),
        title=lambda words: words("brief.chart.coverage.title", **titled(words)),
        alt=lambda words: words("brief.chart.coverage.alt", **said(words)),
        source=lambda words: made_from(brief, "baseline", words),
        data=pd.DataFrame([{"measure": name, **row} for name, row in found.items()]),
        wide=SMALL,
        narrow=(3.7, 1.8),
    )


def election(brief: Brief) -> Element:
    """Contributions by budget year."""
    if "election" not in brief.runs:
        return old_sentence(brief.settings.language, lambda words: left_out("election", words))
    found = brief.table("election", "years")
    most = max(found, key=lambda row: row["p50"])

    def said(words: Words) -> dict[str, str]:
        return {
            "event": event(brief.runs["election"].plan, words),
            "covered": whole(brief, "election", "covered", words),
            "contributions": whole(brief, "election", "contributions", words),
            "year": str(most["year"]),
            "amount": words.rupiah(most["p50"]),
            "years": "; ".join(f"{row['year']}: {words.rupiah(row['p50'])}" for row in found),
        }

    return old_figure(
        "election",
        brief.settings.language,
        bars(lambda words: [(str(row["year"]), row) for row in found], "rp"),
        title=lambda words: words(
            "brief.chart.election.title",
            **said(words) | {"contributions": counted(brief, "election", "contributions", words)},
        ),
        alt=lambda words: words("brief.chart.election.alt", **said(words)),
        source=lambda words: made_from(brief, "election", words),
        data=pd.DataFrame(found),
        wide=SMALL,
        narrow=(3.7, 1.8),
    )


# payers that have a bar; the page has no room for more
_DRAWN = 4


def funding(brief: Brief) -> Element:
    """Workers by payer in the cheapest mix."""
    if "funding" not in brief.runs:
        return old_sentence(brief.settings.language, lambda words: left_out("funding", words))
    found = [row for row in brief.table("funding", "payers") if row["p95"] > 0]
    drawn = found[:_DRAWN]

    def payer(row: dict, words: Words) -> str:
        return words.term("brief.payer", row["payer"])

    def said(words: Words) -> dict[str, str]:
        first = found[0]
        return {
            "payer": payer(first, words),
            "workers": median(first, "persons", words),
            "protected": whole(brief, "funding", "protected", words),
            "cost": whole(brief, "funding", "cost", words),
            "span": span(brief, "funding", words),
            "month": words.month(brief.table("funding", "target")[-1]["month"]),
            "payers": "; ".join(f"{payer(row, words)} {median(row, 'persons', words)}" for row in found),
        }

    def source(words: Words) -> str:
        said = made_from(brief, "funding", words)
        if len(drawn) == len(found):
            return said
        return f"{said} {words('brief.chart.funding.drawn', drawn=str(len(drawn)), all=str(len(found)))}"

    return old_figure(
        "funding",
        brief.settings.language,
        bars(lambda words: [(payer(row, words), row) for row in drawn], "persons"),
        title=lambda words: words(
            "brief.chart.funding.title",
            **said(words) | {"protected": counted(brief, "funding", "protected", words)},
        ),
        alt=lambda words: words("brief.chart.funding.alt", **said(words)),
        source=source,
        data=pd.DataFrame(found),
        wide=SMALL,
        narrow=(3.7, 2.1),
    )


def sponsorship(brief: Brief) -> Element:
    """Paid-up workers by month with their 90 % range; one worker for each civil servant is the dashed line."""
    if "sponsorship" not in brief.runs:
        return old_sentence(brief.settings.language, lambda words: left_out("sponsorship", words))
    table = pd.DataFrame(brief.table("sponsorship", "months"))
    ceiling, months = brief.row("sponsorship", "ceiling")["p50"], list(table["month"])

    def said(words: Words) -> dict[str, str]:
        return {
            "month": words.month(months[-1]),
            "protected": whole(brief, "sponsorship", "protected", words),
            "share": middle(brief, "sponsorship", "share", words),
            "ceiling": words.exact(ceiling),
            "contributions": whole(brief, "sponsorship", "contributions", words),
        }

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(table))
        axes.fill_between(places, table["p05"], table["p95"], color=MAIN, alpha=0.25, linewidth=0)
        axes.plot(places, table["p50"], color=MAIN, linewidth=2)
        axes.axhline(ceiling, color=OTHER, linestyle="--", linewidth=1.5)
        labels = (
            (words("brief.chart.sponsorship.ceiling", ceiling=words.exact(ceiling)), 0, ceiling, "left", OTHER),
            (middle(brief, "sponsorship", "protected", words), len(table) - 1, table["p95"].iloc[-1], "right", INK),
        )
        for text, place, height, side, colour in labels:
            axes.annotate(text, (place, height), xytext=(0, 3), textcoords="offset points", ha=side, color=colour)
        month_ticks(axes, months, words, 2)
        count_ticks(axes.yaxis, words)
        axes.locator_params(axis="y", nbins=4)
        axes.set_ylim(0, max(ceiling, float(table["p95"].max())) * 1.2)

    return old_figure(
        "protected",
        brief.settings.language,
        draw,
        title=lambda words: words(
            "brief.chart.sponsorship.title",
            **said(words) | {"protected": counted(brief, "sponsorship", "protected", words)},
        ),
        alt=lambda words: words("brief.chart.sponsorship.alt", **said(words)),
        source=lambda words: made_from(brief, "sponsorship", words),
        data=table,
        wide=SMALL,
        narrow=(3.7, 2.4),
    )


def universal(brief: Brief) -> Element:
    """Coverage at the end of each year with its 90 % range."""
    if "universal" not in brief.runs:
        return old_sentence(brief.settings.language, lambda words: left_out("universal", words))
    table = pd.DataFrame(brief.table("universal", "years"))
    years, end = list(table["year"]), table.iloc[-1]
    top = max(float(table["p95"].max()), *(row["level"] for row in brief.table("universal", "targets")))
    missed = next((risk for risk in brief.risks if risk.kind == "target"), None)

    def said(words: Words) -> dict[str, str]:
        return {
            "year": years[-1],
            "coverage": whole(brief, "universal", "coverage", words),
            "cost": _cost(brief, words),
            "chance": _chance(missed, words),
            "years": "; ".join(f"{row['year']} {words.share(row['p50'])}" for row in table.to_dict("records")),
        }

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(table))
        axes.fill_between(places, table["p05"], table["p95"], color=MAIN, alpha=0.25, linewidth=0)
        axes.plot(places, table["p50"], color=MAIN, linewidth=2, marker="o", markersize=4)
        if missed:
            level = missed.values["target"]
            axes.axhline(level, color=OTHER, linestyle="--", linewidth=1.5)
            label = words("brief.chart.universal.target", target=words.share(level, 0))
            axes.annotate(label, (0, level), xytext=(0, 3), textcoords="offset points", color=OTHER)
        axes.annotate(
            middle(brief, "universal", "coverage", words),
            (places[-1], end["p05"]),
            xytext=(0, -3),
            textcoords="offset points",
            ha="right",
            va="top",
            color=INK,
        )
        axes.set_xticks(list(places), years)
        axes.set_ylim(0, min(1.15, top * 1.25))
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(tick_form(lambda value: words.share(value, 0)))

    return old_figure(
        "universal",
        brief.settings.language,
        draw,
        title=lambda words: words(
            "brief.chart.universal.title",
            **said(words) | {"coverage": counted(brief, "universal", "coverage", words)},
        ),
        alt=lambda words: words("brief.chart.universal.alt", **said(words)),
        source=lambda words: made_from(brief, "universal", words),
        data=table,
        wide=SMALL,
        narrow=(3.7, 2.2),
    )


def _cost(brief: Brief, words: Words) -> str:
    """What APBD pays on the road; nothing where the funding mix, whose number it is, was read."""
    if "funding" in brief.runs:
        return ""
    return words("brief.chart.universal.cost", cost=whole(brief, "universal", "cost", words))


def _chance(missed: Risk | None, words: Words) -> str:
    """The chance of the road's target; nothing where the run has none."""
    if missed is None:
        return ""
    return words(
        "brief.chart.universal.chance",
        target=words.share(missed.values["target"], 0),
        year=str(missed.values["year"]),
        chance=words.chance(1 - missed.size["p50"], missed.values["draws"]),
    )
