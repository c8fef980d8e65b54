"""pyproject.toml, requirements.lock and environment.yml say the same."""

import re
import tomllib
from importlib.metadata import requires

import yaml
from conftest import ROOT
from packaging.requirements import Requirement

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def _pins():
    joined = LOCK.replace("\\\n", " ")
    return [Requirement(line.split("--hash")[0]) for line in joined.splitlines() if line.strip()]


def _versions(name):
    found = [pin for pin in _pins() if pin.name.lower() == name.lower()]
    return [next(iter(pin.specifier)).version for pin in found]


def test_every_package_is_pinned_with_hashes_and_no_address():
    joined = LOCK.replace("\\\n", " ").strip().splitlines()
    assert len(joined) > 100
    for line in joined:
        assert re.match(r"[a-z0-9-]+==\S+ ", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line
    assert "://" not in LOCK


def test_lock_holds_every_declared_package_in_a_wanted_version():
    groups = PROJECT["dependency-groups"]
    for declared in [*PROJECT["project"]["dependencies"], *groups["test"], *groups["lint"], *groups["build"]]:
        wanted = Requirement(declared)
        versions = _versions(wanted.name)
        assert versions, f"{wanted.name} is not in the lock"
        assert all(version in wanted.specifier for version in versions), f"{wanted} but lock has {versions}"


def test_core_packages_are_declared():
    declared = {Requirement(line).name for line in PROJECT["project"]["dependencies"]}
    tests = {Requirement(line).name for line in PROJECT["dependency-groups"]["test"]}
    assert {"jupyterlab", "pandas", "matplotlib", "seaborn", "papermill", "nbconvert", "ipykernel"} <= declared
    assert {"pytest", "nbval"} <= tests


def test_conda_installs_the_package_with_exactly_the_lock():
    pip_lines = next(item["pip"] for item in CONDA["dependencies"] if isinstance(item, dict))
    assert pip_lines == ["-e .[lock]"]
    extra = [Requirement(line) for line in requires("simulate") if 'extra == "lock"' in line.replace("'", '"')]
    pinned = {(pin.name, str(pin.specifier)) for pin in _pins()}
    assert {(item.name, str(item.specifier)) for item in extra} == pinned
    assert len(extra) == len(_pins())


def test_conda_and_project_ask_for_the_same_python():
    python = next(item for item in CONDA["dependencies"] if isinstance(item, str) and item.startswith("python"))
    lowest = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert f">={lowest}" in python


def test_the_dask_extra_is_offered_and_is_what_tests_run_on():
    (wanted,) = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["custom"]["extras"]["dask"]
    assert wanted in PROJECT["dependency-groups"]["test"]
    offered = [Requirement(line) for line in requires("simulate") if 'extra == "dask"' in line.replace("'", '"')]
    assert [(item.name, item.extras, item.specifier) for item in offered] == [
        (item.name, item.extras, item.specifier) for item in [Requirement(wanted)]
    ]
