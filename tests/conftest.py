"""What tests share: the law, the region, one result, and a copy of the project that may be broken."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from browser import CHROMIUM, FLAGS
from filelock import FileLock
from hypothesis import settings
from seen import SEEN

from simulate.law import Law
from simulate.plan.unknowns import read_unknowns
from simulate.publish.orders import order
from simulate.publish.run import Wanted, publish
from simulate.region import Region
from simulate.study.identity import digest
from simulate.study.sponsorship import run

ROOT = Path(__file__).resolve().parents[1]
# no test is timed: a busy machine is not a failure
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


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


@pytest.fixture(scope="session")
def simulate():
    """Runs the command line in a process of its own; ``project`` names the project it reads."""

    def call(*words, project=None):
        env = os.environ | ({"SIMULATE_PROJECT": str(project)} if project else {})
        command = [sys.executable, "-m", "simulate.cli", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=900)

    return call


@pytest.fixture(scope="session")
def every_report(simulate, tmp_path_factory, worker_id):
    """The folder of the reports that are `SEEN`, in both languages. Copy it before you change it."""
    base = tmp_path_factory.getbasetemp()
    out = (base if worker_id == "master" else base.parent) / "every_report"
    with FileLock(out.with_suffix(".lock")):
        if not (out / "index.html").exists():
            only = [word for name in SEEN for word in ("--only", name)]
            done = simulate("reports", *only, "--out", out)
            assert done.returncode == 0, done.stderr
    return out


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
def _published(tmp_path_factory):
    """Reports of 256 draws that were published once."""
    out = tmp_path_factory.mktemp("published")
    for name, plan, values in (
        ("sponsorship", "default", {"draws": 256}),
        ("sponsorship", "slogan", {"draws": 256}),
        ("law", "default", {}),
    ):
        publish(order(name, plan, values), Wanted(out, ("en",)))
    return out


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
