"""How far each assumption moves the result, and worlds in which a plan is weak."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulate.page.drawing import MAIN, MUTED, OTHER, bar_label, beside, tick_form
from simulate.page.elements import Chart, Rows, chart
from simulate.page.words import Words
from simulate.study.sensitivity import one_at_a_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.sensitivity import Box
    from simulate.study.simulated import Simulated

# what `sim.charts` shows of any result
__all__ = ["tornado"]

# at most so many bars, and none shorter than this share of the longest
_MOST, _SHORTEST = 3, 0.03
# height of a bar with its label [inches]
_ROW = 0.68


@chart("tornado", "chart.tornado")
def tornado(result: Simulated, words: Words) -> Chart | str:
    """Each outcome that the programme weighs with one assumption low or high, all others at their middle.

    A sentence instead of a chart where nothing is uncertain.
    """
    moved = one_at_a_time(result)
    found = {outcome: _bars(moved[moved["outcome"] == outcome]) for outcome in result.tornado_outcomes}
    bars = {outcome: rows for outcome, rows in found.items() if len(rows)}
    if not bars:
        return words("table.decides.caption.none")

    def draw(drawing: Figure, narrow: bool) -> None:
        from matplotlib.patches import Patch

        counts = [len(rows) for rows in bars.values()]
        shape = {"nrows": len(bars), "height_ratios": counts} if narrow else {"ncols": len(bars)}
        panels = drawing.subplots(**shape, squeeze=False).ravel()
        for axes, (outcome, rows) in zip(panels, bars.items(), strict=True):
            _panel(axes, outcome, rows, result, words)
            # side by side, bars of both panels are equally high
            axes.set_ylim(-(len(rows) if narrow else max(counts)) + 0.6, 0.85)
        sides = [Patch(color=colour, alpha=0.75) for colour in (OTHER, MAIN)]
        names = [words("chart.tornado.low"), words("chart.tornado.high")]
        drawing.legend(sides, names, loc="outside lower left", ncols=2, frameon=False, fontsize=8.5)

    def texts(outcome: str, row: Mapping[str, Any]) -> dict[str, str]:
        return {
            "name": result.unknowns[row["unknown"]].name[words.language],
            "outcome": words(f"table.decides.{outcome}"),
            **{end: words.value(row[end], result.units[outcome]) for end in ("low", "middle", "high")},
        }

    every = [(outcome, row) for outcome, rows in bars.items() for row in rows.to_dict("records")]
    outcome, first = every[0]
    low, high = sorted((first["low"], first["high"]))
    counts = [len(rows) for rows in bars.values()]
    return Chart(
        draw,
        pd.concat(bars.values()),
        texts(outcome, first | {"low": low, "high": high})
        | {"bars": "; ".join(words("chart.tornado.alt.bar", texts(*one)) for one in every), "most": str(_MOST)},
        wide=(7.4, 0.9 + _ROW * max(counts)),
        narrow=(3.7, 1.5 + _ROW * sum(counts)),
    )


def _bars(table: pd.DataFrame) -> pd.DataFrame:
    swing = (table["high"] - table["low"]).abs()
    certain = swing <= 1e-6 * table["middle"].abs()
    return table[~certain & (swing >= _SHORTEST * swing.max())].head(_MOST)


def _panel(axes: Axes, outcome: str, rows: pd.DataFrame, result: Simulated, words: Words) -> None:
    """Bars from the middle to both ends, each under its assumption's name and range."""
    middle, form = float(rows["middle"].iloc[0]), partial(words.value, unit=result.units[outcome])
    lowest, highest = float(rows[["low", "high"]].min().min()), float(rows[["low", "high"]].max().max())
    room = 0.22 * (highest - lowest)
    places = range(0, -len(rows), -1)
    for end, colour in (("low", OTHER), ("high", MAIN)):
        axes.barh(places, rows[end] - middle, left=middle, color=colour, alpha=0.75, height=0.36, edgecolor="none")
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        for end in ("low", "high"):
            left = row[end] < middle
            side = {"off": (-3, 0), "ha": "right"} if left else {"off": (3, 0), "ha": "left"}
            beside(axes, form(row[end]), (row[end], place), va="center", **side)
        axes.plot([middle, middle], [place - 0.3, place + 0.2], color=MUTED, linewidth=1.2)
        unknown = result.unknowns[row["unknown"]]
        span = words.with_unit(words.interval(row["value_low"], row["value_high"], unknown.unit), unknown.unit)
        bar_label(axes, f"{unknown.name[words.language]}: {span}", (lowest - room, place + 0.22))
    outcome_name = words(f"column.decides.{outcome}")
    axes.set_title(words("chart.tornado.panel", outcome=outcome_name, middle=form(middle)))
    axes.set_xlim(lowest - room, highest + room)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=3)
    axes.xaxis.set_major_formatter(tick_form(form))


def box_rows(result: Simulated, box: Box, words: Words) -> Rows:
    """The limits of a box with the whole range of each assumption and its grade; columns as in `BOX_COLUMNS`."""

    def limit(key: str) -> str:
        unit, (low, high) = result.unknowns[key].unit, box.limits[key]
        if low == -inf:
            return words("table.weak.below", value=words.with_unit(words.value(high, unit), unit))
        if high == inf:
            return words("table.weak.above", value=words.with_unit(words.value(low, unit), unit))
        return words.with_unit(words.interval(low, high, unit), unit)

    rows = [
        (
            unknown.name[words.language],
            limit(unknown.key),
            words.with_unit(words.interval(unknown.low, unknown.high, unknown.unit), unknown.unit),
            words(f"evidence.{unknown.evidence}"),
        )
        for unknown in (result.unknowns[key] for key in box.limits)
    ]
    data = pd.DataFrame([(key, *sides) for key, sides in box.limits.items()], columns=["unknown", "low", "high"])
    return Rows(rows, data=data)


BOX_COLUMNS = "assumption in_weak whole_range evidence"
