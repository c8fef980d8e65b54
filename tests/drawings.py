"""What a drawing can be asked without knowing what it shows."""

from __future__ import annotations

from itertools import combinations

from matplotlib.collections import LineCollection
from matplotlib.container import BarContainer
from matplotlib.text import Annotation, Text

# a line this thick [points] is read as a bar
_THICK = 4.0
# of a label's height: labels may touch by so much
_TOUCH = 0.25
# of a drawing's width: the letters of a page are not quite those that it was laid out with
_NEAR = 0.01


def complaints(drawing) -> list[str]:
    """What could mislead in a drawing that has been laid out; nothing where all is well."""
    return [
        said
        for axes in drawing.axes
        for found in (_on_logarithms(axes), _not_from_zero(axes), _over_one_another(axes), _outside(axes))
        for said in found
    ]


def _bars(axes):
    """Of each bar whether it is upright, and its two ends."""
    for container in axes.containers:
        if isinstance(container, BarContainer):
            upright = container.orientation == "vertical"
            for patch in container.patches:
                start, size = (patch.get_y(), patch.get_height()) if upright else (patch.get_x(), patch.get_width())
                yield upright, (start, start + size)


def _on_logarithms(axes):
    """Bars, and lines that are as thick, have no length on a scale of powers."""
    thick = [
        one for one in axes.collections if isinstance(one, LineCollection) and max(one.get_linewidth()) >= _THICK
    ]
    if (thick or list(_bars(axes))) and "log" in (axes.get_xscale(), axes.get_yscale()):
        yield "bars on a logarithmic axis"


def _not_from_zero(axes):
    """Each bar begins at zero, at another's end, or where all of a chart of changes begin; the axis shows where."""
    for upright in (True, False):
        bars = [ends for up, ends in _bars(axes) if up == upright]
        if not bars:
            continue
        low, high = sorted(axes.get_ylim() if upright else axes.get_xlim())
        close = 1e-6 * (high - low)

        def near(one, other, close=close):
            return abs(one - other) <= close

        shared = [end for end in bars[0] if len(bars) > 1 and all(any(near(end, e) for e in pair) for pair in bars)]
        starts = [0.0, *shared]
        if not any(low - close <= start <= high + close for start in starts):
            yield f"bars on an axis from {low:g} to {high:g} that does not show where they begin"
        for place, pair in enumerate(bars):
            others = [end for other, ends in enumerate(bars) if other != place for end in ends]
            if not any(near(end, start) for end in pair for start in [*starts, *others]):
                yield f"a bar from {pair[0]:g} to {pair[1]:g} that begins neither at zero nor at another's end"


def _texts(axes):
    renderer = axes.get_figure()._get_renderer()  # that it was laid out with: another's letters are of other widths
    for text in axes.texts:
        if text.get_text().strip() and text.get_visible():
            if isinstance(text, Annotation):  # without its arrow, which would count otherwise
                text.update_positions(renderer)
            yield text.get_text(), Text.get_window_extent(text, renderer)


def _over_one_another(axes):
    """Labels that cannot be read for another that lies upon them."""
    for (one, box), (other, beside) in combinations(_texts(axes), 2):
        high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        if wide > 1 and high > _TOUCH * min(box.height, beside.height):
            yield f"{one!r} lies upon {other!r}"


def _outside(axes):
    """Labels that stand beyond the edge of the drawing."""
    edge = axes.get_figure().bbox
    near = _NEAR * edge.width
    for text, box in _texts(axes):
        if box.x0 < edge.x0 - near or box.x1 > edge.x1 + near:
            yield f"{text!r} stands beyond the edge"
