"""Runs one notebook through papermill, on a kernel of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import InputError, Problem

if TYPE_CHECKING:
    from nbformat import NotebookNode

START_SECONDS, CELL_SECONDS = 120, 600


class RunFailedError(RuntimeError):
    """A notebook stopped: which cell, and why. ``traceback`` is for ``--debug``."""

    def __init__(self, message: str, traceback: str = ""):
        """Keeps the message and the traceback apart."""
        super().__init__(message)
        self.traceback = traceback


def execute(notebook: Path, parameters: dict[str, Any], progress: str = "") -> NotebookNode:
    """The executed notebook, without anything that differs from run to run.

    Args:
        notebook: the notebook to run; it is not changed.
        parameters: values for its parameters cell, checked before.
        progress: what papermill's progress bar says; no bar where it is empty.

    Raises:
        InputError: a cell refused its input.
        RunFailedError: a cell failed, or the kernel died or took too long.
    """
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # this environment's kernel, not the user's
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if "SIMULATE_PROJECT" in os.environ:
        os.environ["SIMULATE_PROJECT"] = str(paths.project())  # the kernel starts in another folder
    # a socket's path may hold about 100 characters
    short = "/tmp" if os.name != "nt" and len(tempfile.gettempdir()) > 60 else None
    with tempfile.TemporaryDirectory(prefix="sim", dir=short, ignore_cleanup_errors=True) as room:
        try:
            executed = papermill.execute_notebook(
                str(notebook),
                None,
                parameters=parameters,
                kernel_name="python3",
                progress_bar={"desc": progress} if progress else False,
                cwd=str(paths.notebooks()),
                start_timeout=START_SECONDS,
                execution_timeout=CELL_SECONDS,
                kernel_manager_class=_kernel_manager(room),
            )
        except PapermillExecutionError as error:
            if error.ename == InputError.__name__:
                raise InputError(_Told(line) for line in error.evalue.splitlines()) from None
            cell = f"{notebook.name}, cell {error.cell_index + 1}"
            raise RunFailedError(f"{cell}: {error.ename}: {error.evalue}", "\n".join(error.traceback)) from None
        except (DeadKernelError, CellTimeoutError) as error:
            reason = str(error).splitlines()[0] if str(error) else "the kernel died"
            said = Path(room, "stderr").read_text(encoding="utf-8", errors="replace")
            raise RunFailedError(f"{notebook.name}: {type(error).__name__}: {reason}", said) from None
    return _settled(executed)


class _Told(Problem):
    """A problem as the kernel wrote it."""

    def __init__(self, line: str):
        super().__init__("", "", line, "")

    def __str__(self) -> str:
        return self.found


def _kernel_manager(room: str) -> type:
    """Kernels on sockets in a folder of their own: ports collide when several start at once."""
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import default

    class OwnKernel(AsyncKernelManager):
        """Keeps what the kernel says to the terminal; it matters only when the kernel dies."""

        async def start_kernel(self, **options: Any) -> None:
            with Path(room, "stderr").open("wb") as stderr:
                await super().start_kernel(stderr=stderr, **options)

    class OwnSockets(OwnKernel):
        @default("transport")
        def _transport(self) -> str:
            return "ipc"

        @default("ip")
        def _ip(self) -> str:
            return f"{room}/k"

        @default("connection_file")
        def _connection_file(self) -> str:
            return f"{room}/kernel.json"

    return OwnKernel if os.name == "nt" else OwnSockets


def _settled(notebook: NotebookNode) -> NotebookNode:
    """Fixed cell ids and no times or paths: the same run gives the same bytes."""
    kept = ("kernelspec", "language_info")
    notebook.metadata = {key: value for key, value in notebook.metadata.items() if key in kept}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
    return notebook
