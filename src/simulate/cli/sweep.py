"""Commands that run one programme under many plans, and ask what came out."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulate.cli.refusals import EXIT_FAILED, Refusals, debug_option
from simulate.cli.reports import out_option, refuse_repeats
from simulate.cli.typed import whole

if TYPE_CHECKING:
    from simulate.study.sweep import Done, Sweep

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
        from simulate.study.sweep import order_sweep
        from simulate.study.sweep import sweep as run

        refuse_repeats([name for name, _ in values])
        order = order_sweep(programme, [_over(text) for text in over], dict(values), plan)
        if any(point.law_held for point in order.points()):
            click.echo("months past those that the law files vouch for hold the law's last values", err=True)
        try:
            with _progress() as progress:
                done = run(order, _lanes(jobs, dask), out or paths.reports(), progress)
        except KeyboardInterrupt:
            click.echo("stopped; the same command goes on from here", err=True)
            sys.exit(EXIT_FAILED)
        _say(done, order, as_json)
        if done.failures:
            refusals.status = EXIT_FAILED
    sys.exit(refusals.status)


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
            json_document([dict(zip(names, row, strict=True)) for row in rows])
        elif as_csv:
            import csv

            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerows([names, *rows])
        else:
            columns([tuple(names), *(tuple("" if cell is None else f"{cell}" for cell in row) for row in rows)])
    sys.exit(refusals.status)


def _over(text: str) -> tuple[str, list[str]]:
    """A name and the values it takes.

    Raises:
        InputError: a text of another form.
    """
    from simulate.errors import refuse

    name, equals, values = text.partition("=")
    found = [value.strip() for value in values.split(",")]
    if not name or not equals or not all(found):
        raise refuse("not_a_pair", "--over", f"`{text}`", "NAME=VALUE,VALUE, e.g. months=12,24,36")
    return name.strip(), found


def _lanes(jobs: str | None, dask: str | None):
    """Where to run.

    Raises:
        InputError: both were asked for, or no whole number of processes.
    """
    import os

    from simulate.errors import refuse
    from simulate.study.sweep.lanes import cluster, processes

    if jobs is not None and dask is not None:
        raise refuse("asked_twice", "--jobs", "also --dask", "one of them")
    count = whole(jobs, "--jobs", "a number of processes from 1", least=1)
    return cluster(dask) if dask is not None else processes(count or os.cpu_count() or 1)


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
        bar = bars.setdefault(step, tqdm(total=total, desc=said[step], unit=""))
        bar.update(done - bar.n)

    try:
        yield told
    finally:
        for bar in bars.values():
            bar.close()


def _say(done: Done, order: Sweep, as_json: bool) -> None:
    """What was run and where it stands; the first measure of each point where a screen holds them all."""
    from simulate import paths
    from simulate.cli.printed import columns, json_document
    from simulate.study.sweep.query import ask

    for failure in done.failures:
        where = ", ".join(f"{name} {failure[name]}" for name in order.over)
        click.echo(f"simulate: {where}: {failure['error']}", err=True)
    click.echo(f"{done.run} run, {done.reused} were there, {len(done.failures)} failed", err=True)
    files = [paths.shown(done.folder / name) for name in ("headline.parquet", "headline.csv", "sweep.json")]
    if as_json:
        told = {"sweep": done.name, "run": done.run, "reused": done.reused, "failures": done.failures, "files": files}
        json_document(told)
        return
    if len(order) <= _SHOWN:
        names = ", ".join(order.over)
        shown = f"select {names}, measure, unit, p05, p50, p95, mc_error from sweeps where sweep = '{done.name}'"
        heads, rows = ask(done.folder.parents[1], f"{shown} and measure = (select first(measure) from sweep)")
        columns([tuple(heads), *(tuple(f"{x:.4g}" if isinstance(x, float) else f"{x}" for x in row) for row in rows)])
    for file in files:
        click.echo(file)
