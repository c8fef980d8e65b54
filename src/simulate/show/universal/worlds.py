"""In which worlds the plan misses its target, or reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.pieces import Piece, sentence
from simulate.show.tables.next import limits_table
from simulate.show.universal.said import december
from simulate.show.words import Words
from simulate.study.universal.worlds import worlds as worlds_of

if TYPE_CHECKING:
    from simulate.study.universal.result import UniversalResult


def worlds(result: UniversalResult) -> Piece:
    """The assumptions under which coverage lies on the rarer side of the target; a sentence where none tells."""
    found = worlds_of(result)
    if found is None or not found.box.limits:
        return sentence(result.settings.language, lambda words: words("universal.worlds.none"))
    box, kind = found.box, found.kind

    def said(words: Words) -> dict[str, str]:
        return {
            "target": words.share(result.plan.target, 0),
            "month": december(result.plan.target_year, words),
            "threshold": words.share(box.threshold) if box.threshold is not None else "",
            "density": words.share(box.density, 0),
            "weak": words.share(box.weak, 0 if box.weak >= 0.1 else 1),
            "mass": words.share(box.mass, 0),
            "coverage": words.share(box.coverage, 0),
            "error": words.error(box.density_error, "share"),
        }

    return limits_table(
        result,
        "worlds",
        box,
        caption=lambda words: words(f"universal.worlds.caption.{kind}", **said(words)),
        note=lambda words: words("universal.worlds.note", kind=words(f"universal.worlds.{kind}"), **said(words)),
    )
