"""The command line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from simulate.errors import BrokenIdentityError, InputError

EXIT_FAILED, EXIT_BAD_INPUT = 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="simulate")
def cli() -> None:
    """Simulates a regency's employment social-security programmes and publishes reports."""


_out = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the reports.")
_debug = click.option("--debug", is_flag=True, help="Show tracebacks.")


@cli.command()
@click.argument("name")
@click.option("-p", "values", nargs=2, multiple=True, metavar="NAME VALUE", help="Set a parameter.")
@click.option("--plan", default="default", metavar="FILE", help="A named plan, or a plan file.")
@click.option("--lang", type=click.Choice(["id", "en"]), help="One language only.")
@_out
@_debug
def report(
    name: str, values: tuple[tuple[str, str], ...], plan: str, lang: str | None, out: Path | None, debug: bool
) -> None:
    """Publishes one report, e.g. `simulate report sponsorship -p months 24`."""
    with _Refusals(debug) as refusals:
        from simulate.publish.run import order

        _refuse_repeats([key for key, _ in values])
        job = order(name, plan, dict(values))
        _publish(job, out, [lang] if lang else ["id", "en"])
    sys.exit(refusals.status)


@cli.command()
@_out
@_debug
def reports(out: Path | None, debug: bool) -> None:
    """Publishes every report: the default plan and each named plan."""
    statuses = []
    from simulate.publish.catalogue import REPORTS, plans_of
    from simulate.publish.run import order

    for name in REPORTS:
        for label in plans_of(name):
            with _Refusals(debug) as refusals:
                _publish(order(name, label), out, ["id", "en"])
            statuses.append(refusals.status)
    sys.exit(EXIT_FAILED if EXIT_FAILED in statuses else max(statuses))


def _publish(job, out: Path | None, languages: list[str]) -> None:
    import time

    from simulate import paths
    from simulate.publish.run import publish

    start = time.monotonic()
    name = f"{job.report}/{job.label}"
    terminal = sys.stderr.isatty()
    if not terminal:
        click.echo(f"{name}: running", err=True)
    pages = publish(job, out, languages, progress=name if terminal else "")
    click.echo(f"{name}: done in {time.monotonic() - start:.1f} s", err=True)
    for page in pages.values():
        click.echo(paths.shown(page))


def _refuse_repeats(names: list[str]) -> None:
    from simulate.errors import refuse

    for name in names:
        if names.count(name) > 1:
            raise refuse("repeated_parameter", name, "given twice", "give it once")


class _Refusals:
    """Turns what went wrong inside into lines for a planner, and an exit status of its kind."""

    def __init__(self, debug: bool):
        self.debug = debug
        self.status = 0

    def __enter__(self) -> _Refusals:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> bool:
        from simulate.publish.execute import RunFailedError

        if error is None:
            return False
        if isinstance(error, InputError):
            self.status = EXIT_BAD_INPUT
        elif isinstance(error, RunFailedError | BrokenIdentityError):
            self.status = EXIT_FAILED
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


def main() -> None:
    """Runs the command line."""
    cli()


if __name__ == "__main__":
    main()
