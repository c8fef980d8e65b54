"""Publishes reports, one, or many on warm kernels: what each is made from decides what is left as it stands."""

from __future__ import annotations

import ast
import platform
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.page.words import LANGUAGES, Words
from simulate.plan.named import plan_files
from simulate.plan.published import HEADLINE, RECORD
from simulate.programmes import named_programme
from simulate.publish.execute import RunFailedError, execute, stop_kernels, warm_up
from simulate.publish.folder import alone, check_writable, failure_files, record_in, replace, stands, write_index
from simulate.publish.history import forget, run_of, standing, to_keep, told_of
from simulate.publish.notebook import read_cells
from simulate.publish.page import TEMPLATES, get_ready, page, print_pdf, record_of, result_files, run_json, sha256
from simulate.publish.requests import PublishJob, check_as_ordered, notebook_of
from simulate.publish.since import since_html
from simulate.study.identity import PACKAGE, code_files, hashes, modules_behind

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


PACKAGES = (
    "ipython",
    "latex2mathml",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
    "scipy",
    "seaborn",
)
_PAGE = ("simulate.publish.page", "simulate.publish.since")


def executed_from(notebook: Path, plan: str) -> dict[str, str]:
    """SHA-256 by path of what decides an executed notebook, beside the inputs of its result and its parameters.

    Args:
        notebook: the notebook.
        plan: the label of the named plan that it starts from.
    """
    cells = tuple(cell["source"] for cell in read_cells(notebook) if cell["cell_type"] == "code")
    code = "\n".join(cells)
    plans = [path for label, path in plan_files().items() if label == plan or f'"{label}"' in code]
    lock = [path for path in [paths.project() / "requirements.lock"] if path.is_file()]
    return hashes([notebook, *plans, *lock]) | _code_behind(cells)


def pages_from() -> dict[str, str]:
    """SHA-256 by path of what turns an executed notebook into pages and tables."""
    templates = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    named = {f"src/simulate/{path.relative_to(PACKAGE).as_posix()}": path for path in templates}
    shas = hashes(templates)
    return code_files(*_PAGE) | {name: shas[paths.shown(path)] for name, path in sorted(named.items())}


@cache
def versions() -> dict[str, str]:
    """Python and the packages that numbers, drawings and pages come from."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


@cache
def _code_behind(cells: tuple[str, ...]) -> dict[str, str]:
    """`code_files` of the package that the cells use; of all modules where a cell is not plain Python."""
    found = {"simulate"}
    for cell in cells:
        try:
            found = found.union(*map(modules_behind, _names(ast.parse(cell))))
        except SyntaxError:
            parts = [path.relative_to(PACKAGE.parent).with_suffix("").parts for path in PACKAGE.rglob("*.py")]
            return code_files(*(".".join(part for part in one if part != "__init__") for one in parts))
    return code_files(*found)


def _names(tree: ast.AST) -> Iterator[str]:
    """Dotted names of the package in a cell: what it imports, and what it reads from ``sim``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.Attribute):
            name = ast.unparse(node)
            yield f"simulate.{name.removeprefix('sim.')}" if name.startswith("sim.") else ""


# what decides where a notebook's run ends
_RUN = ("parameters", "inputs", "versions", "executed_from")


def _origin(job: PublishJob) -> dict[str, Any]:
    """What decides a report's bytes, by the name under which its record keeps it: of its run, and of its pages."""
    notebook = paths.notebooks() / named_programme(job.report).notebook
    parts = (job.parameters, job.inputs, versions(), executed_from(notebook, job.plan))
    return dict(zip(_RUN, parts, strict=True)) | {"pages_from": pages_from()}


def _same(record: Mapping[str, Any], origin: Mapping[str, Any], parts: Iterable[str]) -> bool:
    return all(record.get(part) == origin[part] for part in parts)


def up_to_date(job: PublishJob, wanted: PublishOptions) -> bool:
    """Whether all that is wanted stands as this very job would write it."""
    if wanted.fresh:
        return False
    folder, origin = wanted.folder(job), _origin(job)
    record = record_in(folder)
    return (
        _same(record, origin, origin)
        and {page.name for page in wanted.pages(job)} <= set(record["outputs"])
        and all(stands(folder, record, name) for name in record["outputs"])
        and not (folder / "failed.json").exists()
    )


def publish(
    job: PublishJob,
    wanted: PublishOptions,
    on_cell: Callable[[], None] | None = None,
    since: Mapping[str, Any] | None = None,
) -> None:
    """Writes the folder ``OUT/REPORT/LABEL``, all of it or nothing, and the index above it.

    Runs the notebook only where an executed one of the very same origin does not stand there. A failed run leaves
    the last good report and a page that says why it failed. The run that was there is kept below ``history``, and the
    record and the pages say what moved since.

    Args:
        job: from `order`.
        wanted: what to write.
        on_cell: called after each code cell.
        since: what the record says of the run before, to make a report anew where that does not stand.

    Raises:
        InputError: the notebook is refused, refused an input, or ran another plan than was ordered.
        RunFailedError: the notebook failed, or the folder can't be written.
    """
    import nbformat

    check_writable(wanted.out)
    folder, origin = wanted.folder(job), _origin(job)
    before = record_in(folder)
    try:
        if not wanted.fresh and _same(before, origin, _RUN) and stands(folder, before, _EXECUTED):
            executed = nbformat.read(folder / _EXECUTED, as_version=4)
        else:
            executed = execute(notebook_of(job.report), job.parameters, on_cell)
        record = record_of(executed)
        check_as_ordered(job, record["inputs"])
        # a record of its own: that of the notebook stays as the run left it
        record = record | origin | {"report": job.report, "label": job.label, "inputs": record["inputs"]}
        tables = {_EXECUTED: (nbformat.writes(executed) + "\n").encode(), **result_files(record)}
        told, keep = _told(folder, record, tables, since)
        pages = _pages(executed, job, wanted, _standing(before, record), told)
    except RunFailedError as error:
        with alone(wanted.out):
            replace(folder, failure_files(job, error), {})
            write_index(wanted.out)
        raise
    while True:
        prints = _prints(pages, folder, before, wanted.languages if wanted.pdf else (), record["facts_date"])
        files = keep | pages | prints | tables
        with alone(wanted.out):
            if (now := record_in(folder)) == before:
                said = record | ({"since": told} if told else {})
                replace(folder, files | {RECORD: run_json(said, pages | prints | tables)}, before)
                forget(folder)
                write_index(wanted.out)
                return
        # another run took the report's place meanwhile, and is now the one before
        before = now
        told, keep = _told(folder, record, tables, since)
        pages = _pages(executed, job, wanted, _standing(before, record), told)


def _told(
    folder: Path, record: Mapping[str, Any], tables: Mapping[str, bytes], since: Mapping[str, Any] | None
) -> tuple[Mapping[str, Any] | None, dict[str, bytes]]:
    """What the record says of the run before, and the file that keeps that run."""
    now = run_of(record, tables.get(HEADLINE))
    if since is not None or now is None:
        return since, {}
    before = standing(folder)
    return told_of(before, now), to_keep(folder, before, now)


def _standing(before: Mapping[str, Any], record: Mapping[str, Any]) -> Collection[str]:
    """The files of the very same run that stand: the other language of it stays bound."""
    return before.get("outputs", {}) if before.get("identity") == record["identity"] else {}


def _pages(
    executed: Any, job: PublishJob, wanted: PublishOptions, standing: Collection[str], told: Mapping[str, Any] | None
) -> dict[str, bytes]:
    """The pages by name, in the languages that are wanted or stand."""
    files = {}
    languages = [name for name in LANGUAGES if name in wanted.languages or f"report.{name}.html" in standing]
    for language in languages:
        said = since_html(told, job.report, Words(language)) if told else ""
        files[f"report.{language}.html"] = page(executed, language, languages, said).encode()
    return files


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
    if waiting:
        get_ready()  # while the process that kernels come from loads
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
