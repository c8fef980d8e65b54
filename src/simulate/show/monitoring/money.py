"""Contributions and claims up to now, against what was to be expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.monitoring.said import marked, titled
from simulate.show.pieces import Piece
from simulate.show.said import row_of
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.monitoring.measures import claims_tell

if TYPE_CHECKING:
    from simulate.study.monitoring.result import MonitoringResult

# above this part of the draws that would still count, a count of claims tells nothing
_NOTHING = 0.8


def money(result: MonitoringResult) -> Piece:
    """Sponsors' contributions against the plan, and claims against what the members recorded would bring."""
    pairs = {"contributions": ("contributions_planned", "rp"), "claims": ("claims_expected", "cases")}
    told = {name: pair for name, pair in pairs.items() if f"{name}_recorded" in result.measures}

    def rows(words: Words):
        for name, (measure, unit) in told.items():
            row = row_of(result, measure)
            yield (
                words(f"monitoring.money.{name}"),
                words.value(result.number(f"{name}_recorded"), unit),
                words.value(row["p50"], unit),
                words.interval(row["p05"], row["p95"], unit),
                words(f"monitoring.money.{_place(result, name, measure)}"),
                words.error(row["mc_error"], unit),
            )
        for name in pairs:
            if name not in told:
                yield (words(f"monitoring.money.{name}"), words("monitoring.money.none"), "–", "–", "–", "–")

    def caption(words: Words) -> str:
        said = [
            words(
                f"monitoring.table.money.said.{name}",
                recorded=words.value(result.number(f"{name}_recorded"), unit),
                expected=words.value(row_of(result, measure)["p50"], unit),
            )
            for name, (measure, unit) in told.items()
        ]
        said = "; ".join(said) or words("monitoring.table.money.said.none")
        return titled(
            words("monitoring.table.money.caption", month=words.month(result.as_of), said=said), result, words
        )

    def note(words: Words) -> str:
        said = words("monitoring.table.money.note")
        if "claims" in told:
            part = claims_tell(result)
            nothing = ".nothing" if part > _NOTHING else ""
            said += " " + words(f"monitoring.table.money.tell{nothing}", part=words.share(part))
        return marked(said, result, words)

    return table(
        "money",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("monitoring.column.item"),
            words("monitoring.column.recorded"),
            words("monitoring.column.expected"),
            words("column.interval"),
            words("monitoring.column.judged"),
            words("column.error"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 6),
        note=note,
        stacked=True,
    )


def _place(result: MonitoringResult, name: str, measure: str) -> str:
    """Where a recorded amount lies: ``inside`` the 90 % range, ``below`` or ``above`` it."""
    recorded, row = result.number(f"{name}_recorded"), row_of(result, measure)
    if recorded < row["p05"]:
        return "below"
    return "above" if recorded > row["p95"] else "inside"
