"""Where tasks run, and how each is run, tried once more, and reported."""

from __future__ import annotations

import logging
import os
import re
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from simulate.errors import InputError, input_error

ATTEMPTS = 2
# seconds without a result after which a lane is asked whether it is still there
_PATIENCE = 10


@dataclass
class Lane:
    """An executor, how many tasks it takes at a time, how to open it anew, and why it is lost.

    ``lost`` is asked after so many seconds of silence and answers with a reason, or with nothing. ``final`` are the
    errors after which the executor has itself tried again, so that nobody need.
    """

    executor: Executor
    room: int
    reopen: Callable[[], Executor]
    lost: Callable[[float], str] = lambda silent: ""
    final: tuple[type[BaseException], ...] = (InputError,)


@dataclass(frozen=True)
class Failure:
    """Why a task came to nothing, after all attempts."""

    error: BaseException

    def __str__(self) -> str:
        if isinstance(self.error, BrokenProcessPool):
            return f"its worker process died {ATTEMPTS} times (killed, or out of memory)"
        kind = "" if isinstance(self.error, InputError) else type(self.error).__name__
        said = "; ".join(str(self.error).splitlines())
        return ": ".join(part for part in (kind, said) if part)


def each_done(
    work: Callable[..., Any], tasks: Iterable[tuple[Any, ...]], lanes: list[Lane]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Runs the tasks and yields each with its result, or with a `Failure`, as soon as it has one.

    A task that fails is tried once more, last of all, unless its error is final. No more tasks than the lanes have
    room for are in memory.

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
    silent = 0.0
    while running:
        finished = wait(running, timeout=_PATIENCE, return_when=FIRST_COMPLETED).done
        silent = 0.0 if finished else silent + _PATIENCE
        for reason in (lane.lost(silent) for lane in lanes if silent):
            if reason:
                raise ConnectionError(f"{reason}; the same command goes on from here")
        ended = []
        for future in finished:
            lane, task, attempt = running.pop(future)
            # a cancelled task (its cluster went away) is no Exception
            error = future.exception() if not future.cancelled() else ConnectionError("the cluster gave it up")
            if isinstance(error, BrokenProcessPool):
                lane.executor = lane.reopen()
            if error is None:
                ended.append((task, future.result()))
            elif attempt < ATTEMPTS and not isinstance(error, lane.final):
                again.append(task)
            else:
                ended.append((task, Failure(error)))
        fill()  # before whoever takes the results is busy with them
        yield from ended


def _submitted(lane: Lane, work: Callable[..., Any], task: tuple[Any, ...]) -> Future:
    # a process that starts here never hears Ctrl-C, which is for the one who gave the tasks
    with _deaf_to_interrupts():
        try:
            return lane.executor.submit(work, *task)
        except BrokenProcessPool:  # it died while it had nothing to do
            lane.executor = lane.reopen()
            return lane.executor.submit(work, *task)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


MOST_JOBS = 256
# seconds of silence after which a cluster without any worker is given up
_WITHOUT_WORKERS = 60


@contextmanager
def processes(jobs: int) -> Iterator[list[Lane]]:
    """As many lanes as processes, each of one process: where one dies, the others go on.

    Workers end when the one who gave the tasks ends, however it ends.
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


def cluster(address: str) -> AbstractContextManager[list[Lane]]:
    """One lane: the executor of a Dask client, with two tasks in flight for each of its workers' threads.

    Raises:
        InputError: no address; when opened: Dask is not installed, no scheduler answers, or it has no worker.
    """
    found = re.fullmatch(r"(?:tcp://)?(?P<host>\[[0-9a-fA-F:]+\]|[\w.-]+):(?P<port>\d{1,5})", address)
    if not found or int(found["port"]) > 65535:
        raise input_error("not_an_address.dask", "--dask", address=repr(address[:60]))
    return _connected(address, found["host"].strip("[]"), int(found["port"]))


@contextmanager
def _connected(address: str, host: str, port: int) -> Iterator[list[Lane]]:
    try:
        from distributed import Client, KilledWorker
    except ModuleNotFoundError:
        raise input_error("no_dask", "--dask") from None
    # what goes wrong is said once, by us
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        socket.create_connection((host, port), timeout=5).close()
        client = Client(address, timeout=5, set_as_default=False)
    except (OSError, ValueError) as error:
        raise input_error("no_scheduler", f"--dask {address}", name=type(error).__name__) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise input_error("no_worker", f"--dask {address}")

        def lost(silent: float) -> str:
            if client.status != "running":
                return "the cluster's scheduler went away"
            return "the cluster has no worker left" if silent >= _WITHOUT_WORKERS and not client.nthreads() else ""

        executor = client.get_executor(pure=False)
        # Dask has sent a task whose worker died to other workers already
        yield [Lane(executor, 2 * threads, lambda: executor, lost, (InputError, KilledWorker))]
