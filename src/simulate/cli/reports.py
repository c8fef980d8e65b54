"""Commands that publish, compare and verify reports."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulate import paths
from simulate.cli import EXIT_FAILED, Refusals, columns, debug_option, json_document, words
from simulate.errors import Gathered, Problem, input_error
from simulate.programmes import named_programme

if TYPE_CHECKING:
    from simulate.publish.differences import Change, Difference
    from simulate.publish.requests import PublishJob
    from simulate.publish.run import PublishOptions

lang_option = click.option("--lang", type=click.Choice(["id", "en"]), help="One language only.")
out_option = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the reports.")
pdf_option = click.option("--pdf", is_flag=True, help="Print the pages as PDF, too; needs Chromium.")


def _fresh(_context: click.Context, _option: click.Parameter, fresh: bool) -> bool:
    if fresh:  # kernels will be needed whatever stands; their process loads while this one does
        from simulate.publish.execute import warm_up

        warm_up()
    return fresh


fresh_option = click.option("--fresh", is_flag=True, callback=_fresh, help="Run what stands unchanged, too.")


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
        from simulate.publish.requests import chosen

        wanted_names = chosen(only)
    if refusals.status:
        sys.exit(refusals.status)
    for name, label in wanted_names:
        with Refusals(debug) as refusals:
            from simulate.publish.requests import ask, ordered_as

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
    from simulate.page.words import LANGUAGES
    from simulate.publish.page import chromium
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
        from simulate.publish.folder import make_site

        names = make_site(reports or paths.reports(), out)
        click.echo(f"{len(names)} files", err=True)
        click.echo(paths.shown(out / "index.html"))
    sys.exit(refusals.status)


# a folder's name may not grow without end
_LONGEST = 120


@click.command()
@click.argument("plans", nargs=-1, required=True, metavar="A B [C]...")
@click.option("-p", "values", nargs=2, multiple=True, metavar="NAME VALUE", help="Set region, draws or seed.")
@lang_option
@fresh_option
@pdf_option
@out_option
@debug_option
def compare(
    plans: tuple[str, ...],
    values: tuple[tuple[str, str], ...],
    lang: str | None,
    fresh: bool,
    pdf: bool,
    out: Path | None,
    debug: bool,
) -> None:
    """Publishes plans and runs side by side; the others are compared with the first.

    Each is a named plan (`default`, or a label of data/plans), or a published run: its folder, a file in it,
    or NAME/PLAN below reports. A named plan is simulated now; a run keeps the numbers that it published.

    \b
    simulate compare default slogan payroll_consent
    simulate compare default reports/sponsorship/payroll_consent -p draws 2048
    """
    status = 0
    with Refusals(debug) as refusals:
        from simulate.programmes.compare.plan import ComparePlan, key_of
        from simulate.publish.requests import order

        refuse_repeats([key for key, _ in values])
        if "plans" in dict(values):
            raise input_error("given_twice", "plans")
        chosen = ComparePlan(plans=plans)
        job = order(
            "compare", values={**dict(values), "plans": chosen.plans}, label=_label(map(key_of, chosen.plans))
        )
        status = publish_jobs([job], wanted_of(out, fresh, pdf, lang), 1, debug)
    sys.exit(refusals.status or status)


def _label(keys: Any) -> str:
    """``a-vs-b``, as a folder may be called."""
    from simulate.study.identity import digest

    whole = re.sub(r"[^a-z0-9_-]+", "-", "-vs-".join(keys).lower())
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}-{digest(whole)[:8]}"


@click.command()
@click.argument("before", metavar="RUN")
@click.argument("after", metavar="RUN")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@debug_option
def diff(before: str, after: str, as_json: bool, debug: bool) -> None:
    """Says what differs between two published runs: what they were made from, and which measures moved.

    RUN is the folder of a published report, a file in it, or NAME/PLAN below reports. Nothing is computed anew. Exits
    0 whether or not they differ.

    \b
    simulate diff sponsorship/default sponsorship/payroll_consent
    """
    with Refusals(debug) as refusals:
        from simulate.plan.published import read_run
        from simulate.publish.differences import difference

        gathered, runs = Gathered(), []
        for text in (before, after):
            with gathered:
                runs.append(read_run(text))
        gathered.refuse()
        found = difference(*runs)
        _as_json(found) if as_json else _as_text(found)
    sys.exit(refusals.status)


def _as_json(found: Difference) -> None:
    def pairs(differing: Mapping[str, tuple[Any, Any]]) -> list[dict[str, Any]]:
        return [{"name": name, "before": was, "after": now} for name, (was, now) in differing.items()]

    def measure(change: Change) -> dict[str, Any]:
        ranges = {
            side: numbers and dict(zip(("p05", "p50", "p95"), numbers, strict=True))
            for side, numbers in (("before", change.before), ("after", change.after))
        }
        told = {"absolute": change.absolute, "relative": change.relative, "error": change.error}
        return {"measure": change.measure, "unit": change.unit, **ranges, **told, "within_error": change.within_error}

    runs = [
        {"report": run.report, "label": run.label, "identity": run.identity} for run in (found.before, found.after)
    ]
    parts = {part: pairs(getattr(found, part)) for part in ("levers", "settings", "law", "data", "versions", "other")}
    moved = [measure(change) for change in found.moved]
    json_document({"runs": runs, "same": found.same, **parts, "measures": moved, "unmoved": found.unmoved})


def _as_text(found: Difference) -> None:
    runs = (found.before, found.after)
    columns([(mark, f"{run.report}/{run.label}", run.identity[:16]) for mark, run in zip("-+", runs, strict=True)])
    click.echo("identity: the same, so both are one run" if found.same else "identity: different")
    for title, differing in (("levers", found.levers), ("settings", found.settings), ("other inputs", found.other)):
        _section(title, [(name, f"{_value(was)} → {_value(now)}") for name, (was, now) in differing.items()])
    for title, differing in (("law", found.law), ("data", found.data)):
        _section(title, [(name, _file(*pair)) for name, pair in differing.items()])
    _section(
        "versions", [(name, f"{was or 'none'} → {now or 'none'}") for name, (was, now) in found.versions.items()]
    )
    _section("headline: median (90% range)", [_measure(change) for change in found.moved])
    if not found.moved:
        click.echo(f"headline: all {found.unmoved} measures are the same")
    elif found.unmoved:
        click.echo(f"  {found.unmoved} other measures are the same")


def _section(title: str, rows: list[tuple[str, ...]]) -> None:
    if rows:
        click.echo(f"{title}:")
        columns(rows)


def _value(value: Any) -> str:
    """A value on a line; a long one, such as a hash or a whole run, by its beginning."""
    said = "none" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 48 else f"{said[:16]}…"


def _file(before: str | None, after: str | None) -> str:
    if before is None:
        return "only in the second"
    return "only in the first" if after is None else f"{before[:8]} → {after[:8]}"


def _measure(change: Change) -> tuple[str, ...]:
    ranges = (_range(change.before, change.unit), "→", _range(change.after, change.unit))
    if change.absolute is None:
        return change.measure, change.unit, *ranges, "", "", "only in one"
    relative = "" if change.relative is None else f"{100 * change.relative:+.1f}%"
    mark = "within simulation error" if change.within_error else ""
    return change.measure, change.unit, *ranges, _absolute(change), relative, mark


def _absolute(change: Change) -> str:
    size = abs(change.absolute)
    # a share of a share and points of a percentage would look alike
    said = f"{100 * size:.2f} points" if change.unit == "share" else words("en").value(size, change.unit)
    return said if size == 0 else f"{'+' if change.absolute > 0 else '-'}{said}"


def _range(numbers: tuple[float, float, float] | None, unit: str) -> str:
    if numbers is None:
        return "none"
    low, middle, high = (words("en").value(number, unit) for number in numbers)
    return middle if low == high else f"{middle} ({low}–{high})"
