"""What the regent may choose: cost against workers for the ways of asking, and the table of options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, apart, beside, count_ticks, tick_form
from simulate.page.elements import Chart, Rows, chart, first_up, table
from simulate.page.words import Words
from simulate.programmes.brief.choices import Option
from simulate.programmes.brief.page.numbers import place, texts, way_said
from simulate.programmes.brief.study import Brief

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# points of text in an inch, how far names stand apart [points], and half a point's width as part of the axis
_POINTS, _APART, _EDGE = 72, 13, 0.009


def _own(brief: Brief) -> str:
    """How the scenario asks civil servants; empty where it takes a share of them as given."""
    plan = brief.runs["sponsorship"].plan
    return "" if plan.get("participation_share") is not None else plan["collection"]


@chart("ways", "brief.chart.ways", wide=(7.4, 3.3), narrow=(3.7, 3.4))
def ways_chart(brief: Brief, words: Words) -> Chart | str:
    """Contributions of civil servants against workers protected, by way of asking, with the range of workers."""
    rows = brief.table("sponsorship", "ways")
    if not rows:
        return words("brief.left_out", report=words("brief.report.sponsorship"))
    own, most = _own(brief), rows[0]
    first = next((row for row in rows if row["way"] == own), rows[-1])
    names = [way_said(row["way"], words) for row in rows]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, end = drawing.subplots(), 1.05 * max(row["p95"] for row in rows)
        top = 1.15 * max(row["paid_rp"] for row in rows)
        axes.set_xlim(0, end)
        axes.set_ylim(0, top)
        least = _APART / (_POINTS * (2.55 if narrow else 2.5)) * top
        heights = apart([row["paid_rp"] for row in rows], least, least / 2, top)
        for row, name, height in zip(rows, names, heights, strict=True):
            colour, filled = (MAIN if row["way"] == own else MUTED), row["evidence"] != "judgement"
            for side in ("p05", "p95"):  # up to the edge of its point
                edge = row["p50"] + (_EDGE if side == "p95" else -_EDGE) * end
                if (row[side] - edge) * (row[side] - row["p50"]) > 0:
                    axes.plot([row[side], edge], [row["paid_rp"]] * 2, color=colour, linewidth=1.2)
            face = colour if filled else "none"
            axes.plot(row["p50"], row["paid_rp"], "o", color=colour, markerfacecolor=face, markersize=7)
            text, where = f"{name}: {words.of(row, 'persons')}", (row["p95"], row["paid_rp"])
            left = row["p95"] > 0.6 * end  # what ends far out has its name above it
            style = {"color": INK, "fontsize": 8.5, "weight": "bold" if row["way"] == own else "normal"}
            if left:
                beside(axes, text, (row["p05"], row["paid_rp"]), (0, 6), ha="center" if narrow else "left", **style)
            else:
                hair = {"arrowprops": {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "relpos": (0, 0.5)}}
                axes.annotate(
                    text, where, xytext=(0.43 * end, height), textcoords="data", va="center", **style, **hair
                )
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        axes.locator_params(axis="y", nbins=4)
        count_ticks(axes.xaxis, words)
        axes.yaxis.set_major_formatter(tick_form(lambda value: words.rupiah(value) if value else "0"))
        numbers = texts(brief, "sponsorship", words)
        axes.set_xlabel(words("brief.chart.ways.x", numbers))
        axes.set_ylabel(words("brief.chart.ways.y", numbers))

    said = [
        words("brief.chart.ways.row", name=name, workers=f"{one}", range=f"{one:range}", paid=words.rupiah(paid))
        for name, one, paid in zip(
            names, [words.of(row, "persons") for row in rows], [row["paid_rp"] for row in rows], strict=True
        )
    ]
    run = brief.runs["sponsorship"]
    numbers = texts(brief, "sponsorship", words) | {
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
    if "sponsorship" in brief.runs:
        notes.append(words("brief.options.note.ways", end=texts(brief, "sponsorship", words)["month"]))
    caption = "" if len(chances) == 2 else ".alone" if chances else ".ways"
    rows = [_option(brief, option, "hoped" in chances, words) for option in shown]
    traces = dict.fromkeys(chances, place("funding", "kept"))
    return Rows(rows, numbers, brief.tables["options"], caption, " ".join(notes), traces=traces)


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
        workers = words.of(option.workers, "persons")
        count = words("brief.estimate.short", middle=f"{workers}", interval=f"{workers:range}")
        if option.kind == _own(brief):
            name = words("brief.option.own", name=name)
    apbd = "–" if option.apbd_rp is None else words.rupiah(option.apbd_rp)
    grade = words(f"evidence.{option.evidence}") if option.evidence else "–"
    return [first_up(name), apbd, count, chance, words(f"brief.basis.{option.kind}"), grade]
