"""The command that begins a notebook."""

from __future__ import annotations

import sys

import click

from simulate.cli.refusals import Refusals, debug_option


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
    from simulate.lab.new_notebook import known_programme, new_notebook, new_path, with_answer
    from simulate.publish.catalogue import REPORTS
    from simulate.publish.execute import execute
    from simulate.publish.folder import cannot_write

    gathered = Gathered()
    with gathered:
        path = new_path(name, paths.notebooks())
    with gathered:
        known_programme(programme)
    gathered.refuse()
    notebook = new_notebook(programme, paths.notebooks() / REPORTS[programme].notebook)
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
