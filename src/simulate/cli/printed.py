"""What commands print: aligned text for people, one JSON document for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from simulate.law import LawValue
    from simulate.show.words import Words


def words(language: str) -> Words:
    """Texts and numbers in the language."""
    from simulate.show.words import Words

    return Words(language)


def as_json(value: LawValue) -> dict[str, Any]:
    """A legal value with its source, as JSON types."""
    return asdict(value)


def json_document(content: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))


def columns(rows: Sequence[tuple[str, ...]]) -> None:
    """Rows with their cells aligned."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(f"  {'   '.join(cells)}".rstrip())


def held(groups: Sequence[str], words: Words) -> None:
    """Which groups keep a value past what their files vouch for."""
    if groups:
        click.echo(words("law.cli.held", groups=", ".join(groups)))


def sources(values: Sequence[LawValue], words: Words) -> None:
    """Each source once, with the groups that it is the source of."""
    cited: dict[tuple[str, str], list[str]] = {}
    for value in values:
        said = (
            value.reference,
            words(f"status.{value.status}"),
            words(f"evidence.{value.evidence}"),
            words("law.cli.checked", day=words.day(value.checked)),
            value.url or words("law.cli.no_url"),
        )
        cited.setdefault(("; ".join(said), value.note.get(words.language, "")), []).append(value.group)
    click.echo(words("law.cli.sources"))
    for (said, note), groups in cited.items():
        click.echo(f"  {', '.join(dict.fromkeys(groups))}: {said}")
        if note:
            click.echo(f"    {note}")
