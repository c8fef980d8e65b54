"""What commands read and print: typed values, refusals, text for people, JSON for machines."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from simulate import packages
from simulate.errors import BrokenIdentityError, InputError, Phrase, input_error

if TYPE_CHECKING:
    from simulate.law.files import LawValue
    from simulate.page.words import Words

EXIT_FAILED, EXIT_BAD_INPUT = 1, 2

debug_option = click.option("--debug", is_flag=True, help="Show tracebacks.")


class Refusals:
    """Turns what went wrong inside into lines for a planner, and an exit status of its kind."""

    def __init__(self, debug: bool):
        """Keeps whether tracebacks are shown; ``status`` is the exit status afterwards."""
        self.debug = debug
        self.status = 0

    def __enter__(self) -> Refusals:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> bool:
        if error is None:
            return False
        if isinstance(error, BrokenPipeError):  # the reader has seen enough: `| head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return True
        from simulate.publish.execute import RunFailedError

        if isinstance(error, InputError):
            self.status = EXIT_BAD_INPUT
        elif isinstance(error, RunFailedError | BrokenIdentityError | ConnectionError):
            self.status = EXIT_FAILED
        elif isinstance(error, ModuleNotFoundError) and not self.debug and packages.named_in(str(error)):
            self.status = EXIT_FAILED
            names = packages.missing() or (packages.named_in(str(error)),)
            error = packages.MissingPackageError(names, "reports")
        elif isinstance(error, Exception):
            self.status = EXIT_FAILED
            error = (
                RunFailedError(f"{type(error).__name__}: {error} (--debug shows where)") if not self.debug else error
            )
        else:
            return False
        if self.debug:
            import traceback

            click.echo(getattr(error, "traceback", "") or "".join(traceback.format_exception(error)), err=True)
        click.echo(f"simulate: {error}".replace("\n", "\nsimulate: "), err=True)
        return True


def rupiah(text: str | None) -> int | None:
    """Whole rupiah; separators are refused, for 1.000 is a thousand to one reader and one to another."""
    return whole(text, "base", "rupiah_a_month", least=1)


def whole(text: str | None, name: str, kind: str = "whole_from_0", least: int = 0) -> int | None:
    """A whole number, None where nothing was typed.

    Raises:
        InputError: anything else, or less than ``least``.
    """
    if text is None:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise input_error("not_a_number.typed", name, text=text[:40], wanted=Phrase(kind))
    if int(text) < least:
        raise input_error("bad_value.typed", name, text=text, wanted=Phrase(kind))
    return int(text)


def decimal(text: str | None, name: str) -> float | None:
    """A number with or without a decimal point, None where nothing was typed.

    Raises:
        InputError: anything else.
    """
    if text is None:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?", text):
        raise input_error("not_a_number", name, text=text[:40])
    return float(text)


def dimensions(only: tuple[str, ...], **named: str | None) -> dict[str, str]:
    """The words asked for, by dimension: from ``DIMENSION=WORD`` texts and from options of their own.

    Raises:
        InputError: a text of another form, or a dimension asked for twice.
    """
    pairs = [tuple(text.partition("=")[::2]) for text in only]
    pairs += [(dimension, word) for dimension, word in named.items() if word is not None]
    chosen: dict[str, str] = {}
    for dimension, word in pairs:
        if not dimension or not word:
            raise input_error("not_a_pair", "--only", dimension=dimension, word=word)
        if dimension in chosen:
            raise input_error("asked_twice", dimension, chosen=chosen[dimension], word=word)
        chosen[dimension] = word
    return chosen


def needed(text: str | None, name: str) -> str:
    """The text of an option that this question needs.

    Raises:
        InputError: nothing was typed.
    """
    if not text:
        raise input_error(f"missing_{name}.option", name)
    return text


def words(language: str) -> Words:
    """Texts and numbers in the language."""
    from simulate.page.words import Words

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
