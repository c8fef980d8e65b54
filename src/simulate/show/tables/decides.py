"""Which unknowns the uncertainty comes from, so that a planner knows what to find out next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.sensitivity import are_correlated, sobol_indices

if TYPE_CHECKING:
    from simulate.study.simulated import Simulated

# smaller shares cannot be told from none
_LEAST = 0.01
_COLUMNS = ("outcome", "unknown", "first", "first_error")


def what_decides(result: Simulated, asks: bool = False) -> Piece:
    """Unknowns by the share of uncertainty that would go if they were known, for each outcome.

    ``asks`` adds a column of how each could be learnt.
    """
    correlated = are_correlated(result)
    found = pd.DataFrame(columns=_COLUMNS) if correlated else sobol_indices(result)
    outcomes = list(result.outcomes)
    shares, errors = (
        found.pivot(index="unknown", columns="outcome", values=name).reindex(columns=outcomes)
        for name in ("first", "first_error")
    )
    varying = shares.dropna(axis=1, how="all")
    shown = varying[varying.max(axis=1) >= _LEAST]
    # the first outcome that is uncertain decides the order; what does not touch it follows by the others
    if not shown.empty:
        first, most = shown.iloc[:, 0], shown.max(axis=1)
        shown = shown.iloc[np.lexsort([-most, -first.where(first >= _LEAST, 0)])]

    def share(unknown: str, outcome: str, words: Words) -> str:
        value, error = shares.loc[unknown, outcome], errors.loc[unknown, outcome]
        if not value >= _LEAST:  # missing where the outcome is certain
            return "–"
        return f"{words.share(value, 0)} ±{words.decimal(100 * error, 1)}"

    def rows(words: Words):
        if shown.empty:
            yield [words("table.decides.all"), *["–"] * (len(outcomes) + 1 + asks)]
        for unknown in shown.index:
            told = result.unknowns[unknown]
            yield [
                told.name[words.language],
                *(share(unknown, outcome, words) for outcome in outcomes),
                words(f"evidence.{told.evidence}"),
                *([told.ask.get(words.language, "–")] if asks else []),
            ]

    def caption(words: Words) -> str:
        if shown.empty:
            return words("table.decides.caption.correlated" if correlated else "table.decides.caption.none")
        outcome = shown.columns[0]
        return words(
            "table.decides.caption",
            name=result.unknowns[shown.index[0]].name[words.language],
            share=words.share(shown.iloc[0][outcome], 0),
            outcome=words(f"table.decides.{outcome}"),
        )

    return table(
        "what_decides",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            *heads("assumption")(words),
            *(words(f"column.decides.{outcome}") for outcome in outcomes),
            *heads("evidence", *(["ask"] if asks else []))(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 1 + len(outcomes)),
        note=lambda words: words("table.decides.note"),
        stacked=asks,
        data=found[found["unknown"].isin(shown.index)],
    )
