"""The folder of one report: what stands in it, and how whole files get into it."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.paths import STAGING, put
from simulate.plan.published import RECORD
from simulate.publish.execute import RunFailedError

FAILED = ("failed.html", "failed.json")


def sha256(content: bytes) -> str:
    """Hex SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """A JSON document of ours; empty where there is none, or it is not one."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def record_in(folder: Path) -> dict[str, Any]:
    """The record of the run that stands in the folder; empty where there is none."""
    record = read_json(folder / RECORD)
    return record if isinstance(record.get("outputs"), dict) else {}


def stands(folder: Path, record: Mapping[str, Any], name: str) -> bool:
    """Whether a file is there as its run wrote it."""
    try:
        return sha256((folder / name).read_bytes()) == record["outputs"].get(name)
    except OSError:
        return False


def check_writable(out: Path) -> None:
    """Looks before a long run whether the reports' folder, or the one it would be made in, can be written.

    Raises:
        RunFailedError: it can't.
    """
    here = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if not here.is_dir():
        raise cannot_write(out, NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
    if not os.access(here, os.W_OK | os.X_OK):
        raise cannot_write(out, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def cannot_write(out: Path, error: OSError) -> RunFailedError:
    """Why nothing could be written."""
    return RunFailedError(f"{paths.shown(out)}: cannot write: {error.strerror or error}; the old files stand")


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Lets one process at a time change what stands below a folder of reports.

    Raises:
        RunFailedError: the folder can't be written.
    """
    from filelock import FileLock

    try:
        out.mkdir(parents=True, exist_ok=True)
        with FileLock(out / ".lock"):
            for left in [*out.glob(f"*/*/{STAGING}*"), *out.glob(f"{STAGING}*")]:  # by a process that was killed
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            yield
    except OSError as error:
        raise cannot_write(out, error) from None


def replace(folder: Path, files: Mapping[str, bytes], before: Mapping[str, Any]) -> None:
    """Puts a run's files in the place of an earlier one's; files of others stay.

    Args:
        folder: the report's folder.
        files: the new files; the record comes last, so that where it stands all that it binds stands too.
        before: the record of the run that stood there.
    """
    put(folder, files)
    for name in {*before.get("outputs", {}), *FAILED} - set(files):
        (folder / name).unlink(missing_ok=True)
