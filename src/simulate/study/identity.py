"""The identity of a run: SHA-256 of everything that it depends on, never a clock or a random number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from sys import intern
from typing import Any

from simulate import paths


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes, with line ends as git keeps them (a checkout on Windows agrees)."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def canonical(content: Any) -> str:
    """JSON with sorted keys and no spaces: the same content gives the same text."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(content: Any) -> str:
    """Hex SHA-256 of canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """SHA-256 by path below the project, in order of path."""
    # interned: regions of one sweep share most files
    return {intern(paths.shown(path)): intern(sha256_of(path)) for path in sorted(files)}
