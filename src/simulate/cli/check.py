"""The command that checks a planner's tables, and shows how they must look."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from simulate.cli.refusals import EXIT_BAD_INPUT, Refusals, debug_option
from simulate.region.templates import TEMPLATES


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
    from simulate.errors import InputError, refuse
    from simulate.lab.structure import check_notebook
    from simulate.publish.notebook import saved_edits
    from simulate.region.check import Checked, check

    if out is not None:
        raise refuse("missing_template", "--out", "without --template", "--template NAME, the table to write")
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
    from simulate.errors import refuse
    from simulate.publish.folder import cannot_write
    from simulate.region.templates import template_text, write_template

    for given, option in ((places, "PATHS"), (as_json, "--json")):
        if given:
            raise refuse("asked_twice", "--template", f"also {option}", "one of them")
    if out is None:
        click.echo(template_text(name), nl=False)
        return
    try:
        written = write_template(name, out, region)
    except OSError as error:
        raise cannot_write(out, error) from None
    for path in written:
        click.echo(paths.shown(path))
