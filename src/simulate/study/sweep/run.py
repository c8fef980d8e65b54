"""Runs a sweep: reads all that it needs, runs what was not run before, puts the results together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from simulate.errors import Gathered, InputError, Problem, refuse
from simulate.study.facts import file_hashes
from simulate.study.sweep.order import Point, Sweep
from simulate.study.sweep.store import is_stored, store, together, varied
from simulate.study.sweep.tasks import Failure, Lane, each_done
from simulate.study.sweep.work import code_of, headline_of, identity_of, inputs_here

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Done:
    """A finished sweep: its name and folder, how many points were run now and how many stood there, what failed."""

    name: str
    folder: Path
    run: int
    reused: int
    failures: list[dict[str, Any]]


def sweep(
    order: Sweep, lanes: AbstractContextManager[list[Lane]], out: Path, progress: Progress = lambda *_: None
) -> Done:
    """Runs a sweep.

    A point that a former sweep, or a killed one, left behind is not run again: its identity says that nothing it
    depends on has changed.

    Args:
        order: from `order_sweep`.
        lanes: from `processes` or `cluster`.
        out: the folder of all reports.
        progress: told the step (``read``, ``run``), how many are done, and of how many.

    Raises:
        InputError: the folder can't be written, a region's files are refused, or a worker has other files or other
            code; nothing was run.
        ConnectionError: a cluster went away; what was finished stays.
    """
    _check_out(out)
    # files are looked at once: what changes while the sweep runs is refused by the workers
    hashes = cache(partial(file_hashes, order.programme))
    regions = {point.settings.region for identity, point in _runs(order, hashes) if not is_stored(out, identity)}
    failures: list[dict[str, Any]] = []
    run = 0
    if regions:
        with lanes as opened:
            unread = _read_all(order, sorted(regions), opened, hashes, partial(progress, "read"))
            left = sum(not is_stored(out, identity) for identity, _ in _runs(order, hashes))
            tasks = (
                (order.programme, point, identity)
                for identity, point in _runs(order, hashes)
                if point.settings.region not in unread and not is_stored(out, identity)
            )
            progress("run", 0, left)
            for done, (task, found) in enumerate(each_done(headline_of, tasks, opened), start=1):
                _, point, identity = task
                if isinstance(found, Failure):
                    failures.append(_failure(order, identity, point, found))
                else:
                    store(out, identity, found)
                    run += 1
                progress("run", done, left)
        for identity, point in _runs(order, hashes):
            if point.settings.region in unread and not is_stored(out, identity):
                failures.append(_failure(order, identity, point, unread[point.settings.region]))
    failures.sort(key=lambda failure: failure["identity"])
    name, folder = together(out, order, _runs(order, hashes), failures)
    return Done(name, folder, run, len(order) - run - len(failures), failures)


def _check_out(out: Path) -> None:
    """Refuses a folder that can't be written before anything is run."""
    there = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise refuse("bad_out", f"--out {out}", f"{there} is no folder to write into", "a folder that can be written")


def _failure(order: Sweep, identity: str, point: Point, why: Failure) -> dict[str, Any]:
    return {"identity": identity, **varied(order, point), "error": str(why)}


def _runs(order: Sweep, hashes: Callable[[str], dict[str, str]]) -> Iterator[tuple[str, Point]]:
    """Each point with the identity that its run has."""
    for point in order.points():
        yield identity_of(order.programme, point, hashes(point.settings.region)), point


def _read_all(
    order: Sweep,
    regions: list[str],
    lanes: list[Lane],
    hashes: Callable[[str], dict[str, str]],
    progress: Callable[[int, int], None],
) -> dict[str, Failure]:
    """Lets workers read every region before anything runs; those whose workers died, with why.

    Raises:
        InputError: files that are refused, or that differ on a worker.
    """
    gathered = Gathered()
    unread: dict[str, Failure] = {}
    progress(0, len(regions))
    tasks = ((order.programme, region) for region in regions)
    for done, ((_, region), found) in enumerate(each_done(inputs_here, tasks, lanes), start=1):
        if isinstance(found, Failure) and isinstance(found.error, InputError):
            gathered.problems += found.error.problems
        elif isinstance(found, Failure):
            unread[region] = found
        else:
            here = hashes(region) | code_of(order.programme)
            gathered.problems += [
                Problem("other_files", name, "differs on a worker", "the same content everywhere")
                for name in sorted({*here, *found})
                if here.get(name) != found.get(name)
            ]
        progress(done, len(regions))
    gathered.refuse()
    return unread
