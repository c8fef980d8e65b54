"""A chart as small SVG with text as text: two widths, both languages, alt text, source and data inside."""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from simulate.page.base import NUMBER, csv_link
from simulate.page.words import Words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as MatplotlibFigure

    # draws on an empty figure; the last argument says whether it is for a narrow screen
    Draw = Callable[[MatplotlibFigure, bool], None]

_SPACE = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_PLACES = ("x", "y", "width", "height", "d", "transform", "points", "cx", "cy", "r")
_FONT = "system-ui, sans-serif"


def compact(drawing: str, colours: dict[str, str]) -> str:
    """The drawing as one element to put into a page.

    Coordinates go to a tenth of a point; groups that say nothing, marks that paint nothing and ids that nothing
    refers to go; a style that stands twice, or is long, becomes a class, named by what it says, so that two drawings
    of a page agree on it. Text stays text.

    Args:
        drawing: what matplotlib wrote.
        colours: the variable of the page's theme that stands for each colour.
    """
    root = ElementTree.fromstring(drawing[drawing.index("<svg") :])
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SPACE}}}")
        element.text, element.tail = (element.text or "").strip() or None, None
    _prune(root)
    _unclip(root)
    wanted = _referred(root)
    for element in root.iter():
        _shorten(element, colours)
        if element.get("id") not in wanted:
            element.attrib.pop("id", None)
    _flatten(root)
    rules = _classes(root)
    box = root.get("viewBox")
    root.attrib.clear()
    root.attrib |= {"viewBox": box, "aria-hidden": "true", "font-family": _FONT}
    style = next(element for element in root.iter("style"))
    style.attrib.clear()
    style.text = "*{stroke-linejoin:round;stroke-linecap:butt}" + rules
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True).replace(" />", "/>")


def tighten(page: str) -> str:
    """The page with each rule of its drawings where it comes first, for it holds for the whole page.

    Marks without content, which the exporter writes with an end tag, close themselves again.
    """
    seen: set[str] = set()

    def first(found: re.Match[str]) -> str:
        rules = [rule for rule in re.findall(r"[^{}]+{[^{}]*}", found[1]) if rule not in seen]
        seen.update(rules)
        return f"<defs><style>{''.join(rules)}</style></defs>" if rules else ""

    page = re.sub(r"></(?:path|use)>", "/>", page)
    return re.sub(r"<defs><style>(\*{stroke-linejoin.*?)</style></defs>", first, page)


def _prune(parent: ElementTree.Element) -> None:
    """Drops what paints nothing."""
    for child in list(parent):
        style = child.get("style", "")
        nothing = child.tag == "path" and "fill: none" in style and "stroke" not in style
        if child.tag == "metadata" or nothing:
            parent.remove(child)
        else:
            _prune(child)


def _unclip(root: ElementTree.Element) -> None:
    """Drops the clipping of what lies inside the clip anyway; a hair of a line's width may not."""
    boxes = {}
    for clip in root.iter("clipPath"):
        box = clip.find("rect")
        left, top, width, height = (float(box.get(side)) for side in ("x", "y", "width", "height"))
        boxes[f"url(#{clip.get('id')})"] = (left - 0.1, top - 0.1, left + width + 0.1, top + height + 0.1)
    for element in root.iter("path"):
        drawn = element.get("d", "")
        box = boxes.get(element.get("clip-path"))
        if box is None or re.search(r"[^MLCQZz\d.\s-]", drawn):
            continue
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", drawn)]
        inside_x = all(box[0] <= x <= box[2] for x in numbers[::2])
        if inside_x and all(box[1] <= y <= box[3] for y in numbers[1::2]):
            del element.attrib["clip-path"]
    used = {element.get("clip-path") for element in root.iter()}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "clipPath" and f"url(#{child.get('id')})" not in used:
                parent.remove(child)


def _referred(root: ElementTree.Element) -> set[str]:
    """The ids that something in the drawing uses."""
    values = [value for element in root.iter() for value in element.attrib.values()]
    return set(re.findall(r"(?:^|url\()#([^)\s]+)", "\n".join(values), flags=re.MULTILINE))


def _shorten(element: ElementTree.Element, colours: dict[str, str]) -> None:
    if _LINK in element.attrib:
        element.set("href", element.attrib.pop(_LINK))
    for name in _PLACES:
        if name in element.attrib:
            element.set(name, _rounded(element.get(name)))
    moved = element.get("transform", "")
    if re.fullmatch(r"rotate\(-?0 .*\)", moved):
        del element.attrib["transform"]
    elif (shift := re.fullmatch(r"translate\((\S+) (\S+)\)", moved)) and element.tag == "text":
        del element.attrib["transform"]
        element.attrib |= {"x": shift[1], "y": shift[2]}
    if re.fullmatch(r"[MLz\d.\s-]+", element.get("d", "")):
        element.set("d", _straight(element.get("d")))
    if "style" in element.attrib:
        parts = [part.strip() for part in element.get("style").split(";") if part.strip()]
        kept = [re.sub(r":\s+", ":", part) for part in parts if not part.startswith("font-family")]
        style = _NUMBER.sub(lambda found: f"{float(found[0]):.4g}", ";".join(kept))
        for colour, variable in colours.items():
            style = style.replace(colour, f"var(--sim-{variable},{colour})")
        element.set("style", style)


def _rounded(text: str) -> str:
    """Numbers to a tenth, without the blanks that nothing needs."""
    short = _NUMBER.sub(lambda found: re.sub(r"\.0$|^-0\.0$", "", f"{float(found[0]):.1f}"), text)
    return re.sub(r"\s*([MLCQZz])\s*", r"\1", re.sub(r"\s+", " ", short)).strip()


def _straight(path: str) -> str:
    """A path of straight lines, level and upright ones by their one coordinate."""
    said, here = [], ("", "")
    for sign, x, y in re.findall(r"([ML])(\S+?) (-?[\d.]+)|z", path):
        if sign == "L" and y == here[1]:
            said.append(f"H{x}")
        elif sign == "L" and x == here[0]:
            said.append(f"V{y}")
        else:
            said.append(f"{sign}{x} {y}" if sign else "z")
        here = (x, y)
    return "".join(said)


def _flatten(parent: ElementTree.Element) -> None:
    """Groups without attributes give way to what they hold."""
    for child in list(parent):
        _flatten(child)
        if child.tag in ("g", "defs") and not child.attrib and (child.tag == "g" or not len(child)):
            place = list(parent).index(child)
            parent.remove(child)
            for step, inner in enumerate(child):
                parent.insert(place + step, inner)


def _classes(root: ElementTree.Element) -> str:
    """Moves each style that stands twice into a rule, and each long one: the same figure's other width has it too."""
    styles = Counter(element.get("style") for element in root.iter() if "style" in element.attrib)
    shared = [style for style, times in styles.items() if times > 1 or len(style) > 30]
    names = {style: f"c{hashlib.sha256(style.encode()).hexdigest()[:5]}" for style in shared}
    for element in root.iter():
        if element.get("style") in names:
            element.set("class", names[element.attrib.pop("style")])
    return "".join(f".{name}{{{style}}}" for style, name in names.items())


# each colour drawn, and the variable of the page's theme that replaces it
INK, MUTED, GRID, MAIN, OTHER = "#1b1f24", "#56606b", "#d5dae0", "#0b6cad", "#b3560b"
_THEME = {INK: "ink", MUTED: "muted", GRID: "grid", MAIN: "main", OTHER: "other"}
WIDE, NARROW = (7.4, 4.1), (3.7, 4.4)
# several beside one another where there is room
SMALL = (2.45, 1.4)


def figure_html(
    name: str,
    draw: Draw,
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
    drawings = "".join(
        f'<div class="sim-{kind}"{hidden}>'
        f"{drawn(f'{name}-{words.language}-{kind}', draw, kind == 'narrow', size)}</div>"
        for kind, size, hidden in zip(("wide", "narrow"), sizes, ("", ' hidden=""'), strict=True)
    )
    # JupyterLab, which has not the report's style, would draw it as wide as the page
    small = sizes[0] == SMALL
    kind, style = ("sim-figure sim-small", ' style="max-width:24rem"') if small else ("sim-figure", "")
    return (
        f'<figure class="{kind}" id="{name}"{style}>'
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
        drawing = MatplotlibFigure(figsize=size, layout=layout)
        draw(drawing, narrow)
        buffer = io.StringIO()
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return compact(buffer.getvalue(), _THEME)
