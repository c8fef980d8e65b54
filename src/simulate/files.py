"""Writes whole files only: each is finished aside and then moved into place."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Puts files into a folder.

    Everything is written aside first, so a full disk leaves the old files untouched; then each file is
    moved into place, in the order given. Names may hold one folder (``results/headline.csv``).

    Raises:
        OSError: the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as aside:
        for name, content in files.items():
            path = Path(aside, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name in files:
            (folder / name).parent.mkdir(exist_ok=True)
            Path(aside, name).replace(folder / name)


def put_one(path: Path, content: bytes) -> None:
    """Puts one file into its place, for many small ones.

    Raises:
        OSError: the folder can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # a name that no other machine writing into the same folder has
    with tempfile.NamedTemporaryFile(prefix=".writing-", dir=path.parent, delete=False) as aside:
        try:
            aside.write(content)
            aside.close()
            Path(aside.name).replace(path)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise
