"""A real JupyterLab on a copy of the project, and a browser that uses it; a test that fails keeps a screenshot."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, copy_project
from real_lab import running_lab

# where screenshots of failed tests go
SCREENSHOTS = Path(os.environ.get("SIMULATE_SCREENSHOTS", ROOT / ".screenshots"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


@pytest.fixture(scope="module")
def lab(tmp_path_factory, every_report):
    """JupyterLab on a copy of the project with its reports."""
    project = copy_project(tmp_path_factory.mktemp("lab"))
    for notebook in (project / "notebooks").glob("*.ipynb"):
        # whether all runs does not hang on how often it draws; the answers at full size are nbval's
        text = notebook.read_text(encoding="utf-8")
        notebook.write_text(
            text.replace("draws = 1024 ", "draws = 256 ").replace("draws = 32768 ", "draws = 1024 "), encoding="utf-8"
        )
    shutil.copytree(every_report, project / "reports")
    with running_lab(project, tmp_path_factory.mktemp("jupyter")) as lab:
        yield lab


@pytest.fixture
def page(request, chromium):
    """A browser's page; the test's screenshot is kept if it fails."""
    shown = chromium.new_page(viewport={"width": 1400, "height": 1000})
    yield shown
    if getattr(request.node, "failed", False):
        SCREENSHOTS.mkdir(exist_ok=True)
        shown.screenshot(path=SCREENSHOTS / f"{request.node.name}.png")
    shown.close()
