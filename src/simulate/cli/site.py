"""The command that makes a folder for a web server."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from simulate.cli.refusals import Refusals, debug_option


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder of the site.")
@click.option("--reports", type=click.Path(path_type=Path, file_okay=False), help="Folder of the reports.")
@debug_option
def site(out: Path, reports: Path | None, debug: bool) -> None:
    """Puts the published reports into a folder that any static host serves.

    \b
    simulate site --out public
    """
    with Refusals(debug) as refusals:
        from simulate import paths
        from simulate.publish.site import make_site

        names = make_site(reports or paths.reports(), out)
        click.echo(f"{len(names)} files", err=True)
        click.echo(paths.shown(out / "index.html"))
    sys.exit(refusals.status)
