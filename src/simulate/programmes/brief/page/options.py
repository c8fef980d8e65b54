"""What the regent may choose: cost against workers for the ways of asking, and the table of options."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, apart, count_ticks, tick_form
from simulate.page.elements import Chart, Rows, chart, first_up, table
from simulate.page.words import Words
from simulate.programmes.brief.choices import Option
from simulate.programmes.brief.page.numbers import Number, texts, way_said
from simulate.programmes.brief.study import Brief

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# points in an inch, of a line of text, and inches of the axis upwards, about
_POINTS, _LINE, _HIGH = 72, 12.5, 2.6
# on a phone, where names have two lines on a higher axis: how much more of it they need, and letters in a line
_MORE, _NARROW = 1.3, 23
# half a mark's width as part of the axis
_EDGE = 0.009


def _own(brief: Brief) -> str:
    """How the scenario asks civil servants; empty where it takes a share of them as given."""
    plan = brief.runs["sponsorship"].plan
    return "" if plan.get("participation_share") is not None else plan["collection"]


def _point(axes: Axes, row: Mapping[str, Any], colour: str, end: float) -> None:
    """Draws a way's mark, hollow where its evidence is judgement, on its range, which the mark interrupts."""
    for side, edge in (("p05", row["p50"] - _EDGE * end), ("p95", row["p50"] + _EDGE * end)):
        if abs(row[side] - row["p50"]) > _EDGE * end:
            axes.plot([row[side], edge], [row["paid_rp"]] * 2, color=colour, linewidth=1.2)
    face = "none" if row["evidence"] == "judgement" else colour
    axes.plot(row["p50"], row["paid_rp"], "o", color=colour, markerfacecolor=face, markersize=7)


@chart("ways", "brief.chart.ways", wide=(7.4, 3.3), narrow=(3.7, 4.2))
def ways_chart(brief: Brief, words: Words) -> Chart | str:
    """Contributions of civil servants against workers protected, by way of asking, with the range of workers."""
    rows = brief.table("sponsorship", "ways")
    if not rows:
        return words("brief.left_out", report=words("brief.report.sponsorship"))
    own, most = _own(brief), rows[0]
    first = next((row for row in rows if row["way"] == own), rows[-1])
    names, told = [way_said(row["way"], words) for row in rows], texts(brief, "sponsorship", words)

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, end = drawing.subplots(), 1.05 * max(row["p95"] for row in rows)
        top = 1.2 * max(row["paid_rp"] for row in rows)
        axes.set_xlim(0, end)
        axes.set_ylim(0, top)
        least = (_MORE if narrow else 1) * _LINE / (_POINTS * _HIGH) * top
        heights = apart([row["paid_rp"] for row in rows], least, least / 2, top)
        for row, name, height in zip(rows, names, heights, strict=True):
            colour = MAIN if row["way"] == own else MUTED
            _point(axes, row, colour, end)
            text = textwrap.fill(f"{name}: {words.of(row, 'persons')}", _NARROW if narrow else 99)
            style = {
                "color": INK,
                "fontsize": 8 if narrow else 8.5,
                "weight": "bold" if row["way"] == own else "normal",
            }
            if row["p95"] > 0.6 * end:  # what ends far out has its name above it, any other on the right
                hair = {"xytext": (0, 6), "textcoords": "offset points", "ha": "right"}
            else:
                line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "relpos": (0, 0.5)}
                hair = {"xytext": ((0.37 if narrow else 0.43) * end, height), "va": "center", "arrowprops": line}
            axes.annotate(text, (row["p95"], row["paid_rp"]), **style, **hair).set_in_layout(False)
        axes.locator_params(axis="x", nbins=3 if narrow else 7)
        axes.locator_params(axis="y", nbins=4)
        count_ticks(axes.xaxis, words)
        axes.yaxis.set_major_formatter(tick_form(lambda value: words.rupiah(value) if value else "0"))
        axes.set_xlabel(words(f"brief.chart.ways.x{'.narrow' if narrow else ''}", told))
        axes.set_ylabel(words("brief.chart.ways.y", told))

    said = [
        words("brief.chart.ways.row", name=name, workers=words.of(row, "persons"), paid=words.rupiah(row["paid_rp"]))
        for name, row in zip(names, rows, strict=True)
    ]
    run = brief.runs["sponsorship"]
    numbers = told | {
        "own": way_said(first["way"], words),
        "own_count": words.of(first, "persons"),
        "most": way_said(most["way"], words),
        "most_count": words.of(most, "persons"),
        "rows": "; ".join(said),
        "run": f"{run.label} ({run.identity[:8]})",
    }
    ending = ".most" if first is most else ""
    return Chart(draw, pd.DataFrame(rows), numbers, ending, traces={"own_count": "ways", "most_count": "ways"})


# rows of the table; of ways that bring fewest workers the drawing and the data tell
_MOST = 8
_COLUMNS = "brief.column.option brief.column.apbd brief.column.workers brief.column.chance"


@table("options", "brief.options", f"{_COLUMNS} brief.column.basis brief.column.evidence", stacked=True)
def options(brief: Brief, words: Words) -> Rows | str:
    """A row an option: what APBD pays in the year, for how many workers, with what chance, by which law."""
    shown = [*brief.options]
    for option in reversed(brief.options):
        if len(shown) > _MOST and option.source == "sponsorship" and option.kind != _own(brief):
            shown.remove(option)
    if not shown:
        return words("brief.options.none")
    numbers, notes, chances = {"year": str(int(brief.decide_by[:4]) + 1)}, [], _chances(brief, words)
    if "funding" in brief.runs:
        numbers = texts(brief, "funding", words) | chances
        notes.append(words("brief.options.note.mix", numbers))
        notes += [words("brief.options.note.reserve", numbers)] if "hoped" in chances else []
    if "sponsorship" in brief.runs:
        notes.append(words("brief.options.note.ways", end=texts(brief, "sponsorship", words)["month"]))
    caption = "" if len(chances) == 2 else ".alone" if chances else ".ways"
    rows = [_option(brief, option, "hoped" in chances, words) for option in shown]
    return Rows(rows, numbers, brief.tables["options"], caption, " ".join(notes))


def _chances(brief: Brief, words: Words) -> dict[str, str]:
    """The chance of success with the reserve, ``kept``, and ``hoped`` without it where there is one."""
    names = {"chosen": "kept", "hoped": "hoped"}
    mixes = [option for option in brief.options if option.kind in names]
    return {names[one.kind]: words.chance(one.chance, brief.runs["funding"].settings["draws"]) for one in mixes}


def _option(brief: Brief, option: Option, reserved: bool, words: Words) -> list[str]:
    """Its cells; ``reserved`` says whether the mix has a reserve."""
    count, chance = words.exact(option.workers["p50"]), "–"
    if option.source == "funding":
        name = words(f"brief.option.{option.kind}{'' if reserved or option.kind != 'chosen' else '.alone'}")
        chance = words.chance(option.chance, brief.runs["funding"].settings["draws"])
    else:
        name = words(f"collection.{option.kind}")
        count = f"{Number(option.workers, 'persons', words):short}"
        if option.kind == _own(brief):
            name = words("brief.option.own", name=name)
    apbd = "–" if option.apbd_rp is None else words.rupiah(option.apbd_rp)
    grade = words(f"evidence.{option.evidence}") if option.evidence else "–"
    return [first_up(name), apbd, count, chance, words(f"brief.basis.{option.kind}"), grade]
