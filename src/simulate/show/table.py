"""An accessible HTML table: caption, scoped headers, units, note, CSV inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

from simulate.show.pieces import NUMBER, Piece, Text, csv_link, piece
from simulate.show.words import Words

if TYPE_CHECKING:
    import pandas as pd

# a cell is text, a link (its text and target), or a list of both
Part = str | tuple[str, str]
Cell = Part | list[Part]
Rows = Callable[[Words], Sequence[Sequence[Cell]]]


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
        rows: cells as text, or (text, link).
        numeric: columns to align as numbers.
        note: a line below.
        data: the table behind it, offered as CSV.
    """

    def html(words: Words) -> str:
        heads = "".join(
            f'<th scope="col"{_number_class(column, numeric)}>{escape(text)}</th>'
            for column, text in enumerate(header(words))
        )
        body = "".join(f"<tr>{_row(cells, numeric)}</tr>" for cells in rows(words))
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
        lines += [" | ".join(_plain(cell) for cell in cells) for cells in rows(words)]
        return "\n".join(lines)

    return piece("table", language, html, text)


def heads(*columns: str) -> Callable[[Words], list[str]]:
    """Column heads by their keys."""
    return lambda words: [words(f"column.{column}") for column in columns]


def _number_class(column: int, numeric: Sequence[int]) -> str:
    return ' class="sim-num"' if column in numeric else ""


def _row(cells: Sequence[Cell], numeric: Sequence[int]) -> str:
    written = []
    for column, cell in enumerate(cells):
        content = "".join(_part(part) for part in (cell if isinstance(cell, list) else [cell]))
        kind, scope = ("th", ' scope="row"') if column == 0 else ("td", "")
        written.append(f"<{kind}{scope}{_number_class(column, numeric)}>{content}</{kind}>")
    return "".join(written)


def _part(part: Part) -> str:
    if isinstance(part, str):
        return escape(part)
    return f'<a href="{escape(part[1])}" rel="noreferrer">{escape(part[0])}</a>'


def _plain(cell: Cell) -> str:
    parts = cell if isinstance(cell, list) else [cell]
    return "".join(part if isinstance(part, str) else part[0] for part in parts)
