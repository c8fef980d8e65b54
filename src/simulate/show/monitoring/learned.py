"""Which assumptions the record has narrowed, and how far."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.show.monitoring.said import end_said, marked, span, titled
from simulate.show.pieces import Piece, sentence
from simulate.show.said import row_of
from simulate.show.table import table
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.study.monitoring.result import MonitoringResult

# narrower by less than this part is hardly learnt
_TOLD, _MOST = 0.1, 8


def learned(result: MonitoringResult) -> Piece:
    """The assumptions whose range the record narrows most, before and now."""
    every = result.learned_table
    found = every[every["narrower"] >= _TOLD].head(_MOST)
    if found.empty:
        return sentence(result.settings.language, lambda words: _noted("monitoring.learned.none", result, words))
    most, known = found.iloc[0], result.truth is not None

    def value(row: dict, name: str, words: Words) -> str:
        return (
            f"{words.value(row[f'{name}_p50'], row['unit'])} "
            f"({words.interval(row[f'{name}_p05'], row[f'{name}_p95'], row['unit'])})"
        )

    def rows(words: Words):
        for row in found.to_dict("records"):
            yield (
                result.unknowns[row["unknown"]].name[words.language],
                value(row, "before", words),
                value(row, "now", words),
                words.share(row["narrower"]),
                _error(row["mc_error"], row["unit"], words),
                *(_held(row, words) if known else ()),
            )

    def caption(words: Words) -> str:
        said = words(
            "monitoring.table.learned.caption",
            name=result.unknowns[most["unknown"]].name[words.language].split(" (")[0],
            narrower=words.share(most["narrower"]),
        )
        return titled(said, result, words)

    def note(words: Words) -> str:
        said = _noted("monitoring.table.learned.note", result, words)
        return marked(f"{said} {words('monitoring.learned.columns')}" if known else said, result, words)

    return table(
        "learned",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("column.assumption"),
            words("monitoring.column.before"),
            words("monitoring.column.now"),
            words("monitoring.column.narrower"),
            words("column.error"),
            *(words(f"monitoring.column.{name}") for name in ("truth", "held") if known),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 7 if known else 5),
        note=note,
        data=every,
        stacked=True,
    )


def _noted(key: str, result: MonitoringResult, words: Words) -> str:
    """A text, and after it what is known of the truth."""
    return f"{words(key)} {_truth(result, words)}".strip()


def _held(row: dict, words: Words) -> tuple[str, str]:
    """The truth of an assumption, and whether the range now holds it; dashes where it has none."""
    if math.isnan(row["truth"]):
        return "–", "–"
    return words.value(row["truth"], row["unit"]), words(f"monitoring.learned.{'' if row['held'] else 'not_'}held")


def _truth(result: MonitoringResult, words: Words) -> str:
    """Of a made-up record, what is true at the end of the year, and whether range and target hold; else nothing."""
    end = result.months[result.end]
    if result.truth is None or end not in result.truth.stock:
        return ""
    members, row = result.truth.stock[end], row_of(result, "protected_end")
    inside = row["p05"] <= members <= row["p95"]
    return words(
        "monitoring.learned.truth",
        end=end_said(result, words),
        members=words.exact(members),
        inside=words(f"monitoring.learned.{'inside' if inside else 'outside'}"),
        range=span(row, words),
        target=words.exact(result.target),
        reached=words(f"monitoring.learned.{'reached' if members >= result.target else 'missed'}"),
    )


def _error(error: float, unit: str, words: Words) -> str:
    """A simulation error, of ratios to the figure that shows it."""
    if unit != "ratio" or not error:
        return words.error(error, unit)
    return f"±{words.decimal(error, max(2, -math.floor(math.log10(error))))}"
