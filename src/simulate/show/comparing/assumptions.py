"""What the numbers of the sides rest on."""

from __future__ import annotations

from simulate.show.comparing.sides import key
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.tables.evidence import range_of, reading_of
from simulate.show.words import Words
from simulate.study.comparison import Comparison


def assumptions(found: Comparison) -> Piece:
    """Each unknown and each reading of the law with its grade, and the sides that rest on it."""
    sides = {side.letter: side.result for side in found.sides}
    unknowns = {unknown.key: unknown for result in sides.values() for unknown in result.unknowns_used}
    readings = {
        (value.group, value.key, value.since): value for result in sides.values() for value in result.law_readings
    }

    def rows(words: Words):
        for unknown in unknowns.values():
            resting = [letter for letter, result in sides.items() if unknown in result.unknowns_used]
            grade = words(f"evidence.{unknown.evidence}")
            yield (unknown.name[words.language], range_of(unknown, words), grade, ", ".join(resting))
        for value in readings.values():
            name, grade = reading_of(found.first.result, value, words)
            resting = [letter for letter, result in sides.items() if value in result.law_readings]
            shown = words.legal(value.value, value.unit)
            yield (name, shown, grade, ", ".join(resting))

    return table(
        "compared_assumptions",
        found.settings.language,
        caption=lambda words: words("compare.assumptions.caption"),
        header=lambda words: [*heads("assumption", "range", "evidence")(words), words("compare.column.rests")],
        rows=lambda words: list(rows(words)),
        stacked=True,
        note=lambda words: words("compare.assumptions.note", letters=key(found.sides, words)),
    )
