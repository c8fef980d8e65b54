"""What changed since last month: the outlook, what in the record moved it, and the counts of every payer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.show.cells import Cell, Markup
from simulate.show.monitoring.said import chance_said, end_said, marked, titled
from simulate.show.pieces import Piece
from simulate.show.said import first_up
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.monitoring.tables import moved_kecamatan

# kecamatan named for having moved unlike what was expected
_MOVED = 3

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulate.study.monitoring.result import MonitoringResult


def changes(result: MonitoringResult) -> Piece:
    """The outlook before last month's counts, after its members, and after its lapses."""
    found = result.change_table
    first, last = found.iloc[0], found.iloc[-1]

    def recorded(row: dict, words: Words) -> Cell:
        return "–" if math.isnan(row["recorded"]) else words.exact(row["recorded"])

    def expected(row: dict, words: Words) -> Cell:
        if math.isnan(row["recorded"]):
            return "–"
        return _exactly({name: row[f"expected_{name}"] for name in ("p05", "p50", "p95")}, words)

    def rows(words: Words):
        said = {"month": words.month(result.as_of), "before": _before(result, words)}
        for row in found.to_dict("records"):
            yield (
                words(f"monitoring.step.{row['step']}", **said),
                recorded(row, words),
                expected(row, words),
                _exactly(row, words),
                chance_said(result, row["missed"], words, signs=True),
            )

    def caption(words: Words) -> str:
        before, now = round(first["p50"]), round(last["p50"])
        said = words(
            "monitoring.table.changes.caption",
            end=end_said(result, words),
            before=words.exact(before),
            now=words.exact(now),
            change=_signed(now - before, words),
            missed_before=chance_said(result, first["missed"], words),
            missed=chance_said(result, last["missed"], words),
        )
        return titled(said, result, words)

    def note(words: Words) -> str:
        told = words(
            f"monitoring.table.changes.note.{_surprise(result, 'stock')}",
            month=words.month(result.as_of),
            error=words.error(float(found["mc_error"].max()), "persons"),
        )
        lapses = _surprise(result, "lapse")
        if lapses != "unknown":
            told += " " + words(f"monitoring.table.changes.lapse.{lapses}")
        moved = moved_kecamatan(result).head(_MOVED)
        if len(moved):
            names = [f"{row.kecamatan} {_signed(round(row.difference), words)}" for row in moved.itertuples()]
            told += " " + words("monitoring.table.changes.moved", names=", ".join(names))
        return marked(told, result, words)

    return table(
        "changes_table",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("monitoring.column.step"),
            words("monitoring.column.estimated"),
            words("monitoring.column.expected"),
            words("monitoring.column.forecast", month=end_said(result, words)),
            words("monitoring.column.missed"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
        data=found,
        stacked=True,
    )


def _exactly(row: Mapping[str, float], words: Words) -> Cell:
    """A median over its 90 % range, to the head: steps of a month are smaller than three figures show."""
    middle, span = words.exact(row["p50"]), f"{words.exact(row['p05'])}–{words.exact(row['p95'])}"
    return Markup(f"{middle}<br/><small>{span}</small>", f"{middle} ({span})")


def _signed(heads: float, words: Words) -> str:
    return f"{'+' if heads > 0 else ''}{words.exact(heads)}"


def _before(result: MonitoringResult, words: Words) -> str:
    """The month before the last one, or that there was no record."""
    return words.month(result.months[result.known - 2]) if result.known > 1 else words("monitoring.no_record")


def _surprise(result: MonitoringResult, step: str) -> str:
    """Where last month's count lies against the 90 % range expected before; ``unknown`` if none was told."""
    row = result.change_table.set_index("step").loc[step]
    if math.isnan(row["recorded"]):
        return "unknown"
    if row["recorded"] < row["expected_p05"]:
        return "below"
    return "above" if row["recorded"] > row["expected_p95"] else "inside"


def payers(result: MonitoringResult) -> Piece:
    """The last month by payer, as recorded, with the change of members from the month before."""
    found = result.payer_table

    def number(value, words: Words, form) -> str:
        return "–" if math.isnan(value) else form(float(value))

    def change(row: dict, words: Words) -> str:
        if math.isnan(row["before"]) or not row["before"]:
            return "–"
        moved = float(row["compared"]) - float(row["before"])
        return f"{_signed(moved, words)} ({_percent(moved / float(row['before']), words)})"

    def rows(words: Words):
        for row in found.astype(dict.fromkeys(found.columns[3:], float)).to_dict("records"):
            yield (
                first_up(words(f"monitoring.payer.{row['payer']}")),
                words.exact(row["kecamatan"]),
                number(row["paid_up"], words, words.exact),
                change(row, words),
                number(row["registered"], words, words.exact),
                number(row["lapsed"], words, words.exact),
                number(row["contributions_rp"], words, words.rupiah),
                number(row["claims"], words, words.exact),
            )

    def caption(words: Words) -> str:
        counts = [
            f"{words(f'monitoring.payer.{row.payer}')} {number(row.paid_up, words, words.exact)}"
            for row in found.astype({"paid_up": float}).itertuples()
        ]
        said = words("monitoring.table.payers.caption", month=words.month(result.as_of), counts=", ".join(counts))
        return titled(said, result, words)

    return table(
        "payers_table",
        result.settings.language,
        caption=caption,
        header=lambda words: [words(f"monitoring.column.{name}") for name in _PAYER_COLUMNS],
        rows=lambda words: list(rows(words)),
        numeric=range(1, len(_PAYER_COLUMNS)),
        note=lambda words: marked(words("monitoring.table.payers.note"), result, words),
        data=found,
        stacked=True,
    )


_PAYER_COLUMNS = ("payer", "reported", "paid_up", "change", "registered", "lapsed", "contributions", "claims")


def _percent(change: float, words: Words) -> str:
    sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else ""
    return f"{sign}{words.share(abs(change))}"
