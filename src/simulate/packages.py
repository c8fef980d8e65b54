"""What the package needs around it: which of its packages cannot be found, and the command that mends it."""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from pathlib import Path

from simulate import paths

# the modules of the packages that pyproject.toml names; a test holds that none is left out
MODULES = (
    "babel",
    "click",
    "duckdb",
    "filelock",
    "IPython",
    "ipykernel",
    "ipywidgets",
    "jinja2",
    "jupyterlab",
    "latex2mathml",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "nbformat",
    "numpy",
    "pandas",
    "pandera",
    "papermill",
    "pyarrow",
    "pydantic",
    "scipy",
    "seaborn",
    "tqdm",
    "yaml",
)
_NO_MODULE = re.compile(r"No module named '?([\w.]+)")


class MissingPackageError(ImportError):
    """A package that `simulate` needs cannot be found; the text names it and the command that mends it."""

    def __init__(self, names: tuple[str, ...], verb: str = "lab"):
        """Keeps the modules that can't be found; ``verb`` is what the Makefile is to do once it is mended."""
        listed, command = ", ".join(names), mending(verb)
        self.told = {
            "id": f"Paket tidak ditemukan: {listed}. Perbaiki di terminal dengan: {command}",
            "en": f"Not found: {listed}. In a terminal, this mends it: {command}",
        }
        super().__init__(self.told["en"])

    def _render_traceback_(self) -> list[str]:
        """JupyterLab prints these lines in place of a traceback: the notebook's language may not be known yet."""
        return [*self.told.values()]


def missing() -> tuple[str, ...]:
    """The modules of needed packages that this Python cannot find; none is the rule."""
    return tuple(name for name in MODULES if not _there(name))


def _there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ImportError:
        return False


def must_be_there() -> None:
    """Refuses where a needed package cannot be found.

    Raises:
        MissingPackageError: naming all of them.
    """
    names = missing()
    if names:
        raise MissingPackageError(names)


def named_in(text: str) -> str:
    """The module that a message of Python's says is not there; empty where it says no such thing."""
    found = _NO_MODULE.search(text)
    return found[1].partition(".")[0] if found else ""


def mending(verb: str) -> str:
    """The command that puts every package in its place again, for the environment that runs now."""
    environment, checkout = Path(sys.prefix), paths.checkout()
    if environment == checkout / ".venv":
        return f"make clean {verb}"
    if (environment / "conda-meta").is_dir():
        return "conda env update -f environment.yml"
    return f'"{sys.executable}" -m pip install -e "{checkout}"'
