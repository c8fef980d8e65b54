"""The command that tells what a report can be asked."""

from __future__ import annotations

import sys
from typing import Any

import click

from simulate.cli.refusals import Refusals, debug_option


@click.command()
@click.argument("name")
@click.option("--region", default="36.03", metavar="CODE", help="Whose tables give the bounds of the unknowns.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@debug_option
def describe(name: str, region: str, as_json: bool, debug: bool) -> None:
    """Tells the levers, unknowns and measures of a report.

    \b
    simulate describe election
    simulate describe sponsorship --json
    """
    with Refusals(debug) as refusals:
        from simulate.cli.printed import columns, json_document
        from simulate.study.describe import described

        told = described(name, region)
        if as_json:
            json_document(told)
        else:
            for kind in ("levers", "settings"):
                click.echo(f"{kind}:")
                columns([(one["name"], _allowed(one), _shown(one["default"]), one["en"]) for one in told[kind]])
            if told["unknowns"]:
                click.echo("unknowns:")
                columns(
                    [(one["name"], one["distribution"], *_range(one), one["evidence"]) for one in told["unknowns"]]
                )
                click.echo("measures:")
                columns([(one["name"], one["unit"]) for one in told["measures"]])
    sys.exit(refusals.status)


def _allowed(one: dict[str, Any]) -> str:
    """The values that a parameter may have."""
    if "choices" in one:
        return " | ".join(map(str, one["choices"]))
    if "least" in one and "most" in one:
        return f"{one['least']}–{one['most']} {one['unit']}"
    return one["unit"]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return ",".join(f"{key}:{one}" for key, one in value.items()) if isinstance(value, dict) else str(value)


def _range(one: dict[str, Any]) -> tuple[str, str]:
    mode = f" ({one['mode']:g})" if one["mode"] is not None else ""
    return f"{one['low']:g}–{one['high']:g}{mode}", one["unit"]
