"""What stands in a table's cells: text, links, markup, and sections of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from simulate.show.words import Words


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
Rows = Callable[[Words], Sequence[Row]]


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
    return "".join(_part(part) for part in (cell if isinstance(cell, list) else [cell]))


def _part(part: Part) -> str:
    if isinstance(part, str):
        return escape(part)
    if isinstance(part, Markup):
        return part.html
    return f'<a href="{escape(part[1])}">{escape(part[0])}</a>'


def plain(cell: Cell) -> str:
    """A cell as text."""
    parts = cell if isinstance(cell, list) else [cell]
    return "".join(_said(part) for part in parts)


def _said(part: Part) -> str:
    if isinstance(part, Markup):
        return part.text
    return part if isinstance(part, str) else part[0]
