"""A what-if panel: sliders over a grid that the model computed beforehand, and the grid as a table.

The page's script (``publish/templates/whatif.js``) reads every number from the table's cells and computes none, so
what the sliders show is what the model gave. Where no script runs, the table stands alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from html import escape
from typing import TYPE_CHECKING, Any

from simulate.page.elements import choice
from simulate.page.html import Element, Markup, Row, Section, of_both, table_html, table_text
from simulate.page.words import Words
from simulate.study.grid import CHANCE

if TYPE_CHECKING:
    from simulate.study.grid import Grid, Point

SCRIPT = "whatif"


@dataclass(frozen=True)
class Panel:
    """A grid, and what a programme calls its parts in one language.

    ``axes`` are the names of the axes, ``stop`` names one of their stops by the levers it sets. ``measures`` are the
    measures' names in the table, ``cards`` what stands beside the large number of those that are shown large;
    ``said`` is the sentence that follows the sliders. These two may leave places open: ``{axis}`` for a stop's name,
    ``{measure}`` for a number, ``{measure.range}`` for its range in brackets. ``chart`` is the heading of the chart,
    where the grid has lines; ``absent`` says why some combinations are missing.
    """

    grid: Grid
    caption: str
    axes: Sequence[str]
    stop: Callable[[Mapping[str, Any]], str]
    measures: Sequence[str]
    cards: Mapping[str, str]
    said: str
    chart: str
    absent: str


def panel_of(
    grid: Grid,
    key: str,
    words: Words,
    stop: Callable[[Mapping[str, Any]], str],
    told: Mapping[str, Any] | None = None,
    absent: str = "",
    measures: Sequence[str] | None = None,
) -> Panel:
    """A panel whose texts stand under one key.

    They are ``KEY.caption``, ``KEY.axis.NAME`` and ``KEY.measure.NAME`` of each axis and measure, ``KEY.card.NAME``
    of those measures that are shown large, ``KEY.said``, and ``KEY.chart`` where the grid has lines.

    Args:
        grid: what the panel shows.
        key: where its texts stand.
        words: of the language.
        stop: names a stop by the levers it sets.
        told: what the texts hold beside the places that the panel fills.
        absent: why some combinations are missing.
        measures: their names, where they stand under no such key.
    """
    told = told or {}
    cards = [measure for measure in grid.units if words.has(f"{key}.card.{measure}")]
    return Panel(
        grid=grid,
        caption=words(f"{key}.caption", told),
        axes=[words(f"{key}.axis.{axis.name}", told) for axis in grid.axes],
        stop=stop,
        measures=measures or [words(f"{key}.measure.{measure}", told) for measure in grid.units],
        cards={measure: words(f"{key}.card.{measure}", told) for measure in cards},
        said=words(f"{key}.said", told),
        chart=words(f"{key}.chart", told) if grid.drawn else "",
        absent=absent,
    )


def what_if(name: str) -> Callable[[Callable[[Any, Words], Panel]], Callable[[Any], Element]]:
    """Makes a function of a result and words, which returns a `Panel`, the element that a page shows.

    Args:
        name: identifies the panel in the page and names its CSV.
    """

    def make(write: Callable[[Any, Words], Panel]) -> Callable[[Any], Element]:
        @choice
        @wraps(write)
        def element(result: Any) -> Element:
            def spoken(words: Words) -> tuple[str, str, str]:
                return _written(name, write(result, words), words)

            return replace(of_both(result.settings.language, spoken), extra={"script": SCRIPT})

        return element

    return make


def _written(name: str, panel: Panel, words: Words) -> tuple[str, str, str]:
    headers, rows = [" · ".join(panel.axes[1:]), *panel.measures], _rows(panel, words)
    note = " ".join(filter(None, (words("whatif.note"), panel.absent)))
    points = words.exact(len(panel.grid.points))
    table = table_html(name, words, panel.caption, headers, rows, note=note, data=panel.grid.table)
    html = (
        f'<div class="sim-whatif" id="{name}-panel">'
        f'<p class="sim-note" data-still="">{escape(words("whatif.still"))}</p>'
        f'<div data-live="" hidden="">{_live(name, panel, words)}</div>'
        f'<p class="sim-note sim-printed">{escape(words("whatif.printed"))}</p>'
        f"<details><summary>{escape(words('whatif.table', points=points))}</summary>{table}</details>"
        f'<script type="application/json">{_as_data(_content(panel, words))}</script></div>'
    )
    return "table", html, table_text(panel.caption, headers, rows)


def _live(name: str, panel: Panel, words: Words) -> str:
    """What the script brings to life: a slider for each axis, the large numbers, the chart.

    One sentence, unseen, tells a listener what a move changed; the numbers themselves would be read out one by one.
    """
    sliders = "".join(
        f'<div class="sim-slider"><label for="{name}-{axis.name}">{escape(called)}</label>'
        f' <b aria-hidden="true"></b>'
        f'<input type="range" id="{name}-{axis.name}" min="0" step="1" autocomplete="off"/>'
        f'<span aria-hidden="true"><i></i><i></i></span></div>'
        for axis, called in zip(panel.grid.axes, panel.axes, strict=True)
    )
    places = list(panel.grid.units)
    numbers = "".join(
        f'<li data-measure="{places.index(measure)}"><strong></strong> <span></span> <small></small>'
        "<small></small></li>"
        for measure in panel.cards
    )
    moved = " ".join(f"{name}-{axis.name}" for axis in panel.grid.axes)
    meant = words("whatif.numbers.line" if panel.grid.drawn else "whatif.numbers")
    chart = f'<p class="sim-whatif-chart">{escape(panel.chart)}</p><svg role="img" aria-label=""></svg>'
    return (
        f"<fieldset><legend>{escape(words('whatif.legend'))}</legend>{sliders}"
        f'<p class="sim-note" data-nearest=""></p>'
        f'<button type="button">{escape(words("whatif.reset"))}</button></fieldset>'
        f'<output class="sim-unseen" for="{moved}"></output><ul class="sim-chosen-numbers">{numbers}</ul>'
        f'<p class="sim-note">{escape(meant)}</p>'
        f"{chart if panel.grid.drawn else ''}"
    )


def _rows(panel: Panel, words: Words) -> list[Row]:
    """A section for each stop of the first axis, a row for each point; cells as `_cell` writes them."""
    grid, rows = panel.grid, []
    section = None
    for point in grid.points:
        labels = [panel.stop(axis.stops[stop]) for axis, stop in zip(grid.axes, point, strict=True)]
        if point[0] != section:
            section = point[0]
            rows.append(Section([labels[0], *[""] * len(grid.units)]))
        own = [words("whatif.own")] if point == grid.own else []
        rows.append((_lines(labels[1:] + own), *(_cell(grid, point, measure, words) for measure in grid.units)))
    return rows


def _cell(grid: Grid, point: Point, measure: str, words: Words) -> Markup:
    """Median, 90 % range and simulation error, below one another; a chance, or what is certain, alone."""
    row, unit = grid.row(point, measure), grid.units[measure]
    if unit == CHANCE:
        return _lines([words.chance(row["mean"], grid.draws)])
    middle = words.estimate(row["p50"], row["p05"], row["p95"], unit)
    parts = [middle]
    if row["p05"] != row["p95"]:
        parts += [words.interval(row["p05"], row["p95"], unit), words.error(row["mc_error"], unit)]
    return _lines(parts)


def _lines(parts: list[str]) -> Markup:
    return Markup("<br/>".join(escape(part) for part in parts), "; ".join(parts))


def _content(panel: Panel, words: Words) -> dict[str, Any]:
    """What the script needs beside the table: where each row lies, texts with open places, and the chart."""
    grid = panel.grid
    alone = {unit: words("whatif.alone") for unit in grid.units.values()}
    alone |= {CHANCE: words("whatif.alone.chance", draws=words.exact(grid.draws))}
    return {
        "own": grid.points.index(grid.own),
        "axes": [axis.name for axis in grid.axes],
        "stops": [[panel.stop(stop) for stop in axis.stops] for axis in grid.axes],
        "points": grid.points,
        "measures": list(grid.units),
        "say": {
            "said": panel.said,
            "cards": [panel.cards.get(measure, "") for measure in grid.units],
            "range": words("interval.90", interval="{range}", error="{error}"),
            "alone": [alone[unit] for unit in grid.units.values()],
            "own": words("whatif.own.value", number="{number}"),
            "nearest": panel.absent,
        },
        "chart": _chart(panel, words) if grid.drawn else None,
    }


def _chart(panel: Panel, words: Words) -> dict[str, Any]:
    """The lines, what part of them each row shows, and the ticks beside it."""
    grid, unit = panel.grid, panel.grid.units[panel.grid.drawn]
    reference = _top(grid, grid.points.index(grid.own), "p50")
    scales = [_scale(max(_top(grid, place, "p95"), reference), unit) for place in range(len(grid.points))]
    distinct = sorted(set(scales))
    ends = {column: f"{{{column}}}" for column in ("first", "from", "last", "until", "range")}
    return {
        "drawn": list(grid.units).index(grid.drawn),
        "calendar": [words.month(month, short=True) for month in grid.calendar],
        "lines": [[[_short(x) for x in line[column]] for column in ("p05", "p50", "p95")] for line in grid.lines],
        "begins": [words.estimate(line["p50"][0], line["p05"][0], line["p95"][0], unit) for line in grid.lines],
        "stretches": grid.stretches,
        "scales": [[[tick, _tick(tick, unit, words)] for tick in scale] for scale in distinct],
        "scale": [distinct.index(scale) for scale in scales],
        "own": words("whatif.own.line"),
        "alt": words("whatif.alt", chart=panel.chart, **ends),
    }


def _top(grid: Grid, place: int, column: str) -> float:
    """The highest value of a point's stretch of its line."""
    line, _, length = grid.stretches[place]
    return float(grid.lines[line][column][:length].max())


def _scale(top: float, unit: str) -> tuple[float, ...]:
    """Round ticks from 0 to the first at or above ``top``, six at most; of shares, whole percents."""
    if unit == "share":
        return tuple(tick / 100 for tick in _scale(100 * top, ""))
    least = max(top / 5, 1)
    power = 10 ** math.floor(math.log10(least))
    step = next(round(power * nice) for nice in (1, 2, 5, 10) if power * nice >= least)
    return tuple(range(0, step * max(1, math.ceil(top / step)) + 1, step))


def _tick(tick: float, unit: str, words: Words) -> str:
    return words.legal(tick, unit) if unit == "share" else words.estimate(tick, tick, tick, unit)


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
