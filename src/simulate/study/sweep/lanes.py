"""Where tasks run: processes of this machine or a Dask cluster, both behind `concurrent.futures.Executor`."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulate.errors import InputError, refuse

ATTEMPTS = 2
# seconds without a result after which a lane is asked whether it is still there
_PATIENCE = 10


@dataclass
class Lane:
    """An executor, how many tasks it takes at a time, how to open it anew, and whether it is still there."""

    executor: Executor
    room: int
    reopen: Callable[[], Executor]
    is_there: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Failure:
    """Why a task came to nothing, after all attempts."""

    error: BaseException

    def __str__(self) -> str:
        if isinstance(self.error, BrokenProcessPool):
            return f"its worker process died {ATTEMPTS} times (killed, or out of memory)"
        return f"{type(self.error).__name__}: {self.error}" if str(self.error) else type(self.error).__name__


def each_done(
    work: Callable[..., Any], tasks: Iterable[tuple[Any, ...]], lanes: list[Lane]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Runs the tasks and yields each with its result, or with a `Failure`, as soon as it has one.

    A task that fails is tried once more, last of all; bad input is not. No more tasks than the lanes have room for
    are in memory.

    Args:
        work: a function that can be sent to another process.
        tasks: its arguments.
        lanes: where to run it.

    Raises:
        ConnectionError: a cluster went away.
    """
    waiting, again = iter(tasks), deque()
    running: dict[Future, tuple[Lane, tuple[Any, ...], int]] = {}

    def next_task() -> tuple[tuple[Any, ...], int] | None:
        for task in waiting:
            return task, 1
        return (again.popleft(), ATTEMPTS) if again else None

    def fill() -> None:
        for lane in lanes:
            while sum(taken is lane for taken, _, _ in running.values()) < lane.room:
                found = next_task()
                if found is None:
                    return
                running[_submitted(lane, work, found[0])] = (lane, *found)

    fill()
    while running:
        finished = wait(running, timeout=_PATIENCE, return_when=FIRST_COMPLETED).done
        if not finished and not all(lane.is_there() for lane in lanes):
            raise ConnectionError("the cluster's scheduler went away; the same command goes on from here")
        ended = []
        for future in finished:
            lane, task, attempt = running.pop(future)
            # a cancelled task (its cluster went away) is no Exception
            error = future.exception() if not future.cancelled() else ConnectionError("the cluster gave it up")
            if isinstance(error, BrokenProcessPool):
                lane.executor = lane.reopen()
            if error is None:
                ended.append((task, future.result()))
            elif attempt < ATTEMPTS and not isinstance(error, InputError):
                again.append(task)
            else:
                ended.append((task, Failure(error)))
        fill()  # before whoever takes the results is busy with them
        yield from ended


def _submitted(lane: Lane, work: Callable[..., Any], task: tuple[Any, ...]) -> Future:
    try:
        return lane.executor.submit(work, *task)
    except BrokenProcessPool:  # it died while it had nothing to do
        lane.executor = lane.reopen()
        return lane.executor.submit(work, *task)


@contextmanager
def processes(jobs: int) -> Iterator[list[Lane]]:
    """As many lanes as processes, each of one process: where one dies, the others go on.

    Workers ignore Ctrl-C, which stops the one who gave the tasks, and end when that one ends, however it ends.
    """
    from multiprocessing import get_context

    threads = max(1, (os.cpu_count() or 1) // jobs)

    def opened() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin, initargs=(threads,))

    lanes = [Lane(opened(), 1, opened) for _ in range(jobs)]
    try:
        yield lanes
    finally:
        for lane in lanes:
            lane.executor.shutdown(wait=False, cancel_futures=True)


def _begin(threads: int) -> None:
    """Prepares a worker process."""
    import signal
    import threading
    from multiprocessing import parent_process
    from multiprocessing.connection import wait as wait_for

    os.environ["SIMULATE_THREADS"] = str(threads)
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        wait_for([parent_process().sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def cluster(address: str) -> Iterator[list[Lane]]:
    """One lane: the executor of a Dask client, with two tasks in flight for each of its workers' threads.

    Raises:
        InputError: Dask is not installed, no scheduler answers, or it has no worker.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise refuse("no_dask", "--dask", "Dask is not installed", "pip install 'simulate[dask]'") from None
    # what goes wrong is said once, by us
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
    try:
        client = Client(address, timeout=5, set_as_default=False)
    except (OSError, ValueError) as error:
        found = f"no scheduler answers ({type(error).__name__})"
        wanted = "the address of a running scheduler, e.g. tcp://10.0.0.5:8786"
        raise refuse("no_scheduler", f"--dask {address}", found, wanted) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise refuse("no_worker", f"--dask {address}", "the scheduler has no worker", "start `dask worker` first")
        executor = client.get_executor(pure=False)
        yield [Lane(executor, 2 * threads, lambda: executor, lambda: client.status == "running")]
