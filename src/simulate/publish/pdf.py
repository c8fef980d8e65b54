"""Pages as PDF, printed by the Chromium of the system."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from simulate.publish.execute import RunFailedError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_SECONDS = 120


def chromium() -> str | None:
    """The browser that prints: the one that the variable ``CHROMIUM`` names, else the first that is found."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


def print_pdf(page: bytes, day: str) -> bytes:
    """A page as PDF, tagged for screen readers.

    Args:
        page: the HTML.
        day: ``YYYY-MM-DD``, the date of the facts; it stands in place of the hour of printing, so that the same
            page gives the same bytes.

    Raises:
        RunFailedError: the browser failed.
    """
    with tempfile.TemporaryDirectory(prefix="sim", ignore_cleanup_errors=True) as room:
        source, target = Path(room, "page.html"), Path(room, "page.pdf")
        source.write_bytes(page)
        # a browser of its own, without the sandbox only where the system's root runs it, which it refuses else
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [chromium() or _NAMES[0], "--headless", *sandbox, "--disable-gpu", "--no-pdf-header-footer"]
        command += ["--disable-background-networking", f"--user-data-dir={room}/profile"]
        command += [f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RunFailedError(f"PDF: {command[0]}: {error}") from None
        if done.returncode or not target.exists():
            last = (done.stderr.strip().splitlines() or ["no PDF came out"])[-1]
            raise RunFailedError(f"PDF: {command[0]}: {last}")
        return _dated(target.read_bytes(), day)


def _dated(pdf: bytes, day: str) -> bytes:
    """The hour of printing replaced by midnight of a day, letter for letter."""
    stamp = f"{day.replace('-', '')}000000".encode()
    return re.sub(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}", lambda found: found[1] + stamp, pdf)
