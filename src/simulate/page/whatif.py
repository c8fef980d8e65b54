"""A what-if panel: sliders over a grid that the model computed beforehand, and the grid as a table.

The page's script (``publish/templates/whatif.js``) reads every number from the table's cells and computes none, so
what the sliders show is what the model gave. Where no script runs, the table stands alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from simulate.page.base import Element, Text, bilingual
from simulate.page.table import Markup, Row, Section, old_table
from simulate.page.words import Words

if TYPE_CHECKING:
    from simulate.study.grid import Grid, Point

SCRIPT = "whatif"


@dataclass(frozen=True)
class Wording:
    """What a programme calls the parts of its grid, each a function of `Words`.

    ``axis`` names an axis and ``stop`` one of its stops by the levers it sets. ``measure`` names a measure in the
    table and ``card`` beside its large number; ``said`` is the sentence that follows the sliders. These two may leave
    places open: ``{axis}`` for a stop's name, ``{measure}`` for a number, ``{measure.range}`` for its range in
    brackets. ``chart`` is the chart's heading, ``absent`` says why some combinations are missing.
    """

    caption: Text
    axis: Callable[[Words, str], str]
    stop: Callable[[Words, Mapping[str, Any]], str]
    measure: Callable[[Words, str], str]
    card: Callable[[Words, str], str]
    said: Text
    chart: Text
    absent: Text


def what_if(name: str, language: str, grid: Grid, wording: Wording, cards: Sequence[str], drawn: str) -> Element:
    """The panel of a grid.

    Args:
        name: identifies the panel in the page and names its CSV.
        language: the language to show.
        grid: what the model gave.
        wording: what the grid's parts are called.
        cards: the measures shown large.
        drawn: the measure whose last month the grid's lines end in.
    """
    shown = old_table(
        name,
        language,
        caption=wording.caption,
        header=lambda words: [
            " · ".join(wording.axis(words, axis.name) for axis in grid.axes[1:]),
            *(wording.measure(words, measure) for measure in grid.units),
        ],
        rows=lambda words: _rows(grid, wording, words),
        note=lambda words: " ".join(filter(None, (words("whatif.note"), wording.absent(words)))),
        data=grid.table,
    )

    def html(words: Words) -> str:
        return (
            f'<div class="sim-whatif" id="{name}-panel">'
            f'<p class="sim-note" data-still="">{escape(words("whatif.still"))}</p>'
            f'<div data-live="" hidden="">{_live(name, grid, wording, cards, words)}</div>'
            f'<p class="sim-note sim-printed">{escape(words("whatif.printed"))}</p>'
            f"<details><summary>{escape(words('whatif.table', points=words.exact(len(grid.points))))}</summary>"
            f"{shown.html[words.language]}</details>"
            f'<script type="application/json">{_as_data(_content(grid, wording, cards, drawn, words))}</script></div>'
        )

    return bilingual("table", language, html, lambda words: shown.text[words.language], script=SCRIPT)


def _live(name: str, grid: Grid, wording: Wording, cards: Sequence[str], words: Words) -> str:
    """What the script brings to life: a slider for each axis, the large numbers, the chart.

    One sentence, unseen, tells a listener what a move changed; the numbers themselves would be read out one by one.
    """
    sliders = "".join(
        f'<div class="sim-slider"><label for="{name}-{axis.name}">{escape(wording.axis(words, axis.name))}</label>'
        f' <b aria-hidden="true"></b>'
        f'<input type="range" id="{name}-{axis.name}" min="0" step="1" autocomplete="off"/>'
        f'<span aria-hidden="true"><i></i><i></i></span></div>'
        for axis in grid.axes
    )
    places = list(grid.units)
    numbers = "".join(
        f'<li data-measure="{places.index(measure)}"><strong></strong> <span></span> <small></small>'
        "<small></small></li>"
        for measure in cards
    )
    moved = " ".join(f"{name}-{axis.name}" for axis in grid.axes)
    return (
        f"<fieldset><legend>{escape(words('whatif.legend'))}</legend>{sliders}"
        f'<p class="sim-note" data-nearest=""></p>'
        f'<button type="button">{escape(words("whatif.reset"))}</button></fieldset>'
        f'<output class="sim-unseen" for="{moved}"></output><ul class="sim-chosen-numbers">{numbers}</ul>'
        f'<p class="sim-note">{escape(words("whatif.numbers"))}</p>'
        f'<p class="sim-whatif-chart">{escape(wording.chart(words))}</p>'
        '<svg role="img" aria-label=""></svg>'
    )


def _rows(grid: Grid, wording: Wording, words: Words) -> list[Row]:
    """A section for each stop of the first axis, a row for each point; cells as `_cell` writes them."""
    rows: list[Row] = []
    section = None
    for point in grid.points:
        labels = [wording.stop(words, axis.stops[stop]) for axis, stop in zip(grid.axes, point, strict=True)]
        if point[0] != section:
            section = point[0]
            rows.append(Section([labels[0], *[""] * len(grid.units)]))
        own = [words("whatif.own")] if point == grid.own else []
        rows.append((_lines(labels[1:] + own), *(_cell(grid, point, measure, words) for measure in grid.units)))
    return rows


def _cell(grid: Grid, point: Point, measure: str, words: Words) -> Markup:
    """Median, 90 % range and simulation error, below one another; the number alone where the range holds no other."""
    row, unit = grid.row(point, measure), grid.units[measure]
    middle = words.estimate(row["p50"], row["p05"], row["p95"], unit)
    parts = [middle]
    if row["p05"] != row["p95"]:
        parts += [words.interval(row["p05"], row["p95"], unit), words.error(row["mc_error"], unit)]
    return _lines(parts)


def _lines(parts: list[str]) -> Markup:
    return Markup("<br/>".join(escape(part) for part in parts), "; ".join(parts))


def _content(grid: Grid, wording: Wording, cards: Sequence[str], drawn: str, words: Words) -> dict[str, Any]:
    """What the script needs beside the table: where each row lies, the lines, and texts with open places."""
    unit, own = grid.units[drawn], grid.points.index(grid.own)
    reference = _top(grid, own, "p50")
    scales = [_scale(max(_top(grid, place, "p95"), reference)) for place in range(len(grid.points))]
    distinct = sorted(set(scales))
    ends = {column: f"{{{column}}}" for column in ("first", "from", "last", "until", "range")}
    return {
        "own": own,
        "axes": [axis.name for axis in grid.axes],
        "stops": [[wording.stop(words, stop) for stop in axis.stops] for axis in grid.axes],
        "points": grid.points,
        "measures": list(grid.units),
        "drawn": list(grid.units).index(drawn),
        "calendar": [words.month(month, short=True) for month in grid.calendar],
        "lines": [[[_short(x) for x in line[column]] for column in ("p05", "p50", "p95")] for line in grid.lines],
        "begins": [words.estimate(line["p50"][0], line["p05"][0], line["p95"][0], unit) for line in grid.lines],
        "stretches": grid.stretches,
        "scales": [[[tick, words.estimate(tick, tick, tick, unit)] for tick in scale] for scale in distinct],
        "scale": [distinct.index(scale) for scale in scales],
        "say": {
            "said": wording.said(words),
            "cards": [wording.card(words, measure) if measure in cards else "" for measure in grid.units],
            "range": words("interval.90", interval="{range}", error="{error}"),
            "alone": words("whatif.alone"),
            "own": words("whatif.own.value", number="{number}"),
            "line": words("whatif.own.line"),
            "nearest": wording.absent(words),
            "alt": words("whatif.alt", chart=wording.chart(words), **ends),
        },
    }


def _top(grid: Grid, place: int, column: str) -> float:
    """The highest value of a point's stretch of its line."""
    line, _, length = grid.stretches[place]
    return float(grid.lines[line][column][:length].max())


def _scale(top: float) -> tuple[int, ...]:
    """Round ticks from 0 to the first at or above ``top``, six at most."""
    least = max(top / 5, 1)
    power = 10 ** math.floor(math.log10(least))
    step = next(round(power * nice) for nice in (1, 2, 5, 10) if power * nice >= least)
    return tuple(range(0, step * max(1, math.ceil(top / step)) + 1, step))


def _short(number: float) -> float | int:
    """Four figures are more than a chart shows."""
    short = float(f"{number:.4g}")
    return int(short) if short.is_integer() else short


def _as_data(content: dict[str, Any]) -> str:
    """JSON that no text inside it can end early, and that is sound XML too."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
