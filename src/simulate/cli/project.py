"""Commands beside reports: check tables, describe and sweep programmes, ask results; new regions and notebooks."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import simulate
from simulate import paths
from simulate.cli import EXIT_BAD_INPUT, EXIT_FAILED, Refusals, columns, debug_option, json_document, whole
from simulate.cli.reports import out_option, refuse_repeats
from simulate.errors import Gathered, InputError, Phrase, Problem, input_error
from simulate.region.check import TEMPLATES

if TYPE_CHECKING:
    from simulate.sweep.request import Sweep
    from simulate.sweep.run import Done


@click.command()
@click.argument("places", metavar="[PATHS]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--template", metavar="NAME", help=f"Show a table with example rows: {', '.join(TEMPLATES)}.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write it and its card there.")
@click.option("--region", metavar="CODE", default="36.03", help="Whose places a table or a template must name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document and nothing else.")
@debug_option
def check(
    places: tuple[Path, ...], template: str | None, out: Path | None, region: str, as_json: bool, debug: bool
) -> None:
    """Checks tables: CSV files, folders of them, or regions' folders; every region where none is named.

    A file that stands outside a region's folder may have any name: its columns say which table it is. A notebook
    (.ipynb) is checked for what would keep it from being published.

    \b
    simulate check data/regions/36.03
    simulate check my_tables
    simulate check notebooks/02_asn_sponsorship.ipynb
    simulate check --template uncovered --out my_tables
    """
    with Refusals(debug) as refusals:
        if template is None:
            _check(places, out, region, as_json)
        else:
            _template(template, out, region, bool(places), as_json)
    sys.exit(refusals.status)


def _check(places: tuple[Path, ...], out: Path | None, region: str, as_json: bool) -> None:
    from simulate.publish.notebook import order_problems, saved_edits
    from simulate.region.check import Checked, check

    if out is not None:
        raise input_error("missing_template", "--out")
    notebooks = [place for place in places if place.suffix == ".ipynb"]
    others = [place for place in places if place not in notebooks]
    checked = check(others, region) if others or not notebooks else Checked()
    checked.problems += [problem for notebook in notebooks for problem in order_problems(notebook)]
    notes = [one.beside(f"the base value is {one.base!r}") for notebook in notebooks for one in saved_edits(notebook)]
    for note in notes if not as_json else ():
        click.echo(f"simulate: {note}", err=True)
    tables = [(good.table, good.rows, paths.shown(good.path)) for good in checked.good]
    if as_json:
        named = [dict(zip(("table", "rows", "file"), table, strict=True)) for table in tables]
        told = {"problems": checked.problems, "notes": notes}
        json_document({"tables": named, **{name: list(map(_problem, several)) for name, several in told.items()}})
        if checked.problems:
            sys.exit(EXIT_BAD_INPUT)
    elif checked.problems:
        raise InputError(checked.problems)
    else:
        found = [(name, f"{rows} rows", file) for name, rows, file in tables]
        columns([*found, *(("notebook", "whole", paths.shown(notebook)) for notebook in notebooks)])


def _problem(one: Problem) -> dict[str, str]:
    """A problem as JSON types; its sentence says what stands there, then what would be right."""
    found, _, wanted = one.text().partition("; ")
    return {"check": one.check, "where": one.where, "found": found, "wanted": wanted}


def _template(name: str, out: Path | None, region: str, places: bool, as_json: bool) -> None:
    from simulate.publish.folder import cannot_write
    from simulate.region.check import template_text, write_template

    for given, option in ((places, "PATHS"), (as_json, "--json")):
        if given:
            raise input_error("asked_twice.template", "--template", option=option)
    if out is None:
        click.echo(template_text(name), nl=False)
        return
    try:
        written = write_template(name, out, region)
    except OSError as error:
        raise cannot_write(out, error) from None
    for path in written:
        click.echo(paths.shown(path))


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
        from simulate.study.running import described

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
        from simulate.publish.folder import cannot_write
        from simulate.region.check import write_region

        try:
            folder = write_region(code, name)
        except OSError as error:
            raise cannot_write(paths.data() / "regions", error) from None
        shown = paths.shown(folder)
        click.echo(shown)
        more = "docs/how-to/regency.md what else"
        click.echo(f"`simulate check {shown}` says what is to be replaced; {more}", err=True)
    sys.exit(refusals.status)


@click.command("new-notebook")
@click.argument("name")
@click.option("--programme", default="sponsorship", metavar="NAME", help="Whose plan it asks for and simulates.")
@debug_option
def new_notebook(name: str, programme: str, debug: bool) -> None:
    """Writes a notebook that runs at once, with texts to replace.

    It is run before it is written, so that the answer that it keeps is right.

    \b
    simulate new-notebook motorcycle_taxis
    simulate new-notebook village_heads --programme election
    """
    with Refusals(debug) as refusals:
        from simulate.lab.notebooks import write_notebook

        click.echo(paths.shown(write_notebook(name, programme)))
    sys.exit(refusals.status)


_START = "start.ipynb"
# no question about news, no look for updates
_SETTINGS = Path(simulate.__file__).parent / "lab" / "settings"


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("more", metavar="[JUPYTER OPTIONS]...", nargs=-1, type=click.UNPROCESSED)
def lab(more: tuple[str, ...]) -> None:
    """Opens JupyterLab on the start page; further options are JupyterLab's own.

    \b
    simulate lab
    simulate lab --no-browser --port 8890
    """
    from simulate.packages import must_be_there

    must_be_there()
    # the project's folder, so that the notebooks' links lead to the reports
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={paths.project()}"]
    command += [f"--LabApp.default_url=/lab/tree/notebooks/{_START}", f"--LabApp.app_settings_dir={_SETTINGS}", *more]
    env = os.environ | {"JUPYTER_PREFER_ENV_PATH": "1"}
    sys.exit(subprocess.run(command, check=False, env=env).returncode)


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
    from simulate.sweep.tasks import MOST_JOBS, cluster, processes

    if jobs is not None and dask is not None:
        raise input_error("asked_twice.jobs", "--jobs")
    wanted = Phrase("processes", most=MOST_JOBS)
    count = whole(jobs, "--jobs", wanted, least=1) or os.cpu_count() or 1
    if count > MOST_JOBS:
        raise input_error("bad_value.typed", "--jobs", text=str(count), wanted=wanted)
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
        from simulate.sweep.run import ask

        if as_json and as_csv:
            raise input_error("asked_twice.json", "--json")
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
