"""Where the project's folders are, and how whole files get into them."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


def project() -> Path:
    """The folder that holds ``data/``, ``notebooks/`` and ``reports/``.

    The checkout that this package stands in, unless the variable ``SIMULATE_PROJECT`` names another.
    """
    named = os.environ.get("SIMULATE_PROJECT")
    return Path(named).resolve() if named else _CHECKOUT


def checkout() -> Path:
    """The folder that this package stands in, with its Makefile."""
    return _CHECKOUT


def data() -> Path:
    """Law, national tables, regions, unknowns and named plans."""
    return project() / "data"


def notebooks() -> Path:
    """One notebook a question."""
    return project() / "notebooks"


def reports() -> Path:
    """Where reports are published unless a run names another folder."""
    return project() / "reports"


def shown(path: Path) -> str:
    """A path as messages and records show it: below the project, with forward slashes."""
    here, text = f"{project()}{os.sep}", os.fspath(path)
    if not text.startswith(here) or ".." in text:
        text = os.path.realpath(text)
    return text.removeprefix(here).replace(os.sep, "/")


# what is not finished stands in folders and files that begin so
STAGING = ".writing-"


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Puts files into a folder.

    Everything is written aside first, so a full disk leaves the old files untouched; then each file is
    moved into place, in the order given. Names may hold one folder (``results/headline.csv``).

    Raises:
        OSError: the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=STAGING, dir=folder) as aside:
        # numbers for names: what a killed process leaves here is not mistaken for a report
        staged = [Path(aside, str(number)) for number in range(len(files))]
        for path, content in zip(staged, files.values(), strict=True):
            path.write_bytes(content)
        for path, name in zip(staged, files, strict=True):
            (folder / name).parent.mkdir(exist_ok=True)
            path.replace(folder / name)


def put_one(path: Path, content: bytes) -> None:
    """Puts one file into its place, for many small ones.

    Raises:
        OSError: the folder can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # a name that no other machine writing into the same folder has; made as any file is, so that others may read it
    aside = path.parent / f"{STAGING}{secrets.token_hex(8)}"
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
