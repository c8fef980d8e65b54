"""The command that begins another regency."""

from __future__ import annotations

import sys

import click

from simulate.cli.refusals import Refusals, debug_option


@click.command("new-region")
@click.argument("code")
@click.argument("name")
@debug_option
def new_region(code: str, name: str, debug: bool) -> None:
    """Writes the folder of another regency: tables with examples to replace, and a card beside each.

    `simulate check data/regions/CODE` then says what is still to be replaced.

    \b
    simulate new-region 36.04 "Kabupaten Serang"
    """
    with Refusals(debug) as refusals:
        from simulate import paths
        from simulate.publish.folder import cannot_write
        from simulate.region.new_region import write_region

        try:
            folder = write_region(code, name)
        except OSError as error:
            raise cannot_write(paths.data() / "regions", error) from None
        shown = paths.shown(folder)
        click.echo(shown)
        click.echo(f"`simulate check {shown}` says what is to be replaced; docs/developers.md what else", err=True)
    sys.exit(refusals.status)
