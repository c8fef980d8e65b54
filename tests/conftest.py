"""What tests share: the law, the region, one result, and a copy of the project that may be broken."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
from browser import CHROMIUM, FLAGS
from drawings import complaints
from filelock import FileLock
from hypothesis import settings
from matplotlib.figure import Figure
from probe import put_probe

from simulate import paths
from simulate.law.base import Law
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.sponsorship.study import run
from simulate.publish.execute import UNATTENDED
from simulate.publish.requests import order
from simulate.publish.run import PublishOptions, publish
from simulate.region.base import Region
from simulate.study.identity import digest

ROOT = Path(__file__).resolve().parents[1]
# no test is timed: a busy machine is not a failure
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config):
    config.pluginmanager.register(Notebooks())


# what a test waits for that runs notebooks or a browser
SLOW = {"chromium", "every_report", "published", "simulate_process"}
# these files begin, the longest first, so that no process is left alone with one of them at the end
LONGEST = [
    f"tests/{name}.py"
    for name in (
        "lab/test_jupyterlab",
        "publish/test_browser",
        "publish/test_report",
        "publish/test_reliability",
        "publish/test_reuse",
        "publish/test_whatif",
        "sweep/test_sweep",
        "publish/test_brief",
        "programmes/sponsorship/test_page",
        "programmes/funding/test_page",
    )
]


class Notebooks:
    """What nbval's notebooks are beside what nbval says of them."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        for item in items:
            if item.path.suffix == ".ipynb" or SLOW & {*getattr(item, "fixturenames", ())}:
                item.add_marker(pytest.mark.slow)
        places = {name: place for place, name in enumerate(LONGEST)}
        items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item):
        if item.path.suffix != ".ipynb":
            return (yield)
        # as they are published; with their forms they run in JupyterLab
        with patch.dict(os.environ, {UNATTENDED: "1"}):
            return (yield)


@pytest.fixture(scope="session", autouse=True)
def _tables_read_once():
    """A folder's table whose file has the very same bytes and place in the project is checked once a process.

    What a table may hold is tried on `read_table` itself, and a file that is refused is read again each time.
    """
    from simulate.region import base

    read, found = base.read_table, {}

    def remembered(path, *more):
        try:
            key = (paths.shown(path), path.read_bytes(), *map(tuple, more))
        except OSError:
            return read(path, *more)
        if key not in found:
            found[key] = read(path, *more)
        return found[key].copy()

    with patch.object(base, "read_table", remembered):
        yield


@pytest.fixture(scope="session")
def law():
    return Law.load()


@pytest.fixture(scope="session")
def region():
    return Region.load("36.03")


@pytest.fixture(scope="session")
def unknowns(region):
    return read_unknowns("sponsorship", region)


@pytest.fixture(scope="session")
def default_result():
    return run(draws=512)


def copy_project(folder):
    """A copy of data and notebooks in a folder."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of data and notebooks that a test may break; the package reads it instead of the checkout."""
    copy_project(tmp_path)
    monkeypatch.setenv("SIMULATE_PROJECT", str(tmp_path))
    return tmp_path


class Ended(NamedTuple):
    """How a command ended, as a process tells it."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def simulate():
    """Runs the command line in this process, through its own entry; ``project`` names the project it reads.

    What is of a process alone, how it exits and what else it writes, `tests/cli/test_process.py` tries in one.
    """
    from click.testing import CliRunner

    from simulate.cli import cli

    def call(*words, project=None):
        with patch.dict(os.environ, {"SIMULATE_PROJECT": str(project)} if project else {}):
            done = CliRunner().invoke(cli, [*map(str, words)], prog_name="simulate", catch_exceptions=False)
        return Ended(done.exit_code, done.stdout, done.stderr)

    return call


@pytest.fixture(scope="session")
def simulate_process():
    """Runs the command line in a process of its own; ``project`` names the project it reads."""

    def call(*words, project=None):
        env = os.environ | ({"SIMULATE_PROJECT": str(project)} if project else {})
        command = [sys.executable, "-m", "simulate.cli", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=900)

    return call


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id):
    """Makes a folder once for all processes that test at the same time."""
    base = tmp_path_factory.getbasetemp()

    def made(name, make):
        out = (base if worker_id == "master" else base.parent) / name
        with FileLock(out.with_suffix(".lock")):
            if not out.with_suffix(".made").exists():
                make(out)
                out.with_suffix(".made").touch()
        return out

    return made


@pytest.fixture(scope="session")
def every_report(simulate, once):
    """The folder of all reports, in both languages. Copy it before you change it."""

    def make(out):
        done = simulate("reports", "--out", out)
        assert done.returncode == 0, done.stderr

    return once("every_report", make)


@pytest.fixture
def probe(project):
    """A copy of the project whose law page is made from few cells; a test may break it."""
    return put_probe(project)


@pytest.fixture(scope="session")
def chromium():
    """A browser that runs for all tests."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "Chromium is required here and not installed"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def _published(once):
    """Reports of 256 draws that were published once."""

    def make(out):
        few = {"draws": 256}
        for name, plan, values in (
            ("sponsorship", "default", few),
            ("sponsorship", "slogan", few),
            ("election", "default", few),
            ("law", "default", {}),
        ):
            publish(order(name, plan, values), PublishOptions(out, ("en",)))

    return once("published", make)


@pytest.fixture
def published(_published, tmp_path):
    """A copy of published reports that a test may break."""
    return Path(shutil.copytree(_published, tmp_path / "published"))


def rebind(record, content):
    """Writes the record of a run with the identity that its inputs have."""
    record.write_text(json.dumps({**content, "identity": digest(content["inputs"])}), encoding="utf-8")


def contents(folder):
    """Every file below a folder with its bytes, to see that nothing changed."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def _drawings_do_not_mislead(request, monkeypatch):
    """Each drawing that a test of a page makes is looked at: it must not mislead, whatever its plan and language; charts that already were in a module's fixture are not drawn anew."""
    room = request.path.relative_to(ROOT / "tests").parts[0]
    if room not in ("page", "programmes") or request.path.stem == "test_drawings":  # it draws what misleads
        yield
        return
    draw, seen = Figure.draw, []

    def look(drawing, renderer):
        draw(drawing, renderer)
        seen.extend(complaints(drawing))

    monkeypatch.setattr(Figure, "draw", look)
    yield
    assert not seen, "\n".join(dict.fromkeys(seen))


@pytest.fixture
def unwritten(request, monkeypatch):
    """Drawings are made, which can fail, and not written as SVG, which takes most; in a slow test they are, and looked at."""
    if not request.node.get_closest_marker("slow"):
        monkeypatch.setattr(Figure, "draw", lambda self, renderer: None)
