"""An accessible HTML table: caption, scoped headers, units, note, CSV inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from simulate.show.pieces import NUMBER, Piece, Text, csv_link, piece
from simulate.show.words import Words

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Drawing:
    """A small SVG inside a cell, and the text that says the same."""

    svg: str
    text: str


@dataclass(frozen=True)
class Section:
    """A row that heads the rows after it."""

    cells: Sequence[Cell]


_URL = re.compile(r"https?://[^\s;,\")]+")
# a cell is text, a link (its text and target), a drawing, or a list of these
Part = str | tuple[str, str] | Drawing
Cell = Part | list[Part]
Row = Sequence[Cell] | Section
Rows = Callable[[Words], Sequence[Row]]


def table(
    name: str,
    language: str,
    *,
    caption: Text,
    header: Callable[[Words], Sequence[str]],
    rows: Rows,
    numeric: Sequence[int] = (),
    note: Text | None = None,
    data: pd.DataFrame | None = None,
) -> Piece:
    """A table piece; the first column heads its rows.

    Args:
        name: file name of the CSV inside, without its ending.
        language: the language to show.
        caption: says what the table shows.
        header: column heads.
        rows: cells as text, (text, link) or `Drawing`; a `Section` heads the rows after it.
        numeric: columns to align as numbers.
        note: a line below.
        data: the table behind it, offered as CSV.
    """

    def html(words: Words) -> str:
        heads = "".join(
            f'<th scope="col"{_number_class(column, numeric)}>{escape(text)}</th>'
            for column, text in enumerate(header(words))
        )
        body = "".join(_row(row, numeric) for row in rows(words))
        below = " ".join(
            part
            for part in (
                escape(note(words)) if note else "",
                csv_link(data, name, caption(words), words) if data is not None else "",
            )
            if part
        )
        return (
            f'<div class="sim-table" id="{name}" role="region" tabindex="0" aria-label="{escape(caption(words))}">'
            f"<table><caption><span>{NUMBER}{escape(caption(words))}</span></caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
            + (f'<p class="sim-note">{below}</p>' if below else "")
        )

    def text(words: Words) -> str:
        lines = [caption(words), " | ".join(header(words))]
        lines += [" | ".join(_plain(cell) for cell in _cells(row)) for row in rows(words)]
        return "\n".join(lines)

    return piece("table", language, html, text)


def source(text: str) -> Part:
    """The first address in a source as a link, named by its host; a source without one as it is."""
    match = _URL.search(text)
    if match is None:
        return text
    return (re.sub(r"^https?://(www\.)?([^/]+).*", r"\2", match[0]), match[0])


def heads(*columns: str) -> Callable[[Words], list[str]]:
    """Column heads by their keys."""
    return lambda words: [words(f"column.{column}") for column in columns]


def _number_class(column: int, numeric: Sequence[int]) -> str:
    return ' class="sim-num"' if column in numeric else ""


def _cells(row: Row) -> Sequence[Cell]:
    return row.cells if isinstance(row, Section) else row


def _row(row: Row, numeric: Sequence[int]) -> str:
    written = []
    for column, cell in enumerate(_cells(row)):
        content = "".join(_part(part) for part in (cell if isinstance(cell, list) else [cell]))
        kind, scope = ("th", ' scope="row"') if column == 0 else ("td", "")
        written.append(f"<{kind}{scope}{_number_class(column, numeric)}>{content}</{kind}>")
    section = ' class="sim-section"' if isinstance(row, Section) else ""
    return f"<tr{section}>{''.join(written)}</tr>"


def _part(part: Part) -> str:
    if isinstance(part, str):
        return escape(part)
    if isinstance(part, Drawing):
        return part.svg
    return f'<a href="{escape(part[1])}" rel="noreferrer">{escape(part[0])}</a>'


def _plain(cell: Cell) -> str:
    parts = cell if isinstance(cell, list) else [cell]
    return "".join(_said(part) for part in parts)


def _said(part: Part) -> str:
    if isinstance(part, Drawing):
        return part.text
    return part if isinstance(part, str) else part[0]
