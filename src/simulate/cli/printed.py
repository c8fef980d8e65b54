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


def case(told: dict[str, Any]) -> str:
    """What was asked, as it was asked."""
    said = {name: ",".join(value) if isinstance(value, list) else value for name, value in told.items()}
    return ", ".join(f"{name} {value}" for name, value in said.items() if value is not None)


def mark(value: LawValue, words: Words) -> str:
    """How a value stands where it is not simply in force, or is recalled."""
    marks = [words(f"status.{value.status}")] if value.status != "in_force" else []
    marks += [words(f"evidence.{value.evidence}")] if value.evidence == "recall" else []
    return ", ".join(marks)


def sources(values: Sequence[LawValue], words: Words) -> None:
    """Each source once, with the groups that it is the source of, and what it leaves open."""
    cited: dict[str, tuple[list[str], list[str]]] = {}
    for value in values:
        said = (
            value.reference,
            words(f"evidence.{value.evidence}"),
            words("law.cli.checked", day=words.day(value.checked)),
            value.url or words("law.cli.no_url"),
        )
        groups, notes = cited.setdefault("; ".join(said), ([], []))
        groups.append(value.group)
        notes.append(value.note.get(words.language, ""))
    click.echo(words("law.cli.sources"))
    for said, (groups, notes) in cited.items():
        click.echo(f"  {', '.join(dict.fromkeys(groups))}: {said}")
        for note in dict.fromkeys(note for note in notes if note):
            click.echo(f"    {note}")
