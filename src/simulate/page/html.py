"""HTML of a page: elements as publishing knows them, accessible tables, small drawings."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

from simulate.page.words import LANGUAGES, Words, unmarked

if TYPE_CHECKING:
    import pandas as pd

MIME = "application/vnd.simulate.piece+json"


# what would end an address, or means something in it; a browser reads all else as it stands
_CODED = str.maketrans({sign: quote(sign) for sign in '%#"&<>\n\r\t'})


# publishing puts `Gambar 1`, `Table 2` here
NUMBER = '<span class="sim-number"></span>'


@dataclass(frozen=True)
class Element:
    """HTML by language, and plain text for a terminal."""

    kind: str
    language: str
    html: dict[str, str]
    text: dict[str, str]
    extra: dict[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Both languages for publishing; one of them to look at."""
        return {
            "text/plain": self.text[self.language],
            "text/html": unmarked(self.html[self.language]),
            MIME: {"kind": self.kind, "html": self.html, **self.extra},
        }


def of_both(language: str, spoken: Callable[[Words], tuple]) -> Element:
    """An element from a function that gives, in one language, its kind, HTML, text, and what else it carries."""
    found = {name: spoken(Words(name)) for name in LANGUAGES}
    extra = {name: dict(one[3]) if len(one) > 3 else {} for name, one in found.items()}
    return Element(
        found[language][0],
        language,
        {name: _whole_ranges(one[1]) for name, one in found.items()},
        {name: one[2] for name, one in found.items()},
        {what: {name: extra[name][what] for name in LANGUAGES} for what in extra[language]},
    )


def _whole_ranges(html: str) -> str:
    """Keeps the two ends of a range on one line."""
    return re.sub(r"(?<=[\d%])–(?=[\dR])", "\N{WORD JOINER}–\N{WORD JOINER}", html)


def csv_link(table: pd.DataFrame, name: str, title: str, words: Words) -> str:
    """A link that carries the table as a CSV file inside the page; ``title`` says of what.

    Texts are those of the page's language; what is not a whole number has five figures. The files beside the report
    hold all of both.
    """
    other = [f"_{language}" for language in LANGUAGES if language != words.language]
    foreign = [name for name in table.columns if name.endswith(tuple(other))]
    text = table.drop(columns=foreign).map(_short).to_csv(index=False, lineterminator="\n")
    content = text.translate(_CODED)
    return (
        f'<a class="sim-csv" download="{escape(name)}.csv" href="data:text/csv;charset=utf-8,{content}" '
        f'aria-label="{escape(words("link.csv"))}: {escape(unmarked(title))}">{escape(words("link.csv"))}</a>'
    )


def _short(value: Any) -> Any:
    """A number in as many figures as anyone compares; anything else as it is."""
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    return f"{value:.0f}" if value.is_integer() or abs(value) >= 1e8 else f"{value:.5g}"


@dataclass(frozen=True)
class Markup:
    """HTML inside a cell, and the text that says the same."""

    html: str
    text: str


def estimated(row: Mapping[str, float], unit: str, words: Words) -> Cell:
    """A median over its 90 % range; the number alone where it is certain."""
    middle = words.estimate(row["p50"], row["p05"], row["p95"], unit)
    return middle if row["p05"] == row["p95"] else over(middle, words.interval(row["p05"], row["p95"], unit))


def over(number: str, small: str) -> Markup:
    """A number over what is said of it in small print."""
    return Markup(f"{escape(number)}<br/><small>{escape(small)}</small>", f"{number} ({small})")


@dataclass(frozen=True)
class Section:
    """A row that heads the rows after it, up to the next section."""

    cells: Sequence[Cell]


_URL = re.compile(r"https?://[^\s;,\")]+")
# a cell is text, a link (its text and target), markup, or a list of these
Part = str | tuple[str, str] | Markup
Cell = Part | list[Part]
Row = Sequence[Cell] | Section


def source(text: str) -> Part:
    """The first address in a source as a link, named by its host; a source without one as it is."""
    match = _URL.search(text)
    if match is None:
        return text
    return (re.sub(r"^https?://(www\.)?([^/]+).*", r"\2", match[0]), match[0])


def bullets(lines: Sequence[Cell]) -> Cell:
    """Lines below one another; a single one as it is."""
    if len(lines) == 1:
        return lines[0]
    html = "".join(f"<li>{content(line)}</li>" for line in lines)
    return Markup(f'<ul class="sim-lines">{html}</ul>' if lines else "", "; ".join(plain(line) for line in lines))


def content(cell: Cell) -> str:
    """A cell as HTML."""
    return "".join(
        part.html
        if isinstance(part, Markup)
        else escape(part)
        if isinstance(part, str)
        else f'<a href="{escape(part[1])}">{escape(part[0])}</a>'
        for part in (cell if isinstance(cell, list) else [cell])
    )


def plain(cell: Cell) -> str:
    """A cell as text."""
    parts = cell if isinstance(cell, list) else [cell]
    return "".join(
        part.text if isinstance(part, Markup) else part if isinstance(part, str) else part[0] for part in parts
    )


# a table of more rows may go on overleaf
_ONE_SHEET = 14


def table_html(
    name: str,
    words: Words,
    caption: str,
    headers: Sequence[str],
    rows: Sequence[Row],
    numeric: Sequence[int] = (),
    note: Cell = "",
    data: pd.DataFrame | None = None,
    stacked: bool = False,
) -> str:
    """A table in one language; arguments as in `elements.table` and `elements.Rows`."""
    # a table of numbers says so once, not in each cell
    alike = {*numeric} == {*range(1, len(headers))}
    marked = () if alike else numeric
    head = "".join(
        f'<th scope="col"{_role("columnheader", stacked)}{_number_class(column, marked)}>{escape(text)}</th>'
        for column, text in enumerate(headers)
    )
    body = "".join(
        f"<tbody{_role('rowgroup', stacked)}>{''.join(_row(row, marked, stacked) for row in part)}</tbody>"
        for part in _sections(rows)
    )
    link = csv_link(data, name, caption, words) if data is not None else ""
    below = " ".join(part for part in (content(note), link) if part)
    kind = "sim-table" + " sim-figures" * alike + " sim-stacked" * stacked + " sim-long" * (len(rows) > _ONE_SHEET)
    said = escape(caption)
    return (
        f'<div class="{kind}" id="{name}" role="region" tabindex="0" aria-labelledby="{name}-said">'
        f"{_labels(name, headers) if stacked else ''}"
        f'<table{_role("table", stacked)}><caption><span id="{name}-said">{NUMBER}{said}</span></caption>'
        f"<thead{_role('rowgroup', stacked)}><tr{_role('row', stacked)}>{head}</tr></thead>{body}</table></div>"
        + (f'<p class="sim-note">{below}</p>' if below else "")
    )


def table_text(caption: str, headers: Sequence[str], rows: Sequence[Row]) -> str:
    """A table as lines for a terminal."""
    return "\n".join(
        [caption, " | ".join(headers), *(" | ".join(plain(cell) for cell in _cells(row)) for row in rows)]
    )


def _number_class(column: int, numeric: Sequence[int]) -> str:
    return ' class="sim-num"' if column in numeric else ""


def _role(role: str, stacked: bool) -> str:
    """Rows shown as blocks lose what the browser tells a listener about tables; this keeps it."""
    return f' role="{role}"' if stacked else ""


def _labels(name: str, header: Sequence[str]) -> str:
    """The columns' names for the cells of rows shown as blocks: the page's style shows them there."""
    texts = ((column, text.replace("\\", "\\\\").replace('"', '\\"')) for column, text in enumerate(header, start=1))
    rules = "".join(f'#{name} td:nth-child({column}){{--label:"{text}"}}' for column, text in texts if column > 1)
    return f"<style>{rules.replace('<', '')}</style>"


def _sections(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows by section: each begins with its heading row, if it has one."""
    sections: list[list[Row]] = [[]]
    for row in rows:
        if isinstance(row, Section) and sections[-1]:
            sections.append([])
        sections[-1].append(row)
    return sections


def _cells(row: Row) -> Sequence[Cell]:
    return row.cells if isinstance(row, Section) else row


def _row(row: Row, numeric: Sequence[int], stacked: bool) -> str:
    section = isinstance(row, Section)
    cells = _cells(row)
    alone = section and not any(cells[1:])  # a heading without figures has the whole width
    written = []
    for column, cell in enumerate(cells[:1] if alone else cells):
        html = content(cell)
        if column == 0:
            scope = "rowgroup" if section else "row"
            span = f' colspan="{len(cells)}"' if alone else ""
            opening, kind = f'<th scope="{scope}"{span}{_role("rowheader", stacked)}', "th"
        else:
            opening, kind = f"<td{_role('cell', stacked)}", "td"
        written.append(f"{opening}{_number_class(column, numeric)}>{html}</{kind}>")
    marked = ' class="sim-section"' if section else ""
    return f"<tr{_role('row', stacked)}{marked}>{''.join(written)}</tr>"


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


# a class that `compact` made, where a drawing has it and where its rule stands
_STYLED = re.compile(r'(class="|[.])(c[0-9a-f]{5})(?=["{])')
# what is no markup; a tag; a value that needs no quotes and is not followed by the slash of an empty tag
_CODE = re.compile(r"(<script.*?</script>|<style.*?</style>|<pre.*?</pre>)", re.DOTALL)
_TAG, _QUOTED = re.compile(r"<[a-z][^<>]*>"), re.compile(r'(?<=[\w-])="([\w.:#-]+)"(?=[ >])')


def tighten(page: str) -> str:
    """The page with each rule of its drawings where it comes first, for it holds for the whole page.

    Marks without content, which the exporter writes with an end tag, close themselves again; the classes of its
    drawings have the shortest names; plain values of attributes stand without quotes, as HTML allows.
    """
    seen: set[str] = set()

    def first(found: re.Match[str]) -> str:
        rules = [rule for rule in re.findall(r"[^{}]+{[^{}]*}", found[1]) if rule not in seen]
        seen.update(rules)
        return f"<defs><style>{''.join(rules)}</style></defs>" if rules else ""

    page = re.sub(r"></(?:path|use)>", "/>", page)
    page = re.sub(r"<defs><style>(\*{stroke-linejoin.*?)</style></defs>", first, page)
    names: dict[str, str] = {}
    page = _STYLED.sub(lambda found: found[1] + names.setdefault(found[2], f"c{len(names):x}"), page)
    parts = _CODE.split(page)
    parts[::2] = [_TAG.sub(lambda tag: _QUOTED.sub(r"=\1", tag[0]), part) for part in parts[::2]]
    return "".join(parts)


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
