"""Plans and published runs side by side: what each gives, how they differ, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simulate.plan.comparison import ComparePlan
from simulate.plan.named import DEFAULT, name_of
from simulate.plan.settings import Settings
from simulate.study.comparable import Programme
from simulate.study.differs import file_differences
from simulate.study.identity import digest
from simulate.study.sides import Side, sides_of, simulated
from simulate.study.sources import code_hash
from simulate.study.summary import COLUMNS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Comparison:
    """Plans and runs beside one another; the first is what the others are compared with."""

    plan: ComparePlan
    label: str
    plan_name: dict[str, str]
    settings: Settings
    programme: Programme
    sides: tuple[Side, ...]
    inputs: dict[str, Any]

    @property
    def identity(self) -> str:
        """SHA-256 of the canonical inputs."""
        return digest(self.inputs)

    @property
    def first(self) -> Side:
        """What the others are compared with."""
        return self.sides[0]

    @property
    def facts_date(self) -> str:
        """The newest date of a table's data card, of published runs too."""
        return max(*(side.run.facts_date for side in self.sides if side.run), self.first.result.facts_date, "")

    @property
    def ranked(self) -> list[Side]:
        """The sides from the most to the least of the first measure; as they were named where they are equal.

        Those that nobody can choose come last.
        """
        lead = self.programme.compared[0]
        return sorted(self.sides, key=lambda side: (side in self.assumed, -side.headline[lead]["p50"]))

    @cached_property
    def assumed(self) -> list[Side]:
        """The sides that nobody can choose; none where all are such."""
        found = [side for side in self.sides if self.programme.assumed(side.levers)]
        return found if len(found) < len(self.sides) else []

    @cached_property
    def moved(self) -> dict[str, pd.DataFrame]:
        """Which lever moved what from the first side to each other one, by its key, under today's law and data."""
        lead = self.programme.compared[0]
        return {
            side.key: self.programme.levers_moved(self.first.result, side.result, lead) for side in self.sides[1:]
        }

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name; ``headline`` names a measure of a plan MEASURE.PLAN."""
        import pandas as pd

        measures = self.measures_table
        headline = measures.assign(measure=measures["measure"] + "." + measures["plan"]).drop(columns="plan")
        moved = [table.assign(plan=key) for key, table in self.moved.items()]
        return {
            "headline": headline,
            "measures": measures,
            "differences": self.differences_table,
            self.programme.monthly: self.monthly_table,
            "levers_moved": pd.concat(moved, ignore_index=True),
            "files": file_differences(self.sides),
        }

    @cached_property
    def measures_table(self) -> pd.DataFrame:
        """Every measure of every side: plan, measure, unit, mean, p05, p50, p95, mc_error."""
        import pandas as pd

        rows = [
            {"plan": side.key, "measure": measure, "unit": self.programme.units[measure], **numbers}
            for side in self.sides
            for measure, numbers in side.headline.items()
        ]
        return pd.DataFrame(rows, columns=["plan", "measure", "unit", *COLUMNS])

    @cached_property
    def differences_table(self) -> pd.DataFrame:
        """Each measure of each other side less that of the first; the range is missing where it cannot be known."""
        import pandas as pd

        rows = [
            {"plan": side.key, "less": self.first.key, "measure": measure, "unit": unit, **found}
            for side in self.sides[1:]
            for measure, unit in self.programme.units.items()
            for found in [self.first.difference(side, measure)]
            if found is not None
        ]
        return pd.DataFrame(rows, columns=["plan", "less", "measure", "unit", *COLUMNS])

    @cached_property
    def monthly_table(self) -> pd.DataFrame:
        """The table by month of every side: plan, month, p05, p50, p95."""
        import pandas as pd

        tables = [side.monthly(self.programme.monthly).assign(plan=side.key) for side in self.sides]
        return pd.concat(tables, ignore_index=True)[["plan", "month", "p05", "p50", "p95"]]


def compare(
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
    plan, settings = plan or ComparePlan(), Settings(region=region, draws=draws, seed=seed, language=language)
    programme, sides = sides_of(plan, settings)
    label, name = name_of(label, plan)
    if plan.changed() and label == DEFAULT:  # the sides are its name
        name = {one: " – ".join(f"{side.letter}: {side.name[one]}" for side in sides) for one in ("id", "en")}
    return Comparison(
        plan=plan,
        label=label,
        plan_name=name,
        settings=settings,
        programme=programme,
        sides=tuple(simulated(programme, sides, settings)),
        inputs=_inputs(plan, settings, programme, sides),
    )


def inputs_now(plan: ComparePlan, settings: Settings) -> dict[str, Any]:
    """All that a comparison depends on, the content of its identity, as the files stand.

    Raises:
        InputError: a plan or a run is refused.
    """
    return _inputs(plan, settings, *sides_of(plan, settings))


def _inputs(plan: ComparePlan, settings: Settings, programme: Programme, sides: list[Side]) -> dict[str, Any]:
    """Runs count by value, with the hashes of their record and headline table."""
    levers = {side.key: side.levers.model_dump(mode="json") for side in sides}
    return {
        "programme": "compare",
        "plan": plan.model_dump(mode="json"),
        "levers": levers,
        "settings": settings.model_dump(mode="json", exclude={"language"}),
        "data": programme.inputs_now(sides[0].levers, settings)["data"],
        "code": code_hash(__name__),
    }
