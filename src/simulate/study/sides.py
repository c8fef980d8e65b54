"""Who stands in a comparison: named plans and published runs, checked to be of one programme and one region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simulate.errors import Gathered, InputError, Problem, refuse
from simulate.law import Law
from simulate.plan.checked import Checked
from simulate.plan.comparison import ComparePlan, key_of
from simulate.plan.named import DEFAULT, plan_files, read_plan
from simulate.plan.programmes import LEVERS, SETTINGS
from simulate.plan.published import PublishedRun
from simulate.plan.settings import Settings
from simulate.study.comparable import PROGRAMMES, Programme
from simulate.study.identity import digest
from simulate.study.summary import COLUMNS, summed
from simulate.yamlfile import read_yaml

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from simulate.study.result import SponsorshipResult


@dataclass(frozen=True)
class Side:
    """One plan or run of a comparison.

    ``letter`` is what charts call it; ``run`` the published run, None for a named plan; ``then`` what a run was made
    from and ``now`` what its levers and settings would be made from today; ``result`` the levers simulated on the
    comparison's own draws and today's files, None before that is done.
    """

    letter: str
    key: str
    name: dict[str, str]
    levers: Checked
    settings: Settings
    run: PublishedRun | None
    now: dict[str, Any]
    result: SponsorshipResult | None = None

    @property
    def then(self) -> dict[str, Any]:
        """What its numbers were made from."""
        return self.run.inputs if self.run else self.now

    @property
    def as_today(self) -> bool:
        """Whether its numbers are what its levers and settings give today."""
        return self.then == self.now

    @property
    def paired(self) -> bool:
        """Whether its numbers are those of ``result``, so that it can be compared draw by draw."""
        return self.then == self.result.inputs

    @cached_property
    def headline(self) -> dict[str, dict[str, float]]:
        """Mean, P5, P50, P95 and simulation error by measure; of a run, as published."""
        if self.run:
            return {row[0]: dict(zip(COLUMNS, row[2:], strict=True)) for row in self.run.headline}
        return self.result.headline_table.set_index("measure")[list(COLUMNS)].to_dict("index")

    def monthly(self, name: str) -> pd.DataFrame:
        """Month, p05, p50, p95 of a table by month; of a run, as published, and empty where it has none."""
        import pandas as pd

        columns = ["month", "p05", "p50", "p95"]
        if self.run:
            return pd.DataFrame(list(self.run.months.get(name, ())), columns=columns)
        return self.result.tables[name][columns]

    def difference(self, other: Side, measure: str) -> dict[str, float] | None:
        """How much more of a measure the other side has; None where one of them lacks it.

        Draw by draw where both were simulated on the same draws; otherwise the difference of the published numbers,
        without ``p05`` and ``p95``, which cannot be known from them.
        """
        if measure not in self.headline or measure not in other.headline:
            return None
        if self.paired and other.paired:
            draws: np.ndarray = other.result.measures[measure] - self.result.measures[measure]
            return summed(draws)
        before, after = self.headline[measure], other.headline[measure]
        error = (before["mc_error"] ** 2 + after["mc_error"] ** 2) ** 0.5
        return {name: after[name] - before[name] for name in ("mean", "p50")} | {"mc_error": error}


def sides_of(plan: ComparePlan, settings: Settings) -> tuple[Programme, list[Side]]:
    """The programme and the sides of a comparison, nothing simulated yet.

    Raises:
        InputError: with all that is wrong: another programme, one without measures, a region or a law that a side
            does not have, a run whose record contradicts itself.
    """
    programme = _programme(plan)
    gathered, sides, law = Gathered(), [], Law.load()
    for place, one in enumerate(plan.plans):
        letter = chr(ord("A") + place)
        with gathered:
            if isinstance(one, PublishedRun):
                side = _of_run(letter, one, programme, settings)
            else:
                side = _of_plan(letter, one, programme, settings)
            with _naming(f"plans: {key_of(one)}"):
                side.levers.laws(law)
            sides.append(side)
    gathered.refuse()
    return programme, sides


def simulated(programme: Programme, sides: list[Side], settings: Settings) -> list[Side]:
    """The sides with their levers run on the same draws and on the files as they stand."""
    facts = programme.read_facts(programme.name, settings.region)
    return [
        replace(side, result=programme.run_on(facts, side.levers, settings, side.key, side.name)) for side in sides
    ]


def _programme(plan: ComparePlan) -> Programme:
    """The one programme that all are of; the default plan is every programme's own."""
    names = {key_of(one): _programme_of(one) for one in plan.plans if one != DEFAULT}
    comparable = ", ".join(PROGRAMMES)
    problems = [
        Problem("not_comparable", f"plans: {key}", f"is for `{name}`", f"a plan or run of {comparable}")
        for key, name in names.items()
        if name not in PROGRAMMES
    ]
    if problems:
        raise InputError(problems)
    if len(set(names.values())) > 1:
        told = ", ".join(f"{key} is for `{name}`" for key, name in names.items())
        raise refuse("mixed_programmes", "plans", told, "plans and runs of one programme")
    return PROGRAMMES[next(iter(names.values()))]


def _programme_of(one: str | PublishedRun) -> str:
    if isinstance(one, PublishedRun):
        return str(one.inputs.get("programme", one.report))
    return str(read_yaml(plan_files()[one]).get("programme"))


def _of_plan(letter: str, label: str, programme: Programme, settings: Settings) -> Side:
    model = LEVERS[programme.name]
    named = read_plan(label, model)
    levers = model(**named.levers)
    return Side(letter, label, named.name, levers, settings, None, programme.inputs_now(levers, settings))


def _of_run(letter: str, run: PublishedRun, programme: Programme, settings: Settings) -> Side:
    where = f"plans: {run.key}"
    if digest(run.inputs) != run.identity:
        raise refuse("tampered_record", where, "its identity is not that of its inputs", "publish the run again")
    absent = [name for name in ("plan", "settings", "data") if not isinstance(run.inputs.get(name), Mapping)]
    if absent:
        raise refuse("damaged_record", where, f"its inputs lack {', '.join(absent)}", "publish the run again")
    with _naming(where):
        levers = LEVERS[programme.name](**run.inputs["plan"])
        own = SETTINGS[programme.name](**run.inputs["settings"])
    if own.region != settings.region:
        wanted = f"a run of region {settings.region}, or `-p region {own.region}`"
        raise refuse("other_region", where, f"is of region {own.region}", wanted)
    unknown = ", ".join(row[0] for row in run.headline if row[0] not in programme.units)
    if unknown:
        raise refuse("unknown_measure", where, unknown, f"measures of {programme.name}")
    return Side(letter, run.key, run.name, levers, own, run, programme.inputs_now(levers, own))


@contextmanager
def _naming(where: str) -> Iterator[None]:
    """Puts the plan or run that is meant before the place of each problem."""
    try:
        yield
    except InputError as error:
        told = [Problem(p.check, f"{where}, {p.where}", p.found, p.wanted) for p in error.problems]
        raise InputError(told) from None
