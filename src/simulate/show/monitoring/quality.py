"""What in the record is late, jumps, or does not add up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.show.monitoring.said import marked, titled
from simulate.show.pieces import Piece, sentence
from simulate.show.said import first_up
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.monitoring.quality import JUMP_DEVIATIONS, JUMP_FACTOR, PRICE_TOLERANCE

if TYPE_CHECKING:
    from simulate.study.monitoring.result import MonitoringResult

# findings of a page; all of them stand in the CSV
_MOST = 25


def quality(result: MonitoringResult) -> Piece:
    """Each finding with what is recorded, what would fit, and what was done; a sentence where there is none."""
    found = result.quality_table
    if found.empty:
        return sentence(
            result.settings.language, lambda words: marked(words("monitoring.quality.none"), result, words)
        )

    def amount(kind: str, value, words: Words) -> str:
        if math.isnan(value) or kind in ("outside", "empty"):
            return "–"
        if kind in ("late", "gap"):
            return words.legal(float(value), "months")
        if kind == "begun":
            return words("monitoring.kecamatan", count=words.exact(float(value)))
        return words.rupiah(float(value)) if kind == "price" else words.exact(float(value))

    def done(row: dict, words: Words) -> str:
        if row["kind"] in ("jump", "flow") and row["payer"] == "sponsor":
            return words(f"monitoring.done.{row['kind'] if row['left_out'] else 'used'}")
        if row["kind"] in ("late", "gap") and row["payer"] == "sponsor":
            return words("monitoring.done.put_in")
        unused = {"begun": "later", "outside": "unused"}
        return words(f"monitoring.done.{unused.get(row['kind'], 'told')}")

    def rows(words: Words):
        for row in found.astype({"found": float, "fits": float}).head(_MOST).to_dict("records"):
            yield (
                words(f"monitoring.finding.{row['kind']}"),
                row["kecamatan"] or "–",
                first_up(words(f"monitoring.payer.{row['payer']}")) if row["payer"] else "–",
                words.month(row["month"], short=True),
                amount(row["kind"], row["found"], words),
                amount(row["kind"], row["fits"], words),
                done(row, words),
            )

    def caption(words: Words) -> str:
        kinds = found["kind"].value_counts()
        counts = ", ".join(f"{words(f'monitoring.finding.{kind}')} {words.exact(n)}" for kind, n in kinds.items())
        said = words("monitoring.table.quality.caption", count=words.exact(len(found)), counts=counts)
        return titled(said, result, words)

    def note(words: Words) -> str:
        said = words(
            "monitoring.table.quality.note",
            factor=words.decimal(JUMP_FACTOR, 1),
            deviations=words.exact(JUMP_DEVIATIONS),
            tolerance=words.share(PRICE_TOLERANCE, 0),
        )
        if len(found) > _MOST:
            said += " " + words("monitoring.table.quality.more", count=words.exact(len(found) - _MOST))
        return marked(said, result, words)

    return table(
        "quality_table",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words(f"monitoring.column.{name}")
            for name in ("finding", "kecamatan", "payer", "month", "found", "fits", "done")
        ],
        rows=lambda words: list(rows(words)),
        numeric=(4, 5),
        note=note,
        data=found,
        stacked=True,
    )
