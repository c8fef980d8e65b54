"""Commands that put plans and runs beside one another."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulate.cli.printed import Refusals, debug_option
from simulate.cli.reports import (
    fresh_option,
    lang_option,
    out_option,
    pdf_option,
    publish_jobs,
    refuse_repeats,
    wanted_of,
)

if TYPE_CHECKING:
    from simulate.publish.verify import Change, Difference

# a folder's name may not grow without end
_LONGEST = 120


@click.command()
@click.argument("plans", nargs=-1, required=True, metavar="A B [C]...")
@click.option("-p", "values", nargs=2, multiple=True, metavar="NAME VALUE", help="Set region, draws or seed.")
@lang_option
@fresh_option
@pdf_option
@out_option
@debug_option
def compare(
    plans: tuple[str, ...],
    values: tuple[tuple[str, str], ...],
    lang: str | None,
    fresh: bool,
    pdf: bool,
    out: Path | None,
    debug: bool,
) -> None:
    """Publishes plans and runs side by side; the others are compared with the first.

    Each is a named plan (`default`, or a label of data/plans), or a published run: its folder, a file in it,
    or NAME/PLAN below reports. A named plan is simulated now; a run keeps the numbers that it published.

    \b
    simulate compare default slogan payroll_consent
    simulate compare default reports/sponsorship/payroll_consent -p draws 2048
    """
    status = 0
    with Refusals(debug) as refusals:
        from simulate.errors import input_error
        from simulate.programmes.compare.plan import ComparePlan, key_of
        from simulate.publish.requests import order

        refuse_repeats([key for key, _ in values])
        if "plans" in dict(values):
            raise input_error("given_twice", "plans")
        chosen = ComparePlan(plans=plans)
        job = order(
            "compare", values={**dict(values), "plans": chosen.plans}, label=_label(map(key_of, chosen.plans))
        )
        status = publish_jobs([job], wanted_of(out, fresh, pdf, lang), 1, debug)
    sys.exit(refusals.status or status)


def _label(keys: Any) -> str:
    """``a-vs-b``, as a folder may be called."""
    from simulate.study.identity import digest

    whole = re.sub(r"[^a-z0-9_-]+", "-", "-vs-".join(keys).lower())
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}-{digest(whole)[:8]}"


@click.command()
@click.argument("before", metavar="RUN")
@click.argument("after", metavar="RUN")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@debug_option
def diff(before: str, after: str, as_json: bool, debug: bool) -> None:
    """Says what differs between two published runs: what they were made from, and which measures moved.

    RUN is the folder of a published report, a file in it, or NAME/PLAN below reports. Nothing is computed anew. Exits
    0 whether or not they differ.

    \b
    simulate diff sponsorship/default sponsorship/payroll_consent
    """
    with Refusals(debug) as refusals:
        from simulate.errors import Gathered
        from simulate.plan.published import read_run
        from simulate.publish.verify import difference

        gathered, runs = Gathered(), []
        for text in (before, after):
            with gathered:
                runs.append(read_run(text))
        gathered.refuse()
        found = difference(*runs)
        _as_json(found) if as_json else _as_text(found)
    sys.exit(refusals.status)


def _as_json(found: Difference) -> None:
    from simulate.cli.printed import json_document

    def pairs(differing: Mapping[str, tuple[Any, Any]]) -> list[dict[str, Any]]:
        return [{"name": name, "before": was, "after": now} for name, (was, now) in differing.items()]

    def measure(change: Change) -> dict[str, Any]:
        ranges = {
            side: numbers and dict(zip(("p05", "p50", "p95"), numbers, strict=True))
            for side, numbers in (("before", change.before), ("after", change.after))
        }
        told = {"absolute": change.absolute, "relative": change.relative, "error": change.error}
        return {"measure": change.measure, "unit": change.unit, **ranges, **told, "within_error": change.within_error}

    runs = [
        {"report": run.report, "label": run.label, "identity": run.identity} for run in (found.before, found.after)
    ]
    parts = {part: pairs(getattr(found, part)) for part in ("levers", "settings", "law", "data", "versions", "other")}
    moved = [measure(change) for change in found.moved]
    json_document({"runs": runs, "same": found.same, **parts, "measures": moved, "unmoved": found.unmoved})


def _as_text(found: Difference) -> None:
    from simulate.cli.printed import columns

    runs = (found.before, found.after)
    columns([(mark, f"{run.report}/{run.label}", run.identity[:16]) for mark, run in zip("-+", runs, strict=True)])
    click.echo("identity: the same, so both are one run" if found.same else "identity: different")
    for title, differing in (("levers", found.levers), ("settings", found.settings), ("other inputs", found.other)):
        _section(title, [(name, f"{_value(was)} → {_value(now)}") for name, (was, now) in differing.items()])
    for title, differing in (("law", found.law), ("data", found.data)):
        _section(title, [(name, _file(*pair)) for name, pair in differing.items()])
    _section(
        "versions", [(name, f"{was or 'none'} → {now or 'none'}") for name, (was, now) in found.versions.items()]
    )
    _section("headline: median (90% range)", [_measure(change) for change in found.moved])
    if not found.moved:
        click.echo(f"headline: all {found.unmoved} measures are the same")
    elif found.unmoved:
        click.echo(f"  {found.unmoved} other measures are the same")


def _section(title: str, rows: list[tuple[str, ...]]) -> None:
    from simulate.cli.printed import columns

    if rows:
        click.echo(f"{title}:")
        columns(rows)


def _value(value: Any) -> str:
    """A value on a line; a long one, such as a hash or a whole run, by its beginning."""
    said = "none" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 48 else f"{said[:16]}…"


def _file(before: str | None, after: str | None) -> str:
    if before is None:
        return "only in the second"
    return "only in the first" if after is None else f"{before[:8]} → {after[:8]}"


def _measure(change: Change) -> tuple[str, ...]:
    ranges = (_range(change.before, change.unit), "→", _range(change.after, change.unit))
    if change.absolute is None:
        return change.measure, change.unit, *ranges, "", "", "only in one"
    relative = "" if change.relative is None else f"{100 * change.relative:+.1f}%"
    mark = "within simulation error" if change.within_error else ""
    return change.measure, change.unit, *ranges, _absolute(change), relative, mark


def _absolute(change: Change) -> str:
    from simulate.cli.printed import words

    size = abs(change.absolute)
    # a share of a share and points of a percentage would look alike
    said = f"{100 * size:.2f} points" if change.unit == "share" else words("en").value(size, change.unit)
    return said if size == 0 else f"{'+' if change.absolute > 0 else '-'}{said}"


def _range(numbers: tuple[float, float, float] | None, unit: str) -> str:
    from simulate.cli.printed import words

    if numbers is None:
        return "none"
    low, middle, high = (words("en").value(number, unit) for number in numbers)
    return middle if low == high else f"{middle} ({low}–{high})"
