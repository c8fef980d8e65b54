"""The command line."""

from __future__ import annotations

import click

from simulate.cli.compare import compare, diff
from simulate.cli.law import law
from simulate.cli.project import check, describe, lab, new_notebook, new_region
from simulate.cli.reports import query, report, reports, site, verify
from simulate.cli.sweep import sweep


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
