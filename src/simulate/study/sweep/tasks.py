"""Tasks on lanes: each is run, tried once more where it fails, and reported where it fails again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulate.errors import InputError

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
