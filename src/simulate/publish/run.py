"""Publishes reports: one, or many on warm kernels; what stands unchanged is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.page.words import LANGUAGES
from simulate.plan.published import RECORD
from simulate.programmes import named_programme
from simulate.publish.execute import RunFailedError, execute, stop_kernels, warm_up
from simulate.publish.folder import alone, check_writable, record_in, replace, sha256, stands
from simulate.publish.index import failure_files, write_index
from simulate.publish.notebook import read_cells
from simulate.publish.pdf import print_pdf
from simulate.publish.provenance import executed_from, pages_from, versions
from simulate.publish.requests import PublishJob, check_as_ordered, notebook_of

_EXECUTED = "executed.ipynb"


@dataclass(frozen=True)
class PublishOptions:
    """What to publish of a job: where, in which languages, as PDF too, and whether to run it even if it stands."""

    out: Path
    languages: Sequence[str] = LANGUAGES
    pdf: bool = False
    fresh: bool = False

    def folder(self, job: PublishJob) -> Path:
        """The report's folder."""
        return self.out / job.report / job.label

    def pages(self, job: PublishJob) -> list[Path]:
        """The pages that a reader opens."""
        forms = ("html", "pdf") if self.pdf else ("html",)
        return [self.folder(job) / f"report.{language}.{form}" for language in self.languages for form in forms]


@dataclass(frozen=True)
class _Origin:
    """What decides a report's bytes, by the stage that it decides."""

    parameters: dict[str, Any]
    inputs: dict[str, Any]
    versions: dict[str, str]
    executed_from: dict[str, str]
    pages_from: dict[str, str]

    def same_run(self, record: Mapping[str, Any]) -> bool:
        """Whether the notebook would run to the very same end."""
        deciding = ("parameters", "inputs", "versions", "executed_from")
        return all(record.get(name) == getattr(self, name) for name in deciding)

    def same_pages(self, record: Mapping[str, Any]) -> bool:
        """Whether the same notebook would give the very same pages."""
        return record.get("pages_from") == self.pages_from


def _origin(job: PublishJob) -> _Origin:
    notebook = paths.notebooks() / named_programme(job.report).notebook
    return _Origin(job.parameters, job.inputs, versions(), executed_from(notebook, job.plan), pages_from())


def up_to_date(job: PublishJob, wanted: PublishOptions) -> bool:
    """Whether all that is wanted stands as this very job would write it."""
    folder, origin = wanted.folder(job), _origin(job)
    record = record_in(folder)
    return (
        not wanted.fresh
        and origin.same_run(record)
        and origin.same_pages(record)
        and {page.name for page in wanted.pages(job)} <= set(record["outputs"])
        and all(stands(folder, record, name) for name in record["outputs"])
        and not (folder / "failed.json").exists()
    )


def publish(job: PublishJob, wanted: PublishOptions, on_cell: Callable[[], None] | None = None) -> None:
    """Writes the folder ``OUT/REPORT/LABEL``, all of it or nothing, and the index above it.

    Runs the notebook only where an executed one of the very same origin does not stand there. A failed run leaves
    the last good report and a page that says why it failed.

    Args:
        job: from `order`.
        wanted: what to write.
        on_cell: called after each code cell.

    Raises:
        InputError: the notebook is refused, refused an input, or ran another plan than was ordered.
        RunFailedError: the notebook failed, or the folder can't be written.
    """
    import nbformat

    from simulate.publish.page import page
    from simulate.publish.results import record_of, result_files, run_json

    check_writable(wanted.out)
    folder, origin = wanted.folder(job), _origin(job)
    before = record_in(folder)
    try:
        if not wanted.fresh and origin.same_run(before) and stands(folder, before, _EXECUTED):
            executed = nbformat.read(folder / _EXECUTED, as_version=4)
        else:
            executed = execute(notebook_of(job.report), job.parameters, on_cell)
        record = record_of(executed)
        check_as_ordered(job, record["inputs"])
        # the other language of the very same run stays bound
        standing = before.get("outputs", {}) if before.get("identity") == record["identity"] else {}
        languages = [name for name in LANGUAGES if name in wanted.languages or f"report.{name}.html" in standing]
        files = {f"report.{language}.html": page(executed, language).encode() for language in languages}
    except RunFailedError as error:
        with alone(wanted.out):
            replace(folder, failure_files(job, error), {})
            write_index(wanted.out)
        raise
    files |= _prints(files, folder, before, wanted.languages if wanted.pdf else (), record["facts_date"])
    files |= {_EXECUTED: (nbformat.writes(executed) + "\n").encode(), **result_files(record)}
    record |= {
        "report": job.report,
        "label": job.label,
        "parameters": job.parameters,
        "versions": origin.versions,
        "executed_from": origin.executed_from,
        "pages_from": origin.pages_from,
    }
    with alone(wanted.out):
        replace(folder, files | {RECORD: run_json(record, files)}, before)
        write_index(wanted.out)


def _prints(
    pages: Mapping[str, bytes], folder: Path, before: Mapping[str, Any], languages: Sequence[str], day: str
) -> dict[str, bytes]:
    """The PDF of each page that is asked for, and those that stand of pages that did not change."""
    printed = {}
    for page_name, html in pages.items():
        name = page_name.replace(".html", ".pdf")
        if stands(folder, before, name) and sha256(html) == before["outputs"].get(page_name):
            printed[name] = (folder / name).read_bytes()
        elif page_name.split(".")[1] in languages:
            printed[name] = print_pdf(html, day)
    return printed


LOOK_UP_SECONDS = 0.2


@dataclass(frozen=True)
class Done:
    """How a job ended: unchanged, published after so many seconds, or with an error."""

    job: PublishJob
    seconds: float | None = None
    error: Exception | None = None


def cells_of(job: PublishJob) -> int:
    """How many code cells its notebook has, for progress."""
    notebook = paths.notebooks() / named_programme(job.report).notebook
    return sum(cell["cell_type"] == "code" for cell in read_cells(notebook))


def publish_all(
    jobs: Sequence[PublishJob],
    wanted: PublishOptions,
    at_once: int,
    on_start: Callable[[PublishJob], None] = lambda job: None,
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

    def run(job: PublishJob) -> Done:
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
