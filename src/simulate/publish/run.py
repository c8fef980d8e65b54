"""Publishes one report of one plan: checks first, runs once, writes both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import Gathered, Problem, did_you_mean
from simulate.files import put
from simulate.law import Law
from simulate.plan.named import DEFAULT, compose, plan_files
from simulate.plan.programmes import plan_of
from simulate.publish.catalogue import report as report_of
from simulate.publish.execute import RunFailedError, execute
from simulate.publish.index import write_index
from simulate.show.words import LANGUAGES


@dataclass(frozen=True)
class Job:
    """A checked order: which report, under which label, with which notebook parameters."""

    report: str
    label: str
    parameters: dict[str, Any]


def order(name: str, plan: str = DEFAULT, values: Mapping[str, Any] | None = None) -> Job:
    """Checks a report's name, plan and values before anything runs.

    Args:
        name: a report's name.
        plan: a label of ``data/plans``, or the path of a plan file.
        values: parameters by name, as text or typed.

    Raises:
        InputError: with all that is wrong.
    """
    wanted = report_of(name)
    values = dict(values or {})
    settings = {key: values.pop(key) for key in list(values) if key in wanted.settings.names()}
    known = (*wanted.model.names(), *wanted.settings.names())
    gathered = Gathered(
        Problem("unknown_parameter", key, "no such parameter", did_you_mean(key, known))
        for key in values
        if key not in known
    )
    with gathered:
        named = plan_of(name, plan)
        known_values = {key: value for key, value in values.items() if key in wanted.model.names()}
        levers = compose(named, known_values, wanted.model)
        levers.laws(Law.load())
    with gathered:
        run_settings = wanted.settings(**settings)
    gathered.refuse()
    # a plan file from elsewhere is handed over by value: notebooks hold no paths
    shipped = named.label == DEFAULT or named.label in plan_files()
    source = {"plan": named.label} if shipped else {"label": named.name}
    return Job(name, named.label, {**source, **levers.changed(), **run_settings.changed()})


def publish(
    job: Job, out: Path | None = None, languages: Sequence[str] = LANGUAGES, progress: str = ""
) -> dict[str, Path]:
    """Runs the notebook and writes its folder ``OUT/REPORT/PLAN``, all of it or nothing.

    Args:
        job: from `order`.
        out: the folder of all reports; ``reports`` of the project unless named.
        languages: which pages to write.
        progress: what the progress bar says; no bar where it is empty.

    Returns:
        The page of each language.

    Raises:
        InputError: the notebook refused an input.
        RunFailedError: the notebook failed, or the folder can't be written.
    """
    import nbformat

    from simulate.publish.page import page
    from simulate.publish.results import record_of, result_files, run_json

    out = out or paths.reports()
    executed = execute(paths.notebooks() / report_of(job.report).notebook, job.parameters, progress)
    record = record_of(executed) | {"label": job.label}
    files = {f"report.{language}.html": page(executed, language).encode() for language in languages}
    files |= {"executed.ipynb": (nbformat.writes(executed) + "\n").encode(), **result_files(record)}
    # the record comes last: where it stands, everything that it binds stands too
    folder = out / job.report / job.label
    before = _earlier(folder)
    if before.get("identity") == record["identity"]:  # the other language of the very same run stays bound
        kept = [name for name in before["outputs"] if name not in files and (folder / name).is_file()]
        files |= {name: (folder / name).read_bytes() for name in kept}
    try:
        put(folder, files | {"run.json": run_json(job.report, record, files)})
        for name in set(before.get("outputs", {})) - set(files):
            (folder / name).unlink(missing_ok=True)  # of an earlier, other run
        write_index(out)
    except OSError as error:
        raise RunFailedError(f"{out}: cannot write: {error.strerror or error}") from None
    return {language: folder / f"report.{language}.html" for language in languages}


def _earlier(folder: Path) -> dict[str, Any]:
    """The record of the run that stands in the folder; empty where there is none."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) and isinstance(record.get("outputs"), dict) else {}
