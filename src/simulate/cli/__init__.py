"""The command line."""

from __future__ import annotations

import click

from simulate.cli.check import check
from simulate.cli.compare import compare, diff
from simulate.cli.describe import describe
from simulate.cli.lab import lab
from simulate.cli.law import law
from simulate.cli.new_notebook import new_notebook
from simulate.cli.new_region import new_region
from simulate.cli.query import query
from simulate.cli.reports import report, reports
from simulate.cli.site import site
from simulate.cli.sweep import sweep
from simulate.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="simulate")
def cli() -> None:
    """Simulates a regency's employment social-security programmes and publishes reports."""


for command in (
    check,
    compare,
    describe,
    diff,
    lab,
    law,
    new_notebook,
    new_region,
    query,
    report,
    reports,
    site,
    sweep,
    verify,
):
    cli.add_command(command)


def main() -> None:
    """Runs the command line."""
    cli()
