"""Which lever reduces deaths, and which only pays for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from simulate.show.cells import Cell, Markup, Section
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.election.levers import JUDGED, levers_alone

if TYPE_CHECKING:
    from simulate.study.election.result import ElectionResult

_UNITS = {"deaths": "persons", "families": "persons", "cost": "rp", "benefits": "rp"}
# a change below this part of the plan's own is none
_LEAST = 0.001
_KINDS = ("fewer", "more", "pays")


def levers(result: ElectionResult) -> Piece:
    """Each lever moved alone: expected deaths, families paid, cost and benefits, against the plan."""
    found = levers_alone(result)
    told = found.assign(value=found["value"].astype(str))
    by_move = [rows.set_index("measure") for _, rows in found.groupby(["lever", told["value"]], sort=False)]
    moves = [(_kind(rows), *rows.iloc[0][["lever", "value"]], rows) for rows in by_move]

    def change(row: pd.Series, unit: str, words: Words) -> Cell:
        if abs(row["p50"]) <= _LEAST * abs(row["own"]) or row["p50"] == 0:
            return "–"
        shown = signed(row["p50"], unit, words)
        if row["p05"] == row["p95"]:
            return shown
        span = f"{signed(row['p05'], unit, words)} {words('word.to')} {signed(row['p95'], unit, words)}"
        return Markup(f"{shown}<br/><small>{span}</small>", f"{shown} ({span})")

    def rows(words: Words):
        for kind in _KINDS:
            alike = [move for move in moves if move[0] == kind]
            if alike:
                yield Section([words(f"election.levers.{kind}"), *[""] * len(JUDGED)])
            for _, lever, value, row in alike:
                yield (
                    _said(lever, value, words),
                    *(change(row.loc[measure], _UNITS[measure], words) for measure in JUDGED),
                )

    def caption(words: Words) -> str:
        fewer = [move for move in moves if move[0] == "fewer"]
        if not fewer:
            return words("election.table.levers.caption.none")
        best = min(fewer, key=lambda move: move[3].loc["deaths", "p50"])
        row = best[3].loc["deaths"]
        return words(
            "election.table.levers.caption",
            lever=_said(best[1], best[2], words),
            change=signed(row["p50"], "persons", words),
        )

    def note(words: Words) -> str:
        errors = {unit: max(found.loc[found["measure"] == name, "mc_error"]) for name, unit in _UNITS.items()}
        return words(
            "election.table.levers.note",
            **{f"error_{unit}": words.error(float(error), unit) for unit, error in errors.items()},
        )

    return table(
        "levers",
        result.settings.language,
        caption=caption,
        header=heads("move", "deaths_change", "families_change", "cost_change", "benefits_change"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
        data=told,
    )


def signed(number: float, unit: str, words: Words) -> str:
    """A change with its sign."""
    # of a small election, changes are small parts of a person
    tiny = unit == "persons" and abs(number) < 0.1
    shown = words.decimal(abs(number), 3) if tiny and number else words.value(abs(number), unit)
    return f"+{shown}" if number > 0 else f"\N{MINUS SIGN}{shown}" if number < 0 else shown


def _kind(rows: pd.DataFrame) -> str:
    """Whether a move leaves fewer dead, more, or only changes who pays and is paid."""
    deaths = rows.loc["deaths"]
    if abs(deaths["p50"]) <= _LEAST * deaths["own"]:
        return "pays"
    return "fewer" if deaths["p50"] < 0 else "more"


def _said(lever: str, value: Any, words: Words) -> str:
    if lever in ("age_cap", "extra_months"):
        return words(f"election.move.{lever}", value=words.exact(value))
    if lever in ("roles", "everyone"):
        return words(f"election.move.{lever}")
    if isinstance(value, bool):
        return words(f"election.move.{lever}.{'yes' if value else 'no'}")
    return words(f"election.move.{lever}.{value}")
