"""A chart as SVG with text as text: two widths, alt text, source and data; and the parts that drawings share."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.html import NUMBER, compact, csv_link
from simulate.page.labels import wrapped
from simulate.page.words import Words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure as MatplotlibFigure

    # draws on an empty figure; the last argument says whether it is for a narrow screen
    Draw = Callable[[MatplotlibFigure, bool], None]

# each colour drawn, and the variable of the page's theme that replaces it
INK, MUTED, GRID, MAIN, OTHER = "#1b1f24", "#56606b", "#d5dae0", "#0b6cad", "#b3560b"
_THEME = {INK: "ink", MUTED: "muted", GRID: "grid", MAIN: "main", OTHER: "other"}
# of an SVG: a point a unit; and what would tell when it was drawn
_DPI, _NO_CLOCK = 72, {"Date": None, "Creator": None}
WIDE, NARROW = (7.4, 4.1), (3.7, 4.4)
# around axes without names on their left: half a tick's label on either side [points]
_MARGINS = 40


def figure_html(
    name: str,
    draw: Draw | tuple[str, str],
    words: Words,
    title: str,
    alt: str,
    source: str,
    data: pd.DataFrame,
    sizes: tuple[tuple[float, float], tuple[float, float]],
) -> str:
    """A figure in one language; arguments as in `elements.Chart`, ``sizes`` of the wide and the narrow drawing.

    Raises:
        ValueError: a title, an alternative text or a source that says nothing.
    """
    for said, text in (("title", title), ("alt", alt), ("source", source)):
        if not text.strip():
            raise ValueError(f"figure {name}: empty {said}")
    # JupyterLab, which has not the report's style, shows the wide drawing alone
    ready = draw if isinstance(draw, tuple) else (None, None)
    drawings = "".join(
        f'<div class="sim-{kind}"{hidden}>'
        f"{svg or drawn(f'{name}-{words.language}-{kind}', draw, kind == 'narrow', size)}</div>"
        for kind, svg, size, hidden in zip(("wide", "narrow"), ready, sizes, ("", ' hidden=""'), strict=True)
    )
    return (
        f'<figure class="sim-figure" id="{name}">'
        f"<figcaption>{NUMBER}{escape(title)}</figcaption>"
        f'<div role="img" aria-label="{escape(alt)}">{drawings}</div>'
        f'<p class="sim-note">{escape(source)} {csv_link(data, name, title, words)}</p></figure>'
    )


def drawn(salt: str, draw: Draw, narrow: bool, size: tuple[float, float], layout: str = "constrained") -> str:
    """A drawing as SVG in the report's style; ``salt`` gives it ids that no other drawing has."""
    import matplotlib as mpl
    import seaborn as sns
    from matplotlib.figure import Figure as MatplotlibFigure

    style = sns.axes_style("ticks") | {
        "svg.fonttype": "none",
        "svg.hashsalt": salt,  # ids that are the same in every run and differ between figures
        "font.size": 9.5,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.titlesize": 9.5,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.facecolor": "none",
        "figure.facecolor": "none",
        "text.color": INK,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "grid.color": GRID,
    }
    with mpl.rc_context(style):
        drawing, buffer = MatplotlibFigure(figsize=size, dpi=_DPI, layout=layout), io.StringIO()
        draw(drawing, narrow)
        # `savefig` draws twice, the first time for the layout alone, and measures each text three times
        renderer = _renderer()(*(_DPI * side for side in size), buffer, image_dpi=_DPI, metadata=_NO_CLOCK)
        drawing.canvas.get_renderer = lambda: renderer
        drawing.draw(renderer)
        renderer.finalize()
    return compact(buffer.getvalue(), _THEME)


_LONG = 10**4  # labels of five digits crowd a phone's axis


@cache
def _renderer() -> type:
    """Writes SVG, and measures each text once for all drawings."""
    from matplotlib.backends.backend_svg import RendererSVG
    from matplotlib.textpath import text_to_path

    measured = lru_cache(maxsize=4096)(text_to_path.get_text_width_height_descent)

    class Renderer(RendererSVG):
        def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
            return measured(s, prop, ismath)

    return Renderer


def month_ticks(axes: Axes, months: list[str], words: Words, most: int) -> None:
    """Labels at most ``most`` months, always the first and evenly after it."""
    step = -(-len(months) // most)
    places = range(0, len(months), step)
    axes.set_xticks(list(places), [words.month(months[place], short=True) for place in places])


def tick_form(form: Callable[[float], str]) -> Callable[[float, int], str]:
    """A number form as matplotlib's tick formatter wants it."""
    return lambda value, _position: form(value)


def count_ticks(axis: Axis, words: Words) -> None:
    """Heads along an axis: in thousands where it is long; no word at what is no whole number."""

    def form(value: float, _position: int) -> str:
        long = max(abs(end) for end in axis.get_view_interval()) >= _LONG
        whole = math.isclose(value, round(value), abs_tol=1e-9)
        return words.thousands(value) if long else words.exact(value) if whole else ""

    axis.set_major_formatter(form)


def beside(
    axes: Axes, text: str, place: tuple[float, float], off: tuple[float, float] = (4, 0), **style: Any
) -> None:
    """A text beside a place of the data, ``off`` points away; by default in ink, level with what lies left of it."""
    axes.annotate(text, place, xytext=off, textcoords="offset points", **{"color": INK} | style)


def ranked(
    axes: Axes,
    names: Sequence[str],
    ends: Sequence[float],
    texts: Sequence[str],
    *,
    colours: str | Sequence[str] = MAIN,
    most: float | None = None,
) -> None:
    """Horizontal bars from nought, the first on top, each with its text at its end.

    Args:
        axes: empty axes.
        names: of the bars, on the left.
        ends: where the bars end.
        texts: what each shows.
        colours: of all bars, or of each.
        most: the end of the axis; a fifth more than the longest bar unless given.
    """
    places = range(len(ends) - 1, -1, -1)
    axes.barh(places, ends, color=colours, alpha=0.8, height=0.62, edgecolor="none")
    axes.set_xlim(0, most or 1.2 * max(*ends, 1e-9))
    for place, end, text in zip(places, ends, texts, strict=True):
        beside(axes, text, (end, place), va="center")
    axes.set_yticks(list(places), names)
    axes.tick_params(axis="y", length=0)


def fan(axes: Axes, places: Sequence[float], table: pd.DataFrame, colour: str = MAIN, **line: Any) -> None:
    """The median of a table's ``p50`` along the places, with its 90 % range (``p05`` to ``p95``) as a band."""
    axes.fill_between(places, table["p05"], table["p95"], color=colour, alpha=0.22, linewidth=0)
    axes.plot(places, table["p50"], **{"color": colour, "linewidth": 2} | line)


def bar_label(axes: Axes, text: str, place: tuple[float, float], **style: Any) -> None:
    """What a bar shows, above it from where its axes begin, on as many lines as it needs; it pushes nothing aside."""
    columns = axes.get_subplotspec().get_gridspec().ncols
    room = 72 * axes.get_figure().get_figwidth() / columns - _MARGINS
    own = {"va": "bottom", "color": INK, "fontsize": 8.5, "annotation_clip": False} | style
    label = axes.annotate("\n".join(wrapped(text, room / own["fontsize"])), place, **own)
    label.set_in_layout(False)


def end_labels(axes: Axes, labels: Sequence[tuple[float, float, str, str]], fontsize: float = 8.5) -> None:
    """Names lines at their right ends, kept apart; where a name had to move, a hair leads from it to its line.

    Args:
        axes: with the limits that it will keep.
        labels: of each line the place and height of its end, its name, and the colour of the name.
    """
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    inches = axes.get_position().height * axes.get_figure().get_size_inches()[1]
    line = 1.35 * fontsize / 72 / inches * (high - low)
    heights = [height for _, height, _, _ in labels]
    tall = [line * (1 + name.count("\n")) for _, _, name, _ in labels]
    aside, gap = 0.035 * (right - left), 0.008 * (right - left)
    for (place, height, name, colour), moved in zip(labels, apart(heights, tall, low, high), strict=True):
        if abs(moved - height) > 0.2 * line:
            axes.plot([place + gap, place + aside - gap], [height, moved], color=MUTED, linewidth=0.6, clip_on=False)
        axes.text(place + aside, moved, name, va="center", color=colour, fontsize=fontsize)


def apart(heights: Sequence[float], tall: float | Sequence[float], low: float, high: float) -> np.ndarray:
    """Heights moved as little as makes what is so ``tall`` stand clear of its neighbours, from ``low`` to ``high`` if
    all fit there.

    The least sum of squared moves that keeps their order, by pooling neighbours that press upon one another.
    """
    order = np.argsort(heights, kind="stable")
    sizes = np.broadcast_to(tall, len(order))[order]
    above = np.cumsum(sizes) - (sizes + sizes[:1]) / 2  # of each its distance from the lowest, where all touch
    pools: list[tuple[float, int]] = []  # mean of the heights less these distances, how many
    for rank, place in enumerate(order):
        pools.append((heights[place] - above[rank], 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (upper, many), (lower, few) = pools.pop(), pools.pop()
            pools.append(((upper * many + lower * few) / (many + few), many + few))
    level = np.repeat([mean for mean, _ in pools], [count for _, count in pools])
    moved = np.empty(len(order))
    moved[order] = np.clip(level, low, max(low, high - above[-1])) + above
    return moved
