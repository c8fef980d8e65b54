"""The command that asks in SQL what sweeps and reports found."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import click

from simulate.cli.refusals import Refusals, debug_option
from simulate.cli.reports import out_option


@click.command()
@click.argument("question", metavar="SELECT")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@out_option
@debug_option
def query(question: str, as_json: bool, as_csv: bool, out: Path | None, debug: bool) -> None:
    """Asks the results of sweeps and reports in SQL.

    \b
    simulate query "select collection, months, p50 from sweep where measure = 'protected_end'"

    Views: sweep (the sweep finished last), sweeps (all), reports (every published report).
    """
    with Refusals(debug) as refusals:
        from simulate import paths
        from simulate.cli.printed import columns, json_document
        from simulate.errors import refuse
        from simulate.study.sweep.query import ask

        if as_json and as_csv:
            raise refuse("asked_twice", "--json", "also --csv", "one of them")
        names, rows = ask(out or paths.reports(), question)
        if as_json:
            json_document([dict(zip(names, map(_json, row), strict=True)) for row in rows])
        elif as_csv:
            import csv

            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerows([names, *rows])
        else:
            columns([tuple(names), *(tuple("" if cell is None else f"{cell}" for cell in row) for row in rows)])
    sys.exit(refusals.status)


def _json(cell: Any) -> Any:
    """A cell of an answer as a JSON type; what is no number is null."""
    from datetime import date
    from decimal import Decimal

    if isinstance(cell, Decimal):
        cell = float(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, list | tuple):
        return [_json(part) for part in cell]
    if isinstance(cell, dict):
        return {str(key): _json(part) for key, part in cell.items()}
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, bool | int | float | str) else str(cell)
