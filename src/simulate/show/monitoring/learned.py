"""Which assumptions the record has narrowed, and how far."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.show.monitoring.said import marked
from simulate.show.pieces import Piece, sentence
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
        return sentence(result.settings.language, lambda words: words("monitoring.learned.none"))
    most = found.iloc[0]

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
                words.share(row["narrower"], 0),
                _error(row["mc_error"], row["unit"], words),
            )

    return table(
        "learned",
        result.settings.language,
        caption=lambda words: words(
            "monitoring.table.learned.caption",
            name=result.unknowns[most["unknown"]].name[words.language],
            narrower=words.share(most["narrower"], 0),
        ),
        header=lambda words: [
            words("column.assumption"),
            words("monitoring.column.before"),
            words("monitoring.column.now"),
            words("monitoring.column.narrower"),
            words("column.error"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=lambda words: marked(words("monitoring.table.learned.note"), result, words),
        data=every,
    )


def _error(error: float, unit: str, words: Words) -> str:
    """A simulation error, of ratios to the figure that shows it."""
    if unit != "ratio" or not error:
        return words.error(error, unit)
    return f"±{words.decimal(error, max(2, -math.floor(math.log10(error))))}"
