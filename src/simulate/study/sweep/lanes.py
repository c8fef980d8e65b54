"""Where tasks run: processes of this machine or a Dask cluster, both behind `concurrent.futures.Executor`."""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager

from simulate.errors import InputError, refuse
from simulate.study.sweep.tasks import Lane

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
        raise refuse(
            "not_an_address", "--dask", f"{address[:60]!r}", "tcp://HOST:PORT, as `dask scheduler` prints it"
        )
    return _connected(address, found["host"].strip("[]"), int(found["port"]))


@contextmanager
def _connected(address: str, host: str, port: int) -> Iterator[list[Lane]]:
    try:
        from distributed import Client, KilledWorker
    except ModuleNotFoundError:
        raise refuse("no_dask", "--dask", "Dask is not installed", "pip install 'simulate[dask]'") from None
    # what goes wrong is said once, by us
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        socket.create_connection((host, port), timeout=5).close()
        client = Client(address, timeout=5, set_as_default=False)
    except (OSError, ValueError) as error:
        found = f"no scheduler answers ({type(error).__name__})"
        raise refuse(
            "no_scheduler", f"--dask {address}", found, "the address of a running `dask scheduler`"
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise refuse("no_worker", f"--dask {address}", "the scheduler has no worker", "start `dask worker` first")

        def lost(silent: float) -> str:
            if client.status != "running":
                return "the cluster's scheduler went away"
            return "the cluster has no worker left" if silent >= _WITHOUT_WORKERS and not client.nthreads() else ""

        executor = client.get_executor(pure=False)
        # Dask has sent a task whose worker died to other workers already
        yield [Lane(executor, 2 * threads, lambda: executor, lost, (InputError, KilledWorker))]
