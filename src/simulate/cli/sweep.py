"""The command that runs one programme under many plans."""

from __future__ import annotations

import math
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulate.cli.printed import EXIT_FAILED, Refusals, debug_option, whole
from simulate.cli.reports import out_option, refuse_repeats

if TYPE_CHECKING:
    from simulate.sweep.request import Sweep
    from simulate.sweep.run import Done

# rows of an answer that still fit a screen
_SHOWN = 40


@click.command()
@click.argument("programme")
@click.option("--over", multiple=True, metavar="NAME=VALUE,VALUE", help="A lever or setting that varies; repeatable.")
@click.option("-p", "values", nargs=2, multiple=True, metavar="NAME VALUE", help="Set a parameter.")
@click.option("--plan", default="default", metavar="FILE", help="A named plan, or a plan file, to start from.")
@click.option("--jobs", metavar="N", help="Worker processes; as many as processors unless given.")
@click.option("--dask", metavar="ADDRESS", help="A Dask scheduler to run on, e.g. tcp://10.0.0.5:8786.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@out_option
@debug_option
def sweep(
    programme: str,
    over: tuple[str, ...],
    values: tuple[tuple[str, str], ...],
    plan: str,
    jobs: str | None,
    dask: str | None,
    as_json: bool,
    out: Path | None,
    debug: bool,
) -> None:
    """Runs a programme under every combination of values.

    \b
    simulate sweep sponsorship --over collection=appeal,circular --over months=12,24
    simulate sweep sponsorship --over region=all --over asn_groups=pns,pns+pppk

    A sweep that was stopped goes on where it was when the same command is given again.
    """
    with Refusals(debug) as refusals:
        from simulate import paths
        from simulate.errors import Gathered
        from simulate.sweep.request import order_sweep
        from simulate.sweep.run import sweep as run

        gathered, pairs = Gathered(), []
        for text in over:
            with gathered:
                pairs.append(_over(text))
        with gathered:
            refuse_repeats([name for name, _ in values])
        with gathered:
            lanes = _lanes(jobs, dask)
        if len(pairs) == len(over):
            with gathered:
                order = order_sweep(programme, pairs, dict(values), plan)
        gathered.refuse()
        if any(point.law_held for point in order.points()):
            click.echo("months past those that the law files vouch for hold the law's last values", err=True)
        try:
            with _progress() as progress:
                done = run(order, lanes(len(order)), out or paths.reports(), progress)
        except KeyboardInterrupt:
            click.echo("stopped; the same command goes on from here", err=True)
            sys.exit(EXIT_FAILED)
        _say(done, order, as_json)
        if done.failures:
            refusals.status = EXIT_FAILED
    sys.exit(refusals.status)


def _over(text: str) -> tuple[str, list[str]]:
    """A name and the values it takes.

    Raises:
        InputError: a text of another form.
    """
    from simulate.errors import input_error

    name, _, values = (part.strip() for part in text.partition("="))
    found = [value.strip() for value in values.split(",")]
    if not name.isidentifier() or not all(found):
        raise input_error("not_a_pair.over", "--over", text=repr(text[:60]))
    return name, found


def _lanes(jobs: str | None, dask: str | None):
    """Where to run, for so many points.

    Raises:
        InputError: both were asked for, no whole number of processes, or no address.
    """
    import os

    from simulate.errors import input_error
    from simulate.sweep.tasks import MOST_JOBS, cluster, processes

    if jobs is not None and dask is not None:
        raise input_error("asked_twice.jobs", "--jobs")
    wanted = f"a number of processes from 1 to {MOST_JOBS}"
    count = whole(jobs, "--jobs", wanted, least=1) or os.cpu_count() or 1
    if count > MOST_JOBS:
        raise input_error("bad_value", "--jobs", count=str(count), most_jobs=MOST_JOBS)
    if dask is not None:
        lanes = cluster(dask)
        return lambda points: lanes
    return lambda points: processes(min(count, points))


@contextmanager
def _progress():
    """A bar for each step on a terminal, else a line at each tenth of the way."""
    from tqdm import tqdm

    bars: dict[str, tqdm] = {}
    said = {"read": "reading regions", "run": "running plans"}

    def told(step: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            if done * 10 // total > (done - 1) * 10 // total:
                click.echo(f"{said[step]}: {done} of {total}", err=True)
            return
        if step not in bars:
            bars[step] = tqdm(total=total, desc=said[step], unit="")
        bars[step].update(done - bars[step].n)

    try:
        yield told
    finally:
        for bar in bars.values():
            bar.close()


def _say(done: Done, order: Sweep, as_json: bool) -> None:
    """What was run and where it stands; the first measure of each point where a screen holds them all."""
    from simulate import paths
    from simulate.cli.printed import columns, json_document

    for failure in done.failures:
        where = ", ".join(f"{name} {failure[name]}" for name in order.over)
        click.echo(f"simulate: {where}: {failure['error']}", err=True)
    click.echo(f"{done.run} run, {done.reused} were there, {len(done.failures)} failed", err=True)
    files = [paths.shown(done.folder / name) for name in ("headline.parquet", "headline.csv", "sweep.json")]
    if as_json:
        told = {"sweep": done.name, "run": done.run, "reused": done.reused, "failures": done.failures, "files": files}
        json_document(told)
        return
    if len(order) <= _SHOWN and len(order) > len(done.failures):
        import pandas as pd

        table = pd.read_parquet(done.folder / "headline.parquet")
        table = table[table["measure"] == table["measure"].iloc[0]]
        table = table[[*order.over, "measure", "unit", "p05", "p50", "p95", "mc_error"]]
        rows = table.itertuples(index=False)
        columns([tuple(table), *(tuple(_cell(cell) for cell in row) for row in rows)])
    for file in files:
        click.echo(file)


def _cell(cell: Any) -> str:
    """A cell of a small table; what has no value is empty."""
    if isinstance(cell, float):
        return f"{cell:.4g}" if math.isfinite(cell) else ""
    return str(cell)
