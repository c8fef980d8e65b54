"""A real JupyterLab on a folder of the project, and what a planner does in it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

READY_SECONDS, RUN_MILLISECONDS = 60, 120_000
FAILED = '.jp-RenderedText[data-mime-type="application/vnd.jupyter.stderr"]'
RUNNING = "Python 3 (ipykernel) | Idle"


class Lab:
    """A running JupyterLab: the project that it shows, and its addresses."""

    def __init__(self, project, address):
        """Names both."""
        self.project = project
        self.address = address

    def open(self, page, notebook):
        """Opens a notebook in a workspace of its own, and waits for its kernel."""
        page.set_default_timeout(RUN_MILLISECONDS)
        page.goto(f"{self.address}/lab/workspaces/{Path(notebook).stem}/tree/notebooks/{notebook}?reset")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        page.get_by_text(RUNNING).wait_for()


@contextmanager
def running_lab(project, own):
    """JupyterLab as `simulate lab` starts it; ``own`` is a folder for what it keeps of itself."""
    env = os.environ | {"SIMULATE_PROJECT": str(project), "HOME": str(own)}
    env |= {f"JUPYTER_{name}_DIR": str(own / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    command = [sys.executable, "-m", "simulate.cli", "lab", *options]
    with (own / "said").open("wb") as said:
        server = subprocess.Popen(command, env=env, stdout=said, stderr=said, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", server, own / "said")
        yield Lab(project, f"http://127.0.0.1:{port}")
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)


def _wait_for(address, server, said):
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, said.read_text(encoding="utf-8", errors="replace")
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start: {said.read_text(encoding='utf-8', errors='replace')}")


PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"


def run_all(page):
    """Runs all cells from the menu; returns once each has run, or one has failed."""
    page.evaluate(f"{PROMPTS}.forEach(one => one.textContent = '')")  # the numbers of an earlier run
    page.click('.lm-MenuBar-itemLabel:text-is("Run")')
    page.click('.lm-Menu-item[data-command="runmenu:run-all"]')
    page.wait_for_function(
        rf"() => {PROMPTS}.every(one => /\d/.test(one.textContent)) || document.querySelector({FAILED!r})"
    )
    page.get_by_text(RUNNING).wait_for()


def errors(page):
    """What cells said that failed, and what stands on their standard error."""
    return page.locator(FAILED)


def form_of(part):
    """The form of a notebook's page, or of one of its cells."""
    return part.locator(".jp-OutputArea-output .widget-vbox").first
