"""The command that recomputes a published report."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from simulate.cli.refusals import EXIT_FAILED, Refusals, debug_option
from simulate.cli.reports import out_option


@click.command()
@click.argument("report")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@out_option
@debug_option
def verify(report: str, as_json: bool, out: Path | None, debug: bool) -> None:
    """Makes a published report anew and says: the same, or what differs.

    REPORT is NAME or NAME/PLAN of a published report, its folder, or a file in it. Exits 1 where something differs.

    \b
    simulate verify sponsorship/payroll_consent
    """
    differs = 0
    with Refusals(debug) as refusals:
        from simulate import paths
        from simulate.cli.printed import columns, json_document
        from simulate.publish.folder import record_in
        from simulate.publish.verify import report_folder, verify

        folder = report_folder(report, out or paths.reports())
        identity = record_in(folder).get("identity", "")
        found = verify(folder)
        differs = EXIT_FAILED if found else 0
        shown = paths.shown(folder)
        if as_json:
            findings = [{"kind": one.kind, "what": one.what, "how": one.how} for one in found]
            json_document({"report": shown, "identity": identity, "same": not found, "differs": findings})
        elif found:
            click.echo(f"{shown}: differs")
            columns([(one.kind, one.what, one.how) for one in found])
        else:
            click.echo(f"{shown}: the same, byte for byte (identity {identity[:16]})")
    sys.exit(refusals.status or differs)
