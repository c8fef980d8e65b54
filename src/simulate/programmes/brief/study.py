"""A brief of published runs: their numbers, what may be chosen, what may go wrong, what is to be done when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import input_error
from simulate.law.base import Law
from simulate.plan.named import DEFAULT, name_of, scenario_files
from simulate.programmes.brief.agenda import Task, agenda_of
from simulate.programmes.brief.choices import Option, Risk, options_of, risks_of
from simulate.programmes.brief.found import Found
from simulate.programmes.brief.plan import LAW_GROUPS, BriefPlan, BriefSettings, ReadRuns
from simulate.programmes.brief.read import read_runs
from simulate.region.base import read_about
from simulate.study.draws import COLUMNS
from simulate.study.identity import code_hash, hashes

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, kw_only=True)
class Brief(Found):
    """What the regent reads: what may be chosen, what may go wrong, and what is to be done when."""

    @cached_property
    def options(self) -> list[Option]:
        """What the regent may choose: the mix of the first year that is open, then ways of asking civil servants."""
        return [*options_of(self)]

    @cached_property
    def risks(self) -> list[Risk]:
        """What may go wrong, as far as the runs say, by report in their order."""
        return [*risks_of(self)]

    @cached_property
    def agenda(self) -> list[Task]:
        """What is to be done by which month, in order."""
        return agenda_of(self)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the page.

        Tables:
            headline: the measures that the brief takes from each report, named REPORT.MEASURE.
            runs: the published runs that the brief rests on.
            options: what the regent may choose: the funding mix as asked for (``chosen``), without a reserve
                (``hoped``), for fewer workers (``fewer``), and each way of asking civil servants.
            agenda: what is to be done, by month.
            risks: what may go otherwise, and how large it is.

        Columns:
            report: the report that it comes from.
            plan: the plan of that run.
            identity: SHA-256 of all that the run depends on.
            record: SHA-256 of its record.
            facts_date: the newest date of what it rests on.
            option: what may be chosen; its numbers are workers.
            apbd_rp [Rp]: what APBD pays for it in the first budget year that is open.
            chance [share]: of keeping that many workers protected in every month, where it was computed.
            evidence: the weakest grade behind it.
            task: what is to be done.
            risk: what may go otherwise.
        """
        import pandas as pd

        runs, measures = [], []
        for name, run in self.runs.items():
            runs.append((name, run.label, run.identity, run.record, run.facts_date))
            measures += [(f"{name}.{measure}", *numbers) for measure, numbers in run.measures.items()]
        tasks = [(task.month, task.kind, task.source) for task in self.agenda]
        sizes = [(one.kind, one.source, one.unit, *one.size.values()) for one in self.risks]
        choices = [
            (one.kind, one.source, one.apbd_rp, one.chance, one.evidence, "persons", *one.workers.values())
            for one in self.options
        ]
        numbers = ["unit", "p05", "p50", "p95", "mc_error"]
        options = pd.DataFrame(choices, columns=["option", "report", "apbd_rp", "chance", "evidence", *numbers])
        return {
            "headline": pd.DataFrame(measures, columns=["measure", "unit", *COLUMNS]),
            "runs": pd.DataFrame(runs, columns=["report", "plan", "identity", "record", "facts_date"]),
            "options": options.astype({"apbd_rp": float, "chance": float}),
            "agenda": pd.DataFrame(tasks, columns=["month", "task", "report"]),
            "risks": pd.DataFrame(sizes, columns=["risk", "report", *numbers]),
        }


def resolve_sources(plan: BriefPlan, settings: BriefSettings, reports: Path) -> BriefSettings:
    """The settings with the runs of the plan's scenario, as they stand below the reports; given ones stay.

    Raises:
        InputError: a run is missing, stale or not as it was published, or they do not go together.
    """
    if settings.runs is None:
        return settings.with_values({"runs": read_runs(plan.sources, reports)})
    given = {name: run.label for name, run in settings.runs.runs.items()}
    if given != plan.sources:
        runs = ", ".join(f"{name}/{label}" for name, label in given.items()) or "–"
        raise input_error("other_runs", "runs", runs=runs)
    return settings


def run(
    plan: BriefPlan | None = None,
    *,
    runs: dict[str, Any] | ReadRuns | None = None,
    language: str = "id",
    label: str | dict[str, str] = DEFAULT,
) -> Brief:
    """Makes the brief.

    Args:
        plan: which scenario's runs are read; the default plan if none is given.
        runs: what was read from them; those below the project's reports unless given.
        language: ``id`` or ``en``, for what is shown.
        label: what the plan is called, as in `simulate.run`.

    Raises:
        InputError: a run is refused, or a law file does not vouch for the month of the decision.
    """
    plan = BriefPlan.of(plan)
    settings = resolve_sources(plan, BriefSettings(runs=runs, language=language), paths.reports())
    label, name = name_of(label, plan)
    law, region = Law.load(), read_about(_about(settings.runs))
    plan.laws(law)
    return Brief(
        plan=plan,
        label=label,
        plan_name=name,
        settings=settings,
        law=law.only(LAW_GROUPS),
        about=region,
        decide_by=plan.decided(region),
        inputs=inputs_now(plan, settings),
    )


def inputs_now(plan: BriefPlan, settings: BriefSettings) -> dict[str, Any]:
    """All that a brief depends on: what was read from the runs, and the files behind them and it as they stand."""
    files = {paths.project() / name for name in settings.runs.files}
    files |= {paths.data() / "law" / f"{group}.yaml" for group in LAW_GROUPS}
    files |= {_about(settings.runs), scenario_files()[plan.scenario]}
    return {
        "programme": "brief",
        "plan": plan.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json", exclude={"language"}),
        "data": hashes(file for file in files if file.is_file()),
        "code": code_hash(__name__),
    }


def _about(runs: ReadRuns) -> Path:
    region = next(iter(runs.runs.values())).settings["region"]
    return paths.data() / "regions" / region / "region.yaml"
