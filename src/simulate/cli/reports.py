"""Commands that publish reports."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from simulate.cli.refusals import EXIT_FAILED, Refusals, debug_option

out_option = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the reports.")


@click.command()
@click.argument("name")
@click.option("-p", "values", nargs=2, multiple=True, metavar="NAME VALUE", help="Set a parameter.")
@click.option("--plan", default="default", metavar="FILE", help="A named plan, or a plan file.")
@click.option("--lang", type=click.Choice(["id", "en"]), help="One language only.")
@out_option
@debug_option
def report(
    name: str, values: tuple[tuple[str, str], ...], plan: str, lang: str | None, out: Path | None, debug: bool
) -> None:
    """Publishes one report.

    \b
    simulate report sponsorship -p months 24
    """
    with Refusals(debug) as refusals:
        from simulate.publish.run import order

        refuse_repeats([key for key, _ in values])
        job = order(name, plan, dict(values))
        _publish(job, out, [lang] if lang else ["id", "en"])
    sys.exit(refusals.status)


@click.command()
@out_option
@debug_option
def reports(out: Path | None, debug: bool) -> None:
    """Publishes every report: the default plan and each named plan."""
    statuses = []
    from simulate.publish.catalogue import REPORTS, plans_of
    from simulate.publish.run import order

    for name in REPORTS:
        for label in plans_of(name):
            with Refusals(debug) as refusals:
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


def refuse_repeats(names: list[str]) -> None:
    """Refuses a parameter that was given twice.

    Raises:
        InputError: naming it.
    """
    from simulate.errors import refuse

    for name in names:
        if names.count(name) > 1:
            raise refuse("repeated_parameter", name, "given twice", "give it once")
