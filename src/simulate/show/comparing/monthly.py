"""All sides month by month in one chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.months import month_number, month_text
from simulate.show.charts.axis import count_ticks, end_labels, month_ticks
from simulate.show.comparing.sides import key, median
from simulate.show.figure import INK, MAIN, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.words import Words
from simulate.study.comparison import Comparison

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# one for each letter; colour alone tells none of them apart
_LINES = ((MAIN, "-"), (OTHER, "-"), (INK, "-"), (MAIN, "--"), (OTHER, "--"), (INK, "--"))
# lines that stay below this share of the highest are shown from close up, too
_LOW = 0.25


# the line of each letter: colour and style, and its table
Lines = dict[str, tuple[tuple[str, str], "pd.DataFrame"]]


def monthly(found: Comparison) -> Piece:
    """The median of each side by month as a line, its 90 % range as a band; low lines once more from close up."""
    name = found.programme.monthly
    lines = {
        side.letter: (line, side.monthly(name))
        for side, line in zip(found.sides, _LINES, strict=False)
        if not side.monthly(name).empty
    }
    months = _calendar([table for _, table in lines.values()])
    top = max(float(table["p95"].max()) for _, table in lines.values())
    low = {letter: line for letter, line in lines.items() if float(line[1]["p95"].max()) < _LOW * top}

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        shown = [lines, low] if low else [lines]
        panels = drawing.subplots(len(shown), 1, squeeze=False)[:, 0] if narrow else drawing.subplots(1, len(shown))
        for axes, some in zip(panels if low else [drawing.axes[0]], shown, strict=True):
            _panel(axes, some, months, words, low if some is lines else {})
        drawing.axes[0].set_title(words(f"compare.{found.programme.name}.axis"))
        if low:
            drawing.axes[1].set_title(words("chart.protected.close"))

    def source(words: Words) -> str:
        return words("compare.monthly.source", letters=key(found.sides, words))

    def alt(words: Words) -> str:
        told = [
            words(
                "compare.monthly.alt.line",
                letter=letter,
                first=median(table.iloc[0], "persons", words),
                last=median(table.iloc[-1], "persons", words),
                interval=words.interval(table["p05"].iloc[-1], table["p95"].iloc[-1], "persons"),
                start=words.month(table["month"].iloc[0]),
                end=words.month(table["month"].iloc[-1]),
            )
            for letter, (_, table) in lines.items()
        ]
        return words("compare.monthly.alt", lines="; ".join(told))

    return figure(
        "compared_by_month",
        found.settings.language,
        draw,
        title=lambda words: words(f"compare.{found.programme.name}.monthly", numbers=_ranked(found, words)),
        alt=alt,
        source=source,
        data=found.monthly_table,
        narrow=(3.7, 5.4) if low else (3.7, 3.6),
    )


def _ranked(found: Comparison, words: Words) -> str:
    """The sides with their median of the first measure, the most first."""
    lead = found.programme.compared[0]
    unit = found.programme.units[lead]
    return ", ".join(
        f"{side.letter}\N{NO-BREAK SPACE}{median(side.headline[lead], unit, words)}" for side in found.ranked
    )


def _calendar(tables: list[pd.DataFrame]) -> list[str]:
    """Every month from the first to the last of all sides."""
    ends = [month_number(month) for table in tables for month in (table["month"].iloc[0], table["month"].iloc[-1])]
    return [month_text(number) for number in range(min(ends), max(ends) + 1)]


def _panel(axes: Axes, lines: Lines, months: list[str], words: Words, low: Lines) -> None:
    """Draws lines with their labels; of ``low`` lines the letters alone, all together."""
    first = month_number(months[0])
    top = max(float(table["p95"].max()) for _, table in lines.values()) * 1.1 or 1
    labels = []
    for letter, ((colour, style), table) in lines.items():
        places = [month_number(month) - first for month in table["month"]]
        axes.fill_between(places, table["p05"], table["p95"], color=colour, alpha=0.15, linewidth=0)
        mark = "o" if len(places) == 1 else ""
        axes.plot(places, table["p50"], color=colour, linestyle=style, linewidth=2, marker=mark)
        end = table.iloc[-1]
        said = median(end, "persons", words)
        if letter not in low:
            labels.append((places[-1], float(end["p50"]), f"{letter} {said}", colour))
    if low:
        last = max(low.values(), key=lambda line: line[1]["month"].iloc[-1])[1].iloc[-1]
        labels.append((month_number(last["month"]) - first, float(last["p50"]), ", ".join(low), INK))
    month_ticks(axes, months, words, 3)
    count_ticks(axes.yaxis, words)
    axes.set_ylim(0, top)
    span = max(len(months) - 1, 1)
    axes.set_xlim(-0.04 * span, span * 1.02)
    end_labels(axes, labels)
