"""The command line: its commands, each loaded when asked for, and what they share: refusals, text, JSON."""

from __future__ import annotations

import gc
import json
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from simulate import packages
from simulate.errors import BrokenIdentityError, InputError, Phrase, input_error

if TYPE_CHECKING:
    from simulate.page.words import Words

# the module of each command
COMMANDS = {
    **dict.fromkeys(("check", "describe", "lab", "new-notebook", "new-region", "query", "sweep"), "project"),
    **dict.fromkeys(("compare", "diff", "report", "reports", "site", "verify"), "reports"),
    "history": "history",
    "law": "law",
}


class _Commands(click.Group):
    """The commands by name; one that is not asked for costs nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context | None, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return getattr(import_module(f"{__name__}.{COMMANDS[cmd_name]}"), cmd_name.replace("-", "_"))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="simulate")
def cli() -> None:
    """Simulates a regency's employment social-security programmes and publishes reports."""


def main() -> None:
    """Runs the command line."""
    gc.set_threshold(100_000, 20, 20)  # looking for garbage as often as usual costs a tenth of a short command
    cli()


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


_FROM_0 = Phrase("whole_from_0")


def whole(text: str | None, name: str, wanted: Phrase = _FROM_0, least: int = 0) -> int | None:
    """A whole number, None where nothing was typed.

    Raises:
        InputError: anything else, or less than ``least``.
    """
    if text is None:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise input_error("not_a_number.typed", name, text=text[:40], wanted=wanted)
    if int(text) < least:
        raise input_error("bad_value.typed", name, text=text, wanted=wanted)
    return int(text)


def words(language: str) -> Words:
    """Texts and numbers in the language."""
    from simulate.page.words import Words

    return Words(language)


def json_document(content: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))


def columns(rows: Sequence[tuple[str, ...]]) -> None:
    """Rows with their cells aligned."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(f"  {'   '.join(cells)}".rstrip())
