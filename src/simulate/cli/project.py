"""Commands that check tables, describe programmes, and begin regions, notebooks and JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

import simulate
from simulate.cli.printed import EXIT_BAD_INPUT, Refusals, debug_option
from simulate.programmes import named_programme
from simulate.region.check import TEMPLATES


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
    (.ipynb) is checked for its shape.

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
    from simulate import paths
    from simulate.cli import printed
    from simulate.errors import InputError, input_error
    from simulate.lab.notebooks import check_notebook
    from simulate.publish.notebook import saved_edits
    from simulate.region.check import Checked, check

    if out is not None:
        raise input_error("missing_template", "--out")
    notebooks = [place for place in places if place.suffix == ".ipynb"]
    others = [place for place in places if place not in notebooks]
    checked = check(others, region) if others or not notebooks else Checked()
    checked.problems += [problem for notebook in notebooks for problem in check_notebook(notebook)]
    notes = [one.beside(f"the base value is {one.base!r}") for notebook in notebooks for one in saved_edits(notebook)]
    for note in notes if not as_json else ():
        click.echo(f"simulate: {note}", err=True)
    tables = [(good.table, good.rows, paths.shown(good.path)) for good in checked.good]
    if as_json:
        named = [dict(zip(("table", "rows", "file"), table, strict=True)) for table in tables]
        told = {"problems": checked.problems, "notes": notes}
        said = {name: [asdict(one) for one in several] for name, several in told.items()}
        printed.json_document({"tables": named, **said})
        if checked.problems:
            sys.exit(EXIT_BAD_INPUT)
    elif checked.problems:
        raise InputError(checked.problems)
    else:
        found = [(name, f"{rows} rows", file) for name, rows, file in tables]
        printed.columns([*found, *(("notebook", "whole", paths.shown(notebook)) for notebook in notebooks)])


def _template(name: str, out: Path | None, region: str, places: bool, as_json: bool) -> None:
    from simulate import paths
    from simulate.errors import input_error
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
        from simulate import paths
        from simulate.publish.folder import cannot_write
        from simulate.region.check import write_region

        try:
            folder = write_region(code, name)
        except OSError as error:
            raise cannot_write(paths.data() / "regions", error) from None
        shown = paths.shown(folder)
        click.echo(shown)
        click.echo(f"`simulate check {shown}` says what is to be replaced; docs/developers.md what else", err=True)
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
        click.echo(_written(name, programme))
    sys.exit(refusals.status)


def _written(name: str, programme: str) -> str:
    """Writes the notebook and returns it as messages show it."""
    import json
    import tempfile
    from pathlib import Path

    from simulate import paths
    from simulate.errors import Gathered
    from simulate.files import put_one
    from simulate.lab.notebooks import known_programme, new_notebook, new_path, with_answer
    from simulate.publish.execute import execute
    from simulate.publish.folder import cannot_write

    gathered = Gathered()
    with gathered:
        path = new_path(name, paths.notebooks())
    with gathered:
        known_programme(programme)
    gathered.refuse()
    notebook = new_notebook(programme, paths.notebooks() / named_programme(programme).notebook)
    with tempfile.TemporaryDirectory(prefix="sim") as room:
        draft = Path(room, path.name)
        draft.write_text(json.dumps(notebook), encoding="utf-8")
        executed = execute(draft, {}, warm=False)
    whole = json.dumps(with_answer(notebook, executed.cells), indent=1, sort_keys=True, ensure_ascii=False)
    try:
        put_one(path, f"{whole}\n".encode())
    except OSError as error:
        raise cannot_write(paths.notebooks(), error) from None
    return paths.shown(path)


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
    from simulate import paths
    from simulate.packages import must_be_there

    must_be_there()
    # the project's folder, so that the notebooks' links lead to the reports
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={paths.project()}"]
    command += [f"--LabApp.default_url=/lab/tree/notebooks/{_START}", f"--LabApp.app_settings_dir={_SETTINGS}", *more]
    env = os.environ | {"JUPYTER_PREFER_ENV_PATH": "1"}
    sys.exit(subprocess.run(command, check=False, env=env).returncode)
