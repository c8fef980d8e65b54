"""What a command says, and how it exits, when its input or its run is refused."""

from __future__ import annotations

import os
import sys

import click

from simulate import packages
from simulate.errors import BrokenIdentityError, InputError

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
