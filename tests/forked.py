"""A process forked from a warm one, as kernels are: libraries of others are loaded, nothing of the package is."""

import tempfile
from pathlib import Path

from simulate.publish.execute import _forkserver

BEGIN = """
import os, sys
os.dup2(os.open({said!r}, os.O_WRONLY | os.O_CREAT), 2)
sys.stderr = open(2, "w", closefd=False)
os.chdir({folder!r})
os.environ.pop("SIMULATE_PROJECT", None)
os.environ |= {env!r}
"""


def forked(code, folder=".", **env):
    """Starts a process that runs the code; its ``said`` is the file of what it says on standard error."""
    said = Path(tempfile.mkdtemp(), "stderr")
    begin = BEGIN.format(said=str(said), folder=str(folder), env=env)
    process = _forkserver().Process(target=exec, args=(begin + code, {}))
    process.start()
    process.said = said
    return process


def ended(process):
    """The exit status."""
    process.join(120)
    return process.exitcode
