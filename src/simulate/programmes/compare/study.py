"""Plans and published runs side by side: what each gives, how they differ, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.errors import Gathered, InputError, Problem, input_error
from simulate.law.base import Law
from simulate.plan.checked import Checked, Settings
from simulate.plan.named import DEFAULT, name_of, plan_files, read_plan
from simulate.plan.published import PublishedRun
from simulate.programmes import NAMES, Programme, named_programme
from simulate.programmes.compare.plan import ComparePlan, key_of
from simulate.study.draws import COLUMNS, mean_error, summarise, summed
from simulate.study.facts import read_facts
from simulate.study.identity import code_hash, differing, digest, how
from simulate.written import read_yaml

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.files import LawValue
    from simulate.study.simulated import Simulated


def levers_that_differ(sides: Iterable[ComparedRun]) -> list[str]:
    """The levers that the sides set differently, in order of the programme."""
    first, *others = (side.levers.model_dump(mode="json") for side in sides)
    return [lever for lever in first if any(other[lever] != first[lever] for other in others)]


def files_that_differ(side: ComparedRun) -> dict[str, str]:
    """What a side was made from and is otherwise today, by path, and how; its code as ``code``."""
    files = dict(sorted(differing(side.then["data"], side.now["data"]).items()))
    code = differing({"code": side.then.get("code")}, {"code": side.now["code"]})
    return {name: how(*pair) for name, pair in (files | code).items()}


def law_reached(sides: Sequence[ComparedRun]) -> list[tuple[LawValue, list[bool]]]:
    """Legal values that some sides read and others do not, and by which, under today's law.

    A number that is set anew at a later date is the same value.
    """
    read = [{(value.group, value.key, value.value): value for value in side.result.law_values} for side in sides]
    every = {key: value for values in read for key, value in values.items()}
    found = [(every[key], [key in values for values in read]) for key in sorted(every)]
    return [(value, reached) for value, reached in found if not all(reached)]


@dataclass(frozen=True, eq=False)
class ComparedRun:
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
    result: Simulated | None = None

    @property
    def then(self) -> dict[str, Any]:
        """What its numbers were made from."""
        return self.run.inputs if self.run else self.now

    @property
    def span(self) -> tuple[str, str]:
        """Its first and last month."""
        return self.result.months[0], self.result.months[-1]

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

    def difference(self, other: ComparedRun, measure: str) -> dict[str, float] | None:
        """How much more of a measure the other side has; None where one of them lacks it.

        Draw by draw where both were simulated on the same draws; otherwise the difference of the published numbers,
        without ``p05`` and ``p95``, which cannot be known from them.
        """
        if measure not in self.headline or measure not in other.headline:
            return None
        if self.paired and other.paired:
            return summed(other.result.measures[measure] - self.result.measures[measure])
        before, after = self.headline[measure], other.headline[measure]
        error = (before["mc_error"] ** 2 + after["mc_error"] ** 2) ** 0.5
        return {name: after[name] - before[name] for name in ("mean", "p50")} | {"mc_error": error}


def sides_of(plan: ComparePlan, settings: Settings) -> tuple[Programme, list[ComparedRun]]:
    """The programme and the sides of a comparison, nothing simulated yet.

    Raises:
        InputError: with all that is wrong: another programme, one without measures, a region or a law that a side
            does not have, a run whose record contradicts itself.
    """
    programme = _programme(plan)
    gathered, sides, law = Gathered(), [], Law.load()
    for place, one in enumerate(plan.plans):
        with gathered:
            letter = chr(ord("A") + place)
            if isinstance(one, PublishedRun):
                side = _of_run(letter, one, programme, settings)
            else:
                named = read_plan(one, programme.levers)
                levers = programme.levers(**named.levers)
                now = programme.study.inputs_now(levers, settings)
                side = ComparedRun(letter, one, named.name, levers, settings, None, now)
            with _naming(f"plans: {side.key}"):
                side.levers.laws(law)
            sides.append(side)
    gathered.refuse()
    return programme, sides


def _programme(plan: ComparePlan) -> Programme:
    """The one programme that all are of; the default plan is every programme's own."""
    names = {
        key_of(one): str(
            one.inputs.get("programme", one.report)
            if isinstance(one, PublishedRun)
            else read_yaml(plan_files()[one]).get("programme")
        )
        for one in plan.plans
        if one != DEFAULT
    }
    able = [name for name in NAMES if named_programme(name).compared]
    problems = [
        Problem("not_comparable", f"plans: {key}", name=name, names=", ".join(able))
        for key, name in names.items()
        if name not in able
    ]
    if problems:
        raise InputError(problems)
    if len(set(names.values())) > 1:
        found = ", ".join(f"{key}: `{name}`" for key, name in names.items())
        raise input_error("mixed_programmes", "plans", found=found)
    return named_programme(next(iter(names.values())))


def _of_run(letter: str, run: PublishedRun, programme: Programme, settings: Settings) -> ComparedRun:
    where = f"plans: {run.key}"
    if digest(run.inputs) != run.identity:
        raise input_error("tampered_record.of_run", where)
    absent = [name for name in ("plan", "settings", "data") if not isinstance(run.inputs.get(name), Mapping)]
    if absent:
        raise input_error("damaged_record.of_run", where, names=", ".join(absent))
    with _naming(where):
        levers = programme.levers(**run.inputs["plan"])
        own = programme.settings(**run.inputs["settings"])
    if own.region != settings.region:
        raise input_error("other_region", where, region=own.region, region2=settings.region)
    unknown = ", ".join(row[0] for row in run.headline if row[0] not in programme.measures)
    if unknown:
        raise input_error("unknown_measure", where, unknown=unknown, name=programme.name)
    return ComparedRun(letter, run.key, run.name, levers, own, run, programme.study.inputs_now(levers, own))


@contextmanager
def _naming(where: str) -> Iterator[None]:
    """Puts the plan or run that is meant before the place of each problem."""
    try:
        yield
    except InputError as error:
        raise InputError(problem.at(f"{where}, {problem.where}") for problem in error.problems) from None


def levers_moved(before: Simulated, after: Simulated, measure: str) -> pd.DataFrame:
    """How much each lever adds to a measure on the way from one plan to another.

    Each lever's part is its mean over all orders in which the levers can be moved (its Shapley value), draw by draw,
    so the parts add up to the whole and no order is preferred.

    Args:
        before: the plan at the start.
        after: the plan at the end, on the same facts and settings.
        measure: a measure that both have.

    Returns:
        One row a lever, or levers that are moved together, from what adds most to what takes most away: ``lever``,
        ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error`` (of the worst of these), ``mean_error`` (of the mean).

    Raises:
        InputError: the law does not vouch for a month of a plan on the way.

    Source: Shapley (1953); Štrumbelj and Kononenko (2014) for models.
    """
    import pandas as pd

    groups: dict[str, dict[str, object]] = {}
    for lever in before.plan.names():
        if getattr(before.plan, lever) != getattr(after.plan, lever):
            groups.setdefault(before.plan.together.get(lever, lever), {})[lever] = getattr(after.plan, lever)
    reached: dict[frozenset[str], np.ndarray] = {}
    for size in range(len(groups) + 1):
        for moved in map(frozenset, combinations(groups, size)):
            levers = {lever: value for name in moved for lever, value in groups[name].items()}
            reached[moved] = before.rerun(**levers).measures[measure]
    rows = []
    for name in groups:
        part = np.zeros(before.settings.draws)
        for moved in (moved for moved in reached if name not in moved):
            weight = factorial(len(moved)) * factorial(len(groups) - 1 - len(moved)) / factorial(len(groups))
            part += weight * (reached[moved | {name}] - reached[moved])
        rows.append({"lever": name, **summarise(part), "mean_error": mean_error(part)})
    columns = ("lever", "mean", "p05", "p50", "p95", "mc_error", "mean_error")
    return pd.DataFrame(rows, columns=columns).sort_values("mean", ascending=False, ignore_index=True, kind="stable")


@dataclass(frozen=True, eq=False)
class Comparison:
    """Plans and runs beside one another; the first is what the others are compared with."""

    plan: ComparePlan
    label: str
    plan_name: dict[str, str]
    settings: Settings
    programme: Programme
    sides: tuple[ComparedRun, ...]
    inputs: dict[str, Any]

    @property
    def identity(self) -> str:
        """SHA-256 of the canonical inputs."""
        return digest(self.inputs)

    @property
    def first(self) -> ComparedRun:
        """What the others are compared with."""
        return self.sides[0]

    @property
    def published(self) -> list[ComparedRun]:
        """The sides that are published runs."""
        return [side for side in self.sides if side.run]

    @property
    def facts_date(self) -> str:
        """The newest date of a table's data card, of published runs too."""
        return max([self.first.result.facts_date, *(side.run.facts_date for side in self.published)])

    @property
    def ranked(self) -> list[ComparedRun]:
        """The sides from the most to the least of the first measure; as they were named where they are equal.

        Those that nobody can choose come last.
        """
        lead = self.programme.compared[0]
        return sorted(self.sides, key=lambda side: (side in self.assumed, -side.headline[lead]["p50"]))

    @property
    def assumed(self) -> list[ComparedRun]:
        """The sides that nobody can choose; none where all are such."""
        found = [side for side in self.sides if side.levers.assumed]
        return found if len(found) < len(self.sides) else []

    @property
    def choices(self) -> list[ComparedRun]:
        """The sides that somebody can choose, as they were named."""
        return [side for side in self.sides if side not in self.assumed]

    @cached_property
    def moved(self) -> dict[str, pd.DataFrame]:
        """Which lever moved what from the first side to each other one, by its key, under today's law and data."""
        lead = self.programme.compared[0]
        return {side.key: levers_moved(self.first.result, side.result, lead) for side in self.sides[1:]}

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name.

        Tables:
            headline: every measure of every side, named MEASURE.PLAN.
            measures: the same, with the plan in a column.
            differences: each measure of each other side less that of the first; its range is missing where it cannot
                be known.
            protected_by_month: the table by month of the programme that is compared, and named as there.
            levers_moved: which lever moved what from the first side to each other one, under today's law and data.
            files: what a side was made from that is otherwise today.

        Columns:
            plan: the side.
            less: the side that is subtracted.
            lever: the lever moved, alone.
            mean_error: Monte Carlo error of ``mean``.
            file: its path below the project.
            difference: ``changed``, ``added`` or ``removed``.
        """
        import pandas as pd

        programme, units = self.programme, self.programme.measures
        measures = [
            {"plan": side.key, "measure": measure, "unit": units[measure], **numbers}
            for side in self.sides
            for measure, numbers in side.headline.items()
        ]
        differences = [
            {"plan": side.key, "less": self.first.key, "measure": measure, "unit": unit, **found}
            for side in self.sides[1:]
            for measure, unit in units.items()
            if (found := self.first.difference(side, measure)) is not None
        ]
        monthly = [side.monthly(programme.monthly).assign(plan=side.key) for side in self.sides]
        moved = [table.assign(plan=key) for key, table in self.moved.items()]
        files = [(side.key, *pair) for side in self.sides for pair in files_that_differ(side).items()]
        whole = pd.DataFrame(measures, columns=["plan", "measure", "unit", *COLUMNS])
        return {
            "headline": whole.assign(measure=whole["measure"] + "." + whole["plan"]).drop(columns="plan"),
            "measures": whole,
            "differences": pd.DataFrame(differences, columns=["plan", "less", "measure", "unit", *COLUMNS]),
            programme.monthly: pd.concat(monthly, ignore_index=True)[["plan", "month", "p05", "p50", "p95"]],
            "levers_moved": pd.concat(moved, ignore_index=True),
            "files": pd.DataFrame(files, columns=["plan", "file", "difference"]),
        }


def run(
    plan: ComparePlan | None = None,
    *,
    region: str = "36.03",
    draws: int = 1024,
    seed: int = 2026,
    language: str = "id",
    label: str | dict[str, str] = DEFAULT,
) -> Comparison:
    """Compares plans and published runs of one programme.

    Every plan, and the levers of every run, are simulated on the same draws; the numbers of a run are those that it
    published.

    Args:
        plan: what is compared; the default comparison if none is given.
        region: code of a folder below ``data/regions``.
        draws: number of draws, a power of two from 256.
        seed: seed of all random numbers.
        language: ``id`` or ``en``, for what is shown.
        label: what the comparison is called, as in `simulate.run`.

    Raises:
        InputError: a plan, a run or a file is refused.
        BrokenIdentityError: a sum that must hold does not.
    """
    plan, settings = ComparePlan.of(plan), Settings(region=region, draws=draws, seed=seed, language=language)
    programme, sides = sides_of(plan, settings)
    inputs, facts = _inputs(plan, settings, programme, sides), read_facts(programme.name, region)
    label, name = name_of(label, plan)
    if plan.changed() and label == DEFAULT:  # the sides are its name
        name = {one: " – ".join(f"{side.letter}: {side.name[one]}" for side in sides) for one in ("id", "en")}
    simulated = tuple(replace(side, result=programme.study.run_on(facts, side.levers, settings)) for side in sides)
    return Comparison(plan, label, name, settings, programme, simulated, inputs)


def inputs_now(plan: ComparePlan, settings: Settings) -> dict[str, Any]:
    """All that a comparison depends on, the content of its identity, as the files stand.

    Raises:
        InputError: a plan or a run is refused.
    """
    return _inputs(plan, settings, *sides_of(plan, settings))


def _inputs(plan: ComparePlan, settings: Settings, programme: Programme, sides: list[ComparedRun]) -> dict[str, Any]:
    """Runs count by value, with the hashes of their record and headline table."""
    made_from = programme.study.inputs_now(sides[0].levers, settings)
    return {
        "programme": "compare",
        "plan": plan.model_dump(mode="json"),
        "levers": {side.key: side.levers.model_dump(mode="json") for side in sides},
        "settings": settings.model_dump(mode="json", exclude={"language"}),
        "data": made_from["data"],
        "code": digest([code_hash(__name__), made_from["code"]]),
    }
