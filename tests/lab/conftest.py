"""A real JupyterLab on a copy of the project, and a browser that uses it; a test that fails keeps a screenshot."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from browser import CHROMIUM, FLAGS
from conftest import ROOT, copy_project

# where screenshots of failed tests go
SCREENSHOTS = Path(os.environ.get("SIMULATE_SCREENSHOTS", ROOT / ".screenshots"))
READY_SECONDS, RUN_MILLISECONDS = 60, 180_000


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


class Lab:
    """A running JupyterLab: its address, and the project that it shows."""

    def __init__(self, project, address):
        self.project = project
        self._address = address

    def page(self, notebook):
        """The address of a notebook, in a workspace of its own."""
        return f"{self._address}/lab/workspaces/{Path(notebook).stem}/tree/notebooks/{notebook}?reset"

    def file(self, path):
        """The address of a file of the project."""
        return f"{self._address}/files/{path}"


@pytest.fixture(scope="module")
def lab(tmp_path_factory, every_report):
    """JupyterLab as `simulate lab` starts it, on a copy of the project with its reports."""
    import shutil

    project = copy_project(tmp_path_factory.mktemp("lab"))
    shutil.copytree(every_report, project / "reports")
    own = tmp_path_factory.mktemp("jupyter")
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


@pytest.fixture
def page(request):
    """A browser's page; the test's screenshot is kept if it fails."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "Chromium is required here and not installed"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shown = running.new_page(viewport={"width": 1400, "height": 1000})
        shown.set_default_timeout(RUN_MILLISECONDS)
        yield shown
        if getattr(request.node, "failed", False):
            SCREENSHOTS.mkdir(exist_ok=True)
            shown.screenshot(path=SCREENSHOTS / f"{request.node.name}.png")
        running.close()
