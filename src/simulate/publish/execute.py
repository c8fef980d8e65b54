"""Runs one notebook through papermill, on a kernel of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import packages, paths
from simulate.errors import InputError, Problem
from simulate.publish.kernels import kernel_manager, stopping

if TYPE_CHECKING:
    from nbformat import NotebookNode

START_SECONDS, CELL_SECONDS = 120, 600
# what only a running kernel can show
_WIDGET = "application/vnd.jupyter.widget-view+json"


class RunFailedError(RuntimeError):
    """A notebook stopped: which cell, and why. ``traceback`` is for ``--debug``, ``cell`` the code that stopped."""

    def __init__(self, message: str, traceback: str = "", cell: str = ""):
        """Keeps the message, the traceback and the cell apart."""
        super().__init__(message)
        self.traceback = traceback
        self.cell = cell


def execute(
    notebook: Path, parameters: dict[str, Any], on_cell: Callable[[], None] | None = None, warm: bool = True
) -> NotebookNode:
    """The executed notebook, without anything that differs from run to run.

    Args:
        notebook: the notebook to run; it is not changed.
        parameters: values for its parameters cell, checked before.
        on_cell: called after each code cell.
        warm: run it on a kernel forked from a warm process, where the system can; the answer is the same.

    Raises:
        InputError: a cell refused its input.
        RunFailedError: a cell failed, or the kernel died or took too long.
        KeyboardInterrupt: the kernels are being stopped.
    """
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # this environment's kernel, not the user's
    import papermill
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if "SIMULATE_PROJECT" in os.environ:
        os.environ["SIMULATE_PROJECT"] = str(paths.project())  # the kernel starts in another folder
    with kernel_manager(warm) as (manager, said):
        try:
            executed = papermill.execute_notebook(
                str(notebook),
                None,
                parameters=parameters,
                kernel_name="python3",
                language="python",  # where an editor left no kernelspec
                progress_bar=False,
                start_timeout=START_SECONDS,
                execution_timeout=CELL_SECONDS,
                kernel_manager_class=manager,
                on_cell_executed=None if on_cell is None else lambda **_: on_cell(),
            )
        except PapermillExecutionError as error:
            if error.ename == InputError.__name__:
                raise InputError(_Told(line) for line in error.evalue.splitlines()) from None
            message = (
                f"{notebook.name}, cell {error.cell_index + 1}: {error.ename}: {error.evalue}{_cure(error.evalue)}"
            )
            raise RunFailedError(message, "\n".join(error.traceback), error.source) from None
        except (DeadKernelError, CellTimeoutError, RuntimeError) as error:  # RuntimeError: it died as it started
            if stopping.is_set():
                raise KeyboardInterrupt from None
            reason = str(error).splitlines()[0] if str(error) else "the kernel died"
            told = said.read_text(encoding="utf-8", errors="replace")
            raise RunFailedError(f"{notebook.name}: {type(error).__name__}: {reason}{_cure(told)}", told) from None
        except NoSuchKernel as error:
            message = f"no kernel `{error.name}` in this environment; this mends it: {packages.mending('reports')}"
            raise RunFailedError(f"{notebook.name}: {message}") from None
    return settled(executed)


def _cure(said: str) -> str:
    """What to add to a message where a package is missing: its name, and the command that mends it."""
    name = packages.named_in(said)
    return f"; `{name}` is missing: {packages.mending('reports')}" if name else ""


class _Told(Problem):
    """A problem as the kernel wrote it."""

    def __init__(self, line: str):
        super().__init__("", "", line, "")

    def __str__(self) -> str:
        return self.found


def settled(notebook: NotebookNode) -> NotebookNode:
    """Fixed cell ids, no times, paths or widgets: the same run gives the same bytes."""
    kept = ("kernelspec", "language_info")
    notebook.metadata = {key: value for key, value in notebook.metadata.items() if key in kept}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if _WIDGET not in output.get("data", {})]
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
    return notebook
