"""Runs one notebook through papermill, on a warm kernel of its own."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from simulate import packages, paths
from simulate.errors import InputError, Problem

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from nbformat import NotebookNode

# what notebooks import, third parties alone: the package's own modules load in each kernel anew
WARM = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "matplotlib_inline.backend_inline",
    "seaborn",
    "pandas",
    "pandera.pandas",
    "scipy.stats.qmc",
    "pydantic",
    "yaml",
    "babel.dates",
    "babel.numbers",
)
# says to a notebook that nobody watches it
UNATTENDED = "SIMULATE_UNATTENDED"
_RUNNING: WeakSet[_Kernel] = WeakSet()
stopping = threading.Event()


@cache
def _forkserver() -> Any:
    """The context whose children are forked from a warm process; None where the system can't fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return None
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(WARM))
    return context


def warm_up() -> None:
    """Starts the process that kernels are forked from, so that it loads while other things are prepared."""
    if _forkserver():
        from multiprocessing.forkserver import ensure_running

        ensure_running()


def stop_kernels() -> None:
    """Kills every forked kernel that runs or is about to; what waits for one is interrupted."""
    stopping.set()
    for kernel in tuple(_RUNNING):
        kernel.kill()


@contextmanager
def kernel_manager(warm: bool) -> Iterator[tuple[type, Path]]:
    """The class of a kernel's manager, and the file that holds what the kernel said to the terminal.

    Sockets stand in a folder of their own: ports collide when several kernels start at once, and a path that
    kernels share lets them hear each other.

    Args:
        warm: fork the kernel from a warm process, where the system can.
    """
    # a socket's path may hold about 100 characters
    short = "/tmp" if os.name != "nt" and len(tempfile.gettempdir()) > 60 else None
    with tempfile.TemporaryDirectory(prefix="sim", dir=short, ignore_cleanup_errors=True) as room:
        yield _manager(room, warm and _forkserver() is not None), Path(room, "stderr")


def _manager(room: str, forks: bool) -> type:
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import default

    class OwnKernel(AsyncKernelManager):
        """A kernel of this environment in the notebooks' folder."""

        async def start_kernel(self, **options: Any) -> None:
            with Path(room, "stderr").open("wb") as stderr:
                own = {"cwd": str(paths.notebooks()), "env": {**(options.get("env") or os.environ), UNATTENDED: "1"}}
                await super().start_kernel(stderr=stderr, **options | own)

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

    class Forked(OwnSockets):
        async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
            # jupyter_client names this method as the place to launch kernels differently
            arguments = kernel_cmd[kernel_cmd.index("-f") :]
            own = _Kernel(arguments, options["env"], options["cwd"], f"{room}/stderr")
            self.provisioner.process, self.provisioner.pid, self.provisioner.pgid = own, own.pid, own.pid
            self._reconcile_connection_info(self.provisioner.connection_info)

    return OwnKernel if os.name == "nt" else Forked if forks else OwnSockets


class _Kernel:
    """A forked kernel, with what jupyter_client asks of a process."""

    stdin = stdout = stderr = None

    def __init__(self, arguments: list[str], env: dict[str, str], folder: str, said: str):
        told = (arguments, env, folder, said)
        self._process: BaseProcess = _forkserver().Process(target=_be_a_kernel, args=told, daemon=True)
        self._process.start()
        self.pid = self._process.pid
        _RUNNING.add(self)
        if stopping.is_set():
            self.kill()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def _be_a_kernel(arguments: list[str], env: dict[str, str], folder: str, said: str) -> None:
    """Turns this process into a kernel, as ``python -m ipykernel_launcher -f FILE`` does."""
    gc.freeze()  # what came with the fork stays; looking through it again and again costs a third of a second
    gc.set_threshold(100_000, 20, 20)  # and so does looking as often as usual
    os.setsid()  # a group of its own, so that a signal reaches all that it starts
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream, place in ((0, nothing), (1, nothing), (2, output)):
        os.dup2(place, stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the process it comes from ignores it
    from ipykernel.kernelapp import IPKernelApp

    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    IPKernelApp.launch_instance(arguments)


def _end_with(run: BaseProcess) -> None:
    """Ends this process when the run that asked for it is gone, however that ended: nobody waits for an answer."""
    run.join()
    os._exit(1)


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
    return normalised(executed)


def _cure(said: str) -> str:
    """What to add to a message where a package is missing: its name, and the command that mends it."""
    name = packages.named_in(said)
    return f"; `{name}` is missing: {packages.mending('reports')}" if name else ""


class _Told(Problem):
    """A problem as the kernel wrote it: its whole line."""

    def __init__(self, line: str):
        super().__init__("as_told", "", text=line)

    def line(self, language: str = "en") -> str:
        return self.text(language)


def normalised(notebook: NotebookNode) -> NotebookNode:
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
