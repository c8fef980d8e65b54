"""Tables of the run itself: its parameters and its provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulate import __version__
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.study.sponsorship import SponsorshipResult


def parameters(result: SponsorshipResult) -> Piece:
    """Each lever and setting: value, default, unit, meaning."""

    def rows(words: Words):
        for model in (result.plan, result.settings):
            default = type(model)()
            for name, field in type(model).model_fields.items():
                meta = field.json_schema_extra
                value, usual = getattr(model, name), getattr(default, name)
                if name == "language":
                    continue  # a report has its language in every line
                mark = "" if value == usual else " *"
                yield (
                    name + mark,
                    _shown(value, words),
                    _shown(usual, words),
                    words(f"unit.{meta['unit']}"),
                    meta[words.language],
                )

    return table(
        "parameters",
        result.settings.language,
        caption=lambda words: words("table.parameters.caption"),
        header=heads("parameter", "value", "default", "unit", "meaning"),
        rows=lambda words: list(rows(words)),
        note=lambda words: words("table.parameters.note"),
    )


def provenance(result: SponsorshipResult) -> Piece:
    """What this result was computed from; nothing in it depends on a clock."""

    def rows(words: Words):
        return [
            (words("provenance.identity"), result.identity),
            (words("provenance.version"), f"simulate {__version__}, {result.inputs['code'][:16]}"),
            (words("provenance.data"), words("provenance.files", count=str(len(result.inputs["data"])))),
            (words("provenance.facts"), words.day(result.facts_date)),
            (words("provenance.draws"), f"{words.exact(result.settings.draws)}; {result.settings.seed}"),
        ]

    return table(
        "provenance",
        result.settings.language,
        caption=lambda words: words("provenance.caption"),
        header=heads("item", "content"),
        rows=rows,
    )


def _shown(value: Any, words: Words) -> str:
    if isinstance(value, bool):
        return words("word.yes" if value else "word.no")
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)
