"""What every simulated result has: plan, facts, law, measures, and tables of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self
from weakref import WeakKeyDictionary

import numpy as np

from simulate.errors import did_you_mean, input_error
from simulate.law.base import LawMonth
from simulate.law.files import LawValue
from simulate.plan.checked import Checked, Settings
from simulate.plan.named import DEFAULT
from simulate.plan.unknowns import Unknown
from simulate.region.base import Region
from simulate.study.draws import summarise
from simulate.study.facts import Facts, drawn_of
from simulate.study.identity import digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    import pandas as pd


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps what a function of a result gives as long as the result lives: both languages of a page ask for it."""
    kept: WeakKeyDictionary[Any, dict[tuple, Any]] = WeakKeyDictionary()

    @wraps(function)
    def of(result: Any, *asked: Any) -> Any:
        found = kept.setdefault(result, {})
        if asked not in found:
            found[asked] = function(result, *asked)
        return found[asked]

    return of


class Result(Protocol):
    """What any report shows, simulated or not: enough to tell what it was made from."""

    label: str
    plan_name: dict[str, str]
    plan: Any
    settings: Any
    inputs: dict[str, Any]

    @property
    def identity(self) -> str:
        """SHA-256 of the canonical inputs."""

    @property
    def facts_date(self) -> str:
        """The newest date of what it rests on."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Simulated(ABC):
    """A plan, what it was run on, and what came out.

    ``law_values`` are the legal values that the run read, each once, in order of group and date. ``used`` are the
    unknowns that the result depends on, by key. ``units`` has each measure's unit; ``outcomes`` are the names of the
    expectations that sensitivity is asked of.
    """

    units: ClassVar[Mapping[str, str]]
    outcomes: ClassVar[tuple[str, ...]]
    # those of them that charts and tables show assumption by assumption
    tornado_outcomes: ClassVar[tuple[str, ...]]

    plan: Checked
    label: str = DEFAULT
    plan_name: dict[str, str] = field(default_factory=dict)
    settings: Settings
    facts: Facts
    laws: tuple[LawMonth, ...]
    law_values: tuple[LawValue, ...]
    used: tuple[str, ...]
    inputs: dict[str, Any]

    @property
    @abstractmethod
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, shape (draws,)."""

    def table(self, name: str) -> pd.DataFrame | None:
        """A table by name, computed once; None where it has nothing to say of this plan.

        Raises:
            InputError: no such table.
        """
        known = ("headline", *self.makers, "assumptions")
        if name not in known:
            raise input_error("unknown_table.of_result", "table", name=name, meant=did_you_mean(name, known))
        return _table(self, name) if name in self.makers else getattr(self, f"{name}_table")

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""
        found = {name: self.table(name) for name in ("headline", *self.makers, "assumptions")}
        return {name: table for name, table in found.items() if table is not None}

    @property
    def makers(self) -> Mapping[str, Callable[[Self], pd.DataFrame | None]]:
        """What makes each table: ``TABLES`` of the room's ``study``, or of ``tables`` where they stand apart."""
        return getattr(self.room("study"), "TABLES", None) or self.room("tables").TABLES

    @abstractmethod
    def evaluate(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Each of the ``outcomes`` at given values of the unknowns, without the lottery of single events."""

    def room(self, module: str) -> ModuleType:
        """A module of the result's programme that rests on this one, and so cannot be imported here."""
        return import_module(f"simulate.programmes.{self.inputs['programme']}.{module}")

    def rerun(self, **levers: Any) -> Self:
        """The plan with these levers moved, on the same facts, draws and seed.

        Raises:
            InputError: the plan so moved is refused.
        """
        return self.room("study").run_on(self.facts, self.plan.with_values(levers), self.settings)

    @property
    def region(self) -> Region:
        """The region's tables."""
        return self.facts.region

    @property
    def unknowns(self) -> dict[str, Unknown]:
        """The programme's unknowns, whether or not this plan depends on them."""
        return self.facts.unknowns

    @property
    def months(self) -> list[str]:
        """The simulated months, ``YYYY-MM``."""
        return [law.month for law in self.laws]

    @property
    def identity(self) -> str:
        """SHA-256 of the canonical inputs."""
        return digest(self.inputs)

    @cached_property
    def headline_table(self) -> pd.DataFrame:
        """One row a measure, with its unit: over all draws."""
        import pandas as pd

        names = {"measure": list(self.measures), "unit": [self.units[name] for name in self.measures]}
        return pd.DataFrame(names | summarise(np.stack(list(self.measures.values()), axis=1)))

    @cached_property
    def _rows(self) -> pd.DataFrame:
        return self.headline_table.set_index("measure")

    def row(self, measure: str) -> pd.Series:
        """A measure's row of the headline table.

        Raises:
            InputError: no such measure, or it is undefined for this plan.
        """
        return self._rows.loc[self._known(measure)]

    def _known(self, measure: str) -> str:
        if measure in list(self.measures):
            return measure
        if measure in list(self.units):
            raise input_error("undefined_measure", "measure", name=measure)
        raise input_error(
            "unknown_measure.of_result", "measure", name=measure, meant=did_you_mean(measure, self.units)
        )

    def number(self, measure: str, column: str = "p50") -> float:
        """One number of the headline table; raises as `row`."""
        row = self.row(measure)
        if column not in row:
            raise input_error("unknown_column", "headline", column=column, meant=did_you_mean(column, row.index))
        return float(row[column])

    def frame(self, measure: str) -> pd.DataFrame:
        """A measure draw by draw: ``draw`` and ``value``; raises as `row`."""
        import pandas as pd

        values = self.measures[self._known(measure)]
        return pd.DataFrame({"draw": range(len(values)), "value": values})

    def drawn_behind(self, measure: str) -> dict[str, np.ndarray]:
        """The value of each unknown in the draws that a measure's values are of, each of shape (draws,).

        Those of the run, draw by draw; a programme that weighs its draws answers for its own.
        """
        return drawn_of(self.facts, self.used, self.settings.draws, self.settings.seed)

    @cached_property
    def law_readings(self) -> list[LawValue]:
        """Legal values this plan reaches that are a reading of the law or recalled, each once."""
        weak: dict[tuple[str, str], LawValue] = {}
        for value in self.law_values:
            if value.status == "interpretation" or value.evidence == "recall":
                weak.setdefault((value.group, value.key), value)
        return list(weak.values())

    @cached_property
    def assumptions_table(self) -> pd.DataFrame:
        """Every unknown, then every reading of the law; one row each.

        Columns:
            kind: ``unknown`` or ``law``.
            key: the unknown, or the legal value as GROUP.KEY.
            distribution: what it is drawn from; ``fixed`` where it is not.
            low, mode, high: the range and what is most likely; for other distributions what they have in their place.
            evidence: its grade.
            reason: why this range.
            source: the figures that it rests on, with the grade of each.
        """
        import pandas as pd

        unknowns = [
            {
                "kind": "unknown",
                "key": unknown.key,
                "unit": unknown.unit,
                "distribution": unknown.form,
                "low": unknown.low,
                "mode": unknown.mode,
                "high": unknown.high,
                "evidence": unknown.evidence,
                "reason": unknown.reason["en"],
                "source": " ; ".join(f"{figure.source} [{figure.status}]" for figure in unknown.figures),
            }
            for unknown in self.unknowns_told
        ]
        readings = [
            {
                "kind": "law",
                "key": f"{value.group}.{value.key}",
                "unit": value.unit,
                "distribution": "fixed",
                "low": value.value,
                "mode": None,
                "high": value.value,
                "evidence": value.status if value.status == "interpretation" else value.evidence,
                "reason": value.note.get("en", ""),
                "source": f"{value.reference} {value.url}",
            }
            for value in self.law_readings
        ]
        return pd.DataFrame(unknowns + readings)

    @property
    def facts_date(self) -> str:
        """The newest date of a table's data card."""
        return max(str(card["date"]) for card in self.region.cards.values())

    @property
    def unknowns_used(self) -> list[Unknown]:
        """The unknowns that this plan's result depends on, in the order of the model."""
        return [self.unknowns[key] for key in self.used]

    @property
    def unknowns_told(self) -> list[Unknown]:
        """The unknowns that the page rests on, and so tells: those of the result, and of what it is asked further."""
        return self.unknowns_used

    @property
    def unknowns_drawn(self) -> dict[str, Unknown]:
        """Those of them that a design must draw: the used ones, or all where any of them lean on one another."""
        if any(unknown.ranks for unknown in self.unknowns.values()):
            return self.unknowns
        return {unknown.key: unknown for unknown in self.unknowns_used}

    @property
    def extended_law(self) -> dict[str, str]:
        """Groups held past the month that their file vouches for, with the first such month."""
        extended: dict[str, str] = {}
        for law in self.laws:
            for group in law.extended:
                extended.setdefault(group, law.month)
        return extended


@once
def _table(result: Simulated, name: str) -> pd.DataFrame | None:
    return result.makers[name](result)
