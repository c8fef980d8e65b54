"""Ways of asking and rules of choosing side by side: points with their 90 % ranges, and the table of the ways."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulate.page.drawing import MAIN, MUTED, OTHER, bar_label, beside, count_ticks
from simulate.page.elements import Chart, Rows, chart, table
from simulate.page.evidence import range_of
from simulate.page.words import Words, rules_said
from simulate.programmes.sponsorship.page.tables import error_of, pivoted
from simulate.programmes.sponsorship.study import by_collection
from simulate.study.draws import COLUMNS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.sponsorship.study import SponsorshipResult


@chart("ways", "chart.ways")
def ways_chart(result: SponsorshipResult, words: Words) -> Chart:
    """Protected workers in the last month under each way of asking, against what is asked of all civil servants."""
    plan, ceiling = result.plan, float(result.outcome.ceiling_persons)
    rows = [
        {
            "way": way,
            "name": words(f"collection.{way}"),
            "evidence": result.evidence_of(way),
            "own": not plan.assumed and way == plan.collection,
            **one.row("protected_end")[[*COLUMNS]],
        }
        for way, one in by_collection(result).items()
    ]
    rows.sort(key=lambda row: -row["p50"])
    most, least = rows[0], rows[-1]
    if plan.assumed:
        name = words("chart.ways.share", share=words.share(plan.participation_share, 0))
        own = {"way": "", "name": name, "evidence": "", "own": True, **result.row("protected_end")[[*COLUMNS]]}
        rows.insert(0, own)
    target = ceiling_said(result, words)

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        end = 1.08 * max(ceiling, *(row["p95"] for row in rows))
        _points(axes, rows, end, words, narrow)
        axes.axvline(ceiling, color=OTHER, linewidth=1.5, linestyle="--")
        # beside the last row, which has the lowest numbers
        beside(axes, target, (ceiling, 0), (-4, 0), ha="right", va="center", color=OTHER)

    numbers = {
        "most": _short(most["name"]),
        "most_count": words.of(most, "persons"),
        "least": _short(least["name"]),
        "least_count": words.of(least, "persons"),
        "target": target,
        "month": words.month(result.months[-1]),
        "rows": _rows_said(rows, words),
    }
    data = pd.DataFrame(rows).drop(columns=["name", "own"])
    return Chart(draw, data, numbers, traces={"most_count": "ways", "least_count": "ways"}, **_sizes(rows))


def _short(name: str) -> str:
    """A way of asking without what it says in brackets: the drawing has it."""
    return name.partition(" (")[0]


def ceiling_kind(result: SponsorshipResult) -> str:
    """What the ceiling is: the ``target`` of one worker for each civil servant, or what else is ``asked``."""
    return "target" if set(result.plan.requested.values()) == {1} else "asked"


def ceiling_said(result: SponsorshipResult, words: Words) -> str:
    """The ceiling as what it is: with its number, as it stands beside a line."""
    return words(f"chart.ways.{ceiling_kind(result)}", ceiling=words.exact(result.outcome.ceiling_persons))


def _rows_said(rows: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Points and ranges, for who hears the page."""
    said = [(row["name"], words.of(row, "persons")) for row in rows]
    return "; ".join(
        words("chart.points.alt", name=name, count=f"{count}", range=f"{count:range}") for name, count in said
    )


def _filled(name: str, narrow: bool) -> str:
    """A row's name on as many lines as it needs."""
    return textwrap.fill(name, 48 if narrow else 34)


def _sizes(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """The drawings that hold so many rows with such names [inches]."""
    sizes = {}
    for kind, width, free in (("wide", 7.4, 2), ("narrow", 3.7, 1)):  # lines that a row has room for
        lines = max(_filled(row["name"], kind == "narrow").count("\n") + 1 for row in rows)
        sizes[kind] = width, max(0.75 + len(rows) * (0.38 + 0.13 * max(lines - free, 0)), 2.0)
    return sizes


def _points(axes: Axes, rows: Sequence[Mapping[str, Any]], end: float, words: Words, narrow: bool) -> None:
    """Draws the median of each row as a point on its 90 % range, the first on top; the plan's own in colour.

    Args:
        axes: empty axes.
        rows: ``name``, ``own``, ``p05``, ``p50``, ``p95``, and ``evidence``: what nobody has counted is dotted.
        end: of the axis, which begins at nought.
        words: the language.
        narrow: whether names stand above their points, for a phone, instead of on the left.
    """
    places = range(len(rows) - 1, -1, -1)
    for place, row in zip(places, rows, strict=True):
        colour, weight = (MAIN, "bold") if row["own"] else (MUTED, "normal")
        dotted = {"linestyle": ":"} if row["evidence"] == "judgement" else {}
        axes.plot([row["p05"], row["p95"]], [place, place], color=colour, linewidth=2.2, **dotted)
        axes.plot(row["p50"], place, "o", color=colour, markersize=6)
        # what ends far out has its number on the left
        side = {"ha": "right"} if row["p95"] > 0.85 * end else {"ha": "left"}
        where, off = (row["p05"], (-7, 0)) if side["ha"] == "right" else (row["p95"], (7, 0))
        beside(axes, f"{words.of(row, 'persons')}", (where, place), off, va="center", weight=weight, **side)
        if narrow:
            bar_label(axes, row["name"], (0, place + 0.16), weight=weight)
    axes.set_yticks([] if narrow else list(places), [] if narrow else [_filled(row["name"], narrow) for row in rows])
    for label, row in zip(axes.get_yticklabels(), rows, strict=False):
        label.set_fontweight("bold" if row["own"] else "normal")
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.5, len(rows) - (0.15 if narrow else 0.4))
    axes.set_xlim(-0.01 * end, end)
    axes.locator_params(axis="x", nbins=4 if narrow else 7)
    count_ticks(axes.xaxis, words)
    axes.set_xlabel(words("chart.points.axis"))


def _rules(result: SponsorshipResult) -> pd.DataFrame:
    """The table of rules with a ``key`` for each rule, with and without taking over; the plan's own first."""
    found = result.table("choosing")
    return found.assign(key=found["rule"] + found["substitution"].map({True: ".taken_over", False: ""}))


def _rule_said(result: SponsorshipResult, key: str, words: Words) -> str:
    rule, taken_over = key.removesuffix(".taken_over"), key.endswith(".taken_over")
    plan = words("choosing.plan", rules=rules_said(result.plan.selection, words))
    shown = plan if rule == "plan" else words(f"selection.{rule}")
    return words("choosing.taken_over", rule=shown) if taken_over else shown


def rules_by_gain(result: SponsorshipResult, words: Words) -> list[dict[str, Any]]:
    """Newly covered workers under each rule, as rows with the rule's ``name``; the plan's own first.

    ``rank`` is nought for the least gain and rises; rules that are told apart by a hair have the same.
    """
    newly = _rules(result).query("measure == 'newly_covered_claim'")
    newly = newly.assign(rank=newly["p50"].round().rank(method="dense") - 1)
    return [
        {**row, "name": _rule_said(result, row["key"], words), "own": not place, "evidence": ""}
        for place, row in enumerate(newly.to_dict("records"))
    ]


def ends_of_gain(rows: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The rules that bring least and most new coverage, from `rules_by_gain`."""
    return min(rows, key=lambda row: row["rank"]), max(rows, key=lambda row: row["rank"])


@chart("rules", "chart.rules")
def rules_chart(result: SponsorshipResult, words: Words) -> Chart:
    """Newly covered workers under each rule of choosing, with and without taking over those whom APBD paid for."""
    rows = rules_by_gain(result, words)
    own, (least, most) = rows[0], ends_of_gain(rows)

    def draw(drawing: Figure, narrow: bool) -> None:
        end = 1.2 * max(1.0, *(row["p95"] for row in rows))
        _points(drawing.subplots(), rows, end, words, narrow)

    numbers = {
        "own": words.of(own, "persons"),
        "least": words.of(least, "persons"),
        "most": words.of(most, "persons"),
        "rows": _rows_said(rows, words),
        "error": words.error(max(row["mc_error"] for row in rows), "persons"),
    }
    traces = {"own": "newly_covered_claim", "least": "rules", "most": "rules"}
    title = ".alike" if least["rank"] == most["rank"] else ".most" if own["rank"] == most["rank"] else ""
    data = pd.DataFrame(rows)[["rule", "substitution", *COLUMNS]]
    return Chart(draw, data, numbers, title=title, traces=traces, **_sizes(rows))


@table("choosing", "table.choosing")
def choosing(result: SponsorshipResult, words: Words) -> Rows:
    """Other rules of choosing workers, with and without taking over those whom APBD paid for."""
    found = _rules(result)
    numbers = {
        "pool": range_of(result.unknowns["active_pool"], words),
        "error": error_of(found, "persons", words, "rejected", "protected_end", "newly_covered_claim"),
    }
    return pivoted(found, ("key",), lambda key: (_rule_said(result, key, words),), words, numbers)
