"""Commands that publish, verify and query reports."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulate.cli.printed import EXIT_FAILED, Refusals, debug_option
from simulate.programmes import named_programme

if TYPE_CHECKING:
    from simulate.publish.requests import PublishJob
    from simulate.publish.run import PublishOptions

lang_option = click.option("--lang", type=click.Choice(["id", "en"]), help="One language only.")
out_option = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the reports.")
fresh_option = click.option("--fresh", is_flag=True, help="Run what stands unchanged, too.")
pdf_option = click.option("--pdf", is_flag=True, help="Print the pages as PDF, too; needs Chromium.")


@click.command()
@click.argument("name")
@click.option("-p", "values", nargs=2, multiple=True, metavar="NAME VALUE", help="Set a parameter.")
@click.option("--plan", default="default", metavar="FILE", help="A named plan, or a plan file.")
@click.option("--scenario", metavar="NAME", help="The plan that this scenario binds; of the brief, its runs.")
@lang_option
@fresh_option
@pdf_option
@click.option("--cells", is_flag=True, help="Print a line with a point for each cell that has run.")
@out_option
@debug_option
def report(
    name: str,
    values: tuple[tuple[str, str], ...],
    plan: str,
    scenario: str | None,
    lang: str | None,
    fresh: bool,
    pdf: bool,
    cells: bool,
    out: Path | None,
    debug: bool,
) -> None:
    """Publishes one report.

    \b
    simulate report sponsorship -p months 24
    """
    with Refusals(debug) as refusals:
        from simulate.publish.requests import order

        refuse_repeats([key for key, _ in values])
        plan, given = planned(name, plan, scenario, dict(values))
        job = order(name, plan, given, reports=out)
        status = publish_jobs([job], wanted_of(out, fresh, pdf, lang), 1, debug, cells)
    sys.exit(refusals.status or status)


@click.command()
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Run N at a time; one a core unless given.")
@click.option("--only", multiple=True, metavar="NAME[/PLAN]", help="Only this report, or only this plan of it.")
@fresh_option
@pdf_option
@out_option
@debug_option
def reports(jobs: int | None, only: tuple[str, ...], fresh: bool, pdf: bool, out: Path | None, debug: bool) -> None:
    """Publishes every report: the default plan and each named plan; the brief of each scenario.

    What stands and would come out the same is left as it is.

    \b
    simulate reports --only sponsorship --only law/default
    """
    asked, statuses = [], [0]
    with Refusals(debug) as refusals:
        from simulate.publish.catalogue import chosen

        wanted_names = chosen(only)
    if refusals.status:
        sys.exit(refusals.status)
    for name, label in wanted_names:
        with Refusals(debug) as refusals:
            from simulate.publish.catalogue import ordered_as
            from simulate.publish.requests import ask

            asked.append(ask(name, *ordered_as(name, label)))
        statuses.append(refusals.status)
    at_once = jobs or min(os.cpu_count() or 1, 8)
    wanted = wanted_of(out, fresh, pdf)
    # what reads published runs is ordered once those of this call stand
    for reads in (False, True):
        orders = []
        for one in (one for one in asked if one.reads == reads):
            with Refusals(debug) as refusals:
                orders.append(one.job(out))
            statuses.append(refusals.status)
        with Refusals(debug) as refusals:
            statuses.append(publish_jobs(orders, wanted, at_once, debug))
        statuses.append(refusals.status)
    sys.exit(EXIT_FAILED if EXIT_FAILED in statuses else max(statuses))


def wanted_of(out: Path | None, fresh: bool, pdf: bool, lang: str | None = None) -> PublishOptions:
    """What to publish where, as the options say; without Chromium a line says that there is no PDF."""
    from simulate import paths
    from simulate.page.words import LANGUAGES
    from simulate.publish.pdf import chromium
    from simulate.publish.run import PublishOptions

    if pdf and not chromium():
        click.echo("simulate: no Chromium on this machine, so no PDF; install it, or name it in CHROMIUM", err=True)
        pdf = False
    return PublishOptions(out or paths.reports(), (lang,) if lang else LANGUAGES, pdf, fresh)


def publish_jobs(
    jobs: Sequence[PublishJob], wanted: PublishOptions, at_once: int, debug: bool, cells: bool = False
) -> int:
    """Publishes jobs, tells how each ends, and returns the exit status of them all; ``cells`` tells each of them."""
    from tqdm import tqdm

    from simulate import paths
    from simulate.publish.requests import unread
    from simulate.publish.run import cells_of, publish_all

    for note in dict.fromkeys(str(note) for job in jobs for note in unread(job)):
        click.echo(f"simulate: {note}", err=True)
    terminal = sys.stderr.isatty()
    bar = tqdm(total=sum(map(cells_of, jobs)), unit="cell", disable=not terminal, leave=False)
    statuses = [0]

    def start(job: PublishJob) -> None:
        if not terminal:
            bar.write(f"{job.name}: running", file=sys.stderr)

    def ran() -> None:
        bar.update()
        if cells:
            click.echo(".", err=True)

    for done in publish_all(jobs, wanted, at_once, start, ran):
        if done.error is not None:
            with bar.external_write_mode(file=sys.stderr), Refusals(debug) as refusals:
                raise done.error
            statuses.append(refusals.status)
            continue
        if done.seconds is None:
            bar.update(cells_of(done.job))
            bar.write(f"{done.job.name}: unchanged", file=sys.stderr)
        else:
            bar.write(f"{done.job.name}: done in {done.seconds:.1f} s", file=sys.stderr)
        for page in wanted.pages(done.job):
            bar.write(paths.shown(page), file=sys.stdout)
    bar.close()
    return EXIT_FAILED if EXIT_FAILED in statuses else max(statuses)


def planned(name: str, plan: str, scenario: str | None, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The plan and the values that a scenario means for a report.

    Raises:
        InputError: there is no such scenario, it binds no plan of the report, or what it sets is set beside it, too.
    """
    from simulate.errors import Gathered, Problem, input_error
    from simulate.plan.named import BASE, DEFAULT, read_scenario
    from simulate.programmes.brief.plan import SOURCES

    bound = SOURCES if name == "brief" else ()
    label = scenario or str(values.get("scenario", BASE))
    beside = [key for key in values if key in bound or (scenario and key == "scenario")]
    gathered = Gathered(Problem("set_by_scenario.reports", key, label=label) for key in beside)
    if scenario and plan != DEFAULT:
        gathered.problems.append(Problem("set_by_scenario.plan", "--plan", scenario=scenario))
    gathered.refuse()
    if not scenario:
        return plan, values
    plans = read_scenario(scenario).plans
    if name == "brief":
        return plan, values | {"scenario": scenario}
    if name not in plans:
        raise input_error("set_by_scenario", "--scenario", scenario=scenario, name=name)
    gathered.problems += [
        Problem("set_by_scenario.planned", key, plans=plans[name], label=label)
        for key in values
        if key in named_programme(name).levers.names()
    ]
    gathered.refuse()
    return plans[name], values


def refuse_repeats(names: Sequence[str]) -> None:
    """Refuses a parameter that was given twice.

    Raises:
        InputError: naming it.
    """
    from simulate.errors import input_error

    for name in names:
        if names.count(name) > 1:
            raise input_error("repeated_parameter", name)


@click.command()
@click.argument("report")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@out_option
@debug_option
def verify(report: str, as_json: bool, out: Path | None, debug: bool) -> None:
    """Makes a published report anew and says: the same, or what differs.

    REPORT is NAME or NAME/PLAN of a published report, its folder, or a file in it. Exits 1 where something differs.

    \b
    simulate verify sponsorship/payroll_consent
    """
    differs = 0
    with Refusals(debug) as refusals:
        from simulate import paths
        from simulate.cli.printed import columns, json_document
        from simulate.publish.folder import record_in
        from simulate.publish.verify import report_folder, verify

        folder = report_folder(report, out or paths.reports())
        identity = record_in(folder).get("identity", "")
        found = verify(folder)
        differs = EXIT_FAILED if found else 0
        shown = paths.shown(folder)
        if as_json:
            findings = [{"kind": one.kind, "what": one.what, "how": one.how} for one in found]
            json_document({"report": shown, "identity": identity, "same": not found, "differs": findings})
        elif found:
            click.echo(f"{shown}: differs")
            columns([(one.kind, one.what, one.how) for one in found])
        else:
            click.echo(f"{shown}: the same, byte for byte (identity {identity[:16]})")
    sys.exit(refusals.status or differs)


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder of the site.")
@click.option("--reports", type=click.Path(path_type=Path, file_okay=False), help="Folder of the reports.")
@debug_option
def site(out: Path, reports: Path | None, debug: bool) -> None:
    """Puts the published reports into a folder that any static host serves.

    \b
    simulate site --out public
    """
    with Refusals(debug) as refusals:
        from simulate import paths
        from simulate.publish.index import make_site

        names = make_site(reports or paths.reports(), out)
        click.echo(f"{len(names)} files", err=True)
        click.echo(paths.shown(out / "index.html"))
    sys.exit(refusals.status)


@click.command()
@click.argument("question", metavar="SELECT")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@out_option
@debug_option
def query(question: str, as_json: bool, as_csv: bool, out: Path | None, debug: bool) -> None:
    """Asks the results of sweeps and reports in SQL.

    \b
    simulate query "select collection, months, p50 from sweep where measure = 'protected_end'"

    Views: sweep (the sweep finished last), sweeps (all), reports (every published report).
    """
    with Refusals(debug) as refusals:
        from simulate import paths
        from simulate.cli.printed import columns, json_document
        from simulate.errors import input_error
        from simulate.sweep.query import ask

        if as_json and as_csv:
            raise input_error("asked_twice.json", "--json")
        names, rows = ask(out or paths.reports(), question)
        if as_json:
            json_document([dict(zip(names, map(_json, row), strict=True)) for row in rows])
        elif as_csv:
            import csv

            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerows([names, *rows])
        else:
            columns([tuple(names), *(tuple("" if cell is None else f"{cell}" for cell in row) for row in rows)])
    sys.exit(refusals.status)


def _json(cell: Any) -> Any:
    """A cell of an answer as a JSON type; what is no number is null."""
    from datetime import date
    from decimal import Decimal

    if isinstance(cell, Decimal):
        cell = float(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, list | tuple):
        return [_json(part) for part in cell]
    if isinstance(cell, dict):
        return {str(key): _json(part) for key, part in cell.items()}
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, bool | int | float | str) else str(cell)
