"""What a report's abbreviations stand for."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.show.pieces import Piece, piece
from simulate.show.words import Words
from simulate.yamlfile import read_yaml

if TYPE_CHECKING:
    from simulate.study.law import LawReport
    from simulate.study.simulated import Simulated


def abbreviations(result: Simulated | LawReport) -> Piece:
    """What the abbreviations stand for, as far as the language's reader needs it."""
    terms = read_yaml(Path(__file__).with_name("glossary.yaml"))
    programme = result.inputs["programme"]

    def listed(words: Words) -> list[tuple[str, str]]:
        return [
            (term, said[words.language])
            for term, said in terms.items()
            if said.get(words.language) and programme in said.get("in", [programme])
        ]

    def html(words: Words) -> str:
        items = "".join(f"<dt>{escape(term)}</dt><dd>{escape(said)}</dd>" for term, said in listed(words))
        return f'<dl class="sim-terms">{items}</dl>'

    def text(words: Words) -> str:
        return "; ".join(f"{term}: {said}" for term, said in listed(words))

    return piece("text", result.settings.language, html, text)
