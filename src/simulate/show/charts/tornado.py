"""How far each assumption alone moves the result."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.charts.axis import bar_label, tick_form
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece, sentence
from simulate.show.words import Words
from simulate.study.sensitivity import one_at_a_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.simulated import Simulated

# at most so many bars, and none shorter than this share of the longest
_MOST, _SHORTEST = 4, 0.03
# height of a bar with its label [inches]
_ROW = 0.68


def tornado(result: Simulated) -> Piece:
    """Each outcome that the programme weighs with one assumption low or high, all others at their middle.

    A sentence instead of a chart where nothing is uncertain.
    """
    table = one_at_a_time(result)
    bars = {outcome: _bars(table[table["outcome"] == outcome]) for outcome in result.weighed}
    bars = {outcome: rows for outcome, rows in bars.items() if len(rows)}
    if not bars:
        return sentence(result.settings.language, lambda words: words("table.decides.caption.none"))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
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

    def numbers(words: Words) -> dict[str, str]:
        outcome, rows = next(iter(bars.items()))
        first, unit = rows.iloc[0], result.units[outcome]
        ends = sorted((first["low"], first["high"]))
        return {
            "name": result.unknowns[first["unknown"]].name[words.language],
            "outcome": words(f"table.decides.{outcome}"),
            "low": words.value(ends[0], unit),
            "high": words.value(ends[1], unit),
            "middle": words.value(first["middle"], unit),
        }

    def alt(words: Words) -> str:
        said = [
            words(
                "chart.tornado.alt.bar",
                name=result.unknowns[row["unknown"]].name[words.language],
                low=words.value(row["low"], result.units[outcome]),
                high=words.value(row["high"], result.units[outcome]),
                outcome=words(f"table.decides.{outcome}"),
            )
            for outcome, rows in bars.items()
            for row in rows.to_dict("records")
        ]
        return words("chart.tornado.alt", bars="; ".join(said))

    return figure(
        "tornado",
        result.settings.language,
        draw,
        title=lambda words: words("chart.tornado.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("chart.tornado.source", most=str(_MOST)),
        data=pd.concat(bars.values()),
        wide=(7.4, 0.9 + _ROW * max(map(len, bars.values()))),
        narrow=(3.7, 1.5 + _ROW * sum(map(len, bars.values()))),
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
    for place, row in enumerate(rows.to_dict("records")):
        unknown = result.unknowns[row["unknown"]]
        for end, colour in (("low", OTHER), ("high", MAIN)):
            axes.barh(-place, row[end] - middle, left=middle, color=colour, alpha=0.75, height=0.36, edgecolor="none")
            left = row[end] < middle
            axes.annotate(
                form(row[end]),
                (row[end], -place),
                xytext=(-3 if left else 3, 0),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                color=INK,
            )
        axes.plot([middle, middle], [-place - 0.3, -place + 0.2], color=MUTED, linewidth=1.2)
        span = words.with_unit(words.interval(row["value_low"], row["value_high"], unknown.unit), unknown.unit)
        bar_label(axes, f"{unknown.name[words.language]}: {span}", (lowest - room, -place + 0.22), 50)
    outcome_name = words(f"column.decides.{outcome}")
    axes.set_title(words("chart.tornado.panel", outcome=outcome_name, middle=form(middle)))
    axes.set_xlim(lowest - room, highest + room)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=3)
    axes.xaxis.set_major_formatter(tick_form(form))
