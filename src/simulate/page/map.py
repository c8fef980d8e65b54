"""A map of a region's kecamatan as SVG: paths of our own projection, names on them, a legend in words.

The projection is equirectangular with the cosine of the middle latitude. Over the 40 kilometres of a regency near the
equator its scale differs by less than a thousandth from one edge to the other, a third of a pixel; places are
whole pixels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.drawing import GRID, INK, MAIN, MUTED
from simulate.page.labels import Label, lines_of, place, raster, wrapped
from simulate.page.words import Words
from simulate.study.simulated import once

if TYPE_CHECKING:
    from simulate.region.base import Region
    from simulate.region.boundaries import Outline

# around the region [degrees]: east and west, north and south
_MARGIN = (0.006, 0.012)
# the deepest shade still lets ink stand out, on white and on black
LIGHTEST, DEEPEST = 0.12, 0.5
# how deep neighbours are, of the grey of grids
AROUND = 0.65
# between two names
_APART = 2
_FONT = "system-ui, sans-serif"
_SOFT, _PAPER = "var(--sim-soft,#f3f6f9)", "var(--sim-paper,#fff)"
_INK, _MUTED, _GRID = (
    f"var(--sim-{name},{colour})" for name, colour in (("ink", INK), ("muted", MUTED), ("grid", GRID))
)
_BORDER = f"stroke:{_PAPER};stroke-width:1;stroke-linejoin:round;fill-rule:evenodd"
_STRONG = f"stroke:{_INK};stroke-linejoin:round;fill-rule:evenodd;stroke-width:"
_HALO = f"fill:{_INK};paint-order:stroke;stroke:{_PAPER};stroke-opacity:.5;stroke-width:2.5px;stroke-linejoin:round"


@dataclass(frozen=True)
class Size:
    """The width of a drawing and of its map, the sizes that names of kecamatan and of neighbours may have, largest
    first, and that of the legend, which stands beside a map that leaves room for it, else below."""

    width: int
    map_width: int
    names: tuple[float, ...]
    neighbours: tuple[float, ...]
    legend: float


WIDE = Size(736, 460, (12.5, 12, 11.5), (11.5,), 13)
NARROW = Size(328, 328, (9.5, 9, 8.5, 8), (8.5, 8), 12)


@dataclass(frozen=True)
class Kind:
    """Kecamatan that are drawn alike: what the legend says of them, how deep their shade from 0 to 1, its colour, and
    the pattern, one of `PATTERNS`, that tells the kinds apart without colour where the shade is no scale."""

    said: str
    shade: float
    colour: str = MAIN
    pattern: str = ""


# drawn over the shade, on squares of so many units
_SQUARE = 6
PATTERNS = {
    "lines": "M-1 1L1-1M0 6L6 0M5 7L7 5",
    "cross": "M-1 1L1-1M0 6L6 0M5 7L7 5M-1 5L1 7M0 0L6 6M5-1L7 1",
    "dots": "M1 1.5h1M4 4.5h1",
}


def classes(values: Mapping[str, float], words: Words, most: int = 5) -> dict[str, Kind]:
    """The class of each kecamatan by code: classes of equal width with round limits, the more the deeper.

    Args:
        values: numbers of persons, from 0, by code.
        words: of the legend.
        most: classes.
    """
    top = max(1, *values.values())
    steps = (factor * 10**power for power in range(12) for factor in (1, 2, 5))
    step = next(step for step in steps if step * most > top)
    last, kinds = int(top // step), []
    for number in range(last + 1):
        case = ".first" if number == 0 < last else ".last" if number == last else ""
        said = words(f"map.class{case}", low=words.exact(number * step), high=words.exact((number + 1) * step))
        kinds.append(Kind(said, LIGHTEST + (DEEPEST - LIGHTEST) * number / max(last, 1)))
    return {code: kinds[int(value // step)] for code, value in values.items()}


@dataclass(frozen=True)
class Mapped:
    """What a map shows: the kind of each kecamatan by code, and the heading of the legend, the deepest shade first.

    ``marked`` are codes of kecamatan with a strong border, ``mark`` what that says and ``lines`` what stands below;
    ``across`` is written across the map.
    """

    kinds: Mapping[str, Kind]
    heading: str
    marked: Collection[str] = ()
    mark: str = ""
    lines: Sequence[str] = ()
    across: str = ""


def kind_rows(shown: Mapped, region: Region, words: Words) -> list[tuple[str, str, str]]:
    """In place of a map, a row for each kind: what it is called, of how many kecamatan, and their names."""
    named = region.tables["kecamatan"].set_index("kecamatan_code")["kecamatan"]
    return [
        (kind.said, words.exact(len(names)), words.listed(names))
        for kind in _in_order(shown)
        for names in [[named[code] for code in named.index if shown.kinds[code] == kind]]
    ]


def _in_order(shown: Mapped) -> list[Kind]:
    """The kinds of which there is a kecamatan, as the legend has them."""
    return sorted({*shown.kinds.values()}, key=lambda kind: (-kind.shade, kind.said))


def map_source(region: Region, words: Words) -> str:
    """Whose boundaries they are, as their card says before a semicolon, and that they are indicative."""
    return words("map.source", producer=region.map_cards["boundaries"]["producer"].partition(";")[0])


def draw_map(key: str, region: Region, shown: Mapped, words: Words) -> tuple[str, str]:
    """The wide and the narrow drawing as SVG of a region with boundaries; ``key`` identifies the map in the page."""
    salts = ((f"{key}-{words.language}-{name}", size) for name, size in (("wide", WIDE), ("narrow", NARROW)))
    wide, narrow = (_drawn(salt, region, shown, words, size) for salt, size in salts)
    return wide, narrow


def _drawn(salt: str, region: Region, shown: Mapped, words: Words, size: Size) -> str:
    project, height = projection(region, size.map_width)
    window = np.array([size.map_width, height])
    own, around = (
        {code: path(cut(ring, window) for ring in project(outline)) for code, outline in outlines.items()}
        for outlines in (region.boundaries, region.neighbours)
    )
    kinds = _in_order(shown)
    fills = {kind: _fill(kind, f"{salt}-{number}") for number, kind in enumerate(kinds)}
    names, numbered = names_on_map(region, size)
    others = names_around(region, size, words, [label.box for label in names.values()])

    def group(style: str, paths: list[str]) -> str:
        return f'<g style="{style}">{"".join(f"""<path d="{one}"/>""" for one in paths)}</g>' if paths else ""

    def drawn_as(code: str) -> tuple[Kind, bool]:
        return shown.kinds[code], code in shown.marked

    sea = f'<rect width="100%" height="100%" style="fill:{_SOFT}"/>' if region.about.sea else ""
    drawn = [
        f'<svg width="{size.map_width}" height="{height}">{sea}',
        group(f"fill:{_GRID};fill-opacity:{AROUND};{_BORDER}", [*around.values()]),
        *(
            group(f"{fills[kind]};{border}", [own[code] for code in own if drawn_as(code) == (kind, marked)])
            for marked, border in ((False, _BORDER), (True, f"{_STRONG}1.5"))
            for kind in kinds
        ),
        "</svg>",
        _across(shown.across, size.map_width, height),
        *(
            f'<g text-anchor="middle" style="{style}">{"".join(map(_written, labels.values()))}</g>'
            for style, labels in ((f"fill:{_MUTED}", others), (_HALO, names))
        ),
    ]
    counts = Counter(shown.kinds.values())
    entries = [(words("map.kind", kind=kind.said, count=str(counts[kind])), fills[kind]) for kind in kinds]
    entries += [(shown.mark, f"fill:none;{_STRONG}1.5")] * bool(shown.marked)
    entries += [(line, "") for line in shown.lines]
    entries += [(f"{number} = {name}", "") for number, name in numbered.items()]
    beside = size.map_width < size.width
    left, top = (size.map_width + 18, 0) if beside else (0, height + 6)
    legend, bottom = _legend(shown.heading, entries, (left, top), size)
    return (
        f'<svg class="sim-map" viewBox="0 0 {size.width} {max(height, bottom)}" aria-hidden="true" '
        f'font-family="{_FONT}">'
        f"{''.join(_pattern(kind, f'{salt}-{number}') for number, kind in enumerate(kinds))}"
        f"{''.join(drawn)}{legend}</svg>"
    )


Project = Callable[["Outline"], list[np.ndarray]]


def projection(region: Region, width: int) -> tuple[Project, int]:
    """What turns an outline into its rings on a map of so many units, and the map's height [units].

    Rings are int, shape (points, 2): units to the right and down from the upper left.
    """
    points = np.concatenate([ring for outline in region.boundaries.values() for ring in outline.rings])
    (west, south), (east, north) = points.min(axis=0) - _MARGIN, points.max(axis=0) + _MARGIN
    narrower = float(np.cos(np.radians((south + north) / 2)))
    each = width / (east - west)

    def project(outline: Outline) -> list[np.ndarray]:
        return [np.rint((ring - (west, north)) * (each, -each / narrower)).astype(int) for ring in outline.rings]

    return project, round((north - south) * each / narrower)


def cut(ring: np.ndarray, window: np.ndarray) -> np.ndarray:
    """The part of a ring inside a window, from nought to its width and height: one side after another, the ring goes
    along the side from where it leaves to where it enters."""
    for axis, sign, end in ((0, -1, 0), (1, -1, 0), (0, 1, window[0]), (1, 1, window[1])):
        beyond, kept = sign * (ring[:, axis] - end), []
        for one, other, here, there in zip(ring[:-1], ring[1:], beyond[:-1], beyond[1:], strict=True):
            kept += [one] if here <= 0 else []
            kept += [np.rint(one + (other - one) * here / (here - there))] if here * there < 0 else []
        if not kept:
            return ring[:0]
        ring = np.array([*kept, kept[0]]).astype(int)
    return ring


def path(rings: Iterable[np.ndarray]) -> str:
    """Rings as one path of relative steps, without points that fall together, lie within a straight line, or enclose
    less than a unit's square."""
    said = []
    for ring in (ring for ring in rings if len(ring)):
        corners = ring[np.append(True, np.diff(ring, axis=0).any(axis=1))]
        steps = np.diff(corners, axis=0)
        if abs(_cross(corners[:-1], corners[1:]).sum()) < 2:
            continue
        turns = (_cross(steps[:-1], steps[1:]) != 0) | ((steps[:-1] * steps[1:]).sum(axis=1) < 0)
        corners = corners[np.concatenate([[True], turns, [True]])]
        (x, y), moves = corners[0], np.diff(corners, axis=0)[:-1].ravel()
        said.append(f"M{x} {y}l" + "".join(f"{move}" if move < 0 else f" {move}" for move in moves).strip() + "z")
    return "".join(said)


def _cross(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]


@once
def _masks(region: Region, size: Size) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What each kecamatan and what each neighbour covers on a map, by code, as `raster` gives it."""
    project, height = projection(region, size.map_width)
    own, around = (
        {code: raster(project(one), size.map_width, height) for code, one in outlines.items()}
        for outlines in (region.boundaries, region.neighbours)
    )
    return own, around


@once
def names_on_map(region: Region, size: Size) -> tuple[dict[str, Label], dict[str, str]]:
    """The name of each kecamatan where it stands, by code; and names by the number that stands in their place.

    A number is for a kecamatan in which, or near which, no name finds room.
    """
    named = region.tables["kecamatan"].set_index("kecamatan_code")["kecamatan"].to_dict()
    masks, _ = _masks(region, size)
    order, first = sorted(masks, key=lambda code: (masks[code].sum(), code)), []
    while True:
        found, crowded = _placed([*first, *(code for code in order if code not in first)], masks, named, size)
        new = [code for code in crowded if code not in first]
        if not new:
            break
        first += new  # they choose before all others
    numbered = {found[code].lines[0]: named[code] for code in crowded}
    return {code: found[code] for code in masks}, numbered


def _placed(
    order: Sequence[str], masks: Mapping[str, np.ndarray], named: Mapping[str, str], size: Size
) -> tuple[dict[str, Label], list[str]]:
    """The label of each kecamatan, placed in an order, and those for which a number stands."""
    found, crowded = {}, []
    taken = np.zeros_like(masks[order[0]])
    for code in order:
        label = place(masks[code], taken, lines_of(named[code]), size.names)
        if label is None:
            crowded.append(code)
            label = place(masks[code], taken, [(str(len(crowded)),)], size.names[-1:], least=0)
        if label is None:
            raise ValueError(f"{code}: no room for as much as a number")
        found[code] = label
        _take(taken, label.box)
    return found, crowded


def names_around(
    region: Region, size: Size, words: Words, boxes: Sequence[tuple[int, int, int, int]]
) -> dict[str, Label]:
    """The names of neighbours, by code, and of the ``sea``, of those that find room beside boxes that are taken."""
    own, masks = _masks(region, size)
    taken = np.logical_or.reduce([*own.values()])
    sea = ~np.logical_or.reduce([taken, *masks.values()])
    for box in boxes:
        _take(taken, box)
    names = {code: outline.name.replace("Kabupaten", "Kab.") for code, outline in region.neighbours.items()}
    if region.about.sea:
        masks, names["sea"] = masks | {"sea": sea}, region.about.sea[words.language]
    found = {}
    for code, mask in masks.items():
        label = place(mask & ~taken, taken, lines_of(names[code], whole=True), size.neighbours, least=1)
        if label is not None:
            found[code] = label
            _take(taken, label.box)
    return found


def _take(taken: np.ndarray, box: tuple[int, int, int, int]) -> None:
    left, top, width, height = box
    taken[max(top - _APART, 0) : top + height + _APART, max(left - _APART, 0) : left + width + _APART] = True


def _written(label: Label) -> str:
    return "".join(
        f'<text x="{label.middle:g}" y="{label.foot(line):g}" font-size="{label.size:g}">{escape(text)}</text>'
        for line, text in enumerate(label.lines)
    )


def _across(text: str, width: int, height: int) -> str:
    if not text:
        return ""
    x, y, style = width // 2, height // 2, f"fill:{_MUTED};fill-opacity:.2"
    place = f'x="{x}" y="{y}" transform="rotate(-25 {x} {y})" text-anchor="middle"'
    return f'<text {place} font-size="{width // 7}" style="{style}">{escape(text)}</text>'


def _fill(kind: Kind, identity: str) -> str:
    if kind.pattern:
        return f"fill:url(#{identity})"
    colour = f"var(--sim-main,{MAIN})" if kind.colour == MAIN else kind.colour
    return f"fill:{colour};fill-opacity:{kind.shade:.2g}"


def _pattern(kind: Kind, identity: str) -> str:
    if not kind.pattern:
        return ""
    square, plain = f'width="{_SQUARE}" height="{_SQUARE}"', _fill(Kind("", kind.shade, kind.colour), "")
    return (
        f'<pattern id="{identity}" {square} patternUnits="userSpaceOnUse">'
        f'<rect {square} style="{plain}"/>'
        f'<path d="{PATTERNS[kind.pattern]}" style="fill:none;stroke:{kind.colour};stroke-opacity:.7"/></pattern>'
    )


def _legend(heading: str, entries: Sequence[tuple[str, str]], corner: tuple[int, int], size: Size) -> tuple[str, int]:
    """The legend with its upper left in a corner, and where it ends: each entry a text, and how its box is filled."""
    letters, (left, y) = size.legend, corner
    room = size.width - left
    box, line, parts = 2 * letters, 1.35 * letters, []

    def write(text: str, indent: float, weight: str = "") -> None:
        nonlocal y
        for one in wrapped(text, (room - indent) / letters):
            y += line
            parts.append(f'<text x="{left + indent:g}" y="{round(2 * y) / 2:g}"{weight}>{escape(one)}</text>')

    write(heading, 0, ' font-weight="600"')
    for text, fill in entries:
        y += 0.35 * letters
        if fill:
            place = f'x="{left + 1}" y="{round(y + 0.2 * letters)}" width="{box - 2:g}" height="{round(letters)}"'
            parts.append(f'<rect {place} style="stroke:{_MUTED};{fill}"/>')
        write(text, box + 0.5 * letters if fill else 0)
    return f'<g style="fill:{_INK}" font-size="{letters:g}">{"".join(parts)}</g>', round(y + 0.5 * letters)
