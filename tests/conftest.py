"""What tests share: the law, the region, one result, and a copy of the project that may be broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simulate.law import Law
from simulate.plan.unknowns import read_unknowns
from simulate.region import Region
from simulate.study.sponsorship import run

ROOT = Path(__file__).resolve().parents[1]


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


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of data and notebooks that a test may break; the package reads it instead of the checkout."""
    for folder in ("data", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setenv("SIMULATE_PROJECT", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def simulate():
    """Runs the command line in a process of its own; ``project`` names the project it reads."""

    def call(*words, project=None):
        env = os.environ | ({"SIMULATE_PROJECT": str(project)} if project else {})
        command = [sys.executable, "-m", "simulate.cli", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=300)

    return call


def contents(folder):
    """Every file below a folder with its bytes, to see that nothing changed."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
