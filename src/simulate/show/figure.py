"""A chart as SVG with text as text: two widths, both languages, alt text, source and data inside."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from simulate.show.pieces import NUMBER, Piece, Text, csv_link, piece
from simulate.show.svg import compact
from simulate.show.words import LANGUAGES, Words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as MatplotlibFigure

    # draws on an empty figure; the last argument says whether it is for a narrow screen
    Draw = Callable[[MatplotlibFigure, Words, bool], None]

# each colour drawn, and the variable of the page's theme that replaces it
INK, MUTED, GRID, MAIN, OTHER = "#1b1f24", "#56606b", "#d5dae0", "#0b6cad", "#b3560b"
_THEME = {INK: "ink", MUTED: "muted", GRID: "grid", MAIN: "main", OTHER: "other"}
_WIDE, _NARROW = (7.4, 4.1), (3.7, 4.4)
# several beside one another where there is room
SMALL = (2.45, 1.4)


def figure(
    name: str,
    language: str,
    draw: Draw,
    *,
    title: Text,
    alt: Text,
    source: Text,
    data: pd.DataFrame,
    wide: tuple[float, float] = _WIDE,
    narrow: tuple[float, float] = _NARROW,
) -> Piece:
    """A figure piece.

    Args:
        name: identifies the figure in the page and names its CSV.
        language: the language to show.
        draw: draws on an empty matplotlib figure.
        title: the finding in words, computed.
        alt: what a listener needs to decide from, computed.
        source: where the numbers come from.
        data: the numbers behind the chart.
        wide: size on a wide screen [inches]; `SMALL` stands beside others of its kind.
        narrow: size on a phone [inches].

    Raises:
        ValueError: a title, an alternative text or a source that says nothing.
    """
    for said, text in (("title", title), ("alt", alt), ("source", source)):
        if not all(text(Words(spoken)).strip() for spoken in LANGUAGES):
            raise ValueError(f"figure {name}: empty {said}")

    def html(words: Words) -> str:
        # JupyterLab, which has not the report's style, shows the wide drawing alone
        drawings = "".join(
            f'<div class="sim-{kind}"{hidden}>'
            f"{drawn(f'{name}-{words.language}-{kind}', draw, words, kind == 'narrow', size)}</div>"
            for kind, size, hidden in (("wide", wide, ""), ("narrow", narrow, ' hidden=""'))
        )
        link = csv_link(data, name, title(words), words)
        # JupyterLab, which has not the report's style, would draw it as wide as the page
        kind, style = ("sim-figure sim-small", ' style="max-width:24rem"') if wide == SMALL else ("sim-figure", "")
        return (
            f'<figure class="{kind}" id="{name}"{style}>'
            f"<figcaption>{NUMBER}{escape(title(words))}</figcaption>"
            f'<div role="img" aria-label="{escape(alt(words))}">{drawings}</div>'
            f'<p class="sim-note">{escape(source(words))} {link}</p></figure>'
        )

    return piece("figure", language, html, lambda words: f"{title(words)}\n{alt(words)}")


def drawn(
    salt: str, draw: Draw, words: Words, narrow: bool, size: tuple[float, float], layout: str = "constrained"
) -> str:
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
        drawing = MatplotlibFigure(figsize=size, layout=layout)
        draw(drawing, words, narrow)
        buffer = io.StringIO()
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return compact(buffer.getvalue(), _THEME)
