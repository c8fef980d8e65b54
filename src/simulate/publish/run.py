"""Publishes one report of one plan: runs what is not there yet, writes pages, tables and the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.publish.catalogue import report as report_of
from simulate.publish.execute import RunFailedError, execute
from simulate.publish.failure import failure_files
from simulate.publish.folder import RECORD, alone, check_writable, record_in, replace, sha256, stands
from simulate.publish.index import write_index
from simulate.publish.notebook import check_as_ordered
from simulate.publish.orders import Job, notebook_of
from simulate.publish.origin import executed_from, pages_from, versions
from simulate.publish.pdf import print_pdf
from simulate.show.words import LANGUAGES

_EXECUTED = "executed.ipynb"


@dataclass(frozen=True)
class Wanted:
    """What to publish of a job: where, in which languages, as PDF too, and whether to run it even if it stands."""

    out: Path
    languages: Sequence[str] = LANGUAGES
    pdf: bool = False
    fresh: bool = False

    def folder(self, job: Job) -> Path:
        """The report's folder."""
        return self.out / job.report / job.label

    def pages(self, job: Job) -> list[Path]:
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


def _origin(job: Job) -> _Origin:
    notebook = paths.notebooks() / report_of(job.report).notebook
    return _Origin(job.parameters, job.inputs, versions(), executed_from(notebook, job.plan), pages_from())


def up_to_date(job: Job, wanted: Wanted) -> bool:
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


def publish(job: Job, wanted: Wanted, on_cell: Callable[[], None] | None = None) -> None:
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
