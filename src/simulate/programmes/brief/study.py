"""Makes a brief of published runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulate import paths
from simulate.errors import input_error
from simulate.law.base import Law
from simulate.plan.named import DEFAULT, name_of
from simulate.plan.scenario import scenario_files
from simulate.programmes.brief.plan import LAW_GROUPS, BriefPlan, BriefSettings, ReadRuns
from simulate.programmes.brief.read import read_runs
from simulate.programmes.brief.result import Brief
from simulate.region.base import read_about
from simulate.study.identity import code_hash, hashes

PROGRAMME = "brief"


def settled(plan: BriefPlan, settings: BriefSettings, reports: Path) -> BriefSettings:
    """The settings with the runs of the plan's scenario, as they stand below the reports; given ones stay.

    Raises:
        InputError: a run is missing, stale or not as it was published, or they do not go together.
    """
    if settings.runs is None:
        return settings.with_values({"runs": read_runs(plan.sources, reports)})
    given = {name: run.label for name, run in settings.runs.runs.items()}
    if given != plan.sources:
        told = ", ".join(f"{name}/{label}" for name, label in given.items())
        raise input_error("other_runs", "runs", f"are {told or 'none'}", "the runs that the plan names, or None")
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
    plan = plan or BriefPlan()
    settings = settled(plan, BriefSettings(runs=runs, language=language), paths.reports())
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
    files |= {
        _about(settings.runs),
        scenario_files()[plan.scenario],
        *(paths.data() / "law" / f"{group}.yaml" for group in LAW_GROUPS),
    }
    return {
        "programme": PROGRAMME,
        "plan": plan.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json", exclude={"language"}),
        "data": hashes(file for file in files if file.is_file()),
        "code": code_hash(__name__),
    }


def _about(runs: ReadRuns) -> Path:
    region = next(iter(runs.runs.values())).settings["region"]
    return paths.data() / "regions" / region / "region.yaml"
