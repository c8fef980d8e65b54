"""A package that is missing is named, with the command that mends it, instead of a traceback."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

from simulate import packages
from simulate.publish.execute import RunFailedError, execute

# hides modules from a process and from all that it starts
HIDING = """
import os, sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in os.environ["HIDDEN"].split(","):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hidden())
"""
OTHER_NAMES = {"ipython": "IPython", "pyyaml": "yaml"}


@pytest.fixture
def without(tmp_path):
    """Runs Python where some modules cannot be found."""

    def run(hidden, *words):
        (tmp_path / "sitecustomize.py").write_text(HIDING, encoding="utf-8")
        env = os.environ | {
            "HIDDEN": hidden,
            "PYTHONPATH": os.pathsep.join([str(tmp_path), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]),
        }
        command = [sys.executable, *words]
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=300)

    return run


def test_every_needed_package_is_looked_for():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = [re.match(r"[\w-]+", line)[0].lower() for line in wanted]
    # IPython comes with ipykernel
    assert {*packages.MODULES} - {"IPython"} == {OTHER_NAMES.get(name, name.replace("-", "_")) for name in names}
    assert packages.missing() == ()


@pytest.mark.slow
@pytest.mark.parametrize("hidden", ["pydantic", "scipy", "matplotlib,seaborn"])
def test_a_notebook_names_what_is_missing_in_both_languages(without, hidden):
    code = """
import simulate as sim
try:
    sim.parameters("sponsorship", {})
except ImportError as error:
    print(*error._render_traceback_(), sep=chr(10))
"""
    done = without(hidden, "-c", code)
    indonesian, english = done.stdout.splitlines()
    listed = ", ".join(hidden.split(","))
    assert indonesian.startswith(f"Paket tidak ditemukan: {listed}. Perbaiki di terminal dengan: ")
    assert english == f"Not found: {listed}. In a terminal, this mends it: {packages.mending('lab')}"
    assert done.stderr == ""


def test_the_command_line_names_what_is_missing(without):
    done = without("pandas", "-m", "simulate.cli", "check")
    assert done.returncode == 1
    assert (
        done.stderr == f"simulate: Not found: pandas. In a terminal, this mends it: {packages.mending('reports')}\n"
    )


@pytest.mark.slow
def test_a_report_without_a_kernel_says_the_command(without, tmp_path):
    done = without("ipykernel", "-m", "simulate.cli", "report", "law", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert f"`ipykernel` is missing: {packages.mending('reports')}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_kernel_that_nobody_knows_says_the_command(monkeypatch):
    import papermill
    from jupyter_client.kernelspec import NoSuchKernel

    def fails(*_, **__):
        raise NoSuchKernel("python3")

    monkeypatch.setattr(papermill, "execute_notebook", fails)
    with pytest.raises(
        RunFailedError, match=r"10_law.ipynb: no kernel `python3` in this environment; this mends it: "
    ):
        execute(ROOT / "notebooks/10_law.ipynb", {})


@pytest.mark.parametrize(
    ("prefix", "files", "command"),
    [
        (".venv", (), "make clean lab"),
        ("conda", ("conda-meta/history",), "conda env update -f environment.yml"),
        ("other", (), '" -m pip install -e "'),
    ],
)
def test_the_command_is_that_of_the_environment(monkeypatch, tmp_path, prefix, files, command):
    for name in files:
        (tmp_path / prefix / name).parent.mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / prefix))
    monkeypatch.setattr(packages.paths, "checkout", lambda: Path(tmp_path))
    assert command in packages.mending("lab")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("No module named 'simulate'", "simulate"),
        ("/usr/bin/python: No module named ipykernel_launcher", "ipykernel_launcher"),
        ("No module named 'scipy.stats'", "scipy"),
        ("division by zero", ""),
    ],
)
def test_the_module_is_read_from_pythons_message(text, name):
    assert packages.named_in(text) == name
