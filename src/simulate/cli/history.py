"""The command that lists the earlier runs of a report."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulate import paths
from simulate.cli import Refusals, columns, debug_option, json_document, words
from simulate.cli.reports import out_option

if TYPE_CHECKING:
    from simulate.publish.history import KeptRun


@click.command()
@click.argument("report")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@out_option
@debug_option
def history(report: str, as_json: bool, out: Path | None, debug: bool) -> None:
    """Lists the runs of a report, the one that stands and those kept, the newest first, and what changed with each.

    REPORT is NAME or NAME/PLAN of a published report, its folder, or a file in it.

    \b
    simulate history sponsorship/payroll_consent
    """
    with Refusals(debug) as refusals:
        from simulate.publish.history import history_folder, runs

        folder = history_folder(report, out or paths.reports())
        found = runs(folder)
        shown = paths.shown(folder)
        if as_json:
            json_document({"report": shown, "runs": [_told(number, run) for number, run in found]})
        elif not found:
            click.echo(f"{shown}: nothing is published, so nothing is kept")
        elif len(found) == 1:
            click.echo(f"{shown}: one run, {found[0][1].identity[:8]}; no earlier one is kept")
        else:
            head = ("run", "identity", "data up to", "first number", "what changed")
            columns([head, *(_line(number, run) for number, run in found)])
    sys.exit(refusals.status)


def _told(number: int, run: KeptRun) -> dict[str, Any]:
    from simulate.plan.published import NUMBERS

    names = ("measure", "unit", *NUMBERS)
    headline = None if run.rows is None else [dict(zip(names, row, strict=True)) for row in run.rows]
    own = {"identity": run.identity, "facts_date": run.facts_date, "inputs": run.inputs, "versions": run.versions}
    return {"run": number, **own, "headline": headline, "since": run.since}


def _line(number: int, run: KeptRun) -> tuple[str, ...]:
    from simulate.publish.since import first_number

    return (
        str(number),
        run.identity[:8],
        run.facts_date,
        first_number(run, words("en")) or "not known",
        _changed(run.since) if run.since else "the first that is known",
    )


# a line names so many
_NAMED = 3


def _changed(since: Mapping[str, Any]) -> str:
    """What was changed, by the names that files and levers have, and how many numbers moved."""
    said = []
    for kind, changed in since["causes"].items():
        names = [_name(name, how) for name, how in changed.items()] if kind != "code" else []
        more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
        said.append(f"{kind}: {', '.join([*names[:_NAMED], *more])}" if names else kind)
    moved = "numbers not known" if since["moved"] is None else f"{len(since['moved'])} numbers moved"
    return f"{'; '.join(said) or 'no recorded input'} ({moved})"


def _name(name: str, how: Any) -> str:
    if isinstance(how, list):
        was, now = (json.dumps(value, ensure_ascii=False).strip('"') for value in how)
        return f"{name} {was} → {now}"
    return name.rpartition("/")[2] if how == "changed" else f"{name.rpartition('/')[2]} {how}"
