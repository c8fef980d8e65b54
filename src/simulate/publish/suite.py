"""Publishes many reports: what stands unchanged is left, the rest runs on warm kernels, a few at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from simulate import paths
from simulate.publish.catalogue import report as report_of
from simulate.publish.folder import alone
from simulate.publish.index import write_index
from simulate.publish.kernels import stop_kernels, warm_up
from simulate.publish.notebook import read_cells
from simulate.publish.orders import Job
from simulate.publish.run import Wanted, publish, up_to_date

LOOK_UP_SECONDS = 0.2


@dataclass(frozen=True)
class Done:
    """How a job ended: unchanged, published after so many seconds, or with an error."""

    job: Job
    seconds: float | None = None
    error: Exception | None = None


def cells_of(job: Job) -> int:
    """How many code cells its notebook has, for progress."""
    notebook = paths.notebooks() / report_of(job.report).notebook
    return sum(cell["cell_type"] == "code" for cell in read_cells(notebook))


def publish_all(
    jobs: Sequence[Job],
    wanted: Wanted,
    at_once: int,
    on_start: Callable[[Job], None] = lambda job: None,
    on_cell: Callable[[], None] | None = None,
) -> Iterator[Done]:
    """Publishes the jobs and yields each as it ends; what is up to date comes first and at once.

    One job that fails stops no other.

    Args:
        jobs: from `order`.
        wanted: what to write of each.
        at_once: how many run at the same time.
        on_start: called as a job begins to run, from a thread of its own.
        on_cell: called after each code cell, from such threads.
    """
    waiting = []
    for job in jobs:
        if up_to_date(job, wanted):
            yield Done(job)
        else:
            warm_up()
            waiting.append(job)
    if len(waiting) < len(jobs):  # what is up to date writes no index
        with alone(wanted.out):
            write_index(wanted.out)

    def run(job: Job) -> Done:
        on_start(job)
        start = time.monotonic()
        try:
            publish(job, wanted, on_cell)
        except Exception as error:  # told by whoever asked for the job
            return Done(job, error=error)
        return Done(job, seconds=time.monotonic() - start)

    pool = ThreadPoolExecutor(at_once)
    try:
        for future in _ended({pool.submit(run, job) for job in waiting}):
            yield future.result()
    except BaseException:  # interrupted: nobody waits for the kernels any more
        pool.shutdown(wait=False, cancel_futures=True)
        stop_kernels()
        raise
    finally:
        pool.shutdown()


def _ended(running: Collection[Future[Done]]) -> Iterator[Future[Done]]:
    """The futures as they end.

    Looks up now and then: an interrupt that comes just as the main thread falls asleep is else heard only when a job
    ends, and by then it has been published.
    """
    while running:
        ended, running = wait(running, timeout=LOOK_UP_SECONDS, return_when=FIRST_COMPLETED)
        yield from ended
