"""The record of a run, carried in the notebook's last cell for publishing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulate import __version__
from simulate.show.words import LANGUAGES, Words

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.law import LawReport
    from simulate.study.simulated import Simulated

RECORD_MIME = "application/vnd.simulate.record+json"


@dataclass(frozen=True)
class Record:
    """The run's inputs and result tables."""

    content: dict[str, Any]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The identity to look at; everything for publishing."""
        return {
            "text/plain": f"{self.content['label']} {self.content['identity']}",
            RECORD_MIME: self.content,
        }


def record_of(
    result: Simulated | LawReport,
    title: Callable[[Any, Words], str],
    answer: Callable[[Any, Words], str],
    more: Mapping[str, pd.DataFrame] | None = None,
) -> Record:
    """Everything that publishing writes beside the page of a result.

    Args:
        result: the run, or what the page shows.
        title: the page's title of a result, in given words.
        answer: its answer.
        more: tables beside the result's own.
    """
    words = {name: Words(name) for name in LANGUAGES}
    return Record(
        {
            "label": result.label,
            "plan_name": result.plan_name,
            "title": {name: title(result, spoken) for name, spoken in words.items()},
            "answer": {name: answer(result, spoken) for name, spoken in words.items()},
            "identity": result.identity,
            "inputs": result.inputs,
            "version": __version__,
            "facts_date": result.facts_date,
            "tables": {name: _as_json(table) for name, table in (result.tables | dict(more or {})).items()},
        }
    )


def _as_json(table: pd.DataFrame) -> dict[str, Any]:
    """Columns and rows; a missing value is null."""
    filled = table.astype(object).where(table.notna(), None)
    return {"columns": list(table.columns), "rows": filled.to_numpy().tolist()}
