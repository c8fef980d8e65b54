"""An accessible HTML table, and what stands in its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from simulate.page.base import NUMBER, csv_link
from simulate.page.words import Words

if TYPE_CHECKING:
    import pandas as pd


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


# a table of more rows may go on overleaf
_ONE_SHEET = 14


def table_html(
    name: str,
    words: Words,
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Row],
    numeric: Sequence[int] = (),
    note: Cell = "",
    data: pd.DataFrame | None = None,
    stacked: bool = False,
) -> str:
    """A table in one language; arguments as in `elements.table` and `elements.Rows`."""
    # a table of numbers says so once, not in each cell
    alike = {*numeric} == {*range(1, len(heads))}
    marked = () if alike else numeric
    head = "".join(
        f'<th scope="col"{_role("columnheader", stacked)}{_number_class(column, marked)}>{escape(text)}</th>'
        for column, text in enumerate(heads)
    )
    body = "".join(_body(part, marked, stacked) for part in _sections(rows))
    link = csv_link(data, name, caption, words) if data is not None else ""
    below = " ".join(part for part in (content(note), link) if part)
    kind = "sim-table" + " sim-figures" * alike + " sim-stacked" * stacked + " sim-long" * (len(rows) > _ONE_SHEET)
    said = escape(caption)
    return (
        f'<div class="{kind}" id="{name}" role="region" tabindex="0" aria-label="{said}">'
        f"{_labels(name, heads) if stacked else ''}"
        f"<table{_role('table', stacked)}><caption><span>{NUMBER}{said}</span></caption>"
        f"<thead{_role('rowgroup', stacked)}><tr{_role('row', stacked)}>{head}</tr></thead>{body}</table></div>"
        + (f'<p class="sim-note">{below}</p>' if below else "")
    )


def table_text(caption: str, heads: Sequence[str], rows: Sequence[Row]) -> str:
    """A table as lines for a terminal."""
    return "\n".join([caption, " | ".join(heads), *(" | ".join(plain(cell) for cell in _cells(row)) for row in rows)])


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


def _body(rows: Sequence[Row], numeric: Sequence[int], stacked: bool) -> str:
    written = "".join(_row(row, numeric, stacked) for row in rows)
    return f"<tbody{_role('rowgroup', stacked)}>{written}</tbody>"


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
