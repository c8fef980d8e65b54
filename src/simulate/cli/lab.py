"""The command that opens JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

import simulate

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
